"""Under the form: what the clip takes, how many are wanted, and the button that adds them."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.generation.ui.problem_line import ProblemLine
from wan22_desktop.generation.ui.tab_order import tab_before
from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton
from wan22_desktop.qtkit.spin_boxes import SnappingSpinBox
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE, mark_primary

MAX_CLIPS_AT_ONCE = 100


class AddBar(QWidget):
    """Says nothing of the request itself; the panel asks it how many clips and of which prompts."""

    sweep_asked = Signal()
    drafts_asked = Signal()

    def __init__(self, add_action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.general = ProblemLine("")
        self.clips = SnappingSpinBox(lambda count: min(max(count, 1), MAX_CLIPS_AT_ONCE))
        self.clips.setPrefix("\N{MULTIPLICATION SIGN} ")
        self.clips.setValue(1)
        self.clips.setAccessibleName(tr("Number of clips"))
        self.clips.setToolTip(tr("How many clips to add, each with its own seed"))
        self.add_button = self._make_button(add_action)
        self.more_button = GlyphButton(Glyph.DOWN, tr("More ways to add"))
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        # The glyph is an arrow already.
        self.more_button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        menu = QMenu(self.more_button)
        self.sweep_action = menu.addAction(tr("Sweep of settings\N{HORIZONTAL ELLIPSIS}"))
        self.drafts_action = menu.addAction(tr("Quick drafts\N{HORIZONTAL ELLIPSIS}"))
        self.more_button.setMenu(menu)
        self._estimate_place = QVBoxLayout()
        self._adding = QWidget()
        row = QHBoxLayout(self._adding)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.add_button, 1)
        row.addWidget(self.more_button)
        row.addWidget(self.clips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addLayout(self._estimate_place)
        layout.addWidget(self.general)
        layout.addWidget(self._adding)
        self.sweep_action.triggered.connect(self.sweep_asked)
        self.drafts_action.triggered.connect(self.drafts_asked)

    def set_estimate(self, widget: QWidget) -> None:
        """What says how much the clip takes."""
        self._estimate_place.addWidget(widget)
        tab_before(self.general.button, widget)

    def show_adding(self, *, shown: bool) -> None:
        """Whether anything can be added now."""
        self._adding.setVisible(shown)

    @Slot()
    def finish_typing(self) -> None:
        self.clips.finish_typing()

    def _make_button(self, action: QAction) -> QPushButton:
        button = QPushButton(tr("Add to q&ueue"))
        button.setAccessibleName(tr("Add to queue"))
        shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(tr("Add to queue ({shortcut})", shortcut=shortcut))
        button.setAccessibleDescription(tr("Shortcut: {shortcut}", shortcut=shortcut))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        mark_primary(button)
        button.clicked.connect(action.trigger)
        return button
