"""The hub of the tests is one: huggingface_hub itself lists and downloads from it."""

import hashlib
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from huggingface_hub import HfApi, RepoFile, constants, hf_hub_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from fakes import hub_faults
from fakes.hub_contents import file_digest
from fakes.hub_server import Fault, HubServer, SyntheticFile
from wan22_desktop.core.safetensors_header import read_safetensors_header

REPO = "someone/model"
WEIGHTS = "transformer/model.safetensors"
SIZE_BYTES = 3 << 20
FILES = {
    "model_index.json": b'{"_class_name": "WanPipeline"}',
    "transformer/config.json": b"{}",
    WEIGHTS: SyntheticFile(SIZE_BYTES, seed=1),
}


@pytest.fixture(autouse=True)
def no_telemetry() -> Iterator[None]:
    """Otherwise huggingface_hub asks huggingface.co for a list, whatever the endpoint is."""
    before = constants.HF_HUB_DISABLE_TELEMETRY
    constants.HF_HUB_DISABLE_TELEMETRY = True
    yield
    constants.HF_HUB_DISABLE_TELEMETRY = before


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(tokens=["hf_owner", "hf_other"], page_entries=2) as hub:
        hub.add_repo(REPO, FILES)
        yield hub


def ask(url: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """One GET without following redirects."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", f"{parts.path}?{parts.query}", headers=names)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


# --- what huggingface_hub makes of it -----------------------------------------------------------


def test_the_tree_has_sizes_and_digests_over_several_pages(hub: HubServer) -> None:
    api = HfApi(endpoint=hub.endpoint, token=False)
    commit = api.model_info(REPO).sha
    tree = api.list_repo_tree(REPO, recursive=True, revision=commit)
    files = {entry.path: entry for entry in tree if isinstance(entry, RepoFile)}
    assert set(files) == set(FILES)
    assert len([r for r in hub.requests if "/tree/" in r.target]) == 2
    weights = files[WEIGHTS]
    stored = hub.content(REPO, WEIGHTS).file
    assert weights.lfs is not None
    assert weights.lfs.sha256 == file_digest(stored, "sha256")
    assert weights.size == SIZE_BYTES == stored.stat().st_size
    index = FILES["model_index.json"]
    assert isinstance(index, bytes)
    blob = b"blob %d\0%s" % (len(index), index)
    assert files["model_index.json"].blob_id == hashlib.sha1(blob).hexdigest()  # noqa: S324


def test_a_folder_is_listed_by_itself(hub: HubServer) -> None:
    api = HfApi(endpoint=hub.endpoint, token=False)
    top = [entry.path for entry in api.list_repo_tree(REPO)]
    inside = [entry.path for entry in api.list_repo_tree(REPO, "transformer")]
    assert top == ["transformer", "model_index.json"]
    assert inside == ["transformer/config.json", WEIGHTS]


@pytest.mark.parametrize("path", FILES)
def test_files_arrive(hub: HubServer, tmp_path: Path, path: str) -> None:
    arrived = hf_hub_download(REPO, path, local_dir=tmp_path, endpoint=hub.endpoint, token=False)
    content = hub.content(REPO, path)
    assert file_digest(Path(arrived), "sha256") == content.sha256
    assert hub.bytes_sent == content.size_bytes
    assert hub.bytes_sent_of[path] == content.size_bytes
    assert hub.leaks == []


def test_weights_are_readable_safetensors(hub: HubServer) -> None:
    header = read_safetensors_header(hub.content(REPO, WEIGHTS).file)
    assert {entry.dtype for entry in header.entries.values()} == {"BF16"}


def test_a_new_commit_leaves_the_old_one_as_it_was(hub: HubServer, tmp_path: Path) -> None:
    old = HfApi(endpoint=hub.endpoint, token=False).model_info(REPO).sha
    new = hub.commit(REPO, {"transformer/config.json": b'{"new": 1}'}, remove=["model_index.json"])
    assert new != old
    for commit, text in ((old, "{}"), (new, '{"new": 1}')):
        arrived = hf_hub_download(
            REPO,
            "transformer/config.json",
            revision=commit,
            local_dir=tmp_path / str(commit),
            endpoint=hub.endpoint,
            token=False,
        )
        assert Path(arrived).read_text() == text


def test_what_is_not_there_is_refused_as_by_the_real_hub(hub: HubServer, tmp_path: Path) -> None:
    api = HfApi(endpoint=hub.endpoint, token=False)
    with pytest.raises(RepositoryNotFoundError):
        api.model_info("someone/else")
    with pytest.raises(RevisionNotFoundError):
        api.model_info(REPO, revision="0" * 40)
    with pytest.raises(RemoteEntryNotFoundError):
        hf_hub_download(REPO, "no.json", local_dir=tmp_path, endpoint=hub.endpoint, token=False)


@pytest.mark.parametrize(
    ("token", "error"), [(None, GatedRepoError), ("hf_other", GatedRepoError), ("hf_owner", None)]
)
def test_a_gated_repository_wants_the_right_token(
    hub: HubServer, tmp_path: Path, token: str | None, error: type[Exception] | None
) -> None:
    hub.add_repo("someone/gated", FILES, gated=True, allowed_tokens=["hf_owner"])
    assert len(list(HfApi(endpoint=hub.endpoint, token=False).list_repo_tree("someone/gated"))) == 2

    def download() -> str:
        return hf_hub_download(
            "someone/gated",
            WEIGHTS,
            local_dir=tmp_path,
            endpoint=hub.endpoint,
            token=token or False,
        )

    if error is None:
        assert Path(download()).stat().st_size == SIZE_BYTES
        assert any(request.authorization for request in hub.asked_of("hub"))
        assert hub.leaks == []
    else:
        with pytest.raises(error):
            download()


def test_a_private_repository_does_not_exist_for_others(hub: HubServer) -> None:
    hub.add_repo("someone/private", FILES, private=True, allowed_tokens=["hf_owner"])
    for token in (False, "hf_other"):
        with pytest.raises(RepositoryNotFoundError):
            HfApi(endpoint=hub.endpoint, token=token).model_info("someone/private")
    assert HfApi(endpoint=hub.endpoint, token="hf_owner").model_info("someone/private").private  # noqa: S106


def test_an_unknown_token_is_refused(hub: HubServer) -> None:
    with pytest.raises(HfHubHTTPError) as refused:
        HfApi(endpoint=hub.endpoint, token="hf_wrong").model_info(REPO)  # noqa: S106
    assert refused.value.response.status_code == 401


# --- ranges and signed addresses ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "status", "begin", "end"),
    [
        (None, 200, 0, SIZE_BYTES),
        ("bytes=0-", 206, 0, SIZE_BYTES),
        ("bytes=100-199", 206, 100, 200),
        (f"bytes={SIZE_BYTES - 5}-{SIZE_BYTES + 100}", 206, SIZE_BYTES - 5, SIZE_BYTES),
        ("bytes=-7", 206, SIZE_BYTES - 7, SIZE_BYTES),
        ("bytes=9-3", 200, 0, SIZE_BYTES),
        ("lines=1-2", 200, 0, SIZE_BYTES),
        (f"bytes={SIZE_BYTES}-", 416, 0, 0),
    ],
)
def test_ranges(hub: HubServer, asked: str | None, status: int, begin: int, end: int) -> None:
    content = hub.content(REPO, WEIGHTS)
    response, body = ask(hub.signed_url(content), **({"Range": asked} if asked else {}))
    assert response.status == status
    if status == 416:
        assert response.headers["Content-Range"] == f"bytes */{SIZE_BYTES}"
        return
    assert body == content.file.read_bytes()[begin:end]
    told = response.headers["Content-Range"]
    assert told == (f"bytes {begin}-{end - 1}/{SIZE_BYTES}" if status == 206 else None)


def test_if_range_gives_everything_when_the_content_is_another(hub: HubServer) -> None:
    content = hub.content(REPO, WEIGHTS)
    url = hub.signed_url(content)
    same, _ = ask(url, Range="bytes=10-", If_Range=content.storage_etag)
    other, body = ask(url, Range="bytes=10-", If_Range='"other"')
    assert (same.status, other.status, len(body)) == (206, 200, SIZE_BYTES)


def test_signed_addresses_expire(hub: HubServer) -> None:
    url = hub.signed_url(hub.content(REPO, WEIGHTS))
    forged = url.replace("Signature=", "Signature=0")
    assert ask(url)[0].status == 200
    assert ask(forged)[0].status == 403
    hub.expire_urls()
    assert ask(url)[0].status == 403


def test_large_files_come_from_the_second_port_with_an_etag_of_its_own(hub: HubServer) -> None:
    response, _ = ask(f"{hub.endpoint}/{REPO}/resolve/main/{WEIGHTS}")
    content = hub.content(REPO, WEIGHTS)
    assert response.status == 302
    assert response.headers["X-Linked-Etag"] == f'"{content.sha256}"'
    assert response.headers["X-Linked-Size"] == str(SIZE_BYTES)
    location = response.headers["Location"]
    assert location.startswith(hub.address_of("cdn"))
    assert ask(location)[0].headers["ETag"] == content.storage_etag != f'"{content.sha256}"'


# --- faults -------------------------------------------------------------------------------------


def test_a_fault_strikes_at_its_place_and_then_no_more(hub: HubServer) -> None:
    content = hub.content(REPO, WEIGHTS)
    fault = hub.fault(Fault(hub_faults.drop(), in_stream=True, position="middle"))
    url = hub.signed_url(content)
    with pytest.raises(http.client.IncompleteRead) as broken:
        ask(url)
    assert len(broken.value.partial) == hub_faults.byte_at("middle", SIZE_BYTES) == hub.bytes_sent
    assert ask(url)[1] == content.file.read_bytes()
    assert fault.hits == 1


def test_a_reset_is_one(hub: HubServer) -> None:
    hub.fault(Fault(hub_faults.reset(), in_stream=True, position="middle"))
    with pytest.raises(ConnectionResetError):
        ask(hub.signed_url(hub.content(REPO, WEIGHTS)))


def test_a_fault_of_replies_meets_the_resume(hub: HubServer) -> None:
    hub.fault(Fault(hub_faults.status(503), position="last"))
    url = hub.signed_url(hub.content(REPO, WEIGHTS))
    with pytest.raises(http.client.IncompleteRead):
        ask(url)
    assert [ask(url, Range="bytes=9-")[0].status for _ in range(2)] == [503, 206]


def test_wrong_bytes_have_the_right_size(hub: HubServer) -> None:
    content = hub.content(REPO, WEIGHTS)
    hub.fault(Fault(hub_faults.wrong_bytes(10), in_stream=True, position="middle"))
    right = content.file.read_bytes()
    _, body = ask(hub.signed_url(content))
    wrong = [at for at in range(SIZE_BYTES) if body[at] != right[at]]
    begin = hub_faults.byte_at("middle", SIZE_BYTES)
    assert wrong == list(range(begin, begin + 10))


def test_a_closed_port_opens_again(hub: HubServer) -> None:
    url = hub.signed_url(hub.content(REPO, WEIGHTS))
    hub.refuse_connections("cdn", 0.2)
    with pytest.raises(ConnectionRefusedError):
        ask(url)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with suppress(ConnectionRefusedError):
            assert ask(url)[0].status == 200
            break
        time.sleep(0.02)
    else:
        pytest.fail("the port stayed closed")


def test_a_token_that_is_led_elsewhere_is_on_record(hub: HubServer) -> None:
    hub.fault(Fault(hub_faults.redirect_elsewhere()))
    response, _ = ask(hub.signed_url(hub.content(REPO, WEIGHTS)))
    location = response.headers["Location"]
    assert location.startswith(hub.address_of("elsewhere"))
    assert hub.leaks == []
    ask(location, Authorization="Bearer hf_owner")
    assert [leak.server for leak in hub.leaks] == ["elsewhere"]


def test_closing_ends_connections_that_stall() -> None:
    with HubServer() as hub:
        hub.add_repo(REPO, FILES)
        hub.fault(Fault(hub_faults.stall(3600), in_stream=True))
        url = urlsplit(hub.signed_url(hub.content(REPO, WEIGHTS)))
        stalled = socket.create_connection((str(url.hostname), int(url.port or 0)), 10)
        stalled.sendall(f"GET {url.path}?{url.query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        stalled.recv(10)
        started = time.monotonic()
    assert time.monotonic() - started < 2
    stalled.close()


def test_the_rate_holds(hub: HubServer) -> None:
    hub.bytes_per_second = SIZE_BYTES * 2
    started = time.monotonic()
    ask(hub.signed_url(hub.content(REPO, WEIGHTS)))
    assert 0.45 < time.monotonic() - started < 2


# --- by hand ------------------------------------------------------------------------------------


def test_it_serves_a_folder_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"{}")
    command = [sys.executable, "-m", "fakes.hub_server", "--folder", str(tmp_path)]
    folder = Path(__file__).parents[1]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=folder) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        facts = json.loads(server.stdout.readline())
        api = HfApi(endpoint=facts["endpoint"], token=False)
        assert [entry.path for entry in api.list_repo_tree(facts["repo"])] == ["a.json"]
        assert ask(f"{facts['endpoint']}/{facts['repo']}/resolve/main/a.json")[0].status == 307
        print(file=server.stdin, flush=True)
        assert server.stdout.readline() == "0\n"
        server.kill()
