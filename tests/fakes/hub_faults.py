"""What can go wrong between a hub and who downloads from it, as scripts that the hub follows.

A `Fault` says which requests it meets, where in the file, and how often; then everything is well
again. Its `change` does the harm: the functions below make such changes.
"""

import threading
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Literal

from fakes.hub_replies import Kind, Reply, Wire

if TYPE_CHECKING:
    from fakes.hub_server import HubServer

Position = Literal["first", "middle", "last"]
POSITIONS: tuple[Position, ...] = ("first", "middle", "last")
EDGE_BYTES = 50_000
"""So far from the file's begin and end lie the first and last position; less in small files."""

UNREACHABLE = "http://192.0.2.1/model.safetensors"
"""Plain http to an address that exists nowhere: nobody may ask for it."""

PORTAL_PAGE = b"""<!DOCTYPE html><html><head><title>Guest network</title></head><body>
<h1>Welcome</h1><form action="/login"><button>Accept the terms</button></form></body></html>"""

Change = Callable[["HubServer", Reply, int], None]
"""Does harm to a reply; the number is the byte of the file where it strikes."""


def byte_at(position: Position, size_bytes: int) -> int:
    """The byte of a file that a position means; none of them is the edge of a piece or a block."""
    edge = min(EDGE_BYTES, size_bytes // 8)
    return {
        "first": edge,
        "middle": size_bytes // 2 + 12_345 % (edge + 1),
        "last": size_bytes - edge,
    }[position]


class Fault:
    """Harm that is done to some replies, and then no more.

    A fault `in_stream` strikes while the bytes at its position are sent. Any other changes whole
    replies: at the first position those to the first requests; at later ones, and always if it
    `needs_resume`, the connection is dropped at the position first, and the replies to what is
    asked then are changed.
    """

    def __init__(
        self,
        change: Change,
        *,
        in_stream: bool = False,
        position: Position = "first",
        hits: int | None = 1,
        kind: Kind = "content",
        path: str | None = None,
        skip: int = 0,
        needs_resume: bool = False,
    ) -> None:
        """`hits`: None is for ever. `skip`: so many matching requests are let through first."""
        self.hits = 0
        """So often it has struck."""
        self._change = change
        self._in_stream = in_stream
        self._position: Position = position
        self._hits_left = hits
        self._kind = kind
        self._path = path
        self._skip = skip
        self._armed = not in_stream and position == "first" and not needs_resume
        self._lock = threading.Lock()

    def meet(self, hub: "HubServer", reply: Reply) -> None:
        """Called by the hub with every reply before it is sent."""
        request = reply.request
        if request.server == "elsewhere" or (request.method, request.kind) == ("HEAD", "content"):
            return
        if self._path not in (None, request.path) and request.kind != "api":
            return
        with self._lock:
            byte = self._strikes_at(hub, reply)
        if byte is not None:
            self._change(hub, reply, byte)

    def _strikes_at(self, hub: "HubServer", reply: Reply) -> int | None:
        """The byte of the file where this reply is to be changed; None if it is not."""
        kind, content = reply.request.kind, reply.content
        if self._hits_left == 0:
            return None
        if self._skip and kind == self._kind:
            self._skip -= 1
            return None
        byte = self._byte_in(reply)
        if not self._in_stream:
            if not self._armed and byte is not None:
                self._armed = True
                reply.events.append((byte, Wire.drop))
                if self._kind != "content":
                    hub.expire_urls()  # so that the hub itself has to be asked again
                return None
            if not self._armed or kind != self._kind:
                return None
            byte = 0 if content is None else byte_at(self._position, content.size_bytes)
            byte = max(byte, reply.start)
        if byte is not None:
            self.hits += 1
            self._hits_left = None if self._hits_left is None else self._hits_left - 1
        return byte

    def _byte_in(self, reply: Reply) -> int | None:
        """The byte where this fault strikes, if this reply sends it."""
        if reply.request.kind != "content" or reply.content is None:
            return None
        byte = byte_at(self._position, reply.content.size_bytes)
        return byte if reply.start <= byte < reply.stop else None


# --- in the stream ------------------------------------------------------------------------------


def drop() -> Change:
    """The connection ends in order, too early."""
    return lambda _hub, reply, byte: reply.events.append((byte, Wire.drop))


def drop_after(count_bytes: int) -> Change:
    """Every connection ends after so many bytes of content."""
    return lambda _hub, reply, _byte: reply.events.append((reply.start + count_bytes, Wire.drop))


def reset() -> Change:
    """The connection ends by a TCP reset."""
    return lambda _hub, reply, byte: reply.events.append((byte, Wire.reset))


def stall(seconds: float) -> Change:
    """Silence in the middle; then it goes on as if nothing had been."""
    return lambda _hub, reply, byte: reply.events.append((byte, lambda wire: wire.wait(seconds)))


def trickle(bytes_per_second: float, seconds: float) -> Change:
    """A slow link for a while."""
    return lambda _hub, reply, byte: reply.events.append(
        (byte, lambda wire: wire.slow_down(bytes_per_second, seconds))
    )


def wrong_bytes(count: int = 4096) -> Change:
    """Some bytes are others; sizes and headers are right."""

    def change(_hub: "HubServer", reply: Reply, byte: int) -> None:
        count_here = min(count, reply.stop - byte)
        if reply.content is None:
            raise ValueError("no content to change")
        with reply.content.file.open("rb") as stream:
            stream.seek(byte)
            right = stream.read(count_here)
        reply.patches.append((byte, bytes(value ^ 0xFF for value in right)))

    return change


def zeros(count: int = 1 << 20) -> Change:
    """A stretch of zero bytes, as a proxy's failing disk gives."""
    return lambda _hub, reply, byte: reply.patches.append(
        (byte, bytes(min(count, reply.stop - byte)))
    )


def splice() -> Change:
    """From a byte on it is another file of the same size, in the same answer."""

    def change(hub: "HubServer", reply: Reply, byte: int) -> None:
        if reply.content is None:
            raise ValueError("no content to change")
        twin = hub.twin(reply.content)
        reply.events.append((byte, lambda wire: setattr(wire, "content", twin)))

    return change


def short_length(*, tells_range: bool) -> Change:
    """The answer ends at a byte in full order, with a Content-Length that fits.

    With `tells_range` the Content-Range of a 206 says it too.
    """

    def change(_hub: "HubServer", reply: Reply, byte: int) -> None:
        if reply.content is None:
            raise ValueError("no content to shorten")
        reply.stop = byte
        if tells_range and "Content-Range" in reply.headers:
            reply.tell_range(reply.start, byte, reply.content.size_bytes)

    return change


def without_length(*, cut: bool = False) -> Change:
    """No Content-Length: the content lasts until the connection ends; with `cut` that is early."""

    def change(_hub: "HubServer", reply: Reply, byte: int) -> None:
        reply.framing = "close"
        if cut:
            reply.events.append((byte, Wire.drop))

    return change


def chunked(*, cut: bool = False) -> Change:
    """Chunked, without a length; with `cut` the last chunk never comes."""

    def change(_hub: "HubServer", reply: Reply, byte: int) -> None:
        reply.framing = "chunked"
        if cut:
            reply.events.append((byte, Wire.drop))

    return change


def bad_chunk() -> Change:
    """Chunked, and the size of a chunk is no number."""

    def change(_hub: "HubServer", reply: Reply, byte: int) -> None:
        reply.framing = "chunked"
        reply.events.append((byte, lambda wire: wire.send_raw(b"zz\r\n\r\n")))
        reply.events.append((byte, Wire.drop))

    return change


# --- whole replies ------------------------------------------------------------------------------


def status(code: int, body: bytes = b"", **headers: str) -> Change:
    """A status instead of content; underscores in names of headers are dashes."""
    return lambda _hub, reply, _byte: reply.say(code, body or f"{code}".encode(), **headers)


def busy(retry_after: str) -> Change:
    """429 with a Retry-After."""
    return status(429, Retry_After=retry_after)


def busy_until(seconds: float) -> Change:
    """429 with a Retry-After in the form of a date."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        when = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        reply.say(429, b"429", Retry_After=when)

    return change


def expired() -> Change:
    """Every signed address that was given out is refused from here on, as after its time."""

    def change(hub: "HubServer", reply: Reply, _byte: int) -> None:
        hub.expire_urls()
        reply.say(403, b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message>")

    return change


def range_ignored() -> Change:
    """200 with everything, whatever was asked for."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        if reply.content is not None:
            reply.status, reply.start, reply.stop = 200, 0, reply.content.size_bytes
            reply.headers.pop("Content-Range", None)

    return change


def wrong_offset(shift_bytes: int, *, honest: bool) -> Change:
    """206 with bytes from elsewhere; an honest one says so in its Content-Range."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        if reply.content is None:
            return
        size = reply.content.size_bytes
        asked, count = reply.start, reply.stop - reply.start
        start = min(max(0, asked + shift_bytes), size - 1)
        start = start if start != asked else abs(shift_bytes)
        reply.status, reply.start, reply.stop = 206, start, min(size, start + count)
        if honest:
            reply.tell_range(start, reply.stop, size)
        else:
            reply.tell_range(asked, asked + reply.stop - start, size)

    return change


def wrong_total(difference_bytes: int | None) -> Change:
    """206 whose Content-Range tells another size of the whole, or none (None gives `*`)."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        if reply.content is not None:
            size = reply.content.size_bytes
            total = "*" if difference_bytes is None else size + difference_bytes
            reply.status = 206
            reply.tell_range(reply.start, reply.stop, total)

    return change


def bad_content_range(value: str | None) -> Change:
    """206 with a Content-Range that cannot be read, or none."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        reply.status = 206
        reply.headers.pop("Content-Range", None)
        if value is not None:
            reply.headers["Content-Range"] = value

    return change


def multipart_ranges() -> Change:
    """206 as multipart/byteranges, which is for several ranges."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        reply.status = 206
        reply.headers.pop("Content-Range", None)
        reply.headers["Content-Type"] = "multipart/byteranges; boundary=THIS"

    return change


def other_content(*, same_etag: bool) -> Change:
    """The hub has another file of that name and size now."""

    def change(hub: "HubServer", reply: Reply, _byte: int) -> None:
        if reply.content is not None:
            twin = hub.twin(reply.content)
            etag = reply.content.storage_etag if same_etag else twin.storage_etag
            reply.headers.pop("Content-Range", None)
            reply.serve(twin, etag)

    return change


def longer(count: int = 4096) -> Change:
    """More bytes than the file has, with a Content-Length that fits."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        reply.surplus = b"\xee" * count
        reply.declared_bytes = reply.stop - reply.start + count

    return change


def portal() -> Change:
    """The page of a guest network, as if it were the file."""
    return status(200, PORTAL_PAGE, Content_Type="text/html; charset=utf-8")


def portal_redirect() -> Change:
    """On to the login page of a guest network at another origin."""

    def change(hub: "HubServer", reply: Reply, _byte: int) -> None:
        reply.say(302, b"", Location=f"{hub.address_of('elsewhere')}/login")

    return change


def redirect_loop() -> Change:
    """To where it was asked."""
    return lambda _hub, reply, _byte: reply.say(302, b"", Location=reply.request.target)


def redirect_chain() -> Change:
    """To ever new addresses at the same origin, which all redirect."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        target = reply.request.target
        reply.say(302, b"", Location=f"{target}{'&' if '?' in target else '?'}again=1")

    return change


def redirect_to(location: str) -> Change:
    return lambda _hub, reply, _byte: reply.say(302, b"", Location=location)


def redirect_elsewhere() -> Change:
    """To a third origin that has the right content."""

    def change(hub: "HubServer", reply: Reply, _byte: int) -> None:
        content = hub.content_of(reply.request)
        reply.say(302, b"", Location=hub.signed_url(content, "elsewhere"))

    return change


def header(name: str, value: str | None) -> Change:
    """Another value of a header, or none of it."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        reply.headers.pop(name, None)
        if value is not None:
            reply.headers[name] = value

    return change


def weak_etag() -> Change:
    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        reply.headers["ETag"] = "W/" + reply.headers.get("ETag", '""')

    return change


def other_etag() -> Change:
    """The storage has another name for the content, and for what If-Range asks."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        if reply.content is not None:
            reply.headers.pop("Content-Range", None)
            reply.serve(reply.content, '"another"')

    return change


def really_gzip() -> Change:
    """The content in gzip, though nobody said that it may be."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        if reply.content is None:
            return
        with reply.content.file.open("rb") as stream:
            stream.seek(reply.start)
            packer = zlib.compressobj(level=0, wbits=31)
            body = packer.compress(stream.read(reply.stop - reply.start)) + packer.flush()
        kept = {k.replace("-", "_"): v for k, v in reply.headers.items()}
        reply.say(reply.status, body, **kept | {"Content_Encoding": "gzip"})

    return change


def empty() -> Change:
    """200 with nothing."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        reply.say(200, b"")

    return change


def raw_head(head: bytes) -> Change:
    """Bytes in place of status line and headers; then the connection ends."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        reply.say(200)
        reply.raw_head, reply.ends_connection = head, True

    return change


def slow_head(slice_bytes: int = 64) -> Change:
    """The headers come in small slices, twenty a second."""

    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        reply.head_slice_bytes = slice_bytes

    return change


def long_header(size_bytes: int) -> Change:
    return header("X-Long", "a" * size_bytes)


def many_headers(count: int) -> Change:
    def change(_hub: "HubServer", reply: Reply, _byte: int) -> None:
        reply.headers |= {f"X-Header-{number}": "a" for number in range(count)}

    return change


def no_answer() -> Change:
    """The connection ends in place of an answer."""
    return _before_head(Wire.drop)


def reset_at_once() -> Change:
    """A TCP reset in place of an answer."""
    return _before_head(Wire.reset)


def late_answer(seconds: float) -> Change:
    """Silence before the answer."""
    return _before_head(lambda wire: wire.wait(seconds))


def refused(seconds: float) -> Change:
    """The connection ends, and the port takes none for a while."""

    def change(hub: "HubServer", reply: Reply, _byte: int) -> None:
        role = reply.request.server

        def close_port(wire: Wire) -> None:
            hub.refuse_connections(role, seconds)
            wire.drop()

        reply.before_head = close_port

    return change


def _before_head(event: Callable[[Wire], None]) -> Change:
    return lambda _hub, reply, _byte: setattr(reply, "before_head", event)
