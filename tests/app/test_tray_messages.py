"""Messages are seen on a real desktop, their buttons arrive, and nothing there can hold us up."""

import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QIcon, QPixmap
from pytestqt.qtbot import QtBot

from fixtures.private_desktop import (
    INK,
    PAPER,
    PrivateDesktop,
    TalkingChild,
    missing_programs,
    wait_until,
)
from wan22_desktop.app.desktop_messages import DesktopMessage, MessageEvent, MessageRefused
from wan22_desktop.app.desktop_notifications import DesktopNotifications
from wan22_desktop.app.tray import Tray
from wan22_desktop.core.settings import Automation
from wan22_desktop.hardware.domain.alerts import Alert, AlertKind, AlertLevel, GovernorAction

CHILD = Path(__file__).parent / "tray_child.py"
HEAT = AlertKind.GPU_TEMPERATURE
needs_desktop = pytest.mark.skipif(
    bool(missing_programs()), reason=f"needs the programs {', '.join(missing_programs())}"
)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[PrivateDesktop]:
    with PrivateDesktop(tmp_path) as desktop:
        yield desktop


@pytest.fixture
def child(desktop: PrivateDesktop) -> Iterator[TalkingChild]:
    with TalkingChild(CHILD, desktop.environment) as child:
        assert child.hear() == ["ready", "xcb"]
        yield child


def colours(child: TalkingChild, file: Path) -> tuple[int, int]:
    """Pixels of letters and of paper on the whole screen."""
    assert child.ask("grab", str(file)) == ["grabbed", True]
    with Image.open(file) as picture:
        counted = picture.convert("RGB").getcolors(800 * 600) or []
    by_colour = {colour: count for count, colour in counted}
    return by_colour.get(INK, 0), by_colour.get(PAPER, 0)


@pytest.fixture
def tray(qtbot: QtBot) -> Tray:  # noqa: ARG001 - needs the application
    return Tray(QIcon(QPixmap(16, 16)))


@needs_desktop
def test_a_message_is_seen_and_its_button_arrives(
    desktop: PrivateDesktop, child: TalkingChild, tmp_path: Path
) -> None:
    desktop.start_service()
    assert desktop.visible_windows() == []
    assert colours(child, tmp_path / "before.png") == (0, 0)

    title, text = "The graphics card is at 86 °C", "From <b>85</b> °C on & further"
    question = ("question", HEAT, GovernorAction.PAUSE_AT_STEP, f"{title}.", text)
    assert child.ask(*question) == ["shown", HEAT], "told although the window is in use"
    wait_until(lambda: len(desktop.visible_windows()) == 1, "its window")
    assert desktop.displayed() == 1
    wait_until(lambda: colours(child, tmp_path / "shown.png")[0] > 300, "its letters")
    assert colours(child, tmp_path / "shown.png")[1] > 10_000

    desktop.control("context")
    assert child.hear() == ["chosen", HEAT]
    wait_until(lambda: desktop.displayed() == 0, "its end")
    assert desktop.history() == [(title, "From &lt;b&gt;85&lt;/b&gt; °C on &amp; further")]


@needs_desktop
def test_a_click_on_the_message_asks_for_the_window(
    desktop: PrivateDesktop, child: TalkingChild
) -> None:
    desktop.start_service()
    assert child.ask("alert", "ram", "critical", "Full.", "It is.") == ["shown", "ram"]
    wait_until(lambda: len(desktop.visible_windows()) == 1, "its window")
    desktop.click(desktop.visible_windows()[0])
    assert child.hear() == ["show asked"]


@needs_desktop
def test_texts_from_outside_harm_neither_bus_nor_service(
    desktop: PrivateDesktop, child: TalkingChild
) -> None:
    desktop.start_service()
    strange = "a\0b\ud800c\x1b[31m\u202ed\n" + "x" * 100_000
    assert child.ask("alert", "ram", "critical", strange, strange) == ["shown", "ram"]
    desktop.control("close-all")
    ((title, text),) = desktop.history()
    assert title.startswith("abc[31md xxx")
    assert text.startswith("abc[31md\nxxx")
    assert (len(title), len(text)) == (200, 1000)


@needs_desktop
def test_messages_of_one_event_replace_each_other(
    desktop: PrivateDesktop, child: TalkingChild
) -> None:
    desktop.start_service()
    child.tell("activation", False)
    assert child.ask("alert", "disk", "warning", "Full.", "Rather.") == ["shown", "disk"]
    for number in range(5):  # faster than the service answers
        child.tell("alert", HEAT, "warning", f"At {80 + number} °C.", "Hot.")
    assert child.hear() == ["shown", HEAT]
    child.tell("alert", "commit", "warning", "Promised.", "Much.")
    while child.hear() != ["shown", "commit"]:
        pass
    assert desktop.displayed() == 3
    assert child.ask("over", HEAT, "It is cool.") == ["shown", HEAT]
    assert desktop.displayed() == 3
    child.tell("activation", True)
    child.tell("over", "disk", "It is empty.")
    wait_until(lambda: desktop.displayed() == 2, "one to be withdrawn")
    assert child.ask("hide") == ["hidden", []], "no thread is left"
    wait_until(lambda: desktop.displayed() == 0, "the rest to be withdrawn")
    seen = {("It is cool", ""), ("Full", "Rather."), ("Promised", "Much.")}
    assert set(desktop.history()) == seen, "what was replaced is not kept"


