"""What a retention policy lets go, what that frees on a real disk, and what always stays."""

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_manager.managed_models import ManagedModels, hub_with_demo, package
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.audit import AuditLog
from wan22_desktop.core.catalog import Catalog
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.manifest import Manifest, ManifestFile
from wan22_desktop.core.model_store import ModelStore, PackageRecord
from wan22_desktop.core.places import Places
from wan22_desktop.core.wan import Variant
from wan22_desktop.model_manager.domain.retention import (
    CleanupRecommendations,
    RetentionPolicy,
    StoredFile,
    StoredPackage,
    freed_bytes,
    recommend,
)
from wan22_desktop.model_manager.domain.usage import UsageData
from wan22_desktop.model_manager.packages.removal import Removal, delete
from wan22_desktop.model_manager.usage.analytics import ModelUsageAnalytics
from wan22_desktop.model_manager.usage.cleanup import ModelCleanup
from wan22_desktop.model_manager.usage.stored_packages import stored_packages

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
T2V, I2V, TI2V = Variant.T2V_A14B, Variant.I2V_A14B, Variant.TI2V_5B


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


# --- the rules ------------------------------------------------------------------------------------


def stored(
    name: str,
    size_bytes: int = 1000,
    *,
    variant: Variant | None = T2V,
    active: bool = False,
    used: float | None = None,
    installed: float | None = 200,
    fixed_because: str = "",
) -> StoredPackage:
    """A package with one file of its own, last used and installed so many days ago."""
    return StoredPackage(
        name,
        f"The {name}",
        variant,
        is_active=active,
        files=(StoredFile((1, hash(name)), size_bytes, 1),),
        contents={name: size_bytes},
        last_used=None if used is None else days_ago(used),
        installed_at=None if installed is None else days_ago(installed),
        fixed_because=fixed_because,
    )


def plan(
    *packages: StoredPackage,
    policy: RetentionPolicy | None = None,
    free_bytes: int = 0,
    variant_used: Mapping[Variant, float] | None = None,
) -> CleanupRecommendations:
    """With the variants that were used so many days ago, besides what the packages say."""
    uses = sorted((p.last_used, p.variant) for p in packages if p.variant and p.last_used)
    last_used = {variant: at for at, variant in uses}
    last_used |= {variant: days_ago(days) for variant, days in (variant_used or {}).items()}
    return recommend(
        packages,
        policy or RetentionPolicy(),
        NOW,
        free_bytes=free_bytes,
        variant_last_used=last_used,
    )


def suggested(recommendations: CleanupRecommendations) -> list[str]:
    return [suggestion.package for suggestion in recommendations.suggestions]


def kept(recommendations: CleanupRecommendations) -> dict[str, str]:
    return {each.package: each.reason for each in recommendations.kept}


def test_what_was_not_used_for_long_goes_the_longest_idle_first() -> None:
    made = plan(
        stored("recent", used=89.9),
        stored("old", used=90),
        stored("older", used=150),
        stored("never used", installed=120),
        stored("just installed", installed=1, used=100),
    )
    assert suggested(made) == ["older", "never used", "old"]
    assert [each.reason for each in made.suggestions] == [
        "Not used for 150 days.",
        "Never used since it was installed 120 days ago.",
        "Not used for 90 days.",
    ]
    assert kept(made)["recent"] == "Used or installed 89 days ago."
    assert made.frees_bytes == 3000


def test_what_must_stay_stays_and_says_why() -> None:
    made = plan(
        stored("listed", used=500),
        stored("bundled", used=500, fixed_because="It ships with the app."),
        stored("in use", variant=I2V, active=True, used=500),
        stored("unknown", installed=None),
        policy=RetentionPolicy(keep=frozenset({"listed"}), target_free_bytes=10**12),
        variant_used={I2V: 3},
    )
    assert suggested(made) == ["unknown"], "there is no room otherwise"
    assert "Nobody knows when it was used" in made.suggestions[0].reason
    assert kept(made) == {
        "listed": "It is on the list of what to keep.",
        "bundled": "It ships with the app.",
        "in use": "It is what renders a model that you use.",
    }
    assert made.missing_bytes == 10**12 - 1000


def test_without_a_target_what_nobody_knows_about_stays() -> None:
    made = plan(stored("unknown", installed=None))
    assert suggested(made) == []
    assert kept(made) == {"unknown": "Nobody knows when it was used."}


