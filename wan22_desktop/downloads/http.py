"""HTTP for files: connections that can be stopped, and redirects that keep the token at home."""


class HttpClient:
    """Connections to the hosts that files come from, kept open for the next file; thread-safe."""

    def close(self) -> None:
        """Close every idle connection."""
