"""Presets as files: those that ship, and the user's own, one file each."""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.core.nesting import depth_of
from wan22_desktop.core.places import PROGRAM_FOLDER
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.presets import FORMAT_VERSION, Preset

BUILT_IN_FOLDER = PROGRAM_FOLDER / "resources" / "presets"
SUFFIX = ".json"
MAX_FILE_BYTES = 64 * 1024
MAX_FILES = 500

_BUILT_IN = (
    (
        "draft",
        tr("Draft"),
        tr("To see where a prompt leads: few steps, so details and motion are rough."),
    ),
    (
        "lightning-4-steps",
        tr("Lightning, 4 steps"),
        tr("Four steps with the Lightning LoRAs, without guidance: very fast, but slower motion."),
    ),
    (
        "lightning-motion",
        tr("Lightning, more motion"),
        tr(
            "One guided step without the LoRA comes first and decides how much moves: four-step "
            "LoRAs alone slow motion down."
        ),
    ),
    (
        "balanced",
        tr("Balanced"),
        tr("About half of the usual steps: half the time, with slightly rougher details."),
    ),
    ("quality", tr("Quality"), tr("Steps and guidance that the makers of the model recommend.")),
)
"""File, name and description, from fast to slow as far as that holds on every machine."""


@dataclass(frozen=True, slots=True)
class LoadedPresets:
    """The presets in order, and what people should know about files that gave none."""

    presets: tuple[Preset, ...]
    notes: tuple[str, ...] = ()

    def for_model(self, model: Variant) -> tuple[Preset, ...]:
        return tuple(preset for preset in self.presets if model in preset.models)


def built_in_presets() -> tuple[Preset, ...]:
    """Those that ship."""
    return tuple(
        read_preset(BUILT_IN_FOLDER / f"{file}{SUFFIX}").model_copy(
            update={"name": name, "description": description, "built_in": True}
        )
        for file, name, description in _BUILT_IN
    )


def read_preset(file: Path) -> Preset:
    """The preset in a file; raises UserError that says what is wrong, never touches the file.

    The check of presets for the doctor is this, too.
    """
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise _unusable(file, error.strerror or str(error)) from error
    if len(raw) > MAX_FILE_BYTES:
        raise _unusable(file, tr("it is too large to be a preset"))
    try:
        tree: object = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _unusable(file, tr("it is damaged or no preset")) from error
    version = tree.get("format_version") if isinstance(tree, dict) else None
    if type(version) is int and version > FORMAT_VERSION:
        raise _unusable(file, tr("it was made by a newer version of the app"))
    try:
        if depth_of(tree) > 12:
            raise _unusable(file, tr("it is damaged or no preset"))
        # Lone surrogates are valid JSON escapes, but no text.
        return Preset.model_validate_json(json.dumps(tree, ensure_ascii=False).encode())
    except UnicodeEncodeError as error:
        raise _unusable(file, tr("it is damaged or no preset")) from error
    except ValidationError as error:
        raise _unusable(file, _first_problem(error)) from error


