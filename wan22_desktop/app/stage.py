"""The middle of the window: a clip as it comes into being, a finished one, all of them, or some."""

from enum import IntEnum

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.core.texts import tr
from wan22_desktop.gallery.ui.player import Player
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.ui.live_preview import LivePreview
from wan22_desktop.qtkit.theme import SPACE, SPACE_SMALL


class View(IntEnum):
    LIVE = 0
    CLIP = 1
    GALLERY = 2
    COMPARE = 3
    GRID = 4
    GUIDE = 5


_SEGMENTS = {
    View.LIVE: (tr("Live"), tr("The clip that is being rendered")),
    View.CLIP: (tr("Clip"), tr("The clip that was opened")),
    View.GALLERY: (tr("Gallery"), tr("All clips")),
    View.COMPARE: (tr("Compare"), tr("Some clips side by side")),
    View.GRID: (tr("Grid"), tr("The cells of a sweep, or drafts to choose from")),
    View.GUIDE: (tr("First steps"), tr("What to do first with this app")),
}
_ONLY_WITH_CONTENT = frozenset({View.GRID, View.GUIDE})


class Stage(QWidget):
    """Shows what happens by itself until the user chooses; a choice is kept."""

    shown = Signal(object)  # View

    def __init__(
        self, live: LivePreview, player: Player, *others: QWidget, parent: QWidget | None = None
    ) -> None:
        """`others` are one for each further `View`, in their order."""
        super().__init__(parent)
        self.live = live
        self.player = player
        self._chosen_by_user = False
        self._stack = QStackedWidget()
        self._buttons = QButtonGroup(self)
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE, SPACE, SPACE, 0)
        bar.setSpacing(SPACE_SMALL)
        self._pages = dict(zip(View, (live, player, *others), strict=True))
        for view, page in self._pages.items():
            self._stack.addWidget(page)
            button = _segment(*_SEGMENTS[view])
            button.setVisible(view not in _ONLY_WITH_CONTENT)
            self._buttons.addButton(button, view)
            bar.addWidget(button)
        self._buttons.idClicked.connect(self._choose)
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

    def button(self, view: View) -> QPushButton:
        """The segment that brings a view; hidden while there is nothing to see in it."""
        button = self._buttons.button(view)
        assert isinstance(button, QPushButton)  # noqa: S101 - only such were added
        return button

    @Slot()
    def switch(self) -> None:
        """The next view that can be chosen, as if its button had been pressed."""
        views = [view for view in View if not self.button(view).isHidden()]
        at = views.index(self.view) if self.view in views else -1
        self._choose(views[(at + 1) % len(views)])

    @Slot(object)
    def show_view(self, view: View) -> None:
        """The user wants to see this."""
        self._buttons.button(view).show()
        self._choose(view)

    def offer(self, view: View) -> None:
        """Show this until something happens or the user chooses."""
        self.button(view).show()
        self._show(view)

    @Slot()
    def show_gallery(self) -> None:
        self.show_view(View.GALLERY)

    def leave(self, view: View) -> None:
        """There is nothing to see in it any more."""
        self._buttons.button(view).setVisible(view not in _ONLY_WITH_CONTENT)
        if self.view is view:
            self._choose(View.LIVE)

    @Slot(str)
    def open_clip(self, path: str) -> None:
        """The user wants to see this clip."""
        self.player.open_clip(path)
        self._choose(View.CLIP)

    @Slot(object)
    def follow_start(self, _job: Job) -> None:
        """A job begins: show it unless the user looks at something else."""
        if not self._chosen_by_user:
            self._show(View.LIVE)

    def follow_done(self, path: str, *, more_follows: bool) -> None:
        """A clip is finished: have it ready, and show it unless another begins right away."""
        if self._chosen_by_user:
            return
        self.player.open_clip(path)
        if not more_follows:
            self._show(View.CLIP)

    def focus(self) -> None:
        """Put the keyboard into what is shown."""
        page = self._pages[self.view]
        takes_keys = page.focusProxy() or page
        if takes_keys.focusPolicy() == Qt.FocusPolicy.NoFocus or not takes_keys.isVisible():
            takes_keys = self.button(self.view)  # there is nothing to be used in it now
        takes_keys.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(int)
    def _choose(self, view: int) -> None:
        self._chosen_by_user = view != View.LIVE
        self._show(View(view))

    def _show(self, view: View) -> None:
        self._stack.setCurrentIndex(view)
        self._buttons.button(view).setChecked(True)
        self.shown.emit(view)


def _segment(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setProperty("segment", True)  # noqa: FBT003 - Qt's own signature
    button.setToolTip(tip)
    return button
