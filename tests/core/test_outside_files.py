"""Which files from outside are opened at all."""

import os
from pathlib import Path

import pytest

from wan22_desktop.core.outside_files import is_network_path, refusal_of


def test_files_and_folders_of_this_computer_are_opened(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert refusal_of(tmp_path / "a") is None
    assert refusal_of(tmp_path) is None
    with pytest.raises(FileNotFoundError):
        refusal_of(tmp_path / "b")


def test_links_and_pipes_are_not(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe")
    assert "link" in str(refusal_of(tmp_path / "link"))
    assert "link" in str(refusal_of(tmp_path / "nowhere"))
    assert "no regular file" in str(refusal_of(tmp_path / "pipe"))


@pytest.mark.parametrize("path", ["//server/share", "\\\\server\\share", "/\\server/x"])
def test_shares_are_known_by_their_names(path: str) -> None:
    assert is_network_path(path)
    assert not is_network_path(path[1:])
