"""Packages are installed, checked, chosen and removed: a real hub, downloader, disk and threads."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.hub_server import HubServer, SyntheticFile
from model_manager.managed_models import (
    DEMO,
    REPOSITORY,
    ManagedModels,
    demo_files,
    hub_with_demo,
    lora_package,
    package,
)
from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.catalog import Source
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.installed import InstalledModels
from wan22_desktop.core.manifest import LOCAL_REPOSITORY
from wan22_desktop.core.model_store import PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.recommendation import Machine
from wan22_desktop.model_manager.domain.status import FileState, ModelAction, ModelState
from wan22_desktop.model_manager.events import (
    InstallEnded,
    ModelChanged,
    ModelNote,
    ModelRefused,
    ModelsListed,
)
from wan22_desktop.model_manager.packages.sharing import SharedFiles

TRANSFORMER = "transformer/diffusion_pytorch_model.safetensors"
VAE = "vae/diffusion_pytorch_model.safetensors"
AT_ONCE_S = 0.3
"""Far below the second in which a click has to show its effect."""


@pytest.fixture(scope="module")
def demo_hub() -> Iterator[HubServer]:
    with hub_with_demo() as hub:
        yield hub


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """One that a test may change."""
    with hub_with_demo() as hub:
        yield hub


def refusal(models: ManagedModels, count: int = 1) -> UserError:
    event = models.wait_for(ModelRefused, count)
    assert isinstance(event, ModelRefused)
    return event.error


def files_under(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def damage(file: Path, at: int = 5000) -> None:
    """Change one byte; size and time stay."""
    before = file.stat()
    with file.open("r+b") as stream:
        stream.seek(at)
        byte = stream.read(1)
        stream.seek(at)
        stream.write(bytes([byte[0] ^ 1]))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


# --- installing -------------------------------------------------------------------------------


def test_an_install_shows_at_once_and_ends_with_a_model_that_renders(
    places: Places, demo_hub: HubServer
) -> None:
    with ManagedModels(places, demo_hub.endpoint, (package(),)) as models:
        began = time.monotonic()
        models.manager.install("tiny")
        queued = models.manager.status("tiny")
        assert time.monotonic() - began < AT_ONCE_S
        assert queued.state is ModelState.DOWNLOADING
        assert queued.progress is not None
        assert queued.actions == (ModelAction.CANCEL,)
        ended = models.wait_for(InstallEnded)
        assert isinstance(ended, InstallEnded)
        assert ended.status.state is ModelState.AVAILABLE
        status = models.wait_until_calm()
        assert status.is_active
        assert status.is_available
        assert {file.state for file in status.files} == {FileState.WHOLE}
        assert status.size_bytes == sum(path.stat().st_size for path in demo_paths())
        assert status.commits == (f"{REPOSITORY}@{hub_commit(demo_hub)}",)
        folder = places.models / "tiny" / status.current_version
        assert files_under(folder) == set(demo_files())
        assert InstalledModels(places).parts(Variant.DEMO).transformer == str(
            folder / "transformer"
        )
        # Nothing is left of the way there.
        assert not (places.models / "tiny" / "incoming").exists()
        assert models.downloads.downloads() == ()
        deeds = [entry["deed"] for entry in AuditLog(places.audit_file).entries()]
        assert deeds == ["use version", "choose"]


def demo_paths() -> list[Path]:
    return [DEMO / name for name in demo_files()]


def hub_commit(hub: HubServer) -> str:
    return hub._repos[REPOSITORY].commits[-1].id


def test_an_unknown_name_is_refused_with_near_ones(places: Places, demo_hub: HubServer) -> None:
    packages = (package("t2v-A14B-fp8"), package("t2v-A14B-q8_0"), package("other"))
    with ManagedModels(places, demo_hub.endpoint, packages) as models:
        for wish in (models.manager.install, models.manager.remove, models.manager.verify):
            with pytest.raises(UserError, match=r"Did you mean .*t2v-A14B-fp8") as caught:
                wish("t2v-a14b-fp16")
            assert caught.value.suggestion in ("t2v-A14B-fp8", "t2v-A14B-q8_0")
        with pytest.raises(UserError, match="There are t2v-A14B-fp8, t2v-A14B-q8_0, other"):
            models.manager.install("something else entirely")
        assert not places.models.exists() or not files_under(places.models)


@pytest.mark.parametrize(("vram_gb", "expected"), [(24.0, "large"), (4.0, "small"), (1.0, "small")])
def test_a_model_s_id_installs_what_suits_the_machine(
    places: Places, demo_hub: HubServer, vram_gb: float, expected: str
) -> None:
    packages = (
        package("large", needs_vram_gb=8.0),
        package("small", needs_vram_gb=2.0, precision="q4_k_m"),
    )
    machine = Machine(vram_gb, 16)
    with ManagedModels(places, demo_hub.endpoint, packages, machine=machine) as models:
        assert models.manager.install("demo") == expected
        models.wait_for(InstallEnded)
        recommended = [
            name
            for name, status in models.manager.get_comprehensive_model_status().items()
            if status.is_recommended
        ]
        assert recommended == [expected]


def test_too_little_room_is_said_before_anything_is_begun(
    places: Places, demo_hub: HubServer
) -> None:
    packages = (package(), package("twin"))
    with ManagedModels(places, demo_hub.endpoint, packages, free_bytes=4_000_000) as models:
        models.manager.install("tiny")
        error = refusal(models)
        assert error.category is ErrorCategory.DISK
        assert "needs 14.2 MB" in error.message
        assert "0.0 GB are missing" in error.message
        assert Recovery.FREE_DISK_SPACE in error.recoveries
        status = models.manager.status("tiny")
        assert status.state is ModelState.MISSING
        assert "are missing" in status.message
        assert not (places.models / "tiny").exists()
        assert models.downloads.downloads() == ()
        # The same with room: nothing of the refusal is left.
        models.free_bytes = 10**12
        models.events.clear()
        models.install()


def test_what_could_be_removed_is_named_when_room_is_lacking(
    installed: Places, hub: HubServer
) -> None:
    hub.add_repo("someone/big", {"big.safetensors": SyntheticFile(30_000_000, 1)})
    big = lora_package("big-lora", "someone/big")
    with ManagedModels(installed, hub.endpoint, (package(), package("twin"), big)) as models:
        models.manager.activate("tiny") if not models.manager.status("tiny").is_active else None
        models.free_bytes = 20_000_000
        models.manager.install("big-lora")
        error = refusal(models)
        assert "Removing The tiny model (tiny) (14.2 MB)" in error.message


@pytest.mark.parametrize("kind", ["nobody listens", "missing repository"])
def test_a_hub_that_does_not_help_leaves_nothing_behind(
    places: Places, demo_hub: HubServer, kind: str
) -> None:
    endpoint, listed = demo_hub.endpoint, package()
    if kind == "nobody listens":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
    else:
        listed = package(sources=(Source(repository="someone/else", include=("*",)),))
    with ManagedModels(places, endpoint, (listed,)) as models:
        models.manager.install("tiny")
        error = refusal(models)
        assert error.recoveries
        status = models.manager.status("tiny")
        assert status.state is ModelState.MISSING
        assert status.message == error.message
        assert ModelAction.INSTALL in status.actions
        assert not (places.models / "tiny").exists()


def test_a_hub_that_hangs_holds_up_nothing_else(installed: Places) -> None:
    """Wishes are taken at once, and files are worked on while the hub is waited for."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        endpoint = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        with ManagedModels(installed, endpoint, (package(), package("other"))) as models:
            models.wait_for(ModelsListed)
            began = time.monotonic()
            models.manager.install("other")
            models.manager.verify("tiny")
            assert models.manager.status("tiny").state is ModelState.VERIFYING
            assert time.monotonic() - began < AT_ONCE_S
            models.wait(lambda: bool(models.of(ModelNote)))
            assert models.manager.status("other").state is ModelState.DOWNLOADING
            models.manager.cancel("other")
            assert models.manager.status("other").state is ModelState.MISSING


