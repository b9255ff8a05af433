"""What assistive technology sees of a window, read through Qt's accessibility interface."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

Role = QAccessible.Role

CONTROLS = frozenset(
    {
        Role.Button,
        Role.ButtonDropDown,
        Role.ButtonMenu,
        Role.CheckBox,
        Role.ComboBox,
        Role.EditableText,
        Role.Link,
        Role.List,
        Role.MenuItem,
        Role.PageTab,
        Role.PageTabList,
        Role.PushButton,
        Role.RadioButton,
        Role.Slider,
        Role.SpinBox,
        Role.Table,
        Role.Tree,
    }
)
ROWS = frozenset({Role.Cell, Role.ListItem, Role.TreeItem})
READ_ROLES = frozenset({Role.Client, Role.StaticText})
"""Takes the keyboard to be read and scrolled, as pages of text and pictures do; Qt gives its own
roles to nothing of that kind, so the name has to say what it is."""
_INNER_PARTS = frozenset({Role.ScrollBar, Role.TitleBar, Role.Grip, Role.Separator})
"""Qt's own: moved by the control that they belong to, and left out of its tab order."""
_COMPOUND = frozenset({Role.ComboBox, Role.SpinBox})
"""Their inner line edits and lists are named by the control itself."""
_MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """One control as a screen reader would announce it."""

    name: str
    role: Role
    path: str
    """The widgets' classes from the top, for the one who has to find it."""


@dataclass(frozen=True, slots=True)
class Tree:
    seen: tuple[Seen, ...]
    faults: tuple[str, ...]


def read_tree(top: QWidget) -> Tree:
    """Every control in sight, and what is wrong with them; hidden ones are announced by nobody."""
    seen: list[Seen] = []
    faults: list[str] = []
    interface = QAccessible.queryAccessibleInterface(top)
    for found, path in _controls(interface, type(top).__name__):
        role, name = found.role(), found.text(QAccessible.Text.Name).strip()
        seen.append(Seen(name, role, path))
        if not name:
            faults.append(f"no name: {role.name} {path}")
        if role not in CONTROLS | ROWS | READ_ROLES:
            faults.append(f"strange role: {role.name} {name!r} {path}")
    return Tree(tuple(seen), tuple(faults))


def _controls(top: QAccessibleInterface, path: str) -> Iterator[tuple[QAccessibleInterface, str]]:
    for at in range(min(top.childCount(), _MOST_ROWS)):
        child = top.child(at)
        if child is None or not child.isValid():
            continue
        state, role = child.state(), child.role()
        if state.invisible or role in _INNER_PARTS:
            continue
        widget = child.object()
        here = f"{path} > {type(widget).__name__ if widget is not None else role.name}"
        if role in CONTROLS or role in ROWS or state.focusable:
            yield child, here
        if role not in _COMPOUND:
            yield from _controls(child, here)
