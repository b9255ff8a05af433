"""The model manager's commands as plain messages: what the command line says, here or to the owner.

A reply says what was begun. What becomes of it is in `models.status`, and in the notes that
`models.notes` gives.
"""

import threading
from collections import deque
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import Field, TypeAdapter

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.settings import MIN_LIMIT_BYTES_PER_SECOND
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.core.verbs import carry_out, checked
from wan22_desktop.model_manager.availability import ModelAvailabilityManager
from wan22_desktop.model_manager.domain.retention import RetentionPolicy
from wan22_desktop.model_manager.domain.status import DetailedModelStatus
from wan22_desktop.model_manager.events import ModelEvent, ModelNote, ModelRefused
from wan22_desktop.model_manager.usage.analytics import ModelUsageAnalytics
from wan22_desktop.model_manager.usage.report import as_plain, cleanup_message, write_report

MAX_NOTES = 200
"""Older notes are forgotten."""

_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Path = Annotated[str, Field(min_length=1, max_length=4096)]


class PackageArguments(Value):
    package: _Name


class PackagesArguments(Value):
    packages: Annotated[tuple[_Name, ...], Field(max_length=1000)] = ()
    """None named means all that it can be about."""


class RemoveArguments(Value):
    package: _Name
    for_good: bool = False
    """Past the recycle bin."""


class AdoptArguments(Value):
    paths: Annotated[tuple[_Path, ...], Field(min_length=1, max_length=1000)]
    """Absolute."""


class CleanupArguments(Value):
    """What is not given is as in the settings."""

    unused_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    target_free_bytes: Annotated[int, Field(ge=0)] | None = None
    keep: tuple[_Name, ...] = ()
    """Besides those of the settings."""
    packages: tuple[_Name, ...] | None = None
    """Only these of what is suggested."""
    dry_run: bool = True


class ReportArguments(Value):
    out: _Path
    """Absolute; ends in `.json` or `.html`."""


class LimitArguments(Value):
    bytes_per_second: Annotated[int, Field(ge=MIN_LIMIT_BYTES_PER_SECOND)] | None
    """None is as fast as can be."""


class NotesArguments(Value):
    after: Annotated[int, Field(ge=0)] = 0
    """The number of the last note that is known already."""


class SetLimit(Protocol):
    """Limits all downloads together from now on, until the process ends."""

    def __call__(self, bytes_per_second: int | None) -> None: ...


_STATUS = TypeAdapter(DetailedModelStatus)


def status_message(status: DetailedModelStatus) -> Message:
    """Every field of a status as JSON has it."""
    message: Message = _STATUS.dump_python(status, mode="json")
    return message | {
        "id": status.package.id,
        "missing_files": list(status.missing_files),
        "update_available": status.update_available,
    }


