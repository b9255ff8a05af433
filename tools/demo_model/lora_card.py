"""Draw the picture of the demo LoRA: one prompt and seed, above without it and below with it.

    python -m tools.demo_model.lora_card loras/demo/demo-coming-closer.safetensors

Writes a JPEG beside the file, with the same name. The clips come from the unmodified pipeline.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import torch
from PIL import Image, ImageDraw, ImageFont

from tools.demo_model import evaluate

PROMPT: Final = "a yellow circle moving right on a blue background"
SEED: Final = 1
FRAMES: Final = (0, 8, 16)
TILE_PX: Final = 144
GAP_PX: Final = 3
MAX_BYTES: Final = 60_000


def strip(clip: evaluate.Bytes, label: str) -> Image.Image:
    """Some frames of a clip from left to right, with a word in the middle, which no crop cuts."""
    step = TILE_PX + GAP_PX
    image = Image.new("RGB", (step * len(FRAMES) - GAP_PX, TILE_PX), "white")
    for place, frame in enumerate(FRAMES):
        tile = Image.fromarray(clip[frame]).resize((TILE_PX, TILE_PX), Image.Resampling.LANCZOS)
        image.paste(tile, (place * step, 0))
    font = ImageFont.load_default(16)
    middle = (image.width / 2, 6)
    ImageDraw.Draw(image).text(middle, label, fill="white", font=font, anchor="mt")
    return image


def main() -> None:
    """Command line entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lora", type=Path)
    parser.add_argument("--model", type=Path, default=Path("models/demo"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    defaults = evaluate.load_defaults(args.model)
    pipeline = evaluate.load_text_pipeline(args.model, torch.bfloat16)
    settings = ([PROMPT], [SEED], defaults, defaults["guidance_scale"])
    above = strip(evaluate.generate(pipeline, *settings)[0], "without")
    pipeline.load_lora_weights(str(args.lora.parent), weight_name=args.lora.name)
    below = strip(evaluate.generate(pipeline, *settings)[0], "with the LoRA")
    card = Image.new("RGB", (above.width, 2 * TILE_PX + GAP_PX), "white")
    card.paste(above, (0, 0))
    card.paste(below, (0, TILE_PX + GAP_PX))
    path = args.lora.with_suffix(".jpg")
    card.save(path, quality=88, optimize=True)
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"{path} has {path.stat().st_size} bytes, more than {MAX_BYTES}")


if __name__ == "__main__":
    main()
