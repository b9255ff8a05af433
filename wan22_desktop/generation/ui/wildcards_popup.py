"""The wildcards that there are, to be put into the prompt."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr, trn
from wan22_desktop.generation.domain.wildcards import Wildcards
from wan22_desktop.generation.ui.search_popup import SearchPopup
from wan22_desktop.generation.ui.word_rows import WordRow
from wan22_desktop.qtkit.glyphs import Glyph

_SHOWN_LINES = 6
_SHOWN_UNUSABLE = 3
_SHOWN_CHARACTERS = 60


class WildcardsPopup(SearchPopup):
    """A wildcard stands for one line of its file."""

    picked = Signal(str)
    """The name of a wildcard."""
    folder_wanted = Signal()
    reload_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Search for a wildcard"), tr("Wildcards"), parent)
        self._wildcards = Wildcards()
        self.reload_button = self.add_deed(
            Glyph.SWAP, tr("Read the files again"), "F5", self.reload_wanted.emit
        )
        self.foot.addStretch(1)
        self.folder_button = QToolButton()
        self.folder_button.setText(tr("Open folder"))
        self.folder_button.setAccessibleName(tr("Open the folder of wildcards"))
        self.folder_button.clicked.connect(self._open_folder)
        self.foot.addWidget(self.folder_button)
        self.searched.connect(self._fill)
        self.taken.connect(self._pick)

    @Slot(object)
    def set_wildcards(self, wildcards: Wildcards) -> None:
        self._wildcards = wildcards
        told = [
            f"{plain_line(name, _SHOWN_CHARACTERS)}.txt {reason}."
            for name, reason in list(wildcards.unusable.items())[:_SHOWN_UNUSABLE]
        ]
        left = len(wildcards.unusable) - len(told)
        if left > 0:
            told.append(trn("One more cannot be used.", "{count} more cannot be used.", left))
        self.tell("\n".join(told))
        self._fill(self.search.text())

    @Slot(str)
    def _fill(self, query: str) -> None:
        words = query.casefold().split()
        rows = [
            _row(name, self._wildcards.lines[name])
            for name in self._wildcards.names
            if all(word in name.casefold() for word in words)
        ]
        empty = (
            tr("No wildcard has this name")
            if self._wildcards.names
            else tr(
                "Put a text file with one entry a line into the folder: colour.txt becomes "
                "__colour__ in a prompt, one of its lines in each clip."
            )
        )
        self.show_rows(rows, empty)

    @Slot(object)
    def _pick(self, row: WordRow) -> None:
        self.picked.emit(row.id)

    @Slot()
    def _open_folder(self) -> None:
        self.hide()
        self.folder_wanted.emit()


def _row(name: str, lines: tuple[str, ...]) -> WordRow:
    count = trn("1 entry", "{count} entries", len(lines))
    return WordRow(name, f"__{name}__", f"{count}: {', '.join(lines[:_SHOWN_LINES])}")
