"""The middle of the window: the clip as it comes into being, or a finished one."""

from enum import IntEnum

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.gallery.ui.player import Player
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.ui.live_preview import LivePreview
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL


class View(IntEnum):
    LIVE = 0
    CLIP = 1


class Stage(QWidget):
    """Shows what happens by itself until the user chooses; a choice for a clip is kept."""

    def __init__(self, live: LivePreview, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.live = live
        self.player = player
        self._chosen_by_user = False
        self._stack = QStackedWidget()
        self._stack.addWidget(live)
        self._stack.addWidget(player)
        self.live_button = _segment("Live", "The clip that is being rendered (Ctrl+T)")
        self.clip_button = _segment("Clip", "The clip that was opened (Ctrl+T)")
        self._buttons = QButtonGroup(self)
        self._buttons.addButton(self.live_button, View.LIVE)
        self._buttons.addButton(self.clip_button, View.CLIP)
        self._buttons.idClicked.connect(self._choose)
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE, SPACE, SPACE, 0)
        bar.setSpacing(SPACE_SMALL)
        bar.addWidget(self.live_button)
        bar.addWidget(self.clip_button)
        bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._stack, 1)
        self._show(View.LIVE)

    @property
    def view(self) -> View:
        return View(self._stack.currentIndex())

    @Slot()
    def switch(self) -> None:
        """The other view, as if its button had been pressed."""
        self._choose(View.LIVE if self.view is View.CLIP else View.CLIP)

    @Slot(str)
    def open_clip(self, path: str) -> None:
        """The user wants to see this clip."""
        self._chosen_by_user = True
        self.player.open_clip(path)
        self._show(View.CLIP)

    @Slot(object)
    def follow_start(self, _job: Job) -> None:
        """A job begins: show it unless the user looks at a clip."""
        if not self._chosen_by_user:
            self._show(View.LIVE)

    def follow_done(self, path: str, *, more_follows: bool) -> None:
        """A clip is finished: have it ready, and show it unless another begins right away."""
        if self._chosen_by_user and self.view is View.CLIP:
            return
        self.player.open_clip(path)
        if not more_follows:
            self._show(View.CLIP)

    def focus(self) -> None:
        """Put the keyboard into what is shown."""
        widget = self.player if self.view is View.CLIP else self.live_button
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(int)
    def _choose(self, view: int) -> None:
        self._chosen_by_user = view == View.CLIP
        self._show(View(view))

    def _show(self, view: View) -> None:
        self._stack.setCurrentIndex(view)
        self._buttons.button(view).setChecked(True)


def _segment(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setProperty("segment", True)  # noqa: FBT003 - Qt's own signature
    button.setToolTip(tip)
    return button
