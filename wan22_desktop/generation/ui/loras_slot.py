"""The place of the LoRAs in the form: it keeps what the request says, others edit it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QVBoxLayout, QWidget

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.labels import plain_label
from wan22_desktop.qtkit.theme import SPACE_SMALL, Tone

_NAME_CHARACTERS = 60


class LorasSlot(QWidget):
    """Keeps the LoRAs of a request as they are, strengths and first steps included.

    What is known of each is not this capability's: the editor comes from outside, hears of requests
    that are put into the form by `shown`, and answers with `take`.
    """

    changed = Signal()
    shown = Signal(object)  # tuple[LoraUse, ...]
    finish_asked = Signal()
    """What stands in fields that have not been left yet is to be taken over, at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loras: tuple[LoraUse, ...] = ()
        self._problem = ""
        self._has_editor = False
        self.begins = plain_label(tone=Tone.MUTED, wraps=True)
        self.begins.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.begins.hide()
        self.compare = QCheckBox(tr("Side by side: without and with"))
        self.compare.setToolTip(
            tr("Renders the clip twice with the same seed, without the LoRAs on the left")
        )
        self.compare.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_SMALL)
        self._layout.addWidget(self.begins)
        self._layout.addWidget(self.compare)
        self.compare.toggled.connect(self.changed)

    @property
    def value(self) -> tuple[LoraUse, ...]:
        return self._loras

    @property
    def problem(self) -> str:
        """Why the model cannot be rendered with them, if it cannot."""
        return self._problem

    @property
    def compares(self) -> bool:
        """Whether the clip shows what it would be without them, too."""
        return self.compare.isChecked()

    @property
    def has_editor(self) -> bool:
        return self._has_editor

    def set_editor(self, editor: QWidget) -> None:
        self._has_editor = True
        self._layout.insertWidget(0, editor)
        self.setFocusProxy(editor)

    def set_value(self, loras: tuple[LoraUse, ...], *, compares: bool) -> None:
        """Of a request that is put into the form."""
        self.compare.setChecked(compares)
        if loras != self._loras:
            self._loras = loras
            self._problem = ""
            self._note()
        self.shown.emit(loras)

    @Slot(object, str)
    def take(self, loras: tuple[LoraUse, ...], problem: str) -> None:
        """What the editor holds now; it knows nothing of first steps, so those stay."""
        begins = {lora.sha256: lora.from_step for lora in self._loras}
        loras = tuple(
            lora.model_copy(update={"from_step": lora.from_step or begins.get(lora.sha256, 0)})
            for lora in loras
        )
        if (loras, problem) != (self._loras, self._problem):
            self._loras, self._problem = loras, problem
            if not loras:  # there is nothing to compare with
                self.compare.setChecked(False)
            self._note()

    def _note(self) -> None:
        late = [
            tr("{name} from step {step}", name=plain_line(lora.name, _NAME_CHARACTERS), step=number)
            for lora in self._loras
            if (number := lora.from_step + 1) != 1
        ]
        self.begins.setText(tr("Begins later: {loras}", loras=", ".join(late)) if late else "")
        self.begins.setVisible(bool(late))
        self.compare.setVisible(bool(self._loras))
        self.changed.emit()
