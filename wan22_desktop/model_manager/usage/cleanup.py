"""Removing what nobody uses, as a retention policy allows."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.retention import CleanupRecommendations, RetentionPolicy
from wan22_desktop.model_manager.usage.analytics import ModelUsageAnalytics


@dataclass(frozen=True, slots=True)
class CleanupResult:
    """What became of a clean-up; one refusal does not keep the others from being removed."""

    removed: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    """Packages that stay, each with the reason."""
    frees_bytes: int
    """By what was removed, once the recycle bin is emptied: until then its bytes are kept there."""


class ModelCleanup:
    """Suggests and removes; `remove` moves a package to the recycle bin or raises UserError.

    `in_use` gives the packages that jobs render with or wait for.
    """

    def __init__(
        self,
        analytics: ModelUsageAnalytics,
        *,
        remove: Callable[[str], object],
        in_use: Callable[[], Collection[str]],
    ) -> None:
        self._analytics = analytics
        self._remove = remove
        self._in_use = in_use

    def recommend(self, policy: RetentionPolicy) -> CleanupRecommendations:
        """The dry run."""
        return self._analytics.recommend_model_cleanup(policy, in_use=self._in_use())

    def carry_out(
        self, policy: RetentionPolicy, packages: Collection[str] | None = None
    ) -> CleanupResult:
        """Remove what `policy` suggests now; of `packages` only, if they are named.

        The suggestions are made anew: what was used since the dry run stays.
        """
        plan = self.recommend(policy)
        removed: list[str] = []
        reasons = {kept.package: kept.reason for kept in plan.kept}
        refused = [
            (package, reasons.get(package, tr("It is not installed.")))
            for package in packages or ()
            if package not in {suggestion.package for suggestion in plan.suggestions}
        ]
        for suggestion in plan.suggestions:
            if packages is not None and suggestion.package not in packages:
                continue
            try:
                self._remove(suggestion.package)
            except UserError as error:
                refused.append((suggestion.package, error.message))
            else:
                removed.append(suggestion.package)
        return CleanupResult(tuple(removed), tuple(refused), plan.frees_of(removed))
