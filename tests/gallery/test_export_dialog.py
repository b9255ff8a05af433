"""The dialog asks for what is chosen, the service does it on its thread, the dialog tells."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from numbered_clips import MakeClip
from PySide6.QtCore import QMetaObject, QObject, Qt, QThread, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from wan22_desktop.core.errors import ErrorCategory, NotSavedError, UserError
from wan22_desktop.gallery.clip_decoder import ClipDecoder, ClipFacts
from wan22_desktop.gallery.domain.export import ExportFormat, ExportOptions, ExportOrder
from wan22_desktop.gallery.export_service import (
    ExportEnded,
    ExportProgress,
    ExportRefusal,
    ExportService,
)
from wan22_desktop.gallery.ui.export_dialog import ExportDialog

CLIP = ClipFacts(Path("/clips/boat.mp4"), 832, 480, 81, 16.0)


class Asking(QObject):
    """Calls the service's slots on its thread, as the window's wiring does."""

    export = Signal(object)
    cancel = Signal()


@pytest.fixture
def service() -> Iterator[ExportService]:
    service, thread = ExportService(), QThread()
    service.moveToThread(thread)
    thread.started.connect(service.start)
    thread.start()
    yield service
    QMetaObject.invokeMethod(service, "stop", Qt.ConnectionType.BlockingQueuedConnection)
    thread.quit()
    assert thread.wait(5000)


@pytest.fixture
def asking(service: ExportService) -> Asking:
    asking = Asking()
    asking.export.connect(service.export)
    asking.cancel.connect(service.cancel)
    return asking


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


def of(folder: Path, *clips: Path, **options: object) -> ExportOrder:
    return ExportOrder(tuple(map(str, clips)), str(folder), ExportOptions(**options))  # type: ignore[arg-type]


def ended(qtbot: QtBot, spy: QSignalSpy) -> ExportEnded:
    qtbot.waitUntil(lambda: spy.count() == 1, timeout=20_000)
    return spy.at(0)[0]


# --- the service ---------------------------------------------------------------------------------


def test_several_clips_are_exported_one_after_the_other(
    qtbot: QtBot, service: ExportService, asking: Asking, make_clip: MakeClip, folder: Path
) -> None:
    done, told = QSignalSpy(service.exported), QSignalSpy(service.progressed)
    asking.export.emit(of(folder, make_clip("a.mp4"), make_clip("b.mp4", count=9), quality=0))
    result = ended(qtbot, done)
    assert [Path(clip.path).name for clip in result.clips] == ["a.mp4", "b.mp4"]
    assert [clip.num_frames for clip in result.clips] == [17, 9]
    steps: list[ExportProgress] = [told.at(at)[0] for at in range(told.count())]
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert len(steps) == 17 + 9 + 2
    assert {(step.number, step.count) for step in steps} == {(1, 2), (2, 2)}


def test_one_bad_clip_does_not_stop_the_others(
    qtbot: QtBot, service: ExportService, asking: Asking, make_clip: MakeClip, folder: Path
) -> None:
    done, refused = QSignalSpy(service.exported), QSignalSpy(service.refused)
    asking.export.emit(of(folder, folder / "gone.mp4", make_clip(), format=ExportFormat.GIF))
    result = ended(qtbot, done)
    assert (len(result.clips), result.refused, result.was_cancelled) == (1, 1, False)
    refusal: ExportRefusal = refused.at(0)[0]
    assert refusal.source.endswith("gone.mp4")
    assert "no longer there" in refusal.error.message
    assert [file.name for file in folder.iterdir()] == ["clip.gif"]


def test_a_target_that_cannot_be_written_ends_the_order(
    qtbot: QtBot, service: ExportService, asking: Asking, make_clip: MakeClip, folder: Path
) -> None:
    done, refused = QSignalSpy(service.exported), QSignalSpy(service.refused)
    asking.export.emit(of(folder / "gone", make_clip("a.mp4"), make_clip("b.mp4")))
    assert ended(qtbot, done).refused == 2
    assert refused.count() == 1
    assert isinstance(refused.at(0)[0].error, NotSavedError)


def test_cancelling_takes_what_is_begun_away_and_keeps_what_is_finished(
    qtbot: QtBot, service: ExportService, asking: Asking, make_clip: MakeClip, folder: Path
) -> None:
    done, told = QSignalSpy(service.exported), QSignalSpy(service.progressed)
    second = make_clip("b.mp4", count=200)
    asking.export.emit(of(folder, make_clip("a.mp4"), second, format=ExportFormat.FRAMES))
    qtbot.waitUntil(lambda: told.count() > 20)
    asking.cancel.emit()
    result = ended(qtbot, done)
    assert result.was_cancelled
    assert [Path(clip.path).name for clip in result.clips] == ["a-frames"]
    assert [file.name for file in folder.iterdir()] == ["a-frames"]


def test_a_second_order_waits_for_nothing_and_is_refused(
    qtbot: QtBot, service: ExportService, asking: Asking, make_clip: MakeClip, folder: Path
) -> None:
    done, refused = QSignalSpy(service.exported), QSignalSpy(service.refused)
    clip = make_clip(count=40)
    asking.export.emit(of(folder, clip))
    asking.export.emit(of(folder, clip))
    assert len(ended(qtbot, done).clips) == 1
    assert refused.count() == 1
    assert refused.at(0)[0].error.category is ErrorCategory.BUSY
    asking.export.emit(of(folder, clip))
    qtbot.waitUntil(lambda: done.count() == 2, timeout=20_000)


def test_stopping_in_the_middle_leaves_nothing(
    qtbot: QtBot, service: ExportService, asking: Asking, make_clip: MakeClip, folder: Path
) -> None:
    told = QSignalSpy(service.progressed)
    asking.export.emit(of(folder, make_clip(count=150), format=ExportFormat.WEBP))
    qtbot.waitUntil(lambda: told.count() > 3)
    QMetaObject.invokeMethod(service, "stop", Qt.ConnectionType.BlockingQueuedConnection)
    assert list(folder.iterdir()) == []


# --- the dialog ----------------------------------------------------------------------------------


@pytest.fixture
def dialog(qtbot: QtBot) -> ExportDialog:
    return shown(qtbot, ExportDialog((CLIP,), "/videos"))


def shown(qtbot: QtBot, dialog: ExportDialog) -> ExportDialog:
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def choose(dialog: ExportDialog, kind: ExportFormat) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(kind))


def test_the_order_says_what_is_chosen(qtbot: QtBot, dialog: ExportDialog) -> None:
    spy = QSignalSpy(dialog.export_asked)
    dialog.quality.setValue(42)
    dialog.first.setValue(3)
    dialog.last.setValue(10)
    dialog.by_width.click()
    dialog.width_px.setValue(416)
    dialog.metadata.click()
    dialog.replaces.click()
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    options = ExportOptions(quality=42, first=2, last=9, width=416, keep_metadata=False)
    assert spy.at(0)[0] == ExportOrder(("/clips/boat.mp4",), "/videos", options, replaces=True)


def test_the_whole_clip_can_be_copied(dialog: ExportDialog) -> None:
    dialog.as_it_is.click()
    assert dialog.options().quality is None
    assert not dialog.quality.isEnabled()
    dialog.last.setValue(80)
    assert dialog.options().quality == 80
    assert "Encoded again" in dialog.words.text()
    choose(dialog, ExportFormat.GIF)
    assert dialog.options().quality == 80


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_every_format_is_explained_and_shows_only_its_own(
    dialog: ExportDialog, kind: ExportFormat
) -> None:
    choose(dialog, kind)
    options = dialog.options()
    assert options.format is kind
    assert dialog.quality.isVisible() == kind.has_quality
    assert dialog.metadata.isVisible() == (kind is ExportFormat.MP4)
    assert dialog.last.isVisible() == (kind is not ExportFormat.FRAME)
    count = "1 frame" if kind is ExportFormat.FRAME else "81 frames"
    assert count in dialog.meaning.text()
    assert "boat" in dialog.meaning.text()
    at_most = kind in (ExportFormat.FRAMES, ExportFormat.FRAME)
    assert ("At most" in dialog.meaning.text()) == at_most


def test_quality_is_told_in_words(dialog: ExportDialog) -> None:
    said = set()
    for quality in (0, 30, 50, 80, 100):
        dialog.quality.setValue(quality)
        said.add(dialog.words.text())
        assert dialog.quality.accessibleDescription() == dialog.words.text()
    assert len(said) == 5


def test_the_range_of_the_player_is_taken_over(qtbot: QtBot) -> None:
    dialog = shown(qtbot, ExportDialog((CLIP,), "/videos", first=4, last=20))
    assert (dialog.options().first, dialog.options().last) == (4, 20)
    dialog.first.setValue(40)
    assert dialog.last.value() == 40, "the end never lies before the beginning"


def test_clips_of_different_lengths_are_exported_to_their_ends(qtbot: QtBot) -> None:
    short = ClipFacts(Path("/clips/short.mp4"), 96, 96, 17, 8.0)
    dialog = shown(qtbot, ExportDialog((short, CLIP), "/videos"))
    assert dialog.windowTitle() == "Export 2 clips"
    assert dialog.options().last is None
    assert dialog.last.maximum() == 81
    assert dialog.order().sources == ("/clips/short.mp4", "/clips/boat.mp4")


def test_another_folder_is_chosen(dialog: ExportDialog, folder: Path) -> None:
    dialog.set_folder(str(folder))
    assert dialog.order().folder == str(folder)
    assert dialog.folder.accessibleName() == str(folder)


def test_progress_and_cancel(qtbot: QtBot, dialog: ExportDialog) -> None:
    cancel = QSignalSpy(dialog.cancel_asked)
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert not dialog.export_button.isEnabled()
    assert not dialog.format.isEnabled()
    dialog.show_progress(ExportProgress("bo\u202eat.mp4", 1, 2, 0.25))
    assert dialog.bar.value() == 250
    assert dialog.status.full_text == "Clip 1 of 2: boat.mp4"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert cancel.count() == 1
    assert dialog.isVisible(), "it says first what has become of it"
    dialog.show_done(ExportEnded(dialog.order(), (), 0, was_cancelled=True))
    assert "cancelled" in dialog.status.full_text
    assert dialog.export_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert cancel.count() == 1


def test_errors_stay_and_are_plain_text(qtbot: QtBot, dialog: ExportDialog) -> None:
    dialog.show_error(ExportRefusal("a", UserError("<b>a.mp4</b> is gone.", safe="Look for it.")))
    dialog.show_error(ExportRefusal("b", UserError("b.mp4 is gone.")))
    assert dialog.problems.text() == "<b>a.mp4</b> is gone. Look for it.\nb.mp4 is gone."
    assert dialog.problems.textFormat() is Qt.TextFormat.PlainText
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert not dialog.problems.isVisible()


def test_a_refused_order_can_be_given_again(qtbot: QtBot, dialog: ExportDialog) -> None:
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    dialog.show_error(ExportRefusal("", UserError("Another export is still running.")))
    assert dialog.export_button.isEnabled()
    dialog.show_progress(ExportProgress("other.mp4", 1, 1, 0.5))
    dialog.show_done(ExportEnded(dialog.order(), (), 0, was_cancelled=False))
    assert not dialog.bar.isVisible(), "that is another order's"
    assert "Another export" in dialog.problems.text()


def test_dialog_and_service_together(
    qtbot: QtBot, service: ExportService, make_clip: MakeClip, folder: Path
) -> None:
    with ClipDecoder(make_clip()) as decoder:
        dialog = shown(qtbot, ExportDialog((decoder.facts,), str(folder)))
    dialog.export_asked.connect(service.export)
    dialog.cancel_asked.connect(service.cancel)
    service.progressed.connect(dialog.show_progress)
    service.exported.connect(dialog.show_done)
    service.refused.connect(dialog.show_error)
    choose(dialog, ExportFormat.WEBP)
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 clip exported" in dialog.status.full_text, timeout=20_000)
    assert (folder / "clip.webp").is_file()


def test_every_control_has_a_name_and_a_role(dialog: ExportDialog) -> None:
    reached = [
        one
        for one in dialog.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not one.objectName().startswith("qt_")
        and not isinstance(one, (QLineEdit, QAbstractItemView))
    ]
    assert len(reached) >= 10
    for one in reached:
        told = QAccessible.queryAccessibleInterface(one)
        assert told.text(QAccessible.Text.Name), one
        assert told.role() not in (QAccessible.Role.NoRole, QAccessible.Role.Client), one


def test_nothing_is_cut_off(qtbot: QtBot, dialog: ExportDialog) -> None:
    dialog.as_it_is.click()
    dialog.first.setValue(2)
    dialog.show_error(ExportRefusal("a", UserError("No room. " * 30)))
    qtbot.waitUntil(
        lambda: dialog.words.height() >= dialog.words.heightForWidth(dialog.words.width())
    )
    for label in (dialog.words, dialog.meaning, dialog.problems):
        assert label.height() >= label.heightForWidth(label.width()), label.text()
    for control in (dialog.as_it_is, dialog.format, dialog.first, dialog.export_button):
        assert control.height() >= control.minimumSizeHint().height()
