"""Pictures of the real window for the documentation.

    xvfb-run -s "-screen 0 1400x900x24" python -m tools.screenshots --assets FOLDER

Renders clips with the demo model in a home folder of its own, fills the queue and grabs the window
in both themes.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from wan22_desktop.app.parts import Parts
from wan22_desktop.app.start import Opening
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.settings import Theme
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.hardware.domain.alerts import (
    Alert,
    AlertKind,
    AlertLevel,
    GovernorAction,
    Order,
)
from wan22_desktop.qtkit.theme import Theme as LookTheme
from wan22_desktop.qtkit.theme import apply_theme

WIDTH, HEIGHT = 1280, 800
FINISHED = (
    "a blue square moving up on a black background",
    "a green triangle moving left on a gray background",
    "a red circle moving right on a white background",
)
WAITING = (
    "a yellow circle moving down on a blue background",
    "a purple square moving left on a white background",
)
RENDER_LIMIT_S = 240.0


def wait_until(condition: Callable[[], bool], limit_s: float) -> None:
    """Let the app live until something is so; raises TimeoutError."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def live(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def take(window: QWidget, folder: Path, name: str) -> None:
    live(0.5)
    file = folder / f"{name}.png"
    if not window.grab().save(str(file)):
        raise OSError(f"{file} could not be written")
    sys.stdout.write(f"{file}\n")


def states(parts: Parts) -> list[JobState]:
    return [job.state for job in parts.queue.model.records]


def add(parts: Parts, prompt: str) -> None:
    """As a user does: write a prompt and press the button."""
    parts.compose.form.put("prompt", prompt)
    parts.compose.add_button.click()


def play_the_story(window: MainWindow, parts: Parts, folder: Path, *, more: bool) -> None:
    """Three clips are finished, the last one is open, one is being rendered, one waits."""
    for prompt in FINISHED:
        add(parts, prompt)
    if more:
        wait_until(lambda: parts.live.strip.frame_count > 0, RENDER_LIMIT_S)
        take(window, folder, "live-light")
    wait_until(lambda: states(parts).count(JobState.DONE) == len(FINISHED), RENDER_LIMIT_S)
    wait_until(lambda: parts.player.view.image is not None, 10)
    for prompt in WAITING:
        add(parts, prompt)
    parts.compose.form.put("prompt", WAITING[0])
    wait_until(lambda: JobState.RENDERING in states(parts), RENDER_LIMIT_S)
    live(1.0)
    parts.stage.clip_button.click()
    if parts.player.is_playing:
        parts.player.toggle_play()
    parts.player.go_to(8)
    take(window, folder, "window-light")
    window.models_dock.raise_()
    parts.models.select("ti2v-5B-fp16")
    take(window, folder, "models-light")
    show_the_lora(window, parts)
    take(window, folder, "loras-light")
    parts.lora_editor.set_value(())
    window.hardware_dock.raise_()
    wait_until(lambda: parts.hardware.charts.stack is not None, 30)
    parts.hardware.charts.bar.ranges.setCurrentText("1 minute")
    live(2.0)
    take(window, folder, "hardware-light")
    window.queue_dock.raise_()
    if more:
        show_alarm(window, parts, folder)
    parts.actions.theme_chosen.emit(Theme.DARK)
    take(window, folder, "window-dark")
    if more:
        window.hardware_dock.raise_()
        live(2.0)
        take(window, folder, "hardware-dark")
        show_tools(parts, folder)
        window.log_dock.show()
        parts.desk.say("example", "A message with its detail", "What it means, what can be done.")
        take(window, folder, "log-dark")


def show_alarm(window: MainWindow, parts: Parts, folder: Path) -> None:
    """As the governor tells it, and takes it back."""
    text = "The graphics card has 83 °C."
    order = Order(GovernorAction.COOL_DOWN, text)
    parts.health.alerted.emit(
        Alert(
            AlertKind.GPU_TEMPERATURE,
            AlertLevel.WARNING,
            text,
            "Begins no further job until it is cool again.",
        )
    )
    parts.health.ordered.emit(order)
    take(window, folder, "alert-light")
    window.hardware_dock.raise_()
    take(window, folder, "alert-hardware-light")
    parts.health.ordered.emit(replace(order, undo=True))
    window.queue_dock.raise_()


def show_tools(parts: Parts, folder: Path) -> None:
    """The dialogs of the Tools menu, in both themes."""
    desk, actions = parts.upkeep_desk, parts.actions
    for theme in (Theme.DARK, Theme.LIGHT):
        actions.theme_chosen.emit(theme)
        for name, asked in (
            ("doctor", actions.doctor_asked),
            ("optimizer", actions.optimizer_asked),
            ("states", actions.states_asked),
        ):
            asked.emit()
            dialog = getattr(desk, name)
            wait_until(lambda dialog=dialog: not dialog.is_busy, 60)
            if name == "states" and theme is Theme.DARK:
                dialog.save_asked.emit("before the sweep")
                wait_until(lambda dialog=dialog: dialog.list.rows.rowCount() > 0, 30)
            take(dialog, folder, f"{name}-{theme.value}")
            dialog.close()


def show_the_lora(window: MainWindow, parts: Parts) -> None:
    """The LoRA that ships, in use."""
    wait_until(lambda: bool(parts.loras.index.cards), 30)
    (card,) = parts.loras.index.cards
    window.loras_dock.raise_()
    parts.loras.select(card.id)
    parts.lora_editor.add(card.id)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=Path, default=PROGRAM_FOLDER)
    parser.add_argument("--out", type=Path, default=PROGRAM_FOLDER / "docs" / "images")
    parser.add_argument("--more", action="store_true", help="also the live view and the log")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    apply_theme(app, LookTheme.LIGHT)
    with tempfile.TemporaryDirectory(prefix="wan22-pictures-") as home:
        window = MainWindow()
        window.resize(WIDTH, HEIGHT)
        opening = Opening(window, Places(Path(home), arguments.assets), [])
        window.first_painted.connect(opening.begin)
        window.show()
        wait_until(lambda: opening.is_complete, 20)
        wiring = opening.wiring
        if wiring is None:
            raise RuntimeError("the window did not open")
        try:
            play_the_story(window, wiring.parts, arguments.out, more=arguments.more)
        finally:
            wiring.leave()
            wait_until(lambda: wiring.shutdown.is_finished, 30)
            opening.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
