"""Uses models that other programs have on this computer, without ever changing their files.

On the disk of this app's models an adopted model is a version of its own, made of hard links: it
stays when the other program deletes its names, and takes no room. Elsewhere it is used where it
lies.
"""

import os
import string
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from wan22_desktop.core.catalog import Catalog
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.installed import InstalledModels
from wan22_desktop.core.model_folder import model_error
from wan22_desktop.core.model_store import (
    INCOMING_NAME,
    ModelStore,
    PackageRecord,
    PartName,
)
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.wan_layout import recognise
from wan22_desktop.model_manager.adoption.links import (
    identity_of,
    keep_links,
    layout_of,
    link,
    remove_links,
)
from wan22_desktop.model_manager.adoption.network_paths import is_network_path
from wan22_desktop.model_manager.adoption.places import (
    COMFYUI_FOLDERS,
    Place,
    comfyui_places,
    usual_places,
)
from wan22_desktop.model_manager.adoption.scan import Scan
from wan22_desktop.model_manager.domain.adoption import (
    TOKENIZER,
    Candidate,
    Findings,
    FoundPart,
    Unusable,
)
from wan22_desktop.model_manager.domain.adoption_sets import put_together

_NAMED_DEPTH = 6
"""Levels below a folder that the user names."""
_ADOPTING = "adopting"
"""Where links are put together under `incoming`, until their digests are known."""


def places_of_this_user() -> tuple[Place, ...]:
    """The usual places of the user that runs this."""
    windows = sys.platform == "win32"
    drives = [Path(f"{letter}:\\") for letter in string.ascii_uppercase] if windows else []
    here = [drive for drive in drives if drive.exists() and not is_network_path(drive)]
    return usual_places(os.environ, Path.home(), windows=windows, drives=here)