def test_asking_twice_installs_once(places: Places, demo_hub: HubServer) -> None:
    with ManagedModels(places, demo_hub.endpoint, (package(),)) as models:
        models.manager.install("tiny")
        models.manager.install("tiny")
        models.wait_for(InstallEnded)
        models.wait_until_calm()
        with pytest.raises(UserError, match="cannot be installed: it is installed already"):
            models.manager.install("tiny")
        assert len(models.of(InstallEnded)) == 1


def test_pause_resume_and_a_restart_between(places: Places, hub: HubServer) -> None:
    hub.bytes_per_second = 3_000_000
    with ManagedModels(places, hub.endpoint, (package(),)) as models:
        models.manager.install("tiny")
        models.wait(lambda: ModelAction.PAUSE in models.manager.status("tiny").actions)
        models.manager.pause("tiny")
        models.wait(lambda: models.manager.status("tiny").state is ModelState.PAUSED)
        with pytest.raises(UserError, match="a download of it is under way"):
            models.manager.remove("tiny")
    with ManagedModels(places, hub.endpoint, (package(),)) as models:
        models.wait_for(ModelsListed)
        assert models.manager.status("tiny").state is ModelState.PAUSED
        hub.bytes_per_second = None
        # Installing what was interrupted goes on with it.
        models.manager.install("tiny")
        models.wait_for(InstallEnded)
        assert models.wait_until_calm().state is ModelState.AVAILABLE


