"""Rows of records: right order, right signals, persistent indexes that stay on their record."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from wan22_desktop.qtkit.record_model import RECORD_ROLE, RecordListModel


@dataclass(frozen=True)
class Fruit:
    id: str
    weight: int = 0


Model = RecordListModel[Fruit]
IDS = "abcdef"


def _ids(model: Model) -> str:
    return "".join(fruit.id for fruit in model.records)


@pytest.fixture
def model(qapp: object) -> Model:
    assert qapp is not None
    model: Model = RecordListModel()
    _watch(model)
    model.set_all(Fruit(name) for name in IDS)
    return model


def _watch(model: Model) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    QAbstractItemModelTester(model, mode, model)


def test_gives_records_and_nothing_for_strangers(model: Model) -> None:
    assert model.index(2, 0).data(RECORD_ROLE) == Fruit("c")
    assert model.index(2, 0).data(Qt.ItemDataRole.DisplayRole) == "c"
    assert model.find("c") == Fruit("c")
    assert model.find("z") is None
    assert model.row_of("z") is None
    assert not model.index_of("z").isValid()
    assert model.record_at(QModelIndex()) is None
    assert model.rowCount(model.index(0, 0)) == 0


def test_the_first_of_equal_ids_counts(model: Model) -> None:
    model.set_all([Fruit("a", 1), Fruit("b", 2), Fruit("a", 3)])
    assert model.records == (Fruit("a", 1), Fruit("b", 2))


def test_change_reports_one_row_and_nothing_else(qtbot: QtBot, model: Model) -> None:
    resets: list[object] = []
    model.modelReset.connect(resets.append)
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.change(Fruit("c", 7))
    assert changed.args is not None
    first, last = changed.args[:2]
    assert (first.row(), last.row()) == (2, 2)
    assert model.find("c") == Fruit("c", 7)
    assert not resets


def test_an_equal_record_changes_nothing(qtbot: QtBot, model: Model) -> None:
    with qtbot.assertNotEmitted(model.dataChanged):
        model.change(Fruit("c"))
        model.change(Fruit("z", 1))


def test_add_puts_in_place_and_knows_duplicates(model: Model) -> None:
    model.add(Fruit("x"), 0)
    model.add(Fruit("y"))
    model.add(Fruit("z"), 99)
    model.add(Fruit("x", 5))
    assert _ids(model) == "xabcdefyz"
    assert model.find("x") == Fruit("x", 5)


@pytest.mark.parametrize("row", range(6))
@pytest.mark.parametrize("to", range(6))
def test_move_puts_the_row_where_it_says(model: Model, row: int, to: int) -> None:
    held = {name: QPersistentModelIndex(model.index_of(name)) for name in IDS}
    model.move(IDS[row], to)
    expected = IDS[:row] + IDS[row + 1 :]
    expected = expected[:to] + IDS[row] + expected[to:]
    assert _ids(model) == expected
    assert {name: index.row() for name, index in held.items()} == {
        name: expected.index(name) for name in IDS
    }


def test_one_row_that_changed_its_place_is_moved(qtbot: QtBot, model: Model) -> None:
    with qtbot.waitSignals([model.rowsMoved, model.rowsMoved]):
        model.set_order(tuple("bcdefa"))
        model.set_order(tuple("abcdef"))
    with qtbot.assertNotEmitted(model.rowsMoved), qtbot.assertNotEmitted(model.layoutChanged):
        model.set_order(tuple("abcdef"))
    with qtbot.waitSignal(model.layoutChanged):
        model.set_order(tuple("fedcba"))


def test_what_an_order_does_not_name_comes_last(model: Model) -> None:
    model.set_order(("e", "unknown", "b"))
    assert _ids(model) == "ebacdf"


Step = Callable[[Model, list[str]], None]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    name = draw(st.sampled_from("abcdefgh"))
    row = draw(st.integers(-1, 9))
    order = draw(st.permutations("abcdefgh"))

    def add(model: Model, plain: list[str]) -> None:
        model.add(Fruit(name), row)
        if name not in plain:
            plain.insert(max(row, 0), name)

    def remove(model: Model, plain: list[str]) -> None:
        model.remove(name)
        if name in plain:
            plain.remove(name)

    def move(model: Model, plain: list[str]) -> None:
        model.move(name, row)
        if name in plain:
            plain.remove(name)
            plain.insert(max(row, 0), name)

    def sort(model: Model, plain: list[str]) -> None:
        model.set_order(order)
        plain.sort(key=order.index)

    def change(model: Model, plain: list[str]) -> None:
        record = model.find(name)
        assert (record is not None) == (name in plain)
        if record is not None:
            model.change(replace(record, weight=record.weight + 1))

    return draw(st.sampled_from([add, remove, move, sort, change]))


@settings(max_examples=60, deadline=None)
@given(st.lists(steps(), max_size=12))
def test_any_sequence_of_changes_is_like_a_list(work: list[Step]) -> None:
    model: Model = RecordListModel()
    _watch(model)
    plain = list("abcd")
    model.set_all(Fruit(name) for name in plain)
    for step in work:
        held = {
            fruit.id: QPersistentModelIndex(model.index_of(fruit.id)) for fruit in model.records
        }
        step(model, plain)
        assert _ids(model) == "".join(plain)
        for name, index in held.items():
            assert index.row() == (plain.index(name) if name in plain else -1)
            assert model.row_of(name) == (plain.index(name) if name in plain else None)
