"""The gallery's clips: they come, are rated, go and come back; real MP4s, real SQLite."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from fixtures.small_clips import metadata, sha256_of, write_clip, write_newer_clip
from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.clip_work import ClipSource, ClipWork, WorkKind
from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import NotSavedError, UserError
from wan22_desktop.core.places import Places
from wan22_desktop.gallery.domain.clip_record import ClipRecord, ClipState, MadeClip, Origin
from wan22_desktop.gallery.domain.news import ImportOutcome, ImportProgress, LibraryChange
from wan22_desktop.gallery.importing import import_clips
from wan22_desktop.gallery.library import ClipLibrary
from wan22_desktop.gallery.store import ClipStore


@dataclass
class Desk:
    """A library in a home, with a recycle bin of its own."""

    places: Places
    database: Database
    news: list[LibraryChange] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bin = self.places.home / "bin"
        self.bin.mkdir(exist_ok=True)
        self.library = self.opened()

    def opened(self) -> ClipLibrary:
        """A library as the next start of the app would have it."""
        return ClipLibrary(
            ClipStore(self.database, self.places.outputs),
            self.news.append,
            outputs=self.places.outputs,
            to_bin=self._recycle,
            from_bin=lambda path: self._move(self.bin / path.name, path),
        )

    def _recycle(self, path: Path) -> None:
        self._move(path, self.bin / path.name)

    def _move(self, source: Path, target: Path) -> bool:
        if not source.exists():
            return False
        source.rename(target)
        return True

    def clip(self, name: str = "one.mp4", **facts: object) -> Path:
        return write_clip(self.places.outputs / name, **facts)  # pyright: ignore[reportArgumentType]

    def add(self, *paths: Path) -> tuple[ImportOutcome, ...]:
        return tuple(result.outcome for result in import_clips(self.library, paths))

    @property
    def only(self) -> ClipRecord:
        (clip,) = self.library.clips()
        return clip


@pytest.fixture
def desk(places: Places) -> Iterator[Desk]:
    database = open_database(places)
    yield Desk(places, database)
    database.close()


def made(path: Path, job_id: str = "0123456789ab", **facts: object) -> MadeClip:
    return MadeClip(str(path), sha256_of(path), job_id, **facts)  # pyright: ignore[reportArgumentType]


# --- clips come ---------------------------------------------------------------------------------


def test_what_a_job_has_made_is_known_by_its_request(desk: Desk) -> None:
    file = desk.clip(metadata=metadata("un café à Paris", loras=("Film grain",)), count=17)
    assert desk.library.take_made((made(file, label="seed 7", seconds=12.5),)) == ()
    clip = desk.only
    assert (clip.prompt, clip.label, clip.model) == ("un café à Paris", "seed 7", "demo")
    assert [lora.name for lora in clip.loras] == ["Film grain"]
    assert (clip.width, clip.height, clip.num_frames, clip.fps) == (96, 64, 17, 8)
    assert (clip.seconds, clip.render_seconds) == (17 / 8, 12.5)
    assert clip.created_at == 1772366400.0
    assert clip.origin is Origin.MADE
    assert clip.request == metadata("un café à Paris", loras=("Film grain",)).request
    assert desk.news == [LibraryChange(added=(clip,))]


def test_telling_of_the_same_jobs_at_every_start_changes_nothing(desk: Desk) -> None:
    clips = (made(desk.clip(metadata=metadata())),)
    desk.library.take_made(clips)
    desk.library.forget([desk.only.id])
    desk.news.clear()
    for library in (desk.library, desk.opened()):
        library.take_made(clips)
        assert library.clips() == ()
    assert desk.news == []


def test_a_clip_of_work_says_so(desk: Desk) -> None:
    work = ClipWork(kind=WorkKind.UPSCALE, sources=(ClipSource(path="/a.mp4"),))
    desk.library.take_made((made(desk.clip(metadata=metadata(work=work)), group_kind="work"),))
    assert (desk.only.work, desk.only.group_kind) == ("upscale", "work")


def test_a_broken_clip_of_a_job_stops_no_other(desk: Desk) -> None:
    broken = desk.places.outputs / "broken.mp4"
    broken.write_bytes(b"\0" * 500)
    problems = desk.library.take_made(
        (made(broken, "a" * 12), made(desk.clip(metadata=metadata()), "b" * 12))
    )
    assert len(problems) == 1
    assert "broken.mp4" in problems[0]
    assert desk.only.job_id == "b" * 12


def test_everything_is_there_after_a_restart_and_a_move_of_the_home(
    desk: Desk, places: Places, tmp_path: Path
) -> None:
    desk.add(desk.clip(metadata=metadata(loras=("A",))), write_clip(tmp_path / "else.mp4"))
    ids = [clip.id for clip in desk.library.clips()]
    desk.library.rate(ids, 4)
    desk.library.change_tags(ids, ("neon", "Night"))
    desk.library.change_albums(ids[:1], ("Best",))
    desk.library.rename(ids[0], "Nameless")
    desk.library.set_note(ids[0], "to be cut")
    desk.library.forget(ids[1:])
    before = desk.library.clips()
    assert desk.opened().clips() == before
    moved = tmp_path / "moved"
    places.outputs.rename(moved)
    store = ClipStore(desk.database, moved)
    by_id = {clip.id: clip for clip in store.all()}
    assert by_id[ids[0]].path == str(moved / "one.mp4")
    assert by_id[ids[1]].path == str(tmp_path / "else.mp4")


def test_a_damaged_request_is_not_believed(desk: Desk) -> None:
    desk.add(desk.clip(metadata=metadata("a red circle")))
    with desk.database.transaction() as connection:
        connection.execute(
            "UPDATE clips SET request = replace(request, '\"seed\":1', '\"seed\":2')"
        )
    (clip,) = desk.opened().clips()
    assert clip.request is None
    assert clip.prompt == "a red circle"


# --- from elsewhere -----------------------------------------------------------------------------


def test_clips_from_elsewhere_are_used_where_they_lie(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "usb stick"
    write_clip(folder / "a.mp4", metadata=metadata("a green square"))
    write_clip(folder / "deeper" / "b.MP4", hue=0.5)
    (folder / "notes.txt").write_text("no clip", encoding="utf-8")
    moved: list[ImportProgress] = []
    results = import_clips(desk.library, [folder, folder / "a.mp4"], tell=moved.append)
    assert [result.outcome for result in results] == [ImportOutcome.IMPORTED] * 2
    assert [progress.name for progress in moved] == ["a.mp4", "b.MP4"]
    assert {clip.path for clip in desk.library.clips()} == {
        str(folder / "a.mp4"),
        str(folder / "deeper" / "b.MP4"),
    }
    assert "how it was made" in results[1].message
    assert all(clip.origin is Origin.IMPORTED for clip in desk.library.clips())


def test_copies_are_kept_beside_what_has_their_name(desk: Desk, tmp_path: Path) -> None:
    into = desk.places.outputs / "imported"
    for number in range(2):
        write_clip(tmp_path / str(number) / "a.mp4", hue=number / 2)
        import_clips(desk.library, [tmp_path / str(number)], copy_into=into)
    assert sorted(file.name for file in into.iterdir()) == ["a (2).mp4", "a.mp4"]
    assert {Path(clip.path).parent for clip in desk.library.clips()} == {into}
    (again,) = import_clips(desk.library, [tmp_path / "0"], copy_into=into)
    assert again.outcome is ImportOutcome.KNOWN
    assert len(list(into.iterdir())) == 2


def test_a_clip_is_known_whatever_it_is_called(desk: Desk, tmp_path: Path) -> None:
    file = desk.clip(metadata=metadata())
    desk.add(file)
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(file.read_bytes())
    (result,) = import_clips(desk.library, [copy])
    assert (result.outcome, result.clip_id) == (ImportOutcome.KNOWN, desk.only.id)
    assert "one.mp4" in result.message
    assert desk.only.path == str(file)


def test_a_missing_clip_is_found_again_with_what_was_said_of_it(desk: Desk, tmp_path: Path) -> None:
    file = desk.clip(metadata=metadata())
    desk.add(file)
    desk.library.rate([desk.only.id], 5)
    elsewhere = tmp_path / "far" / "renamed.mp4"
    elsewhere.parent.mkdir()
    file.rename(elsewhere)
    desk.library.look_again()
    assert desk.only.is_missing
    assert desk.add(elsewhere) == (ImportOutcome.FOUND_AGAIN,)
    assert (desk.only.path, desk.only.rating) == (str(elsewhere), 5)
    assert desk.only.state is ClipState.PRESENT


def test_a_clip_that_was_renamed_in_its_folder_is_found_by_itself(desk: Desk) -> None:
    file = desk.clip(metadata=metadata())
    decoy = desk.clip("decoy.mp4", hue=0.5)
    desk.add(file)
    decoy.write_bytes(b"x" * file.stat().st_size)
    file.rename(file.with_name("other name.mp4"))
    desk.library.look_again()
    assert desk.only.path == str(file.with_name("other name.mp4"))
    assert not desk.only.is_missing


def test_a_clip_of_a_newer_version_is_shown_and_told(desk: Desk, tmp_path: Path) -> None:
    file = write_newer_clip(tmp_path / "future.mp4", app_version="99.1")
    before = file.read_bytes()
    (result,) = import_clips(desk.library, [file])
    assert result.outcome is ImportOutcome.IMPORTED
    assert "version 99.1 of the app" in result.message
    assert desk.only.request is None
    assert file.read_bytes() == before


def test_what_could_not_be_read_once_is_read_by_a_later_version(desk: Desk, tmp_path: Path) -> None:
    file = write_clip(tmp_path / "a.mp4", metadata=metadata("a red circle"))
    desk.add(file)
    with desk.database.transaction() as connection:
        connection.execute("UPDATE clips SET request = '', request_crc32 = 0, prompt = ''")
    desk.library = desk.opened()
    assert desk.only.request is None
    desk.add(file)
    assert desk.only.prompt == "a red circle"
    assert desk.only.request == metadata("a red circle").request


def _cut(path: Path) -> Path:
    path.write_bytes(write_clip(path).read_bytes()[:900])
    return path


def _text(path: Path) -> Path:
    path.write_text("<b>no clip</b>", encoding="utf-8")
    return path


def _link(path: Path) -> Path:
    path.symlink_to(write_clip(path.with_name("real.mp4")))
    return path


def _gone(path: Path) -> Path:
    return path


@pytest.mark.parametrize("make", [_cut, _text, _link, _gone])
def test_what_is_no_clip_is_refused_with_its_name(
    desk: Desk, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    good = write_clip(tmp_path / "good.mp4", hue=0.7)
    bad, fine = import_clips(desk.library, [make(tmp_path / "bad.mp4"), good])
    assert bad.outcome is ImportOutcome.REFUSED
    assert "bad.mp4" in bad.message
    assert fine.outcome is ImportOutcome.IMPORTED
    assert desk.only.path == str(good)


def test_a_cancelled_import_keeps_what_is_in(desk: Desk, tmp_path: Path) -> None:
    for number in range(3):
        write_clip(tmp_path / "many" / f"{number}.mp4", hue=number / 3)
    results = import_clips(
        desk.library, [tmp_path / "many"], is_cancelled=lambda: bool(desk.library.clips())
    )
    assert [result.outcome.value for result in results] == ["imported", "cancelled", "cancelled"]
    assert len(desk.library.clips()) == 1


def test_a_folder_without_clips_says_so(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (result,) = import_clips(desk.library, [tmp_path / "empty"])
    assert result.message == "There is no MP4 file in empty."


# --- what people say ----------------------------------------------------------------------------


def test_words_are_kept_once_and_readable(desk: Desk) -> None:
    desk.add(desk.clip())
    ids = [desk.only.id]
    desk.library.change_tags(ids, ("Neon", "neon ", "a\u202eb", "", "x,y"))
    assert desk.only.tags == ("ab", "Neon", "x y")
    desk.library.change_tags(ids, ("Film",), ("NEON", "x y"))
    assert desk.only.tags == ("ab", "Film")
    desk.library.change_albums(ids, ("Trip",))
    desk.library.rename_album("Trip", "Journey")
    assert desk.only.albums == ("Journey",)
    with pytest.raises(UserError, match="needs a name"):
        desk.library.rename_album("Journey", " ")


def test_a_rating_out_of_range_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="0 to 5"):
        desk.library.rate([], 6)


def test_clips_that_are_gone_are_passed_over(desk: Desk) -> None:
    desk.library.rate(["nobody"], 3)
    assert desk.library.recycle(["nobody"]).moved == ()
    assert desk.news == []


def test_what_cannot_be_stored_is_not_shown_as_done(desk: Desk) -> None:
    desk.add(desk.clip())
    desk.news.clear()
    desk.database.read("PRAGMA query_only = 1")
    with pytest.raises(NotSavedError):
        desk.library.rate([desk.only.id], 3)
    assert desk.only.rating == 0
    assert desk.news == []


# --- the recycle bin ----------------------------------------------------------------------------


def test_recycled_clips_come_back_with_everything(desk: Desk) -> None:
    file = desk.clip(metadata=metadata())
    desk.add(file)
    before = desk.only
    desk.library.rate([before.id], 4)
    result = desk.library.recycle([before.id])
    assert [clip.id for clip in result.moved] == [before.id]
    assert not file.exists()
    assert desk.library.clips() == ()
    assert desk.news[-1].removed == (before.id,)
    desk.library.bring_back([before.id])
    assert file.exists()
    assert desk.only.rating == 4
    assert desk.news[-1].added == (desk.only,)


def test_a_file_restored_by_hand_brings_its_clip_back(desk: Desk) -> None:
    file = desk.clip(metadata=metadata())
    desk.add(file)
    desk.library.change_tags([desk.only.id], ("kept",))
    desk.library.recycle([desk.only.id])
    (desk.bin / file.name).rename(file)
    library = desk.opened()
    library.look_again()
    (clip,) = library.clips()
    assert clip.tags == ("kept",)


def test_an_emptied_bin_is_told_and_hurts_no_other(desk: Desk) -> None:
    desk.add(desk.clip("a.mp4"), desk.clip("b.mp4", hue=0.5))
    ids = [clip.id for clip in sorted(desk.library.clips(), key=lambda clip: clip.path)]
    desk.library.recycle(ids)
    (desk.bin / "a.mp4").unlink()
    with pytest.raises(UserError, match=r"a\.mp4 could not be taken out"):
        desk.library.bring_back(ids)
    assert desk.only.id == ids[1]


def test_what_the_bin_refuses_stays(desk: Desk) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    desk.add(desk.clip())
    library = ClipLibrary(
        ClipStore(desk.database, desk.places.outputs),
        outputs=desk.places.outputs,
        to_bin=refuse,
    )
    result = library.recycle([desk.only.id])
    assert result.moved == ()
    assert result.problems == ("one.mp4 stays where it is: Permission denied.",)
    assert len(library.clips()) == 1


def test_a_forgotten_clip_keeps_its_file_and_can_be_added_again(desk: Desk) -> None:
    file = desk.clip()
    desk.add(file)
    desk.library.rate([desk.only.id], 2)
    desk.library.forget([desk.only.id])
    desk.library.look_again()
    assert desk.library.clips() == ()
    assert desk.add(file) == (ImportOutcome.BROUGHT_BACK,)
    assert desk.only.rating == 2


def test_what_people_do_meanwhile_wins_over_looking(desk: Desk) -> None:
    desk.add(desk.clip())
    stale = desk.only
    desk.library.rate([stale.id], 5)
    desk.library._save_unchanged((stale,), (replace(stale, state=ClipState.MISSING),))
    assert desk.only == replace(stale, rating=5)