def test_cancelling_leaves_nothing(places: Places, hub: HubServer) -> None:
    hub.bytes_per_second = 3_000_000
    with ManagedModels(places, hub.endpoint, (package(),)) as models:
        models.manager.install("tiny")
        models.wait(lambda: bool(files_under(places.models / "tiny")))
        models.wait(lambda: ModelAction.CANCEL in models.manager.status("tiny").actions)
        models.manager.cancel("tiny")
        models.wait(lambda: models.manager.status("tiny").state is ModelState.MISSING)
        models.wait(lambda: not (places.models / "tiny" / "incoming").exists())
        assert not files_under(places.models / "tiny")
        assert models.downloads.downloads() == ()


def test_what_two_packages_share_is_stored_and_fetched_once(
    installed: Places, hub: HubServer
) -> None:
    hub.add_repo("someone/twin", demo_files() | {"evaluation.json": b"{}"})
    twin = package("twin", sources=(Source(repository="someone/twin", include=("*",)),))
    with ManagedModels(installed, hub.endpoint, (package(), twin)) as models:
        first = models.manager.status("tiny")
        hub.bytes_sent_of.clear()
        second = models.install("twin")
        assert hub.bytes_sent_of[TRANSFORMER] == hub.bytes_sent_of[VAE] == 0
        names = [
            installed.models / name / version / TRANSFORMER
            for name, version in (
                ("tiny", first.current_version), ("twin", second.current_version)
            )
        ]  # fmt: skip
        assert names[0].samefile(names[1])
        shared = next(file for file in second.files if file.path == TRANSFORMER)
        assert shared.shared_with == ("tiny",)
        # What is shared stays when one of them goes.
        models.manager.remove("tiny")
        models.wait(lambda: models.manager.status("tiny").state is ModelState.MISSING)
        assert names[1].read_bytes() == (DEMO / TRANSFORMER).read_bytes()
        assert models.manager.status("twin").is_available


def test_a_damaged_shared_file_is_not_taken_over(installed: Places, hub: HubServer) -> None:
    with ManagedModels(installed, hub.endpoint, (package(), package("twin"))) as models:
        first = models.manager.status("tiny")
        shared = installed.models / "tiny" / first.current_version / VAE
        damage(shared)
        second = models.install("twin")
        twin = installed.models / "twin" / second.current_version / VAE
        assert twin.read_bytes() == (DEMO / VAE).read_bytes()
        assert not twin.samefile(shared)
        # Nobody has written through the link into the other package's file.
        assert shared.read_bytes() != twin.read_bytes()


def test_files_of_the_user_s_own_are_copied_and_not_linked(
    installed: Places, demo_hub: HubServer
) -> None:
    with ManagedModels(installed, demo_hub.endpoint, (package(),)) as models:
        version = models.manager.status("tiny").current_version
        store = models.store
        manifest = store.manifest("tiny", version)
        assert manifest is not None
        local = manifest.model_copy(
            update={
                "package": "demo-adopted",
                "files": tuple(
                    file.model_copy(update={"repository": LOCAL_REPOSITORY})
                    for file in manifest.files
                ),
            }
        )
        store.version_folder("tiny", manifest.version).rename(installed.home / "theirs")
        store.package_folder("demo-adopted").mkdir()
        (installed.home / "theirs").rename(store.version_folder("demo-adopted", local.version))
        store.write_manifest(local)
        store.write_record(
            PackageRecord(package="demo-adopted", variant=Variant.DEMO, current=local.version)
        )
        (store.package_folder("tiny") / "package.json").unlink()
        # Where the manager does not clean up: it knows of no install.
        incoming = installed.home / "filled"
        SharedFiles(store).fill(manifest, incoming, threading.Event())
        theirs = store.version_folder("demo-adopted", local.version) / VAE
        assert (incoming / VAE).read_bytes() == theirs.read_bytes()
        assert not (incoming / VAE).samefile(theirs)
        adopted = models.manager.status("demo-adopted")
        assert adopted.is_adopted
        assert ModelAction.REPAIR not in adopted.actions


