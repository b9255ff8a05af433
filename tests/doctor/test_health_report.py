"""The report in its three forms, and the checks that judge facts from elsewhere."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.hardware import DriverProblem, Gpu, HardwareProfile
from wan22_desktop.doctor.config_check import check_configs, check_settings
from wan22_desktop.doctor.config_validator import ConfigValidator
from wan22_desktop.doctor.disk_check import check_disks, leftover_files, network_kind_in
from wan22_desktop.doctor.domain.engine_answer import EngineAnswer
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.gpu_check import build_of, check_gpu
from wan22_desktop.doctor.domain.health_report import Check, Fact, HealthReport
from wan22_desktop.doctor.log_check import check_logs
from wan22_desktop.doctor.report_files import report_bytes, write_report

EVIL = '<script>alert("x")</script><img src=http://evil/> \u202etxt\x1b[31m'


def report(*findings: Finding, is_complete: bool = True) -> HealthReport:
    checks = (
        Check("disk", "Disks", facts=(Fact("Home", "5 GB free", "system"),), seconds=0.2),
        Check("evil", EVIL, tuple(findings), (Fact(EVIL, EVIL, EVIL),)),
    )
    return HealthReport("2026-01-02T10:11:12+01:00", "1.0", checks, is_complete)


ERROR = Finding(Severity.ERROR, EVIL, EVIL, can_be_repaired=True, advice=EVIL)
WARNING = Finding(Severity.WARNING, "The disk is nearly full.", advice="Run `wan22 doctor`.")
NOTE = Finding(Severity.NOTE, "Nothing to do.")


class Page(HTMLParser):
    """Elements and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [v or "" for k, v in attrs if k in ("src", "href", "action", "srcset")]
        assert not any(key.startswith("on") for key, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("findings", "headline", "has_errors"),
    [
        ((), "All is well", False),
        ((NOTE,), "All is well", False),
        ((WARNING,), "1 thing needs attention", False),
        ((ERROR, WARNING, NOTE), "2 things need attention", True),
    ],
)
def test_the_headline_counts_what_needs_attention(
    findings: tuple[Finding, ...], headline: str, has_errors: bool
) -> None:
    made = report(*findings)
    assert (made.headline, made.has_errors) == (headline, has_errors)
    assert json.loads(report_bytes(made, ".json"))["headline"] == headline
    assert headline in report_bytes(made, ".html").decode()
    assert headline in report_bytes(made, ".txt").decode()


def test_a_report_that_was_cut_short_claims_no_health() -> None:
    assert report(is_complete=False).headline == "Nothing wrong was found"


def test_html_is_one_file_that_runs_and_fetches_nothing() -> None:
    html = report_bytes(report(ERROR, WARNING), ".html").decode()
    page = Page(html)
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
    assert page.links == []
    assert "url(" not in html
    assert "@import" not in html
    assert 'alert("x")' in page.text, "shown as text"
    assert "\u202e" not in html
    assert "\x1b" not in html
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert page.text.index("2 things") < page.text.index("Disks")
    assert "wan22 doctor" in page.text
    assert html.count("<code>") == 1


def test_text_shows_no_control_characters() -> None:
    text = report_bytes(report(ERROR), ".txt").decode()
    assert all(c.isprintable() or c == "\n" for c in text)


def test_a_lone_surrogate_is_no_reason_to_fail(tmp_path: Path) -> None:
    odd = report(Finding(Severity.ERROR, os.fsdecode(b"a\xff")))
    for ending in (".html", ".json", ".txt"):
        write_report(odd, tmp_path / f"r{ending}")


def test_the_ending_says_the_form(tmp_path: Path) -> None:
    write_report(report(), tmp_path / "r.JSON")
    assert json.loads((tmp_path / "r.JSON").read_bytes())["schema_version"] == 1
    with pytest.raises(UserError, match="should end in"):
        write_report(report(), tmp_path / "r.pdf")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotSavedError):
        write_report(report(), tmp_path / "file" / "r.html")


# --- graphics card ------------------------------------------------

CARD = Gpu(name="GeForce RTX 4080", total_vram_bytes=16 << 30, compute_capability=(8, 9))
OLD = Gpu(name="GeForce GTX 1080", total_vram_bytes=8 << 30, compute_capability=(6, 1))


def engine(torch: str, *devices: str) -> EngineAnswer:
    return EngineAnswer({"torch": torch}, devices or ("cpu",))


@pytest.mark.parametrize(
    ("card", "cuda", "torch", "devices", "said"),
    [
        (CARD, (13, 0), "2.13.0+cu130", ("cpu", "cuda"), ""),
        (CARD, (13, 0), "2.13.0", ("cpu", "cuda"), ""),
        (CARD, (13, 0), "2.13.0+cpu", ("cpu",), "built for the processor only"),
        (CARD, (12, 8), "2.13.0+cu130", ("cpu",), "needs a driver that knows CUDA 13"),
        (OLD, (13, 0), "2.13.0+cu130", ("cpu",), "too old"),
        (OLD, (12, 8), "2.9.0+cu126", ("cpu", "cuda"), ""),
        (CARD, (13, 0), "2.13.0", ("cpu",), "cannot use it"),
    ],
)
def test_torch_driver_and_card_are_held_against_each_other(
    card: Gpu, cuda: tuple[int, int], torch: str, devices: tuple[str, ...], said: str
) -> None:
    profile = HardwareProfile(os="linux", gpu=card, gpus=(card,), cuda_version=cuda)
    check = check_gpu(profile, engine(torch, *devices))
    assert (said in check.findings[0].text) if said else check.findings == ()


