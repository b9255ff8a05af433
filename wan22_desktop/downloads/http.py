"""HTTP for files: questions, answers, and the connections that are kept between them."""

import http.client
import ssl
import threading
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Mapping
from email.message import Message
from urllib.parse import quote, unquote, urlsplit

import truststore

from wan22_desktop.core.texts import tr
from wan22_desktop.downloads.connection import (
    CONNECT_S,
    ConnectionTroubleError,
    HostPort,
    Line,
    dial,
    trouble,
)
from wan22_desktop.downloads.domain.control import TransferControl
from wan22_desktop.downloads.domain.origin import is_loopback, origin_of

_WORTH_READING_BYTES = 64 * 1024
"""Of an answer that nobody wants, to keep the connection."""
_REST_S = 0.5
_MAX_IDLE = 16
_LONGEST_IDLE_S = 30.0

_ASCII = bytes(range(0x21, 0x7F))


class Answer:
    """A server's answer; its content is read in pieces. Close it in any case."""

    def __init__(
        self, url: str, line: Line, answer: http.client.HTTPResponse, client: "HttpClient"
    ) -> None:
        self.url = url
        self.status = answer.status
        self.headers: Message = answer.headers
        self._line = line
        self._answer = answer
        self._client = client
        self._is_at_end = answer.length == 0

    @property
    def length_bytes(self) -> int | None:
        """Of the content; None if the server does not say."""
        length = self.headers.get("Content-Length")
        return int(length) if length is not None and length.isascii() and length.isdigit() else None

    def read_into(self, space: memoryview) -> int:
        """Put what has arrived into `space`, waiting for the first byte; 0 at the end.

        Raises TransferStopped and ConnectionTroubleError, also if the content ends early.
        """
        answer = self._answer
        if self._is_at_end or not space:
            return 0
        try:
            if answer.chunked or answer.length is None:
                content = answer.read1(len(space))
                count_bytes = len(content)
                space[:count_bytes] = content
                self._is_at_end = count_bytes == 0
                return count_bytes
            # Into the caller's buffer, as far as there is something: HTTPResponse has no such read.
            count_bytes = answer.fp.readinto1(space[: answer.length])
        except (OSError, http.client.HTTPException) as error:
            raise trouble(error) from error
        if count_bytes == 0:
            raise ConnectionTroubleError(tr("The connection ended early."))
        answer.length -= count_bytes
        self._is_at_end = answer.length == 0
        return count_bytes

    def close(self) -> None:
        """Keeps the connection for another question if little or nothing is left to read."""
        line, answer = self._line, self._answer
        can_stay = not answer.will_close
        if can_stay and not self._is_at_end:
            can_stay = self._read_rest()
        answer.close()
        if can_stay:
            self._client.keep(line)
        else:
            line.hang_up()

    def _read_rest(self) -> bool:
        length = self._answer.length
        if length is None or length > _WORTH_READING_BYTES or self._line.control.is_stopped:
            return False
        self._line.stall_s = _REST_S
        space = memoryview(bytearray(length))
        try:
            while self.read_into(space):
                pass
        except Exception:  # noqa: BLE001 - the answer was not wanted, nor is its trouble
            return False
        return True


def _system_trust() -> ssl.SSLContext:
    """For one connection only: a handshake that hangs holds truststore's lock of its context."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class HttpClient:
    """Connections to the hosts that files come from, kept for the next file; thread-safe."""

    def __init__(
        self,
        *,
        tls: Callable[[], ssl.SSLContext] = _system_trust,
        proxies: Callable[[], Mapping[str, str]] = urllib.request.getproxies,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Trust and proxies are those of the operating system unless given."""
        self._tls = tls
        self._proxies = proxies
        self._clock = clock
        self._lock = threading.Lock()
        self._idle: list[Line] = []
        self._is_closed = False

    def get(
        self, url: str, headers: Mapping[str, str], control: TransferControl, stall_s: float
    ) -> Answer:
        """Ask for `url`; redirects are answers like others.

        Raises TransferStopped, ConnectionTroubleError and RefusedAddressError.
        """
        origin = origin_of(url)
        parts = urlsplit(url)
        path = parts._replace(scheme="", netloc="", path=parts.path or "/", fragment="").geturl()
        # A server's header is read as Latin-1: this gives its bytes back.
        path = quote(path, safe=_ASCII, encoding="latin-1", errors="replace")
        while True:
            kept = self._kept(origin)
            line = dial(origin, self._connection(origin), control) if kept is None else kept
            try:
                answer = line.ask(path, headers, control, stall_s)
            except (OSError, http.client.HTTPException, ValueError) as error:
                line.hang_up()
                if kept is None:
                    raise trouble(error) from error
                # The server has closed it meanwhile; that says nothing about a new one.
            except BaseException:
                line.hang_up()
                raise
            else:
                return Answer(url, line, answer, self)

    def keep(self, line: Line) -> None:
        """Take a connection whose answer has been read."""
        with self._lock:
            line.idle_since = self._clock()
            self._idle.append(line)
            surplus = self._idle[:-_MAX_IDLE] if not self._is_closed else self._idle
            self._idle = [each for each in self._idle if each not in surplus]
        for each in surplus:
            each.hang_up()

    def close(self) -> None:
        """Close every idle connection; others close when their answers do."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for line in idle:
            line.hang_up()

    def _kept(self, origin: HostPort) -> Line | None:
        with self._lock:
            now = self._clock()
            old = [line for line in self._idle if now - line.idle_since > _LONGEST_IDLE_S]
            fitting = [line for line in self._idle if line.origin == origin and line not in old]
            found = fitting[-1] if fitting else None
            self._idle = [line for line in self._idle if line not in old and line is not found]
        for line in old:
            line.hang_up()
        return found

    def _connection(self, origin: HostPort) -> http.client.HTTPConnection:
        scheme, host, port = origin
        if scheme == "http":  # this computer itself, without detours
            return http.client.HTTPConnection(host, port, timeout=CONNECT_S)
        proxy = None if is_loopback(host) else self._proxy_for(host)
        if proxy is None:
            return http.client.HTTPSConnection(host, port, timeout=CONNECT_S, context=self._tls())
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        if parts.scheme != "http" or not parts.hostname:
            raise ConnectionTroubleError(
                tr(
                    "The proxy of this computer is of a kind that is not supported ({scheme}).",
                    scheme=parts.scheme,
                )
            )
        connection = http.client.HTTPSConnection(
            parts.hostname, parts.port or 80, timeout=CONNECT_S, context=self._tls()
        )
        connection.set_tunnel(host, port, headers=_proxy_headers(parts.username, parts.password))
        return connection

    def _proxy_for(self, host: str) -> str | None:
        if urllib.request.proxy_bypass(host):
            return None
        proxies = self._proxies()
        return proxies.get("https") or proxies.get("all")


def _proxy_headers(username: str | None, password: str | None) -> dict[str, str]:
    if username is None:
        return {}
    secret = f"{unquote(username)}:{unquote(password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {b64encode(secret).decode()}"}
