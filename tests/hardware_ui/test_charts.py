"""The charts under mouse and keys: cross-hair, zoom, pan, pause, curves, phases, gaps, themes."""

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fixtures.machine_hours import GAP_S, STARTED_UNIX_S, sample_at, workstation
from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.settings import HealthSettings
from wan22_desktop.hardware.domain.metrics import Phase, SystemMetrics
from wan22_desktop.hardware.metric_ring import MetricRing
from wan22_desktop.hardware.ui.chart import Chart
from wan22_desktop.hardware.ui.chart_colors import curve_color, phase_color
from wan22_desktop.hardware.ui.chart_stack import ChartStack
from wan22_desktop.hardware.ui.hardware_panel import HardwarePanel
from wan22_desktop.qtkit.theme import DARK, LIGHT, Theme, apply_theme

NOW_S = STARTED_UNIX_S + 3599


def place_of(chart: Chart, unix_s: float) -> QPoint:
    """The pixel of a time in the middle of a chart."""
    (_, _), (low, high) = chart.plot.box.viewRange()
    scene = chart.plot.box.mapViewToScene(QPointF(unix_s, (low + high) / 2))
    return chart.plot.mapFromScene(scene)


def point_at(chart: Chart, unix_s: float) -> None:
    viewport = chart.plot.viewport()
    place = place_of(chart, unix_s)
    QTest.mouseMove(viewport, place - QPoint(3, 0))
    QTest.mouseMove(viewport, place)
    QApplication.processEvents()


def turn_wheel(chart: Chart, unix_s: float, degrees: int) -> None:
    viewport, place = chart.plot.viewport(), QPointF(place_of(chart, unix_s))
    event = QWheelEvent(
        place,
        QPointF(viewport.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 8 * degrees),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
    QApplication.processEvents()


def span(panel: HardwarePanel) -> float:
    from_s, to_s = panel.charts.range_s
    return to_s - from_s


# --- the cross-hair -----------------------------------------------------------------------------


def test_the_mouse_reads_all_charts_at_that_time(panel: HardwarePanel, stack: ChartStack) -> None:
    load = stack.chart_of("gpu_load")
    point_at(load, STARTED_UNIX_S + 2200)
    assert stack.cross_s is not None
    second = round(stack.cross_s - STARTED_UNIX_S)
    pixel_s = span(panel) / load.plot.box.width()
    assert abs(second - 2200) <= 2 * pixel_s
    sample = sample_at(second)
    assert sample.gpu is not None
    assert sample.gpu.temperature_c is not None
    assert sample.gpu.used_vram_bytes is not None
    assert stack.chart_of("gpu_temperature").legend.spoken() == (
        f"GPU {sample.gpu.temperature_c:.0f} °C"
    )
    vram = stack.chart_of("vram_used").legend
    assert vram.spoken().startswith(f"in use {sample.gpu.used_vram_bytes / (1 << 30):.1f} GiB")
    assert "Rendering" in panel.charts.read_out.moment.full_text
    for chart in stack.visible_charts:
        assert chart.cross.isVisible()
        assert chart.cross.value() == stack.cross_s


def test_the_read_out_goes_back_to_the_latest_when_the_mouse_leaves(stack: ChartStack) -> None:
    chart = stack.chart_of("gpu_load")
    point_at(chart, STARTED_UNIX_S + 2200)
    assert stack.cross_s is not None
    QApplication.sendEvent(chart.plot, QEvent(QEvent.Type.Leave))
    assert stack.cross_s is None
    assert not chart.cross.isVisible()
    latest = sample_at(3599).gpu
    assert latest is not None
    assert chart.legend.entries[0].value == np.float32(latest.load_percent)


def test_the_cross_hair_stays_at_its_time_while_samples_come(
    panel: HardwarePanel, stack: ChartStack
) -> None:
    stack.set_cross(STARTED_UNIX_S + 2000)
    ring = MetricRing()
    for second in range(1500, 3620):
        ring.append(sample_at(second))
    panel.set_source(ring)
    panel.show_sample(sample_at(3619))
    assert stack.cross_s == STARTED_UNIX_S + 2000
    assert panel.charts.range_s[1] == STARTED_UNIX_S + 3619


def test_keys_move_the_cross_hair(panel: HardwarePanel, stack: ChartStack) -> None:
    panel.charts.bar.ranges.setCurrentText("1 minute")
    stack.setFocus()
    QTest.keyClick(stack, Qt.Key.Key_Left)
    assert stack.cross_s == NOW_S - 1
    QTest.keyClick(stack, Qt.Key.Key_Left)
    QTest.keyClick(stack, Qt.Key.Key_Right)
    assert stack.cross_s == NOW_S - 1
    QTest.keyClick(stack, Qt.Key.Key_Home)
    assert stack.cross_s == NOW_S - 60
    QTest.keyClick(stack, Qt.Key.Key_End)
    assert stack.cross_s == NOW_S
    QTest.keyClick(stack, Qt.Key.Key_Escape)
    assert stack.cross_s is None


def test_over_an_hour_a_key_moves_by_a_pixel_at_least(
    panel: HardwarePanel, stack: ChartStack
) -> None:
    QTest.keyClick(stack, Qt.Key.Key_Left)
    assert stack.cross_s is not None
    assert NOW_S - stack.cross_s >= 3600 / panel.width()


def test_in_a_gap_nothing_is_made_up(stack: ChartStack) -> None:
    stack.set_cross(STARTED_UNIX_S + (GAP_S[0] + GAP_S[1]) / 2)
    assert stack.chart_of("cpu").legend.spoken() == "GPU \N{EM DASH} %, CPU \N{EM DASH} %"


# --- zoom and pan -------------------------------------------------------------------------------


def test_the_wheel_zooms_all_charts(panel: HardwarePanel, stack: ChartStack) -> None:
    turn_wheel(stack.chart_of("gpu_load"), STARTED_UNIX_S + 2000, 15)
    assert span(panel) < 3600
    from_s, to_s = panel.charts.range_s
    assert from_s < STARTED_UNIX_S + 2000 < to_s
    for chart in stack.visible_charts:
        assert chart.plot.box.viewRange()[0] == pytest.approx([from_s, to_s], abs=0.01)
    assert panel.charts.bar.now.isEnabled()


def test_the_mouse_moves_the_picture(panel: HardwarePanel, stack: ChartStack) -> None:
    viewport = stack.chart_of("gpu_load").plot.viewport()
    start = place_of(stack.chart_of("gpu_load"), STARTED_UNIX_S + 2000)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 9):
        QTest.mouseMove(viewport, start + QPoint(10 * step, 0))
        QApplication.processEvents()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start + QPoint(80, 0))
    assert panel.charts.range_s[1] < NOW_S - 60
    assert span(panel) == pytest.approx(3600)
    assert stack.hasFocus()