# --- what must not come into use --------------------------------------------------------------


@pytest.mark.parametrize("kind", ["a part is missing", "another model", "no model at all"])
def test_what_the_hub_gives_is_looked_at_before_it_is_used(
    places: Places, hub: HubServer, kind: str
) -> None:
    files = demo_files()
    if kind == "a part is missing":
        files = {path: file for path, file in files.items() if not path.startswith("vae/")}
    elif kind == "another model":
        files[TRANSFORMER] = SyntheticFile(100_000, 3)
    else:
        files = {"weights.safetensors": SyntheticFile(100_000, 3)}
    hub.add_repo("someone/wrong", files)
    wrong = package("wrong", sources=(Source(repository="someone/wrong", include=("*",)),))
    with ManagedModels(places, hub.endpoint, (wrong,)) as models:
        models.manager.install("wrong")
        error = refusal(models)
        assert error.category is ErrorCategory.MODEL
        assert "cannot be used" in error.message
        models.wait(lambda: models.manager.status("wrong").state is ModelState.MISSING)
        assert not files_under(places.models / "wrong")
        assert models.store.active().packages == {}
        assert models.downloads.downloads() == ()


def test_what_a_scan_program_refuses_goes_to_quarantine(places: Places, hub: HubServer) -> None:
    program = places.home / "scan"
    program.write_text('#!/bin/sh\ncase "$1" in *vae*) echo Trojan.Test; exit 1;; esac\n')
    program.chmod(0o755)
    with ManagedModels(places, hub.endpoint, (package(),), scan_command=str(program)) as models:
        models.manager.install("tiny")
        error = refusal(models)
        assert "Trojan.Test" in error.message
        models.wait(lambda: models.manager.status("tiny").state is ModelState.MISSING)
        assert not files_under(places.models / "tiny")
        assert files_under(places.quarantine)


def test_a_long_scan_holds_nothing_up_and_goes_on_at_the_next_start(
    installed: Places, hub: HubServer
) -> None:
    began = installed.home / "began"
    program = installed.home / "scan"
    packages = (package(), package("twin"), package("demo", bundled=True))
    program.write_text(f'#!/bin/sh\ntouch "{began}"\nexec sleep 60\n')
    program.chmod(0o755)
    with ManagedModels(installed, hub.endpoint, packages, scan_command=str(program)) as models:
        models.manager.install("twin")
        models.wait(began.exists)
        assert models.manager.status("twin").state is ModelState.VERIFYING
        choosing = time.monotonic()
        models.manager.activate("demo")
        assert time.monotonic() - choosing < AT_ONCE_S
        closing = time.monotonic()
    assert time.monotonic() - closing < 5
    sent = hub.bytes_sent
    with ManagedModels(installed, hub.endpoint, packages) as models:
        models.wait_for(InstallEnded)
        assert models.manager.status("twin").state is ModelState.AVAILABLE
        assert hub.bytes_sent == sent


def test_a_disk_that_refuses_the_last_step_is_asked_again(
    places: Places, demo_hub: HubServer
) -> None:
    """What has arrived is kept; resuming puts it in place."""
    with ManagedModels(places, demo_hub.endpoint, (package(),)) as models:
        models.wait_for(ModelsListed)
        obstacle = places.models / "tiny" / "package.json"
        obstacle.mkdir(parents=True)
        models.manager.install("tiny")
        error = refusal(models)
        assert error.category is ErrorCategory.DISK
        status = models.manager.status("tiny")
        assert ModelAction.RESUME in status.actions
        sent = demo_hub.bytes_sent
        obstacle.rmdir()
        models.manager.resume("tiny")
        models.wait_for(InstallEnded)
        assert models.wait_until_calm().state is ModelState.AVAILABLE
        assert demo_hub.bytes_sent == sent


