"""Everything in the window has a name and a role for assistive technology."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from assistive_tree import Role, Tree, read_tree
from made_clips import made_clip
from opened_app import OpenedApp
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from wan22_desktop.app.stage import View
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Mode
from wan22_desktop.gallery.domain.reproduction import Verdict
from wan22_desktop.gallery.ui.gallery_deeds import Deed

LIMIT_MS = 30_000
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups without a screen


def require_sound(top: QWidget, least: int = 1) -> Tree:
    tree = read_tree(top)
    assert tree.faults == ()
    assert len(tree.seen) >= least
    return tree


def names(tree: Tree, role: Role) -> list[str]:
    return [seen.name for seen in tree.seen if seen.role is role]


@pytest.fixture
def clips(tmp_path: Path) -> tuple[Path, Path]:
    made = [
        made_clip(tmp_path / f"clip {seed}.mp4", GenerationRequest.default(prompt=text, seed=seed))
        for seed, text in enumerate(("a red circle", "a blue square"))
    ]
    return made[0], made[1]


class Screen:
    """The dialogs and popups that stand before the window."""

    def __init__(self, qtbot: QtBot, app: OpenedApp) -> None:
        self._qtbot = qtbot
        self._window = app.window

    def others(self) -> list[QWidget]:
        return [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and widget is not self._window
        ]

    def check(self, ask: Callable[[], object], least: int = 2) -> Tree:
        """Open one, look at it as a screen reader does, and close it again."""
        assert not self.others()
        ask()
        self._qtbot.waitUntil(lambda: len(self.others()) == 1, timeout=LIMIT_MS)
        (top,) = self.others()
        tree = require_sound(top, least)
        top.close()
        self._qtbot.waitUntil(lambda: not self.others(), timeout=LIMIT_MS)
        return tree


@pytest.fixture
def screen(qtbot: QtBot, app: OpenedApp) -> Iterator[Screen]:
    made = Screen(qtbot, app)
    yield made
    for left in made.others():
        left.close()


def import_clips(qtbot: QtBot, app: OpenedApp, clips: tuple[Path, ...]) -> None:
    panel = app.parts.gallery
    panel.import_asked.emit([str(path) for path in clips], False)
    qtbot.waitUntil(lambda: panel.rows.rowCount() == len(clips), timeout=LIMIT_MS)


def test_every_control_of_every_dock(qtbot: QtBot, app: OpenedApp) -> None:
    parts = app.parts
    # What is shown only when there is something to say: both experts, pictures, problems, an edit.
    parts.actions.pause_asked.emit(True)
    parts.compose.form.put("prompt", "a {red|blue} circle")
    parts.compose.add()
    qtbot.waitUntil(lambda: bool(parts.queue.model.records), timeout=LIMIT_MS)
    parts.compose.edit_job(parts.queue.model.records[0])
    parts.compose.form.mode.set_value(Mode.IMAGE_TO_VIDEO)
    parts.compose.form.focus_field("negative_prompt")
    parts.compose.form.focus_field("flow_shift")
    parts.desk.warn("one", "Something went wrong.", "And this is why.")
    parts.verdict.show_verdict(
        "/old.mp4", "/new.mp4", Verdict(9, 8, True, 3, 38.0, 0.9, ("Another device.",))
    )
    qtbot.waitUntil(lambda: bool(parts.loras.index.cards), timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: bool(parts.models.view.model().rowCount()), timeout=LIMIT_MS)
    parts.models.view.setCurrentIndex(parts.models.view.model().index(0, 0))
    parts.loras.select(next(iter(parts.loras.index.cards)).id)
    for dock in app.window.docks:
        dock.show()
        dock.raise_()
        qtbot.waitUntil(dock.isVisible)
        tree = require_sound(dock, 5)
        if dock is app.window.queue_dock:
            assert any("circle" in name for name in names(tree, Role.TreeItem))
    whole = require_sound(app.window, 60)
    assert len(names(whole, Role.MenuItem)) >= 6


def test_every_control_of_every_view_of_the_middle(
    qtbot: QtBot, app: OpenedApp, clips: tuple[Path, Path]
) -> None:
    parts = app.parts
    import_clips(qtbot, app, clips)
    for view in View:
        parts.stage.show_view(view)
        if view is View.CLIP:
            parts.stage.open_clip(str(clips[0]))
            qtbot.waitUntil(lambda: parts.player.view.image is not None, timeout=LIMIT_MS)
        elif view is View.GALLERY:
            parts.gallery.details_button.setChecked(True)
            parts.gallery.view.choose(parts.gallery.rows.index(0, 0))
        elif view is View.COMPARE:
            parts.clip_desk.compare_two(str(clips[0]), str(clips[1]))
        elif view is View.GRID:
            parts.grid.show_grid("Drafts", (), (), ("seed 1", "seed 2"), has_stars=True)
            parts.grid.set_cell_at(0, str(clips[0]))
        elif view is View.GUIDE:
            parts.guide.open_guide()
        qtbot.wait(100)
        tree = require_sound(parts.stage, 4)
        if view is View.GALLERY:
            rows = names(tree, Role.ListItem)
            assert len(rows) == 2
            assert any("red circle" in name for name in rows)


def test_every_control_of_what_helps_with_the_prompt(screen: Screen, app: OpenedApp) -> None:
    form = app.parts.compose.form
    form.put("prompt", "a red circle")
    tools = form.tools
    for button in (tools.history_button, tools.styles_button, tools.wildcards_button):
        screen.check(button.click)
    screen.check(tools.enhance_button.click)
    screen.check(app.parts.presets.save_action.trigger, 5)
    screen.check(app.parts.queue.bar.schedule.click)
    sweep = screen.check(lambda: app.parts.clip_desk.ask_for_sweep(app.parts.compose.request()), 8)
    assert "Values of the columns" in names(sweep, Role.EditableText)
    screen.check(lambda: app.parts.clip_desk.ask_for_drafts(app.parts.compose.request()), 5)


def test_every_control_of_what_is_done_with_clips(
    qtbot: QtBot, screen: Screen, app: OpenedApp, clips: tuple[Path, Path]
) -> None:
    import_clips(qtbot, app, clips)
    panel = app.parts.gallery
    records = panel.rows.records
    for deed in (Deed.CONTINUE, Deed.UPSCALE, Deed.INTERPOLATE, Deed.EXPORT):
        screen.check(partial(panel.do, deed, records[:1]), 4)
    for deed in (Deed.RENAME, Deed.ADD_TAG, Deed.ADD_TO_ALBUM):
        screen.check(partial(panel.do, deed, records[:1]))
    menu = screen.check(
        lambda: panel.view.menu_for(records[:1]).popup(panel.mapToGlobal(panel.pos()))
    )
    assert any("Continue" in name for name in names(menu, Role.MenuItem))


def test_every_control_of_every_page_of_the_preferences(qtbot: QtBot, app: OpenedApp) -> None:
    app.parts.guide.open_preferences()
    dialog = app.parts.guide.settings_dialog
    assert dialog is not None
    assert dialog.pages.count() >= 8
    for page in range(dialog.pages.count()):
        dialog.pages.setCurrentRow(page)
        qtbot.wait(20)
        require_sound(dialog, 5)
    dialog.close()


def test_every_control_of_all_other_dialogs(qtbot: QtBot, screen: Screen, app: OpenedApp) -> None:
    parts = app.parts
    qtbot.waitUntil(lambda: bool(parts.loras.index.cards), timeout=LIMIT_MS)
    card = next(iter(parts.loras.index.cards))
    for ask in (
        parts.guide.open_manual,
        parts.model_dialogs.open_adoption,
        parts.model_dialogs.open_cleanup,
        parts.upkeep_desk.open_states,
        parts.upkeep_desk.open_optimizer,
        parts.upkeep_desk.open_doctor,
        parts.deeds.show_about,
        lambda: parts.question._ask(may_hide=True),
        parts.loras.dialogs.choose_watched,
        lambda: parts.loras.dialogs.ask_name(card),
        lambda: parts.loras.dialogs.ask_tag((card,), ()),
        lambda: parts.loras.dialogs.confirm_delete((card,)),
    ):
        screen.check(ask, 1)


def test_a_button_without_a_name_is_found(app: OpenedApp) -> None:
    bare = QPushButton(app.parts.queue)
    bare.show()
    assert [fault.partition(" Main")[0] for fault in read_tree(app.window).faults] == [
        "no name: Button"
    ]
    bare.setAccessibleName("Bare")
    require_sound(app.window)
    bare.deleteLater()
