"""Which packages can go: what a policy allows, what that frees, and what it costs to have back."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wan22_desktop.core import units
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Variant

DEFAULT_UNUSED_DAYS = 90


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """What may be suggested for removal; never what renders a model that is used."""

    unused_days: int = DEFAULT_UNUSED_DAYS
    """After so many days without a render."""
    keep: frozenset[str] = frozenset()
    """Packages that are never suggested."""
    target_free_bytes: int | None = None
    """Suggest also what was used, the longest ago first, until so much of the disk is free."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One name of a file on the disk."""

    identity: tuple[int, int]
    """Device and inode: the same for all names of the same bytes."""
    size_bytes: int
    links: int
    """How many names the bytes have, outside of packages too: they go with the last one."""


@dataclass(frozen=True, slots=True)
class StoredPackage:
    """What is installed of a package."""

    package: str
    title: str
    variant: Variant | None
    is_active: bool
    files: tuple[StoredFile, ...] = ()
    """Every name that its removal takes away."""
    contents: Mapping[str, int] = field(default_factory=dict)
    """The size in bytes of each content of the version in use, by its digest."""
    last_used: datetime | None = None
    installed_at: datetime | None = None
    fixed_because: str = ""
    """Why it must not be suggested whatever the policy says, for people; empty if it may be."""

    @property
    def idle_since(self) -> datetime | None:
        """When it was last used or else installed; None if nobody knows."""
        moments = [moment for moment in (self.last_used, self.installed_at) if moment is not None]
        return max(moments, default=None)


@dataclass(frozen=True, slots=True)
class CleanupSuggestion:
    """A package that can go."""

    package: str
    title: str
    reason: str
    last_used: datetime | None
    frees_bytes: int
    """After those before it in the list have gone."""
    frees_alone_bytes: int
    """If nothing else goes: bytes that other files share stay."""
    download_bytes: int
    """What has to be fetched to have it back once all suggestions have been followed."""


@dataclass(frozen=True, slots=True)
class KeptPackage:
    package: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class CleanupRecommendations:
    """What can go, in the order in which to remove it, and what stays and why."""

    suggestions: tuple[CleanupSuggestion, ...]
    kept: tuple[KeptPackage, ...]
    free_bytes: int
    """On the disk of the models, now."""
    target_free_bytes: int | None
    download_bytes: int
    """To have all of it back; what several packages share is fetched once."""
    chosen: tuple[StoredPackage, ...] = ()
    """What the suggestions are about."""

    @property
    def frees_bytes(self) -> int:
        return freed_bytes(self.chosen)

    def frees_of(self, packages: Collection[str]) -> int:
        """What disappears if only these suggestions are followed."""
        return freed_bytes(package for package in self.chosen if package.package in packages)

    @property
    def missing_bytes(self) -> int:
        """How far the target stays out of reach."""
        return max(0, (self.target_free_bytes or 0) - self.free_bytes - self.frees_bytes)


def freed_bytes(removed: Iterable[StoredPackage]) -> int:
    """What disappears from the disk with these packages together."""
    files = [file for package in removed for file in package.files]
    names = Counter(file.identity for file in files)
    # Not every file system numbers its files; a file with one name needs no number.
    shared = {file.identity: file for file in files if file.links > 1}
    alone = sum(file.size_bytes for file in files if file.links <= 1)
    return alone + sum(
        file.size_bytes for file in shared.values() if names[file.identity] >= file.links
    )


def recommend(
    packages: Sequence[StoredPackage],
    policy: RetentionPolicy,
    now: datetime,
    *,
    free_bytes: int,
    variant_last_used: Mapping[Variant, datetime],
) -> CleanupRecommendations:
    """What `policy` suggests of `packages`; nothing is removed.

    First what nobody has used for long, then, for the target, what was used the longest ago.
    """
    choice = _Choice(packages, policy, now, variant_last_used)
    choice.take_unused()
    if policy.target_free_bytes is not None:
        choice.take_until_freed(policy.target_free_bytes - free_bytes)
    choice.drop_useless()
    chosen = choice.chosen
    left = {digest for p in packages if p not in chosen for digest in p.contents}
    lost = {digest: size for p in chosen for digest, size in p.contents.items()}
    return CleanupRecommendations(
        suggestions=tuple(
            CleanupSuggestion(
                package=package.package,
                title=package.title,
                reason=choice.reason(package),
                last_used=package.last_used,
                frees_bytes=freed_bytes(chosen[: row + 1]) - freed_bytes(chosen[:row]),
                frees_alone_bytes=freed_bytes([package]),
                download_bytes=_sum_without(package.contents, left),
            )
            for row, package in enumerate(chosen)
        ),
        kept=tuple(
            KeptPackage(p.package, p.title, choice.why_kept(p)) for p in packages if p not in chosen
        ),
        free_bytes=free_bytes,
        target_free_bytes=policy.target_free_bytes,
        download_bytes=_sum_without(lost, left),
        chosen=tuple(chosen),
    )


