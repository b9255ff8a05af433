"""Canaries: nothing secret or private comes through the log, wherever in a record it stands."""

import logging
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from wan22_desktop.core.log_entry import MAX_MESSAGE_CHARACTERS
from wan22_desktop.core.logs import LogHandler, LogRing, start_logging, stop_logging
from wan22_desktop.core.redaction import hide_secrets, name_hider, redactor
from wan22_desktop.core.request import GenerationRequest

CANARY = "Canary7Canary7Canary7Canary7Canary7"
SECRETS = (
    f"hf_{CANARY}",
    f"api_org_{CANARY}",
    f"Authorization: Bearer {CANARY}",
    f"{{'authorization': 'Bearer {CANARY}', 'range': 'bytes=0-'}}",
    f'{{\\"Authorization\\": \\"Basic {CANARY}\\"}}',
    f"('authorization', b'Bearer {CANARY}') authorization=b'Bearer {CANARY}'",
    f"(b'authorization', b'Basic {CANARY}')",
    f"bearer {CANARY}",
    f"https://ada:{CANARY}@example.org/x",
    f"http://{CANARY}@proxy:3128",
    f"socks5h://ada:pa@ss{CANARY}@127.0.0.1:1080/",
    f"https://cdn.example/x?Expires=1&Signature={CANARY}&Key-Pair-Id={CANARY}&Policy={CANARY}",
    f"https://s3.example/x?X-Amz-Credential={CANARY}%2Fa&X-Amz-Signature={CANARY}&x-id=GetObject",
    f"HF_TOKEN={CANARY}",
    f'"access_token": "{CANARY}"',
    f"HTTPS_PROXY_PASSWORD='{CANARY}'",
    f"api-key: {CANARY} and my_secret = {CANARY}".replace("api-key", "api_key"),
)
HARMLESS = (
    "hf_transfer and hf_hub_download are libraries",
    "https://huggingface.co/Wan-AI/Wan2.2-TI2V-5B-Diffusers/resolve/main/config.json",
    "the tokenizer has 256384 tokens",
    "mail ada@example.org",
    "job 0123456789ab: queued, then rendering",
    "read https://example.org/a?page=2 in 3 s",
    "the bearer of news",
)


@pytest.mark.parametrize("text", SECRETS)
def test_secrets_are_hidden(text: str) -> None:
    for form in (text, f"x {text} y", repr({"text": text}), text.replace(": ", ":")):
        hidden = hide_secrets(form)
        assert CANARY not in hidden
        assert "<hidden>" in hidden


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text: str) -> None:
    assert hide_secrets(text) == text


def test_without_the_redactor_the_canaries_sing() -> None:
    ring = LogRing()
    log = logging.Logger("wan22.downloads")  # noqa: LOG001 - one that no other handler hears
    log.addHandler(LogHandler(str, [ring.add]))
    for text in SECRETS:
        log.warning("failed with %s", text, exc_info=OSError(text))
    for entry in ring.after(0)[1]:
        assert CANARY in entry.message
        assert CANARY in entry.details


@pytest.mark.parametrize(
    "place", ["message", "argument", "exception", "cause", "end of a long one"]
)
def test_no_canary_reaches_the_files_or_the_ring(tmp_path: Path, place: str) -> None:
    ring = start_logging(tmp_path / "logs", home=Path("/home/ada"))
    log = logging.getLogger("wan22.downloads")
    level = logging.getLogger().level
    try:
        for text in SECRETS:
            match place:
                case "message":
                    log.warning(text.replace("%", "%%"))
                case "argument":
                    log.warning("it said %r", {"headers": text})
                case "exception":
                    log.warning("failed", exc_info=OSError(text))
                case "cause":
                    error = OSError("outer")
                    error.__cause__ = ValueError(text)
                    log.warning("failed", exc_info=error)
                case _:
                    log.warning("%s%s", "x " * MAX_MESSAGE_CHARACTERS * 5, text)
        texts = "".join(entry.to_json() + entry.as_text() for entry in ring.after(0)[1])
    finally:
        stop_logging()
        logging.getLogger().setLevel(level)
    written = (tmp_path / "logs" / "wan22.log").read_text()
    assert written.count("\n") == len(SECRETS)
    for text in (written, texts):
        assert CANARY not in text
        assert "Canary7" not in text


def test_a_refused_prompt_is_not_told(tmp_path: Path) -> None:
    prompt = "my very private wish"
    ring = start_logging(tmp_path)
    try:
        with pytest.raises(ValidationError) as caught:
            GenerationRequest.model_validate({"prompt": [prompt], "seed": prompt})
        assert prompt in str(caught.value), "that is what would be logged"
        logging.getLogger("wan22.queue").warning("a job: %s", caught.value, exc_info=caught.value)
        (entry,) = ring.after(0)[1]
    finally:
        stop_logging()
    assert prompt not in entry.to_json()
    assert "seed" in entry.message


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("/home/ada/x", "~/x"),
        ("at /home/ada", "at ~"),
        ("/home/adam/x", "/home/adam/x"),
        ("/media/ada/usb", "/media/<user>/usb"),
        ("canada and ada", "canada and ada"),
    ],
)
def test_names_in_paths_are_hidden(text: str, hidden: str) -> None:
    assert name_hider(Path("/home/ada"), "ada")(text) == hidden


def test_a_home_folder_that_is_the_root_hides_nothing() -> None:
    assert name_hider(Path("/"), "")("/usr/lib") == "/usr/lib"


@pytest.mark.parametrize(
    "piece",
    [
        "a.",
        "a-",
        "&a",
        "?token",
        "://",
        "input_value=",
        "password",
        "hf_",
        "bearer ",
        "x" * 99,
        "@/",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    redact = redactor(Path("/home/ada"))
    text = piece * (4 * MAX_MESSAGE_CHARACTERS // len(piece))
    started = time.perf_counter()
    redact(f"://?{text}")
    assert time.perf_counter() - started < 1.0
