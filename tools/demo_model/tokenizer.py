"""The tokenizer of the demo model: a hand-made Unigram vocabulary with case folding.

A vocabulary trained on templated captions degenerates into character pieces, so it is written down
instead: whole words score high, single letters low, so that unknown words are spelled out. Case
folding comes from the character map of a SentencePiece model, because that is the only normaliser
``T5Tokenizer`` (transformers 5) keeps when a saved tokenizer is loaded again.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import string
from pathlib import Path
from typing import Any, Final

PAD_ID: Final = 0
EOS_ID: Final = 1
UNK_ID: Final = 2
VOCAB_SIZE: Final = 192
MODEL_MAX_LENGTH: Final = 512

_WORD_LIST: Final = (
    "a across an and animation at background ball behind big black blue blurry bright brown "
    "circle clip color colored colour cyan dark disc distorted down downward downwards fast "
    "floats front gliding goes going gradient gray green grey in is large left leftward "
    "leftwards light low low-quality monochrome motion move moves moving no object of on "
    "orange over pink plain purple quality rectangle red right rightward rightwards scene "
    "shape slides sliding slowly small square static still style that the there to toward "
    "towards traveling travels triangle up upward upwards video violet white with worst "
    "yellow"
)
#: In alphabetical order: token ids follow from it.
WORDS: Final = tuple(_WORD_LIST.split())


def vocabulary() -> list[tuple[str, float]]:
    """Pieces and log scores in id order, padded to :data:`VOCAB_SIZE`."""
    pieces: list[tuple[str, float]] = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    pieces += [("▁" + word, -3.0) for word in WORDS]
    pieces += [(char, -8.0) for char in string.ascii_lowercase + string.digits]
    pieces += [(char, -8.0) for char in ".,;:!?'-()\"/"]
    for index in range(len(pieces), VOCAB_SIZE):
        pieces.append((f"<unused_{index}>", -60.0))
    if len(pieces) != VOCAB_SIZE:
        raise ValueError(f"vocabulary has {len(pieces)} entries, expected {VOCAB_SIZE}")
    return pieces


def _protobuf_field(message: bytes, number: int) -> bytes:
    """The first length-delimited field ``number`` of a serialised protobuf message.

    Only wire types 0 (varint), 1 (64 bit), 2 (length-delimited) and 5 (32 bit) exist in
    SentencePiece models. Reading the two nested fields by hand avoids a protobuf dependency.
    """
    position = 0

    def varint() -> int:
        nonlocal position
        value = shift = 0
        while True:
            byte = message[position]
            position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while position < len(message):
        key = varint()
        wire = key & 7
        if wire == 0:
            varint()
        elif wire in (1, 5):
            position += 8 if wire == 1 else 4
        else:
            length = varint()
            if key >> 3 == number:
                return message[position : position + length]
            position += length
    raise ValueError(f"field {number} not found")


def case_folding_charsmap() -> bytes:
    """The compiled "nmt_nfkc_cf" character map, read from a throw-away SentencePiece model.

    In ``sentencepiece_model.proto`` the normaliser is field 3 and its character map field 2.
    """
    import sentencepiece

    buffer = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a red circle moving left on a black background"] * 4),
        model_writer=buffer,
        model_type="char",
        vocab_size=64,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc_cf",
        minloglevel=2,
    )
    return _protobuf_field(_protobuf_field(buffer.getvalue(), 3), 2)


def tokenizer_json() -> dict[str, Any]:
    """The content of ``tokenizer.json``."""
    metaspace = {
        "type": "Metaspace",
        "replacement": "▁",
        "prepend_scheme": "always",
        "split": True,
    }
    special = [
        {
            "id": index,
            "content": content,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for index, content in enumerate(("<pad>", "</s>", "<unk>"))
    ]
    eos = {"SpecialToken": {"id": "</s>", "type_id": 0}}
    first = {"Sequence": {"id": "A", "type_id": 0}}
    second = {"Sequence": {"id": "B", "type_id": 0}}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": {
            "type": "Precompiled",
            "precompiled_charsmap": base64.b64encode(case_folding_charsmap()).decode("ascii"),
        },
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace],
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [first, eos],
            "pair": [first, eos, second, eos],
            "special_tokens": {"</s>": {"id": "</s>", "ids": [EOS_ID], "tokens": ["</s>"]}},
        },
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": UNK_ID,
            "vocab": [list(piece) for piece in vocabulary()],
            "byte_fallback": False,
        },
    }


TOKENIZER_CONFIG: Final[dict[str, Any]] = {
    "backend": "tokenizers",
    "eos_token": "</s>",
    "extra_ids": 0,
    "extra_special_tokens": [],
    "model_max_length": MODEL_MAX_LENGTH,
    "pad_token": "<pad>",
    "tokenizer_class": "T5Tokenizer",
    "unk_token": "<unk>",
}


def write_tokenizer(folder: Path) -> None:
    """Write ``tokenizer.json`` and ``tokenizer_config.json`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(tokenizer_json(), ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(content + "\n", encoding="utf-8")
    config = json.dumps(TOKENIZER_CONFIG, indent=2)
    (folder / "tokenizer_config.json").write_text(config + "\n", encoding="utf-8")


def main() -> None:
    """Command line entry point: write the tokenizer into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    write_tokenizer(parser.parse_args().folder)


if __name__ == "__main__":
    main()
