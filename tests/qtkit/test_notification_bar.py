"""Notifications: replaced by key, at most three in sight, plain text, usable with the keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from wan22_desktop.qtkit.glyphs import GlyphButton
from wan22_desktop.qtkit.notification_bar import (
    MAX_VISIBLE,
    Notification,
    NotificationBar,
    Severity,
)
from wan22_desktop.qtkit.theme import Theme, apply_theme


@pytest.fixture
def bar(qtbot: QtBot, qapp: QApplication) -> NotificationBar:
    apply_theme(qapp, Theme.LIGHT)
    bar = NotificationBar()
    qtbot.addWidget(bar)
    bar.resize(600, 200)
    return bar


def _note(key: str, text: str = "", *actions: tuple[str, str]) -> Notification:
    return Notification(key, Severity.WARNING, text or key, actions=actions)


def _button(bar: NotificationBar, name: str) -> QPushButton:
    return next(b for b in bar.findChildren(QPushButton) if b.accessibleName() == name)


def _shown_texts(bar: NotificationBar) -> list[str]:
    labels = bar.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible() and label.text()]


def test_is_not_there_without_notifications(bar: NotificationBar) -> None:
    assert bar.isHidden()
    bar.show_notification(_note("disk"))
    assert not bar.isHidden()
    bar.dismiss("disk")
    assert bar.isHidden()
    bar.dismiss("disk")


def test_the_same_key_replaces(bar: NotificationBar) -> None:
    bar.show_notification(_note("disk", "nearly full"))
    bar.show_notification(_note("gpu", "hot"))
    bar.show_notification(_note("disk", "full"))
    assert [note.text for note in bar.notifications] == ["hot", "full"]
    assert "nearly full" not in _shown_texts(bar)


def test_at_most_three_are_in_sight_and_the_rest_waits(bar: NotificationBar) -> None:
    for number in range(5):
        bar.show_notification(_note(f"n{number}"))
    bar.show()
    assert set(_shown_texts(bar)) == {"n4", "n3", "n2", "and 2 more"}
    bar.dismiss("n4")
    bar.dismiss("n3")
    assert set(_shown_texts(bar)) == {"n2", "n1", "n0"}
    assert MAX_VISIBLE == 3


def test_a_waiting_one_comes_in_sight_when_it_changes(bar: NotificationBar) -> None:
    for number in range(4):
        bar.show_notification(_note(f"n{number}"))
    bar.show_notification(_note("n0", "again"))
    bar.show()
    assert "again" in _shown_texts(bar)


def test_buttons_carry_key_and_action(qtbot: QtBot, bar: NotificationBar) -> None:
    bar.show_notification(_note("oom", "No memory", ("Retry", "retry"), ("Save & quit", "quit")))
    bar.show()
    with qtbot.waitSignal(bar.action_chosen) as chosen:
        qtbot.mouseClick(_button(bar, "Retry"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["oom", "retry"]
    with qtbot.waitSignal(bar.action_chosen) as chosen:
        qtbot.mouseClick(_button(bar, "Save & quit"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["oom", "quit"]
    assert [note.key for note in bar.notifications] == ["oom"]


def test_replacing_exchanges_the_buttons(bar: NotificationBar) -> None:
    bar.show_notification(_note("job", "Failed", ("Retry", "retry")))
    bar.show_notification(_note("job", "Failed again", ("Show log", "log")))
    bar.show()
    shown = [b.accessibleName() for b in bar.findChildren(QPushButton) if b.isVisible()]
    assert shown == ["Show log"]


def test_close_with_mouse_and_escape(qtbot: QtBot, bar: NotificationBar) -> None:
    bar.show_notification(_note("a"))
    bar.show_notification(_note("b", "b", ("Retry", "retry")))
    bar.show()
    bar.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is bar)
    _button(bar, "Retry").setFocus()
    with qtbot.waitSignal(bar.closed) as closed:
        QTest.keyClick(_button(bar, "Retry"), Qt.Key.Key_Escape)
    assert closed.args == ["b"]
    close = next(
        button
        for button in bar.findChildren(QAbstractButton)
        if button.isVisible() and button.accessibleName() == "Close this message"
    )
    assert QApplication.focusWidget() is close
    with qtbot.waitSignal(bar.closed) as closed:
        QTest.keyClick(close, Qt.Key.Key_Space)
    assert closed.args == ["a"]
    assert bar.notifications == ()


def test_tab_goes_through_the_buttons_in_order(qtbot: QtBot, bar: NotificationBar) -> None:
    bar.show_notification(_note("a", "a", ("One", "1"), ("Two", "2")))
    bar.show()
    bar.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is bar)
    _button(bar, "One").setFocus()
    names = []
    for _ in range(3):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == ["One", "Two", "Close this message"]


def test_texts_stay_plain(bar: NotificationBar) -> None:
    bar.show_notification(Notification("x", Severity.ERROR, "<b>bold</b>", "<img src='x'>"))
    for label in bar.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_screen_reader_gets_severity_and_text(bar: NotificationBar) -> None:
    bar.show_notification(Notification("x", Severity.ERROR, "Disk full", "2 MB left"))
    rows = [w for w in bar.children() if getattr(w, "accessibleName", str)() == "Error: Disk full"]
    assert len(rows) == 1


def test_long_texts_wrap_instead_of_widening(bar: NotificationBar) -> None:
    bar.show_notification(_note("x", "word " * 80, ("Retry", "retry")))
    bar.resize(400, 100)
    bar.show()
    assert bar.minimumSizeHint().width() <= 400


@pytest.fixture
def quick_bar(qtbot: QtBot, qapp: QApplication) -> Iterator[NotificationBar]:
    """Under a text field that has the focus; news leaves quickly."""
    apply_theme(qapp, Theme.LIGHT)
    window = QWidget()
    qtbot.addWidget(window)
    field = QLineEdit()
    bar = NotificationBar(leave_after_ms=30)
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addWidget(bar)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    yield bar
    window.close()


def test_news_leaves_and_what_needs_the_user_stays(
    qtbot: QtBot, quick_bar: NotificationBar
) -> None:
    bar = quick_bar
    bar.show_notification(Notification("saved", Severity.INFO, "The frame is saved."))
    bar.show_notification(Notification("done", Severity.OK, "Done.", "", (("Show", "show"),)))
    bar.show_notification(_note("disk"))
    qtbot.waitUntil(lambda: len(bar.notifications) == 2)
    assert [note.key for note in bar.notifications] == ["disk", "done"]


def test_news_does_not_leave_from_under_the_focus(qtbot: QtBot, quick_bar: NotificationBar) -> None:
    bar = quick_bar
    for key in ("first", "second"):
        bar.show_notification(Notification(key, Severity.INFO, key))
    close = bar.findChildren(GlyphButton)[0]
    close.setFocus()
    qtbot.waitUntil(lambda: len(bar.notifications) == 1)
    kept = bar.notifications[0].key
    close.clearFocus()
    qtbot.waitUntil(lambda: bar.notifications == ())
    assert kept in ("first", "second")
