"""The process that looks into files: what it says, and what becomes of it."""

import io
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image
from safetensors.numpy import save_file

from fixtures.header_bombs import one, safetensors_file
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.safetensors_header import read_safetensors_header
from wan22_desktop.lora_library.domain.recognition import facts_of
from wan22_desktop.lora_library.inspection.file_inspector import FileInspector
from wan22_desktop.lora_library.ports import Inspector, WholeModelError

LONG_S = 60.0
RUN = "from wan22_desktop.lora_library.inspection.child import run; run()"


def script(*lines: str) -> list[str]:
    """A command that runs these lines."""
    return [sys.executable, "-c", "\n".join(lines)]


def at_every_look(*lines: str) -> list[str]:
    """The real child, in which something happens whenever a file of weights is opened."""
    return script(
        "import os, sys, time",
        "def happen(event, arguments):",
        "    if event == 'open' and str(arguments[0]).endswith('.safetensors'):",
        *(f"        {line}" for line in lines),
        "sys.addaudithook(happen)",
        RUN,
    )


@pytest.fixture
def inspector() -> Iterator[Inspector]:
    with closing(FileInspector()) as inspector:
        yield inspector


@pytest.fixture
def lora(tmp_path: Path) -> Path:
    path = tmp_path / "style.safetensors"
    tensors = {
        f"diffusion_model.blocks.{block}.self_attn.q.{half}.weight": np.zeros(shape, np.float32)
        for block in range(3)
        for half, shape in (("lora_A", (4, 5120)), ("lora_B", (5120, 4)))
    }
    save_file(tensors, path, {"ss_output_name": "Style"})
    return path


