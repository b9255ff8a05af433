"""The doctor as a whole, with a real engine, real models and real damage."""

import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest

from fixtures.damaged_databases import make_home, requests_in
from wan22_desktop.composition.doctor import Doctor
from wan22_desktop.composition.doctor_sources import ask_engine, check_models
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import SharedDatabase
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.instance import InstanceLock
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.doctor.domain.engine_answer import EngineAnswer
from wan22_desktop.doctor.domain.findings import Severity
from wan22_desktop.doctor.domain.health_report import HealthReport

NAMES = (
    *("installation", "gpu", "libraries", "settings", "models", "configs"),
    *("database", "disk", "logs"),
)


def never() -> bool:
    return False


def errors_of(report: HealthReport, name: str) -> list[str]:
    check = report.check(name)
    assert check is not None
    return [f.text for f in check.findings if f.severity is Severity.ERROR]


def test_a_healthy_home_is_well_and_nothing_is_changed(places: Places) -> None:
    make_home(places, jobs=3, unclean=False)
    before = sorted(file for file in places.home.rglob("*") if file.is_file())
    content = {file: file.read_bytes() for file in before}
    heard: list[str] = []
    report = Doctor(places).examine(heard.append)
    assert tuple(check.name for check in report.checks) == NAMES
    assert [text for name in NAMES for text in errors_of(report, name)] == []
    assert report.is_complete
    assert heard == [check.title for check in report.checks]
    assert {file: file.read_bytes() for file in before} == content
    added = {file.name for file in places.home.rglob("*") if file.is_file()} - {
        file.name for file in before
    }
    assert added <= {"wan22.lock", "engine.log"}
    gpu = report.check("gpu")
    assert gpu is not None
    assert any(fact.source == "engine" for fact in gpu.facts), "a real engine was asked"


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    report = Doctor(Places(tmp_path / "none")).examine(is_quick=True)
    assert not report.has_errors
    assert not (tmp_path / "none").exists()


def test_everything_damaged_at_once_is_told_and_repaired(places: Places) -> None:
    make_home(places, jobs=9, unclean=False)
    raw = bytearray(places.database_file.read_bytes())
    raw[16:18] = b"\x00\x03"  # no page size that there is
    places.database_file.write_bytes(raw)
    places.settings_file.write_bytes(b"\0" * 300)
    (places.logs / "wan22.log").write_bytes(os.urandom(3000))
    model = places.models / Variant.DEMO.value
    shutil.copytree(PROGRAM_FOLDER / "models" / "demo", model)
    left = places.home / ".settings.json.1.tmp"
    left.write_bytes(b"x")
    os.utime(left, (time.time() - 9000, time.time() - 9000))

    doctor = Doctor(places)
    report = doctor.examine(is_quick=True)
    assert "damaged" in errors_of(report, "database")[0]
    assert "damaged" in errors_of(report, "settings")[0]
    fixes = doctor.fix(report)
    assert len(fixes.done) == 3, fixes
    assert "jobs: " in " ".join(fixes.done)
    after = doctor.examine(is_quick=True)
    assert not after.has_errors
    assert not left.exists()
    (kept,) = places.quarantine.iterdir()
    assert (kept / "wan22.sqlite3").read_bytes() == bytes(raw)
    open_database(places).close()
    assert doctor.fix(after).done == (), "nothing is left to do"


def test_the_users_own_configuration_is_mended_and_what_shipped_is_not(
    places: Places, tmp_path: Path
) -> None:
    own = places.models / Variant.TI2V_5B.value
    shutil.copytree(PROGRAM_FOLDER / "models" / "demo", own)
    assets = tmp_path / "assets"
    shutil.copytree(PROGRAM_FOLDER / "models" / "demo", assets / "models" / "demo")
    files = [folder / "vae" / "config.json" for folder in (own, assets / "models" / "demo")]
    for file in files:
        tree = json.loads(file.read_bytes())
        file.write_text(json.dumps({**tree, "clip_output": 1}, indent=2), "utf-8")
    shipped = files[1].read_bytes()
    doctor = Doctor(Places(places.home, assets), program=PROGRAM_FOLDER)
    report = doctor.examine(is_quick=True)
    check = report.check("configs")
    assert check is not None
    clip = [f for f in check.findings if "clip_output" in f.text]
    assert sorted(f.can_be_repaired for f in clip) == [False, True]
    assert "network" in next(f.advice for f in clip if not f.can_be_repaired)
    doctor.fix(report)
    assert b"clip_output" not in files[0].read_bytes()
    assert files[1].read_bytes() == shipped
    assert any((places.backups / "configs").iterdir())


