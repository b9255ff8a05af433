"""Repairs fetch what is bad and nothing else, and no crash leaves a wrong file that looks right."""

import multiprocessing
import os
import queue
import random
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakes.hub_contents import Source, SyntheticFile
from fakes.hub_server import HubServer
from fixtures.corruptions import Corruption, bad_pieces, corrupt, rewrite
from fixtures.installed_packages import KIB, InstalledPackages, small_files
from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.downloading import (
    DownloadEvent,
    DownloadFinished,
    DownloadOrder,
    DownloadProgress,
    DownloadState,
)
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.model_store import PackageRecord
from wan22_desktop.core.pieces import PIECE_BYTES
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.downloads.downloader import ModelDownloader
from wan22_desktop.model_manager.domain.status import FileState
from wan22_desktop.model_manager.health.check_results import CorruptionReport
from wan22_desktop.model_manager.health.monitor import ModelHealthMonitor
from wan22_desktop.model_manager.health.repair import ModelRepairs

WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"
SHARED = "vae/diffusion_pytorch_model.safetensors"
MIB = 1024 * KIB
_CHANGES = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate"}


class Workshop:
    """Everything that a repair needs, as the app has it."""

    def __init__(self, places: Places) -> None:
        self.used: set[str] = set()
        self.monitor = ModelHealthMonitor(places, renders=lambda _: (), scan_command=lambda: None)
        self.repairs = ModelRepairs(places, self.monitor, in_use=self.used.__contains__)

    def report(self, package: str = "demo") -> CorruptionReport:
        """After a full check, which is what finds damage."""
        self.monitor.check_model_integrity(package)
        return self.monitor.detect_corruption(package)

    def begin(self, package: str = "demo") -> DownloadOrder:
        order = self.repairs.begin(self.report(package), "Demo")
        assert order is not None
        return order

    def states(self, package: str = "demo") -> dict[str, FileState]:
        return {status.path: status.state for status in self.monitor.quick_check(package)}


class Downloads:
    """The real downloader, and what it has told."""

    def __init__(self, places: Places, hub: HubServer) -> None:
        self._told: queue.SimpleQueue[DownloadEvent] = queue.SimpleQueue()
        self.downloader = ModelDownloader(
            places.downloads,
            endpoint=hub.endpoint,
            token=lambda: None,
            listener=self._told.put,
            reserve_bytes=0,
        )
        self.downloader.open()

    def finished(self) -> DownloadFinished:
        while not isinstance(event := self._told.get(timeout=30), DownloadFinished):
            if isinstance(event, DownloadProgress):
                assert event.state is not DownloadState.FAILED, event.message
        return event

    def reached(self, state: DownloadState) -> None:
        while True:
            event = self._told.get(timeout=30)
            if isinstance(event, DownloadProgress) and event.state is state:
                return

    def fetch(self, order: DownloadOrder) -> DownloadFinished:
        self.downloader.download(order)
        return self.finished()


@pytest.fixture
def packages(places: Places, tmp_path: Path) -> InstalledPackages:
    return InstalledPackages(places, tmp_path / "shelf")


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer() as server:
        yield server


@pytest.fixture
def downloads(places: Places, hub: HubServer) -> Iterator[Downloads]:
    found = Downloads(places, hub)
    yield found
    found.downloader.close()


def weights() -> dict[str, Source]:
    return {
        "model_index.json": b'{"_class_name": "WanPipeline"}',
        WEIGHTS: SyntheticFile(40 * MIB, seed=1),
        "text_encoder/model.safetensors": SyntheticFile(MIB, seed=2),
        SHARED: SyntheticFile(MIB, seed=3),
    }


def leftovers(packages: InstalledPackages) -> list[Path]:
    """What a repair must not leave behind anywhere in the models' folder."""
    return [
        path
        for path in packages.store.folder.rglob("*")
        if path.suffix in {".part", ".journal", ".tmp", ".link", ".copy"}
        or path.name.endswith(".repair.json")
        or ("incoming" in path.parts and path.is_file())
    ]


