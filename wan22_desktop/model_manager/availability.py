"""Which models there are and how they stand; installs, updates, chooses and removes them."""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.catalog import Catalog, CatalogPackage
from wan22_desktop.core.downloading import (
    DownloadEvent,
    DownloadFinished,
    DownloadProgress,
    DownloadState,
)
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.places import Places
from wan22_desktop.core.recycle_bin import to_recycle_bin
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.activity import Activity
from wan22_desktop.model_manager.adoption.model_adoption import ModelAdoption
from wan22_desktop.model_manager.adoption.work import AdoptionWork
from wan22_desktop.model_manager.domain.adoption import Candidate
from wan22_desktop.model_manager.domain.recommendation import Machine, recommendations
from wan22_desktop.model_manager.domain.retention import CleanupRecommendations, RetentionPolicy
from wan22_desktop.model_manager.domain.states import DONE, Facts, Origin, Task, refusal_of
from wan22_desktop.model_manager.domain.status import (
    DetailedModelStatus,
    ModelAction,
    ModelState,
)
from wan22_desktop.model_manager.errands import Errand
from wan22_desktop.model_manager.events import (
    ModelEvent,
)
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.health.repair import ModelRepairs
from wan22_desktop.model_manager.health.scan_hook import ScanStoppedError
from wan22_desktop.model_manager.health.work import HealthWork
from wan22_desktop.model_manager.leases import Leases
from wan22_desktop.model_manager.packages.errands import PackageErrands
from wan22_desktop.model_manager.packages.installing import room_hint
from wan22_desktop.model_manager.packages.names import PackageNames, without_disk
from wan22_desktop.model_manager.packages.own_files import StructureChecks
from wan22_desktop.model_manager.packages.updates import KnownUpdates
from wan22_desktop.model_manager.packages.work import PackageWork
from wan22_desktop.model_manager.ports import Downloads, Hub
from wan22_desktop.model_manager.statuses import Statuses
from wan22_desktop.model_manager.telling import Teller
from wan22_desktop.model_manager.usage.analytics import ModelUsageAnalytics
from wan22_desktop.model_manager.usage.cleanup import CleanupResult, ModelCleanup

_log = logging.getLogger("wan22.models")

_UNDER_WAY = (
    DownloadState.QUEUED,
    DownloadState.DOWNLOADING,
    DownloadState.WAITING,
    DownloadState.VERIFYING,
    DownloadState.DONE,
)


@dataclass(frozen=True, slots=True)
class ModelRequestResult:
    """Whether a model can render, and if not, what stands for it."""

    variant: Variant
    can_render: bool
    status: DetailedModelStatus | None
    """Of what renders it, or of what would be installed for it; None if the catalog has nothing."""


