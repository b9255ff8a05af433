"""Performance records: bounded, read back as they were, and never in the way."""

import json
import threading
from pathlib import Path

import pytest

from wan22_desktop.core.performance_log import (
    FILE_NAME,
    PerformanceLog,
    PerformanceRecord,
    Work,
    plan_digest,
)

RENDER = PerformanceRecord(
    work=Work.RENDER,
    seconds=12.5,
    job="0123456789ab",
    model="ti2v-5B",
    width=1280,
    height=704,
    frames=121,
    steps=50,
    plan="0123456789ab",
    stage_seconds={"denoise": 10.0, "decode": 2.0},
    seconds_per_step=0.2,
    peak_device_bytes={"denoise": 9 << 30},
    versions={"torch": "2.9"},
)


def test_what_was_added_is_read_back_with_its_time(tmp_path: Path) -> None:
    log = PerformanceLog(tmp_path / "logs")
    assert log.recent(10) == []
    log.add(RENDER)
    log.add(PerformanceRecord(work=Work.DOWNLOAD, seconds=3.0, size_bytes=1 << 30))
    first, second = log.recent(10)
    assert first.model_copy(update={"time": ""}) == RENDER
    assert first.time.endswith("+00:00")
    assert second.work is Work.DOWNLOAD
    assert log.recent(1) == [second]
    lines = (tmp_path / "logs" / FILE_NAME).read_text("utf-8").splitlines()
    assert set(json.loads(lines[1])) == {"work", "seconds", "time", "size_bytes"}


def test_files_are_bounded_and_recent_reaches_over_them(tmp_path: Path) -> None:
    log = PerformanceLog(tmp_path, max_file_bytes=5000)
    for number in range(200):
        log.add(RENDER.model_copy(update={"seconds": float(number)}))
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 2 * 5000
    found = [record.seconds for record in log.recent(15)]
    assert found == [float(number) for number in range(185, 200)]


def test_damaged_lines_cost_only_themselves(tmp_path: Path) -> None:
    log = PerformanceLog(tmp_path)
    log.add(RENDER)
    with (tmp_path / FILE_NAME).open("ab") as stream:
        stream.write(b'\xff\n{"work": "juggling", "seconds": 1}\n[]\n{"work": "ren')
    log.add(RENDER)
    assert len(log.recent(100)) == 2


def test_threads_do_not_mix_their_lines(tmp_path: Path) -> None:
    log = PerformanceLog(tmp_path, max_file_bytes=3000)
    threads = [
        threading.Thread(target=lambda: [log.add(RENDER) for _ in range(50)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for file in tmp_path.iterdir():
        for line in file.read_bytes().splitlines():
            PerformanceRecord.from_json(line)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_costs_the_line_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FILE_NAME).symlink_to("/dev/full")
    PerformanceLog(tmp_path).add(RENDER)
    assert "is not kept" in caplog.text


def test_digests_tell_plans_apart() -> None:
    other = RENDER.model_copy(update={"steps": 4})
    assert plan_digest(RENDER) == plan_digest(RENDER.model_copy())
    assert plan_digest(RENDER) != plan_digest(other)
