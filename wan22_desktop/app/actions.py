"""Menus and shortcuts."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from wan22_desktop.app.panel_focus import PanelFocus
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.settings import StepCacheLevel, Theme
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.generation.ui.queue_panel import PAUSE_NOW_TIP
from wan22_desktop.optimizer.step_cache_dial import DIAL
from wan22_desktop.preferences.domain.shortcuts import Shortcut, chosen

Slot0 = Callable[[], object]
_SPEEDS = {
    StepCacheLevel.OFF: tr("&Exact: every step is computed"),
    StepCacheLevel.CAREFUL: tr("&Careful"),
    StepCacheLevel.BALANCED: tr("&Balanced"),
    StepCacheLevel.FAST: tr("&Fast"),
}
_THEMES = {
    Theme.SYSTEM: tr("Like the &system"),
    Theme.LIGHT: tr("&Light"),
    Theme.DARK: tr("&Dark"),
}
_DOCK_KEYS = (
    "Ctrl+Shift+1",
    "Ctrl+Shift+2",
    "Ctrl+Shift+M",
    "Ctrl+Shift+A",
    "Ctrl+Shift+H",
    "Ctrl+Shift+L",
)


class Actions(QObject):
    """Everything the menus offer; the signals say what was asked for.

    Each action has an object name, under which the settings keep other keys for it.
    """

    open_asked = Signal()
    import_asked = Signal()
    output_folder_asked = Signal()
    choose_folder_asked = Signal()
    preferences_asked = Signal()
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
    guide_asked = Signal()
    manual_asked = Signal()
    context_help_asked = Signal()
    shortcuts_asked = Signal()
    about_asked = Signal()
    log_folder_asked = Signal()

    def __init__(
        self,
        window: MainWindow,
        add_action: QAction,
        undo_redo: tuple[QAction, QAction],
        focus: PanelFocus,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._focus = focus
        self._themes: dict[Theme, QAction] = {}
        self._speeds: dict[StepCacheLevel, QAction] = {}
        self._named: dict[str, QAction] = {}
        self.pause = QAction(tr("&Pause"), self)
        self._fill_file(window.file_menu)
        self._fill_edit(window.edit_menu, undo_redo)
        self._fill_queue(window.queue_menu, add_action)
        self._fill_view(window.view_menu)
        self._fill_tools(window.tools_menu)
        self._fill_help(window.help_menu)
        self._defaults = {name: _keys_of(action) for name, action in self._named.items()}

    # --- keys ----------------------------------------------------------------------------------

    def shortcuts(self) -> tuple[Shortcut, ...]:
        """The keys of all actions as they are now, in the order of the menus."""
        return tuple(
            Shortcut(name, _title_of(action), _keys_of(action), self._defaults[name])
            for name, action in self._named.items()
        )

    @Slot(object)
    def use_shortcuts(self, changed: Mapping[str, str]) -> None:
        """The usual keys but for these."""
        for name, keys in chosen(self._defaults, changed).items():
            if _keys_of(self._named[name]) != keys:
                self._named[name].setShortcut(_sequence(keys))

    # --- what is shown -------------------------------------------------------------------------

    @Slot(object)
    def show_pause(self, pause: QueuePause) -> None:
        self.pause.setChecked(pause.paused)

    @Slot(object)
    def show_speed(self, level: StepCacheLevel) -> None:
        self._speeds[level].setChecked(True)

    @Slot(object)
    def show_theme(self, theme: Theme) -> None:
        self._themes[theme].setChecked(True)

    # --- menus ---------------------------------------------------------------------------------

    def _fill_file(self, menu: QMenu) -> None:
        self._add(menu, "open", tr("&Open clip or image…"), "Ctrl+O", self.open_asked.emit)
        self._add(menu, "import", tr("&Import clips…"), "Ctrl+I", self.import_asked.emit)
        menu.addSeparator()
        folder = tr("Open output &folder")
        self._add(menu, "output-folder", folder, "Ctrl+Shift+O", self.output_folder_asked.emit)
        choose = tr("&Choose output folder…")
        self._add(menu, "choose-folder", choose, "", self.choose_folder_asked.emit)
        menu.addSeparator()
        preferences = self._add(
            menu, "preferences", tr("&Preferences…"), "Ctrl+,", self.preferences_asked.emit
        )
        preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        leave = self._add(menu, "quit", tr("&Quit"), "Ctrl+Q", self.quit_asked.emit)
        leave.setMenuRole(QAction.MenuRole.QuitRole)

    def _fill_edit(self, menu: QMenu, undo_redo: tuple[QAction, QAction]) -> None:
        for name, action in zip(("undo", "redo"), undo_redo, strict=True):
            menu.addAction(action)
            self._name(name, action)

    def _fill_queue(self, menu: QMenu, add_action: QAction) -> None:
        menu.addAction(add_action)
        self._name("add", add_action)
        menu.addSeparator()
        self.pause.setCheckable(True)
        self.pause.setShortcut("Ctrl+P")
        self.pause.triggered.connect(self._ask_for_pause)
        self.pause.setToolTip(tr("Start no more jobs; the one being rendered goes on"))
        menu.addAction(self.pause)
        self._name("pause", self.pause)
        pause_now = self._add(
            menu, "pause-now", tr("Pause &now"), "Ctrl+Shift+P", self.pause_now_asked.emit
        )
        pause_now.setToolTip(PAUSE_NOW_TIP)
        menu.setToolTipsVisible(True)
        self._add(menu, "clear", tr("&Clear finished"), "Ctrl+Shift+Del", self.clear_asked.emit)
        menu.addSeparator()
        self._fill_speed(menu.addMenu(tr("&Speed of new renders")))

    def _fill_speed(self, menu: QMenu) -> None:
        menu.setToolTipsVisible(True)
        group = QActionGroup(self)
        for level, label in _SPEEDS.items():
            action = self._add(menu, f"speed-{level.value}", label, "", self._choose_speed)
            action.setCheckable(True)
            action.setData(level)
            if level in DIAL:
                measured = DIAL[level].measured
                share = f"{measured.computed_share:.0%}"
                action.setText(tr("{name}: computes {share}", name=label, share=share))
                action.setToolTip(
                    tr(
                        "Skips what hardly changes from step to step. With the demo model clips "
                        "differ from exact ones by {usual} dB, {worst} dB at worst; other models "
                        "were not measured.",
                        usual=f"{measured.psnr_db:.0f}",
                        worst=f"{measured.worst_psnr_db:.0f}",
                    )
                )
            group.addAction(action)
            self._speeds[level] = action

    def _fill_view(self, menu: QMenu) -> None:
        for dock, key in zip(self._window.docks, _DOCK_KEYS, strict=True):
            toggle = dock.toggleViewAction()
            toggle.setShortcut(key)
            menu.addAction(toggle)
            self._name(dock.objectName(), toggle)
        menu.addSeparator()
        switch = tr("&Next view of the middle")
        self._add(menu, "switch-view", switch, "Ctrl+T", self.switch_view_asked.emit)
        go_to = menu.addMenu(tr("&Go to"))
        for stop in self._focus.stops:
            action = self._add(go_to, f"go-{stop.name}", stop.title, stop.keys, self._go)
            action.setData(stop.name)
        self._add(go_to, "next-panel", tr("&Next panel"), "F6", self._focus.to_next)
        self._add(
            go_to, "previous-panel", tr("P&revious panel"), "Shift+F6", self._focus.to_previous
        )
        menu.addSeparator()
        themes = menu.addMenu(tr("&Theme"))
        group = QActionGroup(self)
        for theme, label in _THEMES.items():
            action = self._add(themes, f"theme-{theme.value}", label, "", self._choose_theme)
            action.setCheckable(True)
            action.setData(theme)
            group.addAction(action)
            self._themes[theme] = action
        menu.addSeparator()
        self._add(menu, "reset-layout", tr("&Reset layout"), "", self.reset_layout_asked.emit)

    def _fill_tools(self, menu: QMenu) -> None:
        self._add(menu, "doctor", tr("&Check the app…"), "", self.doctor_asked.emit)
        optimizer = tr("&Settings for this computer…")
        self._add(menu, "optimizer", optimizer, "", self.optimizer_asked.emit)
        self._add(menu, "states", tr("Saved s&tates…"), "", self.states_asked.emit)

    def _fill_help(self, menu: QMenu) -> None:
        help_here = tr("Help on &this panel")
        self._add(menu, "help", help_here, "F1", self.context_help_asked.emit)
        self._add(menu, "manual", tr("&User guide"), "", self.manual_asked.emit)
        self._add(menu, "guide", tr("&First steps…"), "", self.guide_asked.emit)
        self._add(
            menu, "shortcuts", tr("&Keyboard shortcuts…"), "Ctrl+F1", self.shortcuts_asked.emit
        )
        menu.addSeparator()
        self._add(menu, "log-folder", tr("Open &log folder"), "", self.log_folder_asked.emit)
        about = self._add(menu, "about", tr("&About WAN2.2 Desktop"), "", self.about_asked.emit)
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _add(self, menu: QMenu, name: str, text: str, keys: str, slot: Slot0) -> QAction:
        action = QAction(text, self)
        action.setShortcut(_sequence(keys))
        action.triggered.connect(slot)
        menu.addAction(action)
        self._name(name, action)
        return action

    def _name(self, name: str, action: QAction) -> None:
        action.setObjectName(name)
        self._named[name] = action

    # --- small steps ---------------------------------------------------------------------------

    @Slot(bool)
    def _ask_for_pause(self, wanted: bool) -> None:  # noqa: FBT001 - a slot of triggered(bool)
        # The mark shows what the queue has confirmed, not what was asked for.
        self.pause.setChecked(not wanted)
        self.pause_asked.emit(wanted)

    @Slot()
    def _go(self) -> None:
        stop = self.sender()
        if isinstance(stop, QAction):
            self._focus.to_name(str(stop.data()))

    @Slot()
    def _choose_speed(self) -> None:
        level = self.sender()
        if isinstance(level, QAction):
            self.speed_chosen.emit(StepCacheLevel(level.data()))

    @Slot()
    def _choose_theme(self) -> None:
        theme = self.sender()
        if isinstance(theme, QAction):
            self.theme_chosen.emit(Theme(theme.data()))


def _title_of(action: QAction) -> str:
    """What it does, also where that follows from the menu that it stands in."""
    text = action.text().replace("&", "")
    if action.objectName().startswith("dock-"):
        return tr("Show or hide: {panel}", panel=text)
    if action.objectName().startswith("go-"):
        return tr("Go to: {panel}", panel=text)
    return text


def _sequence(keys: str) -> QKeySequence:
    return QKeySequence.fromString(keys, QKeySequence.SequenceFormat.PortableText)


def _keys_of(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
