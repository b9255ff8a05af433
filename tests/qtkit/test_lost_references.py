"""The window outlives the references that a release of PySide6 loses."""

import subprocess
import sys

CALLS = """
import wan22_desktop.qtkit
from PySide6.QtCore import QObject
thing = QObject()
for number in range(200_000):
    thing.setObjectName("x")
print("alive")
"""


def test_many_calls_do_not_use_up_none() -> None:
    ran = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, "alive"), ran.stderr