@needs_desktop
def test_a_service_that_hangs_freezes_nothing_and_is_stood_in_for(
    desktop: PrivateDesktop, child: TalkingChild
) -> None:
    service = desktop.start_service()
    child.tell("icon")
    assert child.ask("alert", "ram", "critical", "Full.", "It is.") == ["shown", "ram"]
    service.send_signal(signal.SIGSTOP)
    child.ask("longest")
    assert child.ask("alert", HEAT, "critical", "Hot.", "It is.") == ["shown", HEAT]
    _, longest_s = child.ask("longest")
    assert isinstance(longest_s, float)
    assert longest_s < 0.5, "the window stood still"
    _, seen_s = child.ask("stand_still", 0.6)
    assert isinstance(seen_s, float)
    assert seen_s >= 0.6, "nobody would have noticed"
    service.send_signal(signal.SIGCONT)
    # What it was asked to show in its sleep was told beside the icon.
    wait_until(lambda: ("Hot", "It is.") in desktop.history(), "the late message to go")
    assert desktop.displayed() == 1
    assert child.ask("alert", HEAT, "critical", "Hotter.", "It is.") == ["shown", HEAT]
    wait_until(lambda: desktop.displayed() == 2, "the service to be used again")


@needs_desktop
def test_a_service_that_is_replaced_gets_the_next_message(
    desktop: PrivateDesktop, child: TalkingChild
) -> None:
    first = desktop.start_service()
    assert child.ask("alert", "ram", "critical", "Full.", "It is.") == ["shown", "ram"]
    first.kill()
    first.wait()
    child.tell("icon")
    assert child.ask("alert", "ram", "critical", "Fuller.", "It is.") == ["shown", "ram"]
    desktop.start_service()
    assert desktop.displayed() == 0, "it was told beside the icon"
    desktop.tell_from_elsewhere("Mail")
    assert child.ask("alert", "ram", "critical", "Fullest.", "It is.") == ["shown", "ram"]
    assert desktop.displayed() == 2, "the number of the old message is another program's now"


@pytest.mark.parametrize("address", [None, "", "nonsense", "unix:path=/nowhere", "tcp:host=x"])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has that bus")
def test_without_a_bus_every_message_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert_all_refused()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has that bus")
def test_a_bus_that_never_answers_refuses_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = str(tmp_path / "bus")
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(path)
        bus.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={path}")
        assert_all_refused()


def assert_all_refused() -> None:
    told: list[MessageEvent] = []
    both = threading.Event()

    def tell(event: MessageEvent) -> None:
        told.append(event)
        if len(told) == 2:
            both.set()

    notifications = DesktopNotifications(tell)
    messages = [DesktopMessage("a", "A", "a"), DesktopMessage("b", "B", "b")]
    for message in messages:
        notifications.show(message)
    assert both.wait(10)
    notifications.close()
    notifications.show(messages[0])
    assert told == [MessageRefused(message) for message in messages]


def alert(**changes: object) -> Alert:
    known: dict[str, object] = {
        "kind": HEAT,
        "level": AlertLevel.WARNING,
        "text": "The graphics card is at 82 °C.",
        "detail": "It is hot.",
    }
    return Alert(**{**known, **changes})  # pyright: ignore[reportArgumentType]


def test_only_critical_alerts_are_told_while_the_window_is_in_use(tray: Tray) -> None:
    said: list[tuple[str, str]] = []
    tray.message_shown.connect(lambda title, text: said.append((title, text)))
    tray.tell_alert(alert())
    assert said == []
    tray.tell_alert(alert(level=AlertLevel.CRITICAL))
    tray.tell_alert(alert(level=AlertLevel.CRITICAL, is_over=True))
    tray.note_activation(False)
    tray.tell_alert(alert())
    tray.tell_alert(alert(is_over=True))
    assert said == [("The graphics card is at 82 °C", "It is hot.")] * 3


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)
def test_a_click_beside_the_icon_does_what_its_text_says(qtbot: QtBot, tray: Tray) -> None:
    tray.icon.show()
    asking = alert(
        level=AlertLevel.CRITICAL, action=GovernorAction.COOL_DOWN, automation=Automation.ASK
    )
    with qtbot.waitSignal(tray.messages.shown):
        tray.tell_alert(asking)
    with qtbot.waitSignal(tray.action_chosen) as chosen:
        tray.icon.messageClicked.emit()
    assert chosen.args == [HEAT]
    with qtbot.waitSignal(tray.show_asked):
        tray.icon.messageClicked.emit()
    tray.tell_alert(asking)
    tray.tell_alert(alert(level=AlertLevel.CRITICAL, is_over=True))
    with qtbot.waitSignal(tray.show_asked), qtbot.assertNotEmitted(tray.action_chosen):
        tray.icon.messageClicked.emit()
    tray.hide()
