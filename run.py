"""Sets everything up on a machine that has only Python 3.11 or newer, then runs what you ask for.

    python3 run.py                  open the window
    python3 run.py demo [SENTENCE]  turn a sentence into a clip with the model that ships
    python3 run.py setup            install only
    python3 run.py test [...]       run all tests side by side, or what the words to pytest say
    python3 run.py lint             formatting, lint, types and import rules
    python3 run.py bench NAME [...] run benchmarks/NAME.py

Standard library only; Windows and Linux.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.txt"
OLDEST_PYTHON = (3, 11)

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Qt's xcb platform loads at run time and the wheel does not carry, with Debian's names."""

TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus-daemon",
    "dunst": "dunst",
    "xdotool": "xdotool",
}
"""A desktop for tests, with Debian's names; tests that need one are skipped where it is missing."""

MOST_AT_ONCE = 4

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path.home() / ".fonts",
    Path.home() / ".local/share/fonts",
)


def main(words: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    if sys.version_info < OLDEST_PYTHON:
        sys.stderr.write("WAN2.2 Desktop needs Python 3.11 or newer.\n")
        return 2
    command, *rest = words or ["window"]
    commands = {
        "window": ["-m", "wan22_desktop", *rest],
        "demo": ["-m", "wan22_desktop", "demo", *rest],
        "test": ["-m", "pytest", *rest],
        "setup": [],
        "lint": [],
        "bench": [str(ROOT / "benchmarks" / f"{rest[0]}.py"), *rest[1:]] if rest else [],
    }
    if command not in commands or (command == "bench" and not rest):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    set_up()
    if command == "setup":
        sys.stdout.write("Ready. Open the window with: python3 run.py\n")
        return 0
    if command == "lint":
        return lint()
    environment = dict(os.environ)
    if command == "test":
        want_test_programs()
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        if not rest:
            commands["test"] += side_by_side()
    return python(*commands[command], environment=environment)


def side_by_side() -> list[str]:
    """Words that let pytest run files of tests at the same time; engines take memory, so few."""
    return ["--numprocesses", str(min(os.cpu_count() or 1, MOST_AT_ONCE)), "--dist", "loadfile"]


def set_up() -> None:
    """Make the virtual environment and install into it, if that has not been done already."""
    need_qt_libraries()
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    if not interpreter().is_file():
        sys.stdout.write("Making the virtual environment in .venv ...\n")
        make_environment()
    sys.stdout.write("Installing; the first time this takes a few minutes ...\n")
    sys.stdout.flush()
    pip(
        "install",
        "--constraint",
        str(ROOT / "constraints.txt"),
        "--editable",
        f"{ROOT}[dev,quantization]",
    )
    # The extra `upscaling` without what spandrel asks for and the engine does not use.
    pip(
        "install",
        "--no-deps",
        "--constraint",
        str(ROOT / "constraints.txt"),
        "einops",
        "spandrel",
    )
    STAMP.write_text(wanted, encoding="utf-8")


def make_environment() -> None:
    """A fresh `.venv`; Debian keeps the module for it in a package of its own."""
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ImportError) as error:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not install_packages([package]):
            raise SystemExit(2) from error
        venv.create(VENV, with_pip=True, clear=True)


def fingerprint() -> str:
    """Changes whenever something has to be installed again."""
    parts = [sys.version, str(ROOT)]
    parts += [
        (ROOT / name).read_text(encoding="utf-8") for name in ("constraints.txt", "pyproject.toml")
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def need_qt_libraries() -> None:
    """Install what Qt needs from the system, or say exactly how."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for library, package in QT_LIBRARIES.items() if not loads(library)]
    if not any(path for folder in FONT_FOLDERS for path in folder.rglob("*.[to]tf")):
        missing.append("fonts-dejavu-core")
    if missing and not install_packages(missing):
        raise SystemExit(2)


def want_test_programs() -> None:
    """Install what some tests need from the system, where that is possible without asking."""
    missing = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        install_packages(missing)


def loads(library: str) -> bool:
    """Whether the system has a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_packages(packages: Sequence[str]) -> bool:
    """Install system packages as root; else print the command and return False."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        sys.stderr.write(
            "The system lacks libraries that the window needs. Install them with\n"
            f"    sudo {' '.join(command)}\nor your system's packages of the same libraries.\n"
        )
        return False
    sys.stdout.write(f"Installing system libraries: {' '.join(packages)}\n")
    sys.stdout.flush()
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        [apt, "update", "--quiet"], env=environment, check=False, stdout=subprocess.DEVNULL
    )
    done = subprocess.run(
        [apt, *command[1:]], env=environment, check=False, stdout=subprocess.DEVNULL
    )
    if done.returncode != 0:
        sys.stderr.write(f"This did not work: {' '.join(command)}\n")
    return done.returncode == 0


def interpreter() -> Path:
    """The virtual environment's Python."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def pip(*words: str) -> None:
    """Run pip in the virtual environment; ends the program if it fails."""
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    # Build tools warn about their own plans, which is nothing to a person who wants the app.
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    if python("-m", "pip", *words, *quiet, environment=environment) != 0:
        sys.stderr.write(
            "The installation failed; the lines above say why. Run the command again.\n"
        )
        raise SystemExit(2)


def python(*words: str, environment: dict[str, str] | None = None) -> int:
    """Run the virtual environment's Python in the project folder; returns its exit code."""
    command = [str(interpreter()), "-X", "utf8", *words]
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130


def lint() -> int:
    """All checks that need no running program; returns 0 only if each one passes."""
    scripts = interpreter().parent
    checks = (
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("pyright",),
        ("lint-imports",),
    )
    failed = False
    for program, *words in checks:
        sys.stdout.write(f"== {' '.join((program, *words))}\n")
        sys.stdout.flush()
        done = subprocess.run([scripts / program, *words], cwd=ROOT, check=False)
        failed = failed or done.returncode != 0
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
