"""Two to four clips compared: on one clock, in one place, in figures and in settings."""

from itertools import count
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.gallery.clip_decoder import ClipFacts
from wan22_desktop.gallery.domain.settings_difference import setting_rows
from wan22_desktop.gallery.locked_events import (
    ClipsMeasured,
    FrameMeasured,
    FrameSet,
    NotMeasured,
    OpenedClips,
)
from wan22_desktop.gallery.ui.clip_options import add_shortcut
from wan22_desktop.gallery.ui.locked_clips import LockedClip, LockedClips
from wan22_desktop.gallery.ui.pair_view import GAINS, WIPE_STEP, PairMode, PairView
from wan22_desktop.gallery.ui.settings_table import SettingsTable
from wan22_desktop.gallery.ui.similarity_line import SimilarityLine
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL, Tone

LETTERS = "ABCD"
MAX_COMPARED = len(LETTERS)

_tickets = count(1)


class CompareView(QWidget):
    """Connect `locked` to a `LockedService` and the rest to a `SimilarityService`."""

    measure_requested = Signal(int, object)
    clip_chosen = Signal(str)
    """The path of a clip that was clicked twice, or chosen by Enter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ticket = 0
        self._paths: tuple[str, ...] = ()
        self._nominal: QSize | None = None
        self.setAccessibleName(tr("Compare clips"))
        self.locked = LockedClips(
            tr(
                "Nothing to compare yet.\nChoose two to four clips in the gallery, "
                "with Ctrl and a click, then Compare."
            )
        )
        self.setFocusProxy(self.locked)
        self.pair = PairView()
        self.side_by_side = _mode_button(tr("Side by side"), tr("All clips beside each other (B)"))
        self.wipe = _mode_button(
            tr("Wipe"),
            tr("One over the other; drag the divider or press Shift and an arrow key (W)"),
        )
        self.difference = _mode_button(tr("Difference"), tr("What differs, amplified (D)"))
        self.modes = QButtonGroup(self)
        for button in (self.side_by_side, self.wipe, self.difference):
            self.modes.addButton(button)
        self.side_by_side.setChecked(True)
        self.modes.buttonToggled.connect(self._show_mode)
        self.gain = QComboBox()
        self.gain.setAccessibleName(tr("Amplification"))
        self.gain.setToolTip(plain_tooltip(tr("How many times differences are amplified (G)")))
        for gain in GAINS:
            self.gain.addItem(f"x{gain}", gain)
        self.gain.currentIndexChanged.connect(self._show_gain)
        self.remark = plain_label(tone=Tone.WARNING, wraps=True)
        self.similarity = SimilarityLine()
        self.settings = SettingsTable()
        self._lay_out()
        self.locked.opened.connect(self._show_opened)
        self.locked.presented.connect(self._show_frames)
        self.locked.clip_opened.connect(self._tell_chosen)
        for text, key, slot in (
            (tr("Side by side"), "B", self.side_by_side.click),
            (tr("Wipe"), "W", self.wipe.click),
            (tr("Difference"), "D", self.difference.click),
            (tr("Amplification"), "G", self._next_gain),
            (tr("Divider to the left"), "Shift+Left", lambda: self._move_divider(-WIPE_STEP)),
            (tr("Divider to the right"), "Shift+Right", lambda: self._move_divider(WIPE_STEP)),
        ):
            add_shortcut(self, text, key, slot)
        self._show_mode()
        self.show_clips(())

    @property
    def paths(self) -> tuple[str, ...]:
        return self._paths

    @Slot(object)
    def show_clips(self, paths: tuple[str, ...]) -> None:
        """Compare these; fewer than two show how to choose some. ValueError for more than four."""
        if len(paths) > MAX_COMPARED:
            raise ValueError(f"{len(paths)} clips are more than {MAX_COMPARED}")
        self._paths = paths if len(paths) > 1 else ()
        self._ticket = next(_tickets)
        labels = tuple(
            f"{letter}: {plain_line(Path(path).stem, 120)}"
            for letter, path in zip(LETTERS, self._paths, strict=False)
        )
        self.locked.set_clips(
            tuple(LockedClip(path, label) for path, label in zip(self._paths, labels, strict=True))
        )
        is_pair = len(self._paths) == 2
        if not is_pair:
            self.side_by_side.setChecked(True)
        self.side_by_side.setEnabled(bool(self._paths))
        self.wipe.setEnabled(is_pair)
        self.difference.setEnabled(is_pair)
        self.pair.show_pair(None, None, None)
        if is_pair:
            self.pair.set_labels(*labels)
        self.remark.hide()
        self.similarity.start(len(self._paths))
        self.settings.setVisible(bool(self._paths))
        self.settings.show_rows((), ())
        self.measure_requested.emit(self._ticket, self._paths)

    @Slot(object)
    def show_frame_measured(self, found: FrameMeasured) -> None:
        if found.ticket == self._ticket:
            self.similarity.take_frame(found.index, found.number, found.similarity)

    @Slot(object)
    def show_clip_measured(self, found: ClipsMeasured) -> None:
        if found.ticket == self._ticket:
            self.similarity.take_clip(found.index, found.similarity)

    @Slot(object)
    def show_not_measured(self, failure: NotMeasured) -> None:
        if failure.ticket == self._ticket:
            self.similarity.take_failure(failure.index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Whatever has the keyboard here, the clips' own keys work.
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.locked.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, SPACE, 0, 0)
        top.setSpacing(SPACE_SMALL)
        for control in (self.side_by_side, self.wipe, self.difference, self.gain):
            top.addWidget(control)
        top.addStretch(1)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(SPACE, 0, SPACE, SPACE_SMALL)
        column.setSpacing(SPACE_SMALL)
        column.addLayout(top)
        column.addWidget(self.remark)
        column.addWidget(self.locked, 1)
        column.addWidget(self.similarity)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(above)
        split.addWidget(self.settings)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)

    def _show_opened(self, clips: OpenedClips) -> None:
        facts = [cell.facts for cell in clips.cells if cell.facts is not None]
        self._nominal = QSize(facts[0].width, facts[0].height) if facts else None
        remark = remark_on(facts)
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        rows = setting_rows([cell.metadata for cell in clips.cells])
        self.settings.show_rows(rows, tuple(LETTERS[: len(clips.cells)]))

    def _show_frames(self, frames: FrameSet) -> None:
        if len(frames.images) == 2:
            first, second = frames.images
            self.pair.show_pair(first, second, self._nominal)
        self.similarity.show_frame(frames.number)

    @Slot()
    def _show_mode(self) -> None:
        if self.side_by_side.isChecked():
            self.locked.show_instead(None)
        else:
            is_wipe = self.wipe.isChecked()
            self.pair.set_mode(PairMode.WIPE if is_wipe else PairMode.DIFFERENCE)
            self.locked.show_instead(self.pair)
        self.gain.setVisible(self.difference.isChecked())

    @Slot(int)
    def _show_gain(self, place: int) -> None:
        self.pair.set_gain(GAINS[place])

    def _next_gain(self) -> None:
        self.gain.setCurrentIndex((self.gain.currentIndex() + 1) % len(GAINS))

    def _move_divider(self, by: float) -> None:
        if self.wipe.isChecked():
            self.pair.move_divider(self.pair.divider + by)

    @Slot(int)
    def _tell_chosen(self, index: int) -> None:
        self.clip_chosen.emit(self._paths[index])


def remark_on(clips: list[ClipFacts]) -> str:
    """What makes a comparison less than it seems; empty where nothing does."""
    if not clips:
        return ""
    first = clips[0]
    remarks: list[str] = []
    if any((clip.width, clip.height) != (first.width, first.height) for clip in clips):
        sizes = ", ".join(f"{clip.width}x{clip.height}" for clip in clips)
        remarks.append(
            tr("The sizes differ ({sizes}): A is compared with scaled copies.", sizes=sizes)
        )
    if any(clip.num_frames != first.num_frames for clip in clips):
        lengths = ", ".join(str(clip.num_frames) for clip in clips)
        remarks.append(
            tr(
                "The lengths differ ({lengths} frames): ended clips keep their last frame, and "
                "figures are for the frames that both have.",
                lengths=lengths,
            )
        )
    if any(clip.fps != first.fps for clip in clips):
        rates = ", ".join(decimal(f"{clip.fps:g}") for clip in clips)
        remarks.append(
            tr(
                "The frame rates differ ({rates} per second): frame numbers are compared, at A's "
                "rate.",
                rates=rates,
            )
        )
    return " ".join(remarks)


def _mode_button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setProperty("segment", True)  # noqa: FBT003 -- Qt's own signature
    button.setAccessibleName(text)
    button.setToolTip(plain_tooltip(tip))
    return button
