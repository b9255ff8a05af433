"""Nothing private leaves the computer: canaries in every source, none of them in the bundle."""

import json
import os
import shutil
import sqlite3
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from wan22_desktop.composition.doctor import Doctor
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.health_report import Check, Fact, HealthReport
from wan22_desktop.doctor.domain.redaction import Redactor, secrets_of
from wan22_desktop.doctor.support_bundle import (
    BundleSources,
    bundle_files,
    write_bundle,
)
from wan22_desktop.generation.store import JobStore

PROMPT = "Zanzibar Quokka juggling glowing marzipan under violet auroras"
NEGATIVE = "grotesque wobblefish limbs everywhere, smeared gargoyle lettering"
REMOVED = "Xylophone penguin descending emerald staircases singing"
HUB_KEY = "hf_CANARYabcdefghijklmnopqrstuvwx12"
ENVIRONMENT = "environment-canary-77431"
CANARIES = {
    "hub token": "CANARYabcdefgh",
    "bearer": "bearercanary123",
    "password in an address": "urlpasswordcanary",
    "signature of an address": "signaturecanary",
    "key in the settings": "settingskeycanary",
    "environment": ENVIRONMENT,
    "prompt": "marzipan",
    "prompt, first words": "Quokka",
    "prompt cut short": "violet",
    "negative prompt": "wobblefish",
    "prompt of a removed job": "penguin",
    "name of a clip": "holidaycanary",
    "name of a LoRA": "loracanary",
    "folder": "foldercanary",
    "folder with spaces": "spacedcanary",
    "watched folder": "watchedcanary",
    "address of a person": "mailcanary",
    "prompt in a model's configuration": "configcanary",
}


class Unredacted(Redactor):
    """The negative control: everything passes."""

    def text(self, text: str) -> str:
        return text

    def tree(self, value: object) -> object:
        return value