class PresetFiles:
    """The user's own presets in one folder; every method may block on the disk."""

    def __init__(self, folder: Path, built_in: tuple[Preset, ...]) -> None:
        self._folder = folder
        self._built_in = built_in

    def load(self) -> LoadedPresets:
        """Those that ship, then the user's own by name; unusable files stay where they are."""
        own, notes = self._own()
        presets = sorted((preset for preset, _ in own.values()), key=lambda preset: preset.key)
        return LoadedPresets((*self._built_in, *presets), notes)

    def save(self, preset: Preset, *, replace: bool = False) -> None:
        """Write a preset; raises UserError if its name is taken and `replace` is not set."""
        self._refuse_built_in(preset)
        own, _ = self._own()
        taken = own.get(preset.key)
        if taken is not None and not replace:
            raise UserError(
                tr("There is a preset “{name}” already: choose another name.", name=preset.name),
                safe=tr("Nothing was changed."),
            )
        write_preset(preset, self._free_file(preset) if taken is None else taken[1])

    def rename(self, preset: Preset, name: str) -> Preset:
        """The preset under its new name; raises UserError if that is taken."""
        renamed = renamed_preset(preset, name)
        self._refuse_built_in(renamed)
        own, _ = self._own()
        if preset.key not in own:
            raise _gone(preset)
        if renamed.key != preset.key and renamed.key in own:
            raise UserError(
                tr("There is a preset “{name}” already: choose another name.", name=renamed.name),
                safe=tr("Nothing was changed."),
            )
        write_preset(renamed, own[preset.key][1])
        return renamed

    def delete(self, preset: Preset) -> None:
        """Remove an own preset; raises UserError if it is none or cannot be removed."""
        own, _ = self._own()
        if preset.key not in own:
            raise _gone(preset)
        try:
            own[preset.key][1].unlink()
        except OSError as error:
            raise NotSavedError(tr("The list of presets"), error) from error

    def import_file(self, file: Path) -> Preset:
        """Take in a preset from elsewhere, under a free name; raises UserError as `read_preset`."""
        preset = read_preset(file)
        own, _ = self._own()
        taken = own.keys() | {built_in.key for built_in in self._built_in}
        name, number = preset.name, 2
        while name.casefold() in taken:
            name, number = f"{preset.name[:50]} ({number})", number + 1
        preset = preset.model_copy(update={"name": name})
        write_preset(preset, self._free_file(preset))
        return preset

    def _own(self) -> tuple[dict[str, tuple[Preset, Path]], tuple[str, ...]]:
        """The user's presets and their files by key."""
        built_in = {preset.key for preset in self._built_in}
        own: dict[str, tuple[Preset, Path]] = {}
        notes = []
        for file in self._files():
            try:
                preset = read_preset(file)
            except UserError as error:
                notes.append(f"{error.message} {error.safe}")
                continue
            if preset.key in own or preset.key in built_in:
                notes.append(
                    tr(
                        "The preset file {file} has the name of another preset, “{name}”, and is "
                        "not used.",
                        file=file.name,
                        name=preset.name,
                    )
                )
                continue
            own[preset.key] = (preset, file)
        return own, tuple(notes)

    def _files(self) -> list[Path]:
        try:
            found = [
                path
                for path in self._folder.iterdir()
                if path.suffix.lower() == SUFFIX and not path.name.startswith(".")
            ]
        except OSError:
            return []
        return sorted(path for path in found if path.is_file())[:MAX_FILES]

    def _free_file(self, preset: Preset) -> Path:
        """A file that nobody has: one that cannot be read is never overwritten."""
        stem, number = safe_name(preset.name), 2
        file = self._folder / f"{stem}{SUFFIX}"
        while file.exists():
            file, number = self._folder / f"{stem} {number}{SUFFIX}", number + 1
        return file

    def _refuse_built_in(self, preset: Preset) -> None:
        if any(built_in.key == preset.key for built_in in self._built_in):
            raise UserError(
                tr(
                    "“{name}” is a preset of the app and stays as it is: choose another name.",
                    name=preset.name,
                ),
                safe=tr("Nothing was changed."),
            )


def write_preset(preset: Preset, file: Path) -> None:
    """Write a preset as a file, for keeping or for giving away; raises NotSavedError."""
    tree = preset.model_dump(mode="json", exclude_unset=True, exclude={"built_in"})
    text = json.dumps({"format_version": FORMAT_VERSION, **tree}, indent=1, ensure_ascii=False)
    try:
        durable_write(file, f"{text}\n".encode())
    except OSError as error:
        raise NotSavedError(tr("The preset “{name}”", name=preset.name), error) from error


def renamed_preset(preset: Preset, name: str) -> Preset:
    """A copy under another name; raises UserError for one that no preset can have."""
    try:
        tree = preset.model_dump(mode="json", exclude_unset=True, exclude={"built_in"})
        return Preset.model_validate_json(json.dumps({**tree, "name": name.strip()}))
    except (ValidationError, UnicodeEncodeError) as error:
        raise UserError(
            tr("A preset needs a name of 1 to 60 characters."), safe=tr("Nothing was changed.")
        ) from error


def _first_problem(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])[:80]
    return tr("{where}: {problem}", where=where or tr("content"), problem=first["msg"])


def _unusable(file: Path, reason: str) -> UserError:
    return UserError(
        tr("The preset {file} cannot be used: {reason}.", file=file.name, reason=reason),
        category=ErrorCategory.DISK,
        safe=tr("The file is unchanged."),
    )


def _gone(preset: Preset) -> UserError:
    return UserError(
        tr("There is no own preset “{name}” any more.", name=preset.name),
        safe=tr("Nothing was changed."),
    )
