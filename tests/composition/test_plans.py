"""Plans for this machine, from the engine's greeting to what a render teaches."""

from pathlib import Path

import pytest

from wan22_desktop.composition.plans import MachinePlans, installed_files
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.hardware import Gpu
from wan22_desktop.core.model_parts import find_parts
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine_protocol.messages import PROTOCOL_VERSION, Ready, RenderFigures, Stage
from wan22_desktop.engine_protocol.plan import Offload, Quantization
from wan22_desktop.hardware.vram_manager import VRAMManager

CPU_ENGINE = Ready(protocol_version=PROTOCOL_VERSION, nonce="0" * 32, versions={}, devices=("cpu",))
DEMO = GenerationRequest.default(prompt="a red circle")


def plans_of(places: Places, gpu: Gpu | None = None) -> MachinePlans:
    vram = VRAMManager(places.home, ask_nvml=lambda: gpu, ask_smi=lambda: None)
    return MachinePlans(places, vram=vram)


def test_the_demo_model_is_planned_and_learned_from(places: Places) -> None:
    plans = plans_of(places)
    parts = find_parts(Variant.DEMO, places.model_folder(Variant.DEMO))
    planned = plans.plan(DEMO, parts, CPU_ENGINE)
    assert (planned.plan.device, planned.plan.torch_threads) == ("cpu", 1)
    figures = RenderFigures(seconds_per_step=0.1, seconds_decoding=0.2, steps_sampled=20)
    plans.learn(planned.plan, figures, ())
    assert (places.cache / "renders.jsonl").read_text().count("\n") == 1
    # What was only decoded again says nothing about sampling.
    plans.learn(planned.plan, RenderFigures(seconds_decoding=0.2), ())
    assert (places.cache / "renders.jsonl").read_text().count("\n") == 1


def test_a_card_that_torch_cannot_use_is_none(places: Places) -> None:
    plans = plans_of(places, Gpu(name="NVIDIA GeForce RTX 4090", total_vram_bytes=24 << 30))
    parts = find_parts(Variant.DEMO, places.model_folder(Variant.DEMO))
    request = GenerationRequest.default(Variant.TI2V_5B, prompt="a cat")
    assert plans.plan(request, parts, CPU_ENGINE).plan.device == "cpu"


def test_a_fallback_of_quantization_is_remembered(places: Places) -> None:
    plans = plans_of(places)
    parts = find_parts(Variant.DEMO, places.model_folder(Variant.DEMO))
    request = GenerationRequest.default(Variant.TI2V_5B, prompt="a cat")
    planned = plans.plan(request, parts, CPU_ENGINE)
    figures = RenderFigures(
        steps_sampled=50, seconds_per_step=9.0, quantization=Quantization.FP8_STORAGE
    )
    plans.learn(planned.plan, figures, ("int8 took too long.",))
    again = plans_of(places).plan(request, parts, CPU_ENGINE)
    assert again.plan.quantization is Quantization.FP8_STORAGE


def test_memory_that_ran_out_leads_down_the_ladder(places: Places) -> None:
    plans = plans_of(places)
    parts = find_parts(Variant.DEMO, places.model_folder(Variant.DEMO))
    request = GenerationRequest.default(Variant.TI2V_5B, prompt="a cat").with_changes(
        width=640, height=384, num_frames=33
    )
    planned = plans.plan(request, parts, CPU_ENGINE)
    following = plans.after_out_of_memory(planned.plan, Stage.DECODING)
    assert following is not None
    assert following.reason
    assert following.plan.arithmetic() == planned.plan.arithmetic(), "nothing is sampled again"
    assert following.plan.decode != planned.plan.decode
    unknown = planned.plan.model_copy(update={"offload": Offload.SEQUENTIAL})
    assert plans.after_out_of_memory(unknown, Stage.SAMPLING) is None


def test_what_no_plan_can_hold_is_refused_with_what_would_fit(places: Places) -> None:
    plans = plans_of(places)
    parts = find_parts(Variant.DEMO, places.model_folder(Variant.DEMO))
    request = GenerationRequest.default(Variant.T2V_A14B, prompt="a cat").with_changes(
        width=4096, height=4096, num_frames=1001
    )
    with pytest.raises(UserError) as refused:
        plans.plan(request, parts, CPU_ENGINE)
    assert refused.value.category is ErrorCategory.OUT_OF_MEMORY
    assert "What would fit" in refused.value.message


def test_a_model_that_is_not_there_is_planned_by_formulas(tmp_path: Path, places: Places) -> None:
    request = GenerationRequest.default(Variant.TI2V_5B, prompt="a cat")
    assert installed_files(request, places).transformer_bytes is None
    installed = installed_files(DEMO, Places(tmp_path))
    assert installed.transformer_bytes
