"""The hub's token goes into a credential store, and nowhere if there is none."""

import threading
import time
from pathlib import Path

import pytest

from wan22_desktop.core.errors import UserError
from wan22_desktop.downloads.token import TokenStore, system_store

HUB = "https://huggingface.co"
TOKEN = "hf_" + "x" * 34


class Vault:
    """A credential store in memory; `answers` set to an event, it hangs until that is set."""

    def __init__(
        self, answers: threading.Event | None = None, error: Exception | None = None
    ) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0
        self._answers = answers
        self._error = error

    def _arrive(self) -> None:
        self.asked += 1
        if self._answers is not None:
            self._answers.wait(20.0)
        if self._error is not None:
            raise self._error

    def get_password(self, service: str, username: str) -> str | None:
        self._arrive()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._arrive()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def test_each_hub_has_its_own_token() -> None:
    vault = Vault()
    store = TokenStore(lambda: vault)
    store.save(HUB, f" {TOKEN}\n")
    assert store.read(HUB + "/") == TOKEN
    assert store.read("https://HuggingFace.co/path") == TOKEN
    assert store.read("http://127.0.0.1:8000") is None
    store.remove(HUB)
    store.remove(HUB)
    assert store.read(HUB) is None


@pytest.mark.parametrize("text", ["", "  ", "a b", "a\nb", "tök", "x" * 600, "a\r\nHost: evil"])
def test_what_is_no_token_is_not_kept(text: str) -> None:
    vault = Vault()
    with pytest.raises(UserError, match="no access token"):
        TokenStore(lambda: vault).save(HUB, text)
    assert vault.kept == {}


def test_a_kept_token_that_cannot_be_sent_counts_as_none() -> None:
    vault = Vault()
    store = TokenStore(lambda: vault)
    store.save(HUB, TOKEN)
    vault.kept = dict.fromkeys(vault.kept, "a\r\nHost: evil")
    assert store.read(HUB) is None


def test_without_a_store_nothing_is_written_anywhere(tmp_path: Path) -> None:
    store = TokenStore(lambda: None)
    assert store.read(HUB) is None
    with pytest.raises(UserError, match="no credential store") as refused:
        store.save(HUB, TOKEN)
    assert TOKEN not in refused.value.message
    assert list(tmp_path.iterdir()) == []


def test_what_the_store_says_of_the_token_is_not_repeated() -> None:
    vault = Vault(error=RuntimeError(f"cannot keep {TOKEN}"))
    with pytest.raises(UserError) as refused:
        TokenStore(lambda: vault).save(HUB, TOKEN)
    assert TOKEN not in refused.value.message


def test_a_store_that_hangs_is_given_up_and_not_asked_again() -> None:
    answers = threading.Event()
    vault = Vault(answers)
    store = TokenStore(lambda: vault, time_limit_s=0.1)
    started = time.monotonic()
    assert store.read(HUB) is None
    assert store.read(HUB) is None
    with pytest.raises(UserError, match="does not answer"):
        store.save(HUB, TOKEN)
    assert time.monotonic() - started < 0.5
    assert vault.asked == 1
    answers.set()
    while store.read(HUB) is None and vault.asked < 2:  # it answers again
        time.sleep(0.01)
    store.save(HUB, TOKEN)
    assert store.read(HUB) == TOKEN


def test_no_store_that_keeps_plain_files_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    found = system_store()
    names = ("Windows", "macOS", "SecretService", "libsecret", "kwallet")
    assert found is None or any(name in type(found).__module__ for name in names)
