"""Names and texts that want to be more than text: none becomes a path, a command or markup.

pytest tests/lora_library/test_hostile_names.py --names 10000
"""

import json
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from lora_library.libraries import LibraryAtWork, lora_file, outcomes
from wan22_desktop.core.errors import UserError
from wan22_desktop.lora_library.domain.details import clean_details
from wan22_desktop.lora_library.domain.importing import ImportOutcome, OnConflict
from wan22_desktop.lora_library.domain.names import display_name
from wan22_desktop.lora_library.domain.records import LoraDetails

_STEMS = (
    "../x", "../../../etc/passwd", "..\\..\\x", "/etc/passwd", "/", "\\", "..", ".", "...", "~root",
    "C:\\Windows\\x", "C:x", "\\\\server\\share\\x", "//server/share/x", "\\\\?\\C:\\x",
    "\\\\.\\PhysicalDrive0", "file:///etc/passwd", "http://127.0.0.1/x", "CON", "con", "NUL", "aux",
    "COM1", "LPT9", "COM¹", "CONIN$", "nul.safetensors", "desktop.ini", "thumbs.db", "a:b",
    "a::$DATA",
    "x\0y", "x\ny", "x\r\ny", "\x1b[31mred\x1b[0m", "\x07", "\x7f", "\x85", "\u2028x", "\u2029x",
    "\u202egnp.exe", "\u2066x\u2069", "\u200bx", "\ufeffx", "\u00adx", "\ud800", "x\udfffy",
    "<b>bold</b>", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "&lt;b&gt;",
    "[link](http://x)", "**bold**", "${jndi:ldap://x}", "%n%s%x", "{0}", "{name}", "$(reboot)",
    "`id`", "; rm -rf ~", "| cat", "&& x", "-rf", "--help", "' OR 1=1 --",
    "x'); DROP TABLE loras;--", '"quoted"', "*", "?", "a*b?", "a|b", "", " ", "\t", "\n",
    " x ", "x.", "x...", ".hidden", "x ", "a" * 121, "a" * 10_000, "é" * 300, "e" + "\u0301" * 500,
    "\U0001f600" * 200, "\u0e01\u0e49" * 100, "ﷺ" * 50, "\u1e9b\u0323", "İı", "ß", "ﬁ", "Å",
    "\U0001d4db\U0001d4f8",
    "אבג", "مرحبا", "نص\u202e", "한글", "\u3164", "\u2800", "\u115f", "\U000e0041",
)  # fmt: skip
_WRAPS: tuple[Callable[[str], str], ...] = (
    lambda stem: stem,
    lambda stem: f"{stem}.safetensors",
    lambda stem: f"good/{stem}",
    lambda stem: f"good {stem} high noise",
)
FIXED = tuple(dict.fromkeys(wrap(stem) for stem in _STEMS for wrap in _WRAPS))
_ALPHABET = (
    "ab./\\:*?\"<>|~$%&;'`{}[]()-_=+#@! \t\n\r\0\x1b\x7f\x85\u00ad\u0301\u200b\u200d\u200f\u2028"
    "\u202a\u202e\u2066\u2069\ufeff\ud800\udfffßİ中\U0001f600\U000e0041"
)


def generated(count: int) -> list[str]:
    draw = random.Random(5)
    return [
        "".join(draw.choice(_ALPHABET) for _ in range(draw.randrange(0, 60)))
        if draw.random() < 0.7
        else draw.choice(FIXED) + draw.choice(_ALPHABET) + draw.choice(FIXED)
        for _ in range(count)
    ]


