"""What tests of the LoRA library share: one inspector a module, and how much is tried."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from fixtures.lora_bytes import lora_bytes
from lora_library.libraries import LibraryAtWork
from wan22_desktop.lora_library.inspection.file_inspector import FileInspector


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sequences", type=int, default=12, help="of wishes for the LoRA library")
    parser.addoption("--import-kills", type=int, default=3, help="kills while files are taken in")
    parser.addoption("--names", type=int, default=1000, help="generated hostile names")


@pytest.fixture
def sequences(request: pytest.FixtureRequest) -> int:
    return int(str(request.config.getoption("--sequences")))


@pytest.fixture
def import_kills(request: pytest.FixtureRequest) -> int:
    return int(str(request.config.getoption("--import-kills")))


@pytest.fixture
def num_names(request: pytest.FixtureRequest) -> int:
    return int(str(request.config.getoption("--names")))


@pytest.fixture(scope="module")
def inspector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileInspector]:
    """Its process runs before the first test begins, so that none seems to have left it behind."""
    file = tmp_path_factory.mktemp("first") / "first.safetensors"
    file.write_bytes(lora_bytes(0))
    with closing(FileInspector(idle_limit_s=85.0)) as inspector:
        inspector.inspect(file)
        yield inspector


@pytest.fixture
def opened(tmp_path: Path, inspector: FileInspector) -> Iterator[Callable[..., LibraryAtWork]]:
    """Makes libraries in the test's folder and closes them."""
    with ExitStack() as stack:
        yield lambda **means: stack.enter_context(LibraryAtWork(tmp_path, inspector, **means))


@pytest.fixture
def library(opened: Callable[..., LibraryAtWork]) -> LibraryAtWork:
    return opened()
