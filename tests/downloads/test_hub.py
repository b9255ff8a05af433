"""Manifests from a hub, and what a hub that lies, fails or is not there gives instead."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes import hub_faults
from fakes.hub_server import Fault, HubServer
from wan22_desktop.core.catalog import CatalogPackage, Layout, Source
from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.wan import Variant
from wan22_desktop.downloads.hub import HubClient
from wan22_desktop.downloads.hub_api import checked_endpoint

REPOSITORY = "someone/model"
TOKEN = "hf_" + "a" * 34
FILES = {
    "model_index.json": b"{}",
    "vae/config.json": b'{"a": 1}',
    "vae/diffusion_pytorch_model.safetensors": b"weights" * 100,
    "README.md": b"# read me",
    "run.py": b"import os",
    "pytorch_model.bin": b"pickle",
}


CLIENTS: list[HubClient] = []
"""Made by the test that runs."""


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(tokens=[TOKEN]) as server:
        yield server
        while CLIENTS:
            CLIENTS.pop().close()


def package(*sources: Source) -> CatalogPackage:
    return CatalogPackage(
        id="a-package", variant=Variant.TI2V_5B, title="A Package", precision="bf16",
        layout=Layout.DIFFUSERS, sources=sources or (source(),), about_bytes=1, licence="x",
    )  # fmt: skip


def source(*include: str, **changes: str) -> Source:
    return Source(repository=REPOSITORY, include=include or ("*",)).model_copy(update=changes)


def client(hub: HubServer, token: str | None = None, patience_s: float = 5.0) -> HubClient:
    made = HubClient(hub.endpoint, lambda: token, time_limit_s=0.7, patience_s=patience_s)
    CLIENTS.append(made)
    return made


def refusal(hub: HubServer, asked: CatalogPackage | None = None, **kept: object) -> UserError:
    with pytest.raises(UserError) as refused:
        client(hub, **kept).manifest(asked or package())  # type: ignore[arg-type]
    assert refused.value.safe  # says that nothing is lost
    return refused.value


# --- what is asked for ----------------------------------------------------------------------------


def test_a_manifest_has_sizes_digests_and_the_commit(hub: HubServer) -> None:
    commit = hub.add_repo(REPOSITORY, FILES)
    manifest = client(hub).manifest(package())
    assert [file.path for file in manifest.files] == [
        "model_index.json", "vae/config.json", "vae/diffusion_pytorch_model.safetensors"
    ]  # fmt: skip
    for file in manifest.files:
        known = hub.content(REPOSITORY, file.source_path)
        assert (file.commit, file.size_bytes) == (commit, known.size_bytes)
        assert file.digest == (
            f"sha256:{known.sha256}" if known.is_lfs else f"git-sha1:{known.git_sha1}"
        )


def test_only_the_commit_is_asked_after_the_branch(hub: HubServer) -> None:
    commit = hub.add_repo(REPOSITORY, FILES)
    client(hub).manifest(package())
    branch, tree = hub.asked_of("hub")
    assert branch.target.split("?")[0] == f"/api/models/{REPOSITORY}/revision/main"
    assert tree.target.split("?")[0] == f"/api/models/{REPOSITORY}/tree/{commit}"


def test_several_sources_are_put_together(hub: HubServer) -> None:
    hub.add_repo(REPOSITORY, {"split/vae/a.safetensors": b"1", "other/b.safetensors": b"2"})
    hub.add_repo("other/parts", {"x/t5.safetensors": b"3", "x/t5.json": b"4"})
    manifest = client(hub).manifest(
        package(
            source("split/*", strip="split"),
            source("*.json", "*t5.s*", repository="other/parts", strip="x", into="text_encoder"),
        )
    )
    assert [file.path for file in manifest.files] == [
        "vae/a.safetensors", "text_encoder/t5.json", "text_encoder/t5.safetensors"
    ]  # fmt: skip


def test_a_list_of_many_pages_is_read_to_its_end(hub: HubServer) -> None:
    hub.page_entries = 7
    hub.add_repo(REPOSITORY, {f"{n:03}.json": b"%d" % n for n in range(50)})
    assert len(client(hub).manifest(package()).files) == 50


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../evil.json", "/etc/evil.json", "C:/evil.json", "con.json", "a\u202eb.json", "x\n.json",
     "a//b.json", ".git/config.json", "nul.safetensors", "a\\b.json"],
)  # fmt: skip
def test_a_hostile_name_refuses_the_package(hub: HubServer, name: str) -> None:
    hub.add_repo(REPOSITORY, {**FILES, name: b"evil"})
    error = refusal(hub)
    assert "not be safe" in error.message
    assert error.message.isprintable()  # the name is told without doing what it does
    assert client(hub).manifest(package(source("vae/*"))).files  # where it is not asked for


def test_a_hostile_name_is_not_asked_for_either(hub: HubServer) -> None:
    """What is left of it in the package would be harmless here."""
    hub.add_repo(REPOSITORY, {"../a.json": b"evil"})
    assert "no safe path" in refusal(hub, package(source(strip=".."))).message


def test_names_that_are_one_on_windows_refuse_the_package(hub: HubServer) -> None:
    hub.add_repo(REPOSITORY, {"a.json": b"1", "A.json": b"2"})
    assert "listed twice" in refusal(hub).message


def test_a_repository_without_the_files_is_said_to_have_moved_on(hub: HubServer) -> None:
    hub.add_repo(REPOSITORY, {"README.md": b"moved"})
    assert "no longer has the files of A Package" in refusal(hub).message


def test_a_missing_repository_says_where_to_look(hub: HubServer) -> None:
    error = refusal(hub)
    assert error.recoveries == (Recovery.SIGN_IN,)
    assert f"{hub.endpoint}/{REPOSITORY}" in error.message


@pytest.mark.parametrize(
    ("token", "said"), [(None, "licence"), ("hf_wrong", "token in the settings is wrong")]
)
def test_a_private_repository_says_how_to_sign_in(
    hub: HubServer, token: str | None, said: str
) -> None:
    hub.add_repo(REPOSITORY, FILES, private=True, allowed_tokens=[TOKEN])
    error = refusal(hub, token=token)
    assert error.recoveries == (Recovery.SIGN_IN,)
    assert said in error.message
    assert client(hub, TOKEN).manifest(package()).files


def test_a_missing_revision_is_named(hub: HubServer) -> None:
    hub.add_repo(REPOSITORY, FILES)
    assert "no version 'v9'" in refusal(hub, package(source(revision="v9"))).message


# --- a hub in trouble -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [hub_faults.status(503), hub_faults.status(500), hub_faults.busy("1"),
     hub_faults.reset_at_once(), hub_faults.no_answer(), hub_faults.late_answer(1.2)],
)  # fmt: skip
def test_trouble_that_passes_is_waited_for(hub: HubServer, change: hub_faults.Change) -> None:
    hub.add_repo(REPOSITORY, FILES)
    fault = hub.fault(Fault(change, kind="api", hits=1))
    assert len(client(hub, patience_s=20.0).manifest(package()).files) == 3
    assert fault.hits == 1


@pytest.mark.parametrize(
    ("change", "recovery"),
    [
        (hub_faults.status(503), Recovery.RETRY),
        (hub_faults.busy("3600"), Recovery.RETRY),
        (hub_faults.no_answer(), Recovery.CHECK_NETWORK),
        (hub_faults.late_answer(60.0), Recovery.CHECK_NETWORK),
        (hub_faults.portal(), Recovery.CHECK_NETWORK),
        (hub_faults.portal_redirect(), Recovery.CHECK_NETWORK),
        (hub_faults.redirect_loop(), Recovery.CHECK_NETWORK),
        (hub_faults.redirect_chain(), Recovery.CHECK_NETWORK),
        (hub_faults.redirect_to("http://[::1"), Recovery.CHECK_NETWORK),
        (hub_faults.redirect_to("file:///etc/passwd"), Recovery.CHECK_NETWORK),
        (hub_faults.empty(), Recovery.CHECK_NETWORK),
        (hub_faults.status(200, b"[]"), Recovery.CHECK_NETWORK),
        (hub_faults.status(200, b'{"id":"a","sha":7}'), Recovery.CHECK_NETWORK),
        (hub_faults.status(200, b"[" * 100_000), Recovery.CHECK_NETWORK),
        (hub_faults.status(200, b"\xff\x00"), Recovery.CHECK_NETWORK),
        (hub_faults.status(200, b"{}", Content_Encoding="gzip"), Recovery.CHECK_NETWORK),
        (hub_faults.status(200, b" " * 40_000_000), Recovery.CHECK_NETWORK),
        (hub_faults.raw_head(b"SSH-2.0-OpenSSH_9\r\n"), Recovery.CHECK_NETWORK),
    ],
)  # fmt: skip
def test_trouble_that_lasts_is_told(
    hub: HubServer, change: hub_faults.Change, recovery: Recovery
) -> None:
    hub.add_repo(REPOSITORY, FILES)
    hub.fault(Fault(change, kind="api", hits=None))
    started = time.monotonic()
    error = refusal(hub, token=TOKEN, patience_s=0.3)
    assert error.category is ErrorCategory.NETWORK
    assert recovery in error.recoveries
    assert time.monotonic() - started < 4.5
    assert hub.leaks == []


@pytest.mark.parametrize(
    "entry",
    [b'{"type":"file"}', b'{"type":"file","path":"a.json","size":-1,"oid":"x"}', b"7", b"null",
     b'{"type":"file","path":"a.json","size":1,"oid":"x","lfs":{}}',
     b'{"type":"file","path":7,"size":1,"oid":"' + b"0" * 40 + b'"}',
     b'{"type":"file","path":"a.json","size":"1","oid":"' + b"0" * 40 + b'"}'],
)  # fmt: skip
def test_a_list_with_nonsense_gives_no_manifest(hub: HubServer, entry: bytes) -> None:
    hub.add_repo(REPOSITORY, FILES)
    change = hub_faults.status(200, b"[" + entry + b"]", Content_Type="application/json")
    hub.fault(Fault(change, kind="api", hits=None, skip=1))
    refusal(hub)


def test_a_next_page_elsewhere_is_not_asked(hub: HubServer) -> None:
    hub.add_repo(REPOSITORY, FILES)
    there = hub.address_of("elsewhere")
    change = hub_faults.header("Link", f'<{there}/more>; rel="next"')
    hub.fault(Fault(change, kind="api", hits=None, skip=1))
    assert "foreign address" in refusal(hub, token=TOKEN).message
    assert hub.asked_of("elsewhere") == []


def test_an_unreachable_hub_is_told_with_its_address(hub: HubServer) -> None:
    hub.refuse_connections("hub", 60.0)
    error = refusal(hub, patience_s=0.5)
    assert hub.endpoint in error.message
    assert error.recoveries[0] is Recovery.CHECK_NETWORK


def test_a_question_ends_at_once_when_the_client_is_closed(hub: HubServer) -> None:
    hub.add_repo(REPOSITORY, FILES)
    hub.fault(Fault(hub_faults.late_answer(60.0), kind="api", hits=None))
    asking = HubClient(hub.endpoint, lambda: None, time_limit_s=30.0)
    errors: list[UserError] = []

    def ask() -> None:
        try:
            asking.manifest(package())
        except UserError as error:
            errors.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    while not hub.requests:
        time.sleep(0.01)
    started = time.monotonic()
    asking.close()
    thread.join(5.0)
    assert time.monotonic() - started < 1.0
    assert [error.category for error in errors] == [ErrorCategory.BUSY]


# --- the user's environment -----------------------------------------------------------------------

HOSTILE_ENVIRONMENT = {
    "HF_TOKEN": "hf_of_the_environment",
    "HUGGING_FACE_HUB_TOKEN": "hf_older",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_ENABLE_HF_TRANSFER": "1",
    "HF_HUB_ETAG_TIMEOUT": "no number",
    "HF_DEBUG": "1",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HF_HUB_USER_AGENT_ORIGIN": "somewhere",
}

ASK = """
import sys
from wan22_desktop.core.catalog import CatalogPackage
from wan22_desktop.downloads.hub import HubClient
assert not {"huggingface_hub", "httpx2", "keyring"} & set(sys.modules), "imported too early"
client = HubClient(sys.argv[1], lambda: None, patience_s=1.0)
print(len(client.manifest(CatalogPackage.from_json(sys.argv[2])).files))
client.close()
"""


def test_the_environment_has_no_say(hub: HubServer, tmp_path: Path) -> None:
    hub.add_repo(REPOSITORY, FILES)
    (tmp_path / "token").write_text("hf_of_the_home")
    environment = os.environ | HOSTILE_ENVIRONMENT | {
        "HF_HOME": str(tmp_path), "HF_ENDPOINT": hub.address_of("elsewhere")
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK, hub.endpoint, package().to_json()],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("3", "")
    assert len(hub.requests) == 2  # no statistics, no look for updates
    assert [request.authorization for request in hub.requests] == [None, None]
    agents = {request.headers["user-agent"].split("/")[0] for request in hub.requests}
    assert agents == {"wan22-desktop"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["token"]


def test_the_token_goes_to_the_hub(hub: HubServer) -> None:
    hub.add_repo(REPOSITORY, FILES)
    client(hub, TOKEN).manifest(package())
    assert {request.authorization for request in hub.requests} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    "endpoint",
    ["http://example.com", "http://127.0.0.1.example.com", "ftp://hub", "https://",
     "huggingface.co", "https://user:secret@hub.example", "http://[::1", "https://hub.example?x=1"],
)  # fmt: skip
def test_an_address_where_no_token_is_safe_is_refused(endpoint: str) -> None:
    with pytest.raises(UserError, match="https"):
        checked_endpoint(endpoint)


@pytest.mark.parametrize("endpoint", ["https://huggingface.co/", "http://127.0.0.1:8000"])
def test_other_addresses_are_taken(endpoint: str) -> None:
    assert checked_endpoint(endpoint) == endpoint.rstrip("/")
