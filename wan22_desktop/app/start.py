"""Opens the window: its frame first, everything else right after it can be seen."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QMessageBox

from wan22_desktop.app.collector import Collector
from wan22_desktop.app.layout_file import layout_for, load_layouts, peek_looks
from wan22_desktop.app.qt_texts import speak_as_the_process
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.theme import Theme, apply_theme

if TYPE_CHECKING:
    from wan22_desktop.app.wiring import Wiring
    from wan22_desktop.core.instance import CommandServer, InstanceLock
    from wan22_desktop.recovery.unclean_starts import UncleanStarts

log = logging.getLogger("wan22.app")

_SLOW_IMPORTS = (
    "wan22_desktop.core.request",
    "wan22_desktop.engine_protocol.messages",
    "wan22_desktop.generation.events",
    "wan22_desktop.generation.ui.history_popup",
    "wan22_desktop.generation.ui.prompt_tools",
    "wan22_desktop.generation.ui.request_form",
    "wan22_desktop.generation.ui.compose_panel",
    "wan22_desktop.generation.ui.queue_panel",
    "wan22_desktop.model_manager.ui.models_panel",
    "wan22_desktop.generation.service",
    "wan22_desktop.gallery.ui.player",
    "wan22_desktop.gallery.ui.gallery_panel",
    "wan22_desktop.gallery.ui.compare_view",
    "wan22_desktop.composition.recovery",
    "wan22_desktop.composition.machine",
    "wan22_desktop.composition.plans",
    "wan22_desktop.hardware.service",
    "wan22_desktop.hardware.ui.hardware_panel",
    "wan22_desktop.lora_library.ui.detail_page",
    "wan22_desktop.lora_library.ui.loras_panel",
    "wan22_desktop.app.channel",
    "wan22_desktop.generation.ui.continue_dialog",
    "wan22_desktop.generation.ui.sweep_dialog",
    "wan22_desktop.app.clip_desk",
    "wan22_desktop.app.presets_desk",
    "wan22_desktop.app.actions",
    "wan22_desktop.app.log_dock",
    "wan22_desktop.app.guide_desk",
    "wan22_desktop.app.upkeep_service",
    "wan22_desktop.app.parts",
    "wan22_desktop.app.wiring",
)
"""Imported one a turn, so that the window answers in between."""

ENDED_IN_TIME_MS = 200
"""The services have ended when the event loop does; this only lets their threads return."""


def open_window(places: Places, paths: list[str], *, exit_after_first_paint: bool = False) -> int:
    """Run the window until it is closed; returns the exit code.

    If this user has a window for this home folder already, it gets the paths instead.
    `exit_after_first_paint` is for measuring: it prints when the window could first be seen and
    when all of it was there, and ends.
    """
    Collector.hold_off()
    # Ctrl+C in a terminal ends the program at once: the queue is safe at any instant.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("wan22-desktop")
    app.setApplicationDisplayName("WAN2.2 Desktop")
    app.setDesktopFileName("wan22-desktop")
    app.setQuitOnLastWindowClosed(False)
    speak_as_the_process(app)
    if places.instance_file.exists():
        code = _hand_over(places, paths)
        if code is not None:
            return code
    looks = peek_looks(places.settings_file)
    apply_theme(
        app,
        Theme(looks.theme),
        font_scale=looks.font_scale,
        high_contrast=looks.high_contrast,
    )
    window = MainWindow()
    window.restore_layout(layout_for(load_layouts(places.window_state_file), window.screens()))
    opening = Opening(window, places, paths, measuring=exit_after_first_paint)
    window.first_painted.connect(opening.begin)
    collector = Collector()
    opening.completed.connect(collector.begin)
    opening.ended.connect(app.exit)
    window.show()
    code = app.exec()
    collector.end()
    opening.close()
    return code


def start_again() -> None:
    """Start the program anew, beside this process, which is about to end."""
    packaged = getattr(sys, "frozen", False)
    command = [sys.executable] if packaged else [sys.executable, "-m", "wan22_desktop"]
    subprocess.Popen(command, start_new_session=True)


def _hand_over(places: Places, paths: list[str]) -> int | None:
    """Give the paths to the owner of the queue; None if there is none and we may be it."""
    from wan22_desktop.core.errors import UserError
    from wan22_desktop.core.instance import Message, own_or_ask

    message: Message = {"verb": "open", "paths": paths} if paths else {"verb": "raise"}
    try:
        lock, _ = own_or_ask(places, message)
    except UserError:
        # A command that renders or fetches owns the home, and has no window to be raised.
        text = tr("A wan22 command is at work in a terminal.\n\nLet it end, then try again.")
        QMessageBox.warning(None, "WAN2.2 Desktop", text)
        return 1
    if lock is None:
        return 0
    lock.release()
    return None


class Opening(QObject):
    """What happens between the first paint and the finished window, one step a turn."""

    completed = Signal()
    ended = Signal(int)
    """The exit code: there is nothing left to wait for."""

    def __init__(
        self, window: MainWindow, places: Places, paths: list[str], *, measuring: bool = False
    ) -> None:
        super().__init__()
        self._window = window
        self._places = places
        self._paths = paths
        self._measuring = measuring
        self._painted_at = 0.0
        self._steps = self._open()
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._next_step)
        self._lock: InstanceLock | None = None
        self._server: CommandServer | None = None
        self._starts: UncleanStarts | None = None
        self.wiring: Wiring | None = None
        self.is_complete = False

    @Slot()
    def begin(self) -> None:
        """The window can be seen: go on with the rest."""
        self._painted_at = time.perf_counter()
        self._turn.start()

    @Slot()
    def _next_step(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self._turn.stop()
        except Exception as error:
            self._turn.stop()
            log.exception("The window could not be opened")
            text = tr(
                "The window could not be opened: {error}\n\nYour queue and clips are safe.",
                error=error,
            )
            QMessageBox.critical(self._window, "WAN2.2 Desktop", text)
            self.ended.emit(1)

    def _open(self) -> Iterator[None]:
        """The steps; importing is most of the work, so imports are steps of their own."""
        from wan22_desktop.core.instance import CommandServer, InstanceLock

        self._lock = InstanceLock(self._places)
        if not self._lock.acquire():
            self._lock = None
            self._window.hide()
            code = _hand_over(self._places, self._paths)
            self.ended.emit(1 if code is None else code)
            return
        yield
        from wan22_desktop.recovery.unclean_starts import UncleanStarts

        self._starts = UncleanStarts(self._places.starts_file)
        start = self._starts.begin()
        if start.safe_mode:
            self._window.reset_layout()
        notes = self._restored()
        yield
        for module in ("pydantic.types", "pydantic.main", "wan22_desktop.core.values"):
            import_module(module)
            yield
        from wan22_desktop.core.logs import start_logging
        from wan22_desktop.core.settings import load_settings

        loaded = load_settings(self._places.settings_file)
        ring = start_logging(self._places.logs, loaded.settings.logs.level.value)
        yield
        for module in _SLOW_IMPORTS:
            import_module(module)
            yield
        from wan22_desktop.app.parts import Parts
        from wan22_desktop.app.wiring import Wiring

        parts = Parts(self._window, self._places, loaded.settings, ring, start.reason)
        yield from parts.build()
        self.wiring = Wiring(parts)
        self.wiring.finished.connect(self._end)
        parts.desk.catch_everything()
        yield
        self.wiring.start((*notes, *loaded.notes))
        self._server = CommandServer(self._places, parts.channel.answer)
        if self._paths:
            self._window.paths_opened.emit(self._paths)
        self.is_complete = True
        self.completed.emit()
        if self._measuring:
            self._report()
            self.wiring.leave()

    def _restored(self) -> tuple[str, ...]:
        """Put a state back that was asked for; what the user should know about it."""
        if not self._places.restoring.is_dir():
            return ()
        from wan22_desktop.composition.recovery import system_state

        result = system_state(self._places).carry_out_pending()
        if result is None:
            return ()
        if result.is_restored:
            layouts = load_layouts(self._places.window_state_file)
            self._window.restore_layout(layout_for(layouts, self._window.screens()))
            return (tr("The saved state {name} is restored.", name=result.state.stem),)
        return (tr("The saved state was not restored: {problem}", problem=result.problem),)

    @Slot()
    def _end(self) -> None:
        self._window.close_for_good()
        self.ended.emit(0)

    def close(self) -> None:
        """After the event loop: let other processes in, and leave without what hangs."""
        from wan22_desktop.core.logs import stop_logging

        if self._server is not None:
            self._server.close()
        if self._starts is not None:
            self._starts.end_clean()
        if self._lock is not None:
            self._lock.release()
        stop_logging()
        if self.wiring is not None:
            self.wiring.parts.desk.let_go()
            if self.wiring.wants_restart:
                start_again()
            if not self.wiring.wait(ENDED_IN_TIME_MS):
                os._exit(1)

    def _report(self) -> None:
        """For benchmarks: times of this process's clock, and what must not have been imported."""
        torch = "torch" in sys.modules
        now = time.perf_counter()
        sys.stdout.write(f"first-paint {self._painted_at!r} complete {now!r} torch {torch}\n")
        sys.stdout.flush()
