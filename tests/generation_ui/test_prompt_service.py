"""The service behind the prompt panel: on its own thread, with real files and a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from wan22_desktop.app.service_thread import ServiceThread
from wan22_desktop.composition.schema import UPGRADES
from wan22_desktop.core.database import Database, SharedDatabase
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.enhancement import Enhancement
from wan22_desktop.generation.domain.presets import Preset, PresetValues
from wan22_desktop.generation.domain.prompt_history import FoundPrompts
from wan22_desktop.generation.domain.styles import Style
from wan22_desktop.generation.domain.wildcards import Wildcards
from wan22_desktop.generation.prompt_service import PromptService

FOGGY = Style(name="Foggy", prompt="{prompt}, in fog")


class Wishes(QObject):
    """What tools and picker ask for, from the window's thread."""

    note = Signal(str, str)
    search = Signal(str)
    favourite = Signal(str, bool)
    forget = Signal(str)
    clear = Signal(bool)
    keep = Signal(bool)
    open_folder = Signal()
    read_wildcards = Signal()
    save_style = Signal(object)
    remove_style = Signal(str)
    enhance = Signal(str, object, int)
    save_preset = Signal(object, bool)
    rename_preset = Signal(object, str)
    delete_preset = Signal(object)
    export_preset = Signal(object, str)
    import_preset = Signal(str)


class Answers(QObject):
    """The last value of every signal of the service."""

    def __init__(self, service: PromptService) -> None:
        super().__init__()
        self.spies = {
            name: QSignalSpy(getattr(service, name))
            for name in (
                "history_found",
                "wildcards_read",
                "wildcards_folder_ready",
                "styles_read",
                "presets_read",
                "preset_saved",
                "enhanced",
                "refused",
            )
        }

    def last(self, name: str) -> object:
        spy = self.spies[name]
        return spy.at(spy.count() - 1)[0] if spy.count() else None


@pytest.fixture
def served(places: Places, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[Wishes, Answers]]:
    database = SharedDatabase(
        lambda: Database(tmp_path / "x.sqlite3", upgrades=UPGRADES, backups=tmp_path / "backups")
    )
    service = PromptService(places, database)
    answers, wishes = Answers(service), Wishes()
    thread = ServiceThread(service, service.stopped, "prompts")
    for wish, slot in (
        (wishes.note, service.note_prompt),
        (wishes.search, service.search_history),
        (wishes.favourite, service.set_favourite),
        (wishes.forget, service.forget_prompt),
        (wishes.clear, service.clear_history),
        (wishes.keep, service.keep_history),
        (wishes.open_folder, service.open_wildcards_folder),
        (wishes.read_wildcards, service.read_wildcards),
        (wishes.save_style, service.save_style),
        (wishes.remove_style, service.remove_style),
        (wishes.enhance, service.enhance),
        (wishes.save_preset, service.save_preset),
        (wishes.rename_preset, service.rename_preset),
        (wishes.delete_preset, service.delete_preset),
        (wishes.export_preset, service.export_preset),
        (wishes.import_preset, service.import_preset),
    ):
        wish.connect(slot)
    thread.start()
    qtbot.waitUntil(lambda: isinstance(answers.last("wildcards_read"), Wildcards))
    yield wishes, answers
    thread.stop()
    assert thread.wait(5000)


def test_history_is_kept_only_while_the_setting_says_so(
    served: tuple[Wishes, Answers], qtbot: QtBot
) -> None:
    wishes, answers = served

    def texts() -> list[str] | None:
        found = answers.last("history_found")
        return [e.text for e in found.entries] if isinstance(found, FoundPrompts) else None

    wishes.note.emit("a fox", "")
    wishes.keep.emit(False)
    wishes.note.emit("a secret", "")
    wishes.search.emit("")
    qtbot.waitUntil(lambda: texts() == ["a fox"])
    wishes.favourite.emit("1", True)
    wishes.clear.emit(False)
    qtbot.waitUntil(lambda: answers.spies["history_found"].count() == 3)
    assert texts() == ["a fox"]
    wishes.clear.emit(True)
    qtbot.waitUntil(lambda: texts() == [])


def test_words_and_presets_are_read_written_and_refused(
    served: tuple[Wishes, Answers], places: Places, tmp_path: Path, qtbot: QtBot
) -> None:
    wishes, answers = served
    wishes.open_folder.emit()
    qtbot.waitUntil(lambda: answers.last("wildcards_folder_ready") == str(places.wildcards))
    (places.wildcards / "colour.txt").write_text("red\n")
    wishes.read_wildcards.emit()
    qtbot.waitUntil(lambda: getattr(answers.last("wildcards_read"), "names", ()) == ("colour",))
    wishes.save_style.emit(FOGGY)
    qtbot.waitUntil(lambda: getattr(answers.last("styles_read"), "own", ()) == (FOGGY,))
    wishes.enhance.emit("a fox", Variant.DEMO, 1)
    qtbot.waitUntil(lambda: isinstance(answers.last("enhanced"), Enhancement))
    mine = Preset(name="Mine", models={Variant.DEMO: PresetValues(num_inference_steps=3)})
    wishes.save_preset.emit(mine, False)
    qtbot.waitUntil(lambda: answers.last("preset_saved") == mine)
    wishes.save_preset.emit(mine, False)
    qtbot.waitUntil(lambda: isinstance(answers.last("refused"), UserError))
    wishes.export_preset.emit(mine, str(tmp_path / "out.json"))
    wishes.import_preset.emit(str(tmp_path / "out.json"))
    qtbot.waitUntil(lambda: getattr(answers.last("preset_saved"), "name", "") == "Mine (2)")
    wishes.delete_preset.emit(mine)
    wishes.rename_preset.emit(answers.last("preset_saved"), "Other")
    qtbot.waitUntil(lambda: getattr(answers.last("preset_saved"), "name", "") == "Other")
    presets = getattr(answers.last("presets_read"), "presets", ())
    assert [preset.name for preset in presets if not preset.built_in] == ["Other"]
