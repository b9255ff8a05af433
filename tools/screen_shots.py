"""What `tools.all_screens` grabs: panels, views, dialogs and popups, brought up as users do."""

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QMessageBox, QWidget

from tools.real_window import groups_in, live, take, wait_until
from tools.screen_content import draw_picture
from wan22_desktop.app.parts import Parts
from wan22_desktop.app.stage import View
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.clip_work import WorkKind
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import Theme
from wan22_desktop.core.wan import Variant
from wan22_desktop.gallery.domain.reproduction import Verdict
from wan22_desktop.generation.domain.groups import GroupKind
from wan22_desktop.generation.domain.job import JobState

DOCK_WIDTH_PX = 350
"""As wide as the docks beside the stage are in a new installation."""
_LIMIT_S = 60.0
_PROMPT = "A red fox runs along a snowy ridge at dawn, soft rim light, shallow depth of field"


@dataclass(slots=True)
class Screens:
    """Grabs into `folder`; a name gets the theme as its ending."""

    window: MainWindow
    parts: Parts
    folder: Path
    home: Path
    only: str = ""
    ending: str = "light"
    failed: int = 0

    def take(self, widget: QWidget, name: str) -> None:
        if self.only in name:
            take(widget, self.folder, f"{name}-{self.ending}")

    def take_all(self, groups: tuple[Callable[["Screens"], None], ...]) -> None:
        """A group that fails is told of, and the others go on."""
        for group in groups:
            try:
                group(self)
            except Exception:  # noqa: BLE001 - one screen that fails must not hide the others
                self.failed += 1
                sys.stderr.write(f"{group.__name__} in {self.ending}:\n{traceback.format_exc()}")
            for dialog in self.window.findChildren(QDialog):
                dialog.close()
            live(0.1)

    def set_theme(self, theme: Theme) -> None:
        self.parts.actions.theme_chosen.emit(theme)
        self.ending = theme.value

    def set_looks(self, ending: str, **looks: object) -> None:
        """Other looks than a theme alone."""
        preferences = self.parts.preferences
        settings = preferences.settings
        appearance = settings.appearance.model_copy(update=looks)
        preferences.apply(settings.model_copy(update={"appearance": appearance}))
        self.ending = ending


def whole_window(screens: Screens) -> None:
    """As large as on a small and on a usual screen."""
    window, parts = screens.window, screens.parts
    parts.compose.show_request(_demo_request())
    for name, view in (("clip", View.CLIP), ("gallery", View.GALLERY)):
        parts.stage.button(view).click()
        for width, height in ((1280, 800), (1440, 900), (1920, 1080)):
            window.resize(width, height)
            live(0.3)
            screens.take(window, f"window-{name}-{width}")
    window.resize(1280, 800)


def prompt_panel(screens: Screens) -> None:
    parts, dock = screens.parts, screens.window.prompt_dock
    compose = parts.compose
    compose.show_request(_demo_request())
    screens.take(dock, "prompt-text")
    compose.form.put("prompt", "")
    compose.add()
    screens.take(dock, "prompt-empty")
    compose.form.put("prompt", "a __colour__ {circle|square} moving {left|right}")
    compose.form.tools.all_box.setChecked(True)
    screens.take(dock, "prompt-wildcards")
    compose.form.tools.all_box.setChecked(False)
    request = _request(Variant.TI2V_5B)
    compose.show_request(request)
    screens.take(dock, "prompt-missing-model")
    picture = draw_picture(screens.home / "start.png", 3)
    compose.choose_start_image(str(picture))
    wait_until(lambda: compose.request().image_sha256 is not None, _LIMIT_S)
    screens.take(dock, "prompt-image")
    screens.take(compose.form, "prompt-image-form")
    pictures = tuple(str(draw_picture(screens.home / f"p{n}.png", n)) for n in range(4))
    compose.images_chosen.emit(pictures)
    wait_until(lambda: len(compose.form.pictures) == 4, _LIMIT_S)
    screens.take(compose.form, "prompt-batch-form")
    compose.show_request(
        _request(Variant.T2V_A14B).with_changes(negative_prompt="blurry", width=333)
    )
    compose.add()
    for button in compose.form.findChildren(QAbstractButton):
        if button.isCheckable() and button.property("section") and not button.isChecked():
            button.click()
    screens.take(dock, "prompt-problems")
    screens.take(compose.form, "prompt-open-form")
    compose.show_request(_demo_request())
    waiting = next(job for job in parts.queue.model.records if job.state is JobState.QUEUED)
    compose.edit_job(waiting)
    screens.take(dock, "prompt-edit")
    compose.cancel_edit()


