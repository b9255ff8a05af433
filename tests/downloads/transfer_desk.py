"""What a transfer needs around it, and a child process that does one."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from fakes.hub_contents import SyntheticFile, file_digest
from fakes.hub_server import HubServer
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.pieces import Pieces
from wan22_desktop.downloads.domain.backoff import Patience
from wan22_desktop.downloads.domain.control import DiskFullError, TransferControl
from wan22_desktop.downloads.domain.origin import Origin
from wan22_desktop.downloads.domain.rate import TokenBucket
from wan22_desktop.downloads.http import HttpClient
from wan22_desktop.downloads.transfer import FetchedFile, TransferWatcher, fetch_file

REPO = "someone/model"
PATH = "transformer/model.safetensors"
TOKEN = "hf_canary"  # noqa: S105 - known to the test's hub only
MIB = 1 << 20

QUICK = Patience(
    stall_s=1.0,
    without_progress_s=1.5,
    first_delay_s=0.01,
    longest_delay_s=0.05,
    longest_retry_after_s=0.2,
)


class Notes(TransferWatcher):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.received_bytes = 0
        self.reasons: list[str] = []
        self.retries = 0
        self.at_content: Callable[[int], None] = lambda _done_bytes: None

    def content(self, done_bytes: int) -> None:
        self.done.append(done_bytes)
        self.at_content(done_bytes)

    def received(self, count_bytes: int) -> None:
        self.received_bytes += count_bytes

    def waiting(self, reason: str) -> None:
        self.reasons.append(reason)

    def retried(self) -> None:
        self.retries += 1


class Desk:
    """A hub with one file of weights, and one transfer of it after another."""

    def __init__(self, hub: HubServer, folder: Path, size_bytes: int) -> None:
        self.hub = hub
        hub.add_repo(REPO, {PATH: SyntheticFile(size_bytes, seed=22)} if size_bytes else {})
        self.target = folder / "model.safetensors"
        self.control = TransferControl()
        self.bucket = TokenBucket()
        self.notes = Notes()
        self.client = HttpClient()
        self.origin = Origin(hub.endpoint, TOKEN)
        self.patience = QUICK

    def file(self, path: str = PATH) -> ManifestFile:
        content = self.hub.content(REPO, path)
        return ManifestFile(
            path=self.target.name,
            size_bytes=content.size_bytes,
            sha256=content.sha256 if content.is_lfs else None,
            git_sha1=None if content.is_lfs else content.git_sha1,
            repository=REPO,
            commit=self.hub.commit_of(REPO),
            source_path=content.path,
        )

    @property
    def content(self) -> bytes:
        return self.hub.content(REPO, PATH).file.read_bytes()

    def fetch(
        self,
        file: ManifestFile | None = None,
        known: Pieces | None = None,
        check_room: Callable[[int], None] | None = None,
    ) -> FetchedFile:
        return fetch_file(
            file or self.file(),
            self.target,
            origin=self.origin,
            client=self.client,
            control=self.control,
            bucket=self.bucket,
            watcher=self.notes,
            known=known,
            check_room=check_room,
            patience=self.patience,
        )

    def in_child(self, *wrapper: str) -> subprocess.Popen[str]:
        """The same transfer in a process of its own, which prints how it ends."""
        task = {
            "file": self.file().model_dump(mode="json"),
            "target": str(self.target),
            "endpoint": self.hub.endpoint,
        }
        return subprocess.Popen(
            [*wrapper, sys.executable, "-m", "downloads.transfer_desk", json.dumps(task)],
            cwd=Path(__file__).parents[1],
            stdout=subprocess.PIPE,
            text=True,
        )


def main() -> None:
    """Transfers as the task says; where the disk is full, room is made and it goes on."""
    task = json.loads(sys.argv[1])
    target = Path(task["target"])
    for _ in range(3):
        client = HttpClient()
        try:
            fetched = fetch_file(
                ManifestFile.model_validate_json(json.dumps(task["file"])),
                target,
                origin=Origin(task["endpoint"]),
                client=client,
                control=TransferControl(),
                bucket=TokenBucket(),
                patience=QUICK,
            )
        except DiskFullError as error:
            print("full", target.exists(), error.needed_bytes, flush=True)
            target.with_name("filler").unlink(missing_ok=True)
        except UserError as error:
            print(error.category, target.exists(), error.message, flush=True)
            return
        else:
            digest = file_digest(target, "sha256")
            print("done", digest, fetched.received_bytes, flush=True)
            return
        finally:
            client.close()


if __name__ == "__main__":
    main()
