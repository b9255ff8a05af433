"""What the hub serves: repositories, their commits, and files on the disk."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

BLOCK_BYTES = 1 << 20
LFS_SUFFIXES = {".safetensors", ".gguf", ".bin", ".model", ".pt"}
LFS_BYTES = 10_000_000
"""Files with such a suffix or of this size are kept apart from git, as on the real hub."""
_TENSOR_BYTES = 8 << 20


@dataclass(frozen=True)
class SyntheticFile:
    """A safetensors file of exactly `size_bytes` with random bf16 weights; equal for equal seeds.

    At least 1 KiB; it is made once on the disk and never held in memory.
    """

    size_bytes: int
    seed: int

    def write(self, file: Path) -> None:
        header = _safetensors_header(self.size_bytes)
        generator = np.random.default_rng(self.seed)
        with file.open("wb") as stream:
            stream.write(header)
            left = self.size_bytes - len(header)
            while left:
                block = generator.bytes(min(BLOCK_BYTES, left))
                stream.write(block)
                left -= len(block)


Source = bytes | Path | SyntheticFile
"""Where a file's content comes from: bytes, a file that lies anywhere, or weights made up."""


@dataclass(frozen=True)
class Content:
    """A file as the hub knows it."""

    path: str
    file: Path
    size_bytes: int
    sha256: str
    git_sha1: str
    """Of git's blob: of the content, or of the pointer that stands for it in git."""
    is_lfs: bool

    @property
    def storage_etag(self) -> str:
        """That of the storage behind the hub: not the digest that the hub itself tells."""
        digest = hashlib.md5(self.sha256.encode(), usedforsecurity=False).hexdigest()
        return f'"{digest}-{-(-self.size_bytes // BLOCK_BYTES)}"'

    def tree_entry(self) -> dict[str, object]:
        entry: dict[str, object] = {
            "type": "file", "oid": self.git_sha1, "size": self.size_bytes, "path": self.path
        }  # fmt: skip
        if self.is_lfs:
            entry["lfs"] = {
                "oid": self.sha256,
                "size": self.size_bytes,
                "pointerSize": len(_lfs_pointer(self.sha256, self.size_bytes)),
            }
        return entry


@dataclass(frozen=True)
class Commit:
    """One state of a repository; its id has 40 hex digits."""

    id: str
    contents: Mapping[str, Content]

    def tree(self, folder: str, *, recursive: bool) -> list[dict[str, object]] | None:
        """The entries below `folder` in the order of their paths; None if there is no such one."""
        root = PurePosixPath(folder)
        inside = [
            content
            for path, content in sorted(self.contents.items())
            if not folder or root in PurePosixPath(path).parents
        ]
        if folder and not inside:
            return None
        folders: dict[str, dict[str, object]] = {}
        files: list[dict[str, object]] = []
        for content in inside:
            above = [p for p in PurePosixPath(content.path).parents if root in p.parents][::-1]
            for parent in above if recursive else above[:1]:
                path = parent.as_posix()
                oid = hashlib.sha1(f"{self.id}{path}".encode(), usedforsecurity=False).hexdigest()
                folders[path] = {"type": "directory", "oid": oid, "size": 0, "path": path}
            if recursive or not above:
                files.append(content.tree_entry())
        return [*folders.values(), *files]


class Shelf:
    """Keeps contents as files in a folder, each under its number."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stored = 0

    def store(self, path: str, source: Source) -> Content:
        """Take a file in; one that lies on the disk already stays where it is."""
        if isinstance(source, Path):
            file = source
        else:
            file = self._folder / str(self._stored)
            self._stored += 1
            if isinstance(source, bytes):
                file.write_bytes(source)
            else:
                source.write(file)
        size = file.stat().st_size
        is_lfs = size >= LFS_BYTES or PurePosixPath(path).suffix in LFS_SUFFIXES
        sha256 = file_digest(file, "sha256")
        if is_lfs:
            pointer = _lfs_pointer(sha256, size)
            git_sha1 = hashlib.sha1(
                b"blob %d\0%s" % (len(pointer), pointer), usedforsecurity=False
            ).hexdigest()
        else:
            git_sha1 = file_digest(file, "sha1", b"blob %d\0" % size)
        return Content(path, file, size, sha256, git_sha1, is_lfs)

    def remove(self) -> None:
        shutil.rmtree(self._folder)


def file_digest(file: Path, name: str, prefix: bytes = b"") -> str:
    digest = hashlib.new(name, prefix, usedforsecurity=False)
    with file.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _lfs_pointer(sha256: str, size_bytes: int) -> bytes:
    return (
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size_bytes}\n"
    ).encode()


def _safetensors_header(size_bytes: int) -> bytes:
    """The length and the header of a file of `size_bytes`, padded with spaces as is the custom."""
    room = 512 + 128 * (size_bytes // _TENSOR_BYTES + 1)
    room = min(room, size_bytes) // 8 * 8
    data_bytes = size_bytes - 8 - room
    if data_bytes < 0 or room < 256:
        raise ValueError(f"{size_bytes} bytes are too few for weights")
    tensors: dict[str, object] = {"__metadata__": {"format": "pt"}}
    begin = 0
    while begin < data_bytes:
        end = min(begin + _TENSOR_BYTES, data_bytes)
        # An odd byte at the end makes one tensor of single bytes.
        dtype, width = ("BF16", 2) if (end - begin) % 2 == 0 else ("U8", 1)
        tensors[f"blocks.{len(tensors) - 1}.weight"] = {
            "dtype": dtype, "shape": [(end - begin) // width], "data_offsets": [begin, end]
        }  # fmt: skip
        begin = end
    header = json.dumps(tensors, separators=(",", ":")).encode()
    if len(header) > room:
        raise ValueError("the header does not fit")
    return room.to_bytes(8, "little") + header.ljust(room)
