"""Facts and details go through JSON unchanged; anything else is refused."""

import dataclasses
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.codec import (
    details_from_json,
    details_to_json,
    facts_from_json,
    facts_to_json,
)
from wan22_desktop.lora_library.domain.records import (
    KeyMatch,
    LoraDetails,
    LoraFacts,
    LoraFamily,
    LoraFormat,
    LoraMode,
    TrainedExpert,
)

COUNTS = st.integers(0, 2**53)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
MATCHES = st.tuples(COUNTS, COUNTS).map(lambda pair: KeyMatch(min(pair), max(pair)))
FACTS = st.builds(
    LoraFacts,
    family=st.sampled_from(LoraFamily),
    mode=st.sampled_from(LoraMode),
    format=st.sampled_from(LoraFormat),
    expert=st.sampled_from(TrainedExpert),
    rank=st.none() | COUNTS,
    alpha=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    num_tensors=COUNTS,
    num_layers=COUNTS,
    tensor_bytes=COUNTS,
    trigger_words=LISTS,
    title=TEXTS,
    author=TEXTS,
    description=TEXTS,
    tags=LISTS,
    training=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
    matches=st.dictionaries(st.sampled_from(Variant), MATCHES),
    obstacle=TEXTS,
)
DETAILS = st.builds(
    LoraDetails,
    description=TEXTS,
    tags=LISTS,
    author=TEXTS,
    version=TEXTS,
    notes=TEXTS,
    source=TEXTS,
    trigger_words=LISTS,
)


@given(FACTS)
def test_facts_go_through_json_unchanged(facts: LoraFacts) -> None:
    assert facts_from_json(json.loads(json.dumps(facts_to_json(facts)))) == facts


@given(DETAILS)
def test_details_go_through_json_unchanged(details: LoraDetails) -> None:
    assert details_from_json(json.loads(json.dumps(details_to_json(details)))) == details


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("family", "flux"),
        ("mode", None),
        ("rank", True),
        ("rank", 2.0),
        ("rank", -1),
        ("alpha", float("nan")),
        ("alpha", float("inf")),
        ("alpha", 10**400),
        ("alpha", "1"),
        ("alpha", True),
        ("num_tensors", 2**64),
        ("title", 5),
        ("title", "\ud800"),
        ("tags", "abc"),
        ("tags", [1]),
        ("training", [["a"]]),
        ("training", [["a", "b", "c"]]),
        ("matches", {"t2v-A14B": [2, 1]}),
        ("matches", {"t2v-A14B": [1]}),
        ("matches", {"t3v": [1, 2]}),
        ("matches", []),
    ],
)
def test_facts_of_the_wrong_kind_are_refused(field: str, value: object) -> None:
    good = facts_to_json(LoraFacts())
    assert facts_from_json(good) == LoraFacts()
    with pytest.raises(ValueError, match=r"."):
        facts_from_json(good | {field: value})


@pytest.mark.parametrize("read", [facts_from_json, details_from_json])
@pytest.mark.parametrize("value", [None, [], "", 1, {}, {"notes": ""}])
def test_what_is_no_whole_record_is_refused(
    read: Callable[[object], object], value: object
) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(value)


def test_every_field_is_written_and_no_other_is_read() -> None:
    for written, kind in (
        (facts_to_json(LoraFacts()), LoraFacts),
        (details_to_json(LoraDetails()), LoraDetails),
    ):
        assert set(written) == {field.name for field in dataclasses.fields(kind)}
    with pytest.raises(ValueError, match="unknown"):
        facts_from_json(facts_to_json(LoraFacts()) | {"more": 1})
