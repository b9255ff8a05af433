"""Both themes can be read, and switching reaches widgets that are already there."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from wan22_desktop.qtkit.glyphs import Glyph, GlyphButton, draw_glyph
from wan22_desktop.qtkit.theme import (
    DARK,
    LIGHT,
    Colors,
    Theme,
    Tone,
    apply_theme,
    colors_of,
    palette_of,
    set_tone,
)


def _luminance(name: str) -> float:
    color = QColor(name)
    channels = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_ground(colors: Colors) -> None:
    for text in (colors.text, colors.muted, colors.ok, colors.warning, colors.error):
        for ground in (colors.base, colors.window, colors.raised, colors.selection):
            assert _contrast(text, ground) >= 4.5, (text, ground)
    assert _contrast(colors.on_accent, colors.accent) >= 4.5
    assert _contrast(colors.on_accent, colors.accent_hover) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_palette_sets_every_role(colors: Colors) -> None:
    palette = palette_of(colors)
    for role in QPalette.ColorRole:
        if role not in (QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles):
            assert palette.isBrushSet(QPalette.ColorGroup.Active, role), role


def test_switching_the_theme_recolours_what_is_shown(qtbot: QtBot, qapp: QApplication) -> None:
    label = QLabel("text")
    qtbot.addWidget(label)
    set_tone(label, Tone.ERROR)
    label.show()
    for theme, colors in ((Theme.DARK, DARK), (Theme.LIGHT, LIGHT)):
        apply_theme(qapp, theme)
        assert colors_of(label) is colors
        assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(colors.error)
        assert colors_of(label).tone(Tone.ERROR) == QColor(colors.error)


def test_system_follows_the_desktop(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.SYSTEM)
    dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark
    expected = DARK if dark else LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(expected.window)
    apply_theme(qapp, Theme.LIGHT)


@pytest.mark.parametrize("glyph", list(Glyph))
def test_every_glyph_draws_within_its_square(qapp: QApplication, glyph: Glyph) -> None:
    assert qapp is not None
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw_glyph(painter, glyph, QRectF(4, 4, 32, 32), QColor("black"))
    painter.end()
    inked = [
        (x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y).lightness() < 128
    ]
    assert len(inked) > 40
    assert all(4 <= x < 36 and 4 <= y < 36 for x, y in inked)


def test_a_glyph_button_says_what_it_does(qtbot: QtBot) -> None:
    button = GlyphButton(Glyph.DICE, "New random seed")
    qtbot.addWidget(button)
    assert button.accessibleName() == "New random seed"
    assert button.toolTip() == "New random seed"
    assert not button.icon().isNull()
