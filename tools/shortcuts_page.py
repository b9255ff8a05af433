"""Writes the page of the user guide that lists the keys, from the program's own menus.

python -m tools.shortcuts_page
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tools.screenshots import wait_until
from wan22_desktop.app.start import Opening
from wan22_desktop.app.user_guide import shortcuts_page
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.places import PROGRAM_FOLDER, Places

PAGE = PROGRAM_FOLDER / "docs" / "guide" / "shortcuts.md"


def main() -> int:
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory(prefix="wan22-keys-") as home:
        window = MainWindow()
        opening = Opening(window, Places(Path(home)), [])
        window.first_painted.connect(opening.begin)
        window.show()
        wait_until(lambda: opening.is_complete, 20)
        wiring = opening.wiring
        if wiring is None:
            raise RuntimeError("the window did not open")
        PAGE.write_text(shortcuts_page(wiring.parts.actions.shortcuts()), "utf-8", newline="\n")
        wiring.leave()
        wait_until(lambda: wiring.shutdown.is_finished, 30)
        opening.close()
    sys.stdout.write(f"{PAGE}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