def prompt_popups(screens: Screens) -> None:
    parts = screens.parts
    compose, tools, presets = parts.compose, parts.compose.form.tools, parts.presets
    compose.show_request(_demo_request())
    for name, button, popup in (
        ("history", tools.history_button, tools.history),
        ("styles", tools.styles_button, tools.styles),
        ("wildcards", tools.wildcards_button, tools.wildcards),
    ):
        button.click()
        screens.take(popup, f"popup-{name}")
        popup.hide()
    presets.combo.showPopup()
    live(0.5)
    screens.take(presets.combo.view().window(), "popup-presets")
    presets.combo.hidePopup()
    with shown_menu(presets.more.menu()) as menu:
        screens.take(menu, "menu-presets")
    presets.dialogs.ask_save(("Mine",))
    screens.take(_dialog(presets.dialogs.open), "dialog-save-preset")
    _dialog(presets.dialogs.open).close()
    tools.styles.new_button.click()
    screens.take(_newest_dialog(), "dialog-style")
    _newest_dialog().close()
    compose.form.put("prompt", "a fox in the snow")
    tools.enhance_button.click()
    wait_until(lambda: tools.enhance_dialog is not None, _LIMIT_S)
    screens.take(_dialog(tools.enhance_dialog), "dialog-enhance")


def queue_panel(screens: Screens) -> None:
    parts, window = screens.parts, screens.window
    window.queue_dock.raise_()
    view = parts.queue.view
    view.collapseAll()
    view.scrollToTop()
    screens.take(window.queue_dock, "queue-folded")
    view.expandAll()
    view.scrollToTop()
    view.selectAll()
    screens.take(window.queue_dock, "queue-open")
    view.clearSelection()
    view.scrollToBottom()
    screens.take(window.queue_dock, "queue-end")
    view.collapseAll()
    parts.queue.bar.schedule.click()
    parts.queue.bar.popup.by_hours.setChecked(True)
    screens.take(parts.queue.bar.popup, "popup-schedule")
    parts.queue.bar.popup.by_hours.setChecked(False)
    parts.queue.bar.popup.hide()


def other_docks(screens: Screens) -> None:
    parts, window = screens.parts, screens.window
    window.models_dock.raise_()
    parts.models.select("ti2v-5B-fp16")
    screens.take(window.models_dock, "models")
    window.loras_dock.raise_()
    wait_until(lambda: bool(parts.loras.index.cards), _LIMIT_S)
    (card,) = parts.loras.index.cards
    parts.loras.select(card.id)
    parts.lora_editor.add(card.id)
    screens.take(window.loras_dock, "loras")
    screens.take(window.prompt_dock, "prompt-lora")
    parts.lora_editor.set_value(())
    window.hardware_dock.raise_()
    wait_until(lambda: parts.hardware.charts.stack is not None, _LIMIT_S)
    live(1.0)
    screens.take(window.hardware_dock, "hardware")
    window.queue_dock.raise_()
    window.log_dock.show()
    screens.take(window.log_dock, "log")
    window.log_dock.hide()


def player(screens: Screens) -> None:
    parts = screens.parts
    clip = next(c for c in parts.gallery.index.clips if not c.is_missing)
    parts.stage.open_clip(clip.path)
    wait_until(lambda: parts.player.view.image is not None, _LIMIT_S)
    if parts.player.is_playing:
        parts.player.toggle_play()
    parts.player.go_to(6)
    screens.take(parts.stage, "stage-clip")
    parts.stage.button(View.LIVE).click()
    screens.take(parts.stage, "stage-live-empty")


def gallery(screens: Screens) -> None:
    parts, window = screens.parts, screens.window
    panel = parts.gallery
    parts.stage.button(View.GALLERY).click()
    panel.filters.clear()
    live(1.0)
    for width in (1100, 1280, 1800):
        window.resize(width, 800)
        live(0.5)
        screens.take(parts.stage, f"gallery-{width}")
    window.resize(1280, 800)
    panel.view.choose(panel.rows.index(0, 0))
    screens.take(parts.stage, "gallery-details")
    _select_clips(parts, 3)
    screens.take(parts.stage, "gallery-several")
    with shown_menu(panel.view.menu_for(panel.view.selected())) as menu:
        screens.take(menu, "menu-gallery")
    panel.view.clearSelection()
    panel.filters.search.setText("no such words")
    live(0.5)
    screens.take(parts.stage, "gallery-nothing-found")
    panel.filters.clear()


