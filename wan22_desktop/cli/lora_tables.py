"""LoRAs as tables for people; texts come from strangers and are printed as they are."""

from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Group
from rich.markup import escape
from rich.table import Column, Table

from wan22_desktop.cli.owner import Tree
from wan22_desktop.core import units

_SHORT_ID = 12
_SHORT_COLUMNS = ("for", "expert", "rank", "size", "uses", "note")
_FITS = {"fits": "fits", "may-fit": "may fit", "blocked": "cannot work"}


def cards_table(cards: Iterable[Tree]) -> Table:
    """One row a card; the names have what room the short columns leave."""
    columns = [Column(name, no_wrap=True) for name in _SHORT_COLUMNS]
    table = Table(Column("name", overflow="fold"), *columns, box=None)
    for card in cards:
        table.add_row(
            escape(card["name"]),
            _purpose(card),
            card["expert"],
            str(card["files"][0]["facts"]["rank"] or ""),
            units.size(card["size_bytes"]),
            str(card["use_count"] or ""),
            escape(_note(card)),
        )
    return table


def card_table(card: Tree) -> Group:
    """Everything about one card, and its files."""
    facts = card["files"][0]["facts"]
    table = Table(Column(), Column(overflow="fold"), show_header=False, box=None)
    high, low = card["default_strengths"]
    lines = {
        "name": card["name"],
        "id": card["id"],
        "for": _purpose(card),
        "expert": card["expert"],
        "as trained": f"{high:g} on the high-noise expert, {low:g} on the low-noise one",
        "fit": card.get("fit", {}).get("text", ""),
        "costs": _cost_text(card["cost"]) if "cost" in card else "",
        "state": "" if card["state"] == "present" else card["state"],
        "trigger words": ", ".join(card["trigger_words"]),
        "tags": ", ".join(card["tags"]),
        "description": card["description"],
        "author": card["author"],
        "version": card["version"],
        "notes": card["notes"],
        "source": card["source"],
        "favourite": "yes" if card["is_favourite"] else "",
        "uses": str(card["use_count"] or ""),
        "last used": _minute(card["last_used"]),
        **dict(facts["training"]),
    }
    for name, value in lines.items():
        if value:
            table.add_row(escape(name), escape(str(value)))
    return Group(table, _files_table(card["files"]))


def _files_table(files: Iterable[Tree]) -> Table:
    table = Table("file", "id", "format", "expert", "rank", "layers", "size", "state", box=None)
    for file in files:
        facts = file["facts"]
        table.add_row(
            escape(file["file_name"]),
            file["sha256"][:_SHORT_ID],
            facts["format"],
            facts["expert"],
            str(facts["rank"] or ""),
            str(facts["num_layers"]),
            units.size(file["size_bytes"]),
            file["state"],
        )
    return table


def _purpose(card: Tree) -> str:
    return card["family"] if card["mode"] == "unknown" else f"{card['family']}, {card['mode']}"


def _note(card: Tree) -> str:
    if card["state"] != "present":
        return f"the file is {card['state']}"
    if "fit" in card:
        return _FITS[card["fit"]["fit"]]
    return "favourite" if card["is_favourite"] else ""


def _cost_text(cost: Tree) -> str:
    low, high = (units.duration(cost[f"load_seconds_{end}"]) for end in ("low", "high"))
    seconds = low if low == high else f"{low} to {high}"
    return f"{units.size(cost['resident_bytes'])} of memory, {seconds} to load"


def _minute(seconds: float | None) -> str:
    """Of a time since 1970, on this computer's clock."""
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