class ModelAdoption:
    """Finds models of the user's own and takes them into use.

    Both take seconds to minutes and belong on a worker thread. Nothing outside this app's folders
    is moved, renamed, changed or deleted.
    """

    def __init__(
        self,
        places: Places,
        catalog: Catalog,
        *,
        usual: Callable[[], tuple[Place, ...]] = places_of_this_user,
        is_remote: Callable[[Path], bool] = is_network_path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._places = places
        self._store = ModelStore(places.models)
        self._catalog = catalog
        self._usual = usual
        self._is_remote = is_remote
        self._now = now

    # --- finding --------------------------------------------------------------------------------

    def find(self, asked: Sequence[Path] = (), *, stop: threading.Event | None = None) -> Findings:
        """What the usual places hold; or, with `asked`, what these files and folders are part of.

        Parts that are missing beside the asked ones are taken from the usual places and from the
        installed models.
        """
        scan = Scan(stop or threading.Event(), is_remote=self._is_remote)
        named: list[Path] = []
        for path in asked:
            try:
                place = self._named_place(path)
            except UserError as error:
                scan.scanned.unusable.append(Unusable(path, error.message))
                named.append(path)
                continue
            named.append(place[0])
            for one in place[1]:
                scan.look_into(one)
        for usual in self._usual():
            if not usual.folder.is_relative_to(self._places.home):
                scan.look_into(usual)
        return put_together(scan.scanned, self._lenders(), self._catalog, named)

    def _named_place(self, path: Path) -> tuple[Path, list[Place]]:
        """What the user means by a path, and where to look for it; raises UserError."""
        path = path.absolute()
        blobs = _blobs_of(path)
        if blobs is None:
            path = Path(os.path.realpath(path))
        if path.is_relative_to(self._places.models):
            raise model_error(
                tr("{name} lies in this app's own folder of models already.", name=path.name)
            )
        if not path.exists():
            raise model_error(tr("There is no file or folder {path}.", path=path))
        folder = path if path.is_dir() else path.parent
        for root, models in ((folder, folder / "models"), (folder, folder)):
            if any((models / name).is_dir() for name in ("diffusion_models", "unet")):
                return path, list(comfyui_places(models, root))
        if folder.name in COMFYUI_FOLDERS and path.is_file():
            return path, list(comfyui_places(folder.parent, folder.parent))
        depth = _NAMED_DEPTH if path.is_dir() else 1
        return path, [Place(tr("your folder"), folder, folder, depth, blobs)]

    def _lenders(self) -> list[FoundPart]:
        """The parts of installed models, which others may share."""
        scan = Scan(threading.Event(), is_remote=self._is_remote)
        for model in self._places.installed_models():
            folder = self._places.model_folder(model)
            if model is not Variant.DEMO and folder.is_dir():
                scan.look_into(Place(tr("this app"), folder, folder))
        return scan.scanned.parts

    # --- taking into use ------------------------------------------------------------------------

    def adopt(
        self,
        candidate: Candidate,
        *,
        stop: threading.Event | None = None,
        on_bytes: Callable[[int], None] = lambda _: None,
    ) -> PackageRecord:
        """Make a package of a complete candidate; it renders its model if nothing else does.

        `on_bytes` is told of bytes that were read for their digests, of `candidate.size_bytes` in
        all. Raises AdoptionStoppedError, NotSavedError, or UserError where something is missing or
        has changed; then nothing is left behind.
        """
        self._check(candidate)
        known = self._already(candidate)
        if known is not None:
            return known
        package = self._free_id(candidate.variant)
        incoming = self._store.incoming_folder(package, _ADOPTING)
        remove_links(self._store.package_folder(package))
        try:
            version = None
            if link(candidate, incoming):
                event = stop or threading.Event()
                version = keep_links(self._store, package, candidate, incoming, event, on_bytes)
            record = PackageRecord(
                package=package,
                variant=candidate.variant,
                current=version,
                adopted=_adopted_paths(candidate) if version is None else None,
                proven=True,
                installed_at=self._now().isoformat(),
            )
            was_usable = self._is_usable(candidate.variant)
            self._store.write_record(record)
        except BaseException:
            remove_links(self._store.package_folder(package))
            raise
        if not was_usable:
            self._store.set_active(candidate.variant, package)
        return record

    def _check(self, candidate: Candidate) -> None:
        """Raises UserError where a part is missing or is no longer what was found."""
        title = candidate.variant.facts.title
        if candidate.missing:
            lacking = tr(" and ").join(part.words for part in candidate.missing)
            sources = sorted({part.package for part in candidate.missing if part.package})
            advice = ""
            if sources:
                packages = tr(" or ").join(sources)
                advice = " " + tr("The package {packages} has what is missing.", packages=packages)
            raise UserError(
                tr("This {title} lacks {parts}.", title=title, parts=lacking) + advice,
                category=ErrorCategory.MODEL,
                safe=tr("Nothing was changed."),
                recoveries=(Recovery.INSTALL_MODEL,),
            )
        for part in candidate.parts.values():
            if self._is_remote(part.path):
                raise model_error(
                    tr("{path} lies on another computer: copy it to this one.", path=part.path)
                )
            if part.kind != TOKENIZER and candidate.variant not in recognise(part.path).variants:
                raise model_error(
                    tr("{name} has changed since it was found: look again.", name=part.path.name)
                )
            if any(not file.is_file() for file in part.files):
                raise model_error(
                    tr("{name} is gone since it was found: look again.", name=part.path.name)
                )

    def _already(self, candidate: Candidate) -> PackageRecord | None:
        """The package that this candidate was made before."""
        paths = _adopted_paths(candidate)
        sources = {identity_of(source) for source in layout_of(candidate).values()}
        for record in self._store.packages():
            if record.adopted == paths:
                return record
            if record.current is None or record.variant is not candidate.variant:
                continue
            manifest = self._store.manifest(record.package, record.current)
            folder = self._store.version_folder(record.package, record.current)
            if manifest is None or not any(file.is_local for file in manifest.files):
                continue
            if {identity_of(folder / file.path) for file in manifest.files} == sources:
                return record
        return None

    def _free_id(self, variant: Variant) -> str:
        first = f"{variant.value}-adopted"
        names = [first, *(f"{first}-{number}" for number in range(2, 100))]
        for name in names:
            if self._store.record(name) is None and self._is_unfinished(name):
                return name
        raise model_error(
            tr("Too many {title} have been adopted: remove one first.", title=variant.facts.title)
        )

    def _is_unfinished(self, package: str) -> bool:
        """Whether a folder without a record holds nothing, or what a cut-off adoption has left."""
        names = {path.name for path in _entries(self._store.package_folder(package))}
        versions = {name.partition(".")[0] for name in names - {INCOMING_NAME}}
        manifests = [self._store.manifest(package, version) for version in versions]
        return all(
            manifest is not None and all(file.is_local for file in manifest.files)
            for manifest in manifests
        )

    def _is_usable(self, variant: Variant) -> bool:
        try:
            InstalledModels(self._places).parts(variant)
        except UserError:
            return False
        return True


def _adopted_paths(candidate: Candidate) -> dict[PartName, str]:
    return {name: str(part.path) for name, part in candidate.parts.items()}


def _blobs_of(path: Path) -> Path | None:
    """Where the files of a Hugging Face cache are that `path` lies in; None outside of one."""
    for parent in (path, *path.parents):
        if parent.name.startswith("models--") and (parent / "blobs").is_dir():
            return parent / "blobs"
    return None


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from folder.iterdir()