def message_of(look: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        look()
    assert "\n" not in caught.value.message
    return caught.value.message


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONG_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


# --- answers ------------------------------------------------------------------------------------


def test_a_lora_is_told_as_its_header_says(inspector: FileInspector, lora: Path) -> None:
    facts = inspector.inspect(lora)
    assert facts == facts_of(read_safetensors_header(lora))
    assert facts.rank == 4


CONTENTS = {
    "empty": (b"", "is empty"),
    "pickle": (pickle.dumps({"a": 1}), "is a pickle"),
    "archive": (b"PK\x03\x04" + bytes(100), "is a ZIP archive"),
    "web page": (b"<!DOCTYPE html><title>Log in</title>", "is a web page"),
    "cut off": (one()[:-1], "should have"),
    "nonsense": (b"hello", "is no safetensors file"),
    "no LoRA": (safetensors_file({}), "is no LoRA: "),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_what_is_no_lora_is_refused_with_its_name_and_the_reason(
    name: str, inspector: FileInspector, tmp_path: Path
) -> None:
    content, says = CONTENTS[name]
    file = tmp_path / "my\u202eLoRA\n.safetensors"
    file.write_bytes(content)
    message = message_of(lambda: inspector.inspect(file))
    assert message.startswith(f"myLoRA .safetensors {says}")
    assert message.endswith(".")


def test_a_model_is_told_apart(inspector: FileInspector, tmp_path: Path) -> None:
    model = tmp_path / "model.safetensors"
    save_file({"blocks.0.self_attn.q.weight": np.zeros((4, 4), np.float32)}, model)
    with pytest.raises(WholeModelError, match="is no LoRA: it is a model"):
        inspector.inspect(model)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such files")
def test_what_is_no_file_is_never_opened(inspector: FileInspector, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.safetensors")
    for path in (tmp_path, tmp_path / "pipe.safetensors", Path("/dev/zero")):
        assert "is no file" in message_of(lambda path=path: inspector.inspect(path))
    assert "is not there" in message_of(lambda: inspector.inspect(tmp_path / "gone.safetensors"))


def test_notes_beside_a_file_are_read(inspector: FileInspector, tmp_path: Path) -> None:
    notes = tmp_path / "style.civitai.info"
    notes.write_text(json.dumps({"trainedWords": ["stylish"], "name": "v2"}), encoding="utf-8")
    details = inspector.sidecar(notes)
    assert details.trigger_words == ("stylish",)
    assert details.version == "v2"


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"a": "' + b"x" * 3_000_000 + b'"}']
)
def test_notes_that_are_none_are_refused(
    content: bytes, inspector: FileInspector, tmp_path: Path
) -> None:
    notes = tmp_path / "style.json"
    notes.write_bytes(content)
    pid_before = inspector.pid
    message_of(lambda: inspector.sidecar(notes))
    assert pid_before is None
    assert inspector.pid is not None


# --- pictures -----------------------------------------------------------------------------------


def picture(folder: Path, kind: str, size: tuple[int, int], **options: object) -> Path:
    """Left half red, right half blue; its name says nothing true."""
    image = Image.new("RGB", size, (250, 0, 0))
    image.paste((0, 0, 250), (size[0] // 2, 0, *size))
    path = folder / "picture.txt"
    image.save(path, kind, **options)
    return path


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_small_jpeg(
    kind: str, inspector: FileInspector, tmp_path: Path
) -> None:
    target = tmp_path / "small.jpg"
    inspector.thumbnail(picture(tmp_path, kind, (1600, 800)), target)
    with Image.open(target) as small:
        assert (small.format, small.size, small.mode) == ("JPEG", (512, 256), "RGB")
        left, right = small.getpixel((10, 100)), small.getpixel((500, 100))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200 > 60 > left[2]
    assert right[2] > 200 > 60 > right[0]


def test_a_small_picture_is_not_blown_up(inspector: FileInspector, tmp_path: Path) -> None:
    inspector.thumbnail(picture(tmp_path, "PNG", (30, 20)), tmp_path / "small.jpg")
    with Image.open(tmp_path / "small.jpg") as small:
        assert small.size == (30, 20)


def test_a_picture_stands_upright_and_brings_nothing_along(
    inspector: FileInspector, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees to the right
    exif[0x010E] = "where I live"
    source = picture(tmp_path, "JPEG", (1024, 512), exif=exif, comment=b"a comment")
    target = tmp_path / "small.jpg"
    inspector.thumbnail(source, target)
    with Image.open(target) as small:
        assert small.size == (256, 512)
        top = small.getpixel((128, 20))
        assert isinstance(top, tuple)
        assert top[0] > 200
        assert dict(small.getexif()) == {}
    for secret in (b"where I live", b"a comment"):
        assert secret in source.read_bytes()
        assert secret not in target.read_bytes()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16", "CMYK", "F"])
def test_every_kind_of_pixels_can_be_shown(
    mode: str, inspector: FileInspector, tmp_path: Path
) -> None:
    source = tmp_path / "picture"
    kind = {"CMYK": "JPEG", "F": "TIFF"}.get(mode, "PNG")
    Image.new(mode, (600, 600)).save(source, kind)
    if kind == "TIFF":
        assert "is no PNG, JPEG or WebP" in message_of(
            lambda: inspector.thumbnail(source, tmp_path / "small.jpg")
        )
        return
    inspector.thumbnail(source, tmp_path / "small.jpg")
    with Image.open(tmp_path / "small.jpg") as small:
        assert small.size == (512, 512)


def png_of(width: int, height: int) -> bytes:
    """A grey picture of that size; its pixels compress to almost nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + kind + content + check

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0"
    deflate, rows = zlib.compressobj(1), io.BytesIO()
    for _ in range(height):
        rows.write(deflate.compress(bytes(width + 1)))
    rows.write(deflate.flush())
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", rows.getvalue()) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _large_file(path: Path) -> None:
    with path.open("wb") as file:
        file.write(png_of(4, 4))
        file.truncate(64 * 1000**2 + 1)


def _text(path: Path) -> None:
    path.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")


def _gif(path: Path) -> None:
    Image.new("P", (4, 4)).save(path, "GIF")


def _cut_off(path: Path) -> None:
    path.write_bytes(png_of(64, 64)[:60])


def _many_pixels(path: Path) -> None:
    path.write_bytes(png_of(10_001, 5_000))


def _absurd(path: Path) -> None:
    path.write_bytes(png_of(4, 4).replace(b"\0\0\0\4\0\0\0\4", b"\x7f\xff\xff\xff" * 2))


@pytest.mark.parametrize("make", [_large_file, _text, _gif, _cut_off, _many_pixels, _absurd])
def test_what_is_no_fit_picture_is_refused_and_the_old_one_stays(
    make: Callable[[Path], None], inspector: FileInspector, tmp_path: Path
) -> None:
    source, target = tmp_path / "picture.png", tmp_path / "small.jpg"
    make(source)
    target.write_bytes(b"old")
    message = message_of(lambda: inspector.thumbnail(source, target))
    assert message.startswith("picture.png ")
    assert "could not be looked into" not in message
    assert target.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {"picture.png", "small.jpg"}


def test_a_picture_of_49_megapixels_is_taken(inspector: FileInspector, tmp_path: Path) -> None:
    (tmp_path / "big.png").write_bytes(png_of(7000, 7000))
    inspector.thumbnail(tmp_path / "big.png", tmp_path / "small.jpg")
    with Image.open(tmp_path / "small.jpg") as small:
        assert small.size == (512, 512)


# --- the process --------------------------------------------------------------------------------


def test_it_runs_only_when_needed_and_can_be_used_again(lora: Path) -> None:
    inspector = FileInspector()
    assert inspector.pid is None
    inspector.inspect(lora)
    first = inspector.pid
    inspector.inspect(lora)
    assert first is not None
    assert inspector.pid == first
    inspector.close()
    assert not psutil.pid_exists(first)
    assert inspector.pid is None
    inspector.inspect(lora)
    assert inspector.pid not in (None, first)
    inspector.close()
    inspector.close()


def test_one_that_waited_too_long_is_not_asked_again(lora: Path) -> None:
    with closing(FileInspector(idle_limit_s=0.0)) as inspector:
        inspector.inspect(lora)
        first = inspector.pid
        inspector.inspect(lora)
        assert first is not None
        assert inspector.pid != first
        assert not psutil.pid_exists(first)


def test_several_threads_and_several_inspectors_get_their_own_answers(
    inspector: FileInspector, lora: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.safetensors").touch()
    with closing(FileInspector()) as other, ThreadPoolExecutor(6) as pool:

        def look(number: int) -> bool:
            chosen = (inspector, other)[number % 2]
            if number % 3:
                return chosen.inspect(lora).rank == 4
            return "is empty" in message_of(lambda: chosen.inspect(tmp_path / "empty.safetensors"))

        assert all(pool.map(look, range(60)))
        assert inspector.pid != other.pid


def test_killed_in_the_middle_it_is_refused_and_the_next_file_is_read(
    inspector: FileInspector, lora: Path, tmp_path: Path
) -> None:
    (tmp_path / "big.png").write_bytes(png_of(7000, 7000))
    inspector.inspect(lora)
    child = psutil.Process(inspector.pid)
    idle_bytes = child.memory_info().rss
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(inspector.thumbnail, tmp_path / "big.png", tmp_path / "small.jpg")
        wait_for(lambda: child.memory_info().rss > idle_bytes + 2**24)  # it decodes
        child.send_signal(signal.SIGKILL)
        message = message_of(looking.result)
    assert message == "big.png could not be looked into and was refused."
    assert not (tmp_path / "small.jpg").exists()
    assert inspector.inspect(lora).rank == 4
    assert inspector.pid != child.pid


@pytest.mark.skipif(sys.platform == "win32", reason="cannot stop a process")
def test_one_that_hangs_is_killed_in_time(lora: Path) -> None:
    with closing(FileInspector(time_limit_s=0.3)) as inspector:
        inspector.inspect(lora)
        child = psutil.Process(inspector.pid)
        child.suspend()
        started = time.monotonic()
        message = message_of(lambda: inspector.inspect(lora))
        assert time.monotonic() - started < 3.0
        assert message == "style.safetensors took too long to look into and was refused."
        assert not psutil.pid_exists(child.pid)
        assert inspector.inspect(lora).rank == 4


def test_a_loop_that_never_ends_is_ended(lora: Path) -> None:
    command = at_every_look("while True: pass")
    with closing(FileInspector(command, time_limit_s=0.3)) as inspector:
        assert "took too long" in message_of(lambda: inspector.inspect(lora))
        assert inspector.pid is None


@pytest.mark.skipif(sys.platform == "win32", reason="cannot stop a process")
def test_closing_does_not_wait_for_the_file(lora: Path) -> None:
    inspector = FileInspector(time_limit_s=LONG_S)
    inspector.inspect(lora)
    psutil.Process(inspector.pid).suspend()
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(inspector.inspect, lora)
        wait_for(lambda: looking.running() and inspector._lock.locked())
        started = time.monotonic()
        inspector.close()
        assert time.monotonic() - started < LONG_S / 2
        assert "could not be looked into" in message_of(looking.result)


READY = "print('{\"ready\": true}', flush=True)"
NONSENSE = {
    "no JSON": "print('nonsense', flush=True); time.sleep(60)",
    "no object": "print('[]', flush=True); time.sleep(60)",
    "endless line": "sys.stdout.write('x' * 2**21); sys.stdout.flush(); time.sleep(60)",
    "wrong facts": 'print(\'{"answer": {"rank": -1}}\', flush=True); time.sleep(60)',
    "nothing": "print('{}', flush=True); time.sleep(60)",
    "closed": "os.close(1); time.sleep(60)",
    "gone": "os._exit(0)",
}


@pytest.mark.parametrize("name", NONSENSE)
def test_one_that_makes_no_sense_is_refused(name: str, lora: Path) -> None:
    command = script("import os, sys, time", READY, "sys.stdin.readline()", NONSENSE[name])
    with closing(FileInspector(command)) as inspector:
        message = message_of(lambda: inspector.inspect(lora))
        assert message == "style.safetensors could not be looked into and was refused."


@pytest.mark.parametrize(
    "command",
    [["/no/such/program"], script("pass"), script("import time; time.sleep(60)")],
    ids=["not there", "ends at once", "never greets"],
)
def test_one_that_does_not_start_is_a_mistake_of_ours(command: list[str], lora: Path) -> None:
    with closing(FileInspector(command, start_limit_s=1.0)) as inspector:
        with pytest.raises(UserError, match="did not start") as caught:
            inspector.inspect(lora)
        assert caught.value.category is ErrorCategory.BUG


def test_what_is_printed_does_no_harm(lora: Path) -> None:
    command = at_every_look("print('noise'); os.write(1, b'noise\\n'); sys.stdin.read()")
    with closing(FileInspector(command)) as inspector:
        assert inspector.inspect(lora).rank == 4
        assert inspector.inspect(lora).rank == 4


def test_a_mistake_of_ours_is_told_and_logged(lora: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(FileInspector(at_every_look("1 / 0"))) as inspector:
        assert "could not be looked into" in message_of(lambda: inspector.inspect(lora))
        assert "ZeroDivisionError" in caplog.text
        assert inspector.pid is not None


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_memory_that_it_may_not_have_is_no_answer(lora: Path) -> None:
    with closing(FileInspector(at_every_look("bytearray(600 * 2**20)"))) as inspector:
        assert "takes too much memory" in message_of(lambda: inspector.inspect(lora))
    with closing(FileInspector(at_every_look("bytearray(100 * 2**20)"))) as inspector:
        assert inspector.inspect(lora).rank == 4


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_it_can_write_no_file(lora: Path, tmp_path: Path) -> None:
    written = tmp_path / "written"
    writing = f"os.write(os.open({str(written)!r}, os.O_WRONLY | os.O_CREAT), b'x')"
    with closing(FileInspector(at_every_look(writing))) as inspector:
        assert "too large" in message_of(lambda: inspector.inspect(lora)).lower()
    assert written.read_bytes() == b""


def test_it_ends_with_the_app_however_that_ends(lora: Path) -> None:
    app = script(
        "import sys",
        "from pathlib import Path",
        "from wan22_desktop.lora_library.inspection.file_inspector import FileInspector",
        "inspector = FileInspector()",
        f"inspector.inspect(Path({str(lora)!r}))",
        "print(inspector.pid, flush=True)",
        "sys.stdin.read()",
    )
    with subprocess.Popen(app, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert psutil.pid_exists(child)
        process.kill()
    wait_for(lambda: not _is_running(child))


def test_it_ends_in_the_middle_of_a_file_if_nobody_ends_it(lora: Path) -> None:
    """Even if a library never gives the interpreter back."""
    command = at_every_look("while True: pass")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        wish = {"command": "inspect", "path": str(lora), "limit_s": 0.1}
        child.stdin.write(json.dumps(wish).encode() + b"\n")
        child.stdin.flush()
        started = time.monotonic()
        assert child.stdout.readline() == b""
        assert time.monotonic() - started < 10.0


def _is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_it_starts_light() -> None:
    heavy = "{'pydantic', 'PySide6', 'torch', 'numpy', 'PIL'}"
    found = subprocess.run(
        script(
            "import sys",
            "import wan22_desktop.lora_library.inspection.child",
            "import wan22_desktop.lora_library.inspection.commands",
            f"print(sorted({heavy} & set(sys.modules)))",
        ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"


def test_threads_have_names_and_end(inspector: FileInspector, lora: Path) -> None:
    inspector.inspect(lora)
    assert "inspection-reader" in {thread.name for thread in threading.enumerate()}
    inspector.close()
    assert "inspection-reader" not in {thread.name for thread in threading.enumerate()}
