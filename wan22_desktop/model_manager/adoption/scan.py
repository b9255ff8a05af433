"""Looks into folders of other programs for parts of models; reads headers, changes nothing.

Nothing is believed of such folders: the number of entries is bounded, links out of them are not
followed, and only plain files are opened.
"""

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.model_parts import find_parts
from wan22_desktop.core.model_store import PartName
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.wan_architecture import Kind
from wan22_desktop.core.wan_layout import Part, recognise
from wan22_desktop.core.weight_files import CODE_OR_PICKLE, INDEX_NAME, WEIGHT_ENDINGS
from wan22_desktop.model_manager.adoption.files import (
    is_component,
    is_link,
    is_small,
    refusal_of,
    vocabulary_of,
)
from wan22_desktop.model_manager.adoption.network_paths import is_network_path
from wan22_desktop.model_manager.adoption.places import Place
from wan22_desktop.model_manager.domain.adoption import (
    TOKENIZER,
    Candidate,
    FoundPart,
    Scanned,
    Unusable,
)

TOKENIZER_FILE = "tokenizer.json"
_PICKLES = CODE_OR_PICKLE - {".py", ".pyc", ".so", ".dll", ".pyd"}
_PART_ENDINGS = (*WEIGHT_ENDINGS, ".json", ".model", ".txt")
"""What a part's folder is made of; nothing else of it is taken along."""
_MAX_ENTRIES = 20_000
"""Files and folders that are looked at in one search; a full ComfyUI has some hundred models."""
_MAX_UNUSABLE = 500
_MAX_MODEL_FILES = 200
"""Of a folder in the layout of diffusers; the published ones have 45."""
_ROLES: tuple[PartName, ...] = ("transformer", "transformer_2", "vae", "text_encoder", "tokenizer")


