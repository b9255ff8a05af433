"""What the panel says about a package, as plain text."""

from datetime import datetime

from wan22_desktop.core import units
from wan22_desktop.core.catalog import UNKNOWN_LICENCE, CatalogPackage, Layout, PackageKind
from wan22_desktop.core.downloading import DownloadProgress, DownloadState
from wan22_desktop.core.manifest import LOCAL_REPOSITORY
from wan22_desktop.core.texts import decimal, tr, trn
from wan22_desktop.model_manager.domain.status import (
    DetailedModelStatus,
    FileState,
    ModelAction,
    ModelState,
)
from wan22_desktop.qtkit.theme import Tone

DOT = " \N{MIDDLE DOT} "
LORA_HEADING = tr("LoRAs for fewer steps")

_STATES = {
    ModelState.MISSING: tr("Not installed"),
    ModelState.PARTIAL: tr("Incomplete"),
    ModelState.DOWNLOADING: tr("Downloading"),
    ModelState.PAUSED: tr("Paused"),
    ModelState.VERIFYING: tr("Checking the files"),
    ModelState.AVAILABLE: tr("Installed"),
    ModelState.LOADED: tr("In memory"),
    ModelState.CORRUPTED: tr("Damaged"),
    ModelState.UPDATE_AVAILABLE: tr("Update available"),
}
_TONES = {
    ModelState.AVAILABLE: Tone.OK,
    ModelState.LOADED: Tone.OK,
    ModelState.PARTIAL: Tone.WARNING,
    ModelState.PAUSED: Tone.WARNING,
    ModelState.UPDATE_AVAILABLE: Tone.WARNING,
    ModelState.CORRUPTED: Tone.ERROR,
}
_ACTIONS = {
    ModelAction.INSTALL: tr("Install"),
    ModelAction.PAUSE: tr("Pause"),
    ModelAction.RESUME: tr("Resume"),
    ModelAction.CANCEL: tr("Cancel"),
    ModelAction.VERIFY: tr("Check files"),
    ModelAction.REPAIR: tr("Repair"),
    ModelAction.UPDATE: tr("Update"),
    ModelAction.ROLL_BACK: tr("Back to the version before"),
    ModelAction.ACTIVATE: tr("Render with this one"),
    ModelAction.REMOVE: tr("Remove…"),
}
_BEGUN = {
    ModelAction.INSTALL: tr("Starting"),
    ModelAction.PAUSE: tr("Pausing"),
    ModelAction.RESUME: tr("Going on"),
    ModelAction.CANCEL: tr("Cancelling"),
    ModelAction.VERIFY: tr("Checking the files"),
    ModelAction.REPAIR: tr("Repairing"),
    ModelAction.UPDATE: tr("Starting the update"),
    ModelAction.ROLL_BACK: tr("Going back"),
    ModelAction.ACTIVATE: tr("Choosing"),
    ModelAction.REMOVE: tr("Removing"),
}
_PRECISIONS = {
    "fp32": tr("32-bit"),
    "bf16": tr("16-bit"),
    "fp16": tr("16-bit"),
    "fp8": tr("8-bit"),
    "q8_0": tr("8-bit"),
    "q6_k": tr("6-bit"),
    "q5_k_m": tr("5-bit"),
    "q4_k_m": tr("4-bit"),
}
_LAYOUTS = {
    Layout.DIFFUSERS: tr("diffusers folder"),
    Layout.SINGLE_FILES: tr("single files"),
    Layout.GGUF: "GGUF",
}
_FILES = {
    FileState.WHOLE: tr("whole"),
    FileState.UNCHECKED: tr("not checked yet"),
    FileState.MISSING: tr("missing"),
    FileState.DAMAGED: tr("damaged"),
}


def heading(package: CatalogPackage) -> str:
    """Of the group that a package is shown in."""
    if package.kind is PackageKind.LORA:
        return LORA_HEADING
    return package.variant.facts.title


def kind_line(status: DetailedModelStatus) -> str:
    """`8-bit (fp8), single files`, and what sets it apart from the others of its group."""
    package = status.package
    parts: list[str] = []
    if package.precision in _PRECISIONS:
        named = f"{_PRECISIONS[package.precision]} ({package.precision})"
        parts.append(f"{named}, {_LAYOUTS[package.layout]}")
    if package.bundled:
        parts.append(tr("ships with the app"))
    if status.is_adopted or status.is_own_files:
        parts.append(tr("Your own files, used where they lie"))
    if status.is_recommended:
        parts.append(tr("recommended here"))
    return DOT.join(parts)


def size_text(status: DetailedModelStatus) -> str:
    """What it takes on the disk, or what would have to be fetched."""
    if status.state is ModelState.MISSING:
        return tr("{size} to fetch", size=units.size(status.size_bytes))
    return units.size(status.on_disk_bytes)


def state_word(status: DetailedModelStatus) -> str:
    return _STATES[status.state]


def state_tone(status: DetailedModelStatus) -> Tone:
    if status.progress is not None and status.progress.state is DownloadState.FAILED:
        return Tone.ERROR
    return _TONES.get(status.state, Tone.MUTED)


