"""What the user has chosen for the app as a whole: a typed tree in one JSON file."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, ValidationError

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.errors import NotSavedError
from wan22_desktop.core.nesting import depth_of
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value

VERSION = 2
"""Raise it, and add an upgrade, when a key is renamed, moved or changes its meaning.

A new key with a default needs neither.
"""

HUB_ENDPOINT = "https://huggingface.co"

MAX_FILE_BYTES = 256 * 1024
_MAX_SET_ASIDE = 10
_MAX_DEPTH = 16
"""Pydantic gives up on the whole file at 200; a setting lies three deep at most."""


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class CloseAction(StrEnum):
    """What closing the window does while a clip is being rendered."""

    ASK = "ask"
    KEEP_RENDERING = "keep-rendering"
    QUIT = "quit"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"


class Automation(StrEnum):
    """What the app does by itself where something can be done."""

    TELL = "tell"
    """Say what could be done."""
    ASK = "ask"
    """Say it, with a button that does it."""
    ACT = "act"
    """Do it, and say so."""


class StepCacheLevel(StrEnum):
    """How much of a render's work may be skipped; what each level costs is measured."""

    OFF = "off"
    CAREFUL = "careful"
    BALANCED = "balanced"
    FAST = "fast"


class QueueOrder(StrEnum):
    """Which waiting job begins next."""

    AS_LISTED = "as-listed"
    FEWEST_RELOADS = "fewest-reloads"
    """Those that need what is loaded come first: the same model, then the same LoRAs."""


class AppearanceSettings(Value):
    theme: Theme = Theme.SYSTEM
    language: Annotated[str, Field(pattern=r"^([a-z]{2}|system)$")] = "system"
    """One of `core.texts.LANGUAGES`, or the system's; holds from the next start."""
    font_scale: Annotated[float, Field(ge=0.8, le=2.0)] = 1.0
    high_contrast: bool = False


class WindowSettings(Value):
    close_while_rendering: CloseAction = CloseAction.ASK
    guide_done: bool = False
    """Whether the first steps have been gone through, or closed."""


class FileSettings(Value):
    output_folder: Annotated[str, Field(min_length=1, max_length=4096)] | None = None
    """Where clips go; none means the app's own `outputs` folder."""
    name_template: Annotated[str, Field(min_length=1, max_length=200)] = "{prompt}-{id}"
    """How new clips are named, without the suffix; see `generation.domain.file_names`."""


ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class QueueSettings(Value):
    order: QueueOrder = QueueOrder.AS_LISTED
    resume_after_crash: bool = False
    """Whether rendering goes on by itself after the app ended uncleanly during a render."""
    only_between: tuple[ClockTime, ClockTime] | None = None
    """Local times between which jobs may begin; the second may be on the next day."""
    idle_minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    """Jobs begin only while nobody has used the computer for so long; none means at any time."""


class PrivacySettings(Value):
    keep_prompts_in_clips: bool = True
    """Whether clips say how they were made; the gallery knows it either way."""
    keep_prompt_history: bool = True


class LogSettings(Value):
    level: LogLevel = LogLevel.INFO


class RenderingSettings(Value):
    on_out_of_memory: Automation = Automation.ACT
    """Whether a render that ran out of memory is tried once more with the next plan."""
    step_cache: StepCacheLevel = StepCacheLevel.OFF
    """Between quality and speed: off computes every step."""


MIN_LIMIT_BYTES_PER_SECOND = 16 * 1024
"""Below it, a download would seem to hang."""


class DownloadSettings(Value):
    endpoint: Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=300)] = HUB_ENDPOINT
    """The hub's address; plain http is used for this computer itself only."""
    limit_bytes_per_second: Annotated[int, Field(ge=MIN_LIMIT_BYTES_PER_SECOND)] | None = None
    """Of all downloads together; none means as fast as can be."""
    parallel_files: Annotated[int, Field(ge=1, le=8)] = 3
    """Files of one model that are fetched at the same time."""


class ModelSettings(Value):
    check_when_idle: bool = True
    """Whether files are compared with their digests while nothing renders."""
    scan_command: Annotated[str, Field(max_length=1000)] | None = None
    """A program that is given each new file's path; any exit code but 0 means: suspicious."""
    unused_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """After so many days without a render, removing a model is suggested."""
    keep: tuple[Annotated[str, Field(max_length=64)], ...] = ()
    """Packages whose removal is never suggested."""


MAX_LORA_FILE_BYTES = 4_000_000_000


class LoraSettings(Value):
    max_file_bytes: Annotated[int, Field(ge=1_000_000, le=64_000_000_000)] = MAX_LORA_FILE_BYTES
    """A greater file is no LoRA: the greatest published ones have 1.2 GB."""
    watched_folders: tuple[Annotated[str, Field(min_length=1, max_length=4096)], ...] = ()
    """New files in these folders, and in folders within them, are taken into the library."""