def problems_of(name: str, root: Path) -> list[str]:
    """Why a name is dangerous to show, to store or to take for a file's."""
    found = []
    if not name.strip() or len(name) > 120:
        found.append("empty or long")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in name):
        found.append("control")
    if any(c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f" for c in name):
        found.append("bidi")
    if set(name) & set('/\\:*?"<>|'):
        found.append("separator")
    try:
        if not (root / name).resolve().is_relative_to(root.resolve()) or name in (".", ".."):
            found.append("escape")
    except (ValueError, OSError):
        found.append("no path")
    return found


def test_there_are_enough() -> None:
    assert len(FIXED) >= 200


def test_no_name_escapes(tmp_path: Path, num_names: int) -> None:
    for name in (*FIXED, *generated(num_names)):
        shown = display_name(name)
        assert problems_of(shown, tmp_path) == [], ascii(name)
        assert display_name(shown) == shown, ascii(name)


def test_the_check_sees_what_the_gate_keeps_out(tmp_path: Path) -> None:
    """Without the gate, the same names would be dangerous."""
    kinds = {problem for name in FIXED for problem in problems_of(name, tmp_path)}
    assert kinds == {"empty or long", "control", "bidi", "separator", "escape", "no path"}
    assert sum(bool(problems_of(name, tmp_path)) for name in FIXED) > 150


def test_files_with_hostile_names_are_taken_in(library: LibraryAtWork, tmp_path: Path) -> None:
    """Those that this system lets a file have."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    made = 0
    for number, name in enumerate(FIXED[:160]):
        try:
            lora_file(shelf / str(number) / f"{name.replace('/', '_')}.safetensors", number)
            made += 1
        except (OSError, ValueError):
            continue
    before = outside(tmp_path)
    results = library.manager.upload_lora_files([shelf], on_conflict=OnConflict.KEEP_BOTH)
    taken = [r for r in results if r.outcome is ImportOutcome.ADDED]
    # Names that begin with a point are hidden files.
    assert len(taken) > 0.8 * made
    assert_harmless(library, tmp_path, before)


def test_wishes_with_hostile_names(library: LibraryAtWork, tmp_path: Path) -> None:
    file = lora_file(tmp_path / "shelf" / "a.safetensors", 1)
    card = library.take_in(file)
    before = outside(tmp_path)
    for name in FIXED:
        if name.strip():
            library.manager.rename_lora_file(card.id, name)
        else:
            with pytest.raises(UserError, match="needs a name"):
                library.manager.rename_lora_file(card.id, name)
        with pytest.raises(UserError, match="no LoRA called"):
            library.manager.find(f"{name}?")
    assert_harmless(library, tmp_path, before)


def test_metadata_with_hostile_texts(
    library: LibraryAtWork, tmp_path: Path, num_names: int
) -> None:
    """In a list to restore, which is the way for many at once."""
    first = library.take_in(lora_file(tmp_path / "shelf" / "a.safetensors", 1))
    list_file = tmp_path / "shelf" / "list.json"
    library.manager.export(list_file)
    listed = json.loads(list_file.read_bytes())
    [template] = listed["loras"]
    texts = [t for t in (*FIXED, *generated(num_names)) if t and "\ud800" not in t]
    texts = [text.replace("\udfff", "") or "x" for text in texts]
    listed["loras"] = [
        template
        | {
            "sha256": f"{number:064x}",
            "name": text[:1000],
            "file_name": text[:1000],
            "details": template["details"] | {"notes": text, "author": text, "tags": [text, text]},
        }
        for number, text in enumerate(texts)
    ]
    list_file.write_text(json.dumps(listed), "utf-8")
    before = outside(tmp_path)
    result = library.manager.restore(list_file)
    assert result.missing == len(texts)
    assert len(library.manager.cards()) == len(texts) + 1
    assert_harmless(library, tmp_path, before)
    # None of them has a file, so none takes one with it.
    for card in library.manager.cards()[:50]:
        if card.id != first.id:
            library.manager.delete_lora_file(card.id, for_good=True)
    assert library.files() == [f"{first.id}.safetensors"]
    assert outside(tmp_path) == before


def test_markup_stays_text_and_nothing_invisible_stays(tmp_path: Path) -> None:
    for text in FIXED:
        details = clean_details(
            LoraDetails(notes=text, description=text, source=text, tags=(text,))
        )
        for line in (details.notes, details.description, details.source, *details.tags):
            assert not {"control", "bidi"} & set(problems_of(line.replace("\n", ""), tmp_path))
    assert clean_details(LoraDetails(notes="<b>x</b>")).notes == "<b>x</b>"


@pytest.mark.parametrize("sha256", ["../../x", "A" * 64, "0" * 63, "0" * 64 + "/../x", ""])
def test_a_damaged_id_never_becomes_a_path(library: LibraryAtWork, sha256: str) -> None:
    for touch in (library.manager._own.stamp, library.manager._own.file):
        with pytest.raises(ValueError, match="is no hash"):
            touch(sha256)


def assert_harmless(library: LibraryAtWork, tmp_path: Path, before: list[str]) -> None:
    assert outside(tmp_path) == before
    for card in library.manager.cards():
        for entry in card.entries:
            assert problems_of(entry.name, tmp_path) == []
            assert "control" not in problems_of(entry.file_name, tmp_path)
    for card in library.manager.cards()[:100]:
        assert library.manager.find(card.name) == card
    json.dumps(library.manager.get_ui_display_data(), ensure_ascii=False).encode()
    assert all(
        name.removesuffix(".safetensors").isalnum() or name.startswith("thumbnails/")
        for name in library.files()
    )


def outside(tmp_path: Path) -> list[str]:
    """Everything that is not the library's own."""
    loras = tmp_path / "home" / "loras"
    return sorted(
        ascii(str(path))
        for path in tmp_path.rglob("*")
        if not path.is_relative_to(loras) and "wan22.sqlite3" not in path.name
    )


def test_results_of_hostile_paths_can_be_said(library: LibraryAtWork) -> None:
    # Without `..`: those would be real folders of this computer.
    paths = [Path("/nowhere", f"x{name}") for name in FIXED if ".." not in name]
    results = library.manager.upload_lora_files(paths)
    assert len(results) > 150
    assert set(outcomes(results)) == {ImportOutcome.REFUSED}
    for result in results:
        result.text.encode()
        assert "\n" not in result.text
        assert "\u202e" not in result.text
