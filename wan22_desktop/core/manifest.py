"""What a package of a model consists of: every file with its size and digest, and where it is from.

A manifest is made once, from the hub's list of files at fixed commits; afterwards it decides what
is whole, what is missing and what is damaged, without the network.
"""

import hashlib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from wan22_desktop.core.request import Sha256
from wan22_desktop.core.safe_names import safe_relative_path
from wan22_desktop.core.values import Value

Sha1 = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
PackageId = Annotated[str, Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$")]
Version = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
RelativePath = Annotated[str, AfterValidator(safe_relative_path)]

MAX_FILES = 2000
MAX_FILE_BYTES = 200 * 10**9

LOCAL_REPOSITORY = "adopted/local"
LOCAL_COMMIT = "0" * 40
"""Where adopted files are from: there is nowhere to fetch them again."""


class ManifestFile(Value):
    """One file of a package."""

    path: RelativePath
    """In the package's folder, with `/`."""
    size_bytes: Annotated[int, Field(ge=0, le=MAX_FILE_BYTES)]
    sha256: Sha256 | None = None
    """Of the content; the hub knows it of large files."""
    git_sha1: Sha1 | None = None
    """Of git's blob (`blob <size>`, a zero byte, the content); the hub knows it of the others."""
    repository: Annotated[str, Field(max_length=200)]
    commit: Sha1
    source_path: Annotated[str, Field(min_length=1, max_length=1000)]
    """In the repository."""

    @model_validator(mode="after")
    def _has_a_digest(self) -> Self:
        if self.sha256 is None and self.git_sha1 is None:
            raise ValueError(f"{self.path} has no digest")
        return self

    @property
    def is_local(self) -> bool:
        """Whether the file is another name of one of the user's own, outside this app's folders.

        It must never be written to, neither here nor through a further link to it.
        """
        return self.repository == LOCAL_REPOSITORY

    @property
    def digest(self) -> str:
        """What `ContentHash` gives for the right content."""
        return f"sha256:{self.sha256}" if self.sha256 else f"git-sha1:{self.git_sha1}"


class Manifest(Value):
    """Every file of one version of a package."""

    schema_version: Literal[1] = 1
    package: PackageId
    files: Annotated[tuple[ManifestFile, ...], Field(min_length=1, max_length=MAX_FILES)]

    @model_validator(mode="after")
    def _paths_do_not_collide(self) -> Self:
        """Also not where upper and lower case are one, nor a file with a folder."""
        taken: set[str] = set()
        folders: set[str] = set()
        for file in self.files:
            name = file.path.casefold()
            if name in taken:
                raise ValueError(f"{file.path} is listed twice")
            taken.add(name)
            folders.update(parent.as_posix() for parent in Path(name).parents)
        if both := taken & folders:
            raise ValueError(f"{both.pop()} is both a file and a folder")
        return self

    @property
    def version(self) -> str:
        """Twelve hex digits that say what the files contain, whatever commit they are from."""
        lines = sorted(f"{file.path}\0{file.size_bytes}\0{file.digest}" for file in self.files)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


class ContentHash:
    """Digests a file's content as its manifest entry wants it; feed it everything in order."""

    def __init__(self, file: ManifestFile) -> None:
        self._is_sha256 = file.sha256 is not None
        # git's own digest; it only finds damage, and the hub offers no better one for small files.
        self._hash = (
            hashlib.sha256()
            if self._is_sha256
            else hashlib.sha1(b"blob %d\0" % file.size_bytes, usedforsecurity=False)
        )

    def update(self, data: bytes | bytearray | memoryview) -> None:
        self._hash.update(data)

    @property
    def digest(self) -> str:
        """To be compared with `ManifestFile.digest`."""
        return f"{'sha256' if self._is_sha256 else 'git-sha1'}:{self._hash.hexdigest()}"