Percent = Annotated[float, Field(gt=0.0, le=100.0)]
Celsius = Annotated[float, Field(ge=30.0, le=120.0)]


class HealthSettings(Value):
    """When the app speaks up about the machine, and what it does by itself then.

    How full VRAM is, is no alarm: an allocator that caches fills it.
    """

    interval_s: Annotated[float, Field(ge=0.5, le=60.0)] = 1.0
    """Between two samples."""
    gpu_warn_c: Celsius = 80.0
    gpu_act_c: Celsius = 85.0
    ram_warn_percent: Percent = 85.0
    ram_act_percent: Percent = 95.0
    """Of the commit limit too, where the system sets one; the warning as well."""
    disk_warn_percent: Percent = 90.0
    disk_act_percent: Percent = 95.0
    spill_bytes: Annotated[int, Field(ge=0, le=1 << 50)] = 512 << 20
    """Shared graphics memory beyond this is said to be a spill."""
    cool_down: Automation = Automation.ACT
    """Between jobs, from the warning temperature on."""
    pause_at_step: Automation = Automation.ACT
    """From the acting temperature, and where RAM or commit run out."""
    next_plan: Automation = Automation.ASK
    """When graphics memory spills."""
    stop_queue: Automation = Automation.ACT
    """When the disk is nearly full."""


class HardwareSettings(Value):
    manual_vram_bytes: Annotated[int, Field(ge=1 << 30, le=1 << 40)] | None = None
    """The card's memory, where neither driver nor torch can tell it."""
    shown_series: tuple[Annotated[str, Field(max_length=40)], ...] | None = None
    """The curves of the charts by their keys; none means the usual ones."""


class Settings(Value):
    version: Literal[2] = VERSION
    appearance: AppearanceSettings = AppearanceSettings()
    window: WindowSettings = WindowSettings()
    files: FileSettings = FileSettings()
    queue: QueueSettings = QueueSettings()
    privacy: PrivacySettings = PrivacySettings()
    shortcuts: dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=60)]] = (
        Field(default_factory=dict)
    )
    """Keys by the name of the action, where they are not the usual ones."""
    logs: LogSettings = LogSettings()
    rendering: RenderingSettings = RenderingSettings()
    downloads: DownloadSettings = DownloadSettings()
    models: ModelSettings = ModelSettings()
    loras: LoraSettings = LoraSettings()
    health: HealthSettings = HealthSettings()
    hardware: HardwareSettings = HardwareSettings()

    def with_theme(self, theme: Theme) -> "Settings":
        changed = self.appearance.model_copy(update={"theme": theme})
        return self.model_copy(update={"appearance": changed})

    def with_close_action(self, action: CloseAction) -> "Settings":
        changed = self.window.model_copy(update={"close_while_rendering": action})
        return self.model_copy(update={"window": changed})

    def with_step_cache(self, level: StepCacheLevel) -> "Settings":
        rendering = self.rendering.model_copy(update={"step_cache": level})
        return self.model_copy(update={"rendering": rendering})

    def with_limit(self, bytes_per_second: int | None) -> "Settings":
        changed = self.downloads.model_copy(update={"limit_bytes_per_second": bytes_per_second})
        return self.model_copy(update={"downloads": changed})

    def with_output_folder(self, folder: str | None) -> "Settings":
        changed = self.files.model_copy(update={"output_folder": folder})
        return self.model_copy(update={"files": changed})

    def with_shown_series(self, keys: tuple[str, ...]) -> "Settings":
        changed = self.hardware.model_copy(update={"shown_series": keys})
        return self.model_copy(update={"hardware": changed})

    def with_watched_folders(self, folders: tuple[str, ...]) -> "Settings":
        changed = self.loras.model_copy(update={"watched_folders": folders})
        return self.model_copy(update={"loras": changed})


class LoadedSettings(NamedTuple):
    """The settings, and what the user should know about how they were read."""

    settings: Settings
    notes: tuple[str, ...] = ()


_Tree = dict[str, object]
_Upgrade = Callable[[_Tree], None]
UPGRADES: dict[int, _Upgrade] = {}
"""By the version that each upgrade starts from."""


def _upgrade(*, from_version: int) -> Callable[[_Upgrade], _Upgrade]:
    def register(step: _Upgrade) -> _Upgrade:
        UPGRADES[from_version] = step
        return step

    return register


@_upgrade(from_version=1)
def _sort_into_sections(tree: _Tree) -> None:
    """The first development builds kept theme and output folder at the top."""
    if "theme" in tree:
        tree["appearance"] = {"theme": tree.pop("theme")}
    if "output_folder" in tree:
        tree["files"] = {"output_folder": tree.pop("output_folder")}


