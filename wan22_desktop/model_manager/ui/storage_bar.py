"""How the disk is used: one part for each model, then what is free."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core import units
from wan22_desktop.core.catalog import PackageKind
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.status import DetailedModelStatus
from wan22_desktop.qtkit.labels import plain_label, plain_tooltip
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone, colors_of

_HEIGHT_PX = 10
_HUES = (218, 164, 36, 282)
"""One for each of a few models, far enough apart for people who see few colours."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one model takes."""

    name: str
    size_bytes: int


def shares_of(models: tuple[DetailedModelStatus, ...]) -> tuple[Share, ...]:
    """Packages that take room, summed up by the model that they are for."""
    sums: dict[str, int] = {}
    for status in models:
        # What ships with the app or lies elsewhere takes no room of the models' folder.
        if status.on_disk_bytes and not status.is_adopted:
            lora = status.package.kind is PackageKind.LORA
            name = tr("LoRAs") if lora else status.package.variant.facts.title
            sums[name] = sums.get(name, 0) + status.on_disk_bytes
    return tuple(Share(name, size) for name, size in sums.items())


class StorageBar(QWidget):
    """A painted bar with its figures in words beneath."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = _Bar()
        self.label = plain_label(tone=Tone.MUTED, wraps=True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        layout.addWidget(self._bar)
        layout.addWidget(self.label)
        self.show_use((), None)

    def show_use(self, shares: tuple[Share, ...], free_bytes: int | None) -> None:
        """`free_bytes` of the disk that holds the models; None if that is not known."""
        used = sum(share.size_bytes for share in shares)
        text = (
            tr("{size} of models", size=units.size(used)) if shares else tr("No models on the disk")
        )
        if free_bytes is not None:
            text += " \N{MIDDLE DOT} " + tr("{size} free", size=units.size(free_bytes))
        self.label.setText(text)
        lines = [f"{share.name}: {units.size(share.size_bytes)}" for share in shares]
        self.setToolTip(plain_tooltip("\n".join((*lines, text))))
        self.setAccessibleName(text)
        self.setAccessibleDescription(", ".join(lines))
        self._bar.show_use(shares, free_bytes or 0)


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._shares: tuple[Share, ...] = ()
        self._free_bytes = 0
        self.setFixedHeight(_HEIGHT_PX)

    def sizeHint(self) -> QSize:
        return QSize(160, _HEIGHT_PX)

    def show_use(self, shares: tuple[Share, ...], free_bytes: int) -> None:
        if (shares, free_bytes) != (self._shares, self._free_bytes):
            self._shares, self._free_bytes = shares, free_bytes
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- Qt's signature
        colors = colors_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), _HEIGHT_PX / 2, _HEIGHT_PX / 2)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), QColor(colors.track))
        total = sum(share.size_bytes for share in self._shares) + self._free_bytes
        left = 0.0
        for number, share in enumerate(self._shares if total else ()):
            # A small model on a large disk must still be seen.
            width = max(self.width() * share.size_bytes / total, 3.0)
            hue = QColor.fromHsl(_HUES[number % len(_HUES)], 130, 150 if colors.is_dark else 115)
            painter.fillRect(QRectF(left, 0, width, _HEIGHT_PX), hue)
            left += width
            painter.fillRect(QRectF(left - 1, 0, 1, _HEIGHT_PX), QColor(colors.window))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.end()
