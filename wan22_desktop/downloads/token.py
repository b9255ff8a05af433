"""The hub's access token, in the operating system's credential store and nowhere else."""

import logging
import re
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar, cast
from urllib.parse import urlsplit

from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.texts import tr

SERVICE = "WAN2.2 Desktop hub"
"""Under this name the credential store lists the tokens; the account is the hub's address."""

MAX_CHARACTERS = 512

_SYSTEM_STORES = {
    "keyring.backends.Windows",
    "keyring.backends.macOS",
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
}
"""Others that may be installed keep passwords in plain files."""

_log = logging.getLogger("wan22.downloads")

_Answer = TypeVar("_Answer")


class CredentialStore(Protocol):
    """What is used of a `keyring` backend; every method may raise anything, or hang."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


def system_store() -> CredentialStore | None:
    """The operating system's own store; None on a machine without one.

    What the environment or a configuration file names instead is not used.
    """
    from keyring import backend

    stores = [
        store
        for store in backend.get_all_keyring()
        if type(store).__module__.startswith(tuple(_SYSTEM_STORES))
    ]
    best = max(stores, key=lambda store: store.priority, default=None)
    return cast("CredentialStore | None", best)  # keyring's own types are untyped wrappers


class TokenStore:
    """One token per hub.

    A store that waits for the user to unlock it, or that hangs, is given `time_limit_s` seconds;
    while it hangs it is not asked again.
    """

    def __init__(
        self,
        find_store: Callable[[], CredentialStore | None] = system_store,
        *,
        time_limit_s: float = 5.0,
    ) -> None:
        self._find_store = find_store
        self._time_limit_s = time_limit_s
        self._one_at_a_time = threading.Lock()
        self._hanging: threading.Thread | None = None

    def read(self, endpoint: str) -> str | None:
        """None if none is kept, or if the store cannot be asked: then the hub sees a stranger."""
        try:
            token = self._ask(lambda store: store.get_password(SERVICE, _account(endpoint)))
        except _NoAnswerError as reason:
            _log.info("the hub's token was not read: %s", reason)
            return None
        return token if token is not None and _is_token(token) else None

    def save(self, endpoint: str, token: str) -> None:
        """Keep `token`; raises UserError, and then nothing has changed."""
        token = token.strip()
        if not _is_token(token):
            raise UserError(
                tr(
                    "That is no access token: it has letters and digits only. Copy it from the "
                    "settings page of your account at the hub."
                ),
                field="token",
            )
        try:
            self._ask(lambda store: store.set_password(SERVICE, _account(endpoint), token))
        except _NoAnswerError as reason:
            raise _not_kept(reason) from reason

    def remove(self, endpoint: str) -> None:
        """Forget the hub's token if there is one; raises UserError if that fails."""

        def removed(store: CredentialStore) -> None:
            if store.get_password(SERVICE, _account(endpoint)) is not None:
                store.delete_password(SERVICE, _account(endpoint))

        try:
            self._ask(removed)
        except _NoAnswerError as reason:
            raise _not_kept(reason) from reason

    def _ask(self, question: Callable[[CredentialStore], _Answer]) -> _Answer:
        answers: list[_Answer] = []
        reasons = [tr("the operating system's credential store does not answer")]

        def ask() -> None:
            try:
                store = self._find_store()
                if store is None:
                    reasons[0] = tr("this machine has no credential store")
                else:
                    answers.append(question(store))
            except Exception as error:  # noqa: BLE001 - each system's store has errors of its own
                # Never its text: some stores repeat what they were given.
                reasons[0] = tr("the credential store refused ({name})", name=type(error).__name__)

        with self._one_at_a_time:
            if self._hanging is not None and self._hanging.is_alive():
                raise _NoAnswerError(reasons[0])
            self._hanging = thread = threading.Thread(target=ask, name="token-store", daemon=True)
            thread.start()
            thread.join(self._time_limit_s)
            if not answers:
                raise _NoAnswerError(reasons[0])
            return answers[0]


class _NoAnswerError(Exception):
    """Says why, in a few words."""


def _account(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _is_token(text: str) -> bool:
    """Whether it can be sent in a header."""
    return re.fullmatch(rf"[!-~]{{1,{MAX_CHARACTERS}}}", text) is not None


def _not_kept(reason: Exception) -> UserError:
    return UserError(
        tr(
            "The token was not changed: {reason}. It is never kept in a plain file; models that "
            "need no licence can be installed without it.",
            reason=reason,
        ),
        category=ErrorCategory.NETWORK,
        field="token",
        safe=tr("Nothing was stored."),
    )
