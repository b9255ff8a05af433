"""Where a file's content comes from: the hub, or where the hub sends us for it.

Every question begins at the hub, so an address that has expired is simply resolved again.
"""

import email.utils
import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath
from urllib.parse import urljoin

from wan22_desktop import __version__
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.texts import tr
from wan22_desktop.downloads.domain.control import TransferControl
from wan22_desktop.downloads.domain.journal import Validator
from wan22_desktop.downloads.domain.origin import Origin, origin_of
from wan22_desktop.downloads.http import Answer, HttpClient

_MAX_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_PASSING = {408, 421, 425, 429}
"""Refusals of a moment; those of 500 and above are, too."""
_CONTENT_RANGE = re.compile(r"bytes (\d{1,19})-(\d{1,19})/(\d{1,19})")
_SAFE = tr("What has arrived is kept.")


class SourceTroubleError(Exception):
    """No content just now; the text says why, for people. Another try may do."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class OtherContentError(SourceTroubleError):
    """The server's content is not the one that was begun: what is there cannot be continued."""


@dataclass(frozen=True, slots=True)
class Content:
    """A part of the file, about to arrive."""

    answer: Answer
    start: int
    """0 if the server sends the whole file, whatever was asked for."""
    validator: Validator | None


class Source:
    """Asks for parts of one file."""

    def __init__(
        self, file: ManifestFile, origin: Origin, client: HttpClient, stall_s: float
    ) -> None:
        self._file = file
        self._origin = origin
        self._client = client
        self._stall_s = stall_s

    def open(
        self, start: int, end: int, validator: Validator | None, control: TransferControl
    ) -> Content:
        """The content from `start` to `end` (exclusive); `validator` is of what precedes it.

        Raises TransferStopped, SourceTroubleError, ConnectionTroubleError, and UserError for
        what only the user can change.
        """
        url = self._origin.resolve_url(self._file)
        for _ in range(_MAX_REDIRECTS + 1):
            headers = self._headers(url, start, end, validator)
            answer = self._client.get(url, headers, control, self._stall_s)
            try:
                self._compare_with_manifest(answer)
                if answer.status not in _REDIRECTS:
                    return self._content(answer, start, end, validator)
                url = self._next_url(answer)
            except BaseException:
                answer.close()
                raise
            answer.close()
        raise SourceTroubleError(tr("The server sends us in circles."))

    def _headers(
        self, url: str, start: int, end: int, validator: Validator | None
    ) -> dict[str, str]:
        headers = {
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "User-Agent": f"wan22-desktop/{__version__}",
        }
        if (start, end) != (0, self._file.size_bytes):
            headers["Range"] = f"bytes={start}-{end - 1}"
            if validator is not None and validator.is_strong and validator.host == _host(url):
                headers["If-Range"] = validator.etag
        token = self._origin.token_for(url)
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return headers

    def _next_url(self, answer: Answer) -> str:
        """Where a redirect leads; raises SourceTroubleError if that is not asked."""
        try:
            url = urljoin(answer.url, answer.headers.get("Location", ""))
            scheme = origin_of(url)[0]
        except ValueError as error:
            raise SourceTroubleError(
                tr("The network leads to an address that is not safe.")
            ) from error
        if scheme == "http" and origin_of(self._origin.endpoint)[0] != "http":
            raise SourceTroubleError(tr("The network leads away from the safe connection."))
        return url

    def _is_of_hub(self, url: str) -> bool:
        return origin_of(url) == origin_of(self._origin.endpoint)

    def _compare_with_manifest(self, answer: Answer) -> None:
        """The hub itself says the digest of large files, also where it sends us elsewhere."""
        linked = answer.headers.get("X-Linked-Etag", "").removeprefix("W/").strip('"').lower()
        is_digest = len(linked) == 64 and self._is_of_hub(answer.url)
        if is_digest and self._file.sha256 not in (None, linked):
            raise UserError(
                tr(
                    "{path} was changed on the hub since its list of files was made. Look for an "
                    "update and install that.",
                    path=self._file.path,
                ),
                category=ErrorCategory.MODEL,
                safe=_SAFE,
                recoveries=(Recovery.REINSTALL_MODEL,),
            )

    def _content(
        self, answer: Answer, start: int, end: int, validator: Validator | None
    ) -> Content:
        status, headers = answer.status, answer.headers
        if status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            raise self._refusal(answer)
        kind = headers.get_content_type() if "Content-Type" in headers else ""
        is_page = PurePosixPath(self._file.path).suffix in (".html", ".htm")
        if kind in ("text/html", "application/xhtml+xml") and not is_page:
            raise SourceTroubleError(
                tr(
                    "A web page comes in place of the file: the network may ask you to sign in "
                    "first."
                )
            )
        if headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            raise SourceTroubleError(
                tr("The server sends the file packed, which was not asked for.")
            )
        etag = headers.get("ETag")
        host = _host(answer.url)
        found = Validator(host=host, etag=etag) if etag and _is_plain(etag) else None
        if status == HTTPStatus.OK:
            self._compare_size(answer.length_bytes)
            return Content(answer, 0, found)
        self._compare_range(answer, start, end)
        is_same_host = validator is not None and validator.host == host
        if start > 0 and is_same_host and found not in (None, validator):
            raise OtherContentError(tr("The file has changed on the server."))
        return Content(answer, start, found or validator)

    def _compare_size(self, size_bytes: int | None) -> None:
        if size_bytes is not None and size_bytes != self._file.size_bytes:
            raise SourceTroubleError(
                tr(
                    "The server offers {offered} bytes where {right} are right.",
                    offered=size_bytes,
                    right=self._file.size_bytes,
                )
            )

    def _compare_range(self, answer: Answer, start: int, end: int) -> None:
        match = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
        if match is None:
            raise SourceTroubleError(tr("The server does not say which part it sends."))
        first, last, total = map(int, match.groups())
        self._compare_size(total)
        length = last + 1 - first
        if first != start or not first <= last < end or answer.length_bytes not in (None, length):
            raise SourceTroubleError(tr("The server sends another part than was asked for."))

    def _refusal(self, answer: Answer) -> Exception:
        """What an error of the server means."""
        status, name = answer.status, self._file.path
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return SourceTroubleError(tr("The server says that the file ends before this part."))
        if status in _PASSING or status >= 500:
            retry_after_s = _retry_after_s(answer.headers.get("Retry-After"))
            if status == HTTPStatus.TOO_MANY_REQUESTS:
                return SourceTroubleError(tr("The server asks for patience."), retry_after_s)
            return SourceTroubleError(
                tr("The server has trouble ({status}).", status=status), retry_after_s
            )
        if not self._is_of_hub(answer.url):
            return SourceTroubleError(
                tr("The address of the file has expired ({status}).", status=status)
            )
        repository = self._file.repository
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return UserError(
                tr(
                    "The hub does not give out {repository}: accept its terms on its web page, and "
                    "check the access token in the settings.",
                    repository=repository,
                ),
                category=ErrorCategory.NETWORK,
                safe=_SAFE,
                recoveries=(Recovery.SIGN_IN, Recovery.RETRY),
            )
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return UserError(
                tr(
                    "{name} is no longer in {repository}. Look for an update and install that.",
                    name=name,
                    repository=repository,
                ),
                category=ErrorCategory.MODEL,
                safe=_SAFE,
                recoveries=(Recovery.REINSTALL_MODEL,),
            )
        return UserError(
            tr("The hub refuses {name} ({status}).", name=name, status=status),
            category=ErrorCategory.NETWORK,
            safe=_SAFE,
            recoveries=(Recovery.RETRY, Recovery.CHECK_NETWORK),
        )


def _host(url: str) -> str:
    scheme, host, port = origin_of(url)
    return f"{scheme}://{host}:{port}"


def _is_plain(etag: str) -> bool:
    return len(etag) <= 300 and etag.isascii() and etag.isprintable()


def _retry_after_s(value: str | None) -> float | None:
    """Seconds, or a date; None if it says nothing of use."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        then = email.utils.parsedate_to_datetime(value)
        return max(0.0, then.timestamp() - time.time())
    except (ValueError, TypeError, OverflowError, OSError):
        return None
