"""Any sequence of wishes, accidents and crashes: nothing is lost, nothing outside is touched.

pytest tests/lora_library/test_library_states.py --sequences 5000
"""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fixtures.lora_bytes import lora_bytes
from lora_library.libraries import LibraryAtWork
from wan22_desktop.core.errors import UserError
from wan22_desktop.lora_library.domain.importing import ImportOutcome, OnConflict
from wan22_desktop.lora_library.domain.records import FileState, LoraDetails
from wan22_desktop.lora_library.inspection.file_inspector import FileInspector

CONTENTS = tuple(lora_bytes(seed) for seed in range(6))
IDS = tuple(hashlib.sha256(content).hexdigest() for content in CONTENTS)
FOREIGN = b"somebody else's"
NAMES = ("Rain", "Snow", "Fog", "Rain high", "Rain low", "../../etc/passwd")
files = st.integers(0, len(CONTENTS) - 1)
names = st.integers(0, len(NAMES) - 1)


class CrashError(BaseException):
    """The process ends here: nothing that comes later is done."""


@dataclass
class Entry:
    """What has to be known of a file."""

    name: str
    notes: str = ""
    tags: set[str] = field(default_factory=set)
    favourite: bool = False
    state: FileState = FileState.PRESENT


class Crash:
    """Ends a wish at the n-th line of the library's code, wherever that is.

    Python still runs what cleans up; `test_import_kills.py` ends real processes.
    """

    def __init__(self, lines: int) -> None:
        self._left = lines

    def trace(self, frame: FrameType, event: str, _argument: object) -> Callable[..., Any] | None:
        if not _is_ours(frame.f_code.co_filename):
            return None
        if event == "line":
            self._left -= 1
            if self._left <= 0:
                raise CrashError
        return self.trace


def _is_ours(file: str) -> bool:
    """Not the inspector: its other process would wait for somebody who is still there."""
    path = file.replace("\\", "/")
    return "wan22_desktop/lora_library/" in path and "/inspection/" not in path


