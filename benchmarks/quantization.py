"""What each precision costs in quality: the demo model against itself in fp32.

Run `python benchmarks/quantization.py`. Every precision renders the same held-out prompts with the
same seeds through the unmodified `WanPipeline`; the transformer is quantized by the engine. The
checker says whether colour, shape, direction and background are as asked for; PSNR, SSIM and
temporal difference compare each clip with its fp32 twin, and the app's own verdict says what that
means to the eye. `--clips FOLDER` writes each pair side by side, fp32 on the left. GGUF is a Q8_0
file that is written here and read back.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gguf
import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from diffusers.utils.logging import disable_progress_bar
from transformers.utils import logging as transformers_logging

import wan22_desktop
from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.decoding.quality import compare, side_by_side
from wan22_desktop.engine.loading.components import load_transformer
from wan22_desktop.engine.loading.quantization import quantize
from wan22_desktop.engine.process import library_versions
from wan22_desktop.engine.video_file import Frames, write_clip
from wan22_desktop.engine_protocol.plan import Quantization
from wan22_desktop.engine_protocol.quality import QualityMetrics
from wan22_desktop.optimizer.domain.quantization import QualityGrade
from wan22_desktop.optimizer.quantization_controller import QuantizationController

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # tools/ is not installed
from tools.demo_model import evaluate, world

KINDS = (
    Quantization.NONE,
    Quantization.INT8,
    Quantization.INT8_DYNAMIC,
    Quantization.FP8,
    Quantization.FP8_STORAGE,
    Quantization.GGUF,
)
BATCH = 4
CPU = torch.device("cpu")


@dataclass(frozen=True)
class Prompts:
    """What is rendered, and how: clip `i` has the seed `i`."""

    combos: list[world.Combo]
    defaults: dict[str, Any]

    def batches(self) -> Iterator[tuple[list[str], list[int]]]:
        for start in range(0, len(self.combos), BATCH):
            part = self.combos[start : start + BATCH]
            yield [world.caption(c) for c in part], list(range(start, start + len(part)))


def rendered(pipeline: Any, prompts: Prompts) -> tuple[list[Frames], float]:  # noqa: ANN401
    """Every prompt's clip, and seconds per clip."""
    started = time.perf_counter()
    clips: list[Frames] = []
    for texts, seeds in prompts.batches():
        guidance = prompts.defaults["guidance_scale"]
        clips += list(evaluate.generate(pipeline, texts, seeds, prompts.defaults, guidance))
    return clips, round((time.perf_counter() - started) / len(clips), 3)


def write_gguf(transformer: WanTransformer3DModel, path: Path) -> None:
    """A Q8_0 file: matrices of the blocks in 8 bits, everything else as it is, in fp32."""
    writer = gguf.GGUFWriter(path, "wan")
    for name, tensor in transformer.state_dict().items():
        values = tensor.float().numpy()
        if name.startswith("blocks.") and values.ndim == 2:
            kind = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
        else:
            writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def pipeline_of(folder: Path, quantization: Quantization, scratch: Path) -> Any:  # noqa: ANN401
    """In bf16, with the transformer read and quantized by the engine."""
    config = json.loads((folder / "transformer" / "config.json").read_text(encoding="utf-8"))

    def load(path: Path, dtype: torch.dtype) -> WanTransformer3DModel:
        return load_transformer(path, Variant.DEMO, dtype, head_dim=config["attention_head_dim"])

    source = folder / "transformer"
    if quantization is Quantization.GGUF:
        source = scratch / "demo-Q8_0.gguf"
        write_gguf(load(folder / "transformer", torch.float32), source)
    pipeline = evaluate.load_text_pipeline(folder, torch.bfloat16)
    pipeline.transformer = load(source, torch.bfloat16)
    quantize(pipeline.transformer, quantization, torch.bfloat16, device=CPU)
    return pipeline


