"""How new clips are named: a template with names in braces, filled in for each job."""

import re
import unicodedata
from datetime import UTC, datetime
from string import Formatter

from wan22_desktop.core.clip_work import ClipWork, WorkKind
from wan22_desktop.core.errors import Recovery, UserError
from wan22_desktop.core.safe_names import MAX_CHARACTERS, safe_name
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.job import Job

DEFAULT_TEMPLATE = "{prompt}-{id}"
NAMES = (
    "prompt",
    "id",
    "seed",
    "model",
    "date",
    "time",
    "width",
    "height",
    "steps",
    "label",
    "group",
)
"""What may stand in braces. Date and time are those at which the job was added."""

TITLE_CHARACTERS = 48
MAX_FOLDERS = 4
_SUFFIX_CHARACTERS = len(".mp4") + len("-grid") + len("-9999")
_SEPARATORS = re.compile(r"[\\/]+")
_WORK_SUFFIXES = {WorkKind.JOIN: "-joined", WorkKind.GRID: "-grid"}


def check_template(template: str) -> None:
    """Raises UserError for a template with unknown names, or one that leaves the folder."""
    for name in _fields(template):
        if name not in NAMES:
            raise _refused(
                tr(
                    "There is no {{{name}}} in file names. There are: {names}.",
                    name=name,
                    names=", ".join(f"{{{known}}}" for known in NAMES),
                )
            )
    parts = _SEPARATORS.split(template)
    if re.match(r"[\\/]|[A-Za-z]:", template) or any(part.strip() in (".", "..") for part in parts):
        raise _refused(tr("The template for file names must stay inside the output folder."))
    if len(parts) - 1 > MAX_FOLDERS:
        raise _refused(
            tr("The template for file names has more than {count} folders.", count=MAX_FOLDERS)
        )
    if not all(part.strip(" .") for part in parts):
        raise _refused(tr("The template for file names has a folder or a file without a name."))


def folders_of(template: str) -> int:
    """How many folders deep its files lie."""
    return len(_SEPARATORS.split(template)) - 1


def is_unique(template: str) -> bool:
    """Whether no two jobs can have the same name by it."""
    return "id" in _fields(_SEPARATORS.split(template)[-1])


def clip_name(template: str, job: Job, *, group_title: str = "") -> str:
    """The clip's path inside the output folder, with `/`, for a template that has been checked.

    Separators in what is filled in become dashes, and every part goes through `safe_name`.
    Work on a clip is named after it.
    """
    *folders, stem = _SEPARATORS.split(template)
    values = _values(job, group_title)
    names = [safe_name(_filled(folder, values)) for folder in folders]
    source = None if job.work is None else job.work.sources[0].path
    name = _filled(stem, values) if source is None else _stem_of(source)
    suffix = "" if job.work is None else work_suffix(job.work)
    short = safe_name(name)[: MAX_CHARACTERS - _SUFFIX_CHARACTERS].rstrip(" .-")
    if len(name) > MAX_CHARACTERS - _SUFFIX_CHARACTERS and is_unique(template) and source is None:
        # What makes it unique must not be what is cut off.
        short = f"{short[: -len(job.id) - 1].rstrip(' .-')}-{job.id}"
    return "/".join((*names, safe_name(f"{short}{suffix}.mp4")))


def work_suffix(work: ClipWork) -> str:
    """What a clip's name says of how it was made from another."""
    if work.kind is WorkKind.UPSCALE:
        return f"-{work.factor}x"
    if work.kind is WorkKind.INTERPOLATE:
        return f"-{work.factor}x-frames"
    return _WORK_SUFFIXES[work.kind]


def _fields(template: str) -> tuple[str, ...]:
    """The names in braces; raises UserError for braces that do not fit."""
    try:
        parts = tuple(Formatter().parse(template))
    except ValueError as error:
        raise _refused(
            tr("The braces in the template for file names do not fit together.")
        ) from error
    if any(spec or conversion for _text, _name, spec, conversion in parts):
        raise _refused(tr("Names in braces stand alone, as in {example}.", example="{seed}"))
    return tuple(name for _text, name, _spec, _conversion in parts if name is not None)


def _filled(part: str, values: dict[str, str]) -> str:
    """Names that do not fall out empty leave no dashes behind."""
    text = "".join(
        before + ("" if name is None else values[name])
        for before, name, _spec, _conversion in Formatter().parse(part)
    )
    return text.strip("-. ") or values["id"]


def _values(job: Job, group_title: str) -> dict[str, str]:
    request, added = job.request, _added_at(job)
    source = None if job.work is None else job.work.sources[0].job_id
    return {
        "prompt": _inside("-".join(request.prompt.lower().split())[:TITLE_CHARACTERS]).strip("-."),
        "id": source or job.id,
        "seed": str(request.seed),
        "model": request.model.value,
        "date": f"{added:%Y-%m-%d}",
        "time": f"{added:%H-%M-%S}",
        "width": str(request.width),
        "height": str(request.height),
        "steps": str(request.num_inference_steps),
        "label": _inside(job.label),
        "group": _inside(group_title)[:TITLE_CHARACTERS],
    }


def _inside(value: str) -> str:
    """A value that makes no folders."""
    return _SEPARATORS.sub("-", unicodedata.normalize("NFC", value))


def _stem_of(path: str) -> str:
    name = _SEPARATORS.split(path)[-1]
    return name.rpartition(".")[0] or name


def _added_at(job: Job) -> datetime:
    """In local time; a job that does not say is of now."""
    try:
        return datetime.fromisoformat(job.created_at).astimezone()
    except ValueError:
        return datetime.now(UTC).astimezone()


def _refused(message: str) -> UserError:
    return UserError(
        message,
        field="name_template",
        safe=tr("Clips are named as before."),
        recoveries=(Recovery.EDIT_REQUEST,),
    )
