"""A heading that opens and closes what lies under it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.theme import SPACE_SMALL


class Section(QWidget):
    """A collapsible part of a form; `title` may hold a mnemonic."""

    def __init__(
        self,
        title: str,
        content: QWidget,
        beside: QWidget | None = None,
        parent: QWidget | None = None,
        *,
        beside_stays: bool = False,
    ) -> None:
        """`beside` stands right of the heading while the section is open, or always."""
        super().__init__(parent)
        self._content = content
        self._beside = beside
        self._beside_stays = beside_stays
        self.header = QToolButton()
        self.header.setText(title)
        self.header.setAccessibleName(title.replace("&", ""))
        self.header.setProperty("section", True)  # noqa: FBT003 -- Qt's own signature
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.header.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.header.setCheckable(True)
        self.header.toggled.connect(self._show_content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_SMALL)
        head = QHBoxLayout()
        head.addWidget(self.header)
        head.addStretch(1)
        if beside is not None:
            head.addWidget(beside)
        layout.addLayout(head)
        layout.addWidget(content)
        self.set_open(open_=False)
        self._show_content(is_open=False)

    @property
    def is_open(self) -> bool:
        return self.header.isChecked()

    def set_open(self, *, open_: bool) -> None:
        self.header.setChecked(open_)

    @Slot(bool)
    def _show_content(self, is_open: bool) -> None:  # noqa: FBT001 -- a slot of toggled(bool)
        self._content.setVisible(is_open)
        if self._beside is not None:
            self._beside.setVisible(is_open or self._beside_stays)
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self.header.setArrowType(arrow)
        self.header.setAccessibleDescription(tr("open") if is_open else tr("closed"))
