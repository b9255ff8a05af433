"""The line that says what a clip would take."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.domain.forecast import Alternative, Fit, Forecast, Need
from wan22_desktop.generation.ui.estimate_line import EstimateLine

REQUEST = GenerationRequest.default(Variant.T2V_A14B, prompt="a fox")
SMALLER = REQUEST.with_changes(num_frames=49)
FORECAST = Forecast(
    request=REQUEST,
    fit=Fit.FITS,
    vram=Need(9_100_000_000, 15_000_000_000),
    ram=Need(31_000_000_000, 60_000_000_000),
    disk=Need(400_000_000, None),
    seconds=420,
    seconds_low=360,
    seconds_high=480,
    plan="bf16, weights streamed from memory",
    reason="Because of <b>this</b>.",
    alternatives=(Alternative("832x480, 49 frames", SMALLER),),
)


def test_figures_are_those_of_the_forecast(qtbot: QtBot) -> None:
    line = EstimateLine()
    qtbot.addWidget(line)
    line.show_forecast(FORECAST)
    text = line.figures.text()
    assert "6 min 00 s to 8 min 00 s" in text
    assert "9.1 of 15.0 GB graphics memory" in text
    assert "31.0 of 60.0 GB memory" in text
    assert "400.0 MB on the disk" in text
    assert "<b>this</b>" in line.details.text()  # shown as it is
    assert line.verdict.text() == "Fits this computer"
    assert line.alternative_button.isHidden()


def test_what_is_too_large_offers_what_fits(qtbot: QtBot) -> None:
    line = EstimateLine()
    qtbot.addWidget(line)
    chosen: list[GenerationRequest] = []
    line.alternative_chosen.connect(chosen.append)
    line.show_forecast(replace(FORECAST, fit=Fit.TOO_LARGE))
    assert not line.alternative_button.isHidden()
    assert "49 frames" in line.alternative_button.text()
    line.alternative_button.click()
    assert chosen == [SMALLER]


def test_nothing_is_claimed_while_nothing_is_known(qtbot: QtBot) -> None:
    line = EstimateLine()
    qtbot.addWidget(line)
    line.show_forecast(FORECAST)
    line.show_forecast(None)
    assert line.verdict.text() == ""
    assert "GB" not in line.figures.text()
    line.alternative_button.click()  # nothing to choose: no error
