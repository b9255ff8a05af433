"""Models without a record: what ships with the app, and what users put into its folders by hand.

There is no list that such files could be compared with. What can be said is whether they make up
the model, by names, shapes and sizes.
"""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from wan22_desktop.core.catalog import UNKNOWN_LICENCE, CatalogPackage, Layout, PackageKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.model_folder import fingerprint_of, model_error
from wan22_desktop.core.model_parts import find_parts
from wan22_desktop.core.model_store import RECORD_NAME, PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.wan_layout import recognise
from wan22_desktop.core.weight_files import is_model_folder


def own_files_folder(places: Places, variant: Variant) -> Path | None:
    """Where the user has put files of a model by hand; None if nowhere."""
    folder = places.models / variant.value
    try:
        if variant is Variant.DEMO or (folder / RECORD_NAME).exists():
            return None
        return folder if is_model_folder(folder) else None
    except OSError:  # it is being changed just now, or must not be looked at
        return None


def unlisted_package(
    package_id: str, variant: Variant, kind: PackageKind, summary: str, size_bytes: int
) -> CatalogPackage:
    """An entry for something that is not in the catalog."""
    title, rest = variant.facts.title, package_id.removeprefix(f"{variant.value}-")
    if kind is PackageKind.LORA or rest == package_id != variant.value:
        title = package_id
    else:
        own = package_id == variant.value
        title = tr("{title}, your own files", title=title) if own else f"{title}, {rest}"
    return CatalogPackage(
        id=package_id,
        kind=kind,
        variant=variant,
        title=title,
        summary=summary,
        precision="unknown",
        layout=Layout.SINGLE_FILES,
        sources=(),
        about_bytes=max(1, size_bytes),
        licence=UNKNOWN_LICENCE,
    )


class StructureChecks:
    """Whether files make up their model, remembered until one changes; safe on any thread."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._lock = threading.Lock()
        self._verdicts: dict[str, tuple[str, str]] = {}
        """Fingerprint and problem, by package."""

    def problem(self, package: str, paths: Iterable[Path]) -> str:
        """What is wrong as far as the last check knows; empty if nothing, or if there was none."""
        with self._lock:
            fingerprint, problem = self._verdicts.get(package, ("", ""))
        return problem if problem and fingerprint == _fingerprint(paths) else ""

    def check_folder(self, package: str, variant: Variant, folder: Path) -> str:
        """Read the headers of all files; what is wrong, empty if nothing."""
        lenders = [
            self._places.model_folder(other)
            for other in self._places.installed_models()
            if other is not variant
        ]
        return self._noted(package, (folder,), lambda: find_parts(variant, folder, lenders))

    def check_adopted(self, record: PackageRecord) -> str:
        """The same for files that are used where they lie."""
        paths = {part: Path(path) for part, path in (record.adopted or {}).items()}

        def look() -> None:
            for part, path in paths.items():
                if part != "tokenizer" and record.variant not in recognise(path).variants:
                    raise model_error(tr("{path} is no longer what was adopted.", path=path))

        return self._noted(record.package, paths.values(), look)

    def _noted(self, package: str, paths: Iterable[Path], look: Callable[[], object]) -> str:
        fingerprint, problem = _fingerprint(paths), ""
        try:
            look()
        except UserError as error:
            problem = error.message
        except OSError as error:
            problem = tr("The model cannot be read: {reason}.", reason=error.strerror or error)
        with self._lock:
            self._verdicts[package] = (fingerprint, problem)
        return problem


def _fingerprint(paths: Iterable[Path]) -> str:
    try:
        return "".join(fingerprint_of(path) for path in paths)
    except OSError:
        return "unreadable"
