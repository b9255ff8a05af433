"""The program: the window by default, the engine with `--engine`, else the command line."""

import sys
from pathlib import Path


def main() -> int:
    """Run what the arguments ask for; returns the exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--engine"]:
        from wan22_desktop.engine.main import run

        return run()
    if all(Path(argument).exists() for argument in arguments):
        from wan22_desktop.app.start import open_window
        from wan22_desktop.core.places import Places

        return open_window(Places.find(), [str(Path(path).absolute()) for path in arguments])
    from wan22_desktop.cli.main import run_command

    return run_command(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
