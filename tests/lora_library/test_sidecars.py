"""Notes beside LoRA files: what other programs write, and what nobody should."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wan22_desktop.core.plain_text import plain_line, plain_text
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.lora_library.domain.records import LoraDetails
from wan22_desktop.lora_library.domain.sidecars import (
    MAX_SIDECAR_BYTES,
    details_in,
    text_of_html,
)

CIVITAI = {
    "id": 2066666,
    "modelId": 1811313,
    "name": "v1.1 high noise",
    "baseModel": "Wan Video 2.2 T2V-A14B",
    "trainedWords": ["0rbit camera", "slow spin"],
    "description": "<p>Trained on 24 clips.</p>",
    "model": {
        "name": "Orbit",
        "type": "LORA",
        "nsfw": False,
        "tags": ["camera", "motion"],
        "description": "<h2>Orbit</h2><p>The camera <b>circles</b> the subject.<br>Use 0.8.</p>"
        "<ul><li>high</li><li>low</li></ul><script>alert(1)</script>",
    },
    "creator": {"username": "someone", "image": "https://example.org/x.png"},
    "files": [{"name": "orbit.safetensors", "sizeKB": 299000.5}],
}
LORA_MANAGER = {
    "file_name": "orbit",
    "model_name": "Orbit",
    "file_path": "/home/somebody/loras/orbit.safetensors",
    "base_model": "Wan Video 2.2 T2V-A14B",
    "notes": "best at 0.7",
    "tags": ["camera"],
    "modelDescription": "<p>Circles.</p>",
    "usage_tips": json.dumps({"strength": 0.8}),
    "civitai": {
        "name": "v2",
        "modelId": 1811313,
        "trainedWords": ["0rbit"],
        "creator": {"username": "someone"},
    },
}
STABILITY_MATRIX = {
    "ModelId": 1811313,
    "ModelName": "Orbit",
    "ModelDescription": "<p>Circles.</p>",
    "VersionName": "v3",
    "BaseModel": "Wan Video",
    "Tags": ["camera"],
    "TrainedWords": ["0rbit"],
}
WEB_UI = {
    "description": "Circles the subject <lora:orbit:1>",
    "sd version": "Unknown",
    "activation text": "0rbit, slow spin",
    "preferred weight": 0.8,
    "negative text": "blurry",
    "notes": "a < b\nsecond line",
}


def details(value: object, name: str = "orbit.json") -> LoraDetails:
    return details_in(json.dumps(value).encode(), name)


def test_civitai() -> None:
    assert details(CIVITAI, "orbit.civitai.info") == LoraDetails(
        description="Orbit\n\nThe camera circles the subject.\nUse 0.8.\n\n- high\n\n- low",
        tags=("camera", "motion"),
        author="someone",
        version="v1.1 high noise",
        notes="Base model: Wan Video 2.2 T2V-A14B",
        source="https://civitai.com/models/1811313",
        trigger_words=("0rbit camera", "slow spin"),
    )


def test_lora_manager() -> None:
    assert details(LORA_MANAGER, "orbit.metadata.json") == LoraDetails(
        description="Circles.",
        tags=("camera",),
        author="someone",
        version="v2",
        notes="best at 0.7\nBase model: Wan Video 2.2 T2V-A14B",
        source="https://civitai.com/models/1811313",
        trigger_words=("0rbit",),
    )


def test_stability_matrix() -> None:
    assert details(STABILITY_MATRIX, "orbit.cm-info.json") == LoraDetails(
        description="Circles.",
        tags=("camera",),
        version="v3",
        notes="Base model: Wan Video",
        source="https://civitai.com/models/1811313",
        trigger_words=("0rbit",),
    )


def test_web_ui_notes_stay_as_they_were_typed() -> None:
    assert details(WEB_UI) == LoraDetails(
        description="Circles the subject <lora:orbit:1>",
        notes="a < b\nsecond line\nBase model: Unknown\nPreferred strength: 0.8\n"
        "Negative text: blurry",
        trigger_words=("0rbit", "slow spin"),
    )


@pytest.mark.parametrize("value", [{}, {"x": 1}, {"model": "text"}, {"creator": None}])
def test_unknown_notes_say_nothing(value: object) -> None:
    assert details(value) == LoraDetails()


DAMAGED = {
    "empty": b"",
    "no JSON": b"<html></html>",
    "a list": b"[]",
    "a number": b"1",
    "cut off": b'{"description": "',
    "not UTF-8": b'{"description": "\xff"}',
    "nested": b'{"x":' + b"[" * 100_000,
    "a long number": b'{"x": ' + b"9" * 10_000 + b"}",
    "too large": b" " * (MAX_SIDECAR_BYTES + 1),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_damaged_notes_are_refused_in_words(what: str) -> None:
    with pytest.raises(DamagedFileError, match=r"^(is|holds) "):
        details_in(DAMAGED[what], "orbit.json")


def test_a_byte_order_mark_is_no_damage() -> None:
    assert details_in(b"\xef\xbb\xbf" + json.dumps(WEB_UI).encode(), "x.json").trigger_words


HOSTILE = (
    "<script>x</script>",
    "<img src=x onerror=y>",
    "<a href='file:///etc/passwd'>z</a>",
    "<style>*{}</style>",
    "<!-- c --><iframe>q</iframe>",
    "<p" * 10_000,
    "<" * 50_000,
    "&" * 50_000,
    "<!" * 20_000,
    "</" * 20_000,
    "<b>" * 30_000,
    "&#x202e;&#0;&#x1b;[31m",
    "<p>\u202e\u2066\x00</p>",
    "&lt;script&gt;",
    "<![CDATA[ x ]]><?php y ?>",
)


@pytest.mark.parametrize("html", HOSTILE, ids=range(len(HOSTILE)))
def test_markup_becomes_plain_text(html: str) -> None:
    found = details({"description": html, "model": {"description": html}}).description

    assert len(found) <= 4000
    assert all(line.isprintable() for line in found.splitlines())
    assert not any(word in found for word in ("onerror", "href", "file:", "<p>", "<b>", "<iframe"))


def test_what_is_no_markup_is_kept() -> None:
    assert text_of_html("a < b and c > d") == "a < b and c > d"
    assert text_of_html("<p>1 &lt; 2 &amp;amp; 3</p>") == "1 < 2 &amp; 3"
    assert text_of_html("<p>one</p><p>two</p>") == "one\n\ntwo"
    assert text_of_html("write <lora:orbit:0.8> <b>here</b>") == "write <lora:orbit:0.8> here"


def test_long_notes_are_cut() -> None:
    many = details({"tags": ["x" * 5000] + [f"tag {i}" for i in range(5000)], "notes": "y" * 10**6})

    assert len(many.tags) <= 20
    assert all(len(tag) <= 100 for tag in many.tags)
    assert len(many.notes) <= 4000


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                (
                    *("description", "model", "tags", "trainedWords", "creator", "username"),
                    *("notes", "civitai", "modelId", "activation text", "preferred weight", "name"),
                )
            ),
            inner,
            max_size=4,
        )
    ),
)


@given(st.dictionaries(st.sampled_from(("model", "civitai", "description", "tags")), _json))
def test_any_json_gives_plain_text(value: dict[str, object]) -> None:
    found = details_in(json.dumps(value).encode(), "x.civitai.info")

    lines = (*found.tags, *found.trigger_words, found.author, found.version, found.source)
    assert all(line.isprintable() or "\u200d" in line for line in lines)


@given(st.text(), st.integers(1, 50))
def test_plain_texts_are_short_and_printable(text: str, limit: int) -> None:
    line, lines = plain_line(text, limit), plain_text(text, limit)

    assert len(line) <= limit
    assert len(lines) <= limit
    assert line.replace("\u200d", "").isprintable()
    assert all(one.replace("\u200d", "").isprintable() for one in lines.split("\n"))
    assert plain_line(line, limit) == line