def compare(screens: Screens) -> None:
    parts = screens.parts
    view = parts.compare
    view.show_clips(())
    parts.stage.button(View.COMPARE).click()
    screens.take(parts.stage, "compare-empty")
    clips = [c for c in parts.gallery.index.clips if c.width == 416 and not c.is_missing]
    parts.clip_desk.compare_paths(tuple(clip.path for clip in clips[:2]))
    live(1.5)
    screens.take(parts.stage, "compare-side-by-side")
    view.wipe.click()
    screens.take(parts.stage, "compare-wipe")
    view.difference.click()
    screens.take(parts.stage, "compare-difference")
    view.side_by_side.click()
    parts.clip_desk.compare_paths(tuple(clip.path for clip in clips[:4]))
    live(1.5)
    screens.take(parts.stage, "compare-four")


def grids(screens: Screens) -> None:
    parts = screens.parts
    groups = groups_in(parts)
    parts.queue.group_opened.emit(groups[GroupKind.SWEEP])
    wait_until(lambda: parts.grid.ready_count > 0, _LIMIT_S)
    live(1.0)
    screens.take(parts.stage, "grid-sweep")
    parts.queue.group_opened.emit(groups[GroupKind.DRAFTS])
    parts.grid.set_starred({1, 4})
    live(1.0)
    screens.take(parts.stage, "grid-drafts")


def first_steps(screens: Screens) -> None:
    parts = screens.parts
    parts.actions.guide_asked.emit()
    wait_until(lambda: bool(parts.steps.outlooks), _LIMIT_S)
    for row in range(parts.steps.steps.count()):
        parts.steps.steps.setCurrentRow(row)
        screens.take(parts.stage, f"first-steps-{row + 1}")
    parts.steps.steps.setCurrentRow(0)
    parts.guide.close_guide()


def preferences(screens: Screens) -> None:
    guide = screens.parts.guide
    guide.open_preferences()
    dialog = guide.settings_dialog
    assert dialog is not None  # noqa: S101 - it was just opened
    for row in range(dialog.pages.count()):
        dialog.pages.setCurrentRow(row)
        screens.take(dialog, f"preferences-{row + 1}")
    dialog.search.setText("memory")
    screens.take(dialog, "preferences-search")
    dialog.search.clear()
    dialog.close()
    guide.open_manual()
    screens.take(_dialog(guide.help_dialog), "help")
    guide.open_help("gallery")
    screens.take(_dialog(guide.help_dialog), "help-gallery")


def clip_dialogs(screens: Screens) -> None:
    parts, desk = screens.parts, screens.parts.clip_desk
    compose = parts.compose
    compose.show_request(_demo_request())
    compose.sweep_asked.emit(compose.request())
    sweep = _dialog(desk.group_dialog)
    screens.take(sweep, "dialog-sweep")
    sweep.close()
    compose.drafts_asked.emit(compose.request())
    screens.take(_dialog(desk.group_dialog), "dialog-drafts")
    _dialog(desk.group_dialog).close()
    made = [c for c in parts.gallery.index.clips if not c.is_missing and c.request is not None]
    parts.gallery.continue_asked.emit(made[0])
    wait_until(lambda: desk.continue_dialog is not None, _LIMIT_S)
    live(1.0)
    screens.take(_dialog(desk.continue_dialog), "dialog-continue")
    _dialog(desk.continue_dialog).close()
    desk.continue_dialog = None
    several = tuple(c for c in made if c.width == 416)[:3]
    desk.work_wanted.emit(WorkKind.UPSCALE, tuple(clip.path for clip in several))
    wait_until(lambda: desk.work_dialog is not None, _LIMIT_S)
    work = desk.work_dialog
    assert work is not None  # noqa: S101 - the wait has ended
    live(0.5)
    for tab in range(work.tabs.count()):
        work.tabs.setCurrentIndex(tab)
        screens.take(work, f"dialog-work-{tab + 1}")
    work.close()
    parts.gallery.export_asked.emit(several[:1])
    wait_until(lambda: desk.export_dialog is not None, _LIMIT_S)
    export = desk.export_dialog
    assert export is not None  # noqa: S101 - the wait has ended
    for row in range(export.format.count()):
        export.format.setCurrentIndex(row)
        screens.take(export, f"dialog-export-{row + 1}")
    export.close()
    desk.export_dialog = None


