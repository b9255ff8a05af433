"""The verdict on a LoRA and a model: what the engine says, before it is asked."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel

from fixtures import published_loras as published
from fixtures.published_loras import PublishedLora, Shape, published_loras, table_of
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.published_models import transformer_config
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.lora.fit import check_loras
from wan22_desktop.engine.lora.format import LoraFile, normalized
from wan22_desktop.lora_library.domain.compatibility import fit_of, needs_swap
from wan22_desktop.lora_library.domain.fit import Fit
from wan22_desktop.lora_library.domain.recognition import facts_of
from wan22_desktop.lora_library.domain.records import (
    FileState,
    LoraCard,
    LoraEntry,
    LoraFacts,
    LoraFamily,
    TrainedExpert,
)

LORAS = published_loras()
USE = LoraUse(sha256="a" * 64, name="lora")


def entry(facts: LoraFacts, name: str = "lora", sha256: str = "a" * 64) -> LoraEntry:
    return LoraEntry(sha256, name, f"{name}.safetensors", facts.tensor_bytes, facts)


def card(name: str) -> LoraCard:
    return LoraCard(entry(facts_of(LORAS[name].table)))


def pair(high: str, low: str) -> LoraCard:
    halves = [
        entry(facts_of(LORAS[name].table), name, str(i) * 64) for i, name in enumerate((high, low))
    ]
    return LoraCard(halves[0], halves[1], "pair")


def thin(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The same with rank 1, which is quick to check number by number."""
    halves = {"A": 0, "down": 0, "B": 1, "up": 1}

    def of(key: str, shape: Shape) -> Shape:
        half = re.search(r"\.lora[._](A|B|down|up)\.(\w+\.)?weight$", key)
        if half is None:
            return shape
        return (1, *shape[1:]) if halves[half[1]] == 0 else (shape[0], 1)

    return {key: of(key, shape) for key, shape in shapes.items()}


@cache
def transformer_of(variant: Variant) -> Any:  # noqa: ANN401
    """Published, at full size, without memory."""
    config = {k: v for k, v in transformer_config(variant).items() if not k.startswith("_")}
    with torch.device("meta"):
        return WanTransformer3DModel(**config)


def in_engine(
    shapes: Mapping[str, Shape],
    metadata: Mapping[str, str],
    dtypes: Mapping[str, torch.dtype],
) -> LoraFile | None:
    """What the engine makes of a file with these tensors; None if it refuses it."""
    tensors = {
        key: torch.ones((), dtype=dtypes.get(key, torch.float32)).expand(shape)
        for key, shape in shapes.items()
    }
    try:
        settings = json.loads(metadata.get("lora_adapter_metadata", "{}"))
        return normalized(USE, tensors, settings, 1)
    except UserError:
        return None


def num_applied(file: LoraFile | None, variant: Variant) -> int | None:
    """Tensors that the engine applies; None if it refuses the file."""
    if file is None:
        return None
    try:
        reports = check_loras([(USE, file)], variant.facts.experts, transformer_of(variant))
    except UserError:
        return None
    if file.high_noise is file.low_noise:
        return reports[0].matched
    return sum(report.matched for report in reports)


def test_the_engine_says_the_same_of_every_published_file() -> None:
    verdicts = Counter[bool]()
    for name, lora in LORAS.items():
        shapes = thin(lora.shapes)
        file = in_engine(shapes, lora.metadata, {})
        one = LoraCard(entry(facts_of(table_of(shapes, lora.metadata))))
        for variant in Variant:
            report = fit_of(one, variant)
            applied = num_applied(file, variant)
            verdicts[applied is None] += 1

            assert (report.fit is Fit.BLOCKED) == (applied is None), (name, report.text)
            assert report.match.total == len(shapes)
            assert report.match.matched == applied or applied is None, name
            assert report.text.endswith("."), name
    assert verdicts.total() == 4 * len(LORAS)
    assert min(verdicts.values()) > len(LORAS)


Change = Callable[[random.Random, dict[str, Shape], str], None]


def _reshaped(shape_of: Callable[[random.Random, Shape], Shape]) -> Change:
    def change(random_: random.Random, shapes: dict[str, Shape], key: str) -> None:
        shapes[key] = shape_of(random_, shapes[key])

    return change


def _added(name: str, *choices: Shape) -> Change:
    def change(random_: random.Random, shapes: dict[str, Shape], key: str) -> None:
        shapes[name.format(layer=key.rsplit(".", 2)[0], key=key)] = random_.choice(choices)

    return change


