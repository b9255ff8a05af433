"""Whatever happens to a `.part` file and its journal: nothing wrong is ever built upon."""

import hashlib
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.pieces import PIECE_BYTES, PieceHash, Pieces, piece_count, piece_span
from wan22_desktop.downloads.domain.control import TransferControl, TransferStopped
from wan22_desktop.downloads.domain.journal import Journal, Tail, Validator
from wan22_desktop.downloads.part_file import (
    PartFile,
    WrongContentError,
    journal_path,
    part_path,
    remove_leftovers,
)

MIB = 1 << 20
SIZE = 2 * PIECE_BYTES + MIB + 7
CONTENT = hashlib.shake_128(b"part").digest(SIZE)
FILE = ManifestFile(
    path="model.safetensors",
    size_bytes=SIZE,
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    repository="someone/model",
    commit="0" * 40,
    source_path="model.safetensors",
)
VALIDATOR = Validator(host="https://storage.example:443", etag='"abc"')


def fill(part: PartFile, content: bytes, until: int = SIZE) -> None:
    """Put what is missing of `content` into `part`, up to a byte."""
    while (gap := part.next_gap(TransferControl())) is not None and gap[0] < until:
        end = min(gap[1], until)
        while part.position < end:
            space = part.space(min(end - part.position, 300_000))
            space[:] = content[part.position : part.position + len(space)]
            part.filled(len(space))


def digests(content: bytes) -> Pieces:
    pieces = Pieces.unknown(len(content))
    for number in range(piece_count(len(content))):
        start, end = piece_span(number, len(content))
        hashing = PieceHash()
        found = [*hashing.update(content[start:end])]
        pieces = pieces.with_digest(number, found[0] if found else hashing.unfinished[1])
    return pieces