# --- with the real downloader -------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Corruption))
def test_only_bad_pieces_are_fetched(
    places: Places, tmp_path: Path, hub: HubServer, downloads: Downloads, kind: Corruption
) -> None:
    """`benchmarks/model_health.py` does the same a hundred times."""
    packages = InstalledPackages(places, tmp_path / "shelf", hub)
    packages.install("demo", weights())
    shop = Workshop(places)
    shop.monitor.check_model_integrity("demo")
    contents = packages.contents["demo"]
    damaged = corrupt(kind, packages.folder("demo"), contents, random.Random(f"{kind}1"))
    bad = sum(bad_pieces(packages.file("demo", path), contents[path]) for path in damaged)
    order = shop.begin()
    assert {file.path for file in order.manifest.files} == damaged
    finished = downloads.fetch(order)
    assert shop.repairs.finish("demo", finished)
    downloads.downloader.forget("demo")
    assert packages.is_right("demo")
    assert set(shop.states().values()) == {FileState.WHOLE}
    assert hub.bytes_sent <= bad * PIECE_BYTES
    assert all(hub.bytes_sent_of[path] == 0 for path in contents if path not in damaged)
    assert leftovers(packages) == []


def test_without_known_pieces_the_file_is_fetched_whole(
    places: Places, tmp_path: Path, hub: HubServer, downloads: Downloads
) -> None:
    """The reason why pieces are learned: the same damage costs 16 MiB with them."""
    packages = InstalledPackages(places, tmp_path / "shelf", hub)
    packages.install("demo", weights())
    right = packages.file("demo", WEIGHTS).read_bytes()
    rewrite(packages.file("demo", WEIGHTS), right[:-1] + bytes([right[-1] ^ 1]))
    packages.file("demo", SHARED).unlink()
    shop = Workshop(places)
    assert shop.repairs.finish("demo", downloads.fetch(shop.begin()))
    assert packages.is_right("demo")
    assert dict(hub.bytes_sent_of) == {WEIGHTS: 40 * MIB, SHARED: MIB}
    known = packages.store.pieces("demo", packages.folder("demo").name)
    assert set(known) == set(packages.contents["demo"])


def test_a_tail_costs_nothing(
    places: Places, tmp_path: Path, hub: HubServer, downloads: Downloads
) -> None:
    packages = InstalledPackages(places, tmp_path / "shelf", hub)
    packages.install("demo", weights())
    with packages.file("demo", WEIGHTS).open("ab") as stream:
        stream.write(b"more than there should be")
    shop = Workshop(places)
    order = shop.begin()
    assert shop.repairs.finish("demo", downloads.fetch(order))
    assert packages.is_right("demo")
    assert hub.bytes_sent == 0


@pytest.mark.parametrize("download_is_cancelled_first", [False, True])
def test_a_cancelled_repair_gives_the_damaged_file_back(
    places: Places,
    tmp_path: Path,
    hub: HubServer,
    downloads: Downloads,
    download_is_cancelled_first: bool,
) -> None:
    packages = InstalledPackages(places, tmp_path / "shelf", hub)
    packages.install("demo", weights())
    shop = Workshop(places)
    shop.monitor.check_model_integrity("demo")
    content = bytearray(packages.file("demo", WEIGHTS).read_bytes())
    content[-1] ^= 1
    rewrite(packages.file("demo", WEIGHTS), bytes(content))
    packages.file("demo", SHARED).unlink()
    hub.bytes_per_second = 64 * KIB
    downloads.downloader.download(shop.begin())
    downloads.reached(DownloadState.DOWNLOADING)
    downloads.downloader.pause_download("demo")
    downloads.reached(DownloadState.PAUSED)
    if download_is_cancelled_first:
        downloads.downloader.cancel_download("demo")
        downloads.reached(DownloadState.CANCELLED)
    shop.repairs.cancel("demo")
    if not download_is_cancelled_first:
        downloads.downloader.cancel_download("demo")
        downloads.reached(DownloadState.CANCELLED)
    assert packages.file("demo", WEIGHTS).is_file()
    found = shop.states()
    assert found.pop(WEIGHTS) is FileState.DAMAGED
    assert found.pop(SHARED) is FileState.MISSING
    assert set(found.values()) == {FileState.WHOLE}
    assert leftovers(packages) == []
    # What was right before is still there: the next repair costs no more.
    hub.bytes_per_second = None
    before = hub.bytes_sent_of[WEIGHTS]
    assert shop.repairs.finish("demo", downloads.fetch(shop.begin()))
    assert hub.bytes_sent_of[WEIGHTS] - before <= PIECE_BYTES
    assert packages.is_right("demo")


