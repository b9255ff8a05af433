"""What never reaches a log or a report: secrets, people's names and what they wrote."""

import os
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

HIDDEN = "<hidden>"

_QUOTE = r"[\\\"']{0,6}"
_WORD = r"(?:hf_token|hub_token|access_token|api_?key|password|secret)"
_SECRETS = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # A hub token has 34 letters and digits; the names of libraries are much shorter.
        (r"\b(hf_|api_org_)[a-z0-9]{16,}", rf"\1{HIDDEN}"),
        (rf"\b(authorization{_QUOTE}\s*[:=,]\s*b?{_QUOTE})(?:\w+\s+)?[^\s\"',;]+", rf"\1{HIDDEN}"),
        (r"\b(bearer\s+)[\w.~+/=-]{6,}", rf"\1{HIDDEN}"),
        (r"\b([a-z][a-z0-9+.-]{0,20}://)[^/\s?#]+@", rf"\1{HIDDEN}@"),
        # Signed addresses of storage hosts carry the right to fetch.
        (
            r"([?&](?:[\w-]*(?:token|signature|credential)|key-pair-id|policy|sig|api_?key)=)[^&\s\"'<>]+",
            rf"\1{HIDDEN}",
        ),
        (
            rf"(\b[\w-]{{0,40}}{_WORD}{_QUOTE}\s*[:=]\s*{_QUOTE})[^\s\"',;&<]+",
            rf"\1{HIDDEN}",
        ),
    )
)
"""Every repetition is bounded or ends at a sign, so that no text takes long."""

_SIGNS_OF_SECRETS = re.compile(
    r"hf_|api_org|authorization|bearer|://|[?&]\w|access_token|api_?key|password|secret",
    re.IGNORECASE,
)
"""One look that nearly every line passes without any of the others."""

_REJECTED_INPUT = re.compile(r"input_value=.{0,500}, input_type=")
"""What Pydantic quotes of a value that it refuses, a prompt for example."""


def hide_secrets(text: str) -> str:
    """The text without tokens, credentials and values that were refused."""
    if _SIGNS_OF_SECRETS.search(text) is not None:
        for pattern, replacement in _SECRETS:
            text = pattern.sub(replacement, text)
    if "input_value=" in text:
        text = _REJECTED_INPUT.sub(f"input_value={HIDDEN}, input_type=", text)
    return text


def name_hider(home: Path, user: str) -> Callable[[str], str]:
    """A function that takes the user's home folder and name out of paths in a text."""
    folders = {str(home), home.as_posix(), str(home).replace("\\", "\\\\")} - {"", "/", "."}
    flags = re.IGNORECASE if sys.platform == "win32" else 0
    patterns = [
        (re.compile(re.escape(folder) + r"(?![\w.-])", flags), "~")
        for folder in sorted(folders, key=len, reverse=True)
    ]
    if user:
        patterns.append((re.compile(rf"(?<=[\\/]){re.escape(user)}(?=[\\/]|$)", flags), "<user>"))

    def hide(text: str) -> str:
        for pattern, replacement in patterns:
            text = pattern.sub(replacement, text)
        return text

    return hide


def redactor(home: Path | None = None) -> Callable[[str], str]:
    """A function that hides names and secrets; `home` is this user's unless another is named."""
    return partial(_redact, name_hider(home or Path.home(), _user_name()))


def hide_names(text: str) -> str:
    """The text without secrets, and without this user's home folder and name in paths."""
    return redactor()(text)


def _redact(hide: Callable[[str], str], text: str) -> str:
    return hide_secrets(hide(text))


def _user_name() -> str:
    return os.environ.get("USERNAME") or os.environ.get("USER") or ""
