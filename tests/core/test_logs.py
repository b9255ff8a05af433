"""The log keeps its bounds, hides names and never ends the program."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from wan22_desktop.core import logs
from wan22_desktop.core.logs import LogRing, name_hider, start_logging, stop_logging


@pytest.fixture(autouse=True)
def our_handlers_go_again() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    stop_logging()
    root.setLevel(level)


def test_records_reach_the_file_as_json_lines_and_the_ring(tmp_path: Path) -> None:
    ring = start_logging(tmp_path / "logs", home=Path("/home/ada"))
    log = logging.getLogger("wan22.test")
    log.info("opened %s", "/home/ada/videos/a.mp4")
    try:
        int("/home/ada/b")
    except ValueError:
        log.exception("two\nlines")
    kept = ring.after(0)
    stop_logging()
    lines = [json.loads(line) for line in (tmp_path / "logs/wan22.log").read_text().splitlines()]
    assert [line["message"] for line in lines] == ["opened ~/videos/a.mp4", "two\nlines"]
    assert "~/b" in lines[1]["details"]
    assert [entry.message for entry in kept] == ["opened ~/videos/a.mp4", "two\nlines"]
    assert ring.after(1)[0].level_name == "error"
    assert ring.after(2) == []


def test_the_ring_is_bounded_and_says_what_is_new(tmp_path: Path) -> None:
    ring = start_logging(tmp_path)
    for number in range(logs.RING_ROWS + 10):
        logging.getLogger("wan22.test").warning("%d", number)
    kept = ring.after(0)
    assert len(kept) == logs.RING_ROWS
    assert kept[-1].number == logs.RING_ROWS + 10
    assert [e.message for e in ring.after(logs.RING_ROWS + 8)] == ["5008", "5009"]


def test_files_are_bounded(tmp_path: Path) -> None:
    start_logging(tmp_path, max_file_bytes=2_000)
    for number in range(300):
        logging.getLogger("wan22.test").warning("line %d", number)
    stop_logging()
    files = sorted(tmp_path.iterdir())
    assert len(files) == logs.FILE_COUNT
    assert sum(file.stat().st_size for file in files) <= logs.FILE_COUNT * 2_200


def test_a_record_that_cannot_be_formatted_ends_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ring = LogRing(str)
    ring.handle(logging.LogRecord("wan22", logging.INFO, "", 1, "%d", ("no number",), None))
    ring.handle(logging.LogRecord("wan22", logging.INFO, "", 1, "next", (), None))
    assert [entry.message for entry in ring.after(0)] == ["next"]
    assert "no number" in capsys.readouterr().err, "logging's own report for developers"


def test_a_folder_that_cannot_be_made_leaves_the_ring(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")
    ring = start_logging(tmp_path / "logs")
    assert "cannot be written" in ring.after(0)[0].message


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("/home/ada/x", "~/x"),
        ("at /home/ada", "at ~"),
        ("/home/adam/x", "/home/adam/x"),
        ("/media/ada/usb", "/media/<user>/usb"),
        ("canada and ada", "canada and ada"),
    ],
)
def test_names_in_paths_are_hidden(text: str, hidden: str) -> None:
    assert name_hider(Path("/home/ada"), "ada")(text) == hidden


def test_a_home_folder_that_is_the_root_hides_nothing() -> None:
    assert name_hider(Path("/"), "")("/usr/lib") == "/usr/lib"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_silences_the_file_and_nothing_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ring = start_logging(tmp_path)
    (tmp_path / "wan22.log").symlink_to("/dev/full")
    for number in range(50):
        logging.getLogger("wan22.test").warning("%d", number)
    stop_logging()
    assert len(ring.after(0)) == 50
    assert capfd.readouterr().err == ""
