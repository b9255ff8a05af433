"""Builds the whole window in the language of the environment and prints its menus as JSON.

Nothing is started, so that nothing has to be ended: the process leaves when it has printed.
"""

import json
import os
import sys
from collections.abc import Iterator


def main() -> None:
    from wan22_desktop import __main__ as program

    program._speak_as_chosen()
    from PySide6.QtGui import QKeySequence
    from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu

    from wan22_desktop.app.parts import Parts
    from wan22_desktop.app.qt_texts import speak_as_the_process
    from wan22_desktop.app.window import MainWindow
    from wan22_desktop.core.logs import LogRing
    from wan22_desktop.core.places import Places
    from wan22_desktop.core.settings import Settings
    from wan22_desktop.core.texts import language

    def mnemonic(text: str) -> str:
        return QKeySequence.mnemonic(text).toString()

    def entries(menu: QMenu) -> Iterator[tuple[str, list[str]]]:
        texts = [action.text() for action in menu.actions() if not action.isSeparator()]
        yield menu.title(), [text for text in texts if mnemonic(text)]
        for action in menu.actions():
            if isinstance(below := action.menu(), QMenu):
                yield from entries(below)

    app = QApplication(sys.argv)
    speak_as_the_process(app)
    window = MainWindow()
    parts = Parts(window, Places.find(), Settings(), LogRing())
    for _ in parts.build():
        pass
    bar = [action.text() for action in window.menuBar().actions()]
    menus = {"menu bar": bar}
    for action in window.menuBar().actions():
        if isinstance(menu := action.menu(), QMenu):
            menus |= dict(entries(menu))
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    facts = {
        "language": language(),
        "menus": {
            title: [(mnemonic(text), text) for text in texts] for title, texts in menus.items()
        },
        "keys": [(each.keys, each.title) for each in parts.actions.shortcuts() if each.keys],
        "cancel": box.buttons()[0].text().replace("&", ""),
        "shown_key": QKeySequence("Ctrl+Del").toString(QKeySequence.SequenceFormat.NativeText),
    }
    sys.stdout.write(json.dumps(facts))
    sys.stdout.flush()
    os._exit(0)


main()