def test_a_folder_that_cannot_be_written_to_is_told(places: Places, demo_hub: HubServer) -> None:
    with ManagedModels(places, demo_hub.endpoint, (package(),)) as models:
        models.wait_for(ModelsListed)
        places.models.write_text("in the way of the folder")
        models.manager.install("tiny")
        error = refusal(models)
        assert error.category is ErrorCategory.DISK
        assert error.safe
        status = models.manager.status("tiny")
        assert status.state is ModelState.MISSING
        assert status.message == error.message
        assert models.downloads.downloads() == ()


def test_a_download_that_fails_is_kept_until_the_user_decides(
    places: Places, hub: HubServer
) -> None:
    hub.add_repo("someone/gated", demo_files(), gated=True)
    gated = package(sources=(Source(repository="someone/gated", include=("*",)),))
    with ManagedModels(places, hub.endpoint, (gated,)) as models:
        models.manager.install("tiny")
        error = refusal(models)
        assert "accept its terms" in error.message
        failed = models.manager.status("tiny")
        assert failed.state is ModelState.PARTIAL
        assert failed.actions == (ModelAction.RESUME, ModelAction.CANCEL)
        assert failed.message == error.message
        hub._repos["someone/gated"].gated = False
        models.manager.resume("tiny")
        models.wait_for(InstallEnded)
        assert models.wait_until_calm().state is ModelState.AVAILABLE


def test_a_list_of_files_that_is_lost_comes_back_with_an_install(
    places: Places, demo_hub: HubServer
) -> None:
    with ManagedModels(places, demo_hub.endpoint, (package(),)) as models:
        version = models.install().current_version
        listing = places.models / "tiny" / f"{version}.manifest.json"
        listing.write_text("{}")
        lost = models.manager.status("tiny")
        assert lost.state is ModelState.CORRUPTED
        assert "list of its files is lost" in lost.message
        with pytest.raises(UserError, match="the list of its files is lost"):
            models.manager.repair("tiny")
        sent = demo_hub.bytes_sent
        models.manager.install("tiny")
        models.wait(lambda: models.manager.status("tiny").state is ModelState.AVAILABLE)
        assert demo_hub.bytes_sent == sent


# --- LoRAs ------------------------------------------------------------------------------------


def test_a_lora_package_is_found_by_renders_and_goes_with_its_package(
    places: Places, hub: HubServer
) -> None:
    hub.add_repo(
        "someone/lora",
        {"high.safetensors": SyntheticFile(90_000, 1), "low.safetensors": SyntheticFile(80_000, 2)},
    )
    with ManagedModels(places, hub.endpoint, (lora_package(),)) as models:
        status = models.install("tiny-lora")
        manifest = models.store.manifest("tiny-lora", status.current_version)
        assert manifest is not None
        offered = [places.lora(file.sha256 or "") for file in manifest.files]
        assert [file.stat().st_size for file in offered] == [90_000, 80_000]
        assert not status.is_active
        assert models.store.active().packages == {}
        with (
            models.manager.in_use(Variant.T2V_A14B, [manifest.files[0].sha256 or ""]),
            pytest.raises(UserError, match="a job renders with it") as caught,
        ):
            models.manager.remove("tiny-lora")
        assert caught.value.category is ErrorCategory.BUSY
        models.manager.remove("tiny-lora")
        models.wait(lambda: models.manager.status("tiny-lora").state is ModelState.MISSING)
        assert not any(file.exists() for file in offered)


def test_a_file_that_is_no_lora_is_refused(places: Places, hub: HubServer) -> None:
    hub.add_repo("someone/lora", {"lora.safetensors": b"\x10" + bytes(500)})
    with ManagedModels(places, hub.endpoint, (lora_package(),)) as models:
        models.manager.install("tiny-lora")
        assert "cannot be used" in refusal(models).message
        models.wait(lambda: not (places.models / "tiny-lora" / "incoming").exists())
        assert not places.loras.exists() or not files_under(places.loras)


# --- choosing ---------------------------------------------------------------------------------


