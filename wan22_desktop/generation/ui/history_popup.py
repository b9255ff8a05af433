"""Prompts that were used before, found by a few letters."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from wan22_desktop.core.texts import tr, trn
from wan22_desktop.generation.domain.prompt_history import FoundPrompts, PromptEntry
from wan22_desktop.generation.ui.search_popup import SearchPopup
from wan22_desktop.generation.ui.word_rows import WordRow
from wan22_desktop.qtkit.glyphs import Glyph


class HistoryPopup(SearchPopup):
    """Asks for what matches; `show_found` is the answer."""

    picked = Signal(object)  # PromptEntry
    search_wanted = Signal(str)
    favourite_wanted = Signal(str, bool)
    remove_wanted = Signal(str)
    clear_wanted = Signal(bool)
    """Whether favourites are to be forgotten too."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Search in used prompts"), tr("Prompts used before"), parent)
        self._entries: dict[str, PromptEntry] = {}
        self._is_kept = True
        self.favourite_button = self.add_deed(
            Glyph.STAR, tr("Favourite or not"), "Ctrl+D", self._turn_favourite
        )
        self.remove_button = self.add_deed(
            Glyph.CLOSE, tr("Forget this prompt"), "Shift+Del", self._remove
        )
        self.foot.addStretch(1)
        self.clear_button = self._make_clear_button()
        self.foot.addWidget(self.clear_button)
        self.searched.connect(self.search_wanted)
        self.taken.connect(self._pick)

    def set_kept(self, *, is_kept: bool) -> None:
        """Whether prompts are kept at all: a setting."""
        self._is_kept = is_kept

    @Slot(object)
    def show_found(self, found: FoundPrompts) -> None:
        """What a search has found; one that is not wanted any more is ignored."""
        if found.query != self.search.text():
            return
        self._entries = {entry.id: entry for entry in found.entries}
        self.show_rows((_row(entry) for entry in found.entries), self._empty_text())
        left = found.total - len(found.entries)
        self.tell(
            trn("{count} more: type to find it.", "{count} more: type to find them.", left)
            if left > 0
            else ""
        )

    def _empty_text(self) -> str:
        if self.search.text().strip():
            return tr("No prompt has these words")
        if not self._is_kept:
            return tr("Prompts are not kept: Preferences, Privacy")
        return tr("Prompts that you add to the queue appear here")

    def _make_clear_button(self) -> QToolButton:
        menu = QMenu(self)
        menu.addAction(tr("Forget all but favourites")).triggered.connect(self._clear_most)
        menu.addAction(tr("Forget everything")).triggered.connect(self._clear_all)
        button = QToolButton()
        button.setText(tr("Clear history"))
        button.setAccessibleName(tr("Clear history"))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    @Slot(object)
    def _pick(self, row: WordRow) -> None:
        if row.id in self._entries:
            self.picked.emit(self._entries[row.id])

    @Slot()
    def _turn_favourite(self) -> None:
        if (row := self.current) is not None:
            self.favourite_wanted.emit(row.id, not row.is_marked)

    @Slot()
    def _remove(self) -> None:
        if (row := self.current) is not None:
            self.remove_wanted.emit(row.id)

    @Slot()
    def _clear_most(self) -> None:
        self.clear_wanted.emit(False)  # noqa: FBT003 -- Qt's signal

    @Slot()
    def _clear_all(self) -> None:
        self.clear_wanted.emit(True)  # noqa: FBT003 -- Qt's signal


def _row(entry: PromptEntry) -> WordRow:
    when = datetime.fromtimestamp(entry.last_used).strftime("%Y-%m-%d %H:%M")  # noqa: DTZ006 -- local
    used = trn("used once", "used {count} times", entry.uses)
    return WordRow(entry.id, entry.text, f"{when}, {used}", entry.is_favourite)
