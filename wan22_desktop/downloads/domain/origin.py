"""Which addresses may be asked for a file, and which of them may see the hub's token."""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urlsplit

from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.core.texts import tr

_PORTS = {"http": 80, "https": 443}


class RefusedAddressError(ValueError):
    """An address that is not asked: neither https nor this computer itself."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The hub that the user has chosen, as it is set: nothing of the environment counts."""

    endpoint: str
    """Such as `https://huggingface.co`; may have a path."""
    token: str | None = field(default=None, repr=False)

    def resolve_url(self, file: ManifestFile) -> str:
        """Where the hub answers with the file's content or with where it lies."""
        path = f"{quote(file.repository)}/resolve/{file.commit}/{quote(file.source_path)}"
        return f"{self.endpoint.rstrip('/')}/{path}"

    def token_for(self, url: str) -> str | None:
        """The token if `url` is on the hub's own scheme, host and port."""
        return self.token if origin_of(url) == origin_of(self.endpoint) else None


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address that may be asked; raises RefusedAddressError."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise RefusedAddressError(tr("{url!a} is no address", url=url)) from error
    host = parts.hostname or ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not host or not is_safe:
        raise RefusedAddressError(
            tr("{address!a} is not asked: it is not https", address=_shown(parts))
        )
    return parts.scheme, host, port


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this computer itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(parts: SplitResult) -> str:
    """Without user name and query: those may be secrets."""
    return f"{parts.scheme}://{parts.hostname}"