def state_line(status: DetailedModelStatus) -> str:
    """The state in words with what is the matter, or how far it is."""
    progress = status.progress
    if status.checking_share is not None:
        percent = f"{100 * status.checking_share:.0f}"
        return DOT.join((tr("Checking the files"), tr("{percent}%", percent=percent)))
    if progress is not None and not progress.state.is_ended:
        return progress_line(progress)
    word = state_word(status)
    if status.message:
        return f"{word}: {status.message}"
    if status.state in (ModelState.AVAILABLE, ModelState.LOADED) and status.is_active:
        title = status.package.variant.facts.title
        return DOT.join((word, tr("renders {title}", title=title)))
    return word


def progress_line(progress: DownloadProgress) -> str:
    """`3.1 of 28.6 GB · 9 min 26 s left · 45.0 MB/s`, or why it stands still."""
    amount = units.part_of(progress.done_bytes, progress.total_bytes)
    match progress.state:
        case DownloadState.QUEUED:
            return DOT.join((tr("Waits for its turn"), units.size(progress.total_bytes)))
        case DownloadState.PAUSED:
            return DOT.join((tr("Paused"), amount))
        case DownloadState.WAITING:
            if progress.message:
                return tr("Waiting: {message}", message=progress.message)
            return DOT.join((tr("Waiting"), amount))
        case DownloadState.VERIFYING:
            return DOT.join((tr("Checking what has arrived"), amount))
        case _:
            parts = [amount]
            if progress.seconds_left is not None:
                parts.append(tr("{duration} left", duration=units.duration(progress.seconds_left)))
            if progress.bytes_per_second > 0:
                parts.append(speed(progress.bytes_per_second))
            return DOT.join(parts)


def share_done(status: DetailedModelStatus) -> float | None:
    """How far a download or a check is, 0 to 1; None if nothing is going on."""
    if status.checking_share is not None:
        return status.checking_share
    progress = status.progress
    if progress is None or progress.state.is_ended or progress.total_bytes == 0:
        return None
    return progress.done_bytes / progress.total_bytes


def speed(bytes_per_second: float) -> str:
    return tr("{size}/s", size=units.size(round(bytes_per_second)))


def action_text(action: ModelAction) -> str:
    """For a button or a menu."""
    return _ACTIONS[action]


def begun_text(action: ModelAction) -> str:
    """What a row says from the click to the answer."""
    return f"{_BEGUN[action]}\N{HORIZONTAL ELLIPSIS}"


def file_state_text(state: FileState) -> str:
    return _FILES[state]


def facts(status: DetailedModelStatus) -> tuple[tuple[str, str], ...]:
    """Name and value of everything the detail page lists; only what is known."""
    health, usage = status.health, status.usage
    whole, here = units.size(status.size_bytes), units.size(status.on_disk_bytes)
    found: list[tuple[str, str]] = [(tr("Size"), whole)]
    if status.on_disk_bytes and here != whole:
        found.append((tr("On the disk"), here))
    if status.package.needs_vram_gb:
        found.append((tr("Needs"), _needs(status.package)))
    if usage.uses:
        found.append((tr("Used"), _used(status)))
    if usage.average_seconds is not None:
        found.append((tr("A render takes"), units.duration(usage.average_seconds)))
    if health.integrity_score is not None:
        found.append((tr("Integrity"), _integrity(status)))
    if health.performance_score is not None:
        found.append(
            (
                tr("Speed"),
                tr("{percent:.0f}% of what is usual here", percent=100 * health.performance_score),
            )
        )
    if status.package.licence != UNKNOWN_LICENCE:
        found.append((tr("Licence"), status.package.licence))
    return (*found, *_version_facts(status))


def _version_facts(status: DetailedModelStatus) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if status.current_version:
        found.append((tr("Version"), status.current_version))
    if status.update_available:
        found.append((tr("Newest version"), status.latest_version))
    for commit in status.commits:
        repository, _, digits = commit.partition("@")
        if repository == LOCAL_REPOSITORY:
            continue
        found.append(
            (tr("From"), tr("{repository} at {commit}", repository=repository, commit=digits[:12]))
        )
    return found


def day(moment: str) -> str:
    """The day of an ISO 8601 time, on this computer's clock."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d")
    except ValueError:
        return moment


def _needs(package: CatalogPackage) -> str:
    vram_gb, ram_gb = package.needs_vram_gb, package.needs_ram_gb
    if not ram_gb:
        return tr("{vram_gb:g} GB of graphics memory", vram_gb=vram_gb)
    return tr(
        "{vram_gb:g} GB of graphics memory, {ram_gb:g} GB of RAM", vram_gb=vram_gb, ram_gb=ram_gb
    )


def _used(status: DetailedModelStatus) -> str:
    usage = status.usage
    parts = [trn("once", "{count:,} times", usage.uses)]
    if usage.success_rate is not None and usage.success_rate < 1:
        parts.append(tr("{percent:.0f}% of them went well", percent=100 * usage.success_rate))
    if usage.last_used is not None:
        parts.append(tr("last on {day}", day=day(usage.last_used)))
    return ", ".join(parts)


def _integrity(status: DetailedModelStatus) -> str:
    score = status.health.integrity_score or 0.0
    # 99.999 % must not be shown as all.
    percent = "100" if score >= 1 else decimal(f"{100 * min(score, 0.9999):.2f}")
    checked = status.health.last_check
    if not checked:
        return tr("{percent}% of the bytes", percent=percent)
    return tr("{percent}% of the bytes, checked on {day}", percent=percent, day=day(checked))