@pytest.fixture
def home(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Canaries in settings, logs, recoveries, audit, database, models and environment."""
    monkeypatch.setenv("SOME_SERVICE_TOKEN", ENVIRONMENT)
    plant_rows(places)
    folder = tmp_path / "foldercanary"
    settings = {
        "version": 2,
        "files": {"output_folder": str(tmp_path / "my spacedcanary films" / "of 2026")},
        "loras": {"watched_folders": [str(tmp_path / "watchedcanary")]},
        "models": {"scan_command": f"{folder}/scan tool.exe --api-key=settingskeycanary"},
        "downloads": {"endpoint": "https://user:urlpasswordcanary@hub.example"},
    }
    places.settings_file.write_text(json.dumps(settings), "utf-8")
    lines = [
        f"fetching with {HUB_KEY}",
        "Authorization: Bearer bearercanary123456",
        "GET https://cdn.example/f?X-Amz-Signature=signaturecanary&x=1 failed",
        "clone https://me:urlpasswordcanary@hub.example/x",
        f"the request {{'prompt': '{PROMPT}', 'steps': 4}} failed",
        f"could not encode {PROMPT[:58]!r}...",
        f"negative: {NEGATIVE.upper()}",
        f"removed job said {REMOVED}",
        f"wrote {tmp_path / 'my spacedcanary films' / 'of 2026'}/holidaycanary day one.mp4",
        f"cannot read {folder}/x/y.safetensors",
        f'"{folder}/with spaces spacedcanary/z.bin" is missing',
        f"env says {ENVIRONMENT} and a mail to mailcanary@example.org",
        "LoRA loracanary-style v2 does not fit",
        f"saved as zanzibar_quokka_juggling_glowing_marzipan_{os.getpid()}.mp4",
    ]
    entries = [
        {"time": "2026-01-01T00:00:00+00:00", "level": "error", "source": "s", "message": line}
        for line in lines
    ]
    text = "\n".join(map(json.dumps, entries))
    (places.logs / "wan22.log").write_text(text, "utf-8")
    (places.logs / "wan22.log.1").write_text(text, "utf-8")
    (places.logs / "engine.log").write_text("\n".join([*lines, text]), "utf-8")
    record = {"at": "2026-01-01", "cause": "vram", "prompt": PROMPT, "message": lines[5]}
    places.recoveries_file.write_text(json.dumps(record), "utf-8")
    audit = {"at": "2026-01-01", "deed": "delete", "file": str(folder / "a b.safetensors")}
    places.audit_file.write_text(json.dumps(audit), "utf-8")
    model = places.models / Variant.DEMO.value
    shutil.copytree(PROGRAM_FOLDER / "models" / "demo", model)
    config = model / "vae" / "config.json"
    tree = json.loads(config.read_bytes())
    tree |= {"prompt": "configcanary words", "_name_or_path": str(folder), "token": HUB_KEY}
    config.write_text(json.dumps(tree), "utf-8")
    return places


def plant_rows(places: Places) -> None:
    database = open_database(places)
    store = JobStore(database)

    def request(prompt: str) -> GenerationRequest:
        made = GenerationRequest.default(Variant.DEMO, prompt=prompt)
        return made.model_copy(update={"negative_prompt": NEGATIVE})

    store.add("0" * 12, request(PROMPT), clip_path="/clips/holidaycanary day one.mp4")
    store.add("1" * 12, request(REMOVED))
    database.back_up(places.backups)
    store.remove("1" * 12)
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO loras VALUES (?, ?, ?, ?, 1, 1, 'ready', 1, '{}', '{}', 0, 0, NULL, 0,"
            " NULL)",
            ("a" * 64, "loracanary style", "k", "loracanary-style v2.safetensors"),
        )
    database.close()


def found_in(archive: Path) -> set[str]:
    """The canaries in the names and contents of a zip, in any case and escaping."""
    with zipfile.ZipFile(archive) as bundle:
        assert bundle.testzip() is None
        text = "\n".join(
            f"{name}\n{bundle.read(name).decode('utf-8', 'replace')}" for name in bundle.namelist()
        )
    text = text.casefold()
    return {what for what, canary in CANARIES.items() if canary.casefold() in text}


def test_no_canary_is_in_the_bundle(home: Places, tmp_path: Path) -> None:
    doctor = Doctor(home)
    doctor.examine(is_quick=True)
    files = doctor.bundle_files()
    target = tmp_path / "out" / "bundle.zip"
    doctor.write_bundle(target, files)
    assert found_in(target) == set()
    with zipfile.ZipFile(target) as bundle:
        names = set(bundle.namelist())
        assert names == {file.name for file in files}, "what was shown is what is in it"
        told = json.loads(bundle.read("database.json"))
        log = bundle.read("log.jsonl").decode()
        settings = json.loads(bundle.read("settings.json"))
    assert names >= {
        *("health.html", "health.json", "health.txt", "settings.json", "versions.json"),
        *("log.jsonl", "engine.log", "recoveries.jsonl", "audit.jsonl", "database.json"),
        *("models/demo/vae/config.json", "models/demo/model_index.json"),
    }
    assert told["rows"]["jobs"] == 1
    assert any("CREATE TABLE jobs" in sql for sql in told["schema"])
    assert "does not fit" in log, "what helps is still there"
    assert settings["version"] == 2


def test_the_same_search_finds_every_canary_without_redaction(home: Places, tmp_path: Path) -> None:
    report = HealthReport("2026-01-01", "1", (Check("a", "A", facts=(Fact("a", "b"),)),))
    sources = BundleSources(
        settings=home.settings_file,
        json_logs=(home.logs / "wan22.log",),
        text_logs=(home.logs / "engine.log",),
        recoveries=home.recoveries_file,
        audit=home.audit_file,
        database=None,
        model_configs={"x.json": home.models / "demo" / "vae" / "config.json"},
        versions={},
    )
    write_bundle(bundle_files(report, sources, Unredacted()), tmp_path / "bundle.zip")
    assert found_in(tmp_path / "bundle.zip") == set(CANARIES)


def test_where_prompts_cannot_be_read_messages_stay_here(home: Places, tmp_path: Path) -> None:
    home.database_file.write_bytes(b"no database any more" * 500)
    doctor = Doctor(home)
    doctor.write_bundle(tmp_path / "bundle.zip")
    assert found_in(tmp_path / "bundle.zip") == set()
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        log = bundle.read("log.jsonl").decode()
    assert "withheld" in log
    assert "does not fit" not in log


def test_the_report_in_the_bundle_is_clean_too() -> None:
    redactor = Redactor(private=[PROMPT], folders={Path("/home/ann/app"): "<app home>"})
    finding = Finding(Severity.ERROR, f"bad {PROMPT}", "/home/ann/app/x", advice="/srv/secret/y")
    report = HealthReport("2026-01-01", "1", (Check("a", "A", (finding,)),))
    none = Path("/nonexistent")
    sources = BundleSources(none, (), (), none, none, None, {}, {})
    text = b"".join(file.content for file in bundle_files(report, sources, redactor)).decode()
    assert "Quokka" not in text
    assert "/srv/secret" not in text
    assert "app home" in text


def test_a_database_of_an_unknown_shape_is_described_without_rows(tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute('CREATE TABLE "odd ""name" (a)')
        connection.execute('INSERT INTO "odd ""name" VALUES (?)', ("rowcanary",))
        connection.commit()
    none = Path("/nonexistent")
    report = HealthReport("2026-01-01", "1", ())
    sources = BundleSources(none, (), (), none, none, copy, {}, {})
    (file,) = (f for f in bundle_files(report, sources, Redactor()) if f.name == "database.json")
    assert b"rowcanary" not in file.content
    assert list(json.loads(file.content)["rows"].values()) == [1]


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("token=abc123def, next", "abc123def", "next"),
        ('{"access_token": "abc123def"}', "abc123def", "access_token"),
        ("Bearer abc.def-ghi_123 sent", "abc.def", "sent"),
        ("https://u:p4ss@host/x", "p4ss", "host"),
        ("https://host/x?sig=abcdef end", "abcdef", "end"),
        ("eyJhbGciOiJIUzI1.eyJzdWIiOiIx.sig0", "eyJhbGci", ""),
        ("read C:\\Users\\Ann van Lee\\clip.bin now", "Lee", "now"),
        ("no /home/ann/my own films/x.bin and /srv/b here", "own films", " and <path> here"),
        ("\\\\server\\share\\x", "server", ""),
        ("ann@example.org wrote", "ann", "wrote"),
        ("tokenizer=T5 and max_steps=4", "", "T5"),
        ("torch 2.13.0 on cuda:0 at 12:30, 3/4 done", "", "torch 2.13.0 on cuda:0 at 12:30"),
        ("/dev/nvidia0 is busy", "", "/dev/nvidia0"),
        ("nextcloud of Ann", "", "nextcloud"),
    ],
)
def test_forms_of_secrets_and_paths(text: str, gone: str, kept: str) -> None:
    clean = Redactor(people=["Ann"]).text(text)
    assert not gone or gone not in clean
    assert kept in clean


def test_writing_without_spaces_is_recognised_in_parts() -> None:
    redactor = Redactor(private=["金色的龙在云中飞舞"])
    assert "龙" not in redactor.text("提示: 色的龙在云 ...")


def test_secrets_of_the_environment_are_known_by_their_names() -> None:
    values = secrets_of({"HF_TOKEN": "abcdefgh", "PATH": "/usr/bin", "KEY_COUNT": "1234567"})
    assert values == ["abcdefgh"]


@pytest.mark.parametrize(
    "filler",
    [
        *("a", "a-", "'prompt': '", "prompt", "/a", "x@", "x.", "http://a?", "http://", "token="),
        *("token", "<a b>/", "/a b", '"', "\\", "input_value=", "eyJ", "C:\\", "Bearer "),
    ],
)
def test_a_hostile_text_takes_no_longer_than_others(filler: str) -> None:
    """Four times the text may take eight times as long, where it was sixteen it was quadratic."""
    redactor = Redactor(private=[PROMPT])

    def seconds(characters: int) -> float:
        text = filler * (characters // len(filler))
        begun = time.process_time()
        redactor.text(text)
        return time.process_time() - begun

    long = min(seconds(80_000) for _ in range(3))
    assert long < max(8 * seconds(20_000), 0.5)