def test_a_file_that_is_shared_is_repaired_for_all(
    places: Places, tmp_path: Path, hub: HubServer, downloads: Downloads
) -> None:
    packages = InstalledPackages(places, tmp_path / "shelf", hub)
    files = weights()
    packages.install("demo", files)
    packages.install("other", {SHARED: files[SHARED]})
    shop = Workshop(places)
    rewrite(packages.file("other", SHARED), bytes(MIB))
    order = shop.begin()
    for package in ("demo", "other"):
        assert not packages.file(package, SHARED).exists()  # nobody can render with it
        assert shop.states(package)[SHARED] is FileState.DAMAGED
        with pytest.raises(UserError, match="being repaired"):
            shop.monitor.detect_corruption(package)
    assert shop.repairs.is_under_way("demo")
    assert shop.monitor.schedule_health_checks() is None
    assert shop.repairs.finish("demo", downloads.fetch(order))
    for package in ("demo", "other"):
        assert packages.is_right(package)
        assert set(shop.states(package).values()) == {FileState.WHOLE}
    assert packages.file("demo", SHARED).samefile(packages.file("other", SHARED))
    assert not shop.repairs.is_under_way("demo")
    deeds = [entry["deed"] for entry in AuditLog(places.audit_file).entries()]
    assert deeds == ["repair"]


def test_the_library_of_loras_has_the_repaired_file_too(
    places: Places, tmp_path: Path, hub: HubServer, downloads: Downloads
) -> None:
    packages = InstalledPackages(places, tmp_path / "shelf", hub)
    packages.install("lora", {"lora.safetensors": SyntheticFile(MIB, seed=9)}, variant=None)
    offered = places.lora(packages.contents["lora"]["lora.safetensors"].sha256)
    offered.parent.mkdir()
    os.link(packages.file("lora", "lora.safetensors"), offered)
    rewrite(offered, bytes(MIB))
    shop = Workshop(places)
    order = shop.begin("lora")
    assert not offered.exists()
    assert shop.repairs.finish("lora", downloads.fetch(order))
    assert packages.is_right("lora")
    assert offered.samefile(packages.file("lora", "lora.safetensors"))


def test_a_file_that_somebody_else_links_to_stays_as_it_is(
    places: Places, tmp_path: Path, hub: HubServer, downloads: Downloads
) -> None:
    """Adopted by hard link from another app: ours is repaired, theirs is not touched."""
    packages = InstalledPackages(places, tmp_path / "shelf", hub)
    packages.install("demo", weights())
    theirs = tmp_path / "theirs.safetensors"
    os.link(packages.file("demo", SHARED), theirs)
    rewrite(theirs, bytes(MIB))
    shop = Workshop(places)
    assert shop.repairs.finish("demo", downloads.fetch(shop.begin()))
    assert packages.is_right("demo")
    assert theirs.read_bytes() == bytes(MIB)


# --- refusals -----------------------------------------------------------------------------------


def test_what_is_in_use_is_not_repaired(places: Places, packages: InstalledPackages) -> None:
    packages.install("demo", small_files())
    packages.install("other", small_files())
    shop = Workshop(places)
    rewrite(packages.file("demo", SHARED), bytes(100 * KIB))
    report = shop.report()
    for used in ("demo", "other"):  # the other one renders with the same bytes
        shop.used = {used}
        shop.repairs = ModelRepairs(places, shop.monitor, in_use=shop.used.__contains__)
        with pytest.raises(UserError, match=f"{used} is in use") as caught:
            shop.repairs.begin(report, "Demo")
        assert caught.value.category is ErrorCategory.BUSY
        assert packages.file("demo", SHARED).is_file()
    assert leftovers(packages) == []
    assert AuditLog(places.audit_file).entries() == []


def test_files_of_the_users_own_are_never_repaired(
    places: Places, packages: InstalledPackages
) -> None:
    adopted = {"transformer": "/somewhere/model.safetensors"}
    packages.store.write_record(
        PackageRecord.model_validate(
            {"package": "demo", "variant": Variant.DEMO, "adopted": adopted}
        )
    )
    report = CorruptionReport("demo", "0" * 12, ())
    assert Workshop(places).repairs.begin(report, "Demo") is None
    with pytest.raises(UserError, match="install its own copy"):
        Workshop(places).report()


