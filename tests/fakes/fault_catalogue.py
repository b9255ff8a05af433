"""Every fault that a download is tried against, with how it has to end.

Each is met at the first, the middle and the last chunk of a file: for those in the stream that is
where they strike; before the others the connection is dropped there, and the reply to the resume is
what is wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from fakes import hub_faults as harm
from fakes.hub_faults import Change, Fault, Position
from fakes.hub_replies import Kind

SHORT_STALL_S = 0.1
"""Shorter than the patience of who is tested, which has to be set accordingly."""
FOR_EVER_S = 3600.0


class Ending(StrEnum):
    """What is right after a fault."""

    FILE = "file"
    """The hub gives the right content in the end, so the file has to be there."""
    REFUSAL = "refusal"
    """It never does: a clear error, no file, and what has arrived is kept."""
    EITHER = "either"
    """It would, but it is fair to believe what was answered."""


class Cost(StrEnum):
    """What may be sent twice."""

    LITTLE = "little"
    """What was on its way."""
    FILE = "file"
    """The content that arrived was wrong, and nothing tells where."""
    FILES = "files"
    """The same, several times before it is given up."""


@dataclass(frozen=True)
class FaultCase:
    """A fault by its name."""

    name: str
    faults: Callable[[Position], list[Fault]]
    ending: Ending = Ending.FILE
    cost: Cost = Cost.LITTLE
    other_content: bool = False
    """Whether the hub serves another file in place of the right one."""


def _stream(
    name: str,
    change: Change,
    *,
    hits: int | None = 1,
    ending: Ending = Ending.FILE,
    cost: Cost = Cost.LITTLE,
    other_content: bool = False,
) -> FaultCase:
    def faults(position: Position) -> list[Fault]:
        return [Fault(change, in_stream=True, position=position, hits=hits)]

    return FaultCase(name, faults, ending, cost, other_content)


def _reply(
    name: str,
    change: Change,
    *,
    hits: int | None = 1,
    ending: Ending = Ending.FILE,
    cost: Cost = Cost.LITTLE,
    kind: Kind = "content",
    needs_resume: bool = False,
    other_content: bool = False,
) -> FaultCase:
    def faults(position: Position) -> list[Fault]:
        return [Fault(change, position=position, hits=hits, kind=kind, needs_resume=needs_resume)]

    return FaultCase(name, faults, ending, cost, other_content)


def _with_drop(name: str, change: Change, *, cost: Cost = Cost.LITTLE) -> FaultCase:
    """Every reply is changed, and the connection is dropped at the position as well."""

    def faults(position: Position) -> list[Fault]:
        return [
            Fault(change, hits=None),
            Fault(harm.drop(), in_stream=True, position=position),
        ]

    return FaultCase(name, faults, cost=cost)


_REFUSAL, _EITHER = Ending.REFUSAL, Ending.EITHER

CASES: tuple[FaultCase, ...] = (
    # The connection breaks.
    _stream("dropped", harm.drop()),
    _stream("dropped five times at one byte", harm.drop(), hits=5),
    _stream("dropped at one byte for ever", harm.drop(), hits=None, ending=_REFUSAL),
    _reply("dropped every 64 KiB, eight times", harm.drop_after(64 * 1024), hits=8),
    _reply("dropped every 3 MiB", harm.drop_after(3 << 20), hits=None),
    _stream("reset", harm.reset()),
    _stream("reset five times at one byte", harm.reset(), hits=5),
    _stream("reset at one byte for ever", harm.reset(), hits=None, ending=_REFUSAL),
    _reply("ended in place of an answer", harm.no_answer(), hits=2),
    _reply("reset in place of an answer", harm.reset_at_once(), hits=2),
    _reply("port closed for 0.3 s", harm.refused(0.3)),
    _reply("port closed for ever", harm.refused(FOR_EVER_S), ending=_REFUSAL),
    # It is slow.
    _stream("stalled for 0.1 s", harm.stall(SHORT_STALL_S)),
    _stream("stalled for long", harm.stall(FOR_EVER_S)),
    _stream("stalled at one byte for ever", harm.stall(FOR_EVER_S), hits=None, ending=_REFUSAL),
    _stream("1 MiB/s for 0.3 s", harm.trickle(1 << 20, 0.3)),
    _stream("trickles at 100 byte/s", harm.trickle(100, FOR_EVER_S)),
    _reply("late answer", harm.late_answer(SHORT_STALL_S)),
    _reply("no answer for long", harm.late_answer(FOR_EVER_S)),
    _reply("headers in slices", harm.slow_head()),
    _reply("headers trickle", harm.slow_head(1), hits=2),
    # The hub or its storage says that something is wrong.
    *(_reply(f"{code}", harm.status(code)) for code in (408, 500, 502, 503, 504, 511)),
    _reply("503 four times", harm.status(503), hits=4),
    _reply("503 for ever", harm.status(503), hits=None, ending=_REFUSAL),
    _reply("429, retry after 0", harm.busy("0"), hits=2),
    _reply("429, retry after a day", harm.busy("86400")),
    _reply("429, retry after a date", harm.busy_until(1)),
    _reply("429, retry after a date gone by", harm.busy_until(-3600)),
    _reply("429, retry after garbage", harm.busy("soon; -1")),
    _reply("429 for ever", harm.busy("0"), hits=None, ending=_REFUSAL),
    _reply("signed address expired", harm.expired()),
    _reply("signed address expires three times", harm.expired(), hits=3),
    _reply("401 by the storage", harm.status(401)),
    _reply("404 by the storage", harm.status(404)),
    _reply("410 by the storage", harm.status(410)),
    _reply("403 by the storage for ever", harm.status(403), hits=None, ending=_REFUSAL),
    _reply("503 by the hub", harm.status(503), kind="resolve"),
    _reply("429 by the hub", harm.busy("0"), kind="resolve"),
    _reply(
        "403 by the hub",
        harm.status(403, X_Error_Code="GatedRepo"),
        kind="resolve",
        hits=None,
        ending=_REFUSAL,
    ),
    _reply(
        "404 by the hub",
        harm.status(404, X_Error_Code="EntryNotFound"),
        kind="resolve",
        hits=None,
        ending=_REFUSAL,
    ),
    # Ranges are answered wrongly.
    _reply("range ignored", harm.range_ignored(), cost=Cost.FILE, needs_resume=True),
    _reply(
        "range ignored for ever",
        harm.range_ignored(),
        hits=None,
        cost=Cost.FILE,
        needs_resume=True,
    ),
    _reply("206 from a later byte", harm.wrong_offset(4096, honest=True), needs_resume=True),
    _reply("206 from an earlier byte", harm.wrong_offset(-4096, honest=True), needs_resume=True),
    _reply(
        "206 from a later byte, untold",
        harm.wrong_offset(4096, honest=False),
        cost=Cost.FILE,
        needs_resume=True,
    ),
    _reply("206 with another total", harm.wrong_total(1), needs_resume=True),
    _reply("206 with an unknown total", harm.wrong_total(None), needs_resume=True),
    _reply("206 without Content-Range", harm.bad_content_range(None), needs_resume=True),
    _reply("206 with a bad Content-Range", harm.bad_content_range("bytes x-y"), needs_resume=True),
    _reply("206 in several parts", harm.multipart_ranges(), needs_resume=True),
    _reply("206 though everything was asked for", harm.wrong_offset(4096, honest=True)),
    _reply("416 on resume", harm.status(416, Content_Range="bytes */1000"), needs_resume=True),
    _reply("416 for ever", harm.status(416), hits=None, ending=_REFUSAL),
    # The content is wrong.
    _stream("wrong bytes of the right size", harm.wrong_bytes(), cost=Cost.FILE),
    _stream("one wrong byte", harm.wrong_bytes(1), cost=Cost.FILE),
    _stream("zeros", harm.zeros(), cost=Cost.FILE),
    _stream(
        "wrong bytes for ever", harm.wrong_bytes(), hits=None, ending=_REFUSAL, cost=Cost.FILES
    ),
    _stream("another file from there on", harm.splice(), cost=Cost.FILE, other_content=True),
    _reply(
        "swapped, with another etag",
        harm.other_content(same_etag=False),
        other_content=True,
        cost=Cost.FILES,
        needs_resume=True,
    ),
    _reply(
        "swapped, with the same etag",
        harm.other_content(same_etag=True),
        other_content=True,
        cost=Cost.FILES,
        needs_resume=True,
    ),
    _reply(
        "swapped for ever, with another etag",
        harm.other_content(same_etag=False),
        other_content=True,
        hits=None,
        ending=_REFUSAL,
        cost=Cost.FILES,
        needs_resume=True,
    ),
    _reply(
        "swapped for ever, with the same etag",
        harm.other_content(same_etag=True),
        other_content=True,
        hits=None,
        ending=_REFUSAL,
        cost=Cost.FILES,
        needs_resume=True,
    ),
    _reply(
        "the hub has another file now",
        harm.header("X-Linked-Etag", f'"{"0" * 64}"'),
        kind="resolve",
        hits=None,
        ending=_REFUSAL,
    ),
    # Its end is wrong.
    _stream("short, the length agrees", harm.short_length(tells_range=False)),
    _stream("short, length and range agree", harm.short_length(tells_range=True)),
    _reply("longer", harm.longer(), cost=Cost.FILE),
    _reply("empty", harm.empty(), hits=2),
    _reply("204", harm.status(204)),
    _reply("304", harm.status(304)),
    _stream("without a length", harm.without_length()),
    _stream("without a length and cut", harm.without_length(cut=True)),
    _stream("chunked", harm.chunked()),
    _stream("chunked and cut", harm.chunked(cut=True)),
    _stream("a chunk of no size", harm.bad_chunk()),
    _reply("said to be gzip", harm.header("Content-Encoding", "gzip"), cost=Cost.FILE),
    _reply("really gzip", harm.really_gzip(), cost=Cost.FILE),
    # Somebody else answers.
    _reply("page of a guest network", harm.portal()),
    _reply("page of a guest network for ever", harm.portal(), hits=None, ending=_REFUSAL),
    _reply("page of a guest network by the hub", harm.portal(), kind="resolve"),
    _reply("sent to a login page", harm.portal_redirect()),
    _reply("garbage for a status line", harm.raw_head(b"HTTP/9.9 hello there\r\n\r\n")),
    _reply("another protocol", harm.raw_head(b"SSH-2.0-OpenSSH_9.6\r\n")),
    _reply("binary garbage", harm.raw_head(bytes(range(256)) * 16)),
    _reply("a header of 1 MB", harm.long_header(1_000_000)),
    _reply("1000 headers", harm.many_headers(1000)),
    # Redirects.
    _reply("redirected to itself once", harm.redirect_loop()),
    _reply("redirected to itself for ever", harm.redirect_loop(), hits=None, ending=_REFUSAL),
    _reply("redirected without an end", harm.redirect_chain(), hits=None, ending=_REFUSAL),
    _reply(
        "the hub redirects to itself for ever",
        harm.redirect_loop(),
        kind="resolve",
        hits=None,
        ending=_REFUSAL,
    ),
    _reply("redirected to another origin", harm.redirect_elsewhere(), hits=None),
    _reply("the hub redirects to another origin", harm.redirect_elsewhere(), kind="resolve"),
    _reply("redirected to a file", harm.redirect_to("file:///etc/hostname"), ending=_EITHER),
    _reply("redirected to ftp", harm.redirect_to("ftp://127.0.0.1/model"), ending=_EITHER),
    _reply("redirected to plain http", harm.redirect_to(harm.UNREACHABLE), ending=_EITHER),
    _reply(
        "the hub redirects to plain http",
        harm.redirect_to(harm.UNREACHABLE),
        kind="resolve",
        hits=None,
        ending=_REFUSAL,
    ),
    _reply("redirected to garbage", harm.redirect_to("http://[::bad/"), ending=_EITHER),
    _reply("redirected to nowhere", harm.status(302), ending=_EITHER),
    # Etags.
    _with_drop("no etag", harm.header("ETag", None), cost=Cost.FILE),
    _with_drop("weak etag", harm.weak_etag(), cost=Cost.FILE),
    _reply(
        "the same content with another etag",
        harm.other_etag(),
        hits=None,
        cost=Cost.FILE,
        needs_resume=True,
    ),
    _reply("no linked etag", harm.header("X-Linked-Etag", None), kind="resolve", hits=None),
    _reply("no linked size", harm.header("X-Linked-Size", None), kind="resolve", hits=None),
)
