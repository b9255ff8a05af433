"""Settings files of every condition: the app starts, good keys are kept, no bytes are lost."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wan22_desktop.core import settings as module
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.settings import (
    UPGRADES,
    VERSION,
    CloseAction,
    LogLevel,
    Settings,
    Theme,
    load_settings,
    save_settings,
    settings_from,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def set_aside(file: Path) -> list[Path]:
    return sorted(file.parent.glob("settings.*.bad.json"))


def test_no_file_means_defaults_and_nothing_to_report(file: Path) -> None:
    assert load_settings(file) == (Settings(), ())


def test_what_is_saved_is_loaded(file: Path) -> None:
    chosen = (
        Settings()
        .with_theme(Theme.DARK)
        .with_close_action(CloseAction.KEEP_RENDERING)
        .with_output_folder("/videos/Ärger 🎬")
    )
    save_settings(file, chosen)
    assert load_settings(file) == (chosen, ())
    assert json.loads(file.read_text("utf-8"))["version"] == VERSION


def test_only_the_bad_keys_fall_back(file: Path) -> None:
    original = json.dumps(
        {
            "version": VERSION,
            "appearance": {"theme": "pink"},
            "window": {"close_while_rendering": "quit"},
            "files": {"output_folder": 5},
            "logs": {"level": "debug"},
            "surprise": {"a": 1},
        }
    )
    file.write_text(original, "utf-8")
    loaded, notes = load_settings(file)
    assert loaded.appearance.theme is Theme.SYSTEM
    assert loaded.window.close_while_rendering is CloseAction.QUIT
    assert loaded.files.output_folder is None
    assert loaded.logs.level is LogLevel.DEBUG
    assert "appearance.theme" in notes[0]
    assert "files.output_folder" in notes[0]
    assert "surprise" in notes[0]
    assert "window" not in notes[0].replace("window.json", "")
    (kept,) = set_aside(file)
    assert kept.read_text("utf-8") == original
    assert file.read_text("utf-8") == original, "the file itself changes only when saved"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 300,
        b"{",
        b'{"version": 2, "appear',
        b"[]",
        b"null",
        b"\xff\xfe\x00garbage",
        b"[" * 100_000,
        b" " * (module.MAX_FILE_BYTES + 1),
    ],
    ids=["empty", "nul", "brace", "half", "list", "null", "bytes", "deep", "huge"],
)
def test_a_file_that_is_no_tree_is_set_aside_whole(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    loaded, notes = load_settings(file)
    assert loaded == Settings()
    (kept,) = set_aside(file)
    assert kept.read_bytes() == content
    assert kept.name in notes[0]
    assert not file.exists()


def test_a_byte_order_mark_is_no_damage(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + b'{"version": 2, "appearance": {"theme": "dark"}}')
    assert load_settings(file) == (Settings().with_theme(Theme.DARK), ())


def test_a_newer_file_is_copied_before_it_is_used(file: Path) -> None:
    file.write_text('{"version": 99, "appearance": {"theme": "light"}, "new": 1}', "utf-8")
    loaded, notes = load_settings(file)
    assert loaded.appearance.theme is Theme.LIGHT
    assert "newer version" in notes[0]
    assert len(set_aside(file)) == 1


def test_old_copies_are_bounded(file: Path) -> None:
    for number in range(14):
        file.write_text(f"damaged {number}", "utf-8")
        load_settings(file)
    kept = set_aside(file)
    assert len(kept) == 10
    assert kept[-1].read_text("utf-8") == "damaged 13"


# One entry for every upgrade: a tree of the old version, and what it must become.
UPGRADED = {
    1: (
        {"theme": "dark", "output_folder": "/videos"},
        {"version": 2, "appearance": {"theme": "dark"}, "files": {"output_folder": "/videos"}},
    ),
}


def test_every_upgrade_is_tested_and_none_is_missing() -> None:
    assert set(UPGRADES) == set(UPGRADED) == set(range(1, VERSION))


@pytest.mark.parametrize("version", sorted(UPGRADED))
def test_upgrade(file: Path, version: int) -> None:
    before, after = UPGRADED[version]
    file.write_text(json.dumps({"version": version, **before}), "utf-8")
    assert load_settings(file) == (Settings.from_json(json.dumps(after)), ())


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are a POSIX matter")
def test_a_disk_that_refuses_keeps_the_old_file(file: Path) -> None:
    """A limit on the size of files stands for a full disk."""
    import resource

    save_settings(file, Settings().with_theme(Theme.DARK))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(NotSavedError):
            save_settings(file, Settings())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert load_settings(file).settings.appearance.theme is Theme.DARK
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders can be renamed away there")
def test_a_folder_in_the_way_is_moved_aside(file: Path) -> None:
    (file / "inside").mkdir(parents=True)
    loaded, notes = load_settings(file)
    assert loaded == Settings()
    assert len(notes) == 1
    save_settings(file, Settings().with_theme(Theme.DARK))
    assert load_settings(file).settings.appearance.theme is Theme.DARK


GOOD = json.dumps(
    Settings().with_theme(Theme.DARK).with_output_folder("/videos").model_dump(mode="json"),
    indent=2,
).encode()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
SECTION = JSON | st.dictionaries(
    st.sampled_from(["theme", "close_while_rendering", "output_folder", "level", "other"]),
    JSON | st.sampled_from(["dark", "quit", "debug"]),
)
TREE = st.dictionaries(
    st.sampled_from(
        ["version", "appearance", "window", "files", "logs", "theme", "output_folder", ""]
    ),
    SECTION,
)


@settings(max_examples=400, deadline=None)
@example(tree={"": {}, "appearance": {"theme": "dark"}})
@example(tree={"\ud800": {}, "appearance": {"theme": "dark"}})
@given(tree=TREE)
def test_any_tree_gives_settings_and_keeps_every_valid_key(tree: dict[str, object]) -> None:
    loaded, notes = settings_from(json.dumps(tree).encode())
    old = type(tree.get("version")) is not int or tree["version"] == 1
    appearance = tree.get("appearance")
    if isinstance(appearance, dict) and appearance.get("theme") == "dark":
        assert loaded.appearance.theme is Theme.DARK or (old and "theme" in tree)
    window = tree.get("window")
    if isinstance(window, dict) and window.get("close_while_rendering") == "quit":
        assert loaded.window.close_while_rendering is CloseAction.QUIT
    usable = {"version", "appearance", "window", "files", "logs"}
    if not old and set(tree) - usable:
        assert notes, "an unknown key is reported"


@settings(max_examples=3000, deadline=None)
@given(data=st.data())
def test_any_damage_to_a_good_file_gives_settings_or_is_recognised(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    start = data.draw(st.integers(0, len(content) - 1))
    length = data.draw(st.integers(1, 40))
    content[start : start + length] = data.draw(st.binary(max_size=40))
    try:
        loaded, notes = settings_from(bytes(content))
    except ValueError:
        return
    if loaded.appearance.theme is not Theme.DARK and b'"dark"' in content:
        assert notes, "a value that was there and is not used is reported"


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=60))
def test_the_bytes_of_a_file_that_cannot_be_used_are_kept(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("damaged") / "settings.json"
    file.write_bytes(content)
    _, notes = load_settings(file)
    assert notes
    assert [kept.read_bytes() for kept in set_aside(file)] == [content]
