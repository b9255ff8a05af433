"""An answer of the hub as data, and how it goes over the wire.

A reply is planned by `hub_server`, changed by faults, and sent here. Content is sent straight from
its file; what shall happen at a certain byte is a list of events.
"""

import http
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from fakes.hub_contents import Content

Kind = Literal["content", "resolve", "api", "other"]
Framing = Literal["length", "chunked", "close"]

_SLICE_BYTES = 4 << 20


class HungUpError(Exception):
    """The connection was ended on purpose in the middle of a reply."""


@dataclass
class LoggedRequest:
    """A request that has arrived; `status` and `content_bytes` are filled in by the reply."""

    server: Literal["hub", "cdn", "elsewhere"]
    port: int
    method: str
    target: str
    """Path and query as sent."""
    headers: dict[str, str]
    """Names in lower case."""
    at_s: float = field(default_factory=time.monotonic)
    path: str = ""
    """Of the file in its repository that is asked for."""
    kind: Kind = "other"
    status: int = 0
    content_bytes: int = 0
    """Sent of the content of files."""

    @property
    def range(self) -> str | None:
        return self.headers.get("range")

    @property
    def if_range(self) -> str | None:
        return self.headers.get("if-range")

    @property
    def authorization(self) -> str | None:
        return self.headers.get("authorization")


