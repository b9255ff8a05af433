"""The first-run guide: says what was found, and every step can be skipped."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from wan22_desktop.core.hardware import Gpu, HardwareProfile
from wan22_desktop.core.wan import Variant
from wan22_desktop.preferences.domain.first_steps import (
    ModelOutlook,
    Step,
    Verdict,
    machine_lines,
    suggested,
)
from wan22_desktop.preferences.ui.first_steps import FirstSteps

PROFILE = HardwareProfile(
    os="linux",
    cpu_model="A <b>fast</b> processor",
    cpu_cores=8,
    total_ram_bytes=32_000_000_000,
    free_disk_bytes=200_000_000_000,
    gpu=Gpu(name="RTX 4080", total_vram_bytes=16_000_000_000),
)
OUTLOOKS = (
    ModelOutlook(Variant.T2V_A14B, Verdict.TIGHT, 1200, 28_000_000_000, is_installed=False),
    ModelOutlook(Variant.I2V_A14B, Verdict.TOO_LARGE, None, 28_000_000_000, is_installed=False),
    ModelOutlook(Variant.TI2V_5B, Verdict.GOOD, 180, 10_000_000_000, is_installed=False),
    ModelOutlook(Variant.DEMO, Verdict.GOOD, 2, None, is_installed=True),
)


@pytest.fixture
def guide(qtbot: QtBot) -> FirstSteps:
    guide = FirstSteps()
    qtbot.addWidget(guide)
    guide.resize(700, 500)
    guide.show()
    return guide


def texts(guide: FirstSteps) -> str:
    return "\n".join(label.text() for label in guide.findChildren(QLabel))


def buttons(guide: FirstSteps) -> dict[str, QPushButton]:
    return {
        button.text(): button
        for button in guide.findChildren(QPushButton)
        if button.property("variant")
    }


def test_machine_and_models_are_told_as_they_were_found(guide: FirstSteps) -> None:
    guide.show_machine(PROFILE, OUTLOOKS)
    assert guide.machine_text.text().splitlines() == list(machine_lines(PROFILE))
    assert "RTX 4080 with 16.0 GB" in texts(guide)
    assert "Works well: a usual clip takes 3 min 00 s. 10.0 GB have to be fetched." in texts(guide)
    assert "Too large for this computer." in texts(guide)
    assert "It is installed." in texts(guide)


def test_only_what_fits_and_is_missing_can_be_installed(guide: FirstSteps) -> None:
    wanted: list[Variant] = []
    guide.install_asked.connect(wanted.append)
    guide.show_machine(PROFILE, OUTLOOKS)
    assert set(buttons(guide)) == {"Install Wan 2.2 T2V A14B…", "Install Wan 2.2 TI2V 5B…"}
    assert "Wan 2.2 TI2V 5B is what suits" in guide.install_text.text()
    buttons(guide)["Install Wan 2.2 TI2V 5B…"].click()
    assert wanted == [Variant.TI2V_5B]


def test_of_slow_models_the_fastest_is_suggested() -> None:
    slow = (
        ModelOutlook(Variant.T2V_A14B, Verdict.TIGHT, 9000, None, is_installed=False),
        ModelOutlook(Variant.TI2V_5B, Verdict.TIGHT, 3000, None, is_installed=False),
    )
    assert suggested(slow) is slow[1]
    assert suggested((slow[0], OUTLOOKS[2])) is OUTLOOKS[2]
    assert suggested(OUTLOOKS[3:]) is None


def test_a_machine_that_cannot_be_looked_at_is_said(guide: FirstSteps) -> None:
    guide.show_machine(None, ())
    assert "could not be looked at" in guide.machine_text.text()
    assert "Nothing larger" in guide.install_text.text()


def test_a_second_look_replaces_the_first(guide: FirstSteps, qtbot: QtBot) -> None:
    guide.show_machine(PROFILE, OUTLOOKS)
    guide.show_machine(PROFILE, OUTLOOKS[3:])
    qtbot.waitUntil(lambda: buttons(guide) == {})


def test_the_keyboard_leads_through_all_steps(guide: FirstSteps) -> None:
    closed: list[bool] = []
    guide.closed.connect(lambda: closed.append(True))
    guide.begin()
    for step in Step:
        assert guide.step is step
        assert guide.pages.currentIndex() == list(Step).index(step)
        QTest.keyClick(guide.next_button, Qt.Key.Key_Space)
    assert closed == [True]
    QTest.keyClick(guide.back_button, Qt.Key.Key_Space)
    assert guide.step is Step.INSTALL


def test_any_step_can_be_gone_to_and_the_guide_closed(guide: FirstSteps) -> None:
    closed: list[bool] = []
    guide.closed.connect(lambda: closed.append(True))
    guide.steps.setCurrentRow(4)
    assert guide.step is Step.TRY
    guide.close_button.click()
    assert closed == [True]


def test_places_are_named(guide: FirstSteps) -> None:
    guide.show_storage(Path("/somewhere/home"), Path("/somewhere/clips"))
    assert "/somewhere/home" in texts(guide)
    assert "/somewhere/clips" in texts(guide)


def test_the_largest_that_fits_well_is_suggested() -> None:
    best = suggested(OUTLOOKS)
    assert best is not None
    assert best.model is Variant.TI2V_5B
    assert suggested(OUTLOOKS[:2]) is OUTLOOKS[0]
    assert suggested(OUTLOOKS[3:]) is None  # the demo model is there already


def test_without_a_card_it_is_said_what_that_means() -> None:
    lines = machine_lines(HardwareProfile(os="linux"))
    assert lines == (lines[0],)
    assert "demo model works" in lines[0]