def damaged(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def missing_bytes(part: PartFile) -> int:
    """Fills `part`; how much of that was not there."""
    before = part.done_bytes
    gaps: list[int] = []
    while (gap := part.next_gap(TransferControl())) is not None:
        gaps.append(gap[1] - gap[0])
        while space := part.space(MIB):
            space[:] = CONTENT[part.position : part.position + len(space)]
            part.filled(len(space))
    assert before <= SIZE
    assert part.done_bytes == SIZE
    return sum(gaps)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "model.safetensors"


def test_a_file_gets_its_name_when_it_is_whole_and_right(target: Path) -> None:
    part = PartFile(target, FILE)
    fill(part, CONTENT, SIZE - 1)
    part.checkpoint()
    assert not target.exists()
    fill(part, CONTENT)
    assert part.publish() == digests(CONTENT)
    assert target.read_bytes() == CONTENT
    assert [file.name for file in target.parent.iterdir()] == [target.name]


def test_an_empty_file_needs_nothing(target: Path) -> None:
    empty = FILE.model_copy(update={"size_bytes": 0, "sha256": hashlib.sha256(b"").hexdigest()})
    part = PartFile(target, empty)
    assert part.next_gap(TransferControl()) is None
    assert part.publish() == Pieces.unknown(0)
    assert target.read_bytes() == b""


def test_wrong_content_never_gets_the_name(target: Path) -> None:
    part = PartFile(target, FILE)
    fill(part, damaged(CONTENT, SIZE - 1))
    with pytest.raises(WrongContentError):
        part.publish()
    assert not target.exists()
    part.start_over()
    assert part.done_bytes == 0
    fill(part, CONTENT)
    part.publish()
    assert target.read_bytes() == CONTENT


def test_resuming_goes_on_at_the_last_checkpoint_to_the_byte(target: Path) -> None:
    part = PartFile(target, FILE)
    part.validator = VALIDATOR
    fill(part, CONTENT, PIECE_BYTES + 3 * MIB + 11)
    part.checkpoint()
    part.close()
    part = PartFile(target, FILE)
    assert part.validator == VALIDATOR
    assert part.done_bytes == PIECE_BYTES + 3 * MIB + 11
    assert part.next_gap(TransferControl()) == (PIECE_BYTES + 3 * MIB + 11, SIZE)
    fill(part, CONTENT)
    part.publish()
    assert target.read_bytes() == CONTENT


def test_what_has_not_been_checkpointed_is_not_there(target: Path) -> None:
    part = PartFile(target, FILE)
    fill(part, CONTENT, 5 * MIB)
    part.checkpoint()
    fill(part, CONTENT, 6 * MIB)
    part.close()
    with part_path(target).open("r+b") as stream:
        stream.seek(5 * MIB)
        stream.write(b"garbage of a crash")
    part = PartFile(target, FILE)
    assert part_path(target).stat().st_size == 5 * MIB
    assert missing_bytes(part) == SIZE - 5 * MIB
    part.publish()


def test_checkpoints_come_by_themselves_and_bound_what_a_kill_costs(target: Path) -> None:
    part = PartFile(target, FILE)
    while not journal_path(target).exists():
        fill(part, CONTENT, part.position + MIB)
        part.flush()
        assert part.position <= 30 * MIB
    part.close()


@pytest.mark.parametrize("at", [0, PIECE_BYTES - 1, PIECE_BYTES, 2 * PIECE_BYTES, SIZE - 1])
def test_a_repair_fetches_the_damaged_piece_alone(target: Path, at: int) -> None:
    target.parent.mkdir()
    part_path(target).write_bytes(damaged(CONTENT, at))
    number = at // PIECE_BYTES
    start, end = piece_span(number, SIZE)
    part = PartFile(target, FILE, digests(CONTENT).with_digest(number, None))
    assert part.done_bytes == SIZE - (end - start)
    assert missing_bytes(part) == end - start
    assert part.publish() == digests(CONTENT)
    assert target.read_bytes() == CONTENT


def test_a_repair_finds_what_is_worse_than_was_known(target: Path) -> None:
    target.parent.mkdir()
    part_path(target).write_bytes(damaged(damaged(CONTENT, 3), PIECE_BYTES + 3)[: SIZE - 1])
    part = PartFile(target, FILE, digests(CONTENT).with_digest(0, None))
    assert missing_bytes(part) == SIZE
    part.publish()
    assert target.read_bytes() == CONTENT


def test_a_repair_goes_on_where_it_was_interrupted(target: Path) -> None:
    target.parent.mkdir()
    part_path(target).write_bytes(damaged(damaged(CONTENT, 3), 2 * PIECE_BYTES + 3))
    known = digests(CONTENT).with_digest(0, None).with_digest(2, None)
    part = PartFile(target, FILE, known)
    fill(part, CONTENT, 10 * MIB)
    part.checkpoint()
    part.close()
    part = PartFile(target, FILE, known)
    assert missing_bytes(part) == SIZE - 10 * MIB - PIECE_BYTES
    part.publish()
    assert target.read_bytes() == CONTENT


def test_digests_that_fit_other_content_lead_to_no_wrong_file(target: Path) -> None:
    other = hashlib.shake_128(b"other").digest(SIZE)
    target.parent.mkdir()
    part_path(target).write_bytes(other)
    part = PartFile(target, FILE, digests(other))
    assert part.next_gap(TransferControl()) is None
    with pytest.raises(WrongContentError):
        part.publish()
    part.close()


def test_reading_what_is_there_can_be_stopped(target: Path) -> None:
    target.parent.mkdir()
    part_path(target).write_bytes(CONTENT)
    part = PartFile(target, FILE, digests(CONTENT))
    control = TransferControl()
    control.stop()
    with pytest.raises(TransferStopped):
        part.next_gap(control)
    part.close()


GOOD = Journal(content=FILE.digest, pieces=digests(CONTENT), validator=VALIDATOR)
WRONG_JOURNALS = (
    b"",
    b"{",
    b"[]",
    b"\0" * 300,
    b"[" * 100_000,
    GOOD.to_json().encode()[:-1],
    GOOD.to_json().encode() + b" " * (5 << 20),
    GOOD.model_copy(update={"content": f"sha256:{'0' * 64}"}).to_json().encode(),
    GOOD.model_copy(update={"pieces": Pieces.unknown(SIZE - 1)}).to_json().encode(),
    GOOD.model_copy(update={"pieces": Pieces(size_bytes=SIZE, digests=())}).to_json().encode(),
    GOOD.model_copy(update={"tail": Tail(piece=9, size_bytes=1, digest="0" * 32)})
    .to_json()
    .encode(),
    GOOD.model_copy(update={"tail": Tail(piece=0, size_bytes=PIECE_BYTES, digest="0" * 32)})
    .to_json()
    .encode(),
)


@pytest.mark.parametrize("journal", WRONG_JOURNALS)
def test_a_journal_that_is_damaged_or_of_another_file_is_worth_nothing(
    target: Path, journal: bytes
) -> None:
    target.parent.mkdir()
    part_path(target).write_bytes(CONTENT)
    journal_path(target).write_bytes(journal)
    part = PartFile(target, FILE)
    assert part.done_bytes == 0
    assert part.next_gap(TransferControl()) == (0, SIZE)
    assert part_path(target).stat().st_size == 0
    part.close()


def test_a_part_that_is_too_long_is_cut(target: Path) -> None:
    target.parent.mkdir()
    part_path(target).write_bytes(CONTENT + b"more")
    journal_path(target).write_text(GOOD.to_json())
    part = PartFile(target, FILE)
    assert missing_bytes(part) == 0
    part.publish()
    assert target.read_bytes() == CONTENT


def test_what_is_left_over_can_be_removed(target: Path) -> None:
    part = PartFile(target, FILE)
    fill(part, CONTENT, MIB)
    part.checkpoint()
    part.close()
    (target.parent / f".{journal_path(target).name}.123.tmp").write_bytes(b"of a kill")
    (target.parent / "other.part").write_bytes(b"not ours")
    remove_leftovers(target)
    assert [file.name for file in target.parent.iterdir()] == ["other.part"]
    remove_leftovers(target)


def test_an_error_of_the_disk_is_raised_and_leaves_the_journal_true(target: Path) -> None:
    part = PartFile(target, FILE)
    fill(part, CONTENT, MIB)
    part.checkpoint()
    before = journal_path(target).read_bytes()
    # A folder in the journal's place: the next one cannot be put there.
    journal_path(target).unlink()
    journal_path(target).mkdir()
    fill(part, CONTENT, 2 * MIB)
    with pytest.raises(OSError, match=r".+"):
        part.checkpoint()
    part.close()
    journal_path(target).rmdir()
    journal_path(target).write_bytes(before)
    part = PartFile(target, FILE)
    assert missing_bytes(part) == SIZE - MIB
    part.publish()


# --- any order of writing, crashes and damage ---------------------------------------------------

SPOTS = st.integers(0, SIZE - 1)


class Crashes(RuleBasedStateMachine):
    """A `.part` file and its journal, between a lying server, crashes and a bad disk."""

    part_class: type[PartFile] = PartFile

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="wan22-part-"))
        self.target = self.folder / FILE.path
        self.served = bytearray(SIZE)
        """What was put in, byte by byte: right or not."""
        self.part: PartFile | None = None

    def teardown(self) -> None:
        if self.part is not None:
            self.part.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @precondition(lambda self: self.part is None)
    @rule()
    def open(self) -> None:
        self.part = self.part_class(self.target, FILE)
        self.part.next_gap(TransferControl())

    @precondition(lambda self: self.part is not None)
    @rule(count_bytes=st.integers(1, 24 * MIB), lies=st.booleans())
    def receive(self, count_bytes: int, *, lies: bool) -> None:
        assert self.part is not None
        until = min(self.part.position + count_bytes, SIZE)
        wrong = damaged(CONTENT, min(self.part.position, SIZE - 1)) if lies else CONTENT
        position = self.part.position
        fill(self.part, wrong, until)
        self.served[position:until] = wrong[position:until]

    @precondition(lambda self: self.part is not None)
    @rule()
    def checkpoint(self) -> None:
        assert self.part is not None
        self.part.checkpoint()

    @precondition(lambda self: self.part is not None)
    @rule(loses_power=st.booleans())
    def crash(self, *, loses_power: bool) -> None:
        """Files as they are at this instant; without power what was not flushed is zeros."""
        assert self.part is not None
        journal = journal_path(self.target)
        saved = journal.read_bytes() if journal.exists() else None
        content = part_path(self.target).read_bytes()
        self.part.close()
        self.part = None
        if loses_power:
            flushed = 0
            if saved is not None:
                claims = Journal.read(saved, FILE)
                flushed = sum(digest is not None for digest in claims.pieces.digests) * PIECE_BYTES
                flushed += claims.tail.size_bytes if claims.tail else 0
            content = content[:flushed] + bytes(max(0, len(content) - flushed))
        part_path(self.target).write_bytes(content)
        journal.unlink(missing_ok=True)
        if saved is not None:
            journal.write_bytes(saved)

    @precondition(lambda self: self.part is None and part_path(self.target).exists())
    @rule(at=SPOTS, harm=st.sampled_from(["flip", "cut", "zero", "lengthen"]))
    def damage_part(self, at: int, harm: str) -> None:
        content = part_path(self.target).read_bytes()
        if harm == "cut":
            content = content[:at]
        elif harm == "lengthen":
            content += b"more"
        elif at < len(content):
            content = content[:at] + bytes(MIB) + content[at + MIB :] if harm == "zero" else (
                damaged(content, at)
            )  # fmt: skip
        part_path(self.target).write_bytes(content)

    @precondition(lambda self: self.part is None and journal_path(self.target).exists())
    @rule(at=st.integers(0, 400), loses=st.booleans())
    def damage_journal(self, at: int, *, loses: bool) -> None:
        content = journal_path(self.target).read_bytes()
        if loses:
            journal_path(self.target).unlink()
        elif at < len(content):
            journal_path(self.target).write_bytes(damaged(content, at))

    @precondition(lambda self: self.part is not None)
    @rule()
    def finish(self) -> None:
        """Only the right content gets the name; after a lie everything is fetched again."""
        assert self.part is not None
        position = self.part.position
        fill(self.part, CONTENT)
        self.served[position:] = CONTENT[position:]
        if bytes(self.served) != CONTENT:
            with pytest.raises(WrongContentError):
                self.part.publish()
            assert not self.target.exists()
            self.part.start_over()
            fill(self.part, CONTENT)
        assert self.part.publish() == digests(CONTENT)
        assert self.target.read_bytes() == CONTENT
        assert [file.name for file in self.folder.iterdir()] == [self.target.name]
        self.target.unlink()
        self.part = None

    @invariant()
    def what_is_kept_is_what_came(self) -> None:
        if self.part is None:
            return
        self.part.flush()
        position = self.part.position
        with part_path(self.target).open("rb") as stream:
            kept = stream.read(position)
        assert len(kept) == position
        assert hashlib.sha1(kept).digest() == hashlib.sha1(self.served[:position]).digest()  # noqa: S324


class TrustsTheJournal(PartFile):
    """Takes what is claimed without comparing it."""

    def _fits(self, content: memoryview, digest: str) -> bool:
        del content, digest
        return True


MACHINE = settings(
    max_examples=15,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)


def test_no_crash_and_no_damage_makes_a_wrong_byte_count() -> None:
    run_state_machine_as_test(Crashes, settings=MACHINE)


@pytest.mark.parametrize(("kind", "is_found"), [(PartFile, False), (TrustsTheJournal, True)])
def test_the_machine_finds_a_journal_that_is_trusted(
    kind: type[PartFile], *, is_found: bool
) -> None:
    """One walk through it by hand: without the comparison a damaged byte counts as proven."""
    machine = Crashes()
    machine.part_class = kind
    try:
        machine.open()
        machine.receive(count_bytes=MIB, lies=False)
        machine.checkpoint()
        machine.crash(loses_power=False)
        machine.damage_part(at=7, harm="flip")
        machine.open()
        if is_found:
            with pytest.raises(AssertionError):
                machine.what_is_kept_is_what_came()
        else:
            machine.what_is_kept_is_what_came()
    finally:
        machine.teardown()
