"""`wan22 loras ...`: take in, look at, sort, pair, keep and remove LoRAs."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wan22_desktop.cli.lora_options import known_card, path_text
from wan22_desktop.cli.lora_tables import card_table, cards_table
from wan22_desktop.cli.loras_access import ignore, open_loras
from wan22_desktop.cli.output import ImportReport, print_json
from wan22_desktop.cli.owner import rows_of
from wan22_desktop.composition.loras import look_at_file
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import Message
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.importing import ImportOutcome, OnConflict
from wan22_desktop.lora_library.domain.records import LoraFamily, LoraMode
from wan22_desktop.lora_library.domain.search import CardExpert

loras_app = typer.Typer(
    help="LoRAs: what is in the library, and what it is for.",
    no_args_is_help=True,
)
watch_app = typer.Typer(
    help="Folders whose new LoRAs are taken into the library while the window is open, and by "
    "`wan22 loras scan`.",
    no_args_is_help=True,
)
loras_app.add_typer(watch_app, name="watch")

Lora = Annotated[
    str, typer.Argument(metavar="LORA", help="A name, or the first six digits of an id or more.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one value a line.")]
FitOption = Annotated[
    Variant | None, typer.Option("--model", help="Say whether this model can use it.")
]
Folders = Annotated[list[Path], typer.Argument(help="Folders; those within them count, too.")]


@loras_app.command("list")
def list_loras(
    *,
    search: Annotated[str, typer.Option(help="Words that are found on the card.")] = "",
    family: Annotated[LoraFamily | None, typer.Option(help="What it was trained on.")] = None,
    mode: Annotated[LoraMode | None, typer.Option(help="Which clips it is for.")] = None,
    expert: Annotated[CardExpert | None, typer.Option(help="Which expert it is for.")] = None,
    tag: Annotated[str, typer.Option(help="One of its tags.")] = "",
    favourites: Annotated[bool, typer.Option("--favourites", help="Favourites only.")] = False,
    model: FitOption = None,
    as_json: JsonOption = False,
) -> int:
    """Print every LoRA, or those that are asked for."""
    with open_loras(Places.find()) as access:
        loras = access.loras(
            search=search,
            family=family,
            mode=mode,
            expert=expert,
            tag=tag,
            favourites=favourites,
            model=model,
        )
    if as_json:
        print_json(loras)
    else:
        console = Console(highlight=False)
        console.print(cards_table(loras) if loras else "There is no such LoRA in the library.")
    return 0


@loras_app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, and folders with all in them.")],
    *,
    on_conflict: Annotated[
        OnConflict,
        typer.Option(help="If another LoRA has the name: keep both, replace it, or refuse (ask)."),
    ] = OnConflict.ASK,
    name: Annotated[str | None, typer.Option(help="Another name for the only file.")] = None,
    as_json: JsonOption = False,
) -> int:
    """Take files into the library; where they are, they stay untouched.

    The exit code is 3 if one of them is not in the library then.
    """
    wish = {"paths": [path_text(path) for path in paths], "on_conflict": on_conflict, "name": name}
    with open_loras(Places.find()) as access:
        with ImportReport(as_json=as_json) as report:
            results = access.finish("add", report.show, **wish)
        is_cancelled = access.is_cancelled
    if as_json:
        print_json({"results": results})
    else:
        console = Console(highlight=False, soft_wrap=True)
        for result in results:
            console.print(str(result["text"]), markup=False)
    if is_cancelled or any(each["outcome"] == ImportOutcome.CANCELLED for each in results):
        return 130
    return 0 if results and all(each["is_in_library"] for each in results) else 3


@loras_app.command()
def inspect(
    name_or_file: Annotated[
        str, typer.Argument(help="A LoRA of the library, or a file, which is only looked at.")
    ],
    model: FitOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Print everything about a LoRA."""
    places = Places.find()
    with open_loras(places) as access:
        card = known_card(access, name_or_file, model=model)
        is_known = card is not None
        if card is None:
            card = look_at_file(Path(path_text(Path(name_or_file))), places, model)
            with suppress(UserError):
                card, is_known = access.ask("show", lora=card["id"], model=model), True
    if as_json:
        print_json(card | {"in_library": is_known})
        return 0
    Console(highlight=False).print(card_table(card))
    if not is_known:
        _say("It is not in the library.")
    return 0


@loras_app.command()
def pair(
    high: Annotated[str, typer.Argument(help="The LoRA for the high-noise expert.")],
    low: Annotated[str, typer.Argument(help="The LoRA for the low-noise expert.")],
    *,
    name: Annotated[str, typer.Option(help="Of the pair.")] = "",
    as_json: JsonOption = False,
) -> int:
    """Make two LoRAs one card, with a strength for each expert."""
    return _change("pair", as_json=as_json, high=high, low=low, name=name)


@loras_app.command()
def split(lora: Lora, *, as_json: JsonOption = False) -> int:
    """Make a pair two LoRAs again."""
    with open_loras(Places.find()) as access:
        halves = rows_of(access.ask("split", lora=lora), "loras")
    if as_json:
        print_json(halves)
    else:
        Console(highlight=False).print(cards_table(halves))
    return 0


@loras_app.command()
def swap(lora: Lora, *, as_json: JsonOption = False) -> int:
    """Let the halves of a pair change places."""
    return _change("swap", as_json=as_json, lora=lora)


@loras_app.command()
def rename(
    lora: Lora,
    name: Annotated[str, typer.Argument(help="Its new name.")],
    *,
    as_json: JsonOption = False,
) -> int:
    """Give a LoRA another name."""
    return _change("rename", as_json=as_json, lora=lora, name=name)