def test_an_install_never_takes_the_place_of_what_was_chosen(
    installed: Places, demo_hub: HubServer
) -> None:
    with ManagedModels(installed, demo_hub.endpoint, (package(), package("twin"))) as models:
        second = models.install("twin")
        assert not second.is_active
        assert models.manager.status("tiny").is_active
        models.manager.activate("twin")
        assert models.manager.status("twin").is_active
        assert not models.manager.status("tiny").is_active
        with pytest.raises(UserError, match="it renders its model already"):
            models.manager.activate("twin")
        # What is left takes over, and says so.
        models.manager.remove("twin")
        models.wait(lambda: models.manager.status("tiny").is_active)
        models.wait(
            lambda: any(
                isinstance(note, ModelNote) and "The tiny model (tiny) renders" in note.text
                for note in models.of(ModelNote)
            )
        )


def test_the_demo_model_ships_and_cannot_be_removed(places: Places, demo_hub: HubServer) -> None:
    bundled = package("demo", bundled=True)
    with ManagedModels(places, demo_hub.endpoint, (bundled, package())) as models:
        status = models.manager.status("demo")
        assert status.state is ModelState.AVAILABLE
        assert status.is_active
        assert status.folder == str(DEMO)
        with pytest.raises(UserError, match="it ships with the app"):
            models.manager.remove("demo")
        models.install()
        models.manager.activate("demo")
        assert models.manager.status("demo").is_active
        assert places.model_folder(Variant.DEMO) == DEMO


def test_files_put_there_by_hand_are_shown_checked_and_never_touched(
    places: Places, demo_hub: HubServer
) -> None:
    folder = places.models / Variant.TI2V_5B.value
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    with ManagedModels(places, demo_hub.endpoint, (package(),)) as models:
        models.wait_for(ModelsListed)
        status = models.manager.status("ti2v-5B")
        assert status.is_own_files
        assert status.is_active
        assert status.state is ModelState.CORRUPTED
        assert "ti2v-5B" in status.message or "model.safetensors" in status.message
        assert status.on_disk_bytes == 10
        assert status.actions == (ModelAction.VERIFY,)
        for wish in (models.manager.remove, models.manager.repair, models.manager.update):
            with pytest.raises(UserError, match="you have put these files"):
                wish("ti2v-5B")
        assert files_under(folder) == {"model.safetensors"}


# --- use --------------------------------------------------------------------------------------


def test_what_is_loaded_or_rendering_is_not_taken_away(
    installed: Places, demo_hub: HubServer
) -> None:
    with ManagedModels(installed, demo_hub.endpoint, (package(),)) as models:
        models.manager.note_loaded([Variant.DEMO])
        status = models.manager.status("tiny")
        assert status.state is ModelState.LOADED
        assert status.is_loaded
        with pytest.raises(UserError, match="the engine has it loaded") as caught:
            models.manager.remove("tiny")
        assert caught.value.category is ErrorCategory.BUSY
        models.manager.note_loaded([])
        with models.manager.in_use(Variant.DEMO):
            with pytest.raises(UserError, match="a job renders with it"):
                models.manager.remove("tiny")
            # A check only reads.
            models.manager.verify("tiny")
            models.wait(lambda: bool(models.of(ModelNote)))
        states = [event.status.state for event in models.of(ModelChanged)
                  if isinstance(event, ModelChanged)]  # fmt: skip
        assert ModelState.LOADED in states
        models.manager.remove("tiny")
        models.wait(lambda: models.manager.status("tiny").state is ModelState.MISSING)


def test_a_model_request_says_what_stands_for_it(places: Places, demo_hub: HubServer) -> None:
    with ManagedModels(places, demo_hub.endpoint, (package(),)) as models:
        before = models.manager.handle_model_request(Variant.DEMO)
        assert not before.can_render
        assert before.status is not None
        assert before.status.package.id == "tiny"
        assert models.manager.handle_model_request(Variant.T2V_A14B).status is None
        models.install()
        assert models.manager.handle_model_request(Variant.DEMO).can_render


def test_what_is_asked_for_first_is_fetched_first(places: Places, hub: HubServer) -> None:
    hub.bytes_per_second = 1_000_000
    packages = (package("one"), package("two"), package("three"))
    with ManagedModels(places, hub.endpoint, packages) as models:
        for name in ("one", "two", "three"):
            models.manager.install(name)
        models.wait(lambda: len(models.downloads.downloads()) == 3)
        order = models.manager.prioritize_model_downloads(["three"])
        assert order == ["three", "one", "two"]
        assert [progress.package for progress in models.downloads.downloads()] == order