def test_while_another_process_owns_the_home_it_is_read_and_not_repaired(places: Places) -> None:
    make_home(places, jobs=4, unclean=False)
    owner = InstanceLock(places)
    assert owner.acquire()
    database = open_database(places)
    try:
        doctor = Doctor(places)
        report = doctor.examine(is_quick=True)
        check = report.check("database")
        assert check is not None
        assert check.findings == ()
        assert ("Rows in jobs", "4") in {(fact.label, fact.value) for fact in check.facts}
        with pytest.raises(UserError) as refused:
            doctor.rescue_database()
        assert refused.value.category is ErrorCategory.BUSY
    finally:
        database.close()
        owner.release()
    assert len(requests_in(places.database_file)) == 4


def test_the_owner_uses_its_own_connection(places: Places) -> None:
    make_home(places, jobs=2, unclean=False)
    shared = SharedDatabase(lambda: open_database(places))
    database = shared.acquire()
    try:
        with database.transaction() as connection:
            connection.execute("UPDATE jobs SET note = 'x'")
        check = Doctor(places, database=shared).examine(is_quick=True).check("database")
        assert check is not None
        assert check.findings == ()
    finally:
        shared.release()


def test_start_up_may_rescue_with_the_lock_it_holds(places: Places) -> None:
    make_home(places, jobs=2, unclean=False)
    places.database_file.write_bytes(b"nothing" * 999)
    lock = InstanceLock(places)
    assert lock.acquire()
    try:
        (told,) = Doctor(places).rescue_database(owns_home=True)
        assert "jobs: 1 row kept, 1 of them from the backup, an unknown number lost" in told
        open_database(places).close()
    finally:
        lock.release()


def test_damaged_and_missing_files_of_models_are_told(places: Places) -> None:
    assert check_models(places).findings == ()
    model = places.models / Variant.TI2V_5B.value
    shutil.copytree(PROGRAM_FOLDER / "models" / "demo", model)
    next(model.glob("vae/*.safetensors")).write_bytes(b"cut")
    check = check_models(places)
    assert [finding.severity for finding in check.findings] == [Severity.ERROR]
    assert "Install the model again" in check.findings[0].advice


def test_it_stops_between_checks_and_in_the_middle_of_asking_the_engine(places: Places) -> None:
    report = Doctor(places).examine(should_stop=lambda: True)
    assert report.checks == ()
    assert not report.is_complete
    asked = threading.Event()

    def stop_once_asked(_: Places, should_stop: object) -> EngineAnswer | None:
        del should_stop
        asked.set()
        return None

    report = Doctor(places, ask=stop_once_asked).examine(should_stop=asked.is_set)
    assert [check.name for check in report.checks] == ["installation"]


def test_an_engine_that_hangs_is_ended_in_time(places: Places) -> None:
    hangs = [sys.executable, "-c", "import time; time.sleep(600)"]
    begun = time.monotonic()
    answer = ask_engine(places, never, limit_s=0.5, command=hangs)
    assert answer is not None
    assert "not ready within" in answer.problem
    assert time.monotonic() - begun < 20
    stopping = threading.Event()
    threading.Timer(0.3, stopping.set).start()
    assert ask_engine(places, stopping.is_set, command=hangs) is None


def test_an_engine_that_cannot_import_torch_says_so(places: Places) -> None:
    dies = [sys.executable, "-c", "raise ImportError('libtorch.so is missing')"]
    doctor = Doctor(places, ask=lambda p, stop: ask_engine(p, stop, command=dies))
    report = doctor.examine()
    assert "libtorch.so is missing" in errors_of(report, "libraries")[0]
    assert errors_of(report, "gpu") == [], "told once"


def test_a_check_that_fails_by_itself_costs_no_other(places: Places) -> None:
    def breaks(_: Places, should_stop: object) -> EngineAnswer | None:
        raise RuntimeError(f"bug {should_stop is None}")

    report = Doctor(places, ask=breaks).examine()
    assert errors_of(report, "gpu") == ["This could not be checked: bug False."]
    assert len(report.checks) == len(NAMES)


def test_a_home_that_may_not_be_written_is_told(places: Places) -> None:
    make_home(places, jobs=1, unclean=False)
    shutil.rmtree(places.outputs)
    places.outputs.write_bytes(b"a file")
    report = Doctor(places).examine(is_quick=True)
    assert "there is a file" in errors_of(report, "disk")[0]
