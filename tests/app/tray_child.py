"""A program with the app's tray and nothing else: obeys lines on stdin, says what happens.

Each line in is a JSON list of a command and its arguments, each line out a JSON list.
"""

import json
import os
import sys
import threading
import time

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from wan22_desktop.app.tray import Tray
from wan22_desktop.core.settings import Automation
from wan22_desktop.hardware.domain.alerts import Alert, AlertKind, AlertLevel, GovernorAction

TICK_MS = 5


class Child(QObject):
    """The tray, its signals as lines, and a clock that notices when the event loop stands still."""

    def __init__(self) -> None:
        super().__init__()
        picture = QPixmap(16, 16)
        picture.fill("red")
        self.tray = Tray(QIcon(picture), self)
        self.tray.messages.shown.connect(self.say_shown)
        self.tray.show_asked.connect(self.say_asked)
        self.tray.action_chosen.connect(self.say_chosen)
        self._stdin = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._stdin.activated.connect(self.read)
        self._rest = b""
        self._longest_s = 0.0
        self._ticked_s = time.monotonic()
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self.tick)
        self._clock.start()

    @Slot()
    def read(self) -> None:
        received = os.read(sys.stdin.fileno(), 65536)
        if not received:
            self.tray.hide()
            QApplication.quit()
        *lines, self._rest = (self._rest + received).split(b"\n")
        for line in lines:
            command, *arguments = json.loads(line)
            getattr(self, f"do_{command}")(*arguments)

    def do_alert(self, kind: str, level: str, text: str, detail: str) -> None:
        self.tray.tell_alert(Alert(AlertKind(kind), AlertLevel(level), text, detail))

    def do_question(self, kind: str, action: str, text: str, detail: str) -> None:
        alert = Alert(
            AlertKind(kind),
            AlertLevel.CRITICAL,
            text,
            detail,
            action=GovernorAction(action),
            automation=Automation.ASK,
        )
        self.tray.tell_alert(alert)

    def do_over(self, kind: str, text: str) -> None:
        self.tray.tell_alert(Alert(AlertKind(kind), AlertLevel.CRITICAL, text, is_over=True))

    def do_activation(self, active: bool) -> None:
        self.tray.note_activation(active)

    def do_icon(self) -> None:
        self.tray.icon.show()

    def do_hide(self) -> None:
        self.tray.hide()
        say("hidden", [thread.name for thread in threading.enumerate()][1:])

    def do_longest(self) -> None:
        say("longest", self._longest_s)
        self._longest_s = 0.0

    def do_stand_still(self, seconds: float) -> None:
        time.sleep(seconds)
        self.tick()
        self.do_longest()

    def do_grab(self, path: str) -> None:
        say("grabbed", QApplication.primaryScreen().grabWindow(0).save(path))

    @Slot()
    def tick(self) -> None:
        now = time.monotonic()
        self._longest_s = max(self._longest_s, now - self._ticked_s)
        self._ticked_s = now

    @Slot(str)
    def say_shown(self, key: str) -> None:
        say("shown", key)

    @Slot()
    def say_asked(self) -> None:
        say("show asked")

    @Slot(object)
    def say_chosen(self, kind: AlertKind) -> None:
        say("chosen", kind)


def say(*words: object) -> None:
    sys.stdout.write(f"{json.dumps(words)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    app = QApplication(sys.argv)
    app.setQuitOnLastWindowClosed(False)
    child = Child()
    say("ready", app.platformName())
    app.exec()
