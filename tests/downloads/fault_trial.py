"""One download of one file while one fault happens, judged from outside."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fakes.fault_catalogue import Cost, Ending, FaultCase
from fakes.hub_contents import Content, SyntheticFile, file_digest
from fakes.hub_faults import Position
from fakes.hub_server import HubServer
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.downloads.domain.backoff import Patience
from wan22_desktop.downloads.domain.control import TransferControl
from wan22_desktop.downloads.domain.origin import Origin
from wan22_desktop.downloads.domain.rate import TokenBucket
from wan22_desktop.downloads.http import HttpClient
from wan22_desktop.downloads.transfer import fetch_file

REPO = "someone/model"
PATH = "transformer/model.safetensors"
TOKEN = "hf_canary"  # noqa: S105 - known to the trial's hub only
MIB = 1 << 20
WEIGHTS = SyntheticFile(18 * MIB, seed=22)
"""A piece and some more."""

_STALL_S = 0.3

_SLACK_BYTES = 8 * MIB
"""What the system's buffers hold of a connection that is given up."""


class Verdict(StrEnum):
    FILE = "file"
    WRONG_FILE = "wrong file"
    REFUSAL = "refusal"
    BUG = "bug"
    TIMEOUT = "too long"


@dataclass(frozen=True)
class Attempt:
    """How one call ended."""

    verdict: Verdict
    message: str = ""


@dataclass(frozen=True)
class Outcome:
    """How a download ended while a fault happened, and the next one without it."""

    attempt: Attempt
    later: Attempt
    sent_bytes: int
    """By the hub, for both."""
    leaks: int
    """Requests to foreign origins that carried the token."""
    hits: int
    """How often the fault struck."""
    seconds: float


def patience_for(case: FaultCase) -> Patience:
    """Short waits; no giving up where the file can be had, however busy this machine is."""
    return Patience(
        stall_s=_STALL_S,
        without_progress_s=20.0 if case.ending is Ending.FILE else 2 * _STALL_S,
        first_delay_s=0.01,
        longest_delay_s=0.05,
        longest_retry_after_s=0.2,
    )


def weights_file(folder: Path) -> Path:
    """The file that every trial downloads."""
    file = folder / "weights.safetensors"
    WEIGHTS.write(file)
    return file


def hub_with(weights: Path, case: FaultCase, position: Position) -> HubServer:
    hub = HubServer(tokens=[TOKEN])
    hub.add_repo(REPO, {PATH: weights})
    if case.other_content:
        hub.twin(hub.content(REPO, PATH))  # not while somebody waits for an answer
    for fault in case.faults(position):
        hub.fault(fault)
    return hub


def try_download(
    weights: Path,
    folder: Path,
    case: FaultCase,
    position: Position,
    download: Callable[[HubServer, FaultCase, Path], Attempt],
    *,
    again: bool = True,
) -> Outcome:
    """Download into `folder` with the fault, and `again` without it if no file came of it."""
    with hub_with(weights, case, position) as hub:
        started_s = time.monotonic()
        target = folder / "model.safetensors"
        attempt = later = download(hub, case, target)
        seconds = time.monotonic() - started_s
        hits = sum(fault.hits for fault in hub.faults)
        hub.clear_faults()
        if again and attempt.verdict is Verdict.REFUSAL:
            hub.open_ports()
            later = download(hub, case, target)
        return Outcome(attempt, later, hub.bytes_sent, len(hub.leaks), hits, seconds)


def ours(
    hub: HubServer,
    case: FaultCase,
    target: Path,
    fetch: Callable[..., object] = fetch_file,
) -> Attempt:
    """One call of `fetch_file`, or of what stands in for it in a negative control."""
    content = hub.content(REPO, PATH)
    file = ManifestFile(
        path=target.name,
        size_bytes=content.size_bytes,
        sha256=content.sha256,
        repository=REPO,
        commit=hub.commit_of(REPO),
        source_path=content.path,
    )
    client = HttpClient()
    try:
        fetch(
            file,
            target,
            origin=Origin(hub.endpoint, TOKEN),
            client=client,
            control=TransferControl(),
            bucket=TokenBucket(),
            patience=patience_for(case),
        )
    except UserError as error:
        if target.exists():
            return Attempt(Verdict.BUG, "a refusal, and yet there is a file")
        return Attempt(Verdict.REFUSAL, error.message)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the trial is about
        return Attempt(Verdict.BUG, f"{type(error).__name__}: {error}")
    finally:
        client.close()
    return judged(target, content)


def judged(target: Path, content: Content) -> Attempt:
    """What a download that reports success has brought."""
    if not target.exists():
        return Attempt(Verdict.BUG, "success, and no file")
    if file_digest(target, "sha256") != content.sha256:
        return Attempt(Verdict.WRONG_FILE)
    return Attempt(Verdict.FILE)


def complaints(case: FaultCase, outcome: Outcome) -> list[str]:
    """What is wrong with an outcome; nothing if it is as it should be."""
    found: list[str] = []
    verdict = outcome.attempt.verdict
    right = {
        Ending.FILE: (Verdict.FILE,),
        Ending.REFUSAL: (Verdict.REFUSAL,),
        Ending.EITHER: (Verdict.FILE, Verdict.REFUSAL),
    }[case.ending]
    if verdict not in right:
        found.append(f"{verdict} in place of {case.ending}: {outcome.attempt.message}")
    if outcome.later.verdict is not Verdict.FILE:
        found.append(f"afterwards, without the fault: {outcome.later}")
    if outcome.leaks:
        found.append(f"{outcome.leaks} requests took the token elsewhere")
    if outcome.hits == 0:
        found.append("the fault never struck")
    files = {Cost.LITTLE: 1, Cost.FILE: 2, Cost.FILES: 6}[case.cost]
    if outcome.sent_bytes > files * WEIGHTS.size_bytes + _SLACK_BYTES:
        found.append(f"{outcome.sent_bytes / MIB:.1f} MiB were sent")
    return found
