"""How clips are named."""

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.conftest import SMALL
from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.safe_names import safe_name
from wan22_desktop.generation.domain.file_names import (
    DEFAULT_TEMPLATE,
    NAMES,
    check_template,
    clip_name,
)
from wan22_desktop.generation.domain.job import Job, JobState
from wan22_desktop.generation.publishing import clip_target
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore

JOB = Job("0123456789ab", SMALL, 1, created_at="2026-03-01T12:34:56+00:00", label="seed 4")


def test_the_usual_template_makes_the_names_of_always() -> None:
    assert clip_name(DEFAULT_TEMPLATE, JOB) == "a-red-circle-moving-right-0123456789ab.mp4"


def test_every_name_is_filled_in() -> None:
    for name in NAMES:
        stem = clip_name(f"x{{{name}}}y", JOB, group_title="Nine seeds")[:-4]
        assert stem.startswith("x"), name
        assert stem.endswith("y"), name
        assert len(stem) > 2, name
        assert "{" not in stem, name
    assert clip_name("{model}/{width}x{height}/{seed} {label} {steps}", JOB) == (
        "demo/96x96/1 seed 4 3.mp4"
    )


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{promt}", "{prompt}, {id}, {seed}"),
        ("{}", "There is no"),
        ("{0}", "There is no"),
        ("{prompt.__class__}", "There is no"),
        ("{prompt!r}", "stand alone"),
        ("{seed:>9999999999}", "stand alone"),
        ("{prompt", "braces"),
        ("prompt}", "braces"),
        ("../{id}", "inside the output folder"),
        ("a/../../{id}", "inside the output folder"),
        ("a/ .. /{id}", "inside the output folder"),
        ("./{id}", "inside the output folder"),
        ("/{id}", "inside the output folder"),
        ("\\\\server\\{id}", "inside the output folder"),
        ("C:\\{id}", "inside the output folder"),
        ("c:{id}", "inside the output folder"),
        ("{id}/", "without a name"),
        ("a/.../{id}", "without a name"),
        ("a/b/c/d/e/{id}", "more than 4 folders"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused(template: str, says: str) -> None:
    with pytest.raises(UserError) as caught:
        check_template(template)
    assert says in caught.value.message
    assert caught.value.field == "name_template"


def test_separators_in_values_make_no_folders() -> None:
    request = SMALL.with_changes(prompt="../../etc/passwd and C:\\windows")
    name = clip_name("{prompt}-{label}", Job("0123456789ab", request, 1, label="a/b\\..\\c"))
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")


@given(
    prompt=st.text(max_size=300),
    label=st.text(max_size=300),
    title=st.text(max_size=300),
    template=st.lists(
        st.sampled_from(["{prompt}", "{label}", "{group}", "{id}", "/", "-", ".", "clip", "CON"]),
        min_size=1,
        max_size=9,
    ).map("".join),
)
def test_nothing_leaves_the_folder(prompt: str, label: str, title: str, template: str) -> None:
    try:
        check_template(template)
    except UserError:
        return
    job = Job("0123456789ab", SMALL.model_copy(update={"prompt": prompt}), 1, label=label)
    path = PurePosixPath(clip_name(template, job, group_title=title))
    assert not path.is_absolute()
    assert path.suffix == ".mp4"
    for part in path.parts:
        assert safe_name(part) == part
    if "{id}" in template.rpartition("/")[2]:
        assert job.id in path.name, "what makes it unique is never cut off"


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "demo.mp4").write_bytes(b"")
    (tmp_path / "demo-2.mp4").write_bytes(b"")
    assert clip_target(JOB, tmp_path, "{model}") == tmp_path / "demo-3.mp4"


def test_two_jobs_that_end_at_once_do_not_share_a_name(database: Database, places: Places) -> None:
    queue = RenderQueue(JobStore(database), places, name_template="{date}/{model}")
    targets: list[str | None] = []
    for _ in range(2):
        queue.add(SMALL)
        taken = queue.take_next()
        assert taken is not None
        job = queue.advance(queue.advance(taken, JobState.RENDERING), JobState.DECODING)
        assert queue.temporary_clip(job).parent == queue.clip_target(job).parent
        job = queue.record_clip(job, sha256="0" * 64, size_bytes=1, seconds=1, thumbnail=b"")
        targets.append(job.clip_path)
    assert [Path(str(target)).name for target in targets] == ["demo.mp4", "demo-2.mp4"]
    assert Path(str(targets[0])).parent.parent == places.outputs


@pytest.mark.parametrize(
    ("kind", "source", "name"),
    [
        (WorkKind.UPSCALE, ClipSource(path="/clips/Fox run.mp4"), "Fox run-2x.mp4"),
        (WorkKind.INTERPOLATE, ClipSource(path="C:\\clips\\fox.mp4"), "fox-2x-frames.mp4"),
        (WorkKind.JOIN, ClipSource(job_id="a" * 12), f"a-red-circle-moving-right-{'a' * 12}"),
        (WorkKind.GRID, ClipSource(job_id="b" * 12), f"a-red-circle-moving-right-{'b' * 12}"),
    ],
)
def test_work_is_named_after_its_source(kind: WorkKind, source: ClipSource, name: str) -> None:
    work = ClipWork(kind=kind, sources=(source,))
    made = clip_name(DEFAULT_TEMPLATE, Job("0123456789ab", SMALL, 1, work=work))
    ends = {WorkKind.JOIN: "-joined.mp4", WorkKind.GRID: "-grid.mp4"}
    assert made == (name if kind not in ends else name + ends[kind])
