"""A LoRA that cannot be used stops its job, which can be queued again without exactly that one."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from fixtures.tiny_loras import comfyui, save_lora, tiny_lora
from fixtures.tiny_wan import DEMO_FOLDER
from generation.conftest import SMALL
from wan22_desktop.composition.plans import MachinePlans
from wan22_desktop.core.clip_metadata import read_clip_metadata
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.loading.components import empty_transformer
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.request_rules import problems_of
from wan22_desktop.generation.events import LorasMeasured, QueueEvent
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.render_runner import RenderRunner

Tensors = dict[str, torch.Tensor]

_KEY = "diffusion_model.blocks.0.self_attn.q"


def good_tensors(seed: int = 0) -> Tensors:
    """A LoRA for the demo model."""
    skeleton = empty_transformer(DEMO_FOLDER / "transformer", Variant.DEMO)
    return comfyui(tiny_lora(skeleton, seed=seed))


def kept(places: Places, name: str, tensors: Tensors, strength: float = 1.0) -> LoraUse:
    """A LoRA of the library."""
    file = places.loras / f"{name}.safetensors"
    file.parent.mkdir(exist_ok=True)
    use = save_lora(file, tensors, strength=strength)
    file.rename(places.lora(use.sha256))
    return use


def not_finite(tensors: Tensors) -> Tensors:
    return {key: tensor.clone().fill_(torch.nan) for key, tensor in tensors.items()}


def too_strong(tensors: Tensors) -> Tensors:
    """Finite in the file, and beyond all numbers once they are multiplied."""
    return {key: t * 1e30 if t.ndim == 2 else t for key, t in tensors.items()}


def too_wide(_tensors: Tensors) -> Tensors:
    return {f"{_KEY}.lora_A.weight": torch.ones(2, 9), f"{_KEY}.lora_B.weight": torch.ones(9, 2)}


def unchanged(tensors: Tensors) -> Tensors:
    return tensors


def untouched(_file: Path) -> None:
    """Wrong from the start."""


def removed(file: Path) -> None:
    file.unlink()


def replaced(file: Path) -> None:
    save_lora(file, good_tensors(seed=9))


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


Make = Callable[[Tensors], Tensors]
Harm = Callable[[Path], None]

FAULTS: dict[str, tuple[Make, Harm, str]] = {
    "missing": (unchanged, removed, "cannot be read"),
    "changed": (unchanged, replaced, "its content has changed"),
    "damaged": (unchanged, cut_off, "should have"),
    "wide": (too_wide, untouched, "width 9"),
    "broken": (not_finite, untouched, "not finite"),
    "strong": (too_strong, untouched, '"strong" at 1 is on and may be the reason'),
}


def run(queue: RenderQueue, places: Places) -> list[QueueEvent]:
    """Render all that waits; what was heard."""
    heard: list[QueueEvent] = []
    planner = MachinePlans(places)
    RenderRunner(queue, places, planner=planner, listener=heard.append).run(until_empty=True)
    return heard


def test_each_fault_stops_its_job_and_names_its_lora(queue: RenderQueue, places: Places) -> None:
    failing: dict[str, Job] = {}
    uses: dict[str, LoraUse] = {}
    for seed, (name, (make, harm, _)) in enumerate(FAULTS.items()):
        uses[name] = kept(places, name, make(good_tensors(seed)))
        failing[name] = queue.add(SMALL.with_changes(loras=(uses[name],)))
        harm(places.lora(uses[name].sha256))
    run(queue, places)
    for name, (_, _, words) in FAULTS.items():
        failed = queue.job(failing[name].id)
        assert failed.state is JobState.FAILED, name
        assert words in failed.message
        assert f'"{name}"' in failed.message
        assert failed.loras_at_fault == (uses[name].sha256,)
        assert failed.faulty_loras == (uses[name],)

        request, note = failed.without_faulty_loras()
        assert request == SMALL
        assert note == f'Rendered without the LoRA "{name}".'


def test_the_other_loras_stay_and_what_they_took_is_told(
    queue: RenderQueue, places: Places
) -> None:
    good = kept(places, "good", good_tensors(1), strength=0.4)
    bad = kept(places, "bad", not_finite(good_tensors(2)))
    request = SMALL.with_changes(loras=(good, bad), compare_loras=True)
    first = queue.add(request, note="For the story.")
    assert not any(isinstance(event, LorasMeasured) for event in run(queue, places))
    changed, note = queue.job(first.id).without_faulty_loras()
    assert changed == request.with_changes(loras=(good,))
    second = queue.add(changed, note=note)
    heard = run(queue, places)
    (measured,) = [event for event in heard if isinstance(event, LorasMeasured)]
    assert (measured.job_id, measured.model) == (second.id, Variant.DEMO)
    assert measured.uses == (good,)
    (cost,) = measured.loras
    assert cost.sha256 == good.sha256
    assert cost.load_seconds is not None
    assert 0 < cost.load_seconds < 60
    assert cost.resident_bytes > 0
    metadata = read_clip_metadata(Path(str(queue.job(second.id).clip_path)))
    assert metadata is not None
    told = 'Rendered without the LoRA "bad". The other LoRAs of the request were used.'
    assert metadata.notes == (f"For the story. {told}",)
    assert [report.sha256 for report in metadata.loras] == [good.sha256]
    assert list(places.checkpoints.iterdir()) == [], "those of both halves are gone"


def failed_job(*loras: LoraUse, at_fault: tuple[LoraUse, ...], compare: bool = False) -> Job:
    request = SMALL.with_changes(loras=loras, compare_loras=compare)
    hashes = tuple(lora.sha256 for lora in at_fault)
    return Job("0" * 12, request, 1, JobState.FAILED, loras_at_fault=hashes)


def test_half_a_pair_is_left_out_alone() -> None:
    high = LoraUse(sha256="a" * 64, name="fire (high noise)", strength_2=0.0)
    low = LoraUse(sha256="b" * 64, name="fire (low noise)", strength=0.0)
    request, note = failed_job(high, low, at_fault=(low,)).without_faulty_loras()
    assert request.loras == (high,)
    assert note.startswith('Rendered without the LoRA "fire (low noise)". The other LoRAs')


def test_a_comparison_of_nothing_becomes_a_plain_render() -> None:
    lora = LoraUse(sha256="a" * 64, name="x" * 4000)
    request, note = failed_job(lora, at_fault=(lora,), compare=True).without_faulty_loras()
    assert not request.compare_loras
    assert problems_of(request) == ()
    assert len(note) < 200


@pytest.mark.parametrize("strength", [None, 0.0])
def test_a_comparison_without_loras_is_refused(strength: float | None) -> None:
    loras = () if strength is None else (LoraUse(sha256="a" * 64, name="x", strength=strength),)
    (problem,) = problems_of(SMALL.with_changes(loras=loras, compare_loras=True))
    assert problem.field == "loras"
    assert "no LoRA to compare with" in problem.message


def test_a_job_that_is_taken_up_again_is_without_blame() -> None:
    lora = LoraUse(sha256="a" * 64, name="x")
    failed = failed_job(lora, at_fault=(lora,))
    assert failed.faulty_loras == (lora,)
    assert failed.moved_to(JobState.QUEUED).loras_at_fault == ()
