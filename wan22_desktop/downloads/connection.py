"""One connection, whose every wait can be stopped.

The standard library's client speaks the protocol. It is given sockets that look every 0.1 s
whether the transfer is to stop, and opens connections on a thread of their own, because looking up
a name and shaking hands cannot be interrupted.

Of a loopback server's bytes it reads 1.5 GB/s into a buffer with 0.33 s of processor time per GB;
urllib3 is as fast but its waits end with the connection, httpx2 reads 0.85 GB/s with 0.57 s.
"""

import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wan22_desktop.core.texts import tr
from wan22_desktop.downloads.domain.control import TransferControl

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_S = 10.0
"""For each address of a host, and for each step of the handshake."""
_LOOK_S = 0.1
_SLOWEST_BYTES = 16 * 1024
"""A connection that gives less than that within the stall time counts as stalled."""

HostPort = tuple[str, str, int]
"""Scheme, host and port."""


class ConnectionTroubleError(Exception):
    """No connection, or one that broke or stalled; the text says why, for people."""


class Line:
    """An open connection. Toward `http.client` it is the socket, too."""

    def __init__(self, origin: HostPort, connection: http.client.HTTPConnection) -> None:
        self.origin = origin
        self.idle_since = 0.0
        self._connection = connection
        self._socket: socket.socket = connection.sock
        self._socket.settimeout(_LOOK_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sock = self
        self.control = TransferControl()
        self.stall_s = 0.0

    def ask(
        self, path: str, headers: Mapping[str, str], control: TransferControl, stall_s: float
    ) -> http.client.HTTPResponse:
        self.control = control
        self.stall_s = stall_s
        self._connection.request("GET", path, headers=dict(headers))
        return self._connection.getresponse()

    def hang_up(self) -> None:
        self._socket.close()

    # --- what http.client asks of a socket ------------------------------------------------------

    def sendall(self, content: bytes) -> None:
        self._socket.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Tap(self, self._socket))

    def close(self) -> None:
        """`http.client` lets go after the head of a last answer; its content is still to come."""


class _Tap(io.RawIOBase):
    """Reads one answer from a socket; looks whether to stop, and whether enough comes."""

    def __init__(self, line: Line, source: socket.socket) -> None:
        self._line = line
        self._source = source
        self._waited_s = 0.0
        self._came_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, space: "WriteableBuffer", /) -> int:
        while True:
            self._line.control.check()
            began = time.monotonic()
            try:
                count_bytes = self._source.recv_into(space)
            except TimeoutError:
                self._waited_s += time.monotonic() - began
                if self._waited_s >= self._line.stall_s:
                    raise ConnectionTroubleError(tr("Nothing has come for a while.")) from None
                continue
            self._waited_s += time.monotonic() - began
            self._came_bytes += count_bytes
            if self._came_bytes >= _SLOWEST_BYTES:
                self._waited_s, self._came_bytes = 0.0, 0
            elif self._waited_s >= self._line.stall_s:
                raise ConnectionTroubleError(tr("Hardly anything comes."))
            return count_bytes


def dial(
    origin: HostPort, connection: http.client.HTTPConnection, control: TransferControl
) -> Line:
    """Open `connection`; raises TransferStopped and ConnectionTroubleError."""
    attempt = _Dial(connection)
    try:
        while not attempt.ended.wait(_LOOK_S / 2):
            control.check()
        control.check()
    except BaseException:
        attempt.abandon()
        raise
    if attempt.error is not None:
        raise trouble(attempt.error) from attempt.error
    return Line(origin, connection)


class _Dial:
    """Opens a connection on its own thread, which ends by itself when nobody waits any more."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._is_abandoned = False
        self.ended = threading.Event()
        self.error: Exception | None = None
        threading.Thread(target=self._run, name="connect", daemon=True).start()

    def abandon(self) -> None:
        with self._lock:
            self._is_abandoned = True
            if self.ended.is_set():
                self._connection.close()

    def _run(self) -> None:
        try:
            self._connection.connect()
        except Exception as error:  # noqa: BLE001 - it belongs to who waits
            self.error = error
        with self._lock:
            if self._is_abandoned or self.error is not None:
                self._connection.close()
            self.ended.set()


def trouble(error: Exception) -> ConnectionTroubleError:
    """The same, said for people."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConnectionTroubleError(tr("The server's certificate is not trusted."))
    if isinstance(error, ssl.SSLError):
        return ConnectionTroubleError(tr("No safe connection could be made."))
    if isinstance(error, socket.gaierror):
        return ConnectionTroubleError(tr("The server's name cannot be found."))
    if isinstance(error, TimeoutError):
        return ConnectionTroubleError(tr("The server does not answer."))
    if isinstance(error, ConnectionRefusedError):
        return ConnectionTroubleError(tr("The server refuses connections."))
    if isinstance(error, http.client.RemoteDisconnected | ConnectionError):
        return ConnectionTroubleError(tr("The connection was lost."))
    if isinstance(error, OSError):
        return ConnectionTroubleError(tr("The network cannot be reached."))
    return ConnectionTroubleError(tr("The server's answer makes no sense."))
