"""No name from outside leaves its folder or upsets a file system."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.core.safe_names import MAX_CHARACTERS, safe_name

HOSTILE = [
    "", ".", "..", "../x", "..\\x", "/etc/passwd", "C:\\x", "CON", "con.txt", "nul.safetensors",
    "COM¹", "lpt9.mp4", "name.", "name ", "file:stream", "a\0b", "a\x1fb", "*?<>|", "desktop.ini",
    "Thumbs.db", ".git", "a\u202eb.mp4", "x" * 300, "x" * 300 + ".mp4", "\ud800", "\ufeff",
]  # fmt: skip


def is_harmless(name: str, folder: Path) -> bool:
    """What every supported system accepts as one file in `folder`."""
    stem = name.split(".", maxsplit=1)[0].lower()
    return (
        0 < len(name) <= MAX_CHARACTERS + 1
        and not set(name) & set('<>:"/\\|?*')
        and name.isprintable()
        and name[-1] not in ". "
        and name[0] != "."
        and stem not in {"con", "prn", "aux", "nul", "com1", "lpt9", "com¹"}
        and (folder / name).resolve().parent == folder.resolve()
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(name: str, tmp_path: Path) -> None:
    assert is_harmless(safe_name(name), tmp_path)


@given(st.text(max_size=400))
def test_any_text(name: str) -> None:
    safe = safe_name(name)
    assert is_harmless(safe, Path("/srv"))
    assert safe_name(safe) == safe


def test_ordinary_names_stay() -> None:
    assert safe_name("Żółć 模型 - clip.mp4") == "Żółć 模型 - clip.mp4"
    assert safe_name("x" * 300 + ".mp4").endswith(".mp4")