@dataclass
class Reply:
    """What is going to be sent: either `body`, or the bytes from `start` to `stop` of `content`."""

    request: LoggedRequest
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    content: Content | None = None
    start: int = 0
    stop: int = 0
    framing: Framing = "length"
    declared_bytes: int | None = None
    """The Content-Length, where it is not the truth."""
    raw_head: bytes | None = None
    """Sent in place of status line and headers."""
    before_head: Callable[["Wire"], None] | None = None
    head_slice_bytes: int | None = None
    """The head is sent in slices of this size, twenty a second."""
    events: list[tuple[int, Callable[["Wire"], None]]] = field(default_factory=list)
    """What happens when a byte of the content is reached."""
    patches: list[tuple[int, bytes]] = field(default_factory=list)
    """Bytes that are sent in place of those of the content."""
    surplus: bytes = b""
    """Sent behind the content."""
    ends_connection: bool = False

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer with something else than content; underscores in names of headers are dashes."""
        self.status, self.body, self.content = status, body, None
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.framing, self.declared_bytes, self.surplus = "length", None, b""
        self.patches, self.events = [], []

    def serve(self, content: Content, etag: str) -> None:
        """Answer with content as RFC 9110 has it: whole, or the range that was asked for."""
        size = content.size_bytes
        self.status, self.content, self.start, self.stop = 200, content, 0, size
        self.headers |= {"Accept-Ranges": "bytes", "ETag": etag}
        self.headers.setdefault("Content-Type", "application/octet-stream")
        asked = self.request.range
        if asked is None or (self.request.if_range or etag) != etag:
            return
        found = re.fullmatch(r"bytes=(\d*)-(\d*)", asked.strip())
        if found is None or found.groups() == ("", ""):
            return
        first, last = found.groups()
        if first:
            self.start, self.stop = int(first), min(int(last) + 1, size) if last else size
            if last and int(last) < int(first):
                self.start, self.stop = 0, size
                return
        else:
            self.start, self.stop = max(0, size - int(last)), size
        if self.start >= size:
            self.say(416, Content_Range=f"bytes */{size}", ETag=etag)
            return
        self.status = 206
        self.tell_range(self.start, self.stop, size)

    def tell_range(self, start: int, stop: int, total: int | str) -> None:
        self.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{total}"

    def head(self) -> bytes:
        if self.raw_head is not None:
            return self.raw_head
        try:
            phrase = http.HTTPStatus(self.status).phrase
        except ValueError:
            phrase = "Unknown"
        headers = dict(self.headers)
        if self.framing == "chunked":
            headers["Transfer-Encoding"] = "chunked"
        elif self.framing == "length":
            span = len(self.body) if self.content is None else self.stop - self.start
            headers["Content-Length"] = str(
                span if self.declared_bytes is None else self.declared_bytes
            )
        if self.closes:
            headers["Connection"] = "close"
        lines = [f"HTTP/1.1 {self.status} {phrase}", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    @property
    def closes(self) -> bool:
        return self.ends_connection or self.framing == "close" or self.declared_bytes is not None


class Wire:
    """One connection while a reply is sent over it."""

    def __init__(
        self,
        connection: socket.socket,
        closing: threading.Event,
        count: Callable[[LoggedRequest, int], None],
        rate: Callable[[], float | None],
    ) -> None:
        self._connection = connection
        self._closing = closing
        self._count = count
        self._general_rate = rate
        self._own_rate: float | None = None
        self._own_rate_until_s = 0.0
        self.content: Content | None = None
        """Whose bytes are sent; an event may replace it."""

    # --- what events and faults do --------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Silence; raises HungUpError when the server closes meanwhile."""
        if self._closing.wait(seconds):
            raise HungUpError

    def slow_down(self, bytes_per_second: float, seconds: float) -> None:
        self._own_rate = bytes_per_second
        self._own_rate_until_s = time.monotonic() + seconds

    def drop(self) -> None:
        """End the connection as a peer does that has ended."""
        raise HungUpError

    def reset(self) -> None:
        """End the connection by a TCP reset."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Closed here and now: whoever ends the handler would send an orderly end first.
        socket.close(self._connection.detach())
        raise HungUpError

    def send_raw(self, data: bytes) -> None:
        self._connection.sendall(data)

    # --- sending --------------------------------------------------------------------------------

    def send(self, reply: Reply) -> None:
        """Raises HungUpError or OSError when the connection is over."""
        if reply.before_head is not None:
            reply.before_head(self)
        head = reply.head()
        step = reply.head_slice_bytes or len(head)
        for begin in range(0, len(head), step):
            self._connection.sendall(head[begin : begin + step])
            if step < len(head):
                self.wait(0.05)
        if reply.request.method == "HEAD":
            return
        if reply.content is None:
            self._send_bytes(reply.body, reply.framing)
        else:
            self._send_content(reply)
        self._send_bytes(reply.surplus, "length")
        if reply.framing == "chunked":
            self._connection.sendall(b"0\r\n\r\n")

    def _send_bytes(self, data: bytes, framing: Framing) -> None:
        if data and framing == "chunked":
            data = b"%x\r\n%s\r\n" % (len(data), data)
        if data:
            self._connection.sendall(data)

    def _send_content(self, reply: Reply) -> None:
        self.content = reply.content
        at = reply.start
        events = sorted(
            (e for e in reply.events if reply.start <= e[0] <= reply.stop), key=lambda e: e[0]
        )
        patches = sorted(reply.patches)
        while True:
            while events and events[0][0] <= at:
                events.pop(0)[1](self)
            if at >= reply.stop:
                return
            until = min([reply.stop, *(byte for byte, _ in events)])
            patch = next((p for p in patches if p[0] + len(p[1]) > at and p[0] < until), None)
            if patch is not None and patch[0] > at:
                until = min(until, patch[0])
                patch = None
            at += self._send_slice(reply, at, until, patch)

    def _send_slice(
        self, reply: Reply, at: int, until: int, patch: tuple[int, bytes] | None
    ) -> int:
        """Send some of the bytes from `at` to `until`; how many."""
        content = self.content
        if content is None:
            raise ValueError("no content to send")
        size = min(until - at, _SLICE_BYTES)
        rate = self._rate()
        if rate is not None:
            size = max(1, min(size, int(rate / 20)))
        if patch is not None:
            data = patch[1][at - patch[0] :][:size]
        elif reply.framing == "chunked":
            with content.file.open("rb") as stream:
                stream.seek(at)
                data = stream.read(size)
        else:
            data = None
        sent = 0
        try:
            if data is None:
                with content.file.open("rb") as stream:
                    stream.seek(at)
                    try:
                        self._connection.sendfile(stream, at, size)
                    finally:
                        sent = stream.tell() - at
            else:
                self._send_bytes(data, reply.framing)
                sent = len(data)
        finally:
            self._count(reply.request, sent)
        if rate is not None:
            self.wait(sent / rate)
        return sent

    def _rate(self) -> float | None:
        rates = [self._general_rate()]
        if time.monotonic() < self._own_rate_until_s:
            rates.append(self._own_rate)
        known = [rate for rate in rates if rate is not None]
        return min(known) if known else None