def test_an_active_package_of_a_forgotten_model_goes() -> None:
    assert suggested(plan(stored("old", active=True, used=100))) == ["old"]


def test_no_more_goes_than_the_target_needs() -> None:
    packages = [stored(str(days), days * 1000, used=days) for days in (10, 20, 30, 40)]
    made = plan(*packages, policy=RetentionPolicy(target_free_bytes=40_000), free_bytes=1000)
    assert suggested(made) == ["40"]
    assert made.missing_bytes == 0
    made = plan(*packages, policy=RetentionPolicy(target_free_bytes=45_000), free_bytes=1000)
    assert suggested(made) == ["40", "30"]
    assert "its room is needed to have 45.0 kB free" in made.suggestions[1].reason
    made = plan(*packages, policy=RetentionPolicy(target_free_bytes=45_000), free_bytes=45_000)
    assert suggested(made) == []


def test_an_old_one_that_is_too_small_to_matter_is_spared() -> None:
    """The next one is needed anyway and is enough."""
    packages = [stored("small", 10, used=40), stored("large", 5000, used=30)]
    made = plan(*packages, policy=RetentionPolicy(target_free_bytes=5000))
    assert suggested(made) == ["large"]


def test_shared_bytes_go_with_their_last_name() -> None:
    shared = StoredFile((1, 1), 700, 2)
    one, two = (
        StoredPackage(
            name,
            name,
            T2V,
            is_active=False,
            files=(shared, StoredFile((1, number), 100, 1)),
            contents={"shared": 700, name: 100},
            installed_at=days_ago(days),
        )
        for number, name, days in ((2, "one", 200), (3, "two", 100))
    )
    both = plan(one, two)
    assert [(each.frees_bytes, each.frees_alone_bytes) for each in both.suggestions] == [
        (100, 100),
        (800, 100),
    ]
    assert both.frees_bytes == 900
    assert both.frees_of(["two"]) == 100
    assert [each.download_bytes for each in both.suggestions] == [800, 800]
    assert both.download_bytes == 900, "what they share is fetched once"
    first = plan(one, two, policy=RetentionPolicy(unused_days=150))
    assert [(each.frees_bytes, each.download_bytes) for each in first.suggestions] == [(100, 100)]


def test_nothing_is_lost_for_nothing() -> None:
    """Its only file is also where another program has it."""
    linked = StoredPackage(
        "linked",
        "linked",
        T2V,
        is_active=False,
        files=(StoredFile((1, 1), 700, 2),),
        contents={"it": 700},
        installed_at=days_ago(200),
    )
    made = plan(linked, policy=RetentionPolicy(target_free_bytes=10**9))
    assert suggested(made) == []
    assert "would free nothing" in kept(made)["linked"]


ages = st.none() | st.floats(-10, 400)
several = st.lists(
    st.builds(
        stored,
        st.sampled_from("abcdefgh"),
        st.integers(0, 1000),
        variant=st.sampled_from([T2V, I2V, None]),
        active=st.booleans(),
        used=ages,
        installed=ages,
        fixed_because=st.sampled_from(["", "", "", "It ships with the app."]),
    ),
    max_size=7,
    unique_by=lambda each: each.package,
)
policies = st.builds(
    RetentionPolicy,
    unused_days=st.integers(1, 300),
    keep=st.frozensets(st.sampled_from("abcdefgh"), max_size=2),
    target_free_bytes=st.none() | st.integers(0, 6000),
)


@given(several, policies, st.integers(0, 2000))
def test_any_recommendation_keeps_the_policy(
    packages: list[StoredPackage], policy: RetentionPolicy, free_bytes: int
) -> None:
    made = plan(*packages, policy=policy, free_bytes=free_bytes)
    by_name = {each.package: each for each in packages}
    names = suggested(made)
    assert sorted([*names, *kept(made)]) == sorted(by_name), "each is told once"
    limit = timedelta(days=policy.unused_days)
    recent = {p.variant for p in packages if p.last_used and NOW - p.last_used < limit}
    for name in names:
        each = by_name[name]
        assert name not in policy.keep
        assert not each.fixed_because
        assert not (each.is_active and each.variant in recent - {None})
    assert sum(each.frees_bytes for each in made.suggestions) == made.frees_bytes
    for_room = [each for each in made.suggestions if "its room is needed" in each.reason]
    for each in made.suggestions:
        if each not in for_room:
            since = by_name[each.package].idle_since
            assert since is not None
            assert NOW - since >= limit
    if for_room:
        assert policy.target_free_bytes is not None
        enough = made.missing_bytes == 0
        for each in for_room:
            without = free_bytes + made.frees_of([name for name in names if name != each.package])
            assert not enough or without < policy.target_free_bytes, "it was not needed"


