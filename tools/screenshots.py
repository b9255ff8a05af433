"""Pictures of the real window for the documentation.

    xvfb-run -a -s "-screen 0 1400x900x24" python -m tools.screenshots --assets FOLDER

Renders clips with the demo model in a home folder of its own, fills the queue and grabs the window.
Everything in the pictures was rendered. `tools.all_screens` shows the rest of the app.
"""

import argparse
import os
import tempfile
from pathlib import Path

from tools.real_window import groups_in, live, open_real_window, take, wait_until
from wan22_desktop.app.parts import Parts
from wan22_desktop.app.stage import View
from wan22_desktop.app.window import MainWindow
from wan22_desktop.core.places import PROGRAM_FOLDER, Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.settings import Theme
from wan22_desktop.core.wan import Variant
from wan22_desktop.gallery.ui.gallery_view import ids_of
from wan22_desktop.generation.domain.groups import GroupKind
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.domain.sweep import Axis, AxisKind, Sweep
from wan22_desktop.generation.domain.sweep_grid import as_group

WIDTH, HEIGHT = 1280, 800
FINISHED = (
    "a blue square moving up on a black background",
    "a green triangle moving left on a gray background",
    "a purple circle moving down on a white background",
    "an orange square moving right on a blue background",
    "a white triangle moving up on a red background",
    "a yellow circle moving left on a black background",
    "a red circle moving right on a white background",
)
WAITING = (
    "a yellow circle moving down on a blue background",
    "a purple square moving left on a white background",
)
RATINGS = (5, 3, 0, 4, 0, 5, 2)
SWEPT = 9
RENDER_LIMIT_S = 400.0


def states(parts: Parts) -> list[JobState]:
    return [job.state for job in parts.queue.model.records]


def wait_for_clips(parts: Parts, count: int) -> None:
    wait_until(lambda: states(parts).count(JobState.DONE) >= count, RENDER_LIMIT_S)


def add(parts: Parts, prompt: str) -> None:
    """As a user does: write a prompt and press the button."""
    parts.compose.form.put("prompt", prompt)
    parts.compose.add_button.click()


def play_the_story(window: MainWindow, parts: Parts, folder: Path) -> None:
    """First steps, a sweep, some clips, one that is being rendered, two that wait."""
    wait_until(lambda: any(each.is_installed for each in parts.steps.outlooks), 60)
    take(window, folder, "first-steps-light")
    parts.guide.close_guide()
    sweep_some_settings(window, parts, folder)
    for prompt in FINISHED:
        add(parts, prompt)
    wait_for_clips(parts, SWEPT + len(FINISHED))
    show_the_gallery(window, parts, folder)
    show_two_clips(window, parts, folder)
    show_preferences(parts, folder)
    parts.queue.bar.clear.click()
    for prompt in WAITING:
        add(parts, prompt)
    parts.compose.form.put("prompt", WAITING[0])
    wait_until(lambda: JobState.RENDERING in states(parts), RENDER_LIMIT_S)
    live(1.0)
    parts.stage.button(View.CLIP).click()
    if parts.player.is_playing:
        parts.player.toggle_play()
    parts.player.go_to(8)
    take(window, folder, "window-light")
    window.models_dock.raise_()
    parts.models.select("ti2v-5B-fp16")
    take(window, folder, "models-light")
    show_the_lora(window, parts)
    take(window, folder, "loras-light")
    parts.lora_editor.set_value(())
    window.hardware_dock.raise_()
    wait_until(lambda: parts.hardware.charts.stack is not None, 30)
    parts.hardware.charts.bar.ranges.setCurrentIndex(0)
    live(2.0)
    take(window, folder, "hardware-light")
    window.queue_dock.raise_()
    parts.actions.theme_chosen.emit(Theme.DARK)
    take(window, folder, "window-dark")


def sweep_some_settings(window: MainWindow, parts: Parts, folder: Path) -> None:
    base = GenerationRequest.default(Variant.DEMO, prompt=FINISHED[-1], seed=7)
    axes = (
        Axis.parse(AxisKind.SEED, "1, 2, 3"),
        Axis.parse(AxisKind.STEPS, "4, 8, 20"),
    )
    parts.compose.show_request(base)
    parts.compose.group_add_requested.emit(as_group(Sweep(base, axes)))
    wait_for_clips(parts, SWEPT)
    parts.queue.group_opened.emit(groups_in(parts)[GroupKind.SWEEP])
    wait_until(lambda: parts.grid.ready_count == SWEPT, 30)
    live(2.0)
    parts.grid.locked.go_to(8)
    take(window, folder, "grid-light")


def show_the_gallery(window: MainWindow, parts: Parts, folder: Path) -> None:
    parts.stage.button(View.GALLERY).click()
    wait_until(lambda: len(parts.gallery.index) >= SWEPT + len(FINISHED), 30)
    for clip, rating in zip(parts.gallery.rows.records, RATINGS, strict=False):
        parts.gallery.rate_asked.emit(ids_of((clip,)), rating)
    parts.gallery.details_button.setChecked(True)
    live(1.0)
    parts.gallery.view.choose(parts.gallery.rows.index(0, 0))
    live(2.0)
    take(window, folder, "gallery-light")


def show_two_clips(window: MainWindow, parts: Parts, folder: Path) -> None:
    """The same seed in few and in all steps."""
    jobs = {job.label: job for job in parts.queue.model.records if job.group_id}
    few, many = (
        next(job.clip_path or "" for label, job in jobs.items() if label.endswith(steps))
        for steps in (" 4", " 20")
    )
    parts.clip_desk.compare_paths((few, many))
    live(2.0)
    parts.compare.locked.go_to(8)
    live(1.0)
    take(window, folder, "compare-light")


def show_preferences(parts: Parts, folder: Path) -> None:
    parts.guide.open_preferences()
    dialog = parts.guide.settings_dialog
    if dialog is None:
        raise RuntimeError("the preferences did not open")
    dialog.pages.setCurrentRow(0)
    take(dialog, folder, "preferences-light")
    dialog.close()


def show_the_lora(window: MainWindow, parts: Parts) -> None:
    """The LoRA that ships, in use."""
    wait_until(lambda: bool(parts.loras.index.cards), 30)
    (card,) = parts.loras.index.cards
    window.loras_dock.raise_()
    parts.loras.select(card.id)
    parts.lora_editor.add(card.id)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=Path, default=PROGRAM_FOLDER)
    parser.add_argument("--out", type=Path, default=PROGRAM_FOLDER / "docs" / "images")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
    with tempfile.TemporaryDirectory(prefix="wan22-pictures-") as home:
        places = Places(Path(home), arguments.assets)
        with open_real_window(places, WIDTH, HEIGHT) as (window, parts):
            play_the_story(window, parts, arguments.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
