"""Which keys do what, and whether two actions want the same ones."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An action's keys in Qt's portable spelling, such as `Ctrl+Shift+P`; empty for none."""

    name: str
    """In the settings file; never translated."""
    title: str
    keys: str
    default: str


def conflicts(shortcuts: tuple[Shortcut, ...], name: str, keys: str) -> tuple[Shortcut, ...]:
    """The other actions that have these keys already."""
    if not keys:
        return ()
    return tuple(other for other in shortcuts if other.keys == keys and other.name != name)


def changed(shortcuts: tuple[Shortcut, ...]) -> dict[str, str]:
    """What goes into the settings: only keys that are not the usual ones."""
    return {each.name: each.keys for each in shortcuts if each.keys != each.default}


def chosen(defaults: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """The keys of every action; of two that want the same, the later one goes without.

    Names that the app does not know are left alone, for a newer version may have them.
    """
    keys = {name: settings.get(name, usual) for name, usual in defaults.items()}
    taken: set[str] = set()
    # What the user has chosen comes first: a default gives way to it.
    for name in sorted(keys, key=lambda name: name not in settings):
        if keys[name] and keys[name] in taken:
            keys[name] = ""
        taken.add(keys[name])
    return keys
