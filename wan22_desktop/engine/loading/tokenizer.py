"""The tokenizer of UMT5, from a folder of diffusers or out of a ComfyUI text encoder."""

from pathlib import Path
from typing import Any, cast

import sentencepiece
import torch
from transformers import BatchEncoding, T5Tokenizer

from wan22_desktop.core.model_folder import model_error
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan_layout import recognise

_SPIECE_NAME = "spiece.model"


class SentencePieceTokenizer:
    """Text to tokens by a sentencepiece model, called as the pipelines call transformers' own.

    transformers cannot make its UMT5 tokenizer from such a model without a package more; the
    library that trained it gives the same tokens.
    """

    def __init__(self, model: bytes) -> None:
        """Raises UserError unless `model` is a sentencepiece model."""
        self._processor = sentencepiece.SentencePieceProcessor()
        try:
            self._processor.LoadFromSerializedProto(model)
        except RuntimeError as error:
            raise model_error(tr("The tokenizer in the text encoder's file is damaged.")) from error
        self.eos_token_id: int = self._processor.eos_id()
        self.pad_token_id: int = max(self._processor.pad_id(), 0)

    def __call__(
        self,
        text: str | list[str],
        *,
        max_length: int | None = None,
        padding: str | bool = False,
        truncation: bool = False,
        add_special_tokens: bool = True,
        return_attention_mask: bool = True,  # noqa: ARG002 - there always is one
        return_tensors: str | None = None,
    ) -> BatchEncoding:
        """`input_ids` and `attention_mask`: lists, or with `"pt"` tensors [texts, tokens]."""
        texts = [text] if isinstance(text, str) else text
        end = [self.eos_token_id] if add_special_tokens else []
        rows = [list(cast("list[int]", self._processor.encode(one))) for one in texts]
        if truncation and max_length is not None:
            rows = [row[: max_length - len(end)] for row in rows]
        rows = [row + end for row in rows]
        width = max(len(row) for row in rows)
        if padding == "max_length" and max_length is not None:
            width = max_length
        missing = [max(width - len(row), 0) if padding else 0 for row in rows]
        ids: Any = [
            row + [self.pad_token_id] * count for row, count in zip(rows, missing, strict=True)
        ]
        mask: Any = [[1] * len(row) + [0] * count for row, count in zip(rows, missing, strict=True)]
        if return_tensors == "pt":
            ids, mask = torch.tensor(ids), torch.tensor(mask)
        elif isinstance(text, str):
            ids, mask = ids[0], mask[0]
        return BatchEncoding({"input_ids": ids, "attention_mask": mask})


def load_tokenizer(path: Path) -> T5Tokenizer | SentencePieceTokenizer:
    """From a folder, a `spiece.model`, or a text encoder's file that holds one.

    Raises UserError.
    """
    try:
        if (path / "tokenizer.json").is_file():
            return T5Tokenizer.from_pretrained(path, local_files_only=True)
        model = _sentencepiece_model(path)
    except OSError as error:
        raise model_error(tr("The tokenizer {name} cannot be read.", name=path.name)) from error
    # The library raises almost anything for a file that is well-formed but wrong.
    except (ValueError, KeyError, TypeError) as error:
        file = f"{path.name}/tokenizer.json"
        raise model_error(tr("The model's file {name} is damaged.", name=file)) from error
    return SentencePieceTokenizer(model)


def _sentencepiece_model(path: Path) -> bytes:
    """Raises OSError, UserError."""
    file = path / _SPIECE_NAME if path.is_dir() else path
    if file.name.endswith(".model"):
        return file.read_bytes()
    entry = recognise(path).tokenizer
    if entry is None:
        message = tr("The text encoder {name} brings no tokenizer along.", name=path.name)
        raise model_error(message)
    return entry.read()
