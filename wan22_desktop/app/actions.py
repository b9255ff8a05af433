"""Menus and shortcuts."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.settings import StepCacheLevel, Theme
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.generation.ui.queue_panel import PAUSE_NOW_TIP
from wan22_desktop.optimizer.step_cache_dial import DIAL

Slot0 = Callable[[], object]
_SPEEDS = {
    StepCacheLevel.OFF: "&Exact: every step is computed",
    StepCacheLevel.CAREFUL: "&Careful",
    StepCacheLevel.BALANCED: "&Balanced",
    StepCacheLevel.FAST: "&Fast",
}
_THEMES = {Theme.SYSTEM: "Like the &system", Theme.LIGHT: "&Light", Theme.DARK: "&Dark"}


class Actions(QObject):
    """Everything the menus offer; the signals say what was asked for."""

    open_asked = Signal()
    output_folder_asked = Signal()
    choose_folder_asked = Signal()
    quit_asked = Signal()
    pause_asked = Signal(bool)
    pause_now_asked = Signal()
    clear_asked = Signal()
    speed_chosen = Signal(object)  # StepCacheLevel
    theme_chosen = Signal(object)  # Theme
    reset_layout_asked = Signal()
    switch_view_asked = Signal()
    doctor_asked = Signal()
    optimizer_asked = Signal()
    states_asked = Signal()
    about_asked = Signal()
    log_folder_asked = Signal()

    def __init__(self, window: MainWindow, add_action: QAction, focus: "PanelFocus") -> None:
        super().__init__(window)
        self._window = window
        self._themes: dict[Theme, QAction] = {}
        self._speeds: dict[StepCacheLevel, QAction] = {}
        self.pause = QAction("&Pause", self)
        self._fill_file(window.file_menu)
        self._fill_queue(window.queue_menu, add_action)
        self._fill_view(window.view_menu, focus)
        self._fill_tools(window.tools_menu)
        self._fill_help(window.help_menu)

    @Slot(object)
    def show_pause(self, pause: QueuePause) -> None:
        self.pause.setChecked(pause.paused)

    def show_speed(self, level: StepCacheLevel) -> None:
        self._speeds[level].setChecked(True)

    def show_theme(self, theme: Theme) -> None:
        self._themes[theme].setChecked(True)

    def _fill_file(self, menu: QMenu) -> None:
        self._add(menu, "&Open clip or image…", QKeySequence.StandardKey.Open, self.open_asked.emit)
        menu.addSeparator()
        self._add(menu, "Open output &folder", "Ctrl+Shift+O", self.output_folder_asked.emit)
        self._add(menu, "&Choose output folder…", "", self.choose_folder_asked.emit)
        menu.addSeparator()
        leave = self._add(menu, "&Quit", "Ctrl+Q", self.quit_asked.emit)
        leave.setMenuRole(QAction.MenuRole.QuitRole)

    def _fill_queue(self, menu: QMenu, add_action: QAction) -> None:
        menu.addAction(add_action)
        menu.addSeparator()
        self.pause.setCheckable(True)
        self.pause.setShortcut("Ctrl+P")
        self.pause.triggered.connect(self._ask_for_pause)
        self.pause.setToolTip("Start no more jobs; the one being rendered goes on")
        menu.addAction(self.pause)
        pause_now = self._add(menu, "Pause &now", "Ctrl+Shift+P", self.pause_now_asked.emit)
        pause_now.setToolTip(PAUSE_NOW_TIP)
        menu.setToolTipsVisible(True)
        self._add(menu, "&Clear finished", "Ctrl+Shift+Del", self.clear_asked.emit)
        menu.addSeparator()
        self._fill_speed(menu.addMenu("&Speed of new renders"))

    def _fill_speed(self, menu: QMenu) -> None:
        menu.setToolTipsVisible(True)
        group = QActionGroup(self)
        for level, label in _SPEEDS.items():
            action = self._add(menu, label, "", self._choose_speed)
            action.setCheckable(True)
            action.setData(level)
            if level in DIAL:
                measured = DIAL[level].measured
                action.setText(f"{label}: computes {measured.computed_share:.0%}")
                action.setToolTip(
                    "Skips what hardly changes from step to step. With the demo model clips "
                    f"differ from exact ones by {measured.psnr_db:.0f} dB, "
                    f"{measured.worst_psnr_db:.0f} dB at worst; other models were not measured."
                )
            group.addAction(action)
            self._speeds[level] = action

    def _fill_view(self, menu: QMenu, focus: "PanelFocus") -> None:
        window = self._window
        keys = (
            "Ctrl+Shift+1",
            "Ctrl+Shift+2",
            "Ctrl+Shift+M",
            "Ctrl+Shift+A",
            "Ctrl+Shift+H",
            "Ctrl+Shift+L",
        )
        for dock, key in zip(window.docks, keys, strict=True):
            toggle = dock.toggleViewAction()
            toggle.setShortcut(key)
            menu.addAction(toggle)
        menu.addSeparator()
        self._add(menu, "Switch between &live and clip", "Ctrl+T", self.switch_view_asked.emit)
        go_to = menu.addMenu("&Go to")
        self._add(go_to, "&Prompt", "Ctrl+1", focus.to_prompt)
        self._add(go_to, "Pict&ure", "Ctrl+2", focus.to_stage)
        self._add(go_to, "&Queue", "Ctrl+3", focus.to_queue)
        self._add(go_to, "&Models", "Ctrl+4", focus.to_models)
        self._add(go_to, "LoR&As", "Ctrl+5", focus.to_loras)
        self._add(go_to, "&Hardware", "Ctrl+6", focus.to_hardware)
        self._add(go_to, "&Next panel", "F6", focus.to_next)
        self._add(go_to, "P&revious panel", "Shift+F6", focus.to_previous)
        menu.addSeparator()
        themes = menu.addMenu("&Theme")
        group = QActionGroup(self)
        for theme, label in _THEMES.items():
            action = self._add(themes, label, "", self._choose_theme)
            action.setCheckable(True)
            action.setData(theme)
            group.addAction(action)
            self._themes[theme] = action
        menu.addSeparator()
        self._add(menu, "&Reset layout", "", self.reset_layout_asked.emit)

    def _fill_tools(self, menu: QMenu) -> None:
        self._add(menu, "&Check the app…", "", self.doctor_asked.emit)
        self._add(menu, "&Settings for this computer…", "", self.optimizer_asked.emit)
        self._add(menu, "Saved s&tates…", "", self.states_asked.emit)

    def _fill_help(self, menu: QMenu) -> None:
        self._add(menu, "Open &log folder", "", self.log_folder_asked.emit)
        about = self._add(menu, "&About WAN2.2 Desktop", "", self.about_asked.emit)
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _add(
        self, menu: QMenu, text: str, key: str | QKeySequence.StandardKey, slot: Slot0
    ) -> QAction:
        action = QAction(text, self)
        action.setShortcut(key)
        action.triggered.connect(slot)
        menu.addAction(action)
        return action

    @Slot(bool)
    def _ask_for_pause(self, wanted: bool) -> None:  # noqa: FBT001 - a slot of triggered(bool)
        # The mark shows what the queue has confirmed, not what was asked for.
        self.pause.setChecked(not wanted)
        self.pause_asked.emit(wanted)

    @Slot()
    def _choose_speed(self) -> None:
        chosen = self.sender()
        if isinstance(chosen, QAction):
            self.speed_chosen.emit(StepCacheLevel(chosen.data()))

    @Slot()
    def _choose_theme(self) -> None:
        chosen = self.sender()
        if isinstance(chosen, QAction):
            self.theme_chosen.emit(Theme(chosen.data()))


class PanelFocus(QObject):
    """Moves the keyboard from panel to panel."""

    def __init__(
        self,
        window: MainWindow,
        panels: tuple[tuple[QWidget, Slot0], ...],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._panels = panels

    def to_panel(self, number: int) -> None:
        widget, take_focus = self._panels[number]
        dock = next((dock for dock in self._window.docks if dock.isAncestorOf(widget)), None)
        if dock is not None:
            dock.show()
            dock.raise_()
        take_focus()

    def to_prompt(self) -> None:
        self.to_panel(0)

    def to_stage(self) -> None:
        self.to_panel(1)

    def to_queue(self) -> None:
        self.to_panel(2)

    def to_models(self) -> None:
        self.to_panel(3)

    def to_loras(self) -> None:
        self.to_panel(4)

    def to_hardware(self) -> None:
        self.to_panel(5)

    def to_next(self) -> None:
        self.to_panel((self._now() + 1) % len(self._panels))

    def to_previous(self) -> None:
        self.to_panel((self._now() - 1) % len(self._panels))

    def _now(self) -> int:
        """The panel that has the keyboard; before the first if none has."""
        focused = self._window.focusWidget()
        for number, (widget, _) in enumerate(self._panels):
            if focused is not None and (focused is widget or widget.isAncestorOf(focused)):
                return number
        return -1
