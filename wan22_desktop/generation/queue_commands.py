"""The queue's commands as plain messages: what the command line says, here or to the owner."""

from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.instance import Message
from wan22_desktop.core.places import Places
from wan22_desktop.core.values import Value
from wan22_desktop.core.verbs import carry_out, checked
from wan22_desktop.generation.domain.groups_json import (
    NewGroupArguments,
    group_message,
    new_group_from,
)
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.progress import Progress
from wan22_desktop.generation.domain.request_rules import request_from
from wan22_desktop.generation.events import ImageRole
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.start_images import import_image


class AddArguments(Value):
    """`fields` are those of a GenerationRequest without the hashes of images.

    `image` and `end_image` are files to be kept, `out` is where the clip shall lie; paths are
    absolute. LoRA files named in `fields` are in the library already. With `wait_for_model` the
    model need not be installed yet.
    """

    fields: dict[str, object]
    image: str | None = None
    end_image: str | None = None
    out: str | None = None
    wait_for_model: bool = False


class JobArguments(Value):
    id: str


class PauseArguments(Value):
    now: bool = False
    """Whether a job that is being rendered stops, too."""


class JobsArguments(Value):
    ids: tuple[str, ...]


class MoveArguments(Value):
    ids: tuple[str, ...]
    row: int


class EditArguments(Value):
    """`fields` are those of a GenerationRequest that change."""

    id: str
    fields: dict[str, object]


def job_message(job: Job, progress: Progress | None = None) -> Message:
    """A job as the command line prints it."""
    message: Message = {
        "id": job.id,
        "state": job.state.value,
        "request": job.request.model_dump(mode="json"),
        "message": job.message,
        "waits": job.waits,
        "clip": job.clip_path if job.clip_sha256 else None,
        "crashes": job.crashes,
        "is_skipped": job.is_skipped,
        "work": None if job.work is None else job.work.model_dump(mode="json"),
        "faulty_loras": [lora.model_dump(mode="json") for lora in job.faulty_loras],
        "created_at": job.created_at,
        "group": job.group_id,
        "label": job.label,
    }
    if progress is not None and progress.job_id == job.id and job.state.is_active:
        message["step"] = progress.step
        message["steps"] = progress.steps
        message["seconds_left"] = progress.seconds_left
    return message


class QueueCommands:
    """Carries out messages of the form `{"verb": ..., "arguments": {...}}` on a queue."""

    def __init__(self, queue: RenderQueue, places: Places) -> None:
        self._queue = queue
        self._places = places
        self.progress: Progress | None = None
        """Of the job that is being rendered; set by whoever listens to the runner."""
        self._verbs: dict[str, Callable[[object], Message]] = {
            "queue.add": self._add,
            "queue.add_group": self._add_group,
            "queue.groups": self._groups,
            "queue.list": self._list,
            "queue.job": self._job,
            "queue.edit": self._edit,
            "queue.duplicate": self._duplicate,
            "queue.cancel": self._cancel,
            "queue.skip": self._skip,
            "queue.unskip": self._unskip,
            "queue.retry": self._retry,
            "queue.retry_failed": self._retry_failed,
            "queue.remove": self._remove,
            "queue.move": self._move,
            "queue.pause": self._pause,
            "queue.resume": self._resume,
        }

    def answer(self, message: Message) -> Message:
        """The reply to `message`; raises UserError for what cannot be done or understood."""
        return carry_out(self._verbs, message)

    def _list(self, _arguments: object) -> Message:
        pause = self._queue.pause()
        return {
            "jobs": [job_message(job, self.progress) for job in self._queue.jobs()],
            "paused": pause.paused,
            "pause_reason": pause.reason,
            "start_order": list(self._queue.start_order()),
        }

    def _job(self, arguments: object) -> Message:
        job = self._queue.job(JobArguments.model_validate(arguments).id)
        return job_message(job, self.progress)

    def _cancel(self, arguments: object) -> Message:
        self._queue.cancel(JobArguments.model_validate(arguments).id)
        return {}

    def _retry(self, arguments: object) -> Message:
        self._queue.retry(JobArguments.model_validate(arguments).id)
        return {}

    def _retry_failed(self, _arguments: object) -> Message:
        return {"ids": [job.id for job in self._queue.retry_failed()]}

    def _skip(self, arguments: object) -> Message:
        self._queue.skip(JobArguments.model_validate(arguments).id)
        return {}

    def _unskip(self, arguments: object) -> Message:
        self._queue.unskip(JobArguments.model_validate(arguments).id)
        return {}

    def _edit(self, arguments: object) -> Message:
        edit = EditArguments.model_validate(arguments)
        before = self._queue.job(edit.id).request.model_dump(mode="json")
        return job_message(self._queue.edit(edit.id, request_from({**before, **edit.fields})))

    def _duplicate(self, arguments: object) -> Message:
        ids = checked(JobsArguments, arguments).ids
        return {"ids": [job.id for job in self._queue.duplicate(ids)]}

    def _remove(self, arguments: object) -> Message:
        self._queue.remove_many(checked(JobsArguments, arguments).ids)
        return {}

    def _move(self, arguments: object) -> Message:
        move = checked(MoveArguments, arguments)
        self._queue.move_many(move.ids, move.row)
        return {}

    def _pause(self, arguments: object) -> Message:
        now = PauseArguments.model_validate(arguments).now
        self._queue.set_paused(paused=True, now=now)
        return {}

    def _resume(self, _arguments: object) -> Message:
        self._queue.set_paused(paused=False)
        return {}

    def _add(self, given: object) -> Message:
        arguments = AddArguments.model_validate(given)
        fields = dict(arguments.fields)
        for role, path in (
            (ImageRole.START, arguments.image),
            (ImageRole.END, arguments.end_image),
        ):
            if path is not None:
                fields[role.request_field] = import_image(Path(path), self._places, role).sha256
        request = request_from(fields)
        clip_path = None if arguments.out is None else Path(arguments.out)
        job = self._queue.add(request, clip_path=clip_path, wait_for_model=arguments.wait_for_model)
        return job_message(job)

    def _add_group(self, given: object) -> Message:
        group = self._queue.add_group(new_group_from(checked(NewGroupArguments, given)))
        return group_message(group)

    def _groups(self, _arguments: object) -> Message:
        return {"groups": [group_message(group) for group in self._queue.groups()]}
