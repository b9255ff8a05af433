"""Asks how clips are to be exported, and shows how far that is."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core import units
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.gallery.clip_decoder import ClipFacts
from wan22_desktop.gallery.domain.export import (
    BEST_QUALITY,
    MAX_WIDTH_PX,
    MIN_WIDTH_PX,
    ExportFormat,
    ExportOptions,
    ExportOrder,
    export_name,
    largest_bytes,
    quality_words,
)
from wan22_desktop.gallery.export_service import ExportEnded, ExportProgress, ExportRefusal
from wan22_desktop.qtkit.elided_label import ElidedLabel
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, Tone, mark_primary

_WIDTH_PX = 460
_STEPS = 1000
_USUAL_QUALITY = 80
_FORMATS = {
    ExportFormat.MP4: tr("MP4 film (H.264)"),
    ExportFormat.GIF: tr("Animated GIF"),
    ExportFormat.WEBP: tr("Animated WebP"),
    ExportFormat.FRAMES: tr("PNG pictures of all frames"),
    ExportFormat.FRAME: tr("PNG picture of one frame"),
}
_MEANINGS = {
    ExportFormat.MP4: tr("Plays nearly everywhere and is small."),
    ExportFormat.GIF: tr("Shown by every chat and browser, with at most 256 colours; large."),
    ExportFormat.WEBP: tr("Smaller and better than a GIF; shown by browsers."),
    ExportFormat.FRAMES: tr("Nothing is lost; for editing programs."),
    ExportFormat.FRAME: tr("Nothing is lost."),
}


class ExportDialog(QDialog):
    """For one clip or several; stays open while they are exported and may be closed meanwhile."""

    export_asked = Signal(object)  # ExportOrder
    cancel_asked = Signal()

    def __init__(
        self,
        clips: Sequence[ClipFacts],
        folder: str,
        first: int = 0,
        last: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`first` and `last` are the range that is chosen in the player, counted from 0."""
        super().__init__(parent)
        if not clips:
            raise ValueError("there is nothing to export")
        self._clips = tuple(clips)
        self._folder = folder
        self._is_running = False
        longest = max(clip.num_frames for clip in clips)
        self.setWindowTitle(trn("Export {count} clip", "Export {count} clips", len(clips)))
        self.format = QComboBox()
        self.format.setAccessibleName(tr("Format"))
        for value, text in _FORMATS.items():
            self.format.addItem(text, value)
        self.as_it_is = QCheckBox(tr("Copy the pictures as they are"))
        self.as_it_is.setToolTip(tr("Nothing is encoded again: whole clips in their own size only"))
        self.quality = QSlider(Qt.Orientation.Horizontal)
        self.quality.setRange(0, BEST_QUALITY)
        self.quality.setPageStep(10)
        self.quality.setValue(_USUAL_QUALITY)
        self.quality.setAccessibleName(tr("Quality"))
        self.words = plain_label(tone=Tone.MUTED, wraps=True)
        self.by_width = QCheckBox(tr("Resize to a &width of"))
        self.width_px = _spin_box(MIN_WIDTH_PX, MAX_WIDTH_PX, tr("Width in pixels"))
        self.width_px.setSuffix(tr(" px"))
        self.width_px.setValue(self._clips[0].width)
        self.first = _spin_box(1, longest, tr("First frame"))
        self.last = _spin_box(1, longest, tr("Last frame"))
        self.first.setValue(first + 1)
        self.last.setValue(longest if last is None else last + 1)
        self._to = plain_label(tr("to"))
        self.metadata = QCheckBox(tr("Say in the file &how it was made"))
        self.metadata.setToolTip(
            tr("Prompt, seed and settings; switch it off to keep them private")
        )
        self.metadata.setChecked(True)
        self.folder = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self.choose = QPushButton(tr("&Choose\N{HORIZONTAL ELLIPSIS}"))
        self.choose.setAccessibleName(tr("Choose the folder"))
        self.replaces = QCheckBox(tr("&Replace files of the same name"))
        self.replaces.setToolTip(tr("Otherwise the new ones get a number"))
        self.meaning = plain_label(tone=Tone.MUTED, wraps=True)
        self.problems = plain_label(tone=Tone.ERROR, wraps=True)
        self.problems.hide()
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(tr("Progress of the export"))
        self.bar.hide()
        self.status = ElidedLabel()
        self.status.hide()
        self.export_button = QPushButton(tr("&Export"))
        mark_primary(self.export_button)
        self.export_button.setDefault(True)
        self.close_button = QPushButton(tr("Close"))
        self._lay_out()
        self._connect()
        self.set_folder(folder)

    # --- what is chosen ------------------------------------------------------------------------

    def options(self) -> ExportOptions:
        """As the controls say; what a format has no use for is left out."""
        kind = ExportFormat(self.format.currentData())
        first, last = self.first.value() - 1, self.last.value() - 1
        # The end of the range means the end of every clip, also of a longer one.
        is_end = last >= self.last.maximum() - 1
        chosen = ExportOptions(
            format=kind,
            quality=self.quality.value(),
            first=first,
            last=None if is_end or kind is ExportFormat.FRAME else max(first, last),
            width=self.width_px.value() if self.by_width.isChecked() else None,
            keep_metadata=self.metadata.isChecked() if kind is ExportFormat.MP4 else False,
        )
        if self.as_it_is.isChecked() and chosen.can_copy:
            return ExportOptions(quality=None, keep_metadata=chosen.keep_metadata)
        return chosen

    def order(self) -> ExportOrder:
        sources = tuple(str(clip.path) for clip in self._clips)
        return ExportOrder(sources, self._folder, self.options(), self.replaces.isChecked())

    def set_folder(self, folder: str) -> None:
        self._folder = folder
        self.folder.set_text(plain_line(folder, 1000))
        self._show_choice()

    # --- what becomes of it --------------------------------------------------------------------

    @Slot(object)
    def show_progress(self, progress: ExportProgress) -> None:
        if not self._is_running:
            return  # of an order that is not this dialog's
        self.bar.setValue(round(progress.fraction * _STEPS))
        self.status.set_text(
            tr(
                "Clip {number} of {count}: {name}",
                number=progress.number,
                count=progress.count,
                name=plain_line(progress.name, 200),
            )
        )

    @Slot(object)
    def show_error(self, refusal: ExportRefusal) -> None:
        """Say it below what was said before: others of the order may be refused as well."""
        error = refusal.error
        said = " ".join(part for part in (error.message, error.safe) if part)
        lines = [*self.problems.text().splitlines(), plain_line(said, 1000)]
        shown = list(dict.fromkeys(lines))
        self.problems.setText("\n".join(shown[-4:]))
        self.problems.show()
        if not refusal.source:
            # The order as a whole was refused: nothing of it is going to be told any more.
            self._set_running(running=False)
            self.bar.hide()
            self.status.hide()
        self._fit()

    @Slot(object)
    def show_done(self, ended: ExportEnded) -> None:
        if not self._is_running:
            return
        count = len(ended.clips)
        size = units.size(sum(clip.size_bytes for clip in ended.clips))
        parts = [trn("{count} clip exported", "{count} clips exported", count)]
        if count:
            parts = [tr("{done}, {size}", done=parts[0], size=size)]
        if ended.refused:
            parts.append(trn("{count} could not be", "{count} could not be", ended.refused))
        if ended.was_cancelled:
            parts.append(tr("the rest was cancelled"))
        self.status.set_text("; ".join(parts) + ".")
        self._set_running(running=False)
        self.bar.setVisible(not ended.refused and not ended.was_cancelled)
        self._fit()

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _export(self) -> None:
        self.problems.hide()
        self.problems.setText("")
        self.bar.setValue(0)
        self.status.set_text(tr("Beginning\N{HORIZONTAL ELLIPSIS}"))
        self._set_running(running=True)
        self.export_asked.emit(self.order())

    @Slot()
    def _cancel_or_close(self) -> None:
        if self._is_running:
            self.close_button.setEnabled(False)
            self.status.set_text(tr("Cancelling\N{HORIZONTAL ELLIPSIS}"))
            self.cancel_asked.emit()
        else:
            self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape cancels first, and closes when nothing runs any more."""
        if event.key() == Qt.Key.Key_Escape:
            self._cancel_or_close()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Export into"), self._folder)
        if folder:
            self.set_folder(folder)

    def _fit(self) -> None:
        """Room for all that is shown; texts that break need more height in less width."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            height = layout.totalHeightForWidth(self.width())
            self.setMinimumHeight(height)
            self.resize(self.width(), height)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _set_running(self, *, running: bool) -> None:
        self._is_running = running
        self._controls.setEnabled(not running)
        self.export_button.setEnabled(not running)
        self.close_button.setEnabled(True)
        self.close_button.setText(tr("Cancel") if running else tr("Close"))
        self.bar.setVisible(True)
        self.status.setVisible(True)
        self.close_button.setFocus()
        self._fit()

    @Slot()
    def _keep_range(self) -> None:
        """The end never lies before the beginning."""
        with QSignalBlocker(self.last):
            self.last.setMinimum(self.first.value())
        self._show_choice()

    @Slot()
    def _show_choice(self) -> None:
        options = self.options()
        kind = options.format
        is_frame = kind is ExportFormat.FRAME
        could_copy = ExportOptions(
            format=kind, first=options.first, last=options.last, width=options.width
        ).can_copy
        self._form.setRowVisible(self._quality_box, kind.has_quality)
        self.as_it_is.setVisible(kind is ExportFormat.MP4)
        self.as_it_is.setEnabled(could_copy)
        self.quality.setEnabled(options.quality is not None)
        self.words.setText(quality_words(options.quality))
        self.quality.setAccessibleDescription(self.words.text())
        self.width_px.setEnabled(self.by_width.isChecked())
        for part in (self.last, self._to):
            part.setVisible(not is_frame)
        self._form.setRowVisible(self.metadata, kind is ExportFormat.MP4)
        self.meaning.setText(self._explained(options))
        if self.as_it_is.isChecked() and not could_copy and kind is ExportFormat.MP4:
            again = tr("Encoded again, for it is not the whole clip in its size.")
            self.words.setText(f"{self.words.text()}. {again}")
        self._fit()

    def _explained(self, options: ExportOptions) -> str:
        """What it is good for, what it will be called, and how large where that is known."""
        clip = self._clips[0]
        wide, high = options.size_of(clip.width, clip.height)
        times = "\N{MULTIPLICATION SIGN}"
        size = tr("{wide} {times} {high} pixels", wide=wide, times=times, high=high)
        count = len(options.frames_of(clip.num_frames))
        frames = trn("{count} frame", "{count} frames", count)
        name = export_name(clip.path.stem, options)
        parts = [_MEANINGS[options.format]]
        if len(self._clips) > 1:
            parts.append(tr("The first: {name}, {size}, {frames}.", **_named(name, size, frames)))
        else:
            parts.append(tr("{name}, {size}, {frames}.", **_named(name, size, frames)))
        most = [
            largest_bytes(options, one.width, one.height, one.num_frames) for one in self._clips
        ]
        known = [size_bytes for size_bytes in most if size_bytes is not None]
        if known:
            parts.append(tr("At most {size}.", size=units.size(sum(known))))
        return "\n".join(parts)

    # --- building ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._quality_box = QWidget()
        quality = QVBoxLayout(self._quality_box)
        quality.setContentsMargins(0, 0, 0, 0)
        for part in (self.as_it_is, self.quality, self.words):
            quality.addWidget(part)
        self._controls = QWidget()
        self._form = QFormLayout(self._controls)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(SPACE)
        self._form.addRow(_label(tr("&Format"), self.format), self.format)
        self._form.addRow(_label(tr("&Quality"), self.quality), self._quality_box)
        self._form.addRow(_label(tr("F&rames"), self.first), _row(self.first, self._to, self.last))
        self._form.addRow("", _row(self.by_width, self.width_px))
        self._form.addRow("", self.metadata)
        target = QHBoxLayout()
        target.addWidget(self.folder, 1)
        target.addWidget(self.choose)
        self._form.addRow(_label(tr("Into"), self.choose), target)
        self._form.addRow("", self.replaces)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE_LARGE)
        layout.addWidget(self._controls)
        layout.addWidget(self.meaning)
        layout.addWidget(self.problems)
        layout.addWidget(self.bar)
        layout.addWidget(self.status)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.resize(_WIDTH_PX, 0)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._show_choice)
        self.quality.valueChanged.connect(self._show_choice)
        self.width_px.valueChanged.connect(self._show_choice)
        self.last.valueChanged.connect(self._show_choice)
        for box in (self.as_it_is, self.by_width, self.metadata):
            box.toggled.connect(self._show_choice)
        self.first.valueChanged.connect(self._keep_range)
        self.choose.clicked.connect(self._choose_folder)
        self.export_button.clicked.connect(self._export)
        self.close_button.clicked.connect(self._cancel_or_close)


def _named(name: str, size: str, frames: str) -> dict[str, str]:
    return {"name": name, "size": size, "frames": frames}


def _spin_box(low: int, high: int, name: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setAccessibleName(name)
    return box


def _label(text: str, buddy: QWidget) -> QLabel:
    """A text of ours with a key that leads to its control."""
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