# --- on a real disk -------------------------------------------------------------------------------


class Disk:
    """Packages in a real folder; contents that several have are hard links, or copies."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(folder / "home")
        self.places.create()
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        self.store = ModelStore(self.places.models)
        self._files: dict[int, Path] = {}

    def install(
        self, name: str, contents: Collection[int], *, copied: bool = False, linked: bool = False
    ) -> None:
        """A content is `number` KiB; `linked` gives each another name outside."""
        parts = {
            f"part-{number}.safetensors": bytes([number]) * number * 1024 for number in contents
        }
        manifest = Manifest(
            package=name,
            files=tuple(
                ManifestFile(
                    path=path,
                    size_bytes=len(content),
                    sha256=hashlib.sha256(content).hexdigest(),
                    repository="someone/model",
                    commit=COMMIT,
                    source_path=path,
                )
                for path, content in parts.items()
            ),
        )
        folder = self.store.version_folder(name, manifest.version)
        folder.mkdir(parents=True)
        for number, (path, content) in zip(contents, parts.items(), strict=True):
            if number in self._files and not copied:
                os.link(self._files[number], folder / path)
            else:
                (folder / path).write_bytes(content)
                self._files[number] = folder / path
            if linked:
                os.link(folder / path, self.elsewhere / f"{name}-{number}")
        self.store.write_manifest(manifest)
        self.store.write_record(
            PackageRecord(
                package=name,
                variant=TI2V,
                current=manifest.version,
                installed_at=days_ago(100).isoformat(),
            )
        )

    def stored(self) -> tuple[StoredPackage, ...]:
        catalog = Catalog(packages=())
        return stored_packages(self.store, catalog, last_used=lambda _package: None)

    def remove(self, name: str) -> None:
        """Past the recycle bin: what it holds is not freed."""
        Removal(self.places, AuditLog(self.places.audit_file), delete).remove_package(name)

    def weights_bytes(self) -> int:
        """What the disk really holds of weights, whatever their names."""
        inodes: dict[int, int] = {}
        for root in (self.places.models, self.elsewhere):
            for file in root.rglob("*"):
                if file.is_file() and file.suffix != ".json":
                    inodes[file.stat().st_ino] = file.stat().st_size
        return sum(inodes.values())


packages_on_disk = st.lists(
    st.tuples(st.sets(st.integers(1, 5), min_size=1), st.booleans(), st.booleans()),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(packages_on_disk, st.sets(st.integers(0, 3)))
def test_what_is_promised_to_be_freed_disappears_and_no_more(
    packages: list[tuple[set[int], bool, bool]], chosen: set[int]
) -> None:
    with TemporaryDirectory() as folder:
        disk = Disk(Path(folder))
        for number, (contents, copied, linked) in enumerate(packages):
            disk.install(f"p{number}", sorted(contents), copied=copied, linked=linked)
        names = [f"p{number}" for number in sorted(chosen) if number < len(packages)]
        promised = freed_bytes(each for each in disk.stored() if each.package in names)
        before = disk.weights_bytes()
        for name in names:
            disk.remove(name)
        assert before - disk.weights_bytes() == promised
        assert [each.package for each in disk.stored()] == [
            f"p{number}" for number in range(len(packages)) if f"p{number}" not in names
        ]


def test_adding_up_sizes_would_promise_too_much(tmp_path: Path) -> None:
    """The check above does go red: what ignores links is not what disappears."""
    disk = Disk(tmp_path)
    disk.install("one", [1, 2])
    disk.install("two", [2, 3])
    one = disk.stored()[0]
    before = disk.weights_bytes()
    disk.remove("one")
    freed = before - disk.weights_bytes()
    assert freed == 1024
    assert sum(file.size_bytes for file in one.files) == 3 * 1024 != freed


def test_what_cannot_be_told_apart_is_not_suggested(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.install("one", [1])
    disk.install("two", [2])
    (disk.store.package_folder("one") / "package.json").write_text("{")
    two = disk.store.record("two")
    assert two is not None
    (disk.store.package_folder("two") / f"{two.current}.manifest.json").unlink()
    disk.store.write_record(
        PackageRecord(package="three", variant=T2V, adopted={"transformer": "/theirs"})
    )
    disk.store.write_record(PackageRecord(package="four", variant=None, current="0" * 12))
    found = {each.package: each.fixed_because for each in disk.stored()}
    assert "one" not in found
    assert "list of its files is lost" in found["two"]
    assert "your own" in found["three"]
    assert "LoRA" in found["four"]


# --- carried out ----------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


@pytest.fixture
def analytics(disk: Disk) -> Iterator[ModelUsageAnalytics]:
    with closing(open_database(disk.places)) as database:
        yield ModelUsageAnalytics(
            database, disk.places, Catalog(packages=()), now=lambda: NOW, local=UTC
        )


def test_what_was_used_since_the_dry_run_stays(disk: Disk, analytics: ModelUsageAnalytics) -> None:
    disk.install("one", [1])
    disk.install("two", [2])
    cleanup = ModelCleanup(analytics, remove=disk.remove, in_use=tuple)
    assert suggested(cleanup.recommend(RetentionPolicy())) == ["one", "two"]
    analytics.track_model_usage(UsageData("two", TI2V, days_ago(0), ok=True))
    result = cleanup.carry_out(RetentionPolicy(), ["one", "two", "three"])
    assert result.removed == ("one",)
    assert dict(result.refused) == {
        "two": "Used or installed within the last day.",
        "three": "It is not installed.",
    }
    assert result.frees_bytes == 1024
    assert [each.package for each in disk.stored()] == ["two"]


def test_what_jobs_need_stays(disk: Disk, analytics: ModelUsageAnalytics) -> None:
    disk.install("one", [1])
    cleanup = ModelCleanup(analytics, remove=disk.remove, in_use=lambda: {"one"})
    assert kept(cleanup.recommend(RetentionPolicy())) == {"one": "Jobs of the queue need it."}


def test_one_refusal_does_not_keep_the_others(disk: Disk, analytics: ModelUsageAnalytics) -> None:
    disk.install("one", [1, 3])
    disk.install("two", [2, 3])

    def remove(name: str) -> None:
        if name == "one":
            raise UserError("It is being checked.")
        disk.remove(name)

    result = ModelCleanup(analytics, remove=remove, in_use=tuple).carry_out(RetentionPolicy())
    assert (result.removed, result.refused) == (("two",), (("one", "It is being checked."),))
    assert result.frees_bytes == 2 * 1024, "what they share is still there"


def test_only_what_was_named_goes(disk: Disk, analytics: ModelUsageAnalytics) -> None:
    for number in (1, 2):
        disk.install(f"p{number}", [number])
    cleanup = ModelCleanup(analytics, remove=disk.remove, in_use=tuple)
    assert cleanup.carry_out(RetentionPolicy(), ["p2"]).removed == ("p2",)
    assert [each.package for each in disk.stored()] == ["p1"]
    assert cleanup.carry_out(RetentionPolicy(), []).removed == ()


def test_the_manager_moves_it_to_the_recycle_bin(places: Places) -> None:
    with (
        hub_with_demo() as hub,
        ManagedModels(places, hub.endpoint, (package("tiny"), package("twin"))) as models,
    ):
        models.install("tiny")
        models.install("twin")
        policy = RetentionPolicy(target_free_bytes=10**15)
        made = models.manager.suggest_cleanup(policy)
        assert suggested(made) == ["tiny", "twin"]
        assert made.suggestions[0].frees_bytes == 0, "the twin has the same bytes"
        assert made.suggestions[1].download_bytes == made.frees_bytes
        models.manager.cleanup_unused_models(policy, ["tiny"])
        models.wait(lambda: models.store.record("tiny") is None)
        assert any(file.is_file() for file in models.bin.folder.rglob("*"))
        twin = models.store.record("twin")
        assert twin is not None
        assert twin.current is not None
        assert models.store.version_folder("twin", twin.current).is_dir()
