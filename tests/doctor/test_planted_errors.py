"""A small share of the planted mistakes; `benchmarks/syntax_repair.py` draws hundreds."""

import ast
from pathlib import Path

import pytest

from fixtures.planted_errors import KINDS, PlantedError, compiles, planted_errors
from wan22_desktop.doctor.domain.plausibility import Habits
from wan22_desktop.doctor.domain.python_text import tree_of
from wan22_desktop.doctor.domain.source_tokens import tokens_of
from wan22_desktop.doctor.syntax_validator import SyntaxValidator


@pytest.fixture(scope="module")
def planted_files() -> list[PlantedError]:
    return planted_errors(4 * len(KINDS), seed=20, max_characters=12_000)


def test_most_planted_mistakes_are_mended_and_none_made_worse(
    tmp_path: Path, planted_files: list[PlantedError]
) -> None:
    validator = SyntaxValidator(tmp_path / "backups")
    repaired: list[PlantedError] = []
    equal = 0
    for number, planted in enumerate(planted_files):
        path = tmp_path / f"planted_{number}.py"
        path.write_bytes(planted.broken.encode())
        result = validator.repair_syntax_errors(path)
        now = path.read_bytes().decode()
        if not result.is_repaired:
            assert now == planted.broken
            continue
        assert compiles(now)
        assert result.backup is not None
        assert result.backup.read_bytes() == planted.broken.encode()
        repaired.append(planted)
        equal += ast.dump(ast.parse(now)) == ast.dump(ast.parse(planted.sound))
    assert len(repaired) >= 0.9 * len(planted_files)
    assert equal >= 0.8 * len(repaired)


def test_every_planted_file_is_found_broken_and_every_original_sound(
    tmp_path: Path, planted_files: list[PlantedError]
) -> None:
    validator = SyntaxValidator(tmp_path / "backups")
    path = tmp_path / "module.py"
    for planted in planted_files:
        path.write_bytes(planted.broken.encode())
        assert not validator.validate_file(path).is_valid
        path.write_bytes(planted.sound.encode())
        assert validator.validate_file(path).is_valid


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("a = len(b) > 3\n", "a = len(b > 3)\n"),
        ("f((key, value))\n", "f((key), value)\n"),
        ("a = make()\n", "a = (make)\n"),
        ("a += 'b'\n", "'a += b'\n"),
        ("a = ['b', 'c']\n", "a = ['b'', c']\n"),
    ],
)
def test_the_usual_way_of_writing_is_preferred(usual: str, odd: str) -> None:
    habits = Habits([], [])
    measured = [habits.oddity(tokens_of(text), [tree_of(text)]) for text in (usual, odd)]
    assert measured[0] < measured[1]
