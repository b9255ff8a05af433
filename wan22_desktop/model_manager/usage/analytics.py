"""How models are used on this computer; nothing of it leaves the computer."""

import logging
import shutil
import threading
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, tzinfo

from wan22_desktop.core.catalog import Catalog
from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.model_store import ModelStore
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.health import RenderRecord
from wan22_desktop.model_manager.domain.retention import (
    CleanupRecommendations,
    RetentionPolicy,
    recommend,
)
from wan22_desktop.model_manager.domain.status import Usage
from wan22_desktop.model_manager.domain.usage import (
    PreloadSuggestion,
    UsageData,
    UsageStatistics,
    statistics_of,
    suggest_next,
)
from wan22_desktop.model_manager.usage.report import PackageUsage, UsageReport
from wan22_desktop.model_manager.usage.store import UsageStore
from wan22_desktop.model_manager.usage.stored_packages import stored_packages

EVERYTHING = ""
"""What statistics of all packages together name as their package."""

_log = logging.getLogger("wan22.models")


class ModelUsageAnalytics:
    """Records renders and says what they mean; every method from any thread.

    Methods raise NotSavedError or UserError where the database cannot be written or read.
    `local` is the zone of days and hours, None for this computer's.
    """

    def __init__(
        self,
        database: Database,
        places: Places,
        catalog: Catalog,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        local: tzinfo | None = None,
    ) -> None:
        self._renders = UsageStore(database)
        self._places = places
        self._store = ModelStore(places.models)
        self._catalog = catalog
        self._now = now
        self._local = local
        self._lock = threading.Lock()
        self._known: dict[str, tuple[date, Usage]] = {}
        """What a status shows of each package, by the day for which it is right."""

    def track_model_usage(self, render: UsageData) -> None:
        """Record a render; it is on the disk when this returns."""
        self._renders.add(render)
        with self._lock:
            self._known.pop(render.package, None)

    def usage(self, package: str) -> Usage:
        """What a package's status shows; empty if it cannot be read."""
        today = self._now().astimezone(self._local).date()
        with self._lock:
            known = self._known.get(package)
            if known is not None and known[0] == today:
                return known[1]
            try:
                usage = self.get_usage_statistics(package).as_usage()
            except UserError as error:
                _log.warning("uses of %s: %s", package, error)
                return Usage()
            self._known[package] = (today, usage)
            return usage

    def speed_records(self, package: str) -> tuple[RenderRecord, ...]:
        """What tells whether a package has become slower, oldest first; sampling alone counts."""
        return tuple(
            RenderRecord(
                model=package,
                steps=render.steps,
                frames=render.frames,
                pixels=render.width * render.height,
                seconds=render.seconds_per_step * render.steps,
                ok=render.ok is True,
                at=render.at,
            )
            for render in self._renders.renders(package)
            if render.seconds_per_step > 0
        )

    def get_usage_statistics(
        self, package: str | None = None, *, since: datetime | None = None
    ) -> UsageStatistics:
        """Of one package, or of all together; with `since` only later renders count."""
        renders = self._renders.renders(package, since=since)
        return statistics_of(package or EVERYTHING, renders, self._now(), self._local)

    def suggest_preload_models(self) -> tuple[PreloadSuggestion, ...]:
        """The installed packages that are likely to be used next, the likeliest first."""
        return suggest_next(
            self._renders.renders(), self._now(), among=self._usable(), local=self._local
        )

    def recommend_model_cleanup(
        self, policy: RetentionPolicy, *, in_use: Collection[str] = ()
    ) -> CleanupRecommendations:
        """What could go under `policy`; nothing is removed.

        `in_use` are the packages that jobs render with or wait for.
        """
        renders = self._renders.renders()
        last_used = {render.package: render.at for render in renders}  # the newest comes last
        return recommend(
            stored_packages(self._store, self._catalog, last_used=last_used.get, in_use=in_use),
            policy,
            self._now(),
            free_bytes=_free_bytes(self._places),
            variant_last_used={render.variant: render.at for render in renders},
        )

    def generate_usage_report(
        self, policy: RetentionPolicy, *, in_use: Collection[str] = ()
    ) -> UsageReport:
        """Everything of the above at one moment; `usage_report` writes it."""
        renders = self._renders.renders()
        now = self._now()
        usable = self._usable()
        packages = dict.fromkeys((*usable, *(render.package for render in renders)))
        used = [
            PackageUsage(
                self._title(package),
                is_installed=package in usable,
                statistics=statistics_of(
                    package, [r for r in renders if r.package == package], now, self._local
                ),
            )
            for package in packages
        ]
        used.sort(key=lambda each: (-each.statistics.total_uses, each.statistics.package))
        return UsageReport(
            made_at=now.astimezone(self._local),
            total=statistics_of(EVERYTHING, renders, now, self._local),
            packages=tuple(used),
            preload=self.suggest_preload_models(),
            cleanup=self.recommend_model_cleanup(policy, in_use=in_use),
        )

    def _usable(self) -> tuple[str, ...]:
        """Packages that are installed, and models whose files were put there by hand."""
        packages = [r.package for r in self._store.packages() if r.current or r.adopted]
        by_hand = [
            variant.value
            for variant in self._places.installed_models()
            if self._store.chosen(variant) is None
        ]
        return (*packages, *by_hand)

    def _title(self, package: str) -> str:
        known = self._catalog.package(package)
        if known is not None:
            return known.title
        return Variant(package).facts.title if package in list(Variant) else package


def _free_bytes(places: Places) -> int:
    """On the disk of the models."""
    folder = places.models if places.models.is_dir() else places.home
    return shutil.disk_usage(folder).free