class Scan:
    """One search through any number of places; `scanned` is what it has found."""

    def __init__(
        self,
        stop: threading.Event,
        *,
        is_remote: Callable[[Path], bool] = is_network_path,
        max_entries: int = _MAX_ENTRIES,
    ) -> None:
        """`stop` ends it early."""
        self.scanned = Scanned()
        self._stop = stop
        self._is_remote = is_remote
        self._entries_left = max_entries
        self._seen: set[str] = set()

    def look_into(self, place: Place) -> None:
        """Add what a place holds; a folder that cannot be read is told like any other trouble."""
        if self._is_remote(place.folder):
            self._refuse(
                place.folder,
                tr(
                    "{folder} lies on another computer or a network drive: copy the model to a "
                    "disk of this computer.",
                    folder=place.folder,
                ),
            )
            return
        # What the user has made of the folder itself is theirs to decide: it may be a link.
        folder = Path(os.path.realpath(place.folder))
        if place.blobs is None:
            self._walk(place, folder, place.depth)
        else:
            self._walk(place, place.folder, place.depth)

    # --- folders --------------------------------------------------------------------------------

    def _walk(self, place: Place, folder: Path, depth: int) -> None:
        key = os.path.normcase(folder)
        if key in self._seen or self._stop.is_set():
            self.scanned.was_cut_short |= self._stop.is_set()
            return
        self._seen.add(key)
        try:
            names = sorted(path.name for path in folder.iterdir())
        except OSError as error:
            self._refuse(
                folder,
                tr(
                    "{folder} cannot be read: {reason}.",
                    folder=folder,
                    reason=error.strerror or error,
                ),
            )
            return
        if INDEX_NAME in names:
            self._add_model(place, folder)
            return
        if is_component(folder, names):
            self._add_component(place, folder)
            return
        if TOKENIZER_FILE in names:
            self._add_tokenizer(place, folder)
        for name in names:
            if self._stop.is_set() or self._entries_left <= 0:
                self.scanned.was_cut_short = True
                return
            self._entries_left -= 1
            self._add_entry(place, folder / name, depth)

    def _add_entry(self, place: Place, path: Path, depth: int) -> None:
        if path.name.startswith("."):
            return
        try:
            found = path.lstat()
        except OSError:
            return  # it has just gone
        if stat.S_ISDIR(found.st_mode) and not is_link(found):
            if depth > 1:
                self._walk(place, path, depth - 1)
            return
        if path.suffix.lower() not in (*WEIGHT_ENDINGS, *_PICKLES):
            return
        reason = refusal_of(path, place.blobs)
        if reason is not None:
            self._refuse(path, f"{path.name} {reason}.")
        else:
            self._add_weights(place, path, (path,))

    # --- parts ----------------------------------------------------------------------------------

    def _add_weights(self, place: Place, path: Path, files: tuple[Path, ...]) -> None:
        try:
            part = recognise(path)
        except UserError as error:
            self._refuse(path, error.message)
            return
        self.scanned.parts.append(_found(place, part, files))

    def _add_component(self, place: Place, folder: Path) -> None:
        files = self._plain_files(place, folder)
        if files is not None:
            own = tuple(file for file in files if file.suffix.lower() in _PART_ENDINGS)
            self._add_weights(place, folder, own)

    def _add_tokenizer(self, place: Place, folder: Path) -> None:
        files = self._plain_files(place, folder)
        if files is None:
            return
        try:
            vocabulary = vocabulary_of(folder / TOKENIZER_FILE)
        except (OSError, DamagedFileError):
            return  # of another kind of model
        part = FoundPart(
            path=folder,
            kind=TOKENIZER,
            variants=(),
            program=place.program,
            owner=place.owner,
            vocabulary=vocabulary,
            files=tuple(file for file in files if file.suffix.lower() in _PART_ENDINGS),
            size_bytes=sum(file.stat().st_size for file in files),
        )
        self.scanned.parts.append(part)

    def _plain_files(self, place: Place, folder: Path) -> list[Path] | None:
        """The files of a folder; None, and the reason told, if one of them must not be opened."""
        files: list[Path] = []
        for path in sorted(folder.iterdir())[:_MAX_MODEL_FILES]:
            if path.name.startswith(".") or (path.is_dir() and not path.is_symlink()):
                continue
            reason = refusal_of(path, place.blobs)
            if reason is not None:
                self._refuse(folder, f"{folder.name}/{path.name} {reason}.")
                return None
            files.append(path)
        return files

    # --- whole models ---------------------------------------------------------------------------

    def _add_model(self, place: Place, folder: Path) -> None:
        """A folder of diffusers: used whole, or its parts where it is not whole."""
        if self._plain_files(place, folder) is None:
            return
        if not is_small(folder, _MAX_MODEL_FILES):
            self._refuse(folder, tr("{name} holds more than one model's files.", name=folder.name))
            return
        before = len(self.scanned.parts)
        for path in (folder / role for role in _ROLES):
            if path.is_symlink() or not path.is_dir():
                continue
            if path.name == TOKENIZER:
                self._add_tokenizer(place, path)
            else:
                self._add_component(place, path)
        parts = {part.path.name: part for part in self.scanned.parts[before:]}
        transformer = parts.get("transformer")
        variant = Variant.T2V_A14B if transformer is None else transformer.variants[0]
        # Of a whole model's experts the folder says which is which, not their names.
        self.scanned.parts[before:] = [
            part for part in parts.values() if part.kind is not Kind.TRANSFORMER
        ]
        try:
            find_parts(variant, folder)
        except UserError as error:
            self._refuse(folder, error.message)
            return
        two = variant.facts.has_two_experts
        roles: list[PartName] = [role for role in _ROLES if two or role != "transformer_2"]
        if transformer is None or not all(role in parts for role in roles):
            return  # what is the matter with the others has been told
        self.scanned.models.append(
            Candidate(
                variant=variant,
                program=place.program,
                precision=transformer.precision,
                parts={role: parts[role] for role in roles},
                whole_folder=folder,
            )
        )

    def _refuse(self, path: Path, reason: str) -> None:
        if len(self.scanned.unusable) < _MAX_UNUSABLE:
            self.scanned.unusable.append(Unusable(path, reason))
        else:
            self.scanned.was_cut_short = True


def _found(place: Place, part: Part, files: tuple[Path, ...]) -> FoundPart:
    width = "text_dim" if part.kind is Kind.TRANSFORMER else "d_model"
    return FoundPart(
        path=part.path,
        kind=part.kind,
        variants=part.variants,
        program=place.program,
        owner=place.owner,
        precision=(part.gguf_type or part.storage.value).lower(),
        expert=part.expert_hint if _has_experts(part) else None,
        text_width=part.config.get(width, 0),
        vocabulary=part.config.get("vocab_size", 0),
        files=files,
        size_bytes=sum(file.stat().st_size for file in files),
        has_tokenizer=part.tokenizer is not None,
    )


def _has_experts(part: Part) -> bool:
    return part.kind is Kind.TRANSFORMER and part.variants[0].facts.has_two_experts
