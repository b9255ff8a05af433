"""The clip as it comes into being: a rough animation with how far it is."""

from PySide6.QtCore import QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.progress import Preview, Progress
from wan22_desktop.generation.ui.queue_text import progress_line
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.pictures import read_bytes
from wan22_desktop.qtkit.theme import SPACE, Tone, colors_of
from wan22_desktop.qtkit.throttle import Throttle

FRAME_INTERVAL_MS = 166
REPAINT_INTERVAL_MS = 250
EMPTY_TEXT = tr("The clip appears here while it is being rendered.")
WAITING_TEXT = tr("The first picture comes after a few steps.")


class LivePreview(QWidget):
    """Shows the job that is being rendered; empty when there is none."""

    def __init__(
        self, repaint_interval_ms: int = REPAINT_INTERVAL_MS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._job_id: str | None = None
        self.strip = FrameStrip()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(SPACE)
        self.bar.setAccessibleName(tr("Progress of the clip"))
        self.label = plain_label(tone=Tone.MUTED)
        self.label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.strip, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.label)
        self._show = Throttle(self._show_now, repaint_interval_ms, self)
        self.clear()

    @property
    def job_id(self) -> str | None:
        """The job that is shown."""
        return self._job_id

    @Slot(object)
    def show_preview(self, preview: Preview) -> None:
        """The newest rough picture of a job."""
        self._take_job(preview.job_id)
        self.strip.show_strip(preview.jpeg, preview.frame_count)

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        if progress.state.is_active:
            self._take_job(progress.job_id)
            self._show(progress)

    @Slot(object)
    def change_job(self, job: Job) -> None:
        """Follow a job's states: it comes in sight when it starts and leaves when it ends."""
        if job.state.is_active:
            self._take_job(job.id)
            self._show(Progress(job.id, job.state))
        elif job.id == self._job_id:
            self.clear()

    @Slot()
    def clear(self) -> None:
        """Nothing is being rendered."""
        self._job_id = None
        self._show.cancel()
        self.strip.clear(EMPTY_TEXT)
        self.bar.hide()
        self.label.hide()

    def _take_job(self, job_id: str) -> None:
        if job_id != self._job_id:
            self._job_id = job_id
            self._show.cancel()
            self.strip.clear(WAITING_TEXT)
            self._show_now(None)

    def _show_now(self, progress: Progress | None) -> None:
        self.bar.show()
        self.label.show()
        self.bar.setValue(0 if progress is None else round(1000 * progress.fraction))
        self.label.setText("" if progress is None else progress_line(progress.state, progress))


class FrameStrip(QWidget):
    """Plays frames that lie side by side in one picture, as large as they fit."""

    frame_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Live preview"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image = QImage()
        self._frame_count = 0
        self._frame = 0
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_INTERVAL_MS)
        self._timer.timeout.connect(self._advance)

    @property
    def frame_count(self) -> int:
        return self._frame_count

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    def sizeHint(self) -> QSize:
        return QSize(256, 192)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, 72)

    def show_strip(self, jpeg: bytes, frame_count: int) -> None:
        """Play these frames from now on; a picture that cannot be read changes nothing."""
        image = read_bytes(jpeg)
        if image.isNull() or not 0 < frame_count <= image.width():
            return
        self._image, self._frame_count = image, frame_count
        self._frame %= frame_count
        self._text = ""
        self._run()
        self.update()

    def clear(self, text: str) -> None:
        """Show a sentence instead."""
        self._image, self._frame_count, self._frame = QImage(), 0, 0
        self._text = text
        self.setAccessibleDescription(text)
        self._run()
        self.update()

    def frame_rect(self, frame: int) -> QRect:
        """Where a frame lies in the strip."""
        width = self._image.width() // max(1, self._frame_count)
        return QRect(frame * width, 0, width, self._image.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        painter = QPainter(self)
        colors = colors_of(self)
        if self._image.isNull():
            painter.setPen(QColor(colors.muted))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._text
            )
        else:
            source = self.frame_rect(self._frame)
            fitted = QSizeF(source.size()).scaled(
                QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio
            )
            where = QRectF(0, 0, fitted.width(), fitted.height())
            where.moveCenter(QRectF(self.rect()).center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            # A copy, because smooth scaling would let the neighbouring frames bleed in.
            painter.drawImage(where, self._image.copy(source))
        painter.end()

    @Slot()
    def _advance(self) -> None:
        self._frame = (self._frame + 1) % max(1, self._frame_count)
        self.frame_changed.emit(self._frame)
        self.update()

    def _run(self) -> None:
        """Animate only what can be seen moving."""
        if self._frame_count > 1 and self.isVisible():
            if not self._timer.isActive():
                self._timer.start()
        else:
            self._timer.stop()
