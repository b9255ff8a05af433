"""The transfer of one file against a real server: whole, interrupted, refused and repaired."""

import hashlib
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from downloads.test_part_file import damaged, digests
from downloads.transfer_desk import MIB, PATH, REPO, TOKEN, Desk
from fakes import hub_faults as harm
from fakes.hub_faults import Change, Fault
from fakes.hub_server import HubServer
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.pieces import PIECE_BYTES
from wan22_desktop.downloads.domain.control import DiskFullError, TransferStopped
from wan22_desktop.downloads.domain.origin import Origin
from wan22_desktop.downloads.domain.rate import TokenBucket
from wan22_desktop.downloads.part_file import journal_path, part_path

SIZE = PIECE_BYTES + 8 * MIB + 5
KILL_COST_BYTES = 18 * MIB
LINGERING_BYTES = 4 * MIB
"""What the server counts as sent while the system's buffers hold it."""


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(tokens=[TOKEN]) as hub:
        yield hub


@pytest.fixture
def desk(hub: HubServer, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(hub, tmp_path / "models", SIZE)
    yield desk
    desk.client.close()


def stop_at(desk: Desk, done_bytes: int) -> None:
    """Ask to stop when so much is there."""
    desk.notes.at_content = lambda done: desk.control.stop() if done >= done_bytes else None


def go_on(desk: Desk) -> None:
    desk.control = type(desk.control)()
    desk.notes = type(desk.notes)()


def names(desk: Desk) -> list[str]:
    return sorted(file.name for file in desk.target.parent.iterdir())


# --- whole --------------------------------------------------------------------------------------


def test_a_file_arrives_whole_and_is_told_on_the_way(desk: Desk) -> None:
    fetched = desk.fetch()
    assert desk.target.read_bytes() == desk.content
    assert fetched.pieces == digests(desk.content)
    assert fetched.received_bytes == SIZE == desk.notes.received_bytes == desk.hub.bytes_sent
    assert fetched.retries == desk.notes.retries == 0
    assert desk.notes.done == sorted(desk.notes.done)
    assert desk.notes.done[-1] == SIZE
    assert names(desk) == [desk.target.name]


@pytest.mark.parametrize("content", [b"", b"{}", b"x" * 70_000], ids=len)
def test_small_files_are_compared_with_gits_digest(desk: Desk, content: bytes) -> None:
    desk.hub.commit(REPO, {"config.json": content})
    file = desk.file("config.json")
    assert file.sha256 is None
    desk.fetch(file)
    assert desk.target.read_bytes() == content
    wrong = file.model_copy(update={"git_sha1": "0" * 40})
    desk.target.unlink()
    with pytest.raises(UserError) as caught:
        desk.fetch(wrong)
    assert caught.value.category is ErrorCategory.MODEL
    assert names(desk) == []


def test_connections_are_kept_for_the_next_file(desk: Desk) -> None:
    for name in ("a.json", "b.json", "c.json"):
        desk.hub.commit(REPO, {name: name.encode()})
        desk.fetch(desk.file(name))
    assert len({request.port for request in desk.hub.asked_of("hub")}) == 1
    time.sleep(0.1)
    desk.client.close()
    desk.fetch()


# --- stopped and resumed ------------------------------------------------------------------------


def test_a_stopped_transfer_goes_on_at_the_byte(desk: Desk) -> None:
    stop_at(desk, 19 * MIB)
    with pytest.raises(TransferStopped):
        desk.fetch()
    there = desk.notes.done[-1]
    assert names(desk) == [journal_path(desk.target).name, part_path(desk.target).name]
    go_on(desk)
    fetched = desk.fetch()
    assert desk.notes.done[0] == there
    assert fetched.received_bytes == SIZE - there
    assert desk.target.read_bytes() == desk.content
    last = desk.hub.asked_of("cdn")[-1]
    assert last.range == f"bytes={there}-{SIZE - 1}"
    assert last.if_range == desk.hub.content(REPO, PATH).storage_etag
    assert last.status == 206


def test_content_that_has_changed_meanwhile_is_not_continued(desk: Desk) -> None:
    """The storage answers 200 to If-Range, and everything is fetched again."""
    old = desk.file()
    stop_at(desk, 10 * MIB)
    with pytest.raises(TransferStopped):
        desk.fetch(old)
    go_on(desk)
    swapped = desk.hub.fault(Fault(harm.other_content(same_etag=False), hits=1))
    desk.fetch(old)
    assert swapped.hits == 1
    assert desk.target.read_bytes() == desk.content


STALLS: dict[str, Callable[[], Fault]] = {
    "before the answer": lambda: Fault(harm.late_answer(60)),
    "within the headers": lambda: Fault(harm.slow_head(1), hits=None),
    "within the content": lambda: Fault(harm.stall(60), in_stream=True),
    "at a trickle": lambda: Fault(harm.trickle(200, 60), in_stream=True),
    "by the hub": lambda: Fault(harm.late_answer(60), kind="resolve"),
    "while waiting to try again": lambda: Fault(harm.busy("60"), hits=None),
}


@pytest.mark.parametrize("where", STALLS)
def test_a_stop_is_seen_within_300_ms_wherever_it_waits(desk: Desk, where: str) -> None:
    fault = desk.hub.fault(STALLS[where]())
    desk.patience = type(desk.patience)()
    ended_s: list[float] = []

    def fetch() -> None:
        with pytest.raises(TransferStopped):
            desk.fetch()
        ended_s.append(time.monotonic())

    thread = threading.Thread(target=fetch)
    thread.start()
    while not fault.hits:
        time.sleep(0.01)
    time.sleep(0.2)
    began_s = time.monotonic()
    desk.control.stop()
    thread.join()
    assert ended_s[0] - began_s < 0.3


def test_a_stop_is_seen_while_the_limit_is_waited_for(desk: Desk) -> None:
    desk.bucket = TokenBucket(16 * 1024)
    stop_at(desk, 2000)
    began_s = time.monotonic()
    with pytest.raises(TransferStopped):
        desk.fetch()
    assert time.monotonic() - began_s < 2.0


def test_a_killed_transfer_goes_on_and_costs_little(
    hub: HubServer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kills = int(str(request.config.getoption("--download-kills")))
    size = 20 * kills * MIB + 3
    desk = Desk(hub, tmp_path / "models", size)
    hub.bytes_per_second = 40 * MIB
    generator = random.Random(22)
    for _ in range(kills):
        goal = hub.bytes_sent + generator.randrange(4 * MIB, 20 * MIB)
        with desk.in_child() as child:
            while hub.bytes_sent < goal and child.poll() is None:
                time.sleep(0.005)
            child.kill()
    hub.bytes_per_second = None
    desk.fetch()
    desk.client.close()
    assert hashlib.sha256(desk.target.read_bytes()).hexdigest() == desk.file().sha256
    assert hub.bytes_sent <= size + kills * KILL_COST_BYTES
    assert hub.bytes_sent < 2 * size, "nothing was kept"
    assert names(desk) == [desk.target.name]


# --- repaired -----------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [7, PIECE_BYTES + 7])
def test_a_repair_asks_for_the_bad_piece_alone(desk: Desk, at: int) -> None:
    desk.target.parent.mkdir()
    part_path(desk.target).write_bytes(damaged(desk.content, at))
    number = at // PIECE_BYTES
    fetched = desk.fetch(known=digests(desk.content).with_digest(number, None))
    assert fetched.received_bytes == (PIECE_BYTES, SIZE - PIECE_BYTES)[number]
    assert desk.target.read_bytes() == desk.content


def test_a_repair_against_a_server_without_ranges_fetches_everything(desk: Desk) -> None:
    desk.hub.fault(Fault(harm.range_ignored(), hits=None))
    desk.target.parent.mkdir()
    part_path(desk.target).write_bytes(damaged(desk.content, PIECE_BYTES + 7))
    fetched = desk.fetch(known=digests(desk.content).with_digest(1, None))
    assert fetched.received_bytes == SIZE
    assert desk.target.read_bytes() == desk.content


# --- refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "kind", "category", "recovery"),
    [
        (harm.status(401), "resolve", ErrorCategory.NETWORK, Recovery.SIGN_IN),
        (harm.status(403), "resolve", ErrorCategory.NETWORK, Recovery.SIGN_IN),
        (harm.status(404), "resolve", ErrorCategory.MODEL, Recovery.REINSTALL_MODEL),
        (harm.status(400), "resolve", ErrorCategory.NETWORK, Recovery.RETRY),
        (
            harm.header("X-Linked-Etag", f'"{"0" * 64}"'),
            "resolve",
            ErrorCategory.MODEL,
            Recovery.REINSTALL_MODEL,
        ),
        (harm.portal(), "content", ErrorCategory.NETWORK, Recovery.CHECK_NETWORK),
        (harm.wrong_offset(1, honest=True), "content", ErrorCategory.NETWORK, Recovery.RETRY),
    ],
)
def test_what_the_user_has_to_change_is_said(
    desk: Desk,
    change: Change,
    kind: harm.Kind,
    category: ErrorCategory,
    recovery: Recovery,
) -> None:
    desk.hub.fault(Fault(change, kind=kind, hits=None))
    with pytest.raises(UserError) as caught:
        desk.fetch()
    assert caught.value.category is category
    assert recovery in caught.value.recoveries
    assert caught.value.safe
    assert not desk.target.exists()


def test_wrong_content_is_fetched_twice_and_thrown_away(desk: Desk) -> None:
    wrong = desk.file().model_copy(update={"sha256": "0" * 64})
    desk.hub.fault(Fault(harm.header("X-Linked-Etag", None), kind="resolve", hits=None))
    with pytest.raises(UserError) as caught:
        desk.fetch(wrong)
    assert caught.value.category is ErrorCategory.MODEL
    assert desk.hub.bytes_sent == 2 * SIZE
    assert names(desk) == []


def test_a_resume_that_brings_wrong_bytes_is_found(desk: Desk) -> None:
    """Same size, same etag: only the digest of the whole tells."""
    stop_at(desk, 9 * MIB)
    with pytest.raises(TransferStopped):
        desk.fetch()
    go_on(desk)
    desk.hub.fault(Fault(harm.other_content(same_etag=True), hits=1))
    desk.fetch()
    assert desk.target.read_bytes() == desk.content
    assert desk.notes.received_bytes > SIZE


# --- the token ----------------------------------------------------------------------------------


class Careless(Origin):
    """Gives the token to whoever is asked."""

    def token_for(self, url: str) -> str | None:
        del url
        return self.token


@pytest.mark.parametrize(("kind", "leaks"), [(Origin, False), (Careless, True)])
def test_the_token_stays_with_the_hub(desk: Desk, kind: type[Origin], *, leaks: bool) -> None:
    """And a client that is careless is seen."""
    desk.origin = kind(desk.hub.endpoint, TOKEN)
    desk.hub.fault(Fault(harm.redirect_elsewhere(), hits=1))
    desk.fetch()
    assert desk.hub.asked_of("elsewhere")
    assert bool(desk.hub.leaks) is leaks
    assert all(request.authorization for request in desk.hub.asked_of("hub"))


# --- the disk -----------------------------------------------------------------------------------


def test_room_is_looked_at_first_and_who_looks_may_refuse(desk: Desk) -> None:
    asked: list[int] = []

    def check(missing_bytes: int) -> None:
        asked.append(missing_bytes)
        raise DiskFullError(missing_bytes)

    with pytest.raises(DiskFullError):
        desk.fetch(check_room=check)
    assert asked == [SIZE]
    assert desk.hub.bytes_sent == 0


def test_a_full_disk_keeps_what_fits_and_goes_on_with_more_room(
    hub: HubServer, tmp_path: Path
) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    desk = Desk(hub, folder, SIZE)
    mount = 'mount -t tmpfs -o size=32m tmpfs "$0" && head -c 20000000 /dev/zero > "$0/filler"'
    wrapper = ("unshare", "-rm", "sh", "-c", f'{mount} && exec "$@"', str(folder))
    allowed = subprocess.run(
        [*wrapper[:3], "-c", mount, str(folder)], capture_output=True, check=False
    )
    if allowed.returncode:
        pytest.skip("this system lets nobody mount a small disk of his own")
    with desk.in_child(*wrapper) as child:
        said = child.stdout.read().splitlines() if child.stdout else []
    full, done = (line.split() for line in said)
    assert full[:2] == ["full", "False"]
    assert done[:2] == ["done", desk.file().sha256]
    assert int(done[2]) < SIZE - 4 * MIB, "what had fit was fetched again"
    assert int(full[2]) < SIZE
    desk.client.close()


def test_a_disk_without_large_files_is_said(desk: Desk) -> None:
    blocks = 8 * MIB // 512
    with desk.in_child("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh") as child:
        said = child.stdout.read() if child.stdout else ""
    assert said.startswith("disk False")
    assert "no files that large" in said
    go_on(desk)
    fetched = desk.fetch()
    assert fetched.received_bytes <= SIZE - 8 * MIB
    assert desk.target.read_bytes() == desk.content


def test_a_folder_that_cannot_be_made_is_said(desk: Desk) -> None:
    desk.target.parent.write_bytes(b"a file in its place")
    with pytest.raises(UserError) as caught:
        desk.fetch()
    assert caught.value.category is ErrorCategory.DISK
    assert desk.hub.bytes_sent == 0


# --- the limit ----------------------------------------------------------------------------------


def test_the_limit_is_kept_from_the_start(desk: Desk) -> None:
    limit = 8 * 10**6
    desk.bucket = TokenBucket(limit)
    began_s = time.monotonic()
    stop_at(desk, 2 * limit)
    with pytest.raises(TransferStopped):
        desk.fetch()
    rate = desk.notes.received_bytes / (time.monotonic() - began_s)
    assert 0.8 * limit < rate < 1.1 * limit


def test_addresses_that_are_not_safe_are_not_asked(desk: Desk) -> None:
    file = ManifestFile.model_validate(desk.file().model_dump())
    desk.origin = Origin("http://192.0.2.1", TOKEN)
    with pytest.raises(UserError) as caught:
        desk.fetch(file)
    assert "https" in caught.value.message