class LibraryMachine(RuleBasedStateMachine):
    """`entries` and `pairs` are what should be there; after a crash a wish was granted or not."""

    inspector: FileInspector
    counts: dict[str, int]

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="wan22-library-"))
        self.shelf = self.root / "shelf"
        self.shelf.mkdir()
        for number, content in enumerate(CONTENTS):
            (self.shelf / f"{number}.safetensors").write_bytes(content)
        self.outside = _digest(self.shelf)
        self.now = 1000
        self.num_foreign = 0
        """Files that somebody else has put in the place of one of ours, and not deleted again."""
        self.strays: dict[int, Path] = {}
        """Copies under strange names in the library's folder."""
        self.entries: dict[str, Entry] = {}
        self.pairs: dict[str, tuple[str, str]] = {}
        self.library = LibraryAtWork(self.root, self.inspector)
        self.manager = self.library.manager

    @initialize()
    def begin(self) -> None:
        self.counts["sequences"] += 1

    def teardown(self) -> None:
        self.library.close()
        shutil.rmtree(self.root)

    # --- imports --------------------------------------------------------------------------------

    @rule(number=files, name=names, on_conflict=st.sampled_from(OnConflict))
    def take_in(self, number: int, name: int, on_conflict: OnConflict) -> None:
        source = self.shelf / f"{number}.safetensors"
        [result] = self.manager.upload_lora_files(
            [source], on_conflict=on_conflict, names={str(source): NAMES[name]}
        )
        sha256 = IDS[number]
        known = self.entries.get(sha256)
        match result.outcome:
            case ImportOutcome.ADDED:
                assert known is None
                self._added(sha256, on_conflict)
            case ImportOutcome.ALREADY_THERE:
                # A change that no scan has seen may be noticed here first.
                assert known is not None
                assert self._lies_there(sha256)
            case ImportOutcome.RELINKED:
                assert known is not None
                known.state = FileState.PRESENT
                assert self._lies_there(sha256)
            case ImportOutcome.NAME_EXISTS:
                assert known is None
            case _:
                raise AssertionError(result)
        self._take_over_pairs()

    def _added(self, sha256: str, on_conflict: OnConflict) -> None:
        stored = self.manager._library.contents.entries
        gone = [other for other in self.entries if other not in stored]
        assert len(gone) <= (on_conflict is OnConflict.REPLACE)
        entry = Entry(stored[sha256].name)
        for other in gone:
            old = self.entries.pop(other)
            entry = Entry(entry.name, old.notes, old.tags, old.favourite)
            self.pairs = {
                name: (sha256 if high == other else high, sha256 if low == other else low)
                for name, (high, low) in self.pairs.items()
            }
        self.entries[sha256] = entry

    def _take_over_pairs(self) -> None:
        """Pairs that the app has made of entries that were in none."""
        for high, pair in self.manager._library.contents.pairs.items():
            if pair.is_automatic and pair.name not in self.pairs:
                halves = (high, pair.low)
                assert all(half not in known for known in self.pairs.values() for half in halves)
                self.pairs[pair.name] = halves

    # --- wishes ---------------------------------------------------------------------------------

    @precondition(lambda self: self.entries)
    @rule(which=files, name=names)
    def rename(self, which: int, name: int) -> None:
        card_id = self._card_id(which)
        try:
            card = self.manager.rename_lora_file(card_id, NAMES[name])
        except UserError:
            taken = {e.name.casefold() for e in self.entries.values()}
            taken |= {pair.casefold() for pair in self.pairs}
            assert any(NAMES[name].split("/")[-1].casefold() in each for each in taken)
            return
        if card.is_pair:
            halves = (card.id, card.entries[1].sha256)
            self.pairs = {n: h for n, h in self.pairs.items() if h != halves} | {card.name: halves}
        else:
            self.entries[card_id].name = card.name

    @precondition(lambda self: self.entries)
    @rule(which=files, tag=st.sampled_from("abc"), note=st.text(max_size=8))
    def say(self, which: int, tag: str, note: str) -> None:
        card_id = self._card_id(which)
        card = self.manager.change_tags(card_id, add=(tag,))
        details = card.lead.details
        card = self.manager.edit(
            card_id, LoraDetails(tags=details.tags, notes=f"note {note.encode().hex()}")
        )
        self.manager.set_favourite(card_id, bool(len(note) % 2))
        entry = self.entries[card_id]
        entry.tags.add(tag)
        entry.notes, entry.favourite = card.lead.details.notes, bool(len(note) % 2)

    @precondition(lambda self: len(self.entries) > 1)
    @rule(one=files, other=files)
    def pair(self, one: int, other: int) -> None:
        high, low = self._card_id(one), self._card_id(other)
        try:
            card = self.manager.pair(high, low)
        except UserError:
            paired = {half for pair in self.pairs.values() for half in pair}
            assert high == low or {high, low} & paired
            return
        self.pairs[card.name] = (high, low)

    @precondition(lambda self: self.pairs)
    @rule(which=files)
    def split(self, which: int) -> None:
        name = sorted(self.pairs)[which % len(self.pairs)]
        self.manager.split(self.pairs.pop(name)[0])

    @precondition(lambda self: self.pairs)
    @rule(which=files)
    def swap(self, which: int) -> None:
        name = sorted(self.pairs)[which % len(self.pairs)]
        high, low = self.pairs[name]
        self.manager.swap(high)
        self.pairs[name] = (low, high)
        one, other = self.entries[high], self.entries[low]
        one.notes, other.notes = other.notes, one.notes
        one.tags, other.tags = other.tags, one.tags
        one.favourite, other.favourite = other.favourite, one.favourite

    @precondition(lambda self: self.entries)
    @rule(which=files, for_good=st.booleans())
    def delete(self, which: int, for_good: bool) -> None:
        card_id = self._card_id(which)
        doomed = {card_id} | {low for high, low in self.pairs.values() if high == card_id}
        self.manager.delete_lora_file(card_id, for_good=for_good)
        for sha256 in doomed:
            del self.entries[sha256]
            assert not self.library.places.lora(sha256).exists()
        self.pairs = {n: halves for n, halves in self.pairs.items() if card_id not in halves}

    # --- accidents ------------------------------------------------------------------------------

    @precondition(lambda self: self.entries)
    @rule(which=files)
    def delete_from_outside(self, which: int) -> None:
        sha256 = sorted(self.entries)[which % len(self.entries)]
        self.library.places.lora(sha256).unlink(missing_ok=True)
        self.num_foreign -= self.entries[sha256].state is FileState.CHANGED
        self.entries[sha256].state = FileState.MISSING
        self._scan()

    @precondition(lambda self: self.entries)
    @rule(which=files)
    def replace_from_outside(self, which: int) -> None:
        sha256 = sorted(self.entries)[which % len(self.entries)]
        self.library.places.lora(sha256).write_bytes(FOREIGN)
        self.num_foreign += self.entries[sha256].state is not FileState.CHANGED
        self.entries[sha256].state = FileState.CHANGED
        self._scan()

    @rule(number=files)
    def put_there_by_hand(self, number: int) -> None:
        """A copy under a strange name in the library's own folder."""
        self.library.places.loras.mkdir(exist_ok=True)
        file = self.library.places.loras / f"by hand {number}.safetensors"
        file.write_bytes(CONTENTS[number])
        # Clocks are coarse: two of these could be taken for the same file.
        self.now += 1
        os.utime(file, (self.now, self.now))
        self.strays[number] = file
        is_new = IDS[number] not in self.entries
        self._scan()
        if is_new:
            assert not file.exists()
            stored = self.manager._library.contents.entries[IDS[number]]
            self.entries[IDS[number]] = Entry(stored.name)
        self._take_over_pairs()

    @rule()
    def restart(self) -> None:
        self._open_again()

    @rule(number=files, name=names, lines=st.integers(1, 700))
    def crash_while_taking_in(self, number: int, name: int, lines: int) -> None:
        source = self.shelf / f"{number}.safetensors"
        self._crash(
            lines,
            lambda: self.manager.upload_lora_files(
                [source], on_conflict=OnConflict.KEEP_BOTH, names={str(source): NAMES[name]}
            ),
        )
        stored = self.manager._library.contents.entries
        sha256 = IDS[number]
        # Nothing half: in the library with its whole content, or not at all.
        entry = self.entries.get(sha256)
        if entry is not None:
            # What was somebody else's may be in quarantine already, and the right one not here.
            gone = (entry.state, stored[sha256].state) == (FileState.CHANGED, FileState.MISSING)
            if gone or stored[sha256].state is FileState.PRESENT:
                entry.state = stored[sha256].state
        elif sha256 in stored:
            assert stored[sha256].state is FileState.PRESENT
            self.entries[sha256] = Entry(stored[sha256].name)
        self._take_over_pairs()

    @precondition(lambda self: self.entries)
    @rule(which=files, lines=st.integers(1, 120))
    def crash_while_deleting(self, which: int, lines: int) -> None:
        card_id = self._card_id(which)
        halves = {card_id} | {low for high, low in self.pairs.values() if high == card_id}
        self._crash(lines, lambda: self.manager.delete_lora_file(card_id))
        stored = self.manager._library.contents.entries
        for sha256 in halves:
            if sha256 not in stored:
                del self.entries[sha256]
                self.pairs = {n: h for n, h in self.pairs.items() if sha256 not in h}
            elif stored[sha256].state is FileState.MISSING:
                # Its file is in the recycle bin; what people have said is still here.
                self.entries[sha256].state = FileState.MISSING

    @precondition(lambda self: self.entries)
    @rule(which=files, lines=st.integers(1, 150), note=st.text("xyz", max_size=4))
    def crash_while_saying(self, which: int, lines: int, note: str) -> None:
        card_id = self._card_id(which)
        tags = tuple(self.entries[card_id].tags)
        self._crash(lines, lambda: self.manager.edit(card_id, LoraDetails(notes=note, tags=tags)))
        said = self.manager.card(card_id).lead.details.notes
        assert said in (note, self.entries[card_id].notes)
        self.entries[card_id].notes = said

    def _crash(self, lines: int, wish: Callable[[], object]) -> None:
        """The wish up to a line of ours; then the process is gone and another one opens."""
        before = sys.gettrace()
        crashed = False
        sys.settrace(Crash(lines).trace)
        try:
            wish()
        except CrashError:
            crashed = True
        finally:
            sys.settrace(before)
        self.counts["crashes"] += crashed
        self._open_again()

    def _open_again(self) -> None:
        self.library.close()
        self.library = LibraryAtWork(self.root, self.inspector)
        self.manager = self.library.manager
        self._scan()

    def _scan(self) -> None:
        """What lies there under a strange name stands in for what has got lost."""
        self.manager.scan()
        for number, file in tuple(self.strays.items()):
            entry = self.entries.get(IDS[number])
            if entry is not None and entry.state is not FileState.PRESENT:
                entry.state = FileState.PRESENT
                assert not file.exists()
            if not file.exists():
                assert self._lies_there(IDS[number])
                del self.strays[number]

    # --- what always holds ----------------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        self.counts["checks"] += 1
        contents = self.manager._library.contents
        known = {
            sha256: Entry(
                entry.name,
                entry.details.notes,
                set(entry.details.tags),
                entry.is_favourite,
                entry.state,
            )
            for sha256, entry in contents.entries.items()
        }
        assert known == self.entries
        assert {p.name: (p.high, p.low) for p in contents.pairs.values()} == self.pairs
        for sha256, entry in self.entries.items():
            if entry.state is FileState.PRESENT:
                assert self._lies_there(sha256)

    @invariant()
    def nothing_outside_is_touched(self) -> None:
        assert _digest(self.shelf) == self.outside
        assert {path.name for path in self.root.iterdir()} == {"shelf", "home", "bin"}

    @invariant()
    def what_somebody_else_has_put_there_is_kept(self) -> None:
        places = self.library.places
        here = [*places.loras.glob("*.safetensors"), *self.library.bin.folder.iterdir()]
        if places.quarantine.is_dir():
            here += [f for f in places.quarantine.iterdir() if f.suffix == ".safetensors"]
        assert sum(file.read_bytes() == FOREIGN for file in here) == self.num_foreign

    def _lies_there(self, sha256: str) -> bool:
        kept = self.library.places.lora(sha256)
        return hashlib.sha256(kept.read_bytes()).hexdigest() == sha256

    def _card_id(self, which: int) -> str:
        lows = {low for _, low in self.pairs.values()}
        ids = sorted(sha256 for sha256 in self.entries if sha256 not in lows)
        return ids[which % len(ids)]


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        info = file.lstat()
        digest.update(f"{file} {info.st_size} {info.st_mtime_ns}".encode() + file.read_bytes())
    return digest.hexdigest()


