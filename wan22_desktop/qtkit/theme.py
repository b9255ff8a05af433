"""How the app looks: Fusion, two palettes, one accent, a spacing scale, semantic colours."""

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from wan22_desktop.core.places import PROGRAM_FOLDER

SPACE_SMALL = 4
SPACE = 8
SPACE_LARGE = 12
RADIUS = 4


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a text means; set it on a label with `set_tone`."""

    PLAIN = "plain"
    MUTED = "muted"
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Colors:
    """The colours that a palette has no role for; each text colour has 4.5 : 1 on `base`."""

    is_dark: bool
    window: str
    base: str
    raised: str
    text: str
    muted: str
    line: str
    track: str
    """What a bar is not filled to."""
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    ok: str
    warning: str
    error: str
    has_strong_lines: bool = False
    """Whether all controls are outlined: Fusion's own outlines are shades of the window."""

    def tone(self, tone: Tone) -> QColor:
        named = {
            Tone.MUTED: self.muted,
            Tone.OK: self.ok,
            Tone.WARNING: self.warning,
            Tone.ERROR: self.error,
        }
        return QColor(named.get(tone, self.text))


LIGHT = Colors(
    is_dark=False,
    window="#f3f4f6",
    base="#ffffff",
    raised="#fafbfc",
    text="#1c2128",
    muted="#5b6470",
    line="#d0d5dc",
    track="#d0d5dc",
    accent="#2f5fd0",
    accent_hover="#274fb0",
    on_accent="#ffffff",
    selection="#dce6fb",
    ok="#1a7440",
    warning="#8a5a00",
    error="#b42318",
)
DARK = Colors(
    is_dark=True,
    # Fusion outlines controls darker than the window, so fields must be lighter to be seen.
    window="#1d1f24",
    base="#2b2e35",
    raised="#373b44",
    text="#e8eaee",
    muted="#aab1bd",
    line="#4a505b",
    track="#4a505b",
    accent="#6a97ff",
    accent_hover="#86aaff",
    on_accent="#0b1220",
    selection="#2f4068",
    ok="#5fd08f",
    warning="#ebb957",
    error="#ff948a",
)


# Black and white, as those who see little ask of their desktops; colours of meaning stay.
LIGHT_CONTRAST = replace(
    LIGHT,
    window="#ffffff",
    raised="#ffffff",
    text="#000000",
    muted="#000000",
    line="#000000",
    track="#b8b8b8",
    accent="#0033aa",
    accent_hover="#002277",
    ok="#004d1f",
    warning="#5c3c00",
    error="#8a0000",
    has_strong_lines=True,
)
DARK_CONTRAST = replace(
    DARK,
    window="#000000",
    base="#000000",
    raised="#000000",
    text="#ffffff",
    muted="#ffffff",
    line="#ffffff",
    track="#484848",
    accent="#8cb4ff",
    accent_hover="#bcd3ff",
    on_accent="#000000",
    selection="#003a8c",
    ok="#7dffb0",
    warning="#ffd866",
    error="#ffb3ab",
    has_strong_lines=True,
)
_ALL = (LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST)


def colors_of(widget: QWidget) -> Colors:
    """The semantic colours that fit the palette `widget` is shown in."""
    return colors_for(widget.palette())


def colors_for(palette: QPalette) -> Colors:
    """The ones that `palette` was made of, or the nearest of a foreign one."""
    base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    for colors in _ALL:
        if (base.name(), text.name()) == (colors.base, colors.text):
            return colors
    return DARK if base.lightness() < 128 else LIGHT


def set_tone(widget: QWidget, tone: Tone) -> None:
    """Colour a label by meaning; follows later changes of the theme by itself."""
    if widget.property("tone") != tone.value:
        widget.setProperty("tone", tone.value)
        _restyle(widget)


def mark_primary(widget: QWidget) -> None:
    """Give the one main button of a panel the accent colour."""
    widget.setProperty("primary", True)  # noqa: FBT003 -- Qt's own signature
    _restyle(widget)


def divider() -> QFrame:
    """A thin line between two parts of a panel."""
    line = QFrame()
    line.setFixedHeight(1)
    line.setProperty("divider", True)  # noqa: FBT003 -- Qt's own signature
    return line


