"""Where Tab goes when a widget is put into a form that stands already."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_after(previous: QWidget, added: QWidget) -> None:
    """Tab goes from `previous` through all of `added`, and then on as before."""
    inside = set(added.findChildren(QWidget)) | {added}
    stops: list[QWidget] = []
    widget: QWidget | None = added
    for _ in range(len(inside)):
        if widget is None or widget not in inside:
            break
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            stops.append(widget)
        widget = widget.nextInFocusChain()
    for stop in stops:
        QWidget.setTabOrder(previous, stop)
        previous = stop


def tab_before(following: QWidget, added: QWidget) -> None:
    """Tab goes through all of `added`, and then to `following`."""
    previous = following.previousInFocusChain()
    if previous is not None:
        tab_after(previous, added)