@pytest.mark.parametrize("problem", DriverProblem)
def test_each_problem_of_a_driver_has_words_and_advice(problem: DriverProblem) -> None:
    profile = HardwareProfile(os="linux", driver_problem=problem)
    (finding,) = check_gpu(profile, None).findings
    assert finding.text.endswith(".")
    assert finding.advice


def test_unknown_hardware_is_no_crash() -> None:
    assert check_gpu(None, None).findings
    assert check_gpu(HardwareProfile(os="windows"), EngineAnswer(problem="gone")).findings == ()
    assert build_of("2.13.0+cu128") == ("cu", (12, 8))
    assert build_of("nonsense") == ("", None)


# --- disks ---------------------------------------------------------


def test_leftovers_are_ours_and_old(tmp_path: Path) -> None:
    def make(path: str, *, old: bool = True) -> None:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"12345")
        if old:
            at = time.time() - 9000
            os.utime(file, (at, at))

    make(".settings.json.77.tmp")
    make("cache/.x.json.1.tmp")
    make(".new.json.77.tmp", old=False)
    make("user.tmp")
    make(".mine.tmp")
    make("downloads/.order.json.5.tmp")
    found = {one.path.relative_to(tmp_path).as_posix() for one in leftover_files(tmp_path)}
    assert found == {".settings.json.77.tmp", "cache/.x.json.1.tmp"}
    check, _ = check_disks({"home": tmp_path})
    assert any("2 temporary files" in finding.text for finding in check.findings)


def test_a_folder_that_refuses_or_hangs_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    def hangs(_: object) -> object:
        raise TimeoutError

    check, _ = check_disks({"home": tmp_path, "outputs": tmp_path / "file"})
    assert any("there is a file" in finding.text for finding in check.findings)
    check, _ = check_disks({"home": tmp_path}, ask=hangs)
    assert "does not answer" in check.findings[0].text


def test_little_room_is_told(tmp_path: Path) -> None:
    check, _ = check_disks({"home": tmp_path}, ask=lambda _: 1 << 30)
    assert [finding.severity for finding in check.findings] == [Severity.ERROR]
    check, _ = check_disks({"home": tmp_path}, ask=lambda _: 5 << 30)
    assert [finding.severity for finding in check.findings] == [Severity.WARNING]


def test_network_drives_are_told_by_their_mounts(tmp_path: Path) -> None:
    share = tmp_path / "my share"
    share.mkdir()
    mounts = tmp_path / "mounts"
    escaped = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {escaped} nfs4 rw 0 0\nbad\n", "utf-8")
    assert network_kind_in(share / "deep" / "home", mounts) == "nfs4"
    assert network_kind_in(tmp_path, mounts) is None


# --- log, settings, configurations --------------------------------


def test_logs_are_counted_by_source_whatever_else_is_in_them(tmp_path: Path) -> None:
    now = datetime(2026, 1, 8, tzinfo=UTC)

    def line(level: str, source: str, days: float) -> str:
        at = (now - timedelta(days=days)).isoformat()
        return json.dumps({"time": at, "level": level, "source": source, "message": "m"})

    log, recoveries = tmp_path / "wan22.log", tmp_path / "recoveries.jsonl"
    lines = [line("error", "a", 1), line("error", "a", 2), line("critical", "b", 3)]
    lines += [line("error", "a", 20), line("warning", "a", 1), "{", "[1]", '{"time": []}', "\x00"]
    log.write_text("\n".join(lines), "utf-8")
    at = (now - timedelta(days=1)).isoformat()
    recoveries.write_text(
        f'{{"at": "{at}", "record": 1, "cause": "vram"}}\n'
        f'{{"at": "{at}", "record": 2, "cause": "vram"}}\n'
        f'{{"at": "{at}", "record": 2, "recovered": true}}\nhalf a li',
        "utf-8",
    )
    check = check_logs((tmp_path / "none", log), recoveries, now=now)
    facts = {fact.label: fact.value for fact in check.facts}
    assert facts["Errors in 7 days"] == "3"
    assert (facts["Errors of a"], facts["Errors of b"], facts["Warnings"]) == ("2", "1", "1")
    assert facts["Failures in 7 days"] == "vram 2; 1 recovered"


def test_settings_and_whole_model_folders_are_validated(tmp_path: Path) -> None:
    validator = ConfigValidator(tmp_path / "backups", tmp_path / "settings.json")
    assert check_settings(tmp_path / "settings.json", validator).findings == ()
    (tmp_path / "settings.json").write_text('{"version": 2, "strange": 1}', "utf-8")
    (finding,) = check_settings(tmp_path / "settings.json", validator).findings
    assert finding.can_be_repaired
    model = tmp_path / "model"
    (model / "vae").mkdir(parents=True)
    (model / "vae" / "config.json").write_text('{"_class_name": "AutoencoderKLWan"', "utf-8")
    (model / "model_index.json").mkdir()
    check, results = check_configs({"T2V": model}, validator)
    assert [result.file.name for result in results] == ["config.json"]
    assert check.findings[0].where.startswith("T2V, vae/config.json")


def test_a_models_index_is_held_against_its_parts(tmp_path: Path) -> None:
    from wan22_desktop.core.places import PROGRAM_FOLDER

    validator = ConfigValidator(tmp_path)
    results = validator.validate_model_folder(PROGRAM_FOLDER / "models" / "demo")
    assert [result.file.name for result in results].count("config.json") == 3
    assert all(result.is_valid for result in results)
    assert validator.validate_model_folder(tmp_path / "none") == ()
