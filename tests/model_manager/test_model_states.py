"""The rules on states, actions, versions and recommendations, without any files."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from wan22_desktop.core.catalog import CatalogPackage, Layout, Source
from wan22_desktop.core.downloading import DownloadState
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.model_store import PackageRecord
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.recommendation import Machine, recommended
from wan22_desktop.model_manager.domain.states import (
    Facts,
    Origin,
    Task,
    actions_of,
    refusal_of,
    state_of,
)
from wan22_desktop.model_manager.domain.status import ModelAction, ModelState
from wan22_desktop.model_manager.domain.versions import (
    after_good_render,
    after_roll_back,
    after_update,
    difference,
)

A, B, C = "a" * 12, "b" * 12, "c" * 12
NOW = "2026-01-02T03:04:05+00:00"
INSTALLED = Facts(origin=Origin.INSTALLED)
USABLE = (ModelState.AVAILABLE, ModelState.LOADED, ModelState.UPDATE_AVAILABLE)

EXAMPLES = (
    (Facts(), ModelState.MISSING, {ModelAction.INSTALL}),
    (Facts(has_source=False), ModelState.MISSING, set()),
    (
        Facts(has_leftovers=True),
        ModelState.PARTIAL,
        {ModelAction.INSTALL, ModelAction.REMOVE},
    ),
    (Facts(task=Task.INSTALL), ModelState.DOWNLOADING, {ModelAction.CANCEL}),
    (
        Facts(download=DownloadState.QUEUED),
        ModelState.DOWNLOADING,
        {ModelAction.PAUSE, ModelAction.CANCEL},
    ),
    (
        Facts(download=DownloadState.WAITING),
        ModelState.DOWNLOADING,
        {ModelAction.PAUSE, ModelAction.CANCEL},
    ),
    (
        Facts(download=DownloadState.PAUSED),
        ModelState.PAUSED,
        {ModelAction.RESUME, ModelAction.CANCEL},
    ),
    (
        Facts(download=DownloadState.FAILED, has_leftovers=True),
        ModelState.PARTIAL,
        {ModelAction.RESUME, ModelAction.CANCEL},
    ),
    (
        Facts(download=DownloadState.VERIFYING),
        ModelState.VERIFYING,
        {ModelAction.PAUSE, ModelAction.CANCEL},
    ),
    (Facts(download=DownloadState.DONE), ModelState.VERIFYING, set()),
    (Facts(task=Task.PROMOTE, download=DownloadState.DONE), ModelState.VERIFYING, set()),
    (
        INSTALLED,
        ModelState.AVAILABLE,
        {ModelAction.ACTIVATE, ModelAction.VERIFY, ModelAction.REMOVE},
    ),
    (
        replace(INSTALLED, is_active=True, is_loaded=True),
        ModelState.LOADED,
        {ModelAction.VERIFY},
    ),
    (
        replace(INSTALLED, is_active=True, has_update=True, has_previous=True),
        ModelState.UPDATE_AVAILABLE,
        {ModelAction.UPDATE, ModelAction.VERIFY, ModelAction.ROLL_BACK, ModelAction.REMOVE},
    ),
    (
        replace(INSTALLED, is_active=True, has_update=True, is_loaded=True, is_in_use=True),
        ModelState.LOADED,
        {ModelAction.UPDATE, ModelAction.VERIFY},
    ),
    (
        replace(INSTALLED, is_active=True, bad_files=2),
        ModelState.CORRUPTED,
        {ModelAction.REPAIR, ModelAction.VERIFY, ModelAction.REMOVE},
    ),
    (
        replace(INSTALLED, is_active=True, bad_files=1, has_list=False),
        ModelState.CORRUPTED,
        {ModelAction.INSTALL, ModelAction.REMOVE},
    ),
    (
        replace(INSTALLED, is_active=True, bad_files=2, is_loaded=True),
        ModelState.CORRUPTED,
        {ModelAction.VERIFY},
    ),
    (
        replace(INSTALLED, is_active=True, download=DownloadState.DOWNLOADING),
        ModelState.DOWNLOADING,
        {ModelAction.PAUSE, ModelAction.CANCEL, ModelAction.VERIFY},
    ),
    (
        replace(INSTALLED, is_repairing=True, bad_files=1, download=DownloadState.FAILED),
        ModelState.CORRUPTED,
        {ModelAction.RESUME, ModelAction.CANCEL},
    ),
    (replace(INSTALLED, task=Task.VERIFY, is_active=True), ModelState.VERIFYING,
     {ModelAction.CANCEL}),
    (replace(INSTALLED, task=Task.REMOVE, is_active=True), ModelState.AVAILABLE, set()),
    (Facts(origin=Origin.BUNDLED, is_active=True), ModelState.AVAILABLE, {ModelAction.VERIFY}),
    (
        Facts(origin=Origin.OWN_FILES, has_source=False),
        ModelState.AVAILABLE,
        {ModelAction.ACTIVATE, ModelAction.VERIFY},
    ),
    (
        Facts(origin=Origin.ADOPTED, has_source=False),
        ModelState.AVAILABLE,
        {ModelAction.ACTIVATE, ModelAction.VERIFY, ModelAction.REMOVE},
    ),
    (
        replace(INSTALLED, is_model=False),
        ModelState.AVAILABLE,
        {ModelAction.VERIFY, ModelAction.REMOVE},
    ),
)  # fmt: skip


@pytest.mark.parametrize(("facts", "state", "actions"), EXAMPLES)
def test_the_table_of_states(facts: Facts, state: ModelState, actions: set[ModelAction]) -> None:
    assert state_of(facts) is state
    assert set(actions_of(facts)) == actions


def all_facts() -> Iterator[Facts]:
    truth = (False, True)
    for origin, task, download in product(Origin, (None, *Task), (None, *DownloadState)):
        for bad, repairing, leftovers, loaded, used, previous, update in product(truth, repeat=7):
            yield Facts(
                origin,
                task,
                download,
                repairing,
                int(bad),
                leftovers,
                loaded,
                used,
                has_previous=previous,
                has_update=update,
            )


def test_whatever_the_facts_what_is_offered_is_safe() -> None:
    seen: set[ModelState] = set()
    for facts in all_facts():
        state, actions = state_of(facts), actions_of(facts)
        seen.add(state)
        held = facts.is_loaded or facts.is_in_use
        busy = facts.task is not None or facts.download not in (None, DownloadState.CANCELLED)
        offered = set(actions)
        # Files that somebody reads, and those of the user, are not touched.
        assert not (held and offered & {ModelAction.REMOVE, ModelAction.REPAIR}), facts
        assert not (facts.is_in_use and ModelAction.ROLL_BACK in offered), facts
        if facts.origin is not Origin.INSTALLED:
            assert not offered & {ModelAction.REPAIR, ModelAction.UPDATE}, facts
        if facts.origin in (Origin.BUNDLED, Origin.OWN_FILES):
            assert ModelAction.REMOVE not in offered, facts
        # One thing at a time.
        if busy:
            changing = {ModelAction.INSTALL, ModelAction.UPDATE, ModelAction.REMOVE}
            assert not offered & (changing | {ModelAction.REPAIR, ModelAction.ROLL_BACK}), facts
        # A model that is shown as good is good.
        if state in USABLE and facts.task is None:
            assert facts.is_usable, facts
        if state is ModelState.CORRUPTED:
            assert not facts.is_usable, facts
            assert offered or held or busy or facts.origin in (Origin.BUNDLED, Origin.OWN_FILES)
        # Nothing is a dead end: there is something to do, or something goes on by itself.
        assert offered or busy or held or facts.origin is not Origin.INSTALLED, facts
        for action in ModelAction:
            refusal = refusal_of(action, facts)
            assert (refusal is None) == (action in actions)
            assert refusal is None or (refusal and not refusal.endswith("."))
    assert seen == set(ModelState)


# --- versions ---------------------------------------------------------------------------------


def record(
    current: str | None, previous: str | None = None, *, proven: bool = True
) -> PackageRecord:
    return PackageRecord(
        package="p", variant=Variant.DEMO, current=current, previous=previous, proven=proven
    )


def test_the_first_version_replaces_nothing() -> None:
    after = after_update(record(None, proven=False), A, NOW)
    assert (after.current, after.previous, after.proven) == (A, None, False)
    assert after.installed_at == NOW


def test_what_an_update_replaces_is_kept_until_the_first_good_render() -> None:
    after = after_update(record(A), B, NOW)
    assert (after.current, after.previous, after.proven) == (B, A, False)
    proven = after_good_render(after)
    assert (proven.current, proven.previous, proven.proven) == (B, None, True)


def test_a_second_update_keeps_the_version_that_is_known_to_work() -> None:
    unproven = after_update(record(A), B, NOW)
    assert after_update(unproven, C, NOW).previous == A
    proven = after_update(record(B, A), C, NOW)
    assert proven.previous == B


def test_promoting_twice_is_promoting_once() -> None:
    after = after_update(record(A), B, NOW)
    assert after_update(after, B, "later") == after


def test_rolling_back_twice_leads_back() -> None:
    updated = after_update(record(A), B, NOW)
    back = after_roll_back(updated, NOW)
    assert (back.current, back.previous, back.proven) == (A, B, True)
    assert after_roll_back(back, NOW).current == B
    # What was rolled back from is not what the next update keeps.
    assert after_update(back, C, NOW).previous == A


def test_an_update_back_to_the_version_before_keeps_the_other() -> None:
    unproven = after_update(record(A), B, NOW)
    back = after_update(unproven, A, NOW)
    assert (back.current, back.previous) == (A, B)


def file(path: str, digit: str, size_bytes: int = 1000) -> ManifestFile:
    return ManifestFile(
        path=path,
        size_bytes=size_bytes,
        sha256=digit * 64,
        repository="someone/model",
        commit="0" * 40,
        source_path=path,
    )


def test_an_update_says_what_it_changes_and_costs() -> None:
    old = Manifest(package="p", files=(file("a", "1"), file("b", "2"), file("c", "3")))
    new = Manifest(package="p", files=(file("a", "1"), file("b", "4", 2_000_000), file("d", "3")))
    assert difference(old, new) == "Files: 1 changed, 1 new, 1 gone; 2.0 MB to fetch."
    assert difference(old, old) == ""


# --- recommendation ---------------------------------------------------------------------------


def package(precision: str, vram_gb: float, ram_gb: float, gigabytes: int) -> CatalogPackage:
    return CatalogPackage.model_validate(
        {
            "id": f"t2v-{precision}",
            "variant": Variant.T2V_A14B,
            "title": precision,
            "precision": precision,
            "layout": Layout.DIFFUSERS,
            "sources": (Source(repository="someone/model", include=("*",)),),
            "about_bytes": gigabytes * 10**9,
            "licence": "apache-2.0",
            "needs_vram_gb": vram_gb,
            "needs_ram_gb": ram_gb,
        }
    )


PACKAGES = (
    package("q4_k_m", 6, 16, 20),
    package("bf16", 16, 64, 126),
    package("fp8", 10, 32, 40),
)


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        (Machine(24, 128), "t2v-bf16"),
        (Machine(24, 128, 100 * 10**9), "t2v-fp8"),
        (Machine(12, 32), "t2v-fp8"),
        (Machine(24, 16), "t2v-q4_k_m"),
        # 40 GB would fit beside 64 GB, 126 GB would be read from the disk for each clip.
        (Machine(16, 64), "t2v-fp8"),
        # All would be read from the disk: the least of it.
        (Machine(10, 8 + 1), "t2v-q4_k_m"),
        (Machine(0, 4), "t2v-q4_k_m"),
    ],
)
def test_the_best_package_that_the_machine_can_run(machine: Machine, expected: str) -> None:
    best = recommended(PACKAGES, machine)
    assert best is not None
    assert best.id == expected


def test_no_packages_no_recommendation() -> None:
    assert recommended((), Machine(24, 64)) is None
