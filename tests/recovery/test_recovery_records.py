"""Records of recoveries: complete, bounded, and never in the way."""

import json
import os
import random
import sys
import threading
from pathlib import Path

import pytest

from wan22_desktop.core.failures import Failure, FailureCause, RecoveryResult, RecoveryStep
from wan22_desktop.recovery.error_recovery_system import ErrorRecoverySystem
from wan22_desktop.recovery.records import KEPT_RECORDS, MAX_FILE_BYTES, RecoveryRecords

RESULT = RecoveryResult(RecoveryStep.RETRY, 1.0, "Again.")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "recoveries.jsonl"


def failure(message: str = "out of memory", job: str = "job1") -> Failure:
    return Failure(FailureCause.VRAM, message, job, "demo", 1)


def test_records_and_outcomes_are_read_by_the_next_process(file: Path) -> None:
    records = RecoveryRecords(file)
    first = records.begin(failure("erste \u202e\x00 Zeile\n\ud800"), RESULT)
    second = records.begin(failure(job="job2"), RESULT)
    third = records.begin(failure(job="job3"), RESULT)
    records.finish(first, recovered=True)
    records.finish(second, recovered=False)
    records.finish(999, recovered=True)
    again = RecoveryRecords(file)
    assert [r.recovered for r in again.recent()] == [True, False, None]
    assert [r.number for r in again.recent()] == [first, second, third]
    assert [r.as_json() for r in again.recent()][1:] == [r.as_json() for r in records.recent()][1:]
    assert again.begin(failure(), RESULT) == third + 1
    assert [r.number for r in again.recent(2)] == [third, third + 1]
    lines = [line for line in file.read_text("utf-8").splitlines() if line]
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_a_line_that_was_cut_off_costs_only_itself(file: Path) -> None:
    records = RecoveryRecords(file)
    numbers = [records.begin(failure(), RESULT) for _ in range(3)]
    raw = file.read_bytes()
    file.write_bytes(raw[:-10])
    again = RecoveryRecords(file)
    again.begin(failure(), RESULT)
    assert [r.number for r in RecoveryRecords(file).recent()] == [*numbers[:2], 3]


def test_garbage_is_read_without_harm(file: Path) -> None:
    chance = random.Random(3)
    file.parent.mkdir()
    records = RecoveryRecords(file)
    records.begin(failure(), RESULT)
    good = file.read_bytes()
    for _ in range(300):
        raw = bytearray(good)
        for _ in range(chance.randrange(1, 6)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        file.write_bytes(bytes(raw))
        assert len(RecoveryRecords(file).recent()) <= 1
    file.write_bytes(b'{"record": ' + b"9" * 5000 + b"}\n" + b"[" * 50_000 + b"\n" + good)
    assert len(RecoveryRecords(file).recent()) == 1


def test_the_file_is_bounded_and_keeps_the_newest(file: Path) -> None:
    RecoveryRecords(file).begin(failure(), RESULT)
    line = json.loads(file.read_bytes())
    lines = [json.dumps(line | {"record": n, "message": "e" * 1000}) for n in range(1, 701)]
    file.write_text("\n".join(lines), "utf-8")
    records = RecoveryRecords(file)
    assert len(records.recent(10_000)) == KEPT_RECORDS
    sizes_bytes = []
    for number in range(120):
        records.begin(failure("é" * 1000, f"job{number}"), RESULT)
        sizes_bytes.append(file.stat().st_size)
    assert MAX_FILE_BYTES * 0.9 < max(sizes_bytes) < MAX_FILE_BYTES
    assert sizes_bytes != sorted(sizes_bytes), "it was cut down once"
    assert len(records.recent(10_000)) == KEPT_RECORDS
    kept = RecoveryRecords(file).recent(10_000)
    assert kept[-1] == records.recent()[-1]
    assert kept[-1].number == 820
    assert len(kept) > 200


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_costs_no_advice(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    full = tmp_path / "recoveries.jsonl"
    full.symlink_to("/dev/full")
    system = ErrorRecoverySystem(RecoveryRecords(full))
    for _ in range(3):
        result = system.attempt_recovery(failure())
        system.note_outcome(result.record, recovered=True)
        assert result.step is RecoveryStep.NEXT_PLAN
    assert [record.recovered for record in system.records.recent()] == [True] * 3
    assert caplog.text.count("recoveries are not saved") == 1


def test_without_a_folder_it_goes_on(tmp_path: Path) -> None:
    (tmp_path / "logs").touch()
    system = ErrorRecoverySystem(RecoveryRecords(tmp_path / "logs" / "recoveries.jsonl"))
    assert system.attempt_recovery(failure()).record == 1
    if sys.platform != "win32" and os.geteuid() != 0:
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o500)
        system = ErrorRecoverySystem(RecoveryRecords(locked / "recoveries.jsonl"))
        assert system.attempt_recovery(failure()).record == 1


def test_several_threads_write_whole_lines(file: Path) -> None:
    records = RecoveryRecords(file)
    threads = [
        threading.Thread(target=lambda: [records.begin(failure(), RESULT) for _ in range(25)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [r.number for r in RecoveryRecords(file).recent(1000)] == list(range(1, 101))