def test_keys_zoom_and_move_the_picture(panel: HardwarePanel, stack: ChartStack) -> None:
    QTest.keyClick(stack, Qt.Key.Key_Plus)
    assert span(panel) == pytest.approx(3600 * 0.8)
    QTest.keyClick(stack, Qt.Key.Key_Minus)
    assert span(panel) == pytest.approx(3600)
    QTest.keyClick(stack, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert panel.charts.range_s[1] == pytest.approx(NOW_S - 360)


def test_a_zoomed_picture_stands_while_samples_come(
    panel: HardwarePanel, stack: ChartStack
) -> None:
    QTest.keyClick(stack, Qt.Key.Key_Plus)
    before = panel.charts.range_s
    ring = MetricRing()
    for second in range(3700):
        ring.append(sample_at(second))
    panel.set_source(ring)
    panel.show_sample(sample_at(3699))
    assert panel.charts.range_s == before
    assert stack.timeline.x[-1] == STARTED_UNIX_S + 3699


def test_double_click_goes_back_to_now(panel: HardwarePanel, stack: ChartStack) -> None:
    chart = stack.chart_of("gpu_load")
    turn_wheel(chart, STARTED_UNIX_S + 2000, 30)
    place = place_of(chart, STARTED_UNIX_S + 2000)
    QTest.mouseDClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.charts.range_s == (NOW_S - 3600, NOW_S)
    assert not panel.charts.bar.now.isEnabled()


def test_the_button_goes_back_to_now(panel: HardwarePanel, stack: ChartStack, qtbot: QtBot) -> None:
    QTest.keyClick(stack, Qt.Key.Key_Plus)
    qtbot.mouseClick(panel.charts.bar.now, Qt.MouseButton.LeftButton)
    assert panel.charts.range_s == (NOW_S - 3600, NOW_S)


# --- what is drawn ------------------------------------------------------------------------------


def test_an_hour_is_drawn_in_as_many_points_as_there_are_pixels(stack: ChartStack) -> None:
    chart = stack.chart_of("gpu_load")
    x, y = chart.curves["gpu_load"].getData()
    assert x is not None
    assert y is not None
    assert 200 < len(x) <= 2 * (chart.plot.box.width() + 3)
    assert np.nanmax(y) == np.nanmax(stack.timeline.values["gpu_load"])


def test_the_time_is_marked_in_every_chart_and_labelled_below(stack: ChartStack) -> None:
    marks = stack.visible_charts[0].bands.marks
    assert 2 <= len(marks) <= 8
    for chart in stack.visible_charts:
        assert chart.bands.marks == marks
    with_time = [c.kind.title for c in stack.visible_charts if c.plot.times.isVisible()]
    # In one column the first has it too: the last may have to be scrolled to.
    assert with_time == ["Load", "Speed"]


def test_curves_have_gaps_where_nothing_is_known(stack: ChartStack) -> None:
    curve = stack.chart_of("gpu_temperature").curves["gpu_temperature"]
    x, y = curve.getData()
    assert x is not None
    assert y is not None
    unread = (x > STARTED_UNIX_S + 1015) & (x < STARTED_UNIX_S + 1045)
    assert np.isnan(y[unread]).all()
    assert unread.any()
    assert curve.opts["connect"] == "finite"


def test_phases_are_painted_on_the_time_axis(stack: ChartStack) -> None:
    chart = stack.chart_of("gpu_temperature")
    image = chart.plot.grab().toImage()
    for second, phase in ((350, Phase.LOADING), (900, Phase.RENDERING), (1440, Phase.DECODING)):
        place = place_of(chart, STARTED_UNIX_S + second)
        column = {image.pixelColor(place.x(), row).name() for row in range(image.height())}
        assert phase_color(LIGHT, phase) in column, phase
    idle = place_of(chart, STARTED_UNIX_S + 150)
    column = {image.pixelColor(idle.x(), row).name() for row in range(image.height())}
    assert not column & {phase_color(LIGHT, phase) for phase in Phase if phase != Phase.IDLE}


def test_thresholds_are_drawn_where_the_settings_have_them(
    panel: HardwarePanel, stack: ChartStack
) -> None:
    panel.set_limits(HealthSettings(gpu_warn_c=61, gpu_act_c=71))
    lines = stack.chart_of("gpu_temperature").thresholds
    assert [line.value() for line in lines] == [61, 71]


def test_scales_end_with_the_memory_that_there_is(stack: ChartStack) -> None:
    assert stack.chart_of("vram_used").plot.box.viewRange()[1] == pytest.approx([0, 16])
    assert stack.chart_of("ram_used").plot.box.viewRange()[1] == pytest.approx([0, 128])


def test_charts_stand_in_two_columns_where_there_is_room(
    panel: HardwarePanel, stack: ChartStack
) -> None:
    assert len({chart.x() for chart in stack.visible_charts}) == 1
    panel.resize(900, 700)
    QApplication.processEvents()
    assert len({chart.x() for chart in stack.visible_charts}) == 2
    x, _ = stack.chart_of("gpu_load").curves["gpu_load"].getData()
    assert x is not None
    assert len(x) > stack.chart_of("gpu_load").plot.box.width(), "drawn anew for the new width"


def test_without_a_card_its_charts_are_left_out(panel: HardwarePanel, stack: ChartStack) -> None:
    panel.show_sample(SystemMetrics(1.0, NOW_S))
    panel.show_profile(HardwareProfile(os="linux"))
    assert not stack.chart_of("gpu_load").curves["gpu_load"].isVisible()
    assert stack.chart_of("vram_used").isHidden()
    panel.show_profile(workstation())
    assert not stack.chart_of("vram_used").isHidden()


# --- pause, ranges, curves, themes --------------------------------------------------------------


def test_pause_stops_the_picture_and_not_the_samples(
    panel: HardwarePanel, stack: ChartStack, qtbot: QtBot
) -> None:
    qtbot.mouseClick(panel.charts.bar.pause, Qt.MouseButton.LeftButton)
    assert panel.charts.bar.pause.accessibleName() == "Let the charts go on"
    draws = stack.draws
    ring = MetricRing()
    for second in range(3700):
        ring.append(sample_at(second))
    panel.set_source(ring)
    panel.show_sample(sample_at(3699))
    assert stack.draws == draws
    assert panel.tiles.tile("GPU temp.").reading.text == f"{sample_heat(3699)} °C"
    qtbot.mouseClick(panel.charts.bar.pause, Qt.MouseButton.LeftButton)
    assert stack.timeline.x[-1] == STARTED_UNIX_S + 3699


def sample_heat(second: int) -> str:
    gpu = sample_at(second).gpu
    assert gpu is not None
    assert gpu.temperature_c is not None
    return f"{gpu.temperature_c:.0f}"


def test_a_paused_picture_can_be_zoomed(panel: HardwarePanel, stack: ChartStack) -> None:
    QTest.keyClick(stack, Qt.Key.Key_Space)
    assert panel.charts.bar.pause.isChecked()
    QTest.keyClick(stack, Qt.Key.Key_Plus)
    assert span(panel) == pytest.approx(3600 * 0.8)
    assert stack.chart_of("cpu").plot.box.viewRange()[0] == pytest.approx(panel.charts.range_s)


def test_hours_are_asked_of_the_history(
    panel: HardwarePanel, stack: ChartStack, qtbot: QtBot, hour_ring: MetricRing
) -> None:
    with qtbot.waitSignal(panel.history_wanted) as asked:
        panel.charts.bar.ranges.setCurrentText("6 hours")
    assert asked.args is not None
    from_s, to_s = asked.args
    assert to_s - from_s == 6 * 3600
    again: list[float] = []
    panel.history_wanted.connect(lambda begin, _end: again.append(begin))
    panel.show_sample(sample_at(3599))
    assert again == [], "not with every sample"
    panel.hide()
    panel.show_history(hour_ring.window(600))
    assert len(stack.timeline.x) != 601, "nobody sees it"
    panel.show()
    qtbot.waitUntil(lambda: len(again) == 1)  # for the answer was not used
    panel.show_history(hour_ring.window(600))
    assert len(stack.timeline.x) == 601
    panel.charts.bar.ranges.setCurrentText("1 minute")
    panel.show_history(hour_ring.window(3000))
    assert len(stack.timeline.x) == 61, "an answer that comes too late is dropped"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_curves_are_chosen_in_a_menu_that_stays_open(
    panel: HardwarePanel, stack: ChartStack, qtbot: QtBot
) -> None:
    menu = panel.charts.bar.curves
    menu.popup(panel.mapToGlobal(QPoint(0, 0)))
    qtbot.waitUntil(menu.isVisible)
    with qtbot.waitSignal(panel.shown_series_changed) as told:
        where = menu.actionGeometry(menu.ticks["cpu"]).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=where)
    assert menu.isVisible()
    assert told.args == [panel.shown_series]
    assert "cpu" not in panel.shown_series
    assert not stack.chart_of("cpu").curves["cpu"].isVisible()
    menu.setActiveAction(menu.ticks["gpu_core_clock"])
    QTest.keyClick(menu, Qt.Key.Key_Space)
    assert not stack.chart_of("gpu_core_clock").isHidden()
    menu.close()