# --- health -----------------------------------------------------------------------------------


def test_damage_is_found_and_repaired(installed: Places, hub: HubServer) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        status = models.manager.status("tiny")
        file = installed.models / "tiny" / status.current_version / TRANSFORMER
        damage(file)
        models.manager.verify("tiny")
        error = refusal(models)
        assert Recovery.REPAIR_MODEL in error.recoveries
        damaged = models.manager.status("tiny")
        assert damaged.state is ModelState.CORRUPTED
        assert not damaged.is_available
        assert damaged.actions[0] is ModelAction.REPAIR
        hub.bytes_sent_of.clear()
        models.manager.note_loaded([Variant.DEMO])
        with pytest.raises(UserError, match="the engine has it loaded"):
            models.manager.repair("tiny")
        models.manager.note_loaded([])
        assert models.manager.ensure_all_models_available() == {"tiny": ModelState.DOWNLOADING}
        models.wait(lambda: any("repaired" in n.text for n in models.of(ModelNote)
                                if isinstance(n, ModelNote)))  # fmt: skip
        repaired = models.wait_until_calm()
        assert repaired.state is ModelState.AVAILABLE
        assert file.read_bytes() == (DEMO / TRANSFORMER).read_bytes()
        assert set(hub.bytes_sent_of) == {TRANSFORMER}


def test_a_repair_can_be_given_up(installed: Places, hub: HubServer) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        status = models.manager.status("tiny")
        file = installed.models / "tiny" / status.current_version / TRANSFORMER
        damage(file)
        models.manager.verify("tiny")
        refusal(models)
        hub.bytes_per_second = 200_000
        models.manager.repair("tiny")
        models.wait(lambda: ModelAction.PAUSE in models.manager.status("tiny").actions)
        models.manager.cancel("tiny")
        models.wait(lambda: file.exists())
        models.wait(lambda: models.manager.status("tiny").state is ModelState.CORRUPTED)
        # It can be repaired later.
        hub.bytes_per_second = None
        models.wait(lambda: ModelAction.REPAIR in models.manager.status("tiny").actions)
        models.manager.repair("tiny")
        models.wait(lambda: models.manager.status("tiny").state is ModelState.AVAILABLE)
        assert file.read_bytes() == (DEMO / TRANSFORMER).read_bytes()


def test_files_are_checked_while_nothing_renders(installed: Places, demo_hub: HubServer) -> None:
    with ManagedModels(installed, demo_hub.endpoint, (package(),)) as models:
        status = models.manager.status("tiny")
        damage(installed.models / "tiny" / status.current_version / VAE)
        models.monitor.note_unclean_end()
        assert models.manager.status("tiny").state is ModelState.AVAILABLE
        models.manager.set_idle(is_idle=True)
        assert "damaged" in refusal(models).message
        models.manager.set_idle(is_idle=False)
        assert models.manager.status("tiny").state is ModelState.CORRUPTED


# --- removing ---------------------------------------------------------------------------------


def test_a_removed_package_lies_in_the_recycle_bin(installed: Places, demo_hub: HubServer) -> None:
    with ManagedModels(installed, demo_hub.endpoint, (package(),)) as models:
        models.manager.remove("tiny")
        assert models.manager.status("tiny").actions == ()
        models.wait(lambda: models.manager.status("tiny").state is ModelState.MISSING)
        assert not (installed.models / "tiny").exists()
        assert models.store.active().packages == {}
        (binned,) = models.bin.folder.iterdir()
        assert files_under(binned) == set(demo_files())
        deeds = [entry["deed"] for entry in AuditLog(installed.audit_file).entries()]
        assert deeds[2:] == ["unchoose", "move version to the recycle bin"]


def test_a_recycle_bin_that_fails_is_said_and_nothing_is_deleted_unasked(
    installed: Places, demo_hub: HubServer
) -> None:
    with ManagedModels(installed, demo_hub.endpoint, (package(),)) as models:
        status = models.manager.status("tiny")
        models.bin.is_broken = True
        models.manager.remove("tiny")
        error = refusal(models)
        assert "for good" in error.message
        assert "Permission denied" in error.message
        after = models.manager.status("tiny")
        assert after.state is ModelState.AVAILABLE
        assert files_under(installed.models / "tiny" / status.current_version) == set(demo_files())
        models.manager.remove("tiny", for_good=True)
        models.wait(lambda: models.manager.status("tiny").state is ModelState.MISSING)
        assert not (installed.models / "tiny").exists()