def tools_menu(screens: Screens) -> None:
    parts, desk = screens.parts, screens.parts.upkeep_desk
    for name, asked in (
        ("doctor", parts.actions.doctor_asked),
        ("optimizer", parts.actions.optimizer_asked),
        ("states", parts.actions.states_asked),
    ):
        asked.emit()
        dialog = {"doctor": desk.doctor, "optimizer": desk.optimizer, "states": desk.states}[name]
        assert dialog is not None  # noqa: S101 - it was just opened
        wait_until(lambda dialog=dialog: not dialog.is_busy, 2 * _LIMIT_S)
        screens.take(dialog, f"dialog-{name}")
        dialog.close()
    parts.actions.about_asked.emit()
    screens.take(_newest_dialog(), "dialog-about")
    _newest_dialog().close()
    for name, asked in (
        ("cleanup", parts.models.cleanup_asked),
        ("adoption", parts.models.find_asked),
    ):
        asked.emit()
        live(3.0)
        screens.take(_newest_dialog(), f"dialog-{name}")
        _newest_dialog().close()


def messages(screens: Screens) -> None:
    parts, window = screens.parts, screens.window
    parts.stage.button(View.GALLERY).click()
    error = UserError(
        "The clip could not be saved: the disk is full.",
        safe="The frames are kept; nothing has to be rendered again.",
    )
    parts.desk.show_error(error)
    parts.desk.say(
        "example",
        "The preset \N{LEFT DOUBLE QUOTATION MARK}Night\N{RIGHT DOUBLE QUOTATION MARK} is saved.",
    )
    screens.take(window, "window-messages")
    parts.notifications.grab()
    found = Verdict(
        17,
        12,
        same_length=True,
        first_difference=12,
        psnr_db=41.2,
        ssim=0.991,
        reasons=("The device differs: RTX 4090, then CPU.",),
    )
    clips = [c for c in parts.gallery.index.clips if not c.is_missing]
    parts.verdict.show_verdict(clips[0].path, clips[1].path, found)
    screens.take(parts.verdict, "verdict")
    screens.take(window, "window-verdict")
    parts.verdict.hide()
    parts.desk.dismissed.emit("example")
    parts.tray.menu.adjustSize()
    with shown_menu(parts.tray.menu) as menu:
        screens.take(menu, "menu-tray")
    for name, menu in (
        ("file", window.file_menu),
        ("edit", window.edit_menu),
        ("queue", window.queue_menu),
        ("view", window.view_menu),
        ("tools", window.tools_menu),
        ("help", window.help_menu),
    ):
        with shown_menu(menu) as open_menu:
            screens.take(open_menu, f"menu-{name}")


def rendering(screens: Screens) -> None:
    """The live view while a real job is being rendered, which the queue then holds again."""
    parts, window = screens.parts, screens.window
    parts.compose.show_request(_demo_request().with_changes(num_inference_steps=60))
    parts.compose.add()
    live(1.0)
    last = parts.queue.model.records[-1]
    parts.queue.moves_requested.emit((last.id,), 0)
    parts.queue.pause_requested.emit(False)  # noqa: FBT003 - Qt's own signature
    parts.stage.button(View.LIVE).click()
    wait_until(lambda: parts.live.strip.frame_count > 0, 4 * _LIMIT_S)
    screens.take(window, "window-live")
    parts.queue.pause_now_requested.emit()


ALL: tuple[Callable[[Screens], None], ...] = (
    whole_window,
    prompt_panel,
    prompt_popups,
    queue_panel,
    other_docks,
    player,
    gallery,
    compare,
    grids,
    first_steps,
    preferences,
    clip_dialogs,
    tools_menu,
    messages,
)
MAIN: tuple[Callable[[Screens], None], ...] = (
    whole_window,
    prompt_panel,
    queue_panel,
    preferences,
    first_steps,
)
"""Also in high contrast and with large type."""


@contextmanager
def shown_menu(menu: QMenu | None) -> Iterator[QMenu]:
    assert menu is not None  # noqa: S101 - each of the buttons has one
    menu.popup(menu.pos())
    live(0.2)
    yield menu
    menu.hide()


def _select_clips(parts: Parts, count: int) -> None:
    panel = parts.gallery
    panel.view.choose(panel.rows.index(0, 0))
    for row in range(1, count):
        panel.view.selectionModel().select(
            panel.rows.index(row, 0), QItemSelectionModel.SelectionFlag.Select
        )


def _dialog(dialog: QDialog | None) -> QDialog:
    if dialog is None:
        raise RuntimeError("the dialog did not open")
    return dialog


def _newest_dialog() -> QWidget:
    live(0.3)
    for widget in reversed(QApplication.topLevelWidgets()):
        if isinstance(widget, QDialog | QMessageBox) and widget.isVisible():
            return widget
    raise RuntimeError("no dialog is open")


def _request(model: Variant) -> GenerationRequest:
    return GenerationRequest.default(model, prompt=_PROMPT, seed=20260301)


def _demo_request(
    prompt: str = "a red circle moving right on a blue background",
) -> GenerationRequest:
    return GenerationRequest.default(Variant.DEMO, prompt=prompt, seed=4711)