class ModelAvailabilityManager:
    """Every method is safe on any thread and waits neither for the network nor for long reading.

    Long work goes to two threads of its own: questions to the hub, and work on files. What a wish
    leads to is in the status at once. Wishes that cannot be granted raise UserError; what goes
    wrong later is told to `listener`, which is called on whatever thread has the news and must not
    wait for anybody.
    """

    def __init__(
        self,
        places: Places,
        catalog: Catalog,
        hub: Hub,
        downloads: Downloads,
        monitor: ModelHealthMonitor,
        analytics: ModelUsageAnalytics,
        adoption: ModelAdoption,
        *,
        listener: Callable[[ModelEvent], None],
        machine: Callable[[], Machine],
        lacking_bytes: Callable[[Path, int], int],
        policy: Callable[[], RetentionPolicy],
        awaited: Callable[[], Collection[str]] = tuple,
        to_bin: Callable[[Path], None] = to_recycle_bin,
    ) -> None:
        """`lacking_bytes` says how much room a folder's disk lacks for so many bytes more,
        `policy` what the settings allow to be cleaned up, `awaited` which packages jobs render with
        or wait for. Every event of the downloads has to be given to `hear`."""
        self._downloads = downloads
        self._catalog = catalog
        self._wishes = threading.RLock()
        self._last_states: dict[str, DownloadState] = {}
        self._idle_check: Errand | None = None
        self._leases = Leases(lambda: self._teller.active_changed())
        self._activity = Activity()
        repairs = ModelRepairs(places, monitor, in_use=self._is_held)
        store = ModelStore(places.models)
        updates = KnownUpdates(store)
        structure = StructureChecks(places)
        self._statuses = Statuses(
            catalog,
            places,
            monitor,
            updates,
            structure,
            self._leases,
            usage=analytics.usage,
            recommended=lambda: recommendations(catalog, without_disk(machine())),
            progress=downloads.get_download_progress,
            is_repairing=repairs.is_under_way,
            activity=self._activity,
        )
        self._teller = Teller(self._statuses, listener, self._wishes)
        self._errands = PackageErrands(self._activity, self._teller)
        self._health = HealthWork(
            store, downloads, monitor, repairs, structure, self._statuses, self._teller.tell
        )
        self._work = PackageWork(
            places,
            hub,
            downloads,
            monitor,
            self._health,
            updates,
            self._statuses,
            AuditLog(places.audit_file),
            tell=self._teller.tell,
            lacking_bytes=lacking_bytes,
            room_hint=lambda lacking: room_hint(analytics, policy(), lacking),
            to_bin=to_bin,
        )
        self._names = PackageNames(catalog, self._statuses, machine)
        self._adoption = AdoptionWork(adoption, store, monitor, self._teller.tell)
        self._cleanup = ModelCleanup(
            analytics, remove=self.remove, in_use=lambda: {*awaited(), *self._held()}
        )

    def start(self) -> None:
        """Begin to work: first, what was interrupted is finished or undone."""
        self._errands.start()
        self._errands.add(self._errands.files, self._settle)

    def close(self) -> None:
        """Stop all work; returns when the threads have ended. Downloads end on their own."""
        self._errands.close()

    @property
    def is_at_work(self) -> bool:
        """Whether wishes are being carried out; downloads and checks in idle time do not count."""
        return self._errands.hub.is_at_work or self._errands.files.is_at_work

    # --- how things stand -----------------------------------------------------------------------

    def get_comprehensive_model_status(self) -> dict[str, DetailedModelStatus]:
        """Every package by its id, in the order in which they are shown."""
        return {found.id: self._statuses.status(found) for found in self._statuses.packages()}

    def status(self, name: str) -> DetailedModelStatus:
        """Of a package, or of what renders a model; raises UserError for an unknown name."""
        return self._statuses.status(self._names.find(name))

    def handle_model_request(self, variant: Variant) -> ModelRequestResult:
        """Whether a model can render now, and if not, which package would be installed for it."""
        package = self._statuses.active_package(variant)
        if package is None:
            package = self._names.recommended(variant)
        status = None if package is None else self._statuses.status(package)
        return ModelRequestResult(variant, status is not None and status.is_available, status)

    def ensure_all_models_available(self) -> dict[str, ModelState]:
        """Repair what is known to be damaged and go on with downloads that failed.

        Nothing that is not installed is fetched. The states, with what was begun.
        """
        for name, status in self.get_comprehensive_model_status().items():
            if ModelAction.RESUME in status.actions and status.state is not ModelState.PAUSED:
                self.resume(name)
            elif ModelAction.REPAIR in status.actions:
                self.repair(name)
        return {name: now.state for name, now in self.get_comprehensive_model_status().items()}

    # --- wishes ---------------------------------------------------------------------------------

    def install(self, name: str) -> str:
        """Fetch a package; for a model's id, the one that suits this machine. The package's id.

        One that is being fetched already, or was interrupted, goes on.
        """
        with self._wishes:
            package = self._names.to_install(name)
            facts = self._statuses.facts(package)
            if facts.task is Task.INSTALL or (
                facts.origin is Origin.NONE and self._goes_on(package, facts)
            ):
                return package.id
            self._allow(ModelAction.INSTALL, package, facts)
            self._fetch(package, Task.INSTALL)
            return package.id

    def update(self, name: str) -> None:
        """Fetch the newest version beside the one in use, if there is a newer one.

        An update that was interrupted goes on.
        """
        with self._wishes:
            package = self._names.find(name)
            facts = replace(self._statuses.facts(package), has_update=True)
            is_ordered = facts.origin is Origin.INSTALLED and not facts.is_repairing
            if facts.task is Task.UPDATE or (is_ordered and self._goes_on(package, facts)):
                return
            self._allow(ModelAction.UPDATE, package, facts)
            self._fetch(package, Task.UPDATE)

    def pause(self, name: str) -> None:
        package = self._allowed(ModelAction.PAUSE, name)
        self._downloads.pause_download(package.id)

    def resume(self, name: str) -> None:
        """Go on with a download that was paused or has failed; nothing happens if it goes on."""
        with self._wishes:
            package = self._names.find(name)
            if self._statuses.facts(package).download in _UNDER_WAY:
                return
            self._allowed(ModelAction.RESUME, name)
            unpromoted = self._activity.doing(package.id).unpromoted
            if unpromoted is not None:
                self._promote(package, unpromoted)
            else:
                self._activity.forget_failure(package.id)
                self._downloads.resume_download(package.id)

    def cancel(self, name: str) -> None:
        """Give up a download, and remove what has arrived of it; or stop a check."""
        with self._wishes:
            package = self._allowed(ModelAction.CANCEL, name)
            if not self._errands.call_off(package.id):
                self._activity.forget_failure(package.id)
                self._downloads.cancel_download(package.id)

    def verify(self, name: str) -> None:
        """Compare every file with its digest; of the user's own files, what their headers say."""
        with self._wishes:
            package = self._allowed(ModelAction.VERIFY, name)
            since = datetime.now(UTC)
            self._errands.begin(
                package,
                Task.VERIFY,
                self._errands.files,
                lambda stop: self._health.verify(package, since, stop, self._note_share),
                gives_way=True,
            )

    def repair(self, name: str) -> None:
        """Fetch the bad pieces of damaged files, and nothing else.

        A repair that was interrupted goes on.
        """
        with self._wishes:
            package = self._names.find(name)
            facts = self._statuses.facts(package)
            if facts.task is Task.REPAIR or (facts.is_repairing and self._goes_on(package, facts)):
                return
            self._allow(ModelAction.REPAIR, package, facts)
            self._errands.begin(
                package,
                Task.REPAIR,
                self._errands.files,
                lambda stop: self._health.order_repair(package, stop),
            )

    def remove(self, name: str, *, for_good: bool = False) -> None:
        """Move a package to the recycle bin, or delete it; files of the user's own stay."""
        with self._wishes:
            package = self._allowed(ModelAction.REMOVE, name)

            def work(_stop: threading.Event) -> None:
                self._work.remove(package, for_good=for_good)
                self._activity.end_task(package.id)
                self._teller.everything()

            self._errands.begin(package, Task.REMOVE, self._errands.files, work)

    def roll_back(self, name: str) -> None:
        """Use the version before again; the same wish leads back until the next good render."""
        with self._wishes:
            package = self._allowed(ModelAction.ROLL_BACK, name)
            self._work.roll_back(package)
            self._activity.forget_failure(package.id)
        self._teller.changed(package.id)

    def activate(self, name: str) -> None:
        """Let a package render its model instead of another one."""
        with self._wishes:
            package = self._allowed(ModelAction.ACTIVATE, name)
            self._work.activate(package)
        self._teller.model_changed(package.variant)

    def cleanup_unused_models(
        self, policy: RetentionPolicy, names: Collection[str] | None = None
    ) -> CleanupResult:
        """Move to the recycle bin what `policy` suggests, of these packages only if named.

        What is removed is begun when this returns; `suggest_cleanup` is the dry run.
        """
        return self._cleanup.carry_out(policy, names)

    def suggest_cleanup(self, policy: RetentionPolicy) -> CleanupRecommendations:
        """What `cleanup_unused_models` would remove, and what it would keep and why."""
        return self._cleanup.recommend(policy)

    def find_models(self, paths: Sequence[Path] = ()) -> None:
        """Look for models of the user's own; ModelsFound tells what there is."""
        self._errands.add(
            self._errands.files, lambda stop: self._adoption.find(paths, stop), gives_way=True
        )

    def adopt(self, paths: Sequence[Path]) -> None:
        """Use every complete model that these files and folders are part of."""
        self._adopt(lambda stop: self._adoption.find_and_adopt(paths, stop))

    def adopt_found(self, candidates: Sequence[Candidate]) -> None:
        """Use what `find_models` has found."""
        self._adopt(lambda stop: self._adoption.adopt(candidates, stop))

    def check_updates(self, names: Sequence[str] = ()) -> None:
        """Ask the hub for newer versions of these packages, or of all that are installed."""
        packages = [self._names.find(name) for name in names] or [
            package
            for package in self._catalog.packages
            if self._statuses.facts(package).origin is Origin.INSTALLED
        ]
        self._errands.add(
            self._errands.hub, lambda stop: self._work.ask_for_updates(packages, stop)
        )

    def prioritize_model_downloads(self, names: Sequence[str] = ()) -> list[str]:
        """Fetch these first, then what is used most; the new order of unfinished downloads."""
        first = [self._names.find(name).id for name in names]
        waiting = [
            self.status(progress.package)
            for progress in self._downloads.downloads()
            if not progress.state.is_ended
        ]
        by_use = sorted(waiting, key=lambda status: -status.usage.uses_per_day)
        order = list(dict.fromkeys([*first, *(status.package.id for status in by_use)]))
        self._downloads.prioritize(order)
        return order

    # --- what others tell -----------------------------------------------------------------------

    def hear(self, event: DownloadEvent) -> None:
        """An event of the downloads; quick, on the one thread that tells of them."""
        if isinstance(event, DownloadFinished):
            package = self._statuses.package(event.order.package)
            if package is not None:
                self._promote(package, event)
            return
        before = self._last_states.get(event.package)
        self._last_states[event.package] = event.state
        # What had failed before the app was started was told then.
        if event.state is DownloadState.FAILED and before not in (None, DownloadState.FAILED):
            self._teller.refused(_failed(event), event.package)
        if event.state is DownloadState.CANCELLED:
            self._errands.add(self._errands.files, lambda _: self._work.after_cancel(event.package))
        self._teller.changed(event.package)

    def note_loaded(self, variants: Iterable[Variant]) -> None:
        """What the engine has in memory now."""
        self._leases.note_loaded(variants)

    def in_use(
        self, variant: Variant, lora_sha256s: Iterable[str] = ()
    ) -> AbstractContextManager[None]:
        """While a job renders: what it renders with is neither removed nor repaired."""
        return self._leases.in_use(variant, lora_sha256s)

    def note_render(self, package: str, version: str | None, *, ok: bool) -> None:
        """A job has rendered with this version; the first that succeeds proves it."""

        def work(_stop: threading.Event) -> None:
            if ok and version is not None:
                self._work.note_good_render(package, version)
            self._teller.changed(package)  # how often it is used, and whether it can go back

        self._errands.add(self._errands.files, work)

    def set_idle(self, *, is_idle: bool) -> None:
        """Whether nothing renders: then files are read whose check is due.

        To be told again now and then: what has become due meanwhile is read, too.
        """
        with self._wishes:
            check = self._idle_check
            if is_idle and (check is None or check.is_over):
                self._idle_check = self._errands.add(
                    self._errands.files, self._health.check_what_is_due, gives_way=True
                )
            elif not is_idle and check is not None:
                self._errands.files.call_off(check)
                self._idle_check = None

    # --- inside ---------------------------------------------------------------------------------

    def _fetch(self, package: CatalogPackage, task: Task) -> None:
        """Ask the hub on one thread, prepare the order on the other."""

        def ask(stop: threading.Event) -> None:
            manifest = self._work.newest(package)
            with self._wishes:
                if manifest is not None and not stop.is_set():
                    self._errands.begin(
                        package,
                        task,
                        self._errands.files,
                        lambda stop: self._work.order(package, manifest, stop),
                    )

        self._errands.begin(package, task, self._errands.hub, ask)

    def _goes_on(self, package: CatalogPackage, facts: Facts) -> bool:
        """Whether a download of the package is under way, or was interrupted and now goes on."""
        if facts.download in _UNDER_WAY:
            return True
        if refusal_of(ModelAction.RESUME, facts) is not None:
            return False
        self.resume(package.id)
        return True

    def _promote(self, package: CatalogPackage, finished: DownloadFinished) -> None:
        def work(stop: threading.Event) -> bool:
            try:
                is_new = self._work.promote(package, finished, stop)
            except ScanStoppedError:
                return False  # the app is closing: it is tried again at the next start
            self._activity.end_task(package.id)
            if is_new:
                self._teller.installed(package.id, finished.seconds)
            return True

        self._errands.begin(package, Task.PROMOTE, self._errands.files, work, finished=finished)

    def _settle(self, stop: threading.Event) -> None:
        try:
            self._work.settle(stop)
        finally:
            self._teller.everything()

    def _adopt(self, work: Callable[[threading.Event], None]) -> None:
        def adopt(stop: threading.Event) -> None:
            try:
                work(stop)
            finally:
                self._teller.everything()

        self._errands.add(self._errands.files, adopt)

    def _allowed(self, action: ModelAction, name: str) -> CatalogPackage:
        package = self._names.find(name)
        self._allow(action, package, self._statuses.facts(package))
        return package

    def _allow(self, action: ModelAction, package: CatalogPackage, facts: Facts) -> None:
        refusal = refusal_of(action, facts)
        if refusal is not None:
            held = facts.is_in_use or facts.is_loaded
            raise UserError(
                tr(
                    "{title} cannot be {done}: {refusal}.",
                    title=package.title,
                    done=DONE[action],
                    refusal=refusal,
                ),
                category=ErrorCategory.BUSY if held else ErrorCategory.BAD_REQUEST,
                field="package",
                safe=tr("Nothing was changed."),
            )

    def _is_held(self, package: str) -> bool:
        found = self._statuses.package(package)
        if found is None:
            return False
        facts = self._statuses.facts(found)
        return facts.is_loaded or facts.is_in_use

    def _held(self) -> set[str]:
        return {found.id for found in self._statuses.packages() if self._is_held(found.id)}

    def _note_share(self, package: str, share: float) -> None:
        if self._activity.note_share(package, share):
            self._teller.changed(package)


def _failed(progress: DownloadProgress) -> UserError:
    return UserError(
        progress.message or tr("The download has failed. What has arrived is kept."),
        category=progress.category or ErrorCategory.NETWORK,
        recoveries=(Recovery.RETRY,),
    )