def apply_theme(
    app: QApplication, theme: Theme, *, font_scale: float = 1.0, high_contrast: bool = False
) -> None:
    """Style the whole app; `Theme.SYSTEM` follows the desktop from now on.

    Texts are `font_scale` times as large as the system's.
    """
    follower = app.findChild(_ThemeFollower) or _ThemeFollower(app)
    follower.follow(theme, font_scale, high_contrast=high_contrast)


class _ThemeFollower(QObject):
    """Repaints the app when the desktop changes between light and dark."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._theme = Theme.SYSTEM
        self._high_contrast = False
        self._system_points = app.font().pointSizeF()
        app.styleHints().colorSchemeChanged.connect(self._refresh)

    def follow(self, theme: Theme, font_scale: float, *, high_contrast: bool) -> None:
        self._theme = theme
        self._high_contrast = high_contrast
        font = self._app.font()
        points = self._system_points * font_scale
        if self._system_points > 0 and abs(font.pointSizeF() - points) > 0.01:
            font.setPointSizeF(points)
            self._app.setFont(font)
        # Native title bars and dialogs follow the hint, not our palette.
        self._app.styleHints().setColorScheme(
            {
                Theme.LIGHT: Qt.ColorScheme.Light,
                Theme.DARK: Qt.ColorScheme.Dark,
                Theme.SYSTEM: Qt.ColorScheme.Unknown,
            }[theme]
        )
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        dark = self._theme is Theme.DARK or (
            self._theme is Theme.SYSTEM
            and self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        )
        if self._high_contrast:
            colors = DARK_CONTRAST if dark else LIGHT_CONTRAST
        else:
            colors = DARK if dark else LIGHT
        if self._app.style().name().lower() != "fusion" and not self._app.styleSheet():
            self._app.setStyle("Fusion")
        self._app.setPalette(palette_of(colors))
        sheet = style_sheet(colors)
        if sheet != self._app.styleSheet():
            self._app.setStyleSheet(sheet)


def palette_of(colors: Colors) -> QPalette:
    """The Qt palette with every role set, so that nothing of the desktop's shines through."""
    role = QPalette.ColorRole
    palette = QPalette()
    for key, value in {
        role.Window: colors.window,
        role.WindowText: colors.text,
        role.Base: colors.base,
        role.AlternateBase: colors.raised,
        role.Text: colors.text,
        role.PlaceholderText: colors.muted,
        role.Button: colors.raised,
        role.ButtonText: colors.text,
        role.BrightText: colors.error,
        role.ToolTipBase: colors.raised,
        role.ToolTipText: colors.text,
        role.Highlight: colors.accent,
        role.HighlightedText: colors.on_accent,
        role.Accent: colors.accent,
        role.Link: colors.accent,
        role.LinkVisited: colors.accent,
        role.Light: colors.raised,
        role.Midlight: colors.raised,
        role.Mid: colors.line,
        role.Dark: colors.line,
        role.Shadow: "#000000",
    }.items():
        palette.setColor(key, QColor(value))
    faint = QColor(colors.muted)
    faint.setAlpha(150)
    for key in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colors.line))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Accent, QColor(colors.line))
    return palette


