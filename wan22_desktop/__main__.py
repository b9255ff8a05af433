"""The program: the window by default, its helper processes by a switch, else commands."""

import os
import sys
from pathlib import Path

COMMANDS = frozenset(
    {
        "clips",
        "continue",
        "demo",
        "doctor",
        "drafts",
        "generate",
        "grid",
        "hardware",
        "info",
        "interpolate",
        "join",
        "loras",
        "models",
        "optimize",
        "plan",
        "queue",
        "reproduce",
        "state",
        "sweep",
        "upscale",
        "version",
    }
)
"""Words that are never taken for files, whatever lies in the current folder."""


def main() -> int:
    """Run what the arguments ask for; returns the exit code."""
    arguments = sys.argv[1:]
    _speak_as_chosen()
    if arguments[:1] == ["--engine"]:
        from wan22_desktop.engine.main import run

        return run()
    if arguments == ["--inspect-files"]:
        from wan22_desktop.lora_library.inspection.child import run as inspect_files

        return inspect_files()
    if arguments[:1] == ["--probe-attention"]:
        from wan22_desktop.engine.speed.attention_probe import main as probe_attention

        return probe_attention(arguments[1:])
    if arguments[:1] == ["--probe-compiler"]:
        from wan22_desktop.engine.speed.compile_probe import main as probe_compiler

        return probe_compiler(arguments[1])
    measuring = arguments == ["--exit-after-first-paint"]
    # Unlike Path.exists, this takes a word that is too long for a path as none, without an error.
    are_files = all(os.path.exists(word) for word in arguments)  # noqa: PTH110
    if measuring or (are_files and not COMMANDS.intersection(arguments[:1])):
        from wan22_desktop.app.start import open_window
        from wan22_desktop.core.places import Places

        paths = [] if measuring else [str(Path(path).absolute()) for path in arguments]
        return open_window(Places.find(), paths, exit_after_first_paint=measuring)
    from wan22_desktop.cli.main import run_command
    from wan22_desktop.core.texts import LANGUAGE_VARIABLE, use_language

    # What is printed is read by scripts, too.
    os.environ[LANGUAGE_VARIABLE] = "en"
    use_language("en", Path())
    return run_command(arguments)


def _speak_as_chosen() -> None:
    """Before anything is imported that holds texts; a started process speaks as its starter."""
    from wan22_desktop.core.places import Places
    from wan22_desktop.core.texts import LANGUAGE_VARIABLE, chosen_language, use_language

    places = Places.find()
    code = os.environ.get(LANGUAGE_VARIABLE) or chosen_language(places.settings_file)
    use_language(code, places.assets / "resources" / "translations")


if __name__ == "__main__":
    raise SystemExit(main())
