"""`wan22 clips ...`: look through the gallery, rate, sort, take in and remove clips."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from wan22_desktop.cli.clips_access import open_clips
from wan22_desktop.cli.output import print_json
from wan22_desktop.cli.owner import Tree, rows_of
from wan22_desktop.core import units
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.core.wan import Variant
from wan22_desktop.gallery.domain.clip_record import MAX_RATING, Origin
from wan22_desktop.gallery.domain.search import ClipOrder
from wan22_desktop.gallery.importing import clip_files

clips_app = typer.Typer(help=tr("Finished clips: the gallery."), no_args_is_help=True)

Clips = Annotated[
    list[str],
    typer.Argument(
        metavar="CLIP...",
        help=tr("Ids or their first six digits, names of files, or where they lie."),
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help=tr("Print JSON, one value a line."))]
ModelOption = Annotated[Variant | None, typer.Option(help=tr("What it was made with."))]
LoraOption = Annotated[str, typer.Option(help=tr("The name of a LoRA it was made with."))]
RatingOption = Annotated[
    int, typer.Option("--rating", min=0, max=MAX_RATING, help=tr("So many stars or more."))
]
SinceOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help=tr("Made on this day or later.")),
]
UntilOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help=tr("Made on this day or before.")),
]
AlbumOption = Annotated[str, typer.Option(help=tr("In this album."))]
TagOption = Annotated[str, typer.Option(help=tr("With this tag."))]
OriginOption = Annotated[Origin | None, typer.Option(help=tr("Made here, or imported."))]
MissingOption = Annotated[
    bool, typer.Option("--missing", help=tr("Only those whose files are not where they were."))
]
OrderOption = Annotated[ClipOrder, typer.Option(help=tr("What comes first."))]


@clips_app.command("list")
def list_clips(
    *,
    search: Annotated[str, typer.Option(help=tr("As `wan22 clips search`."))] = "",
    model: ModelOption = None,
    lora: LoraOption = "",
    rating: RatingOption = 0,
    since: SinceOption = None,
    until: UntilOption = None,
    album: AlbumOption = "",
    tag: TagOption = "",
    origin: OriginOption = None,
    missing: MissingOption = False,
    order: OrderOption = ClipOrder.NEWEST,
    as_json: JsonOption = False,
) -> int:
    """Print every clip, or those that are asked for."""
    wishes: dict[str, object] = {
        "text": search,
        "model": "" if model is None else model.value,
        "lora": lora,
        "min_rating": rating,
        "since": None if since is None else since.astimezone().timestamp(),
        "until": None if until is None else (until + timedelta(days=1)).astimezone().timestamp(),
        "album": album,
        "tag": tag,
        "origin": None if origin is None else origin.value,
        "missing_only": missing,
        "order": order.value,
    }
    with open_clips(Places.find()) as access:
        clips = access.clips(**wishes)
    _print(clips, as_json=as_json, none=tr("There is no such clip in the gallery."))
    return 0


@clips_app.command()
def search(
    words: Annotated[
        list[str],
        typer.Argument(help=tr("All are found in prompt, name, tags, LoRAs or file name.")),
    ],
    *,
    model: ModelOption = None,
    lora: LoraOption = "",
    rating: RatingOption = 0,
    since: SinceOption = None,
    until: UntilOption = None,
    album: AlbumOption = "",
    tag: TagOption = "",
    origin: OriginOption = None,
    missing: MissingOption = False,
    order: OrderOption = ClipOrder.NEWEST,
    as_json: JsonOption = False,
) -> int:
    """Print the clips that words are found in; case and accents do not count."""
    return list_clips(
        model=model,
        lora=lora,
        rating=rating,
        since=since,
        until=until,
        album=album,
        tag=tag,
        origin=origin,
        missing=missing,
        order=order,
        as_json=as_json,
        search=" ".join(words),
    )


@clips_app.command()
def rate(
    rating: Annotated[int, typer.Argument(min=0, max=MAX_RATING, help=tr("0 takes it away."))],
    clips: Clips,
    *,
    as_json: JsonOption = False,
) -> int:
    """Give clips a rating from 0 to 5."""
    return _change("rate", as_json=as_json, clips=clips, rating=rating)


@clips_app.command()
def tag(
    clips: Clips,
    *,
    add: Annotated[list[str] | None, typer.Option(help=tr("A tag that they get."))] = None,
    remove: Annotated[list[str] | None, typer.Option(help=tr("A tag that they lose."))] = None,
    album: Annotated[list[str] | None, typer.Option(help=tr("An album they come into."))] = None,
    leave: Annotated[list[str] | None, typer.Option(help=tr("An album they leave."))] = None,
    as_json: JsonOption = False,
) -> int:
    """Change the tags and albums of clips, or print them."""
    with open_clips(Places.find()) as access:
        if album or leave:
            access.ask("album", clips=clips, add=album or [], remove=leave or [])
        changed = rows_of(
            access.ask("tag", clips=clips, add=add or [], remove=remove or []), "clips"
        )
    _print(changed, as_json=as_json)
    return 0


@clips_app.command("import")
def import_clips(
    paths: Annotated[list[Path], typer.Argument(help=tr("Files, and folders with all in them."))],
    *,
    copy: Annotated[
        bool,
        typer.Option("--copy", help=tr("Keep copies in the outputs folder, not where they lie.")),
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """Add clips from elsewhere to the gallery; their files stay untouched.

    The exit code is 3 if one of them is not in the gallery then.
    """
    places = Places.find()
    into = str(places.outputs / "imported") if copy else None
    files, results = clip_files(paths)
    answers: list[Tree] = [
        {"path": result.path, "outcome": result.outcome.value, "message": result.message}
        for result in results
    ]
    with open_clips(places) as access:
        for file in files:
            # Bytes of a name that are no text cannot be sent; the gallery refuses them by name.
            name = os.fsencode(file).decode(errors="backslashreplace")
            answers.append(access.ask("import", file=name, copy_into=into))
    for answer in answers:
        if as_json:
            print_json(answer)
        else:
            message = f": {answer['message']}" if answer["message"] else ""
            _say(f"{answer['outcome']}  {answer['path']}{message}")
    return 0 if answers and all(answer.get("is_in") for answer in answers) else 3


@clips_app.command()
def remove(
    clips: Clips,
    *,
    keep_file: Annotated[
        bool, typer.Option("--keep-file", help=tr("Take them out of the gallery only."))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help=tr("Do not ask."))] = False,
    as_json: JsonOption = False,
) -> int:
    """Move clips to the recycle bin; restored from there they are as before.

    The exit code is 3 if one of them could not be moved.
    """
    with open_clips(Places.find()) as access:
        named = rows_of(access.ask("show", clips=clips), "clips")
        if not yes and not keep_file:
            _confirm(len(named))
        answer = access.ask("remove", clips=[clip["id"] for clip in named], keep_file=keep_file)
    if as_json:
        print_json(answer)
    else:
        count = len(rows_of(answer, "removed"))
        if keep_file:
            _say(
                trn(
                    "{count} clip is out of the gallery.",
                    "{count} clips are out of the gallery.",
                    count,
                )
            )
        elif count:
            _say(
                trn(
                    "{count} clip is in the recycle bin.",
                    "{count} clips are in the recycle bin.",
                    count,
                )
            )
        for problem in rows_of(answer, "problems"):
            _say(str(problem))
    return 3 if answer["problems"] else 0


def _confirm(count: int) -> None:
    """Raises typer.Abort if people do not want it, UserError if nobody can be asked."""
    question = trn(
        "Move {count} clip to the recycle bin?", "Move {count} clips to the recycle bin?", count
    )
    if not sys.stdin.isatty():
        raise UserError(
            tr("{question} Add --yes.", question=question),
            field="yes",
            safe=tr("Nothing was changed."),
        )
    typer.confirm(question, abort=True, err=True)


def _change(verb: str, *, as_json: bool, **arguments: object) -> int:
    with open_clips(Places.find()) as access:
        changed = rows_of(access.ask(verb, **arguments), "clips")
    _print(changed, as_json=as_json)
    return 0


def _print(clips: list[Tree], *, as_json: bool, none: str = "") -> None:
    if as_json:
        print_json(clips)
    elif clips:
        Console(highlight=False).print(_table(clips))
    else:
        _say(none)


def _table(clips: list[Tree]) -> Table:
    table = Table(
        "id",
        Column(tr("made"), no_wrap=True),
        Column(tr("rating"), no_wrap=True),
        Column(tr("length"), no_wrap=True),
        Column(tr("size"), no_wrap=True),
        Column(tr("clip"), overflow="fold"),
        box=None,
    )
    for clip in clips:
        words = [clip["label"] or clip["prompt"] or Path(clip["path"]).name]
        if clip["state"] == "missing":
            words.append(tr("(missing)"))
        words += [f"#{tag}" for tag in clip["tags"]]
        made = datetime.fromtimestamp(clip["created_at"], UTC).astimezone()
        table.add_row(
            clip["id"],
            f"{made:%Y-%m-%d}",
            "*" * clip["rating"],
            f"{clip['seconds']:.1f} s",
            units.size(clip["size_bytes"]),
            escape(" ".join(words)),
        )
    return table


def _say(text: str) -> None:
    Console(highlight=False, soft_wrap=True).print(text, markup=False)
