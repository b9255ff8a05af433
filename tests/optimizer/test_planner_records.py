"""Calibration: records of a made-up machine bring the planner's figures to that machine's."""

import random
from pathlib import Path

import pytest

from fixtures.machines import A14B_480P, A14B_720P, TI2V_720P, machine, situation
from wan22_desktop.optimizer.domain.compute import Calibration
from wan22_desktop.optimizer.domain.estimates import Estimator
from wan22_desktop.optimizer.domain.planning import PlanReport
from wan22_desktop.optimizer.planner import Planner
from wan22_desktop.optimizer.records import MAX_RECORDS, Measured, Records

DEVICE = "NVIDIA GeForce RTX 4080"
TRUTH = Calibration(forward_time=1.43, memory=1.22, vae_time=1.8, vae_memory=0.9)
NOISE = 0.06


def measured(report: PlanReport, rng: random.Random) -> Measured:
    """What a machine that differs by `TRUTH` would show, with noise."""
    true = Estimator(report.situation, TRUTH)
    plain = Estimator(report.situation, Calibration())
    plan = report.plan

    def noisy(value: float) -> float:
        return value * (1 + rng.uniform(-NOISE, NOISE))

    work = plain.activation_bytes(plan) * TRUTH.memory
    decode = plain.decode_cost(plan.decode).peak_bytes * TRUTH.vae_memory
    return Measured(
        seconds_per_forward=noisy(true.forward_seconds(plan)),
        denoise_peak_bytes=round(plain.denoise_weight_bytes(plan) + noisy(work)),
        decode_seconds=noisy(true.decode_seconds(plan)),
        decode_peak_bytes=round(plain.decode_weight_bytes(plan) + noisy(decode)),
        pcie_gb_s=noisy(21.0),
    )


def planned(planner: Planner, index: int) -> PlanReport:
    wanted = (A14B_480P, TI2V_720P, A14B_720P)[index % 3]
    report = planner.plan(situation(wanted, machine(16)))
    assert isinstance(report, PlanReport)
    return report


@pytest.mark.parametrize("seed", range(5))
def test_calibration_finds_the_machine(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    records = Records(tmp_path / "records.jsonl")
    for index in range(9):
        report = planned(Planner(), index)
        found = measured(report, rng)
        if index == 4:  # one render while the machine was asleep
            found = found.model_copy(update={"seconds_per_forward": 5 * 60.0})
        records.add(report, found)
    calibrated = Planner(records.calibration(DEVICE, "_native_cudnn"))
    for index in range(3):
        situated = planned(calibrated, index).situation
        plan = planned(calibrated, index).plan
        true = Estimator(situated, TRUTH)
        mine = calibrated.plan(situated).estimate
        plain = Planner().plan(situated).estimate
        truth = true.of(plan)
        assert mine.seconds_per_forward == pytest.approx(truth.seconds_per_forward, rel=0.15)
        assert mine.peak_vram_bytes.denoise == pytest.approx(truth.peak_vram_bytes.denoise, rel=0.1)
        assert mine.peak_vram_bytes.decode == pytest.approx(truth.peak_vram_bytes.decode, rel=0.1)
        assert mine.seconds.likely == pytest.approx(truth.seconds.likely, rel=0.15)
        assert plain.seconds_per_forward != pytest.approx(truth.seconds_per_forward, rel=0.15)
        assert mine.seconds.low <= truth.seconds.likely <= mine.seconds.high


def test_error_bars_shrink_with_records(tmp_path: Path) -> None:
    records = Records(tmp_path / "records.jsonl")
    rng = random.Random(1)
    widths = []
    for count in range(6):
        calibration = records.calibration(DEVICE, "_native_cudnn")
        assert calibration.forward_records == count
        seconds = planned(Planner(calibration), 0).estimate.seconds
        widths.append((seconds.high - seconds.low) / seconds.likely)
        report = planned(Planner(), 0)
        records.add(report, measured(report, rng))
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0] / 2


def test_records_of_others_do_not_count(tmp_path: Path) -> None:
    records = Records(tmp_path / "records.jsonl")
    report = planned(Planner(), 0)
    records.add(report, measured(report, random.Random(1)))
    assert records.calibration("another card", "_native_cudnn") == Calibration()
    other = records.calibration(DEVICE, "sage")
    assert other.forward_time == 1.0
    assert other.memory != 1.0


def test_damaged_lines_cost_only_themselves(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "records.jsonl"
    records = Records(file)
    assert records.read() == []
    report = planned(Planner(), 0)
    records.add(report, Measured(seconds_per_forward=30.0))
    whole = file.read_bytes()
    file.write_bytes(b"\xff{broken\n" + whole + b'{"device": "x", "attention": "y", "forward_ti')
    assert [record.device for record in records.read()] == [DEVICE]
    records.add(report, Measured(seconds_per_forward=31.0))
    assert len(records.read()) == 2
    file.write_bytes(whole * (MAX_RECORDS + 50))
    records.add(report, Measured())
    assert len(records.read()) == MAX_RECORDS
