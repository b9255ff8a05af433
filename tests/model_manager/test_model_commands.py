"""The command line's words for models: strict, and answered in JSON."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fakes.hub_server import HubServer
from model_manager.managed_models import ManagedModels, demo_files, hub_with_demo, package
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import MAX_ANSWER_BYTES, CommandServer, Message, ask_owner
from wan22_desktop.core.places import Places
from wan22_desktop.model_manager.domain.retention import RetentionPolicy
from wan22_desktop.model_manager.domain.status import ModelState
from wan22_desktop.model_manager.events import ModelNote, ModelRefused
from wan22_desktop.model_manager.model_commands import MAX_NOTES, ModelCommands


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    with hub_with_demo() as hub:
        yield hub


class Desk:
    """The commands, and what was said to them."""

    def __init__(self, models: ManagedModels) -> None:
        self.models = models
        self.limits: list[int | None] = []
        self.commands = ModelCommands(
            models.manager,
            models.analytics,
            policy=RetentionPolicy,
            set_limit=self.set_limit,
            in_use=frozenset,
        )
        models.listeners.append(self.commands.hear)

    def set_limit(self, bytes_per_second: int | None) -> None:
        self.limits.append(bytes_per_second)

    def say(self, verb: str, **arguments: object) -> Message:
        """The reply, as it arrives at the other end."""
        message = json.loads(json.dumps({"verb": f"models.{verb}", "arguments": arguments}))
        return json.loads(json.dumps(self.commands.answer(message)))

    def status(self, name: str = "tiny") -> Message:
        return self.say("status", package=name)

    def wait_for(self, state: ModelState, name: str = "tiny") -> Message:
        self.models.wait(lambda: self.status(name)["state"] == state.value)
        return self.status(name)


@contextmanager
def opened(places: Places, hub: HubServer) -> Iterator[Desk]:
    with ManagedModels(places, hub.endpoint, (package(), package("twin"))) as models:
        yield Desk(models)


def test_a_package_s_life_in_words(places: Places, hub: HubServer) -> None:
    with opened(places, hub) as desk:
        assert desk.status()["state"] == "missing"
        begun = desk.say("install", package="tiny")
        assert begun["id"] == "tiny"
        assert begun["state"] == "downloading"
        installed = desk.wait_for(ModelState.AVAILABLE)
        assert installed["missing_files"] == []
        files = installed["files"]
        assert isinstance(files, list)
        assert {file["path"] for file in files} == set(demo_files())
        desk.say("verify", package="tiny")
        desk.models.wait(lambda: bool(notes(desk)))
        assert "is whole: 12 files" in notes(desk)[-1]["text"]
        desk.say("update", package="tiny")
        desk.models.wait(lambda: len(notes(desk)) == 2)
        assert "up to date" in notes(desk)[-1]["text"]
        assert desk.say("check-updates") == {}
        desk.models.wait(lambda: len(notes(desk)) == 3)
        with pytest.raises(UserError, match="no earlier version"):
            desk.say("rollback", package="tiny")
        with pytest.raises(UserError, match="nothing of it is known to be damaged"):
            desk.say("repair", package="tiny")
        with pytest.raises(UserError, match="renders its model already"):
            desk.say("activate", package="tiny")
        assert desk.say("remove", package="tiny", for_good=True) == {}
        desk.wait_for(ModelState.MISSING)


def notes(desk: Desk, after: int = 0) -> list[dict[str, str]]:
    found = desk.say("notes", after=after)["notes"]
    assert isinstance(found, list)
    return found


def test_a_download_in_words(places: Places, hub: HubServer) -> None:
    hub.bytes_per_second = 1_000_000
    try:
        with opened(places, hub) as desk:
            desk.say("install", package="demo")
            (name,) = [
                str(model["id"]) for model in listed(desk) if model["state"] == "downloading"
            ]
            desk.models.wait(lambda: "pause" in str(desk.status(name)["actions"]))
            assert desk.say("prioritize", packages=[name]) == {"packages": [name]}
            desk.say("pause", package=name)
            desk.wait_for(ModelState.PAUSED, name)
            desk.say("resume", package=name)
            desk.wait_for(ModelState.DOWNLOADING, name)
            desk.say("cancel", package=name)
            desk.wait_for(ModelState.MISSING, name)
    finally:
        hub.bytes_per_second = None


def listed(desk: Desk) -> list[dict[str, object]]:
    models = desk.say("list")["models"]
    assert isinstance(models, list)
    return models


def test_the_rest_in_words(places: Places, hub: HubServer) -> None:
    with opened(places, hub) as desk:
        assert desk.say("limit", bytes_per_second=1_000_000) == {"bytes_per_second": 1_000_000}
        desk.say("limit", bytes_per_second=None)
        assert desk.limits == [1_000_000, None]
        plan = desk.say("cleanup", unused_days=1, target_free_bytes=10**15)
        assert plan["suggestions"] == []
        assert desk.say("cleanup", dry_run=False) == {
            "removed": [], "refused": [], "frees_bytes": 0
        }  # fmt: skip
        assert desk.say("cleanup", dry_run=False, packages=["twin"])["refused"] == [
            {"package": "twin", "reason": "It is not installed."}
        ]
        usage = desk.say("usage", packages=["tiny"])["usage"]
        assert isinstance(usage, list)
        assert usage[0]["total_uses"] == 0
        out = places.home / "report.json"
        assert desk.say("report", out=str(out)) == {"out": str(out)}
        assert json.loads(out.read_text())["total"]["total_uses"] == 0
        empty = places.home / "empty"
        empty.mkdir()
        desk.say("adopt", paths=[str(empty)])
        desk.models.wait(lambda: bool(notes(desk)))
        assert "can be adopted" in notes(desk)[0]["text"]
        assert notes(desk, after=1) == []


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("install", {}),
        ("install", {"package": 5}),
        ("install", {"package": ""}),
        ("install", {"package": "tiny", "force": True}),
        ("remove", {"package": "tiny", "for_good": "yes"}),
        ("adopt", {"paths": []}),
        ("adopt", {"paths": "home"}),
        ("limit", {}),
        ("limit", {"bytes_per_second": 5}),
        ("limit", {"bytes_per_second": True}),
        ("cleanup", {"unused_days": 0}),
        ("notes", {"after": -1}),
        ("status", []),
    ],
)
def test_words_that_make_no_sense_are_refused(
    places: Places, hub: HubServer, verb: str, arguments: object
) -> None:
    with opened(places, hub) as desk:
        with pytest.raises(UserError, match="not well formed"):
            desk.commands.answer({"verb": f"models.{verb}", "arguments": arguments})
        assert desk.limits == []
        assert desk.models.downloads.downloads() == ()


def test_an_unknown_verb_and_a_relative_path_are_refused(places: Places, hub: HubServer) -> None:
    with opened(places, hub) as desk:
        with pytest.raises(UserError, match="no command"):
            desk.say("explode")
        with pytest.raises(UserError, match="no absolute path"):
            desk.say("adopt", paths=["../models"])


def test_old_notes_are_forgotten(places: Places, hub: HubServer) -> None:
    with opened(places, hub) as desk:
        for number in range(MAX_NOTES + 5):
            desk.commands.hear(ModelNote(f"note {number}"))
        desk.commands.hear(ModelRefused(UserError("No.", safe="All is well."), "tiny"))
        kept = notes(desk)
        assert len(kept) == MAX_NOTES
        assert kept[-1]["text"] == "No. All is well."
        assert notes(desk, after=MAX_NOTES + 4)[0]["text"] == f"note {MAX_NOTES + 4}"


def test_the_owner_of_the_home_answers_other_processes(places: Places, hub: HubServer) -> None:
    with opened(places, hub) as desk:
        server = CommandServer(places, desk.commands.answer)
        try:
            reply = ask_owner(places, {"verb": "models.list"})
            assert reply is not None
            assert len(json.dumps(reply)) < MAX_ANSWER_BYTES
            with pytest.raises(UserError, match="Did you mean tiny") as caught:
                ask_owner(places, {"verb": "models.install", "arguments": {"package": "tinny"}})
            assert caught.value.suggestion == "tiny"
        finally:
            server.close()