def spoil_a_file(machine: LibraryMachine) -> None:
    """Other bytes of the same length, with the old date: as a bad disk has it."""
    kept = machine.library.places.lora(IDS[0])
    info = kept.stat()
    kept.write_bytes(bytes(info.st_size))
    os.utime(kept, ns=(info.st_atime_ns, info.st_mtime_ns))


def forget_a_note(machine: LibraryMachine) -> None:
    machine.manager.edit(IDS[0], LoraDetails())


def touch_the_shelf(machine: LibraryMachine) -> None:
    os.utime(machine.shelf / "0.safetensors", (5, 5))


def leave_something_outside(machine: LibraryMachine) -> None:
    (machine.root / "etc").mkdir()


def check(machine: LibraryMachine) -> None:
    machine.nothing_is_lost()
    machine.nothing_outside_is_touched()


@pytest.mark.parametrize(
    "accident", [spoil_a_file, forget_a_note, touch_the_shelf, leave_something_outside]
)
def test_the_checks_see_what_they_are_for(
    inspector: FileInspector, accident: Callable[[LibraryMachine], None]
) -> None:
    counts = {"sequences": 0, "crashes": 0, "checks": 0}
    kind = type("Machine", (LibraryMachine,), {"inspector": inspector, "counts": counts})
    machine = kind()
    try:
        machine.take_in(0, 0, OnConflict.ASK)
        machine.say(0, "a", "note")
        check(machine)
        accident(machine)
        with pytest.raises(AssertionError):
            check(machine)
    finally:
        machine.teardown()


# A wish that ends while it closes a file leaves that to Python, which complains.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_any_sequence_of_wishes_accidents_and_crashes(
    inspector: FileInspector, sequences: int, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = {"sequences": 0, "crashes": 0, "checks": 0}
    machine = type("Machine", (LibraryMachine,), {"inspector": inspector, "counts": counts})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=(HealthCheck.too_slow,),
        ),
    )
    with capsys.disabled():
        print(
            f"\nlibrary: {counts['sequences']} sequences, {counts['crashes']} crashes, "
            f"{counts['checks']} states checked: lost 0, touched outside 0"
        )
    assert counts["sequences"] >= sequences
    assert counts["crashes"] > 0
