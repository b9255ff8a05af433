"""Looks for a prompt: those of the app and one's own."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from wan22_desktop.core.texts import tr
from wan22_desktop.generation.domain.styles import Style
from wan22_desktop.generation.style_files import LoadedStyles
from wan22_desktop.generation.ui.search_popup import SearchPopup
from wan22_desktop.generation.ui.style_dialog import StyleDialog
from wan22_desktop.generation.ui.word_rows import WordRow
from wan22_desktop.qtkit.glyphs import Glyph


class StylesPicker(SearchPopup):
    """Shows what a style adds; own ones carry a star."""

    picked = Signal(object)  # Style
    save_wanted = Signal(object)  # Style
    remove_wanted = Signal(str)
    """The name of an own style."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Search for a style"), tr("Styles"), parent)
        self._styles = LoadedStyles(())
        self._by_id: dict[str, Style] = {}
        self.remove_button = self.add_deed(
            Glyph.CLOSE, tr("Remove my own style"), "Shift+Del", self._remove
        )
        self.foot.addStretch(1)
        self.new_button = QToolButton()
        self.new_button.setText(tr("New style") + "\N{HORIZONTAL ELLIPSIS}")
        self.new_button.setAccessibleName(tr("New style of my own"))
        self.new_button.clicked.connect(self._make_new)
        self.foot.addWidget(self.new_button)
        self.dialog: StyleDialog | None = None
        self.searched.connect(self._fill)
        self.taken.connect(self._pick)

    @Slot(object)
    def set_styles(self, styles: LoadedStyles) -> None:
        """All that there are, and what is wrong with the file of one's own."""
        self._styles = styles
        self._by_id = {style.key: style for style in (*styles.own, *styles.built_in)}
        self.tell(styles.note)
        self._fill(self.search.text())

    @Slot(str)
    def _fill(self, query: str) -> None:
        words = query.casefold().split()
        own = {style.key for style in self._styles.own}
        rows = [
            WordRow(style.key, style.name, style.prompt, is_marked=style.key in own)
            for style in self._by_id.values()
            if all(word in f"{style.name} {style.prompt}".casefold() for word in words)
        ]
        self.show_rows(rows, tr("No style has these words"))

    @Slot(object)
    def _pick(self, row: WordRow) -> None:
        if row.id in self._by_id:
            self.picked.emit(self._by_id[row.id])

    @Slot()
    def _make_new(self) -> None:
        """The dialog needs the keyboard, which a popup would keep."""
        self.hide()
        self.dialog = StyleDialog(self.parentWidget())
        self.dialog.saved.connect(self.save_wanted)
        self.dialog.open()

    @Slot()
    def _remove(self) -> None:
        row = self.current
        if row is not None and row.is_marked:
            self.remove_wanted.emit(self._by_id[row.id].name)