def _sum_without(contents: Mapping[str, int], there: set[str]) -> int:
    return sum(size for digest, size in contents.items() if digest not in there)


class _Choice:
    """The packages that go, while they are being chosen."""

    def __init__(
        self,
        packages: Sequence[StoredPackage],
        policy: RetentionPolicy,
        now: datetime,
        variant_last_used: Mapping[Variant, datetime],
    ) -> None:
        self.chosen: list[StoredPackage] = []
        self._packages = packages
        self._policy = policy
        self._now = now
        self._variant_last_used = variant_last_used
        self._for_room: list[StoredPackage] = []
        """Those that go only because room is needed."""
        self._useless: list[StoredPackage] = []

    def take_unused(self) -> None:
        for package in self._by_age():
            days = self._idle_days(package)
            if days is not None and days >= self._policy.unused_days and self._may_go(package):
                self.chosen.append(package)

    def take_until_freed(self, wanted_bytes: int) -> None:
        """No more of them than are needed for `wanted_bytes`."""
        for package in self._by_age():
            if freed_bytes(self.chosen) >= wanted_bytes:
                break
            if package not in self.chosen and self._may_go(package):
                self.chosen.append(package)
                self._for_room.append(package)
        for package in reversed(self._for_room.copy()):
            others = [other for other in self.chosen if other is not package]
            if freed_bytes(others) >= min(wanted_bytes, freed_bytes(self.chosen)):
                self.chosen.remove(package)
                self._for_room.remove(package)

    def drop_useless(self) -> None:
        """Nobody loses a package for nothing."""
        for package in reversed(self.chosen.copy()):
            others = [other for other in self.chosen if other is not package]
            if freed_bytes(others) == freed_bytes(self.chosen):
                self.chosen.remove(package)
                self._useless.append(package)

    def reason(self, package: StoredPackage) -> str:
        days = self._idle_days(package)
        if days is None:
            text = tr("Nobody knows when it was used")
        elif package.last_used is None:
            text = trn(
                "Never used since it was installed 1 day ago",
                "Never used since it was installed {count} days ago",
                days,
            )
        else:
            text = trn("Not used for 1 day", "Not used for {count} days", days)
        if package in self._for_room and self._policy.target_free_bytes is not None:
            return tr(
                "{reason}; its room is needed to have {size} free.",
                reason=text,
                size=units.size(self._policy.target_free_bytes),
            )
        return f"{text}."

    def why_kept(self, package: StoredPackage) -> str:
        if package.fixed_because:
            return package.fixed_because
        if package.package in self._policy.keep:
            return tr("It is on the list of what to keep.")
        if package in self._useless:
            return tr("Removing it would free nothing: other files share all of its bytes.")
        if self._renders_what_is_used(package):
            return tr("It is what renders a model that you use.")
        days = self._idle_days(package)
        if days is None:
            return tr("Nobody knows when it was used.")
        if not days:
            return tr("Used or installed within the last day.")
        return trn("Used or installed 1 day ago.", "Used or installed {count} days ago.", days)

    def _may_go(self, package: StoredPackage) -> bool:
        return not (
            package.fixed_because
            or package.package in self._policy.keep
            or self._renders_what_is_used(package)
        )

    def _renders_what_is_used(self, package: StoredPackage) -> bool:
        """Whether its model is in use and this is what renders it."""
        if not package.is_active or package.variant is None:
            return False
        last_used = self._variant_last_used.get(package.variant)
        recent = timedelta(days=self._policy.unused_days)
        return last_used is not None and self._now - last_used < recent

    def _by_age(self) -> list[StoredPackage]:
        """Idle the longest first; what nobody knows about last."""
        known = [package for package in self._packages if package.idle_since is not None]
        unknown = [package for package in self._packages if package.idle_since is None]
        return sorted(known, key=lambda p: (p.idle_since, p.package)) + unknown

    def _idle_days(self, package: StoredPackage) -> int | None:
        """None if nobody knows; 0 for what is later than now: a clock was wrong."""
        since = package.idle_since
        return None if since is None else max(0, (self._now - since) // timedelta(days=1))
