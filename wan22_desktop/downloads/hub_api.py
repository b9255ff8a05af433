"""Questions to the hub through huggingface_hub, under rules of our own.

The library waits without a limit where it is told to, retries where it cannot be stopped, reads
tokens and addresses from the environment, and follows a page's "next" link to any host with the
token in hand. It asks through our transport: one attempt, the configured origin only, answers of
limited size, and a stop that is seen at once.
"""

import logging
import os
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

from wan22_desktop import __version__
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.downloads.domain.control import TransferControl, TransferStopped
from wan22_desktop.downloads.domain.origin import RefusedAddressError, origin_of
from wan22_desktop.downloads.http import Answer, ConnectionTroubleError, HttpClient

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
            tr(
                "{endpoint!a} cannot be the hub: its address has to begin with https://.",
                endpoint=endpoint,
            ),
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
        client: HttpClient | None = None,
    ) -> None:
        self.endpoint = checked_endpoint(endpoint)
        self._token = token
        self._time_limit_s = time_limit_s
        self._patience_s = patience_s
        self._first_wait_s = first_wait_s
        self._control = TransferControl()
        self._client = HttpClient() if client is None else client

    def close(self) -> None:
        """Whatever is asked now or later ends at once; does not wait."""
        self._control.stop()
        self._client.close()

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
                raise HubNonsenseError(tr("a list of files without an end"))
            return found

        return self._retried(listed)

    def _retried(self, question: Callable[[Any], _Answer]) -> _Answer:
        give_up_at = time.monotonic() + self._patience_s
        wait_s = self._first_wait_s
        while True:
            try:
                return self._asked(question)
            except (HubStatusError, HubUnreachableError) as error:
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
            try:
                self._control.wait(pause_s)
            except TransferStopped as error:
                raise HubStoppedError from error
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)

    def _get(self, request: Any) -> Any:  # noqa: ANN401 - httpx2.Request and Response
        """One attempt; raises what questions raise."""
        import httpx2

        headers = {
            "User-Agent": USER_AGENT,
            "Accept": "application/json",
            # A compressed answer could grow without limit while it is unpacked.
            "Accept-Encoding": "identity",
        }
        if "authorization" in request.headers:
            headers["Authorization"] = request.headers["authorization"]
        deadline = time.monotonic() + self._time_limit_s
        try:
            answer = self._client.get(str(request.url), headers, self._control, self._time_limit_s)
            with closing(answer):
                if answer.status >= 400:
                    raise HubStatusError(
                        answer.status,
                        answer.headers.get("X-Error-Code", "")[:40],
                        _seconds(answer.headers.get("Retry-After", "")),
                    )
                content = _read(answer, deadline)
        except TransferStopped as error:
            raise HubStoppedError from error
        except ConnectionTroubleError as error:
            raise HubUnreachableError(str(error)) from error
        kept = {
            name: answer.headers[name]
            for name in ("Content-Type", "Location", "Link")
            if name in answer.headers
        }
        return httpx2.Response(answer.status, headers=kept, content=content, request=request)

    def _asked(self, question: Callable[[Any], _Answer]) -> _Answer:
        token = self._token()
        with _library_client(self.endpoint, self._get) as hub:
            import httpx2

            # `False`, not None: with None the library looks for a token in the user's home.
            api = hub.HfApi(endpoint=self.endpoint, token=token or False)
            nonsense = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
            try:
                return question(api)
            except (*nonsense, httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise HubNonsenseError(type(error).__name__) from error


@contextmanager
def _library_client(endpoint: str, ask: Callable[[Any], Any]) -> Iterator[Any]:
    """huggingface_hub, asking through our transport for as long as the block lasts."""
    with _ONE_AT_A_TIME:
        hub = _imported()
        from huggingface_hub import constants, utils
        from huggingface_hub.utils import _http

        before = (constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_TELEMETRY)
        loggers = [logging.getLogger(name) for name in ("huggingface_hub", "httpx2")]
        levels = [logger.level for logger in loggers]
        # Set here because the library may have been imported, with other settings, by others.
        constants.HF_HUB_OFFLINE = False
        constants.HF_HUB_DISABLE_TELEMETRY = True
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        hub.set_client_factory(lambda: _client(endpoint, ask))
        try:
            yield hub
        finally:
            utils.close_session()
            hub.set_client_factory(_http.default_client_factory)
            for logger, level in zip(loggers, levels, strict=True):
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


def _client(endpoint: str, ask: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """An `httpx2.Client` whose every request goes through `ask`, to the hub's origin only."""
    import httpx2

    origin = httpx2.URL(endpoint)

    def refuse_foreign(url: httpx2.URL) -> None:
        if (url.scheme, url.host, url.port) != (origin.scheme, origin.host, origin.port):
            raise HubNonsenseError(tr("a foreign address: {host!a}", host=url.host))

    class GuardedTransport(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            refuse_foreign(request.url)
            response: httpx2.Response = ask(request)
            if response.has_redirect_location:
                # Looked at here: the library would retry an address that makes no sense.
                try:
                    refuse_foreign(request.url.join(response.headers["location"]))
                except httpx2.InvalidURL as error:
                    raise HubNonsenseError(tr("a redirection to nowhere")) from error
            return response

    return httpx2.Client(
        transport=GuardedTransport(), follow_redirects=True, max_redirects=5, trust_env=False
    )


def _read(answer: Answer, deadline: float) -> bytes:
    """The whole body; a hub that trickles is as good as none."""
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise HubNonsenseError(tr("an answer with an encoding that was not asked for"))
    content, space = bytearray(), memoryview(bytearray(_READ_BYTES))
    while count := answer.read_into(space):
        content += space[:count]
        if len(content) > MAX_ANSWER_BYTES:
            raise HubNonsenseError(tr("an answer without an end"))
        if time.monotonic() > deadline:
            raise HubUnreachableError(tr("The answer takes too long."))
    return bytes(content)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _seconds(retry_after: str) -> float | None:
    """A `Retry-After` in seconds; one that names a date counts as none."""
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else None
