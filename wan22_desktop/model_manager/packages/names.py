"""What people call packages: by their own ids, or by the id of a model."""

import difflib
from collections.abc import Callable
from dataclasses import replace

from wan22_desktop.core.catalog import Catalog, CatalogPackage
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.recommendation import Machine, recommendations
from wan22_desktop.model_manager.statuses import Statuses

_MAX_NEAR = 3


class PackageNames:
    """Finds packages; raises UserError with near names for a name that nothing has."""

    def __init__(
        self, catalog: Catalog, statuses: Statuses, machine: Callable[[], Machine]
    ) -> None:
        self._catalog = catalog
        self._statuses = statuses
        self._machine = machine

    def find(self, name: str) -> CatalogPackage:
        """For a model's id the user's own files, else what renders it, else what would be
        installed for it."""
        found = self._statuses.package(name)
        if found is None and name in set(Variant):
            found = self._statuses.active_package(Variant(name)) or self.recommended(Variant(name))
        return found or self._refuse(name)

    def to_install(self, name: str) -> CatalogPackage:
        """For a model's id the package that suits this machine best and has room on its disk."""
        found = self._catalog.package(name)
        if found is None and name in set(Variant):
            found = self.recommended(Variant(name))
        return found or self._refuse(name)

    def recommended(self, variant: Variant) -> CatalogPackage | None:
        """None if the catalog has no package of the model."""
        best = recommendations(self._catalog, self._machine())
        return self._catalog.package(best.get(variant, ""))

    def _refuse(self, name: str) -> CatalogPackage:
        ids = [package.id for package in self._statuses.packages()]
        lowered = {known.casefold(): known for known in [*ids, *Variant]}
        near = difflib.get_close_matches(name.casefold(), lowered, n=_MAX_NEAR, cutoff=0.5)
        names = [str(lowered[match]) for match in near]
        hint = (
            tr("Did you mean {names}?", names=tr(" or ").join(names))
            if names
            else tr("There are {ids}.", ids=", ".join(ids))
        )
        raise UserError(
            tr("There is no model {name!a}. {hint}", name=name, hint=hint),
            field="package",
            suggestion=names[0] if names else None,
            safe=tr("Nothing was changed."),
        )


def without_disk(machine: Machine) -> Machine:
    """For what is told all the time and should not change with each file that is written."""
    return replace(machine, free_disk_bytes=None)
