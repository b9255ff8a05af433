"""Connections to servers with certificates, through proxies, and to servers that say nothing."""

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from wan22_desktop.downloads.connection import ConnectionTroubleError
from wan22_desktop.downloads.domain.control import TransferControl, TransferStopped
from wan22_desktop.downloads.domain.origin import Origin, RefusedAddressError, origin_of
from wan22_desktop.downloads.http import HttpClient

CONTENT = bytes(range(256)) * 4096 * 3
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(CONTENT)


class Listener:
    """Takes connections on loopback and lets `attend` have each, on a thread of its own."""

    def __init__(self, attend: Callable[[socket.socket], None]) -> None:
        self._attend = attend
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._start(self._accept)

    def close(self) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                self._open.append(connection)
                self._start(lambda connection=connection: self._serve(connection))

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self._attend(connection)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work)
        self._threads.append(thread)
        thread.start()


Listen = Callable[[Callable[[socket.socket], None]], Listener]


@pytest.fixture
def listen() -> Iterator[Listen]:
    listeners: list[Listener] = []

    def make(attend: Callable[[socket.socket], None]) -> Listener:
        listeners.append(Listener(attend))
        return listeners[-1]

    yield make
    for listener in listeners:
        listener.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and its key in one file, for this computer and for hub.test."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    names = "subjectAltName=IP:127.0.0.1,DNS:hub.test"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "2", "-subj", "/CN=hub.test", "-addext", names, "-keyout", file, "-out",
         file.with_suffix(".crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes(file.read_bytes() + file.with_suffix(".crt").read_bytes())
    return file


def with_tls(
    certificate: Path, attend: Callable[[socket.socket], None]
) -> Callable[[socket.socket], None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def attend_safely(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as safe:
            attend(safe)

    return attend_safely


def trusting(certificate: Path) -> Callable[[], ssl.SSLContext]:
    return lambda: ssl.create_default_context(cafile=str(certificate.with_suffix(".crt")))


def serve(connection: socket.socket) -> None:
    while connection.recv(65536):
        connection.sendall(HEAD + CONTENT)


def stall(connection: socket.socket) -> None:
    """Half of the content, and then nothing."""
    connection.recv(65536)
    connection.sendall(HEAD + CONTENT[: len(CONTENT) // 2])
    connection.recv(1)


def read(
    client: HttpClient, url: str, control: TransferControl | None = None, stall_s: float = 5.0
) -> bytes:
    answer = client.get(url, {}, control or TransferControl(), stall_s)
    found = bytearray()
    space = memoryview(bytearray(1 << 20))
    try:
        while count := answer.read_into(space):
            found += space[:count]
    finally:
        answer.close()
        client.close()
    return bytes(found)


def test_content_comes_over_tls(listen: Listen, certificate: Path) -> None:
    server = listen(with_tls(certificate, serve))
    client = HttpClient(tls=trusting(certificate))
    assert read(client, f"https://127.0.0.1:{server.port}/file") == CONTENT


def test_a_certificate_that_the_system_does_not_trust_is_refused(
    listen: Listen, certificate: Path
) -> None:
    server = listen(with_tls(certificate, serve))
    with pytest.raises(ConnectionTroubleError, match="not trusted"):
        read(HttpClient(), f"https://127.0.0.1:{server.port}/file")


def test_a_certificate_for_another_name_is_refused(listen: Listen, certificate: Path) -> None:
    server = listen(with_tls(certificate, serve))
    with pytest.raises(ConnectionTroubleError, match="not trusted"):
        read(HttpClient(tls=trusting(certificate)), f"https://localhost:{server.port}/file")


def test_a_stall_within_tls_is_seen(listen: Listen, certificate: Path) -> None:
    server = listen(with_tls(certificate, stall))
    client = HttpClient(tls=trusting(certificate))
    with pytest.raises(ConnectionTroubleError, match="Nothing has come"):
        read(client, f"https://127.0.0.1:{server.port}/file", stall_s=0.5)


@pytest.mark.parametrize("when", ["handshake", "content"])
def test_a_stop_within_tls_is_seen_at_once(listen: Listen, certificate: Path, when: str) -> None:
    attend = with_tls(certificate, stall) if when == "content" else silent
    server = listen(attend)
    control = TransferControl()
    timer = threading.Timer(0.4, control.stop)
    timer.start()
    began_s = time.monotonic()
    with pytest.raises(TransferStopped):
        read(
            HttpClient(tls=trusting(certificate)), f"https://127.0.0.1:{server.port}/file", control
        )
    assert time.monotonic() - began_s < 0.7
    timer.join()


def silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def test_a_proxy_of_the_system_is_used(listen: Listen, certificate: Path) -> None:
    server = listen(with_tls(certificate, serve))
    asked: list[str] = []

    def forward(client: socket.socket) -> None:
        asked.append(client.recv(65536).decode())
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", server.port)) as there:
            back = threading.Thread(target=lambda: pump(there, client))
            back.start()
            pump(client, there)
            back.join()

    proxy = listen(forward)
    proxies = {"https": f"http://user:p%40ss@127.0.0.1:{proxy.port}"}
    client = HttpClient(tls=trusting(certificate), proxies=lambda: proxies)
    assert read(client, "https://hub.test/file") == CONTENT
    assert asked[0].startswith("CONNECT hub.test:443 ")
    assert re.search("Proxy-Authorization: Basic dXNlcjpwQHNz", asked[0])


def pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while content := source.recv(65536):
            sink.sendall(content)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def test_a_proxy_of_another_kind_is_said() -> None:
    client = HttpClient(proxies=lambda: {"all": "socks5://127.0.0.1:9"})
    with pytest.raises(ConnectionTroubleError, match="proxy"):
        read(client, "https://hub.test/file")


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(listen: Listen) -> None:
    served: list[int] = []

    def once(connection: socket.socket) -> None:
        connection.recv(65536)
        served.append(1)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    server = listen(once)
    client = HttpClient()
    for _ in range(3):
        answer = client.get(f"http://127.0.0.1:{server.port}/", {}, TransferControl(), 5.0)
        assert answer.read_into(memoryview(bytearray(9))) == 2
        answer.close()
        time.sleep(0.05)
    client.close()
    assert len(served) == 3


def test_nobody_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConnectionTroubleError, match="refuses"):
        read(HttpClient(), f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x", "ftp://127.0.0.1/x", "ftp://127.0.0.1:80/x", "file:///etc/passwd",
        "https://", "//x", "", "http://[::bad/", "https://x:99999/", "http://127.0.0.1.example/x",
    ],
)  # fmt: skip
def test_only_https_and_this_computer_are_asked(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        origin_of(url)


@pytest.mark.parametrize(
    ("url", "gets_it"),
    [
        ("https://hub.example/a", True), ("https://hub.example:443/a", True),
        ("https://HUB.example/a", True), ("https://hub.example:8443/a", False),
        ("https://cdn.hub.example/a", False), ("https://hub.example.evil.org/a", False),
        ("https://hub.example@evil.org/a", False), ("http://127.0.0.1:443/a", False),
    ],
)  # fmt: skip
def test_the_token_goes_to_the_hubs_own_origin(url: str, *, gets_it: bool) -> None:
    token = Origin("https://hub.example/base", "secret").token_for(url)
    assert (token == "secret") is gets_it  # noqa: S105
