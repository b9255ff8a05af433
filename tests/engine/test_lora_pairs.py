"""Renders with LoRAs against the same done by hand with diffusers and peft: the same bits."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers.pipelines.wan.pipeline_wan import WanPipeline
from engine_client import EngineClient, Jobs
from peft import LoraConfig, get_peft_model_state_dict
from test_bit_equality import assert_same_as_bare

from fixtures import tiny_loras
from fixtures.tiny_loras import save_lora, tiny_lora, use_of
from fixtures.tiny_wan import (
    HEIGHT,
    NUM_FRAMES,
    WIDTH,
    save_diffusers_folder,
    tiny_transformer,
)
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.messages import Render
from wan22_desktop.engine_protocol.plan import ExecutionPlan, Precision

Strengths = tuple[float, float]


@pytest.fixture(scope="module")
def t2v_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("t2v")
    return save_diffusers_folder(folder, Variant.T2V_A14B, dtype=torch.float32)


def written_by_peft(path: Path, seed: int) -> Path:
    """Saved by diffusers itself: rank 4, alpha 6, and with rslora's root of the rank for seed 2."""
    transformer = tiny_transformer(Variant.T2V_A14B)
    torch.manual_seed(seed)
    config = LoraConfig(
        r=4,
        lora_alpha=6,
        target_modules=["to_q", "to_k", "to_v", "to_out.0", "net.0.proj", "net.2"],
        init_lora_weights=False,
        use_rslora=seed == 2,
    )
    transformer.add_adapter(config, adapter_name="default")
    WanPipeline.save_lora_weights(
        path.parent,
        transformer_lora_layers=dict(get_peft_model_state_dict(transformer)),
        weight_name=path.name,
        transformer_lora_adapter_metadata=config.to_dict(),
    )
    return path


def written_for_comfyui(path: Path, seed: int) -> Path:
    """ComfyUI's names, with alphas of half the rank; diffusers reads those of blocks only."""
    transformer = tiny_transformer(Variant.T2V_A14B)
    names = [n for n in tiny_loras.linear_names(transformer) if n.startswith("blocks.")]
    lora = tiny_lora(transformer, seed=seed, names=names)
    for pair in lora.pairs.values():
        pair.alpha = pair.down.shape[0] / 2
    save_lora(path, tiny_loras.comfyui(lora))
    return path


WRITERS: dict[str, Callable[[Path, int], Path]] = {
    "diffusers": written_by_peft,
    "comfyui": written_for_comfyui,
}


class Pair:
    """Two files, and what they are to each expert."""

    def __init__(self, folder: Path, writer: Callable[[Path, int], Path]) -> None:
        self.high = writer(folder / "high.safetensors", 1)
        self.low = writer(folder / "low.safetensors", 2)

    def uses(self, high: Strengths, low: Strengths) -> tuple[LoraUse, LoraUse]:
        return (
            use_of(self.high, strength=high[0], strength_2=high[1]),
            use_of(self.low, strength=low[0], strength_2=low[1]),
        )

    def by_hand(self, high: Strengths, low: Strengths) -> Callable[[Any], None]:
        """What a user of diffusers writes."""

        def load(pipeline: Any) -> None:  # noqa: ANN401 - diffusers is untyped here
            for second, transformer in enumerate((pipeline.transformer, pipeline.transformer_2)):
                weights = {"high": high[second], "low": low[second]}
                for name, path in (("high", self.high), ("low", self.low)):
                    if weights[name]:
                        pipeline.load_lora_weights(
                            path.parent,
                            weight_name=path.name,
                            adapter_name=name,
                            load_into_transformer_2=bool(second),
                        )
                on = [name for name in weights if weights[name]]
                transformer.set_adapters(on, [weights[name] for name in on])

        return load


def job_of(
    jobs: Jobs, folder: Path, pair: Pair, uses: tuple[LoraUse, ...], precision: Precision
) -> Render:
    request = GenerationRequest.default(Variant.T2V_A14B, prompt="a red circle", seed=3)
    request = request.with_changes(
        width=WIDTH,
        height=HEIGHT,
        num_frames=NUM_FRAMES,
        num_inference_steps=4,
        guidance_scale_2=None,
        loras=uses,
    )
    return jobs.job(
        request,
        plan=ExecutionPlan(precision=precision, torch_threads=1),
        model_folder=folder,
        lora_paths=(pair.high, pair.low),
    )


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("precision", Precision)
def test_a_pair_with_a_strength_per_expert(
    engine: EngineClient,
    jobs: Jobs,
    t2v_folder: Path,
    tmp_path: Path,
    writer: str,
    precision: Precision,
) -> None:
    pair = Pair(tmp_path, WRITERS[writer])
    strengths: tuple[Strengths, Strengths] = ((0.7, 0.0), (0.0, -1.3))
    job = job_of(jobs, t2v_folder, pair, pair.uses(*strengths), precision)
    assert_same_as_bare(engine, job, tmp_path, pair.by_hand(*strengths))


@pytest.mark.filterwarnings("ignore:Already found a `peft_config`")
@pytest.mark.parametrize("precision", Precision)
def test_several_on_each_expert(
    engine: EngineClient, jobs: Jobs, t2v_folder: Path, tmp_path: Path, precision: Precision
) -> None:
    pair = Pair(tmp_path, written_by_peft)
    strengths: tuple[Strengths, Strengths] = ((0.7, 0.1), (-0.3, 1.9))
    job = job_of(jobs, t2v_folder, pair, pair.uses(*strengths), precision)
    assert_same_as_bare(engine, job, tmp_path, pair.by_hand(*strengths))