@loras_app.command()
def tag(
    lora: Lora,
    *,
    add: Annotated[list[str] | None, typer.Option(help="A tag that it gets.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A tag that it loses.")] = None,
    as_json: JsonOption = False,
) -> int:
    """Change the tags of a LoRA, or print them."""
    return _change("tag", as_json=as_json, lora=lora, add=add or [], remove=remove or [])


@loras_app.command()
def edit(
    lora: Lora,
    *,
    description: Annotated[str | None, typer.Option(help="What it does.")] = None,
    author: Annotated[str | None, typer.Option(help="Who has made it.")] = None,
    version: Annotated[str | None, typer.Option(help="Which version it is.")] = None,
    notes: Annotated[str | None, typer.Option(help="Your own words.")] = None,
    source: Annotated[str | None, typer.Option(help="Where it comes from.")] = None,
    trigger_word: Annotated[
        list[str] | None,
        typer.Option(help="A word that wakes it; several replace those that it has, '' none."),
    ] = None,
    favourite: Annotated[bool | None, typer.Option("--favourite/--no-favourite")] = None,
    as_json: JsonOption = False,
) -> int:
    """Change what is said about a LoRA; what is not given stays."""
    words = None if trigger_word is None else [word for word in trigger_word if word]
    return _change(
        "edit",
        as_json=as_json,
        lora=lora,
        description=description,
        author=author,
        version=version,
        notes=notes,
        source=source,
        trigger_words=words,
        favourite=favourite,
    )


@loras_app.command()
def remove(
    lora: Lora,
    *,
    for_good: Annotated[
        bool, typer.Option("--for-good", help="Delete it instead of using the recycle bin.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Move a LoRA and what is known of it to the recycle bin."""
    with open_loras(Places.find()) as access:
        card = access.ask("show", lora=lora)
        if not yes:
            _confirm(card, for_good=for_good)
        access.ask("remove", lora=card["id"], for_good=for_good)
    if as_json:
        print_json(card)
    else:
        said = "is deleted." if for_good else "is in the recycle bin."
        _say(f"{card['name']} {said}")
    return 0


@loras_app.command()
def export(
    file: Annotated[Path, typer.Argument(help="What is there is replaced.")],
    *,
    as_json: JsonOption = False,
) -> int:
    """Write what is known of every LoRA, with the pictures, but not the LoRAs themselves."""
    target = path_text(file)
    with open_loras(Places.find()) as access:
        access.finish("export", ignore, file=target)
    if as_json:
        print_json({"file": target})
    else:
        _say(target)
    return 0


@loras_app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `loras export` has written.")],
    *,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="It wins over what is said of them here.")
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """Add what such a file says about LoRAs; those that are not here come as missing."""
    with open_loras(Places.find()) as access:
        (result,) = access.finish("restore", ignore, file=path_text(file), overwrite=overwrite)
    if as_json:
        print_json(result)
    else:
        for key, value in result.items():
            _say(f"{key.replace('_', ' ')}: {value}")
    return 0


@loras_app.command()
def scan(*, as_json: JsonOption = False) -> int:
    """Look for files that have come, gone or changed, here and in the watched folders."""
    with open_loras(Places.find()) as access, ImportReport(as_json=as_json) as report:
        before = {card["id"] for card in access.loras()}
        access.finish("scan", report.show)
        cards = access.loras()
    states = [card["state"] for card in cards]
    found: Message = {
        "loras": len(cards),
        "new": sum(card["id"] not in before for card in cards),
        "missing": states.count("missing"),
        "changed": states.count("changed"),
    }
    if as_json:
        print_json(found)
    else:
        _say(", ".join(f"{count} {what}" for what, count in found.items()))
    return 0


@watch_app.command("list")
def watch_list(*, as_json: JsonOption = False) -> int:
    """Print the watched folders."""
    return _watch("watched", as_json=as_json)


@watch_app.command("add")
def watch_add(folders: Folders, *, as_json: JsonOption = False) -> int:
    """Watch folders."""
    return _watch("watch", as_json=as_json, folders=[path_text(folder) for folder in folders])


@watch_app.command("remove")
def watch_remove(folders: Folders, *, as_json: JsonOption = False) -> int:
    """Watch folders no more; what came from them stays in the library."""
    return _watch("unwatch", as_json=as_json, folders=[path_text(folder) for folder in folders])


def _change(verb: str, *, as_json: bool, **arguments: object) -> int:
    """Change one card and print it."""
    with open_loras(Places.find()) as access:
        card = access.ask(verb, **arguments)
    if as_json:
        print_json(card)
    else:
        Console(highlight=False).print(card_table(card))
    return 0


def _watch(verb: str, *, as_json: bool, **arguments: object) -> int:
    with open_loras(Places.find()) as access:
        folders = access.ask(verb, **arguments)
    if as_json:
        print_json(folders)
    else:
        for folder in rows_of(folders, "folders"):
            _say(str(folder))
    return 0


def _confirm(card: Message, *, for_good: bool) -> None:
    """Raises typer.Abort if people do not want it, UserError if nobody can be asked."""
    if not sys.stdin.isatty():
        raise UserError(
            f"Shall {card['name']} be removed? Add --yes.", field="yes", safe="Nothing was changed."
        )
    how = "delete it for good" if for_good else "move it to the recycle bin"
    typer.confirm(f"{card['name']}: {how}?", abort=True, err=True)


def _say(text: str) -> None:
    Console(highlight=False, soft_wrap=True).print(text, markup=False)