def style_sheet(colors: Colors) -> str:
    """Only what the palette cannot say: texts by meaning, the main button, joined buttons."""
    tones = "".join(
        f'QLabel[tone="{tone}"] {{ color: {colors.tone(tone).name()}; }}\n'
        for tone in (Tone.MUTED, Tone.OK, Tone.WARNING, Tone.ERROR)
    )
    return f"""{tones}
QLabel[tone="heading"] {{ font-weight: 600; }}
QPushButton[primary="true"] {{
    background: {colors.accent}; color: {colors.on_accent}; font-weight: 600;
    border: 2px solid {colors.accent}; border-radius: {RADIUS}px;
    padding: {SPACE_SMALL}px {SPACE_LARGE}px;
}}
QPushButton[primary="true"]:hover {{
    background: {colors.accent_hover}; border-color: {colors.accent_hover};
}}
QPushButton[primary="true"]:focus {{ border-color: {colors.text}; }}
QPushButton[primary="true"]:pressed {{ background: {colors.accent}; }}
QPushButton[primary="true"]:disabled {{
    background: {colors.raised}; color: {colors.muted}; border-color: {colors.line};
}}
QPushButton[segment="true"] {{
    background: {colors.base}; color: {colors.text}; border: 1px solid {colors.line};
    padding: {SPACE_SMALL}px {SPACE}px; border-radius: {RADIUS}px;
}}
QPushButton[segment="true"]:hover {{ background: {colors.raised}; }}
QPushButton[segment="true"]:checked {{
    background: {colors.selection}; border-color: {colors.accent};
}}
QPushButton[segment="true"]:focus {{ border: 2px solid {colors.accent}; }}
QPushButton[segment="true"]:disabled {{ color: {colors.muted}; background: {colors.window}; }}
QToolButton[section="true"] {{
    border: 1px solid transparent; border-radius: {RADIUS}px; padding: 2px 4px 2px 0;
    font-weight: 600;
}}
QToolButton[section="true"]:hover {{ background: {colors.raised}; }}
QToolButton[section="true"]:focus {{ border-color: {colors.accent}; }}
QToolButton[picture="true"] {{
    border: 2px solid transparent; border-radius: {RADIUS}px; padding: 2px;
}}
QToolButton[picture="true"]:hover, QToolButton[picture="true"]:focus {{
    border-color: {colors.muted};
}}
QToolButton[picture="true"]:checked {{ border-color: {colors.accent}; font-weight: 600; }}
QToolButton[popupMode="2"] {{ padding: 2px 8px 2px 0; }}
QToolButton[popupMode="2"]::menu-indicator {{
    image: url({_picture("down", colors.text)}); width: 8px; height: 8px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 1px;
}}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QFrame[divider="true"] {{ background: {colors.line}; border: none; }}
QCheckBox::indicator, QGroupBox::indicator {{
    width: 13px; height: 13px; border: 1px solid {colors.muted}; border-radius: 3px;
    background: {colors.base};
}}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {colors.accent}; }}
QCheckBox::indicator:checked, QGroupBox::indicator:checked {{
    background: {colors.accent}; border-color: {colors.accent};
    image: url({_picture("check", colors.on_accent)});
}}
QCheckBox::indicator:disabled {{ border-color: {colors.line}; background: {colors.window}; }}
QCheckBox::indicator:checked:disabled {{ background: {colors.line}; }}
{_strong_lines(colors) if colors.has_strong_lines else ""}
QToolTip {{
    color: {colors.text}; background: {colors.raised}; border: 1px solid {colors.line};
    padding: {SPACE_SMALL}px;
}}
"""


def _strong_lines(colors: Colors) -> str:
    """Outlines for the controls that Fusion would draw black on black."""
    line = f"1px solid {colors.line}"
    return f"""
QPushButton, QToolButton:!flat, QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox,
QAbstractItemView {{ border: {line}; border-radius: 2px; }}
QPushButton {{ padding: {SPACE_SMALL}px {SPACE_LARGE}px; }}
QPushButton:disabled {{ border-style: dashed; }}
QPushButton:focus, QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QComboBox:focus,
QAbstractSpinBox:focus, QAbstractItemView:focus {{ border: 2px solid {colors.accent}; }}
QComboBox {{ padding: 2px {SPACE}px; }}
QComboBox::drop-down {{ border: none; width: 18px; }}
QComboBox::down-arrow {{ image: url({_picture("down", colors.text)}); width: 10px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; width: 16px; }}
QAbstractSpinBox[buttonSymbols="2"]::up-button, QAbstractSpinBox[buttonSymbols="2"]::down-button {{
    width: 0; height: 0; subcontrol-origin: margin;
}}
QSlider::groove:horizontal {{ background: {colors.track}; height: 4px; }}
QSlider::sub-page:horizontal {{ background: {colors.accent}; height: 4px; }}
QSlider::handle:horizontal {{
    background: {colors.base}; border: 2px solid {colors.line}; border-radius: 3px;
    width: 10px; margin: -6px 0;
}}
QSlider::handle:horizontal:focus {{ border-color: {colors.accent}; }}
QAbstractSpinBox::up-arrow {{ image: url({_picture("up", colors.text)}); width: 9px; }}
QAbstractSpinBox::down-arrow {{ image: url({_picture("down", colors.text)}); width: 9px; }}
"""


def _picture(name: str, color: str) -> str:
    """The file of a small picture that can be seen where texts of this colour can."""
    shade = "white" if QColor(color).lightness() > 127 else "black"
    return (PROGRAM_FOLDER / "resources" / "looks" / f"{name}-{shade}.svg").as_posix()


def _restyle(widget: QWidget) -> None:
    """Make the style sheet look at a changed property."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
