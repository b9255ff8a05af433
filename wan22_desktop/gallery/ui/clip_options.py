"""How clips are played and looked at: loop, soft pixels, speed, zoom; and the keys for it."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QMenu, QPushButton, QWidget

from wan22_desktop.core.texts import decimal, tr
from wan22_desktop.gallery.ui.frame_clock import SPEEDS, FrameClock
from wan22_desktop.gallery.ui.frame_view import ZOOM_STEP, FrameView, Zoom
from wan22_desktop.qtkit.labels import plain_tooltip
from wan22_desktop.qtkit.theme import SPACE

_SCALES = (0.5, 1.0, 2.0, 4.0)

Key = QKeySequence.StandardKey | str


class ClipOptions(QWidget):
    """A row of settings that act on a clock, and tell what is wanted of the picture."""

    smooth_changed = Signal(bool)
    zoom_wanted = Signal(object)
    """A scale, None for what fits."""

    def __init__(self, clock: FrameClock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.loop = QCheckBox(tr("Loop"))
        self.loop.setToolTip(tr("Start again at the end or at the out point (Ctrl+L)"))
        self.loop.setChecked(clock.loop)
        self.loop.toggled.connect(self._set_loop)
        self.smooth = QCheckBox(tr("Smooth"))
        self.smooth.setToolTip(tr("Soft instead of hard pixels when the picture is enlarged"))
        self.smooth.setChecked(True)
        self.smooth.toggled.connect(self.smooth_changed)
        self.speed = QComboBox()
        self.speed.setAccessibleName(tr("Speed"))
        self.speed.setToolTip(plain_tooltip(tr("Speed (J slower, L faster); no frame is left out")))
        for speed in SPEEDS:
            self.speed.addItem(decimal(f"{speed:g}x"), speed)
        self._show_speed(clock.speed)
        self.speed.activated.connect(self._choose_speed)
        clock.speed_changed.connect(self._show_speed)
        self.zoom = QPushButton()
        self.zoom.setToolTip(
            plain_tooltip(
                tr("Zoom (0 fits, 1 is 100 %, + and -, Ctrl and the wheel); drag to move")
            )
        )
        self.zoom.setMenu(self._zoom_menu())
        self.show_zoom(Zoom())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for control in (self.loop, self.smooth, self.speed, self.zoom):
            layout.addWidget(control)

    def show_zoom(self, zoom: Zoom) -> None:
        text = tr("Fit") if zoom.scale is None else f"{zoom.scale:.0%}"
        self.zoom.setText(text)
        self.zoom.setAccessibleName(tr("Zoom: {zoom}", zoom=text))

    def _zoom_menu(self) -> QMenu:
        menu = QMenu(self)
        fit = QAction(tr("Fit"), menu)
        fit.triggered.connect(self._want_fit)
        menu.addAction(fit)
        for scale in _SCALES:
            action = QAction(f"{scale:.0%}", menu)
            action.setData(scale)
            action.triggered.connect(self._want_scale)
            menu.addAction(action)
        return menu

    def _want_fit(self) -> None:
        self.zoom_wanted.emit(None)

    def _want_scale(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.zoom_wanted.emit(action.data())

    def _set_loop(self, loop: bool) -> None:  # noqa: FBT001 - a slot of a check box
        self._clock.loop = loop

    def _choose_speed(self, place: int) -> None:
        self._clock.set_speed(SPEEDS[place])

    def _show_speed(self, speed: float) -> None:
        with QSignalBlocker(self.speed):
            self.speed.setCurrentIndex(SPEEDS.index(speed))


def add_shortcut(owner: QWidget, text: str, key: Key, slot: Callable[[], object]) -> QAction:
    """A key that works while `owner` or something in it has the keyboard."""
    action = QAction(text, owner)
    action.setShortcut(key)
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda: slot())
    owner.addAction(action)
    return action


def add_clip_keys(
    owner: QWidget, clock: FrameClock, options: ClipOptions, view: Callable[[], FrameView | None]
) -> None:
    """The keys of a clip besides those of `press_clock_key`; `view` is what is zoomed."""

    def zoom_by(factor: float) -> None:
        shown = view()
        if shown is not None:
            shown.zoom_by(factor)

    def zoom_to(scale: float | None) -> None:
        shown = view()
        if shown is not None:
            shown.zoom_to(scale)

    options.zoom_wanted.connect(zoom_to)
    for text, key, slot in (
        (tr("Loop"), "Ctrl+L", options.loop.toggle),
        (tr("In point here"), "I", lambda: clock.set_first(clock.number)),
        (tr("Out point here"), "O", lambda: clock.set_last(clock.number)),
        (tr("Without in point"), "Shift+I", clock.clear_first),
        (tr("Without out point"), "Shift+O", clock.clear_last),
        (tr("Slower"), "J", lambda: clock.change_speed(-1)),
        (tr("Stop"), "K", lambda: clock.set_playing(playing=False)),
        (tr("Faster"), "L", lambda: _play_or_faster(clock)),
        (tr("Larger"), "+", lambda: zoom_by(ZOOM_STEP)),
        (tr("Larger"), "=", lambda: zoom_by(ZOOM_STEP)),
        (tr("Smaller"), "-", lambda: zoom_by(1 / ZOOM_STEP)),
        (tr("Fit"), "0", lambda: zoom_to(None)),
        (tr("100 %"), "1", lambda: zoom_to(1.0)),
    ):
        add_shortcut(owner, text, key, slot)


def press_clock_key(clock: FrameClock, key: int) -> bool:
    """Play, step, first and last; these reach the window only where no control wants them."""
    match key:
        case Qt.Key.Key_Space:
            clock.toggle_play()
        case Qt.Key.Key_Left:
            clock.step_to(clock.number - 1)
        case Qt.Key.Key_Right:
            clock.step_to(clock.number + 1)
        case Qt.Key.Key_Home:
            clock.step_to(clock.first if clock.number > clock.first else 0)
        case Qt.Key.Key_End:
            clock.step_to(clock.last if clock.number < clock.last else clock.num_frames - 1)
        case _:
            return False
    return True


def _play_or_faster(clock: FrameClock) -> None:
    if clock.is_playing:
        clock.change_speed(1)
    else:
        clock.toggle_play()