def _removed(_random: random.Random, shapes: dict[str, Shape], key: str) -> None:
    if len(shapes) > 1:
        del shapes[key]


def _moved(_random: random.Random, shapes: dict[str, Shape], key: str) -> None:
    shapes[f"transformer_2.{key}"] = shapes.pop(key)


_WIDTH = published.DEMO.width
CHANGES: tuple[Change, ...] = (
    _removed,
    _moved,
    _reshaped(lambda _random, shape: shape[::-1]),
    _reshaped(lambda _random, shape: (*shape, 1, 1)),
    _reshaped(lambda random_, shape: tuple(side + random_.choice((0, 1)) for side in shape)),
    _reshaped(lambda _random, shape: shape[:1]),
    _added("{layer}.diff_b", (_WIDTH,), (3,)),
    _added("{layer}.diff", (_WIDTH, _WIDTH), (_WIDTH, 3)),
    _added("{layer}.alpha", (), (1,), (2,)),
    _added("{layer}.dora_scale", (_WIDTH,)),
    _added("transformer.{key}", (4, _WIDTH)),
    _added("blocks.0.norm3.diff", (_WIDTH,), (1,)),
    _added("blocks.1.diff_m", (1, 6, _WIDTH), (6, _WIDTH), (1, 2, _WIDTH)),
    _added("patch_embedding.diff", (_WIDTH, 16, 1, 2, 2), (_WIDTH, 36, 1, 2, 2)),
    _added("patch_embedding.lora_B.bias", (_WIDTH,)),
    _added("blocks.0.cross_attn.k_img.lora_A.weight", (4, _WIDTH)),
    _added("blocks.9.self_attn.q.alpha", ()),
)


def changed_file(seed: int) -> tuple[dict[str, Shape], dict[str, torch.dtype]]:
    """A LoRA for the demo model with something changed: mostly one that is no more usable."""
    random_ = random.Random(seed)
    linears = dict(random_.sample(sorted(published.DEMO.in_blocks.items()), 3))
    shapes = random_.choice((published.diffusers, published.musubi, published.peft))(linears)
    for _ in range(random_.randint(0, 2)):
        random_.choice(CHANGES)(random_, shapes, random_.choice(sorted(shapes)))
    dtypes = {random_.choice(sorted(shapes)): random_.choice(tuple(_NAMES))}
    return shapes, dtypes if random_.random() < 0.1 else {}


_NAMES = {torch.int8: "I8", torch.float16: "F16", torch.bool: "BOOL"}


def test_the_engine_says_the_same_of_changed_files() -> None:
    verdicts = Counter[bool]()
    for seed in range(400):
        shapes, dtypes = changed_file(seed)
        table = table_of(shapes)
        entries = dict(table.entries)
        for key, dtype in dtypes.items():
            entries[key] = replace(entries[key], dtype=_NAMES[dtype])
        facts = facts_of(replace(table, entries=entries))
        file = in_engine(shapes, {}, dtypes)
        for variant in (Variant.DEMO, Variant.T2V_A14B):
            report = fit_of(LoraCard(entry(facts)), variant)
            applied = num_applied(file, variant)
            verdicts[applied is None] += 1

            assert (report.fit is Fit.BLOCKED) == (applied is None), (seed, report.text, shapes)
            assert report.match.matched == applied or applied is None, (seed, shapes)
    assert min(verdicts.values()) > 50


# -- What is said --------------------------------------------------------------------------------

