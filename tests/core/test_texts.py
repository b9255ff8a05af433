"""Texts in other languages: taken from Qt Linguist files, English where one is missing."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wan22_desktop.core import units
from wan22_desktop.core.texts import (
    chosen_language,
    decimal,
    language,
    tr,
    translations_in,
    trn,
    use_language,
)

TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context><name>wan22</name>
<message><source>Pause</source><translation>Anhalten</translation></message>
<message><source>About {time} left</source><translation>Noch etwa {time}</translation></message>
<message numerus="yes"><source>{count} clip</source>
<translation><numerusform>{count} Clip</numerusform><numerusform>{count} Clips</numerusform>
</translation></message>
<message><source>Quit</source><translation type="unfinished">Beenden</translation></message>
<message><source>Open</source><translation type="vanished">Auf</translation></message>
<message><source>Empty</source><translation></translation></message>
</context></TS>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "de.ts").write_text(TS, "utf-8")
    yield tmp_path
    use_language("en", tmp_path)


def test_a_language_replaces_what_it_has(folder: Path) -> None:
    use_language("de", folder)
    assert tr("Pause") == "Anhalten"
    assert tr("About {time} left", time="3 s") == "Noch etwa 3 s"
    assert trn("{count} clip", "{count} clips", 1) == "1 Clip"
    assert trn("{count} clip", "{count} clips", 2) == "2 Clips"


def test_what_is_missing_unfinished_or_empty_stays_english(folder: Path) -> None:
    use_language("de", folder)
    assert [tr("Quit"), tr("Open"), tr("Empty"), tr("Other")] == ["Quit", "Open", "Empty", "Other"]
    assert trn("{count} job", "{count} jobs", 2) == "2 jobs"


def test_english_is_what_the_code_says(folder: Path) -> None:
    use_language("de", folder)
    use_language("en", folder)
    assert tr("Pause") == "Pause"
    assert trn("{count} clip", "{count} clips", 1) == "1 clip"


@pytest.mark.parametrize("content", [b"", b"<TS>", b"\xff\xfe", b"<TS><message/></TS>"])
def test_a_damaged_file_leaves_english(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "de.ts").write_bytes(content)
    assert translations_in(tmp_path / "de.ts") == {}
    use_language("de", tmp_path)
    assert tr("Pause") == "Pause"


def test_numbers_are_written_as_the_language_does(folder: Path) -> None:
    use_language("de", folder)
    assert (decimal("3.5"), units.size(14_800_000)) == ("3,5", "14,8 MB")
    assert tr("{name}: {psnr:.1f} dB", name="v1.5", psnr=42.25) == "v1.5: 42,2 dB"
    assert trn("{count:,} clip", "{count:,} clips", 12_345) == "12.345 clips"
    use_language("en", folder)
    assert units.size(14_800_000) == "14.8 MB"
    assert trn("{count:,} clip", "{count:,} clips", 12_345) == "12,345 clips"


def test_the_language_of_the_process_is_told(folder: Path) -> None:
    use_language("de", folder)
    assert language() == "de"
    use_language("xx", folder)
    assert language() == "en"


def test_braces_in_a_text_without_values_are_plain() -> None:
    assert tr("Use {name} in the template") == "Use {name} in the template"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (json.dumps({"appearance": {"language": "de"}}), "de"),
        (json.dumps({"appearance": {"language": "xx"}}), "en"),
        (json.dumps({"appearance": {"language": ["de"]}}), "en"),
        (json.dumps({"appearance": 3}), "en"),
        ("[]", "en"),
        ("{", "en"),
        ("[" * 100_000, "en"),
    ],
)
def test_the_choice_is_read_from_any_settings_file(
    tmp_path: Path, content: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    (tmp_path / "settings.json").write_text(content, "utf-8")
    assert chosen_language(tmp_path / "settings.json") == code


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked for its own language")
def test_without_a_choice_the_system_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_AT.UTF-8")
    assert chosen_language(tmp_path / "settings.json") == "de"
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert chosen_language(tmp_path / "settings.json") == "en"


def spoken_after(home: Path, call: str) -> str:
    """What a text is in a process of the program once it has made this call."""
    code = (
        "import sys; sys.argv = ['wan22', 'version']\n"
        f"from wan22_desktop import __main__ as program; program.{call}\n"
        "from wan22_desktop.core.texts import tr; print(tr('Fits this computer'))"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "WAN22_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.splitlines()[-1]


def test_the_window_speaks_it_and_commands_speak_english(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"appearance": {"language": "de"}}), "utf-8")
    assert spoken_after(tmp_path, "_speak_as_chosen()") == "Passt auf diesen Computer"
    assert spoken_after(tmp_path, "main()") == "Fits this computer"
