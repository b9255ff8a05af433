"""The command line as people and scripts use it: a real process each time."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.lora_files import write_lora
from wan22_desktop import __version__
from wan22_desktop.__main__ import COMMANDS
from wan22_desktop.cli.main import app
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant

QUICK = ("--frames", "5", "--steps", "2", "--seed", "7")


class Wan22:
    """Runs `wan22` with a home folder of its own."""

    def __init__(self, home: Path) -> None:
        self.environment = {**os.environ, "WAN22_HOME": str(home), "COLUMNS": "200"}

    def __call__(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "wan22_desktop", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    def json(self, *words: str) -> object:
        return json.loads(self(*words, "--json").stdout)

    def open(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "wan22_desktop", *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )


@pytest.fixture
def wan22(places: Places) -> Wan22:
    return Wan22(places.home)


def test_a_sentence_becomes_a_clip(wan22: Wan22, tmp_path: Path) -> None:
    clip = tmp_path / "my clip.mp4"
    prompt = "a red circle moving right on a blue background"
    done = wan22("generate", "--prompt", prompt, *QUICK, "--out", str(clip), "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1]["path"] == str(clip)
    assert [line["step"] for line in lines if "step" in line] == sorted(
        line["step"] for line in lines if "step" in line
    )
    record = wan22.json("info", str(clip))
    assert isinstance(record, dict)
    assert record["request"]["prompt"] == prompt
    assert record["request"]["seed"] == 7
    assert prompt in wan22("info", str(clip)).stdout
    wan22("generate", "--prompt", prompt, "--out", str(clip), code=2)


def test_the_queue_is_worked_through(wan22: Wan22, places: Places) -> None:
    added = [
        wan22.json("queue", "add", "--prompt", f"a {colour} square", *QUICK)
        for colour in ("red", "green", "blue")
    ]
    first, second, third = (str(job["id"]) for job in added if isinstance(job, dict))
    wan22("queue", "move", third, "0")
    wan22("queue", "cancel", second)
    wan22("queue", "run")
    jobs = wan22.json("queue", "list")
    assert isinstance(jobs, list)
    assert [(job["id"], job["state"]) for job in jobs] == [
        (third, "done"),
        (first, "done"),
        (second, "cancelled"),
    ]
    assert {"id", "state", "request"} <= set(jobs[0])
    wan22("queue", "retry", second)
    wan22("queue", "remove", second)
    assert "blue square" in wan22("queue", "list").stdout
    assert len(list(places.outputs.iterdir())) == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--prompt", " "), "prompt: The prompt is empty"),
        (("--prompt", "x", "--size", "100x96"), "nearest: 96x96"),
        (("--prompt", "x", "--size", "huge"), "WIDTHxHEIGHT"),
        (("--prompt", "x", "--frames", "16"), "nearest: 17"),
        (("--prompt", "x", "--steps", "0"), "nearest: 1"),
        (("--prompt", "x", "--steps", "-3"), "nearest: 1"),
        (("--prompt", "x", "--guidance", "nan"), "guidance_scale: "),
        (("--prompt", "x", "--guidance", "inf"), "guidance_scale: "),
        (("--prompt", "x", "--image", "/no/such.png"), "does not exist"),
        (("--prompt", "x", "--image", "/"), "not a file"),
        (("--prompt", "x", "--end-image", "/no/such.png"), "end image /no/such.png does not exist"),
        (("--prompt", "x", "--guidance-2", "3"), "one transformer and no second guidance"),
        (("--prompt", "x", "--lora", "/no/such.safetensors:2"), "such.safetensors does not exist"),
        (("--prompt", "x", "--scheduler", "ddim"), "ddim"),
        (("--prompt", "x", "--model", "sdxl"), "sdxl"),
        (("--prompt", "x", "--out", "/proc/no/clip.mp4"), "out: "),
        (("--prompt", "x", "--steps", "many"), "--steps"),
        ((), "prompt"),
    ],
)
def test_bad_requests_exit_with_2(wan22: Wan22, words: tuple[str, ...], says: str) -> None:
    assert says in " ".join(wan22("queue", "add", *words, code=2).stderr.split())


def test_errors_are_data_with_json(wan22: Wan22) -> None:
    done = wan22("queue", "add", "--prompt", "x", "--frames", "16", "--json", code=2)
    assert json.loads(done.stdout) | {"error": ""} == {
        "error": "",
        "category": "bad-request",
        "field": "num_frames",
        "suggestion": "17",
        "safe": "Nothing was added to the queue.",
    }


def test_unknown_jobs_and_files_are_named(wan22: Wan22, tmp_path: Path) -> None:
    assert "no job abc" in wan22("queue", "cancel", "abc", code=2).stderr
    other = tmp_path / "other.mp4"
    other.write_bytes(b"\0\0\0\x10ftypisom")
    assert "no settings" in wan22("info", str(other), code=2).stderr
    assert "cannot be read" in wan22("info", str(tmp_path / "none.mp4"), code=2).stderr


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("vae/diffusion_pytorch_model.safetensors", None, "is missing"),
        ("transformer/diffusion_pytorch_model.safetensors", b"\0" * 50, "no safetensors"),
        ("text_encoder/config.json", b"{", "is damaged"),
        ("transformer/model.py", b"import os", "program code"),
    ],
)
def test_a_damaged_model_is_named_before_anything_is_queued(
    wan22: Wan22, places: Places, file: str, content: bytes | None, says: str
) -> None:
    folder = places.model_folder(Variant.TI2V_5B)
    shutil.copytree(places.model_folder(Variant.DEMO), folder, copy_function=shutil.copyfile)
    (folder / file).unlink(missing_ok=True)
    if content is not None:
        (folder / file).write_bytes(content)
    error = wan22("queue", "add", "--prompt", "x", "--model", "ti2v-5B", code=2).stderr
    assert file in "".join(error.split())
    assert says in " ".join(error.split())
    assert wan22.json("queue", "list") == []


def test_a_full_disk_keeps_what_was_acknowledged(wan22: Wan22) -> None:
    """A limit on the size of files stands for the disk: the database cannot grow beyond it."""
    wan22.json("queue", "list")
    empty_bytes = (Path(wan22.environment["WAN22_HOME"]) / "wan22.sqlite3").stat().st_size
    limited = (
        "import resource, sys; from wan22_desktop.__main__ import main\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({empty_bytes + 60_000}, "
        "resource.RLIM_INFINITY))\n"
        "sys.exit(main())\n"
    )
    words = ("queue", "add", "--prompt", "x" * 3900, "--json")
    acknowledged = []
    while True:
        done = subprocess.run(
            [sys.executable, "-c", limited, *words],
            env=wan22.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0 or len(acknowledged) > 40:
            break
        acknowledged.append(json.loads(done.stdout)["id"])
    assert done.returncode == 2
    assert "could not be saved" in done.stderr
    assert "Traceback" not in done.stderr
    jobs = wan22.json("queue", "list")
    assert isinstance(jobs, list)
    assert acknowledged
    assert [job["id"] for job in jobs] == acknowledged


def test_pause_is_kept_between_commands(wan22: Wan22) -> None:
    wan22("queue", "pause")
    assert "Paused" in wan22("queue", "list").stdout
    wan22("queue", "resume")
    assert "Paused" not in wan22("queue", "list").stdout


def test_pause_now_stops_the_running_job_and_keeps_it(wan22: Wan22, places: Places) -> None:
    words = ("generate", "--prompt", "a red circle", "--steps", "200", "--json")
    with wan22.open(*words) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("step"):
                break
        wan22("queue", "pause", "--now")
        assert process.wait(30) == 3
    (job,) = json.loads(wan22("queue", "list", "--json").stdout)
    assert job["state"] == "queued"
    assert job["message"].startswith("Paused after step ")
    paused_after = int(job["message"].split()[3])
    assert [file.stem for file in places.checkpoints.iterdir()] == [job["id"]]
    wan22("queue", "resume")
    with wan22.open("queue", "run", "--json") as process:
        assert process.stdout is not None
        steps = (step for line in process.stdout if (step := json.loads(line).get("step")))
        assert next(steps) >= paused_after
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


def test_the_new_options_are_in_what_is_printed(wan22: Wan22, tmp_path: Path) -> None:
    lora = write_lora(tmp_path / "film grain.safetensors")
    words = ("--prompt", "x", "--scheduler", "dpm++", "--lora", f"{lora}:0.5:0", *QUICK)
    added = wan22.json("queue", "add", *words)
    (listed,) = json.loads(wan22("queue", "list", "--json").stdout)
    assert isinstance(added, dict)
    for job in (added, listed):
        request = job["request"]
        assert (request["scheduler"], request["guidance_scale_2"]) == ("dpm++", None)
        assert request["end_image_sha256"] is None
        (use,) = request["loras"]
        assert (use["name"], use["strength"], use["strength_2"]) == ("film grain", 0.5, 0.0)


def test_waiting_jobs_are_edited_copied_and_skipped(wan22: Wan22) -> None:
    (first, second) = (
        str(wan22("queue", "add", "--prompt", f"a {colour} circle", *QUICK).stdout).strip()
        for colour in ("red", "blue")
    )
    wan22("queue", "edit", first, "--prompt", "a fox", "--size", "128x96", "--steps", "3")
    (copy,) = wan22("queue", "duplicate", first).stdout.split()
    wan22("queue", "skip", second)
    jobs = wan22.json("queue", "list")
    assert isinstance(jobs, list)
    assert [job["id"] for job in jobs] == [first, copy, second]
    request = jobs[0]["request"]
    assert (request["prompt"], request["width"], request["num_inference_steps"]) == (
        "a fox",
        128,
        3,
    )
    assert jobs[1]["request"] == {**request, "seed": jobs[1]["request"]["seed"]}
    assert jobs[2]["is_skipped"]
    assert "skipped" in wan22("queue", "list").stdout
    assert "no job" in wan22("queue", "edit", "f" * 12, "--seed", "3", code=2).stderr
    assert "nearest" in wan22("queue", "edit", first, "--frames", "6", code=2).stderr
    wan22("queue", "run")
    jobs = wan22.json("queue", "list")
    assert isinstance(jobs, list)
    assert [job["state"] for job in jobs] == ["done", "done", "queued"]
    wan22("queue", "unskip", second)
    wan22("queue", "remove", first, copy)
    assert wan22("queue", "retry", "--failed").stdout == ""
    assert "--failed" in wan22("queue", "retry", code=2).stderr
    assert "no groups" in wan22("queue", "groups").stdout


def test_generate_and_queue_add_take_the_same_options(wan22: Wan22) -> None:
    """But for what only a queue can do."""

    def options(*words: str) -> list[str]:
        lines = wan22(*words, "--help").stdout.split("Options:")[1].splitlines()
        return [line.split()[0] for line in lines if line.strip().startswith("--")]

    generate, add = options("generate"), options("queue", "add")
    assert "--end-image" in generate
    add.remove("--wait-for-model")
    assert generate == add


def test_control_c_cancels_and_leaves_nothing(wan22: Wan22, places: Places) -> None:
    words = ("generate", "--prompt", "a red circle", "--steps", "200", "--json")
    with wan22.open(*words) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("step"):
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    (job,) = json.loads(wan22("queue", "list", "--json").stdout)
    assert job["state"] == "cancelled"
    assert list(places.outputs.iterdir()) == []


def test_others_are_answered_while_a_command_renders(wan22: Wan22) -> None:
    with wan22.open("generate", "--prompt", "one", "--steps", "60", "--json") as process:
        assert process.stdout is not None
        job_id = json.loads(process.stdout.readline())["id"]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            jobs = wan22.json("queue", "list")
            if isinstance(jobs, list) and jobs[0]["state"] != "queued":
                break
        added = wan22.json("queue", "add", "--prompt", "two", *QUICK)
        assert isinstance(added, dict)
        assert added["state"] == "queued"
        wan22("queue", "cancel", job_id)
        process.communicate(timeout=60)
        assert process.returncode == 130


def test_a_word_too_long_for_a_path_is_no_command(wan22: Wan22) -> None:
    assert "No such command" in wan22("x" * 5000, code=2).stderr


def test_a_home_that_is_a_file_is_named(wan22: Wan22, tmp_path: Path) -> None:
    home = tmp_path / "a file"
    home.write_bytes(b"")
    wan22.environment["WAN22_HOME"] = str(home)
    assert "a file could not be" in wan22("queue", "list", code=2).stderr


def test_a_job_outlives_the_command_that_owned_the_queue(wan22: Wan22) -> None:
    with wan22.open("generate", "--prompt", "one", "--steps", "200", "--json") as owner:
        assert owner.stdout is not None
        for line in owner.stdout:
            if json.loads(line).get("step"):
                break
        with wan22.open("generate", "--prompt", "two", *QUICK, "--json") as heir:
            assert heir.stdout is not None
            assert json.loads(heir.stdout.readline())["state"] == "queued"
            owner.send_signal(signal.SIGKILL)
            last = heir.communicate(timeout=60)[0].splitlines()[-1]
            assert heir.returncode == 0
            assert Path(json.loads(last)["path"]).is_file()


def test_a_paused_owner_is_not_waited_for(wan22: Wan22) -> None:
    with wan22.open("generate", "--prompt", "one", "--steps", "200", "--json") as owner:
        assert owner.stdout is not None
        for line in owner.stdout:
            if json.loads(line).get("step"):
                break
        wan22("queue", "pause")
        assert "is paused" in wan22("generate", "--prompt", "two", *QUICK, code=3).stderr
        owner.send_signal(signal.SIGINT)
        assert owner.wait(30) == 130


def test_nothing_of_qt_or_torch_is_imported(wan22: Wan22) -> None:
    code = (
        "import sys; from wan22_desktop.cli.main import run_command\n"
        "run_command(['queue', 'list'])\n"
        "bad = {'PySide6', 'torch', 'diffusers', 'av'} & set(sys.modules)\n"
        "sys.exit(str(bad) if bad else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=wan22.environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_command_is_no_file_even_if_one_has_its_name(wan22: Wan22, tmp_path: Path) -> None:
    (tmp_path / "version").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "wan22_desktop", "version"],
        cwd=tmp_path,
        env=wan22.environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == __version__
    commands = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    groups = {group.name for group in app.registered_groups}
    assert commands | groups == COMMANDS
