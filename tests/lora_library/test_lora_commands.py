"""The command line's words for LoRAs: strict, and answered in JSON."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fixtures.lora_files import write_lora
from lora_library.libraries import LibraryAtWork, lora_file
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.compatibility import fit_of
from wan22_desktop.lora_library.domain.importing import ImportProgress
from wan22_desktop.lora_library.domain.records import FileState
from wan22_desktop.lora_library.domain.refusal import warnings_of
from wan22_desktop.lora_library.errands import MAX_AT_WORK, MAX_KEPT, Errand, Errands
from wan22_desktop.lora_library.events import ImportMoved
from wan22_desktop.lora_library.lora_commands import PAGE_BYTES, LoraCommands

PROGRESS = ImportProgress("a", 1, 2, 3, 4)


class Desk:
    """The commands, and what was said to them."""

    def __init__(self, library: LibraryAtWork) -> None:
        self.library = library
        self.folders: tuple[str, ...] = ()
        self.commands = LoraCommands(
            library.manager, judge=fit_of, watched=lambda: self.folders, watch=self.watch
        )

    def watch(self, folders: tuple[str, ...]) -> None:
        self.folders = folders

    def say(self, verb: str, **arguments: object) -> dict[str, Any]:
        """The reply, as it arrives at the other end."""
        message = json.loads(json.dumps({"verb": f"loras.{verb}", "arguments": arguments}))
        return json.loads(json.dumps(self.commands.answer(message)))

    def finish(self, verb: str, **arguments: object) -> list[dict[str, Any]]:
        """What came of an errand."""
        errand = self.say(verb, **arguments)["errand"]
        while not (status := self.say("errand", errand=errand))["ended"]:
            time.sleep(0.005)
        return status["rows"]


@pytest.fixture
def desk(opened: Callable[..., LibraryAtWork]) -> Iterator[Desk]:
    desk = Desk(opened())
    yield desk
    desk.commands.close()


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("show", {}),
        ("show", {"lora": 5}),
        ("show", {"lora": ""}),
        ("show", {"lora": "a", "force": True}),
        ("list", {"family": "sdxl"}),
        ("list", {"start": -1}),
        ("list", {"favourites": "yes"}),
        ("add", {"paths": []}),
        ("add", {"paths": "home"}),
        ("add", {"paths": ["/a"], "on_conflict": "explode"}),
        ("add", {"paths": ["/a"] * 1001}),
        ("use", {"loras": [{"lora": "a"}]}),
        ("use", {"loras": [{"lora": "a", "strength": "1"}], "model": "demo"}),
        ("use", {"loras": [{"lora": "a", "file": "../x"}], "model": "demo"}),
        ("use", {"loras": [{"lora": "a"}] * 17, "model": "demo"}),
        ("remove", {"lora": "a", "for_good": 1}),
        ("edit", {"lora": "a", "description": "x" * 20_001}),
        ("tag", {"lora": "a", "add": ["x"] * 101}),
        ("errand", {"errand": 0}),
        ("watch", {"folders": []}),
        ("show", []),
        ("show", None),
    ],
)
def test_words_that_make_no_sense_are_refused(desk: Desk, verb: str, arguments: object) -> None:
    with pytest.raises(UserError, match="not well formed"):
        desk.commands.answer({"verb": f"loras.{verb}", "arguments": arguments})
    assert desk.library.manager.cards() == ()
    assert desk.folders == ()


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("add", {"paths": ["../a"]}),
        ("export", {"file": "a"}),
        ("restore", {"file": "a"}),
        ("watch", {"folders": ["."]}),
    ],
)
def test_relative_paths_are_refused(desk: Desk, verb: str, arguments: dict[str, object]) -> None:
    """The owner's folder is not that of who asks."""
    with pytest.raises(UserError, match="no absolute path"):
        desk.say(verb, **arguments)


def test_an_unknown_verb_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="no command"):
        desk.say("explode")


def test_long_lists_come_in_pages(desk: Desk, tmp_path: Path) -> None:
    """Where one ends, the next begins; see the next test for where that is."""
    for number in range(3):
        card = desk.library.take_in(lora_file(tmp_path / f"{number}.safetensors", number))
        desk.say("edit", lora=card.id, notes="n" * 20_000)
    whole = desk.say("list")
    assert [card["name"] for card in whole["loras"]] == ["0", "1", "2"]
    assert whole["next"] is None
    assert [card["name"] for card in desk.say("list", start=1)["loras"]] == ["1", "2"]
    assert desk.say("list", start=9) == {"loras": [], "next": None}


