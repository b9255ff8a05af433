"""A new version comes beside the one in use, which renders until the new one is proven."""

import threading
from collections.abc import Iterator

import pytest

from fakes.hub_server import HubServer
from model_manager.managed_models import (
    DEMO,
    REPOSITORY,
    ManagedModels,
    changed_weights,
    hub_with_demo,
    package,
)
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.installed import InstalledModels
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.status import (
    DetailedModelStatus,
    ModelAction,
    ModelState,
)
from wan22_desktop.model_manager.events import InstallEnded, ModelNote, ModelRefused

TRANSFORMER = "transformer/diffusion_pytorch_model.safetensors"
VAE = "vae/diffusion_pytorch_model.safetensors"


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with hub_with_demo() as hub:
        yield hub


def publish_update(hub: HubServer, mark: int = 1) -> None:
    """A commit that changes the VAE's weights and a small file, adds one and removes one."""
    hub.commit(
        REPOSITORY,
        {
            VAE: changed_weights(DEMO / VAE, mark),
            "evaluation.json": b'{"mark": %d}' % mark,
            f"new-{mark}.json": b"{}",
        },
        remove=["demo_model.json"] if mark == 1 else [],
    )


def update(models: ManagedModels) -> DetailedModelStatus:
    before = len(models.of(InstallEnded))
    models.manager.update("tiny")
    models.wait(lambda: len(models.of(InstallEnded)) > before)
    return models.wait_until_calm()


def note_render(models: ManagedModels, version: str, *, ok: bool = True) -> None:
    models.manager.note_render("tiny", version, ok=ok)


def test_an_update_is_known_only_when_the_hub_is_asked(installed: Places, hub: HubServer) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        publish_update(hub)
        assert models.manager.status("tiny").state is ModelState.AVAILABLE
        models.manager.check_updates()
        models.wait(lambda: models.manager.status("tiny").state is ModelState.UPDATE_AVAILABLE)
        status = models.manager.status("tiny")
        assert status.update_available
        assert status.update_summary == "Files: 2 changed, 1 new, 1 gone; 5.4 MB to fetch."
        assert ModelAction.UPDATE in status.actions
    hub.requests.clear()
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        # It is still known after a restart, without asking again.
        assert models.manager.status("tiny").state is ModelState.UPDATE_AVAILABLE
        assert hub.requests == []


def test_an_update_fetches_what_has_changed_and_keeps_what_it_replaces(
    installed: Places, hub: HubServer
) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        first = models.manager.status("tiny")
        publish_update(hub)
        hub.bytes_sent_of.clear()
        # Without having checked before: whoever asks for an update wants to know.
        second = update(models)
        assert hub.bytes_sent_of[TRANSFORMER] == 0
        assert hub.bytes_sent_of[VAE] == (DEMO / VAE).stat().st_size
        assert second.previous_version == first.current_version
        assert second.current_version != first.current_version
        assert not second.update_available
        folder = installed.models / "tiny"
        old, new = folder / first.current_version, folder / second.current_version
        assert (old / TRANSFORMER).samefile(new / TRANSFORMER)
        assert (old / VAE).read_bytes() == (DEMO / VAE).read_bytes()
        assert (new / VAE).read_bytes() == changed_weights(DEMO / VAE, 1)
        assert not (new / "demo_model.json").exists()
        # A render that fails, or one with the old version, proves nothing.
        note_render(models, second.current_version, ok=False)
        note_render(models, first.current_version)
        assert models.manager.status("tiny").previous_version == first.current_version
        note_render(models, second.current_version)
        models.wait(lambda: not old.exists())
        proven = models.manager.status("tiny")
        assert proven.previous_version == ""
        assert ModelAction.ROLL_BACK not in proven.actions
        assert (new / TRANSFORMER).read_bytes() == (DEMO / TRANSFORMER).read_bytes()


def test_one_click_leads_back_and_the_same_one_forth(installed: Places, hub: HubServer) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        first = models.manager.status("tiny")
        publish_update(hub)
        second = update(models)
        models.manager.roll_back("tiny")
        back = models.manager.status("tiny")
        assert back.current_version == first.current_version
        assert back.is_available
        assert InstalledModels(installed).parts(Variant.DEMO).vae == str(
            installed.models / "tiny" / first.current_version / "vae"
        )
        models.manager.roll_back("tiny")
        assert models.manager.status("tiny").current_version == second.current_version
        models.manager.roll_back("tiny")
        # The next good render decides.
        note_render(models, first.current_version)
        models.wait(lambda: models.manager.status("tiny").previous_version == "")
        assert not (installed.models / "tiny" / second.current_version).exists()
        with pytest.raises(UserError, match="no earlier version"):
            models.manager.roll_back("tiny")