def row(name: str, clips: list[Frames], reference: list[Frames], combos: list[world.Combo]) -> Any:  # noqa: ANN401
    metrics: list[QualityMetrics] = [compare(a, b) for a, b in zip(clips, reference, strict=True)]
    verdicts = map(QuantizationController.validate_quantization_quality, metrics)
    grades = Counter(verdict.grade for verdict in verdicts)
    right = evaluate.count_right(clips, combos)  # pyright: ignore[reportArgumentType] - iterates
    figures = {key: right[key] / len(combos) for key in (*evaluate.ATTRIBUTES, "all")} | {
        "psnr_db": statistics.mean(m.psnr_db for m in metrics),
        "least_psnr_db": min(m.least_psnr_db for m in metrics),
        "ssim": statistics.mean(m.ssim for m in metrics),
        "least_ssim": min(m.least_ssim for m in metrics),
        "temporal_difference": statistics.mean(m.temporal_difference for m in metrics),
    }
    counts = {f"clips_{grade}": grades[grade] for grade in QualityGrade}
    return {"precision": name} | {key: round(value, 4) for key, value in figures.items()} | counts


def write_pairs(
    folder: Path, name: str, clips: list[Frames], reference: list[Frames], prompts: Prompts
) -> None:
    """Each clip beside its twin, as a file that plays everywhere."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (clip, twin, combo) in enumerate(zip(clips, reference, prompts.combos, strict=True)):
        request = GenerationRequest.default(prompt=world.caption(combo), seed=seed)
        metadata = ClipMetadata(
            request=request,
            app_version=wan22_desktop.__version__,
            versions=library_versions(),
            device="cpu",
            precision="bf16",
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            notes=(f"fp32 on the left, {name} on the right",),
        )
        write_clip(
            folder / f"{seed:03d}-{name}.mp4", side_by_side(twin, clip), request.fps, metadata
        )


def measure(
    folder: Path,
    prompts: Prompts,
    kinds: Sequence[Quantization],
    report: Callable[[Any], None],
    pairs: Path | None,
) -> None:
    """Render all prompts in each precision; `report` gets a row at a time."""
    combos = prompts.combos
    reference, seconds = rendered(evaluate.load_text_pipeline(folder, torch.float32), prompts)
    report(row("fp32", reference, reference, combos) | {"seconds_per_clip": seconds})
    with tempfile.TemporaryDirectory() as scratch:
        for quantization in kinds:
            pipeline = pipeline_of(folder, quantization, Path(scratch))
            clips, seconds = rendered(pipeline, prompts)
            name = "bf16" if quantization is Quantization.NONE else quantization.value
            if pairs is not None:
                write_pairs(pairs, name, clips, reference, prompts)
            report(
                row(name, clips, reference, prompts.combos)
                | {"seconds_per_clip": round(seconds, 3)}
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    shipped = Places.find().model_folder(Variant.DEMO)
    parser.add_argument("--model", type=Path, default=shipped, help="folder of the demo model")
    parser.add_argument("--count", type=int, default=40, help="prompts")
    parser.add_argument("--only", type=Quantization, nargs="+", default=KINDS, help="precisions")
    parser.add_argument("--clips", type=Path, help="folder for pairs of clips")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    disable_progress_bar()
    transformers_logging.disable_progress_bar()
    folder = arguments.model.resolve()
    combos = world.held_out_combos()[: arguments.count]
    prompts = Prompts(combos, evaluate.load_defaults(folder))

    rows: list[dict[str, Any]] = []
    print(f"{len(combos)} held-out prompts, each clip against its twin in fp32")
    print(
        f"{'precision':14s} colour shape  way  ground   PSNR least   SSIM  least  motion   s/clip"
        "  same/alike/different"
    )

    def report(found: dict[str, Any]) -> None:
        rows.append(found)
        percent = "  ".join(
            f"{found[key]:4.0%}" for key in ("color", "shape", "direction", "background")
        )
        print(
            f"{found['precision']:14s} {percent}   {found['psnr_db']:5.1f} "
            f"{found['least_psnr_db']:5.1f}  {found['ssim']:.4f} {found['least_ssim']:.4f} "
            f"{found['temporal_difference']:6.2f} {found['seconds_per_clip']:7.2f}  "
            + "/".join(str(found[f"clips_{grade}"]) for grade in QualityGrade),
            flush=True,
        )

    measure(folder, prompts, arguments.only, report, arguments.clips)
    print(
        json.dumps(
            [{k: round(v, 4) if isinstance(v, float) else v for k, v in r.items()} for r in rows]
        )
    )


if __name__ == "__main__":
    main()