SAID = (
    ("5B musubi", Variant.T2V_A14B, Fit.BLOCKED, "made for Wan 2.2 TI2V 5B"),
    ("5B musubi", Variant.TI2V_5B, Fit.FITS, "all 900 tensors match"),
    ("1.3B musubi", Variant.T2V_A14B, Fit.BLOCKED, "made for Wan 2.1 1.3B"),
    ("musubi t2v high", Variant.TI2V_5B, Fit.BLOCKED, "made for Wan 2.2 A14B"),
    ("diffusion-pipe t2v high", Variant.TI2V_5B, Fit.BLOCKED, "Wan 2.2 A14B or Wan 2.1 14B"),
    ("demo comfyui", Variant.T2V_A14B, Fit.BLOCKED, "made for the demo model"),
    ("musubi t2v high", Variant.DEMO, Fit.BLOCKED, "cannot work on Demo"),
    ("FLUX kohya", Variant.T2V_A14B, Fit.BLOCKED, "made for FLUX or HunyuanVideo"),
    ("peft DoRA", Variant.T2V_A14B, Fit.BLOCKED, "made with DoRA"),
    ("VACE on top", Variant.T2V_A14B, Fit.BLOCKED, "layers that Wan 2.2 does not have"),
    ("distilled i2v high", Variant.T2V_A14B, Fit.BLOCKED, "2 of its"),
    ("distilled i2v high", Variant.I2V_A14B, Fit.FITS, "tensors match"),
    ("diffusers second only", Variant.TI2V_5B, Fit.BLOCKED, "made for Wan 2.2 A14B"),
    ("diffusion-pipe t2v high", Variant.T2V_A14B, Fit.FITS, "all 800 tensors match"),
    ("2.1 t2v musubi", Variant.T2V_A14B, Fit.MAY_FIT, "made for Wan 2.1"),
    ("2.1 i2v musubi", Variant.I2V_A14B, Fit.MAY_FIT, "240 of its 1,440 tensors are left out"),
    ("2.1 i2v musubi", Variant.T2V_A14B, Fit.MAY_FIT, "trained for image-to-video"),
    ("musubi i2v high", Variant.T2V_A14B, Fit.MAY_FIT, "makes video from text"),
    ("musubi t2v high", Variant.I2V_A14B, Fit.MAY_FIT, "makes video from images"),
    ("musubi t2v high", Variant.T2V_A14B, Fit.MAY_FIT, "the low-noise expert stays without it"),
    ("musubi t2v low", Variant.T2V_A14B, Fit.MAY_FIT, "the high-noise expert stays without it"),
    ("musubi one for both", Variant.T2V_A14B, Fit.FITS, "tensors match"),
    ("diffusers both", Variant.T2V_A14B, Fit.FITS, "tensors match"),
)


@pytest.mark.parametrize(("name", "variant", "fit", "words"), SAID)
def test_the_verdict_says_why(name: str, variant: Variant, fit: Fit, words: str) -> None:
    report = fit_of(card(name), variant)

    assert (report.fit, words in report.text) == (fit, True), report.text


def test_a_pair_fits_as_both_files_do() -> None:
    report = fit_of(pair("musubi t2v high", "musubi t2v low"), Variant.T2V_A14B)
    mixed = fit_of(pair("musubi t2v high", "5B musubi"), Variant.T2V_A14B)

    assert report.fit is Fit.FITS
    assert report.match.matched == report.match.total == 2400
    assert mixed.fit is Fit.BLOCKED


def test_halves_that_are_swapped_are_told() -> None:
    swapped = pair("musubi t2v low", "musubi t2v high")
    report = fit_of(swapped, Variant.T2V_A14B)

    assert needs_swap(swapped)
    assert not needs_swap(pair("musubi t2v high", "musubi t2v low"))
    assert not needs_swap(card("musubi t2v low"))
    assert report.fit is Fit.MAY_FIT
    assert "the wrong way round: swap them" in report.text


def test_two_halves_for_one_expert_are_told() -> None:
    report = fit_of(pair("musubi t2v high", "musubi t2v high"), Variant.T2V_A14B)

    assert "Both files were trained for the high-noise expert" in report.text


def test_a_pair_on_a_model_with_one_transformer_uses_one_file() -> None:
    report = fit_of(pair("5B musubi", "5B peft"), Variant.TI2V_5B)

    assert report.fit is Fit.MAY_FIT
    assert "only the high-noise file is used" in report.text


def test_a_changed_file_is_told() -> None:
    changed = replace(card("5B musubi").lead, state=FileState.CHANGED)

    assert "changed by another program" in fit_of(LoraCard(changed), Variant.TI2V_5B).text


def test_facts_without_counts_block() -> None:
    unknown = LoraCard(entry(LoraFacts(family=LoraFamily.UNKNOWN, expert=TrainedExpert.UNKNOWN)))

    report = fit_of(unknown, Variant.DEMO)

    assert report.fit is Fit.BLOCKED
    assert report.match.share == 0


def test_published_files_are_as_large_as_their_models() -> None:
    """The set would prove little if its sizes were not those of the models."""
    lora: PublishedLora = LORAS["distilled t2v low"]
    weights = dict(transformer_of(Variant.T2V_A14B).named_parameters())

    assert lora.shapes["diffusion_model.blocks.39.ffn.0.diff_b"] == (
        weights["blocks.39.ffn.net.0.proj.bias"].shape
    )