class ModelCommands:
    """Carries out messages of the form `{"verb": ..., "arguments": {...}}`; any thread."""

    def __init__(
        self,
        manager: ModelAvailabilityManager,
        analytics: ModelUsageAnalytics,
        *,
        policy: Callable[[], RetentionPolicy],
        set_limit: SetLimit,
        in_use: Callable[[], Collection[str]],
    ) -> None:
        """`policy` is that of the settings, `in_use` the packages that jobs render with or wait
        for; every event of the manager has to go to `hear`."""
        self._manager = manager
        self._analytics = analytics
        self._policy = policy
        self._set_limit = set_limit
        self._in_use = in_use
        self._lock = threading.Lock()
        self._notes: deque[Message] = deque(maxlen=MAX_NOTES)
        self._notes_ever = 0
        self._verbs: dict[str, Callable[[object], Message]] = {
            "models.list": self._list,
            "models.status": self._status,
            "models.install": self._install,
            "models.pause": self._on_package(manager.pause),
            "models.resume": self._on_package(manager.resume),
            "models.cancel": self._on_package(manager.cancel),
            "models.verify": self._on_package(manager.verify),
            "models.repair": self._on_package(manager.repair),
            "models.update": self._on_package(manager.update),
            "models.rollback": self._on_package(manager.roll_back),
            "models.activate": self._on_package(manager.activate),
            "models.check-updates": self._check_updates,
            "models.prioritize": self._prioritize,
            "models.remove": self._remove,
            "models.adopt": self._adopt,
            "models.cleanup": self._cleanup,
            "models.usage": self._usage,
            "models.report": self._report,
            "models.limit": self._limit,
            "models.notes": self._notes_after,
            "models.at-work": lambda _: {"at_work": self._manager.is_at_work},
        }

    def answer(self, message: Message) -> Message:
        """The reply to `message`; raises UserError for what cannot be done or understood."""
        return carry_out(self._verbs, message)

    def hear(self, event: ModelEvent) -> None:
        """What is kept for `models.notes`; quick, on any thread."""
        if isinstance(event, ModelNote):
            note: Message = {"text": event.text, "package": event.package, "category": None}
        elif isinstance(event, ModelRefused):
            error = event.error
            note = {
                "text": f"{error.message} {error.safe}".strip(),
                "package": event.package,
                "category": error.category.value,
            }
        else:
            return
        with self._lock:
            self._notes_ever += 1
            self._notes.append(note | {"number": self._notes_ever})

    # --- verbs ----------------------------------------------------------------------------------

    def _on_package(self, wish: Callable[[str], None]) -> Callable[[object], Message]:
        def command(arguments: object) -> Message:
            package = checked(PackageArguments, arguments).package
            wish(package)
            return self._package_reply(package)

        return command

    def _package_reply(self, name: str) -> Message:
        return status_message(self._manager.status(name))

    def _list(self, _arguments: object) -> Message:
        statuses = self._manager.get_comprehensive_model_status().values()
        return {"models": [status_message(status) for status in statuses]}

    def _status(self, arguments: object) -> Message:
        return self._package_reply(checked(PackageArguments, arguments).package)

    def _install(self, arguments: object) -> Message:
        name = checked(PackageArguments, arguments).package
        return self._package_reply(self._manager.install(name))

    def _check_updates(self, arguments: object) -> Message:
        self._manager.check_updates(checked(PackagesArguments, arguments).packages)
        return {}

    def _prioritize(self, arguments: object) -> Message:
        packages = checked(PackagesArguments, arguments).packages
        return {"packages": list(self._manager.prioritize_model_downloads(packages))}

    def _remove(self, arguments: object) -> Message:
        wish = checked(RemoveArguments, arguments)
        self._manager.remove(wish.package, for_good=wish.for_good)
        return {}

    def _adopt(self, arguments: object) -> Message:
        paths = [Path(path) for path in checked(AdoptArguments, arguments).paths]
        relative = next((path for path in paths if not path.is_absolute()), None)
        if relative is not None:
            raise UserError(tr("{relative} is no absolute path.", relative=relative), field="paths")
        self._manager.adopt(paths)
        return {}

    def _cleanup(self, arguments: object) -> Message:
        wish = checked(CleanupArguments, arguments)
        settings = self._policy()
        policy = RetentionPolicy(
            unused_days=wish.unused_days or settings.unused_days,
            keep=settings.keep | frozenset(wish.keep),
            target_free_bytes=wish.target_free_bytes,
        )
        if wish.dry_run:
            return cleanup_message(self._manager.suggest_cleanup(policy))
        result = self._manager.cleanup_unused_models(policy, wish.packages)
        refused = [{"package": package, "reason": reason} for package, reason in result.refused]
        return {
            "removed": list(result.removed),
            "refused": refused,
            "frees_bytes": result.frees_bytes,
        }

    def _usage(self, arguments: object) -> Message:
        packages = checked(PackagesArguments, arguments).packages
        found = [self._analytics.get_usage_statistics(package) for package in packages]
        return {"usage": as_plain(found or [self._analytics.get_usage_statistics()])}

    def _report(self, arguments: object) -> Message:
        out = Path(checked(ReportArguments, arguments).out)
        report = self._analytics.generate_usage_report(self._policy(), in_use=self._in_use())
        write_report(report, out)
        return {"out": str(out)}

    def _limit(self, arguments: object) -> Message:
        limit = checked(LimitArguments, arguments).bytes_per_second
        self._set_limit(limit)
        return {"bytes_per_second": limit}

    def _notes_after(self, arguments: object) -> Message:
        after = checked(NotesArguments, arguments).after
        with self._lock:
            return {"notes": [note for note in self._notes if int(str(note["number"])) > after]}
