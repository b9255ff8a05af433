"""What the text encoder makes of prompts, kept on the disk: a known prompt needs no encoder."""

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from diffusers.pipelines.wan.pipeline_wan import prompt_clean
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from wan22_desktop.core.durable import durable_write
from wan22_desktop.core.safetensors_header import damage_of

MAX_TOKENS = 512
"""Text tokens that the transformers were trained with; shorter padding changes the pixels."""

MAX_KEPT_BYTES = 256 * 1024 * 1024

_log = logging.getLogger(__name__)


class Encoder(Protocol):
    """Turns one text into rows; loaded only when a text is not known yet."""

    def __call__(self, text: str) -> "Encoded": ...


@dataclass(frozen=True, slots=True)
class Encoded:
    """`rows` [tokens, width] without padding; `token_count` before the text was cut."""

    rows: Tensor
    token_count: int

    @property
    def is_cut(self) -> bool:
        return self.token_count > MAX_TOKENS

    def padded(self) -> Tensor:
        """[1, MAX_TOKENS, width], as the transformers take it."""
        padding = self.rows.new_zeros(MAX_TOKENS - len(self.rows), self.rows.shape[1])
        return torch.cat((self.rows, padding)).unsqueeze(0)


def encoder_of(tokenizer: Any, text_encoder: Any, device: str) -> Encoder:  # noqa: ANN401
    """An encoder whose rows are those of `WanPipeline.encode_prompt`, bit for bit.

    Each text goes through alone: in one batch with others the last bits would differ.
    """

    @torch.no_grad()
    def encode(text: str) -> Encoded:
        token_count = len(tokenizer(text, add_special_tokens=True).input_ids)
        inputs = tokenizer(
            [text],
            padding="max_length",
            max_length=MAX_TOKENS,
            truncation=True,
            return_attention_mask=True,
            return_tensors="pt",
        )
        mask = inputs.attention_mask
        hidden = text_encoder(inputs.input_ids.to(device), mask.to(device)).last_hidden_state
        return Encoded(hidden[0, : int(mask.sum())].cpu(), token_count)

    return encode


class TextEmbeddings:
    """Embeddings by encoder and cleaned text; `encoded_count` counts those that had to be made."""

    def __init__(self, folder: Path, *, max_bytes: int = MAX_KEPT_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self.encoded_count = 0

    def missing(self, encoder_key: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `texts` that are not kept yet, each once, in their order."""
        return tuple(
            text
            for text in dict.fromkeys(prompt_clean(text) for text in texts)
            if not self._file(encoder_key, text).is_file()
        )

    def get(
        self, encoder_key: str, text: str, encoder: Callable[[], Encoder], dtype: torch.dtype
    ) -> Encoded:
        """The embedding of `text`; `encoder` is asked for only if it is not kept.

        `encoder_key` names the encoder's file and precision. A kept file that is damaged is made
        anew. Raises what the encoder raises; a full disk costs the next render an encoding.
        """
        cleaned = prompt_clean(text)
        file = self._file(encoder_key, cleaned)
        kept = _read(file, dtype)
        if kept is not None:
            file.touch()
            return kept
        made = encoder()(cleaned)
        made = Encoded(made.rows.to(dtype).contiguous(), made.token_count)
        self.encoded_count += 1
        try:
            content = save({"rows": made.rows}, {"token_count": str(made.token_count)})
            durable_write(file, content)
            self._prune()
        except OSError as error:
            _log.warning("an embedding is not kept: %s", error)
        return made

    def _file(self, encoder_key: str, cleaned: str) -> Path:
        parts = json.dumps([encoder_key, cleaned, MAX_TOKENS])
        return self._folder / f"{hashlib.sha256(parts.encode()).hexdigest()}.safetensors"

    def _prune(self) -> None:
        """Forget those that were not used for the longest time, down to the limit."""
        files = [(file.stat(), file) for file in self._folder.glob("*.safetensors")]
        total = sum(stat.st_size for stat, _ in files)
        for stat, file in sorted(files, key=lambda entry: entry[0].st_mtime_ns):
            if total <= self._max_bytes:
                return
            file.unlink(missing_ok=True)
            total -= stat.st_size


def _read(file: Path, dtype: torch.dtype) -> Encoded | None:
    try:
        if not file.is_file() or damage_of(file) is not None:
            return None
        content = file.read_bytes()
        rows = load(content)["rows"]
        header_size = int.from_bytes(content[:8], "little")
        token_count = int(json.loads(content[8 : 8 + header_size])["__metadata__"]["token_count"])
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        _log.warning("a kept embedding cannot be read: %s", error)
        return None
    if rows.dtype != dtype or rows.ndim != 2 or not 0 < len(rows) <= MAX_TOKENS:
        return None
    return Encoded(rows, token_count) if bool(torch.isfinite(rows).all()) else None