def load_settings(file: Path) -> LoadedSettings:
    """Read `file`; whatever it holds, the result is usable and nothing is lost.

    A file that is no settings tree is renamed to `settings.<time>.bad.json` and replaced by
    defaults. A tree with bad values keeps the good ones; its original is copied aside first.
    """
    try:
        raw = _read(file)
    except FileNotFoundError:
        return LoadedSettings(Settings())
    except OSError as error:
        reason = error.strerror or tr("it is not readable")
        kept = _set_aside(file, b"", remove=True)
        return LoadedSettings(
            Settings(),
            (
                tr(
                    "The settings could not be read: {reason}. Defaults are in use. {kept}",
                    reason=reason,
                    kept=kept,
                ),
            ),
        )
    try:
        settings, notes = settings_from(raw)
    except ValueError as error:
        kept = _set_aside(file, raw, remove=True)
        return LoadedSettings(
            Settings(),
            (
                tr(
                    "The settings file was damaged ({error}). Defaults are in use. {kept}",
                    error=error,
                    kept=kept,
                ),
            ),
        )
    if notes:
        notes = (" ".join((*notes, _set_aside(file, raw, remove=False))),)
    return LoadedSettings(settings, notes)


def settings_from(raw: bytes) -> LoadedSettings:
    """The settings in the bytes of a file; raises ValueError if it is no settings tree at all."""
    tree = _parse(raw)
    notes = _upgraded(tree)
    settings, bad = _validated(tree)
    if bad:
        notes.append(
            tr("Settings that could not be used went back to default: {bad}.", bad=", ".join(bad))
        )
    return LoadedSettings(settings, tuple(notes))


def file_content(settings: Settings) -> bytes:
    """The bytes that `load_settings` reads back."""
    text = json.dumps(settings.model_dump(mode="json"), indent=2, ensure_ascii=False)
    return f"{text}\n".encode()


def save_settings(file: Path, settings: Settings) -> None:
    """Write the whole tree; raises NotSavedError, then the old file is untouched."""
    try:
        durable_write(file, file_content(settings))
    except OSError as error:
        raise NotSavedError(tr("The settings"), error) from error


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def _parse(raw: bytes) -> _Tree:
    if len(raw) > MAX_FILE_BYTES:
        raise ValueError(tr("too large"))
    try:
        tree: object = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(tr("not JSON")) from error
    if not isinstance(tree, dict):
        raise ValueError(tr("not a tree of settings"))  # noqa: TRY004 - bad content, not a bad call
    return tree


def _upgraded(tree: _Tree) -> list[str]:
    """Bring `tree` to this version in place; what the user should know about it."""
    version = tree.get("version", 1)
    tree["version"] = VERSION
    if type(version) is not int or version < 1:
        return [tr("The settings do not say which version wrote them.")]
    if version > VERSION:
        return [tr("The settings were written by a newer version of the app.")]
    for step in range(version, VERSION):
        UPGRADES[step](tree)
    return []


def _validated(tree: _Tree) -> tuple[Settings, list[str]]:
    """The settings in `tree`, and the keys that had to fall back to their defaults."""
    bad = [key for key, value in tree.items() if depth_of(value) > _MAX_DEPTH]
    tree = {key: value for key, value in tree.items() if key not in bad}
    bad = [key[:80] or repr(key) for key in bad]
    try:
        # Lone surrogates are valid JSON escapes but no UTF-8; they become question marks.
        text = json.dumps(tree, ensure_ascii=False).encode("utf-8", errors="replace")
        tree = json.loads(text)
        while True:
            try:
                return Settings.model_validate_json(json.dumps(tree)), bad
            except ValidationError as error:
                removed = [_removed(tree, problem["loc"]) for problem in error.errors()]
                bad += [repr(key) if key == "" else key for key in removed if key is not None]
                if not any(key is not None for key in removed):
                    return Settings(), [*bad, tr("everything")]
    except (ValueError, RecursionError):
        return Settings(), [*bad, tr("everything")]


def _removed(tree: _Tree, location: tuple[int | str, ...]) -> str | None:
    """Take the value at `location`, or the nearest one above it, out of the tree; its key."""
    node = tree
    for depth, key in enumerate(location):
        below = node.get(str(key))
        if isinstance(below, dict) and depth + 1 < len(location):
            node = below
        elif str(key) in node:
            del node[str(key)]
            return ".".join(str(part) for part in location[: depth + 1])[:80]
        else:
            return None
    return None


def _set_aside(file: Path, raw: bytes, *, remove: bool) -> str:
    """Keep the bytes of a settings file that is not used as it is; says where they are."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    copy = file.with_name(f"{file.stem}.{stamp}.bad.json")
    try:
        if remove:
            file.replace(copy)
        else:
            durable_write(copy, raw)
    except OSError:
        return tr("The old file could not be set aside.")
    older = sorted(file.parent.glob(f"{file.stem}.*.bad.json"))
    for surplus in older[:-_MAX_SET_ASIDE]:
        surplus.unlink(missing_ok=True)
    return tr("The old file is kept as {name}.", name=copy.name)
