"""Prompts go through the encoder once, and what is kept is what it gave."""

import os
from pathlib import Path

import pytest
import torch
from diffusers.pipelines.wan.pipeline_wan import WanPipeline

from fixtures.tiny_wan import TEXT_DIM, tiny_text_encoder, tiny_tokenizer
from wan22_desktop.engine.sampling.text_embeddings import (
    MAX_TOKENS,
    Encoder,
    TextEmbeddings,
    encoder_of,
)

FP32 = torch.float32


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return encoder_of(tiny_tokenizer(), tiny_text_encoder(), "cpu")


def never() -> Encoder:
    pytest.fail("the encoder was asked for")


@pytest.mark.parametrize("text", ["", "a red circle", "  <b>x &amp;\n y  ", "moving left " * 400])
def test_rows_are_those_of_the_pipeline(tmp_path: Path, encoder: Encoder, text: str) -> None:
    pipeline = WanPipeline(
        tokenizer=tiny_tokenizer(),
        text_encoder=tiny_text_encoder(),
        vae=None,  # pyright: ignore[reportArgumentType] - encoding needs none
        scheduler=None,  # pyright: ignore[reportArgumentType]
    )
    expected, _ = pipeline.encode_prompt(
        text, do_classifier_free_guidance=False, max_sequence_length=MAX_TOKENS
    )
    kept = TextEmbeddings(tmp_path)
    made = kept.get("encoder", text, lambda: encoder, FP32)
    again = kept.get("encoder", text, never, FP32)
    assert torch.equal(made.padded(), expected)
    assert torch.equal(again.padded(), expected)
    assert made.padded().shape == (1, MAX_TOKENS, TEXT_DIM)
    assert again.is_cut == made.is_cut == (len(text) > 4000)
    assert kept.encoded_count == 1


def test_what_is_missing_is_named_once(tmp_path: Path, encoder: Encoder) -> None:
    kept = TextEmbeddings(tmp_path)
    kept.get("encoder", "known", lambda: encoder, FP32)
    assert kept.missing("encoder", ("new", "known", " new ", "other")) == ("new", "other")
    assert kept.missing("another encoder", ("known",)) == ("known",)


@pytest.mark.parametrize("damage", [b"", b"\x08" + bytes(7) + b"{}      ", b"garbage" * 100])
def test_a_damaged_file_is_made_anew(tmp_path: Path, encoder: Encoder, damage: bytes) -> None:
    kept = TextEmbeddings(tmp_path)
    made = kept.get("encoder", "text", lambda: encoder, FP32)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    again = kept.get("encoder", "text", lambda: encoder, FP32)
    assert torch.equal(made.rows, again.rows)
    assert kept.encoded_count == 2


def test_another_precision_is_no_match(tmp_path: Path, encoder: Encoder) -> None:
    kept = TextEmbeddings(tmp_path)
    kept.get("encoder", "text", lambda: encoder, FP32)
    assert kept.get("encoder", "text", lambda: encoder, torch.bfloat16).rows.dtype is torch.bfloat16
    assert kept.encoded_count == 2


def test_the_longest_unused_are_forgotten_first(tmp_path: Path, encoder: Encoder) -> None:
    roomy = TextEmbeddings(tmp_path)
    for text in ("first", "second"):
        roomy.get("encoder", text, lambda: encoder, FP32)
    for file in tmp_path.iterdir():
        os.utime(file, (1.0, 1.0))  # long ago
    roomy.get("encoder", "first", never, FP32)  # used again
    sizes = sum(file.stat().st_size for file in tmp_path.iterdir())
    full = TextEmbeddings(tmp_path, max_bytes=sizes)
    full.get("encoder", "third", lambda: encoder, FP32)
    assert full.missing("encoder", ("first", "second", "third")) == ("second",)


def test_a_place_that_refuses_files_costs_only_the_next_encoding(
    tmp_path: Path, encoder: Encoder
) -> None:
    (tmp_path / "file").write_bytes(b"")
    kept = TextEmbeddings(tmp_path / "file")
    for _ in range(2):
        assert len(kept.get("encoder", "text", lambda: encoder, FP32).rows)
    assert kept.encoded_count == 2
