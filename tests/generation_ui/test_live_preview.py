"""The live preview plays the newest frames while it can be seen, and only then."""

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_jobs import job, job_id, strip

from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.domain.progress import Preview, Progress
from wan22_desktop.generation.ui.live_preview import LivePreview

COLORS = ("#ff0000", "#00ff00", "#0000ff")


def _preview(qtbot: QtBot, *, shown: bool = True) -> LivePreview:
    preview = LivePreview(repaint_interval_ms=10)
    qtbot.addWidget(preview)
    preview.resize(400, 300)
    if shown:
        with qtbot.waitExposed(preview):
            preview.show()
    return preview


def _looks_like(color: QColor, name: str) -> bool:
    other = QColor(name)
    return all(
        abs(one - two) < 40
        for one, two in (
            (color.red(), other.red()),
            (color.green(), other.green()),
            (color.blue(), other.blue()),
        )
    )


def _picture(preview: LivePreview) -> QImage:
    return preview.strip.grab().toImage()


def test_frames_are_played_in_turn_and_stay_apart(qtbot: QtBot) -> None:
    preview = _preview(qtbot)
    preview.show_preview(Preview("a", 4, 3, strip(COLORS)))
    for name in (*COLORS, COLORS[0]):
        image = _picture(preview)
        rect = image.rect()
        for x in (-0.45, 0.0, 0.45):
            point = rect.center()
            point.setX(rect.center().x() + round(x * rect.height()))
            assert _looks_like(image.pixelColor(point), name)
        with qtbot.waitSignal(preview.strip.frame_changed):
            pass
    preview.close()


def test_the_picture_keeps_its_shape(qtbot: QtBot) -> None:
    preview = _preview(qtbot)
    preview.show_preview(Preview("a", 4, 1, strip(["#ff0000"])))
    image = _picture(preview)
    middle = image.height() // 2
    red = [x for x in range(image.width()) if _looks_like(image.pixelColor(x, middle), "#ff0000")]
    assert abs(len(red) - image.height()) <= 2
    assert abs((red[0] + red[-1]) - image.width()) <= 2


def test_the_timer_runs_only_while_it_is_seen(qtbot: QtBot) -> None:
    preview = _preview(qtbot, shown=False)
    preview.show_preview(Preview("a", 4, 3, strip(COLORS)))
    assert not preview.strip.is_playing
    with qtbot.waitExposed(preview):
        preview.show()
    assert preview.strip.is_playing
    preview.hide()
    assert not preview.strip.is_playing
    preview.show()
    assert preview.strip.is_playing
    preview.clear()
    assert not preview.strip.is_playing


def test_one_frame_needs_no_timer(qtbot: QtBot) -> None:
    preview = _preview(qtbot)
    preview.show_preview(Preview("a", 4, 1, strip(["#ff0000"])))
    assert not preview.strip.is_playing


def test_says_how_far_it_is(qtbot: QtBot) -> None:
    preview = _preview(qtbot)
    assert not preview.bar.isVisible()
    preview.show_progress(Progress(job_id(1), JobState.RENDERING, 10, 20, 12.0))
    qtbot.waitUntil(lambda: "step 10 of 20" in preview.label.text())
    assert preview.bar.value() == 450
    preview.show_progress(Progress(job_id(1), JobState.DECODING, 20, 20))
    qtbot.waitUntil(lambda: "Decoding" in preview.label.text())
    assert preview.bar.value() == 950


def test_follows_the_job_from_start_to_end(qtbot: QtBot) -> None:
    preview = _preview(qtbot)
    preview.change_job(job(1))
    assert preview.job_id is None
    preview.change_job(job(1, JobState.LOADING))
    assert preview.job_id == job_id(1)
    assert "Loading" in preview.label.text()
    preview.show_preview(Preview(job_id(1), 4, 3, strip(COLORS)))
    preview.change_job(job(2, JobState.CANCELLED))
    assert preview.strip.frame_count == 3
    preview.change_job(job(1, JobState.DONE))
    assert preview.job_id is None
    assert preview.strip.frame_count == 0
    assert not preview.bar.isVisible()


def test_a_late_progress_does_not_bring_an_ended_job_back(qtbot: QtBot) -> None:
    preview = _preview(qtbot)
    preview.show_progress(Progress(job_id(1), JobState.RENDERING, 1, 20))
    preview.show_progress(Progress(job_id(1), JobState.RENDERING, 2, 20))
    preview.change_job(job(1, JobState.DONE))
    QApplication.processEvents()
    assert preview.label.text() == "" or not preview.label.isVisible()


def test_another_job_starts_without_the_old_picture(qtbot: QtBot) -> None:
    preview = _preview(qtbot)
    preview.show_preview(Preview("a", 4, 3, strip(COLORS)))
    preview.change_job(job(2, JobState.LOADING))
    assert preview.strip.frame_count == 0
    assert preview.job_id == job_id(2)


def test_pictures_that_make_no_sense_change_nothing(qtbot: QtBot) -> None:
    preview = _preview(qtbot)
    preview.show_preview(Preview("a", 4, 3, strip(COLORS)))
    for content, count in ((b"", 3), (b"junk", 3), (strip(COLORS), 0), (strip(COLORS), 99_999)):
        preview.show_preview(Preview("a", 5, count, content))
        assert preview.strip.frame_count == 3