def test_a_report_of_another_version_or_a_second_repair_is_refused(
    places: Places, packages: InstalledPackages
) -> None:
    packages.install("demo", small_files())
    packages.file("demo", WEIGHTS).unlink()
    shop = Workshop(places)
    report = shop.report()
    shop.begin()
    with pytest.raises(UserError, match="already"):
        shop.repairs.begin(report, "Demo")
    shop.repairs.cancel("demo")
    packages.install("demo", {WEIGHTS: SyntheticFile(KIB, seed=5)})
    with pytest.raises(UserError, match="updated"):
        shop.repairs.begin(report, "Demo")


def test_a_folder_in_place_of_a_file_goes_to_quarantine(
    places: Places, packages: InstalledPackages
) -> None:
    packages.install("demo", small_files())
    packages.file("demo", WEIGHTS).unlink()
    packages.file("demo", WEIGHTS).symlink_to("/etc/passwd")
    shop = Workshop(places)
    order = shop.begin()
    assert [file.path for file in order.manifest.files] == [WEIGHTS]
    assert not packages.file("demo", WEIGHTS).is_symlink()
    assert [entry.reason for entry in shop.monitor.quarantine.entries()] == ["is no regular file"]


def test_a_full_disk_undoes_the_beginning(places: Places, packages: InstalledPackages) -> None:
    """A folder where the part belongs stands for whatever may refuse the move."""
    manifest = packages.install("demo", small_files())
    packages.install("other", small_files())
    rewrite(packages.file("demo", WEIGHTS), bytes(200 * KIB))
    shop = Workshop(places)
    report = shop.report()
    blocked = packages.store.incoming_folder("demo", manifest.version) / f"{WEIGHTS}.part"
    (blocked / "in the way").mkdir(parents=True)
    with pytest.raises(UserError, match="cannot be moved"):
        shop.repairs.begin(report, "Demo")
    for package in ("demo", "other"):
        assert packages.file(package, WEIGHTS).read_bytes() == bytes(200 * KIB)
        assert shop.states(package)[WEIGHTS] is FileState.DAMAGED


# --- interrupted anywhere -----------------------------------------------------------------------


def killed_at(step: int, deed: Callable[[], object]) -> bool:
    """Do it in another process that is killed before its `step`-th change; whether it was."""

    def run() -> None:
        changes = 0

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal changes
            is_write = (
                event == "open"
                and isinstance(arguments[2], int)
                and (arguments[2] & (os.O_WRONLY | os.O_RDWR))
            )
            if event in _CHANGES or is_write:
                changes += 1
                if changes == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        deed()

    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    child.join(60)
    assert child.exitcode in (0, -signal.SIGKILL)
    killed = child.exitcode != 0
    child.close()
    return killed


@pytest.fixture
def broken(packages: InstalledPackages, places: Places) -> InstalledPackages:
    """Two packages that share a damaged file; another file is missing."""
    packages.install("demo", small_files())
    packages.install("other", small_files())
    shop = Workshop(places)
    shop.monitor.check_model_integrity("demo")
    rewrite(packages.file("demo", SHARED), bytes(100 * KIB))
    packages.file("demo", "model_index.json").unlink()
    return packages


def assert_nothing_wrong_looks_right(places: Places, packages: InstalledPackages) -> None:
    for package, contents in packages.contents.items():
        for path, state in Workshop(places).states(package).items():
            if state in (FileState.WHOLE, FileState.UNCHECKED):
                right = contents[path].file.read_bytes()
                assert packages.file(package, path).read_bytes() == right


def assert_as_before(places: Places, packages: InstalledPackages) -> None:
    """The damaged file is back, marked as that, in both packages; nothing is left over."""
    assert_nothing_wrong_looks_right(places, packages)
    assert packages.file("demo", SHARED).read_bytes() == bytes(100 * KIB)
    assert packages.file("demo", SHARED).samefile(packages.file("other", SHARED))
    assert Workshop(places).states()[SHARED] is FileState.DAMAGED
    assert Workshop(places).states("other")[SHARED] is FileState.DAMAGED
    assert Workshop(places).states("other")["model_index.json"] is FileState.WHOLE
    assert leftovers(packages) == []


