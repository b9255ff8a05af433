"""A home with something in it: clips, jobs in every state, groups, words.

What `tools.all_screens` opens the window on. The pictures in its clips are drawn, not rendered, so
that there are many at once; everything else is stored as the app itself stores it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.clip_metadata import ClipMetadata
from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
from wan22_desktop.core.database import Database
from wan22_desktop.core.ids import new_job_id
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest, LoraUse
from wan22_desktop.core.wan import Variant
from wan22_desktop.engine.video_file import Frames, thumbnail, write_clip
from wan22_desktop.gallery.domain.clip_record import ClipLora, ClipRecord, ClipState, Origin
from wan22_desktop.gallery.store import ClipStore
from wan22_desktop.generation.domain.drafts import DraftPlan
from wan22_desktop.generation.domain.drafts import as_group as drafts_group
from wan22_desktop.generation.domain.groups import JobGroup, NewGroup
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.domain.sweep import Axis, AxisKind, Sweep
from wan22_desktop.generation.domain.sweep_grid import as_group as sweep_group
from wan22_desktop.generation.events import QueuePause
from wan22_desktop.generation.prompt_store import PromptStore
from wan22_desktop.generation.store import JobStore

PAUSE_REASON = "The graphics card is close to its temperature limit."
NUM_FRAMES = 17
FPS = 16
_PROMPTS = (
    "A red fox runs along a snowy ridge at dawn, soft rim light, shallow depth of field",
    "An old steam train crosses a stone bridge in the fog, seen from a slow aerial orbit",
    "A paper boat drifts down a rain-soaked street, neon signs reflected in the puddles",
    "Waves roll onto a black beach under a violet evening sky, long exposure, calm",
    "A lighthouse turns its beam over a stormy sea, dramatic clouds, cinematic lighting",
    "Close-up of koi carp in a pond, falling blossoms, ripples, natural light",
    "A hot-air balloon rises over a patchwork of fields in early morning haze",
    "A cyclist rides through an autumn forest, leaves whirl up behind the wheels",
    "Timelapse of a desert valley from noon to starlit night, camera still",
    "A cat on a window sill watches the first snow, warm lamp inside, 35 mm film",
)
_SIZES = ((416, 240), (240, 416), (320, 320))
_TAGS = (("keep", "landscape"), ("client",), (), ("neon",), (), ("keep",))
_ALBUMS = (("Best of",), (), (), ("Storyboard",), ())
_SKIES = (
    ((250, 190, 130), (80, 60, 120)),
    ((190, 220, 245), (70, 130, 200)),
    ((240, 150, 160), (60, 40, 90)),
    ((250, 230, 180), (120, 170, 180)),
    ((60, 80, 140), (10, 14, 40)),
)


@dataclass(frozen=True, slots=True)
class DrawnClip:
    """A finished file, and a thumbnail of it as JPEG."""

    path: Path
    sha256: str
    size_bytes: int
    thumbnail: bytes


def scene(number: int, width: int, height: int, count: int = NUM_FRAMES) -> Iterator[Frames]:
    """Hills pass under a sun; each number gives another landscape."""
    low, high = (np.array(colour, float) for colour in _SKIES[number % len(_SKIES)])
    y, x = np.mgrid[0:height, 0:width].astype(float)
    y, x = y / height, x / width
    sky = high + (low - high) * y[..., None] ** 0.8
    for frame in range(count):
        time = frame / count
        picture = sky.copy()
        centre = (0.2 + 0.6 * (number * 0.37 % 1) + 0.1 * time, 0.45 - 0.2 * time)
        wide = width / height
        distance = np.hypot((x - centre[0]) * wide, y - centre[1])
        glow = np.clip(1 - distance / 0.5, 0, 1)[..., None] ** 2
        picture += (np.array((255.0, 240, 210)) - picture) * np.where(
            distance[..., None] < 0.09, 1.0, 0.6 * glow
        )
        for layer in range(3):
            shift = number * 1.7 + layer * 2.3 + time * (0.4 + 0.5 * layer)
            edge = 0.58 + 0.13 * layer + 0.07 * np.sin((5 - layer) * x + shift)
            edge += 0.02 * np.sin(17 * x + 3 * shift)
            shade = low * (0.55 - 0.17 * layer) + np.array((8.0, 16, 20))
            picture = np.where((y > edge)[..., None], shade, picture)
        yield np.clip(picture, 0, 255).astype(np.uint8)


def draw_clip(path: Path, number: int, request: GenerationRequest, created_at: str) -> DrawnClip:
    """A clip that says it was made by `request`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = tuple(scene(number, *_SIZES[_size_of(number)]))
    metadata = ClipMetadata(
        request=request,
        app_version="0.7",
        versions={"torch": "2.9.1"},
        device="NVIDIA GeForce RTX 4090",
        precision="bf16",
        created_at=created_at,
    )
    file = write_clip(path, frames, FPS, metadata)
    jpeg = BytesIO()
    thumbnail(np.stack(frames)).save(jpeg, "JPEG", quality=85)
    return DrawnClip(path, file.sha256, file.size_bytes, jpeg.getvalue())