def test_the_system_s_own_recycle_bin_is_used(tmp_path: Path) -> None:
    """In a process of its own: where the bin lies is looked up when the library is imported."""
    folder = tmp_path / "version"
    folder.mkdir()
    (folder / "a.json").write_text("{}")
    code = (
        "import sys; from pathlib import Path\n"
        "from wan22_desktop.core.recycle_bin import to_recycle_bin\n"
        "to_recycle_bin(Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)},
        check=True,
        timeout=60,
    )
    assert not folder.exists()
    (binned,) = (tmp_path / "data").rglob("a.json")
    assert binned.read_text() == "{}"


def test_only_recorded_files_inside_the_store_are_removed(
    installed: Places, demo_hub: HubServer
) -> None:
    outside = installed.home / "precious"
    outside.mkdir()
    (outside / "config.json").write_text("mine")
    with ManagedModels(installed, demo_hub.endpoint, (package(),)) as models:
        status = models.manager.status("tiny")
        folder = installed.models / "tiny" / status.current_version
        (folder / "notes.txt").write_text("mine, too")
        # A link where a folder of the package was: what it leads to is somebody else's.
        for file in (folder / "vae").iterdir():
            file.unlink()
        (folder / "vae").rmdir()
        (folder / "vae").symlink_to(outside, target_is_directory=True)
        models.manager.remove("tiny", for_good=True)
        models.wait(lambda: not (folder / TRANSFORMER).exists())
        models.wait(lambda: models.manager.status("tiny").actions != ())
        assert (outside / "config.json").read_text() == "mine"
        assert (folder / "notes.txt").read_text() == "mine, too"


# --- a start after something went wrong -------------------------------------------------------


def test_a_start_makes_records_and_folders_agree(installed: Places, demo_hub: HubServer) -> None:
    packages = (package(), package("twin"))
    with ManagedModels(installed, demo_hub.endpoint, packages) as models:
        status = models.manager.status("tiny")
        models.install("twin")
        store = models.store
    manifest = store.manifest("tiny", status.current_version)
    assert manifest is not None
    # A version that came to be just before a crash, and leftovers of one that was given up.
    stray = manifest.model_copy(update={"files": manifest.files[:1]})
    store.write_manifest(stray)
    os.link(
        installed.models / "tiny" / status.current_version / manifest.files[0].path,
        _made(store.version_folder("tiny", stray.version)) / manifest.files[0].path,
    )
    _made(store.incoming_folder("tiny", "0" * 12)).joinpath("x.json.part").write_bytes(b"x")
    # A folder that nobody has listed might be anybody's.
    _made(installed.models / "tiny" / "f00f00f00f00").joinpath("mine.txt").write_text("mine")
    # What was written down of a version whose files are gone.
    (installed.models / "tiny" / f"{'e' * 12}.checks.json").write_text("{}")
    # A removal that was interrupted after the version had gone.
    twin = store.record("twin")
    assert twin is not None
    store.version_folder("twin", twin.current or "").rename(installed.home / "gone")
    with ManagedModels(installed, demo_hub.endpoint, packages) as models:
        models.wait_for(ModelsListed)
        assert not store.version_folder("tiny", stray.version).exists()
        listings = {file.name for file in (installed.models / "tiny").glob("?*.*.json")}
        assert {name[:12] for name in listings} == {status.current_version}
        assert not (installed.models / "tiny" / "incoming").exists()
        assert (installed.models / "tiny" / "f00f00f00f00" / "mine.txt").read_text() == "mine"
        assert models.manager.status("tiny").state is ModelState.AVAILABLE
        assert models.manager.status("twin").state is ModelState.MISSING
        assert store.record("twin") is None


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def test_nothing_asks_the_network_by_itself(installed: Places, hub: HubServer) -> None:
    with ManagedModels(installed, hub.endpoint, (package(), package("other"))) as models:
        models.wait_for(ModelsListed)
        models.manager.verify("tiny")
        models.wait(lambda: bool(models.of(ModelNote)))
        models.manager.ensure_all_models_available()
        models.manager.set_idle(is_idle=True)
        models.manager.handle_model_request(Variant.DEMO)
        assert json.dumps([str(request) for request in hub.requests]) == "[]"