def fetch_by_hand(packages: InstalledPackages, order: DownloadOrder) -> DownloadFinished:
    """What the downloader leaves: every file of the order whole under its name in the folder."""
    for file in order.manifest.files:
        target = Path(order.folder, file.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        right = packages.contents["demo"][file.path].file.read_bytes()
        if part.exists():
            rewrite(part, right)
            part.rename(target)
        else:
            target.write_bytes(right)
    known = packages.store.pieces("demo", packages.folder("demo").name)
    pieces = {file.path: known[file.path] for file in order.manifest.files}
    return DownloadFinished(order, pieces, seconds=1.0, received_bytes=0, retries=0)


def test_killed_while_it_begins_everything_is_put_back(
    places: Places, broken: InstalledPackages
) -> None:
    report = Workshop(places).report()
    step = 1
    while killed_at(step, lambda: Workshop(places).repairs.begin(report, "Demo")):
        assert_nothing_wrong_looks_right(places, broken)
        Workshop(places).repairs.settle(lambda _: False)
        assert_as_before(places, broken)
        step += 1
    assert step > 8
    assert Workshop(places).repairs.is_under_way("demo")


def test_killed_while_it_is_put_back_the_next_start_goes_on(
    places: Places, broken: InstalledPackages
) -> None:
    Workshop(places).begin()
    step = 1
    while killed_at(step, lambda: Workshop(places).repairs.settle(lambda _: False)):
        assert_nothing_wrong_looks_right(places, broken)
        step += 1
    assert step > 4
    assert_as_before(places, broken)
    assert Workshop(places).repairs.settle(lambda _: False) == ()


def test_killed_while_it_is_cancelled_the_next_start_cancels_it(
    places: Places, broken: InstalledPackages
) -> None:
    step = 1
    Workshop(places).begin()
    while killed_at(step, lambda: Workshop(places).repairs.cancel("demo")):
        # The download is still known then: it must not go on with files that are back.
        if Workshop(places).repairs.settle(lambda _: True) == ("demo",):
            assert_as_before(places, broken)
            Workshop(places).begin()
        step += 1
    assert step > 4
    assert_as_before(places, broken)


def test_killed_while_it_ends_it_is_ended_later(places: Places, broken: InstalledPackages) -> None:
    order = Workshop(places).begin()
    finished = fetch_by_hand(broken, order)
    step = 1
    while killed_at(step, lambda: Workshop(places).repairs.finish("demo", finished)):
        assert_nothing_wrong_looks_right(places, broken)
        assert Workshop(places).repairs.settle(lambda _: True) == ()  # the download is known
        step += 1
    assert step > 6
    assert broken.is_right("demo")
    assert broken.is_right("other")
    assert leftovers(broken) == []
    assert Workshop(places).repairs.finish("demo", finished)  # again, without harm
    assert set(Workshop(places).states().values()) == {FileState.WHOLE}


def test_without_the_word_of_the_download_files_are_read(
    places: Places, broken: InstalledPackages
) -> None:
    shop = Workshop(places)
    order = shop.begin()
    fetch_by_hand(broken, order)
    rewrite(Path(order.folder, SHARED), bytes(100 * KIB))
    assert not shop.repairs.finish("demo")
    assert shop.states()[SHARED] is FileState.DAMAGED
    fetch_by_hand(broken, shop.begin())
    assert shop.repairs.finish("demo")
    assert set(shop.states().values()) == {FileState.WHOLE}
    assert set(shop.states("other").values()) == {FileState.WHOLE}


@pytest.mark.parametrize("content", [b"", b"{", b"\0" * 99])
def test_a_damaged_journal_is_left_alone(
    places: Places, broken: InstalledPackages, content: bytes
) -> None:
    shop = Workshop(places)
    shop.begin()
    for journal in broken.store.folder.glob("*/*.repair.json"):
        journal.write_bytes(content)
    assert shop.repairs.settle(lambda _: False) == ()
    assert shop.states()[SHARED] is FileState.MISSING  # to be fetched as any missing file
