"""Questions to the hub through huggingface_hub, under rules of our own.

The library waits without a limit where it is told to, retries where it cannot be stopped, reads
tokens and addresses from the environment, and follows a page's "next" link to any host with the
token in hand. It asks through our transport: one attempt, the configured origin only, answers of
limited size, and a stop that is seen at once.
"""

import logging
import os
import random
import socket
import ssl
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

from wan22_desktop import __version__
from wan22_desktop.core.errors import UserError
from wan22_desktop.downloads.domain.origin import RefusedAddressError, origin_of

MAX_ANSWER_BYTES = 32 * 1024**2
"""A page of the tree has at most 1000 entries of a few hundred bytes."""
MAX_ENTRIES = 20_000
USER_AGENT = f"wan22-desktop/{__version__}"
_READ_BYTES = 64 * 1024
_RETRIED = {408, 429, 500, 502, 503, 504}
_LONGEST_WAIT_S = 10.0
_ENVIRONMENT_OF_THE_LIBRARY = ("HF_", "HUGGING", "TRANSFORMERS_OFFLINE")

_ONE_AT_A_TIME = threading.Lock()
"""The library has one client per process."""

_log = logging.getLogger("wan22.downloads")

_Answer = TypeVar("_Answer")


class HubStatusError(Exception):
    """The hub answered with an error."""

    def __init__(self, status: int, code: str, retry_after_s: float | None = None) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status
        self.code = code
        """The hub's own word for it, such as `GatedRepo`; may be empty."""
        self.retry_after_s = retry_after_s


class HubUnreachableError(Exception):
    """No answer: no network, no such host, no trust in its certificate, or too slow."""


class HubNonsenseError(Exception):
    """An answer that is none of the hub's: a captive portal's page, or a foreign address."""


class HubStoppedError(Exception):
    """`close` was called."""


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a repository, as the hub says; nothing of it has been checked."""

    path: str
    size_bytes: int
    sha256: str | None
    git_sha1: str


def checked_endpoint(endpoint: str) -> str:
    """`endpoint` without a slash at its end; raises UserError if a token is not safe there."""
    try:
        origin_of(endpoint)
        parts = urlsplit(endpoint)
        is_safe = not (parts.username or parts.query or parts.fragment)
    except RefusedAddressError:
        is_safe = False
    if not is_safe:
        raise UserError(
            f"{endpoint!a} cannot be the hub: its address has to begin with https://.",
            field="downloads.endpoint",
        )
    return endpoint.rstrip("/")


class HubApi:
    """Asks one hub; safe on any thread.

    Every question may raise HubStatusError, HubUnreachableError, HubNonsenseError and, after
    `close`, HubStoppedError. Trouble that passes is retried for `patience_s` seconds.
    """

    def __init__(
        self,
        endpoint: str,
        token: Callable[[], str | None],
        *,
        time_limit_s: float = 20.0,
        patience_s: float = 60.0,
        first_wait_s: float = 0.5,
    ) -> None:
        self.endpoint = checked_endpoint(endpoint)
        self._token = token
        self._time_limit_s = time_limit_s
        self._patience_s = patience_s
        self._first_wait_s = first_wait_s
        self._stopped = threading.Event()
        self._live = _LiveSockets()

    def close(self) -> None:
        """Whatever is asked now or later ends at once; does not wait."""
        self._stopped.set()
        self._live.shut_down()

    def commit(self, repository: str, revision: str) -> str:
        """The commit that a branch, tag or commit stands for: 40 hex digits."""
        return self._retried(
            lambda api: str(api.model_info(repository, revision=revision).sha).lower()
        )

    def tree(self, repository: str, commit: str) -> list[TreeFile]:
        """Every file at a commit."""

        def listed(api: Any) -> list[TreeFile]:  # noqa: ANN401 - the library's own class
            entries = api.list_repo_tree(repository, recursive=True, revision=commit)
            found = [
                TreeFile(
                    path=_text(entry.path),
                    size_bytes=entry.lfs.size if entry.lfs else entry.size,
                    sha256=entry.lfs.sha256 if entry.lfs else None,
                    git_sha1=entry.blob_id,
                )
                for entry in islice(entries, MAX_ENTRIES + 1)
                if hasattr(entry, "blob_id")
            ]
            if len(found) > MAX_ENTRIES:
                raise HubNonsenseError("a list of files without an end")
            return found

        return self._retried(listed)

    def _retried(self, question: Callable[[Any], _Answer]) -> _Answer:
        give_up_at = time.monotonic() + self._patience_s
        wait_s = self._first_wait_s
        while True:
            if self._stopped.is_set():
                raise HubStoppedError
            try:
                return self._asked(question)
            except (HubStatusError, HubUnreachableError) as error:
                if self._stopped.is_set():
                    raise HubStoppedError from error
                asked_for_s = 0.0
                if isinstance(error, HubStatusError):
                    if error.status not in _RETRIED:
                        raise
                    asked_for_s = error.retry_after_s or 0.0
                # Full jitter: many apps that lost the hub together do not come back together.
                pause_s = max(asked_for_s, random.uniform(0, wait_s))  # noqa: S311 - no secret
                if time.monotonic() + pause_s > give_up_at:
                    raise
                _log.info("the hub is asked again in %.1f s: %s", pause_s, error)
                self._stopped.wait(pause_s)
                wait_s = min(2 * wait_s, _LONGEST_WAIT_S)

    def _asked(self, question: Callable[[Any], _Answer]) -> _Answer:
        token = self._token()
        with _library_client(self.endpoint, self._live, self._time_limit_s) as hub:
            import httpx2

            # `False`, not None: with None the library looks for a token in the user's home.
            api = hub.HfApi(endpoint=self.endpoint, token=token or False)
            nonsense = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
            try:
                return question(api)
            except (*nonsense, httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise HubNonsenseError(type(error).__name__) from error


class _LiveSockets:
    """What questions wait on, so that another thread can end the waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._is_shut = False

    def note(self, name: str, details: dict[str, Any]) -> None:
        """Given to the HTTP library as its trace: sees each connection when it is there."""
        if name not in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            return
        connected = details["return_value"].get_extra_info("socket")
        if isinstance(connected, socket.socket):
            with self._lock:
                self._sockets = {known for known in self._sockets if known.fileno() >= 0}
                self._sockets.add(connected)
                is_shut = self._is_shut
            if is_shut:
                self.shut_down()

    def shut_down(self) -> None:
        with self._lock:
            self._is_shut = True
            for connected in self._sockets:
                try:
                    connected.shutdown(socket.SHUT_RDWR)
                except OSError:  # it has ended by itself
                    continue


