"""A downloader with its hub, its folders and everything that it has told."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from fakes.hub_server import HubServer, SyntheticFile
from wan22_desktop.core.downloading import (
    DownloadEvent,
    DownloadFinished,
    DownloadOrder,
    DownloadProgress,
    DownloadState,
)
from wan22_desktop.core.free_space import free_bytes
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.downloads.domain.backoff import Patience
from wan22_desktop.downloads.downloader import ModelDownloader

MB = 10**6
QUICK = Patience(stall_s=2.0, without_progress_s=20.0, first_delay_s=0.05, longest_delay_s=0.3)


def manifest_of(
    hub: HubServer, repository: str, commit: str, package: str, paths: Iterable[str]
) -> Manifest:
    """As the hub's client makes it, without asking."""
    files: list[ManifestFile] = []
    for path in paths:
        content = hub.content(repository, path)
        files.append(
            ManifestFile(
                path=content.path,
                size_bytes=content.size_bytes,
                sha256=content.sha256 if content.is_lfs else None,
                git_sha1=None if content.is_lfs else content.git_sha1,
                repository=repository,
                commit=commit,
                source_path=content.path,
            )
        )
    return Manifest(package=package, files=tuple(files))


class Desk:
    """`open` may be called again after `close`, as after a restart."""

    def __init__(self, hub: HubServer, folder: Path) -> None:
        self.hub = hub
        self.orders = folder / "downloads"
        self.models = folder / "models"
        self.events: list[DownloadEvent] = []
        self.downloader: ModelDownloader | None = None
        self._told = threading.Condition()

    # --- the downloader -------------------------------------------------------------------------

    def open(
        self,
        *,
        parallel_files: int = 3,
        limit: int | None = None,
        reserve_bytes: int = 0,
        free: Callable[[Path], int] = free_bytes,
        listener: Callable[[DownloadEvent], None] | None = None,
        patience: Patience = QUICK,
        token: str | None = None,
    ) -> ModelDownloader:
        self.close()
        self.events.clear()
        self.downloader = ModelDownloader(
            self.orders,
            endpoint=self.hub.endpoint,
            token=lambda: token,
            listener=listener or self._take,
            parallel_files=parallel_files,
            limit_bytes_per_second=limit,
            reserve_bytes=reserve_bytes,
            look_again_s=0.1,
            free=free,
            patience=patience,
        )
        self.downloader.open()
        return self.downloader

    def close(self) -> float:
        """The seconds that closing took."""
        began = time.monotonic()
        if self.downloader is not None:
            self.downloader.close()
            self.downloader = None
        return time.monotonic() - began

    def _take(self, event: DownloadEvent) -> None:
        with self._told:
            self.events.append(event)
            self._told.notify_all()

    # --- orders ---------------------------------------------------------------------------------

    def order(
        self,
        package: str = "model",
        files: Mapping[str, bytes | SyntheticFile] | None = None,
        **changes: object,
    ) -> DownloadOrder:
        """An order for new files of a repository of the package's name."""
        files = files or {"a.safetensors": SyntheticFile(3 * MB, 1), "b.json": b"{}"}
        commit = self.hub.add_repo(f"someone/{package}", files)
        manifest = manifest_of(self.hub, f"someone/{package}", commit, package, files)
        order = DownloadOrder(
            package=package,
            title=f"The {package}",
            manifest=manifest,
            folder=str(self.models / package / "incoming" / manifest.version),
        )
        return order.model_copy(update=changes)

    def right_bytes(self, order: DownloadOrder, path: str) -> bytes:
        return self.hub.content(f"someone/{order.package}", path).file.read_bytes()

    def right_pieces(self, order: DownloadOrder) -> dict[str, Pieces]:
        return {
            file.path: pieces_of(self.right_bytes(order, file.path))
            for file in order.manifest.files
        }

    def is_whole(self, order: DownloadOrder) -> bool:
        """Whether the folder has exactly the right files and nothing else."""
        folder = Path(order.folder)
        there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
        return there == {file.path for file in order.manifest.files} and all(
            (folder / path).read_bytes() == self.right_bytes(order, path) for path in there
        )

    # --- waiting --------------------------------------------------------------------------------

    def wait(
        self, fits: Callable[[DownloadProgress], bool], what: str, *, limit_s: float = 20.0
    ) -> DownloadProgress:
        """The first progress told so far, or next, that fits."""
        deadline = time.monotonic() + limit_s
        seen = 0
        with self._told:
            while True:
                for event in self.events[seen:]:
                    if isinstance(event, DownloadProgress) and fits(event):
                        return event
                seen = len(self.events)
                if not self._told.wait(deadline - time.monotonic()):
                    raise AssertionError(f"never {what}: {self.events[-3:]}")

    def wait_state(
        self, state: DownloadState, package: str = "model", *, limit_s: float = 20.0
    ) -> DownloadProgress:
        return self.wait(
            lambda told: told.state is state and told.package == package,
            f"{package} {state}",
            limit_s=limit_s,
        )

    def wait_bytes(self, count: int, package: str = "model") -> DownloadProgress:
        return self.wait(
            lambda told: told.package == package and told.received_bytes >= count,
            f"{count} bytes of {package}",
        )

    def wait_finished(self, package: str = "model", *, limit_s: float = 20.0) -> DownloadFinished:
        deadline = time.monotonic() + limit_s
        with self._told:
            while True:
                for event in self.events:
                    if isinstance(event, DownloadFinished) and event.order.package == package:
                        return event
                if not self._told.wait(deadline - time.monotonic()):
                    raise AssertionError(f"{package} never finished: {self.events[-3:]}")

    def states(self, package: str = "model") -> list[DownloadState]:
        """Every state that was told, each change once."""
        states: list[DownloadState] = []
        for event in self.events:
            if (
                isinstance(event, DownloadProgress)
                and event.package == package
                and states[-1:] != [event.state]
            ):
                states.append(event.state)
        return states


def pieces_of(content: bytes) -> Pieces:
    """Worked out in another way than the app does."""
    import xxhash

    step = 16 * 1024**2
    return Pieces(
        size_bytes=len(content),
        digests=tuple(
            xxhash.xxh3_128_hexdigest(content[start : start + step])
            for start in range(0, len(content), step)
        ),
    )


def fetching_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("download-")]


def seconds_until(fits: Callable[[], bool], *, limit_s: float = 10.0) -> float:
    began = time.monotonic()
    while not fits():
        if time.monotonic() - began > limit_s:
            raise AssertionError("never")
        time.sleep(0.002)
    return time.monotonic() - began