def test_a_version_that_is_not_whole_is_not_gone_back_to(installed: Places, hub: HubServer) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        first = models.manager.status("tiny")
        publish_update(hub)
        second = update(models)
        (installed.models / "tiny" / first.current_version / VAE).unlink()
        with pytest.raises(UserError, match="not whole any more"):
            models.manager.roll_back("tiny")
        assert models.manager.status("tiny").current_version == second.current_version


def test_rolling_back_waits_for_the_render(installed: Places, hub: HubServer) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        publish_update(hub)
        with models.manager.in_use(Variant.DEMO):
            second = update(models)  # comes beside what is in use
            with pytest.raises(UserError, match="a job renders with it"):
                models.manager.roll_back("tiny")
        models.manager.roll_back("tiny")
        assert models.manager.status("tiny").previous_version == second.current_version


def test_the_last_proven_version_survives_two_updates(installed: Places, hub: HubServer) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        first = models.manager.status("tiny")
        note_render(models, first.current_version)
        models.wait(lambda: bool((r := models.store.record("tiny")) and r.proven))
        publish_update(hub, 1)
        second = update(models)
        publish_update(hub, 2)
        third = update(models)
        assert third.previous_version == first.current_version
        assert not (installed.models / "tiny" / second.current_version).exists()


def test_there_is_nothing_to_do_where_nothing_has_changed(
    installed: Places, hub: HubServer
) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        first = models.manager.status("tiny")
        sent = hub.bytes_sent
        hub.commit(REPOSITORY, {"README.md": b"another commit, the same files"})
        models.manager.update("tiny")
        models.wait(lambda: any("up to date" in note.text for note in models.of(ModelNote)
                                if isinstance(note, ModelNote)))  # fmt: skip
        assert models.wait_until_calm().current_version == first.current_version
        assert hub.bytes_sent == sent


def test_an_update_that_is_no_model_leaves_the_old_one_in_use(
    installed: Places, hub: HubServer
) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        first = models.manager.status("tiny")
        hub.commit(REPOSITORY, {"model_index.json": b'{"_class_name": "Another"}'})
        models.manager.update("tiny")
        event = models.wait_for(ModelRefused)
        assert isinstance(event, ModelRefused)
        assert "cannot be used" in event.error.message
        models.wait(lambda: ModelAction.VERIFY in models.manager.status("tiny").actions)
        after = models.manager.status("tiny")
        assert after.current_version == first.current_version
        assert after.is_available
        assert not (installed.models / "tiny" / "incoming").exists()


def test_an_update_can_be_paused_and_given_up_on_the_way(installed: Places, hub: HubServer) -> None:
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        first = models.manager.status("tiny")
        publish_update(hub)
        hub.bytes_per_second = 500_000
        models.manager.update("tiny")
        sent = hub.bytes_sent
        models.wait(lambda: hub.bytes_sent > sent)
        models.wait(lambda: models.manager.status("tiny").state is ModelState.DOWNLOADING)
        fetching = models.manager.status("tiny")
        assert fetching.state is ModelState.DOWNLOADING
        assert fetching.is_available  # the old one renders meanwhile
        models.manager.pause("tiny")
        models.wait(lambda: models.manager.status("tiny").state is ModelState.PAUSED)
        models.manager.cancel("tiny")
        models.wait(lambda: models.manager.status("tiny").progress is None)
        models.wait(lambda: not (installed.models / "tiny" / "incoming").exists())
        assert models.manager.status("tiny").current_version == first.current_version
        hub.bytes_per_second = None
        assert update(models).previous_version == first.current_version


def test_the_old_version_is_usable_at_every_instant(installed: Places, hub: HubServer) -> None:
    """Somebody asks for the model's parts all the time while an update goes on."""
    with ManagedModels(installed, hub.endpoint, (package(),)) as models:
        publish_update(hub)
        done, asked, wrong = threading.Event(), [0], list[BaseException]()

        def ask() -> None:
            while not done.is_set():
                try:
                    parts = InstalledModels(installed).parts(Variant.DEMO)
                    assert all(path.is_dir() for path in parts.paths)
                except BaseException as error:  # noqa: BLE001 - the test tells of it
                    wrong.append(error)
                asked[0] += 1

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            second = update(models)
            note_render(models, second.current_version)
            models.wait(lambda: models.manager.status("tiny").previous_version == "")
        finally:
            done.set()
            thread.join()
        assert asked[0] > 5
        assert not wrong
