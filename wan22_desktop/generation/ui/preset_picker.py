"""The dial between speed and quality, and everything that is done with presets."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core import units
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.presets import MissingLoraError, Preset
from wan22_desktop.generation.ui.preset_dialogs import PresetDialogs
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

_SHOWN_NAME_CHARACTERS = 40


class PresetPicker(QWidget):
    """Shows which preset the form stands at, what each would take, and chooses one.

    The dial holds the presets in the order of their predicted seconds; those without a prediction
    keep their place in the list.
    """

    preset_chosen = Signal(object)  # Preset
    seconds_wanted = Signal()
    """The list is about to be looked at: `set_seconds` is the answer."""
    package_wanted = Signal(str)
    """The id of a catalog package whose LoRAs a preset needs."""
    save_wanted = Signal(str, str, object, bool)
    """A name, a description, a tuple of PresetParts, and whether to replace one of this name."""
    rename_wanted = Signal(object, str)
    delete_wanted = Signal(object)
    import_wanted = Signal(str)
    export_wanted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets: tuple[Preset, ...] = ()
        self._obstacles: Mapping[str, MissingLoraError] = {}
        self._seconds: dict[str, float] = {}
        self._current: Preset | None = None
        self._wanted: MissingLoraError | None = None
        self.combo = _Combo()
        self.more = QToolButton()
        self.dial = QSlider(Qt.Orientation.Horizontal)
        self.told = plain_label(tone=Tone.MUTED, wraps=True)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.get_button = QPushButton(tr("Get the LoRAs"))
        self.get_button.hide()
        self.dialogs = PresetDialogs(self)
        self._make_menu()
        self._name_controls()
        self._lay_out()
        self.combo.activated.connect(self._take_row)
        self.combo.about_to_open.connect(self.seconds_wanted)
        self.dial.valueChanged.connect(self._take_row)
        self.dial.actionTriggered.connect(self._take_action)
        self.dial.sliderReleased.connect(self._take_where_it_stands)
        self.get_button.clicked.connect(self._get)
        self.dialogs.saved.connect(self.save_wanted)
        self.dialogs.renamed.connect(self.rename_wanted)
        self.dialogs.deleted.connect(self.delete_wanted)
        self.dialogs.import_chosen.connect(self.import_wanted)
        self.dialogs.export_chosen.connect(self.export_wanted)
        self._show()

    @property
    def current(self) -> Preset | None:
        """The preset that the form stands at, None for settings of one's own."""
        return self._current

    @property
    def presets(self) -> tuple[Preset, ...]:
        """In the order of the dial."""
        return self._presets

    def set_presets(
        self, presets: tuple[Preset, ...], obstacles: Mapping[str, MissingLoraError] | None = None
    ) -> None:
        """Those for the form's model, and by their keys why some cannot be used now."""
        self._presets = presets
        self._obstacles = obstacles or {}
        self._seconds = {p.key: self._seconds[p.key] for p in presets if p.key in self._seconds}
        self._sort()
        if self._current is not None:
            self._current = next((p for p in presets if p.key == self._current.key), None)
        self._show()

    def set_seconds(self, seconds: Mapping[str, float]) -> None:
        """What the form's clip would take with each preset, by key; others are not known."""
        self._seconds = dict(seconds)
        self._sort()
        self._show()

    @Slot(object)
    def show_match(self, preset: Preset | None) -> None:
        """Which preset the form stands at; None for none."""
        if preset != self._current or self._wanted is not None:
            self._current, self._wanted = preset, None
            self._show()

    # --- inside --------------------------------------------------------------------------------

    def _sort(self) -> None:
        known = sorted(
            (p for p in self._presets if p.key in self._seconds), key=lambda p: self._seconds[p.key]
        )
        ordered = iter(known)
        self._presets = tuple(next(ordered) if p.key in self._seconds else p for p in self._presets)

    def _show(self) -> None:
        """Everything anew: there are few rows."""
        with QSignalBlocker(self.combo), QSignalBlocker(self.dial):
            self.combo.clear()
            for row, preset in enumerate(self._presets):
                self.combo.addItem(self._row_text(preset))
                self.combo.setItemData(row, self._told_of(preset), Qt.ItemDataRole.ToolTipRole)
            self.combo.setPlaceholderText(tr("Custom"))
            at = -1 if self._current is None else self._presets.index(self._current)
            self.combo.setCurrentIndex(at)
            self.dial.setRange(0, max(0, len(self._presets) - 1))
            self.dial.setEnabled(len(self._presets) > 1)
            if at >= 0:
                self.dial.setValue(at)
        self._tell()

    def _tell(self) -> None:
        preset, wanted = self._current, self._wanted
        self.get_button.setVisible(wanted is not None)
        if wanted is not None:
            self.told.setText(wanted.message)
            self.get_button.setToolTip(wanted.title)
        elif preset is not None:
            self.told.setText(plain_line(preset.description, 300))
        else:
            self.told.setText(tr("Settings of your own: no preset has all of them."))
        self.dial.setAccessibleDescription(
            tr("Custom") if preset is None else self._row_text(preset)
        )
        own = preset is not None and not preset.built_in
        self.rename_action.setEnabled(own)
        self.delete_action.setEnabled(own)
        self.export_action.setEnabled(preset is not None)

    def _row_text(self, preset: Preset) -> str:
        name = plain_line(preset.name, _SHOWN_NAME_CHARACTERS)
        if preset.key in self._obstacles:
            return tr("{name}: needs LoRAs", name=name)
        seconds = self._seconds.get(preset.key)
        return name if seconds is None else f"{name}: {_about(seconds)}"

    def _told_of(self, preset: Preset) -> str:
        missing = self._obstacles.get(preset.key)
        return plain_tooltip(missing.message if missing else preset.description)

    @Slot(int)
    def _take_row(self, row: int) -> None:
        if 0 <= row < len(self._presets):
            self._choose(self._presets[row])

    @Slot(int)
    def _take_action(self, action: int) -> None:
        if action != QSlider.SliderAction.SliderMove.value:
            self._take_where_it_stands()

    @Slot()
    def _take_where_it_stands(self) -> None:
        """Settings of one's own have no place on the dial: its handle stands anywhere, and need
        not be moved to choose the preset there."""
        if self._current is None and self.dial.sliderPosition() == self.dial.value():
            self._take_row(self.dial.value())

    def _choose(self, preset: Preset) -> None:
        """Tell it, unless it cannot be used: then say why and leave the form alone."""
        if preset == self._current and self._wanted is None:
            return
        missing = self._obstacles.get(preset.key)
        self._wanted = missing
        if missing is not None:
            self._show()
            return
        self._current = preset
        self._show()
        self.preset_chosen.emit(preset)

    @Slot()
    def _get(self) -> None:
        if self._wanted is not None:
            self.package_wanted.emit(self._wanted.package)

    # --- building ------------------------------------------------------------------------------

    def _make_menu(self) -> None:
        menu = QMenu(self.more)
        ellipsis = "\N{HORIZONTAL ELLIPSIS}"
        self.save_action = menu.addAction(tr("Save the form as a preset") + ellipsis)
        self.rename_action = menu.addAction(tr("Rename") + ellipsis)
        self.delete_action = menu.addAction(tr("Delete") + ellipsis)
        menu.addSeparator()
        self.import_action = menu.addAction(tr("Import a preset") + ellipsis)
        self.export_action = menu.addAction(tr("Export this preset") + ellipsis)
        self.save_action.triggered.connect(self._ask_save)
        self.rename_action.triggered.connect(self._ask_rename)
        self.delete_action.triggered.connect(self._ask_delete)
        self.import_action.triggered.connect(self.dialogs.ask_import)
        self.export_action.triggered.connect(self._ask_export)
        self.more.setText(tr("More"))
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _name_controls(self) -> None:
        self.combo.setAccessibleName(tr("Preset"))
        self.combo.setToolTip(tr("Settings under a name, from fast to good"))
        self.more.setAccessibleName(tr("More about presets"))
        self.dial.setAccessibleName(tr("Between speed and quality"))
        self.dial.setToolTip(tr("Between speed and quality: left is faster"))
        self.get_button.setAccessibleName(tr("Get the LoRAs that the preset needs"))

    def _lay_out(self) -> None:
        # Told once the handle is let go: each value renews the whole form.
        self.dial.setTracking(False)
        self.dial.setPageStep(1)
        self.dial.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.dial.setTickInterval(1)
        self.dial.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.combo.setMinimumContentsLength(12)
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for part in (self.combo, self.dial):
            part.installEventFilter(self)
        top = QHBoxLayout()
        top.setSpacing(SPACE_SMALL)
        top.addWidget(self.combo, 1)
        top.addWidget(self.more)
        fast, good = plain_label(tr("Fast"), Tone.MUTED), plain_label(tr("Good"), Tone.MUTED)
        scale = QHBoxLayout()
        scale.setSpacing(SPACE)
        scale.addWidget(fast)
        scale.addWidget(self.dial, 1)
        scale.addWidget(good)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addLayout(top)
        layout.addLayout(scale)
        layout.addWidget(self.told)
        layout.addWidget(self.get_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.combo)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the page instead of changing what the pointer passes over."""
        passing = isinstance(watched, QWidget) and not watched.hasFocus()
        if passing and event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _ask_save(self) -> None:
        own = tuple(preset.name for preset in self._presets if not preset.built_in)
        self.dialogs.ask_save(own)

    @Slot()
    def _ask_rename(self) -> None:
        if self._current is not None:
            self.dialogs.ask_rename(self._current)

    @Slot()
    def _ask_delete(self) -> None:
        if self._current is not None:
            self.dialogs.ask_delete(self._current)

    @Slot()
    def _ask_export(self) -> None:
        if self._current is not None:
            self.dialogs.ask_export(self._current)


class _Combo(QComboBox):
    """Tells before its list is seen, so that there is time to predict."""

    about_to_open = Signal()

    def showPopup(self) -> None:  # noqa: N802 -- Qt's name
        self.about_to_open.emit()
        super().showPopup()

    def minimumSizeHint(self) -> QSize:
        return QSize(100, super().minimumSizeHint().height())


def _about(seconds: float) -> str:
    return f"\N{ALMOST EQUAL TO} {units.duration(seconds)}"
