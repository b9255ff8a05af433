"""Where Tab goes when a widget is put into a form that stands already."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_after(previous: QWidget, added: QWidget) -> None:
    """Tab goes from `previous` through all of `added`, and then on as before.

    Both are in the same window already.
    """
    inside = set(added.findChildren(QWidget)) | {added}
    stops: list[QWidget] = []
    widget: QWidget | None = added
    for _ in range(len(inside)):
        if widget is None or widget not in inside:
            break
        if _is_stop(widget):
            stops.append(widget)
        widget = widget.nextInFocusChain()
    for stop in stops:
        QWidget.setTabOrder(previous, stop)
        previous = stop


def tab_before(following: QWidget, added: QWidget) -> None:
    """Tab goes through all of `added`, and then to `following`."""
    previous = following.previousInFocusChain()
    # Qt puts what follows a container behind all that is in it.
    while previous is not None and previous is not following and not _is_stop(previous):
        previous = previous.previousInFocusChain()
    if previous is not None and previous is not following:
        tab_after(previous, added)


def _is_stop(widget: QWidget) -> bool:
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes_tab and widget.focusProxy() is None