def draw_picture(path: Path, number: int, width: int = 1200, height: int = 900) -> Path:
    """A start image that has another shape than the clips."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(next(scene(number, width, height))).save(path)
    return path


def write_settings(places: Places, language: str) -> None:
    """The language, and that the first steps have been gone through."""
    tree = {"appearance": {"language": language}, "window": {"guide_done": True}}
    places.home.mkdir(parents=True, exist_ok=True)
    places.settings_file.write_text(json.dumps(tree), "utf-8")


def fill_home(places: Places) -> None:
    """Everything that is there before the window opens."""
    places.create()
    database = open_database(places)
    try:
        _add_clips(database, places)
        _add_jobs(database, places)
        _add_words(database, places)
    finally:
        database.close()


def _size_of(number: int) -> int:
    return (0, 0, 1, 0, 2)[number % 5]


def _add_clips(database: Database, places: Places) -> None:
    now = datetime.now(UTC)
    records = []
    for number in range(32):
        made = now - timedelta(hours=7 * number, minutes=11)
        model = (Variant.T2V_A14B, Variant.TI2V_5B, Variant.DEMO)[number % 3]
        prompt = _PROMPTS[number % len(_PROMPTS)]
        request = _request(model, prompt, seed=1000 + number)
        stamp = made.isoformat(timespec="seconds")
        clip = draw_clip(places.outputs / f"{made:%Y-%m-%d} {number}.mp4", number, request, stamp)
        width, height = _SIZES[_size_of(number)]
        records.append(
            ClipRecord(
                id=f"{number:012x}",
                path=str(clip.path),
                sha256=clip.sha256,
                size_bytes=clip.size_bytes,
                added_at=made.timestamp(),
                created_at=made.timestamp(),
                prompt=prompt,
                model=model.value,
                request_json=request.to_json(),
                loras=(ClipLora("a" * 64, "Film grain 35 mm"),) if number % 4 == 1 else (),
                width=width,
                height=height,
                num_frames=NUM_FRAMES,
                fps=float(FPS),
                render_seconds=84.0 + 13 * number,
                rating=(4, 0, 5, 3, 0, 2)[number % 6],
                tags=_TAGS[number % len(_TAGS)],
                albums=_ALBUMS[number % len(_ALBUMS)],
                origin=Origin.IMPORTED if number == 9 else Origin.MADE,
                label="Opening shot" if number == 2 else "",
                work=WorkKind.UPSCALE.value if number == 4 else "",
                note="The light of the second half is better." if number == 0 else "",
                state=ClipState.MISSING if number == 6 else ClipState.PRESENT,
            )
        )
    Path(records[6].path).unlink()
    ClipStore(database, places.outputs).put(records)


def _add_jobs(database: Database, places: Places) -> None:
    store = JobStore(database)
    base = _request(Variant.DEMO, "a red circle moving right on a blue background", seed=1)
    sweep = Sweep(
        base,
        (
            Axis.parse(AxisKind.GUIDANCE, "1, 3, 5"),
            Axis.parse(AxisKind.STEPS, "8, 16, 24"),
        ),
    )
    done = JobState.DONE
    states = [done] * 7 + [JobState.FAILED, JobState.QUEUED]
    _put_group(store, places, sweep_group(sweep), states, first=40)
    drafts = drafts_group(base, DraftPlan(), range(11, 20))
    _put_group(store, places, drafts, [done] * 8 + [JobState.QUEUED], first=60)
    store.append(tuple(_single_jobs(places, base)))
    prompts = (_PROMPTS[3], _PROMPTS[4], _PROMPTS[5])
    batch = JobGroup(new_job_id(), drafts.kind.BATCH, _PROMPTS[3])
    store.append(
        tuple(
            Job(new_job_id(), base.with_changes(prompt=p), 0, group_id=batch.id) for p in prompts
        ),
        batch,
    )
    store.set_pause(QueuePause(paused=True, reason=PAUSE_REASON))


def _single_jobs(places: Places, base: GenerationRequest) -> Iterator[Job]:
    """One in each state that a job by itself can be in at a start."""
    clip = draw_clip(places.outputs / "finished.mp4", 80, base, "2026-03-01T12:00:00+00:00")
    yield Job(
        new_job_id(),
        base.with_changes(prompt=_PROMPTS[0]),
        0,
        JobState.DONE,
        clip_path=str(clip.path),
        clip_sha256=clip.sha256,
        clip_bytes=clip.size_bytes,
        seconds=93.0,
        thumbnail=clip.thumbnail,
    )
    yield Job(
        new_job_id(),
        _request(Variant.T2V_A14B, _PROMPTS[1], seed=5),
        0,
        JobState.FAILED,
        message="The graphics card ran out of memory while decoding. Fewer frames need less.",
    )
    yield Job(new_job_id(), base.with_changes(prompt=_PROMPTS[2]), 0, JobState.CANCELLED)
    yield Job(new_job_id(), base.with_changes(prompt=_PROMPTS[6], seed=77), 0)
    yield Job(new_job_id(), base.with_changes(prompt=_PROMPTS[7]), 0, is_skipped=True)
    yield Job(
        new_job_id(),
        _request(Variant.TI2V_5B, _PROMPTS[8], seed=8),
        0,
        waits="Waits for the model Wan 2.2 5B to be installed.",
    )
    source = ClipSource(path=str(clip.path), sha256=clip.sha256)
    work = ClipWork(kind=WorkKind.UPSCALE, sources=(source,))
    yield Job(new_job_id(), base, 0, work=work, label="finished.mp4, 2 times larger")


def _put_group(
    store: JobStore, places: Places, new: NewGroup, states: list[JobState], first: int
) -> None:
    """A group whose jobs have come so far; those that are done have clips."""
    jobs = []
    for number, (job, state) in enumerate(zip(new.jobs, states, strict=True), start=first):
        one = Job(job.id, job.request, 0, state, label=job.label, group_id=new.id)
        if state is JobState.FAILED:
            one = replace(one, message="The engine ended twice while it rendered this clip.")
        if state is JobState.DONE:
            path = places.outputs / f"{new.kind.value} {number}.mp4"
            # All cells of a grid show the same landscape, as one prompt would.
            clip = draw_clip(path, 5 * number, job.request, "2026-03-02T09:00:00+00:00")
            one = replace(
                one,
                clip_path=str(clip.path),
                clip_sha256=clip.sha256,
                clip_bytes=clip.size_bytes,
                seconds=41.0 + number,
                thumbnail=clip.thumbnail,
            )
        jobs.append(one)
    spec = json.dumps(dict(new.spec))
    store.append(jobs, JobGroup(new.id, new.kind, new.title, spec))


def _add_words(database: Database, places: Places) -> None:
    prompts = PromptStore(database)
    for prompt in _PROMPTS:
        prompts.note(prompt, "blurry, overexposed")
    places.wildcards.mkdir(parents=True, exist_ok=True)
    (places.wildcards / "colour.txt").write_text("red\ngreen\nblue\nyellow\n", "utf-8")
    (places.wildcards / "weather.txt").write_text("fog\nrain\nsnow\n", "utf-8")
    (places.wildcards / "empty.txt").write_text("", "utf-8")


def _request(model: Variant, prompt: str, seed: int) -> GenerationRequest:
    request = GenerationRequest.default(model, prompt=prompt, seed=seed)
    if seed % 4 != 1:
        return request
    name = "Film grain 35 mm"
    use = LoraUse(sha256=hashlib.sha256(name.encode()).hexdigest(), name=name, strength=0.8)
    return request.with_changes(loras=(use,)) if model is not Variant.DEMO else request