def test_a_chart_without_curves_is_left_out(panel: HardwarePanel, stack: ChartStack) -> None:
    panel.set_shown_series(("cpu", "a key of another version"))
    assert panel.shown_series == ("cpu",)
    assert [chart.kind.title for chart in stack.visible_charts] == ["Load"]
    panel.set_shown_series(())
    assert stack.visible_charts == ()
    panel.show_sample(sample_at(3599))


def test_the_theme_is_followed_while_the_panel_is_shown(
    stack: ChartStack, qapp: QApplication
) -> None:
    chart = stack.chart_of("gpu_load")
    assert chart.plot.backgroundBrush().color() == QColor(LIGHT.base)
    apply_theme(qapp, Theme.DARK)
    assert chart.plot.backgroundBrush().color() == QColor(DARK.base)
    assert chart.curves["gpu_load"].opts["pen"].color() == QColor(curve_color(DARK, 0))
    assert chart.legend.entries[0].color == curve_color(DARK, 0)
    assert pg.getConfigOption("background") == DARK.base
    assert pg.getConfigOption("useOpenGL") is False
    image = chart.plot.grab().toImage()
    idle = place_of(chart, STARTED_UNIX_S + 150)
    column = {image.pixelColor(idle.x(), row).name() for row in range(image.height())}
    assert DARK.base in column
    assert LIGHT.base not in column
