"""Pictures of every panel and dialog, to be looked at: both themes, both languages.

    xvfb-run -a -s "-screen 0 1920x1200x24" python -m tools.all_screens --out FOLDER
        [--only PART_OF_A_NAME] [--language en|de] [--theme light|dark]

Opens the real window on a home of its own that is full of clips and jobs. Each language has a
process of its own, because texts are taken when modules are imported. Exits with 1 if a screen
could not be brought up; the others are there all the same.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.texts import LANGUAGE_VARIABLE, LANGUAGES, use_language

WIDTH, HEIGHT = 1280, 800
THEMES = ("light", "dark")
LARGE_TYPE = 1.5


def take_screens(language: str, themes: tuple[str, ...], only: str, out: Path) -> bool:
    """Whether every screen of one language came up; for a process that has imported no texts."""
    use_language(language, PROGRAM_FOLDER / "resources" / "translations")
    os.environ[LANGUAGE_VARIABLE] = language
    from tools import screen_shots
    from tools.real_window import open_real_window
    from tools.screen_content import fill_home, write_settings
    from wan22_desktop.core.settings import Theme

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="wan22-screens-") as home:
        places = Places(Path(home))
        write_settings(places, language)
        fill_home(places)
        with open_real_window(places, WIDTH, HEIGHT) as (window, parts):
            screens = screen_shots.Screens(window, parts, out, Path(home), only)
            for theme in themes:
                screens.set_theme(Theme(theme))
                screens.take_all(screen_shots.ALL)
            if len(themes) > 1:
                for theme in themes:
                    screens.set_looks(f"contrast-{theme}", theme=Theme(theme), high_contrast=True)
                    screens.take_all(screen_shots.MAIN)
                screens.set_looks(
                    "large", theme=Theme.LIGHT, high_contrast=False, font_scale=LARGE_TYPE
                )
                screens.take_all(screen_shots.MAIN)
                screens.set_looks("light", font_scale=1.0)
            screens.take_all((screen_shots.rendering,))
    return not screens.failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="", help="screens with this in their names")
    parser.add_argument("--language", choices=tuple(LANGUAGES), action="append")
    parser.add_argument("--theme", choices=THEMES, action="append")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    languages = arguments.language or list(LANGUAGES)
    themes = tuple(arguments.theme or THEMES)
    if arguments.here:
        return not take_screens(languages[0], themes, arguments.only, arguments.out)
    codes = []
    for language in languages:
        command = [sys.executable, "-m", "tools.all_screens", "--here", "--language", language]
        command += ["--out", str(arguments.out / language), "--only", arguments.only]
        for theme in themes:
            command += ["--theme", theme]
        codes.append(subprocess.run(command, check=False).returncode)
    return int(any(codes))


if __name__ == "__main__":
    raise SystemExit(main())
