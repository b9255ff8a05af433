"""Identifiers."""

import re
import secrets

_JOB_ID = re.compile(r"[0-9a-f]{12}")


def new_job_id() -> str:
    """Twelve hexadecimal digits, random: safe as a file name and short enough to type."""
    return secrets.token_hex(6)


def is_job_id(text: str) -> bool:
    """Whether `text` has the form of a job id."""
    return _JOB_ID.fullmatch(text) is not None
