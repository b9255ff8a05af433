"""ComfyUI's `extra_model_paths.yaml`: where else its models lie.

Only the form that ComfyUI documents is read: sections with a `base_path` and one path, or a block
of paths, for each kind of model. Everything else of YAML (anchors, tags, flow style) is passed
over, so nothing in a file of another program can grow or run.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_MAX_BYTES = 256 * 1024
_ENTRY = re.compile(r"(?P<indent> *)(?P<key>[\w.-]+) *:(?: +(?P<value>.*))?")
_BLOCK = re.compile(r"[|>][+-]?\d?")
_VARIABLE = re.compile(r"%(\w+)%|\$\{(\w+)\}|\$(\w+)")


def extra_model_paths(
    file: Path, kinds: tuple[str, ...], environment: Mapping[str, str], home: Path
) -> tuple[Path, ...]:
    """The folders that the file names for `kinds`, in its order; none if it cannot be read.

    A relative path is one beside the file, as ComfyUI takes it.
    """
    try:
        with file.open("rb") as stream:
            text = stream.read(_MAX_BYTES).decode("utf-8-sig", errors="replace")
    except OSError:
        return ()

    def full(path: str) -> Path:
        known = _VARIABLE.sub(
            lambda match: environment.get(next(filter(None, match.groups())), match[0]), path
        )
        if known == "~" or known.startswith(("~/", "~\\")):
            return home / known[2:]
        return Path(known)

    found: list[Path] = []
    for section in _sections(text).values():
        base = full(section.get("base_path", [""])[0])
        for kind in kinds:
            found += [file.parent / base / full(path) for path in section.get(kind, [])]
    return tuple(dict.fromkeys(found))


def _sections(text: str) -> dict[str, dict[str, list[str]]]:
    """Every section's keys with their paths."""
    sections: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    block: list[str] | None = None
    block_indent = 0
    for line, indent in _lines(text):
        if block is not None and indent > block_indent:
            block.append(_plain(line.strip()))
            continue
        block = None
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            continue
        value = _plain(entry["value"] or "")
        if indent == 0:
            section = sections.setdefault(entry["key"], {})
        elif _BLOCK.fullmatch(value):
            block, block_indent = section.setdefault(entry["key"], []), indent
        elif value:
            section.setdefault(entry["key"], []).append(value)
    return sections


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Lines that say something, with their indentation."""
    for line in text.splitlines():
        stripped = line.strip(" ")
        if stripped and not stripped.startswith("#"):
            yield line.rstrip(), len(line) - len(line.lstrip(" "))


def _plain(value: str) -> str:
    """Without quotes and without a comment."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        quoted = value[1:-1]
        return quoted.replace("\\\\", "\\") if value[0] == '"' else quoted
    return re.split(r"\s#", value, maxsplit=1)[0].strip()