def test_a_page_ends_where_it_is_full(desk: Desk) -> None:
    row = {"text": "x" * (PAGE_BYTES // 2)}
    errands = desk.commands._errands
    errand = errands.begin(lambda _errand: [row] * 5)
    errand.ended.wait()
    sizes = []
    start: int | None = 0
    while start is not None:
        page = desk.say("errand", errand=errand.number, start=start)
        sizes.append(len(page["rows"]))
        start = page["next"]
    assert sizes == [2, 2, 1]


def test_a_half_of_a_pair_can_be_used_alone(desk: Desk, tmp_path: Path) -> None:
    for seed, name in enumerate(("glow_high_noise", "glow_low_noise")):
        desk.library.manager.upload_lora_files([lora_file(tmp_path / f"{name}.safetensors", seed)])
    (card,) = desk.library.manager.cards()
    assert card.is_pair
    low = card.entries[1].sha256
    model = next(v for v in Variant if fit_of(card, v).fit != "blocked")
    answer = desk.say("use", loras=[{"lora": "glow", "file": low, "strength": 0.5}], model=model)
    (use,) = answer["loras"][0]["uses"]
    assert (use["sha256"], use["strength"], use["strength_2"]) == (low, 0.5, 0.5)
    answer = desk.say("use", loras=[{"lora": "glow"}], model=model)
    assert [use["sha256"] for use in answer["loras"][0]["uses"]] == [card.id, low]


def test_one_strength_leaves_the_expert_alone_that_a_file_is_not_for(
    desk: Desk, tmp_path: Path
) -> None:
    file = write_lora(
        tmp_path / "half.safetensors",
        Variant.T2V_A14B,
        layers=("transformer_1.blocks.0.self_attn.q",),
    )
    card = desk.library.take_in(file)
    assert card.default_strengths == (1.0, 0.0)
    for strength, expected in ((None, (1.0, 0.0)), (0.8, (0.8, 0.0))):
        wish = {"lora": card.name} | ({} if strength is None else {"strength": strength})
        answer = desk.say("use", loras=[wish], model=Variant.T2V_A14B)
        (use,) = answer["loras"][0]["uses"]
        assert (use["strength"], use["strength_2"]) == expected


def test_a_changed_file_is_not_rendered_with(desk: Desk, tmp_path: Path) -> None:
    card = desk.library.take_in(lora_file(tmp_path / "a.safetensors"))
    model = next(v for v in Variant if fit_of(card, v).fit != "blocked")
    uses = (LoraUse(sha256=card.id, name="a"),)
    assert warnings_of(uses, [card], model, fit_of) == ()
    kept = desk.library.places.lora(card.id)
    kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    desk.finish("scan")
    (card,) = desk.library.manager.cards()
    assert card.state is FileState.CHANGED
    with pytest.raises(UserError, match="changed by another program") as caught:
        warnings_of(uses, [card], model, fit_of)
    assert caught.value.field == "loras"


def test_what_is_heard_on_other_threads_is_no_progress_of_an_errand(desk: Desk) -> None:
    go_on = threading.Event()

    def work(_errand: Errand) -> list[dict[str, Any]]:
        desk.commands.hear(ImportMoved(PROGRESS))
        go_on.wait()
        return []

    errand = desk.commands._errands.begin(work)
    while errand.progress is None:
        time.sleep(0.005)
    desk.commands.hear(ImportMoved(ImportProgress("another", 9, 9, 9, 9)))
    assert desk.say("errand", errand=errand.number)["progress"]["name"] == "a"
    go_on.set()


def test_errands_are_cancelled_counted_and_forgotten() -> None:
    errands = Errands()

    def wait(errand: Errand) -> list[dict[str, Any]]:
        errand.cancelled.wait()
        return []

    begun = [errands.begin(wait) for _ in range(MAX_AT_WORK)]
    with pytest.raises(UserError) as caught:
        errands.begin(wait)
    assert caught.value.category is ErrorCategory.BUSY
    for errand in begun:
        errand.cancelled.set()
        errand.ended.wait()
    for _ in range(MAX_KEPT + 2):
        errands.begin(lambda _errand: []).ended.wait()
    with pytest.raises(UserError, match="Nothing is known of errand 1"):
        errands.errand(1)
    last = errands.begin(wait)
    errands.close()
    assert last.ended.is_set()
    with pytest.raises(UserError, match="busy"):
        errands.begin(wait)


def test_a_mistake_of_ours_ends_an_errand_in_words(caplog: pytest.LogCaptureFixture) -> None:
    errands = Errands()
    errand = errands.begin(lambda _errand: [{"a": 1 // 0}])
    errand.ended.wait()
    errands.close()
    assert errand.error is not None
    assert errand.error.category is ErrorCategory.BUG
    assert "ZeroDivisionError" in caplog.text
