"""The gallery's commands as plain messages: what the command line says, here or to the owner.

Long lists come in pages: a reply with `next` has more from there on.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import MAX_ANSWER_BYTES, Message
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.core.verbs import carry_out, checked
from wan22_desktop.gallery.domain.clip_record import MAX_RATING, ClipRecord, Origin
from wan22_desktop.gallery.domain.search import ClipIndex, ClipOrder, ClipQuery
from wan22_desktop.gallery.importing import import_file

if TYPE_CHECKING:
    from wan22_desktop.gallery.library import ClipLibrary

CLIP_VERBS = "clips."
"""What the verbs for the gallery begin with."""
PAGE_BYTES = MAX_ANSWER_BYTES // 4
"""A page ends with the row that reaches it."""
_SHORTEST_ID = 6

_Text = Annotated[str, Field(max_length=20_000)]
_Path = Annotated[str, Field(min_length=1, max_length=4096)]
_Clips = Annotated[tuple[_Path, ...], Field(min_length=1, max_length=1000)]
_Words = Annotated[tuple[Annotated[str, Field(max_length=300)], ...], Field(max_length=100)]
_Rating = Annotated[int, Field(ge=0, le=MAX_RATING)]


class ListArguments(Value):
    text: _Text = ""
    model: _Text = ""
    lora: _Text = ""
    min_rating: _Rating = 0
    since: float | None = None
    until: float | None = None
    album: _Text = ""
    tag: _Text = ""
    origin: Origin | None = None
    missing_only: bool = False
    order: ClipOrder = ClipOrder.NEWEST
    start: Annotated[int, Field(ge=0)] = 0


class RateArguments(Value):
    clips: _Clips
    rating: _Rating


class WordsArguments(Value):
    clips: _Clips
    add: _Words = ()
    remove: _Words = ()


class ImportArguments(Value):
    file: _Path
    """Absolute."""
    copy_into: _Path | None = None


class RemoveArguments(Value):
    clips: _Clips
    keep_file: bool = False


class ClipCommands:
    """Carries out messages of the form `{"verb": ..., "arguments": {...}}`; any thread."""

    def __init__(self, library: "ClipLibrary") -> None:
        self._library = library
        verbs = {
            "list": self._list,
            "show": self._show,
            "rate": self._rate,
            "tag": self._tag,
            "album": self._album,
            "import": self._import,
            "remove": self._remove,
        }
        self._verbs = {f"{CLIP_VERBS}{verb}": command for verb, command in verbs.items()}

    def answer(self, message: Message) -> Message:
        """The reply to `message`; raises UserError for what cannot be done or understood."""
        return carry_out(self._verbs, message)

    def _list(self, given: object) -> Message:
        wish = checked(ListArguments, given)
        index = ClipIndex()
        index.set_clips(self._library.clips())
        found = index.find(ClipQuery(**wish.model_dump(exclude={"start"})))
        rows, following = _page((clip_message(clip) for clip in found[wish.start :]), wish.start)
        return {"clips": rows, "next": following}

    def _show(self, given: object) -> Message:
        wish = checked(RemoveArguments, given)
        return {"clips": [clip_message(clip) for clip in self._named(wish.clips)]}

    def _rate(self, given: object) -> Message:
        wish = checked(RateArguments, given)
        clips = self._named(wish.clips)
        self._library.rate(_ids(clips), wish.rating)
        return self._now(clips)

    def _tag(self, given: object) -> Message:
        wish = checked(WordsArguments, given)
        clips = self._named(wish.clips)
        self._library.change_tags(_ids(clips), wish.add, wish.remove)
        return self._now(clips)

    def _album(self, given: object) -> Message:
        wish = checked(WordsArguments, given)
        clips = self._named(wish.clips)
        self._library.change_albums(_ids(clips), wish.add, wish.remove)
        return self._now(clips)

    def _import(self, given: object) -> Message:
        wish = checked(ImportArguments, given)
        into = None if wish.copy_into is None else Path(wish.copy_into)
        result = import_file(self._library, Path(wish.file), into)
        return {**asdict(result), "outcome": result.outcome.value, "is_in": result.is_in_gallery}

    def _remove(self, given: object) -> Message:
        wish = checked(RemoveArguments, given)
        clips = self._named(wish.clips)
        if wish.keep_file:
            self._library.forget(_ids(clips))
            return {"removed": list(_ids(clips)), "problems": []}
        result = self._library.recycle(_ids(clips))
        return {"removed": list(_ids(result.moved)), "problems": list(result.problems)}

    def _now(self, clips: Iterable[ClipRecord]) -> Message:
        now = (self._library.clip(clip.id) for clip in clips)
        return {"clips": [clip_message(clip) for clip in now if clip is not None]}

    def _named(self, names: Iterable[str]) -> tuple[ClipRecord, ...]:
        """By id, its first digits, or where the file lies; raises UserError."""
        clips = self._library.clips()
        return tuple(_find(clips, name) for name in names)


def clip_message(clip: ClipRecord) -> Message:
    """Everything about a clip as JSON has it."""
    message = asdict(clip) | {"origin": clip.origin.value, "state": clip.state.value}
    request = message.pop("request_json")
    return message | {"seconds": clip.seconds, "request": json.loads(request) if request else None}


def _find(clips: Iterable[ClipRecord], name: str) -> ClipRecord:
    is_prefix = len(name) >= _SHORTEST_ID
    found = [
        clip
        for clip in clips
        if name in (clip.id, clip.path, clip.file_name) or (is_prefix and clip.id.startswith(name))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        text = tr("{name} means {count} clips: name one by its id.", name=name, count=len(found))
    else:
        text = tr(
            "There is no clip {name} in the gallery. `wan22 clips list` prints all.", name=name
        )
    raise UserError(text, field="clip", safe=tr("Nothing was changed."))


def _ids(clips: Iterable[ClipRecord]) -> tuple[str, ...]:
    return tuple(clip.id for clip in clips)


def _page(rows: Iterable[Message], start: int) -> tuple[list[Message], int | None]:
    """The rows of one answer, and where the next one begins; `rows` begin at `start`."""
    found: list[Message] = []
    size_bytes = 0
    for row in rows:
        if size_bytes > PAGE_BYTES:
            return found, start + len(found)
        found.append(row)
        size_bytes += len(json.dumps(row))
    return found, None
