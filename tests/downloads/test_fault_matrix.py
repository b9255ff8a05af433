"""Whatever the network does: the right file, or a clear refusal that keeps what has arrived.

Here each fault strikes at one position; `benchmarks/download_faults.py` has the whole table, with
huggingface_hub beside it. With a guard switched off the same faults do harm: that is shown at the
end.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import pytest

from downloads.fault_trial import (
    PATH,
    REPO,
    Outcome,
    Verdict,
    complaints,
    hub_with,
    ours,
    try_download,
    weights_file,
)
from fakes.fault_catalogue import CASES, FaultCase
from fakes.hub_faults import POSITIONS, Position, byte_at
from wan22_desktop.core.manifest import ManifestFile
from wan22_desktop.downloads.domain.control import TransferControl
from wan22_desktop.downloads.http import Answer, HttpClient
from wan22_desktop.downloads.transfer import fetch_file

CASE_OF = {case.name: case for case in CASES}
CELLS = [
    pytest.param(case, POSITIONS[number % 3], id=f"{case.name}, {POSITIONS[number % 3]}")
    for number, case in enumerate(CASES)
]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return weights_file(tmp_path_factory.mktemp("weights"))


@pytest.mark.parametrize(("case", "position"), CELLS)
def test_no_fault_brings_a_wrong_file(
    weights: Path, tmp_path: Path, case: FaultCase, position: Position
) -> None:
    outcome = try_download(weights, tmp_path, case, position, ours)
    assert complaints(case, outcome) == []
    assert [file.name for file in tmp_path.iterdir()] == ["model.safetensors"]


def test_there_are_faults_enough() -> None:
    assert len(CASE_OF) == len(CASES) >= 60


# --- without the guards -------------------------------------------------------------------------


class AnyDigest(str):
    """Equal to every digest."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


class UncheckedFile(ManifestFile):
    """An entry of a manifest that any content fits."""

    @property
    def digest(self) -> str:
        return AnyDigest(super().digest)


class CarelessClient(HttpClient):
    """Does not ask for the same content, or takes every range for the one it has asked for."""

    def __init__(self, *, if_range: bool = True, content_range: bool = True) -> None:
        super().__init__()
        self._if_range = if_range
        self._content_range = content_range

    def get(
        self, url: str, headers: Mapping[str, str], control: TransferControl, stall_s: float
    ) -> Answer:
        if not self._if_range:
            headers = {name: value for name, value in headers.items() if name != "If-Range"}
        answer = super().get(url, headers, control, stall_s)
        if not self._if_range:
            del answer.headers["ETag"]
        if not self._content_range and answer.status == 206 and "Range" in headers:
            begin = headers["Range"].removeprefix("bytes=").partition("-")[0]
            told = answer.headers["Content-Range"].removeprefix("bytes ")
            first, last = map(int, told.partition("/")[0].split("-"))
            del answer.headers["Content-Range"]
            answer.headers["Content-Range"] = (
                f"bytes {begin}-{int(begin) + last - first}/{told.partition('/')[2]}"
            )
        return answer


def unguarded(
    client: Callable[[], HttpClient] = HttpClient, *, digest: bool
) -> Callable[..., object]:
    """`fetch_file` with guards off."""

    def fetch(file: ManifestFile, target: Path, **means: object) -> object:
        cast("HttpClient", means.pop("client")).close()
        if not digest:
            file = UncheckedFile.model_validate(file.model_dump())
        careless = client()
        try:
            return fetch_file(file, target, client=careless, **means)  # pyright: ignore[reportArgumentType]
        finally:
            careless.close()

    return fetch


def tried(weights: Path, folder: Path, name: str, fetch: Callable[..., object]) -> Outcome:
    return try_download(
        weights,
        folder,
        CASE_OF[name],
        "middle",
        lambda hub, case, target: ours(hub, case, target, fetch),
    )


@pytest.mark.parametrize(
    "name",
    [
        "wrong bytes of the right size",
        "one wrong byte",
        "zeros",
        "another file from there on",
        "206 from a later byte, untold",
        "swapped, with the same etag",
    ],
)
def test_without_the_digest_wrong_files_pass(weights: Path, tmp_path: Path, name: str) -> None:
    outcome = tried(weights, tmp_path, name, unguarded(digest=False))
    assert outcome.attempt.verdict is Verdict.WRONG_FILE
    assert complaints(CASE_OF[name], outcome)


def test_without_looking_at_content_range_the_wrong_part_is_taken(
    weights: Path, tmp_path: Path
) -> None:
    name = "206 from an earlier byte"
    for folder, looks, verdict in (
        ("looks", True, Verdict.FILE),
        ("does not", False, Verdict.WRONG_FILE),
    ):
        (tmp_path / folder).mkdir()
        fetch = unguarded(lambda looks=looks: CarelessClient(content_range=looks), digest=False)
        assert tried(weights, tmp_path / folder, name, fetch).attempt.verdict is verdict


def test_without_if_range_two_contents_are_spliced(weights: Path, tmp_path: Path) -> None:
    case = CASE_OF["swapped, with another etag"]
    heads: list[bytes] = []
    for folder, asks in (("asks", True), ("does not", False)):
        target = tmp_path / folder / "model.safetensors"
        target.parent.mkdir()
        with hub_with(weights, case, "middle") as hub:
            content = hub.content(REPO, PATH)
            twin = hub.twin(content).file.read_bytes()
            fetch = unguarded(lambda asks=asks: CarelessClient(if_range=asks), digest=False)
            assert ours(hub, case, target, fetch).verdict is Verdict.WRONG_FILE
        begin = byte_at("middle", content.size_bytes)
        arrived = target.read_bytes()
        assert arrived[begin:] == twin[begin:]
        heads.append(arrived[:begin])
    assert heads == [twin[:begin], weights.read_bytes()[:begin]]


def test_a_leaked_token_is_seen(weights: Path, tmp_path: Path) -> None:
    class Telltale(HttpClient):
        def get(
            self, url: str, headers: Mapping[str, str], control: TransferControl, stall_s: float
        ) -> Answer:
            known = {"Authorization": "Bearer hf_canary"}
            return super().get(url, {**headers, **known}, control, stall_s)

    name = "redirected to another origin"
    outcome = tried(weights, tmp_path, name, unguarded(Telltale, digest=True))
    assert outcome.leaks > 0
    assert complaints(CASE_OF[name], outcome)