@contextmanager
def _library_client(endpoint: str, live: _LiveSockets, time_limit_s: float) -> Iterator[Any]:
    """huggingface_hub, asking through our transport for as long as the block lasts."""
    with _ONE_AT_A_TIME:
        hub = _imported()
        from huggingface_hub import constants, utils
        from huggingface_hub.utils import _http

        before = (constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_TELEMETRY)
        logger = logging.getLogger("huggingface_hub")
        level = logger.level
        # Set here because the library may have been imported, with other settings, by others.
        constants.HF_HUB_OFFLINE = False
        constants.HF_HUB_DISABLE_TELEMETRY = True
        logger.setLevel(logging.ERROR)
        hub.set_client_factory(lambda: _client(endpoint, live, time_limit_s))
        try:
            yield hub
        finally:
            utils.close_session()
            hub.set_client_factory(_http.default_client_factory)
            logger.setLevel(level)
            constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_TELEMETRY = before


def _imported() -> Any:  # noqa: ANN401 - a module
    """huggingface_hub, imported as if the environment said nothing of it: it reads that once."""
    if "huggingface_hub" in sys.modules:
        import huggingface_hub

        return huggingface_hub
    names = [name for name in os.environ if name.startswith(_ENVIRONMENT_OF_THE_LIBRARY)]
    hidden = {name: os.environ.pop(name) for name in names}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import huggingface_hub

            _ = huggingface_hub.HfApi  # imported when first named
    finally:
        os.environ.update(hidden)
    return huggingface_hub


def _client(endpoint: str, live: _LiveSockets, time_limit_s: float) -> Any:  # noqa: ANN401
    """An `httpx2.Client` that makes one attempt and keeps to the hub's origin."""
    import httpx2

    origin = httpx2.URL(endpoint)
    plain = origin.scheme == "http"
    inner = httpx2.HTTPTransport(
        verify=False if plain else ssl.create_default_context(), trust_env=False
    )

    def refuse_foreign(url: httpx2.URL) -> None:
        if (url.scheme, url.host, url.port) != (origin.scheme, origin.host, origin.port):
            raise HubNonsenseError(f"a foreign address: {url.host!a}")

    class GuardedTransport(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            refuse_foreign(request.url)
            request.headers["user-agent"] = USER_AGENT
            # A compressed answer could grow without limit while it is unpacked.
            request.headers["accept-encoding"] = "identity"
            for name in ("connect", "read", "write", "pool"):
                request.extensions.setdefault("timeout", {})[name] = min(10.0, time_limit_s)
            request.extensions["trace"] = live.note
            try:
                answer = inner.handle_request(request)
                try:
                    content = _read(answer, time.monotonic() + time_limit_s)
                finally:
                    answer.close()
            except httpx2.TransportError as error:
                raise HubUnreachableError(_reason(error)) from error
            if answer.status_code >= 400:
                raise HubStatusError(
                    answer.status_code,
                    answer.headers.get("x-error-code", "")[:40],
                    _seconds(answer.headers.get("retry-after", "")),
                )
            if answer.has_redirect_location:
                # Looked at here: the library would retry an address that makes no sense.
                try:
                    refuse_foreign(request.url.join(answer.headers["location"]))
                except httpx2.InvalidURL as error:
                    raise HubNonsenseError("a redirection to nowhere") from error
            headers = [
                (name, value)
                for name, value in answer.headers.multi_items()
                if name in ("content-type", "location", "link")
            ]
            return httpx2.Response(
                answer.status_code, headers=headers, content=content, request=request
            )

        def close(self) -> None:
            inner.close()

    return httpx2.Client(
        transport=GuardedTransport(), follow_redirects=True, max_redirects=5, trust_env=False
    )


def _read(answer: Any, deadline: float) -> bytes:  # noqa: ANN401 - httpx2.Response
    """The whole body; a hub that trickles is as good as none."""
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise HubNonsenseError("an answer with an encoding that was not asked for")
    content = bytearray()
    for chunk in answer.iter_raw(_READ_BYTES):
        content += chunk
        if len(content) > MAX_ANSWER_BYTES:
            raise HubNonsenseError("an answer without an end")
        if time.monotonic() > deadline:
            raise HubUnreachableError("the answer takes too long")
    return bytes(content)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _reason(error: Exception) -> str:
    """What went wrong, in a few words for people."""
    text = str(error).lower()
    if "certificate" in text or "ssl" in text:
        return "its certificate is not trusted"
    if ("name" in text and ("resol" in text or "known" in text)) or "getaddrinfo" in text:
        return "its name cannot be found"
    if "timeout" in type(error).__name__.lower() or "timed out" in text:
        return "it does not answer in time"
    if "refused" in text:
        return "it refuses the connection"
    return "the connection breaks"


def _seconds(retry_after: str) -> float | None:
    """A `Retry-After` in seconds; one that names a date counts as none."""
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else None
