"""The user guide inside the app: no browser, no network."""

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wan22_desktop.app.guide_text import GuideText
from wan22_desktop.app.user_guide import GuidePage, UserGuide, slug
from wan22_desktop.core.texts import tr
from wan22_desktop.qtkit.theme import SPACE, SPACE_LARGE

_SIZE_PX = (820, 620)
_LIST_WIDTH_PX = 200
_WEB = ("http", "https")


class HelpDialog(QDialog):
    """Pages on the left, the chosen one on the right; links lead from page to page."""

    def __init__(self, guide: UserGuide, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("User guide"))
        self._guide = guide
        self._shown = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the guide"))
        self.search.setAccessibleName(tr("Search the guide"))
        self.search.setClearButtonEnabled(True)
        self.pages = QListWidget()
        self.pages.setAccessibleName(tr("Pages"))
        self.pages.setFixedWidth(_LIST_WIDTH_PX)
        self.text = GuideText(guide.folder)
        self.text.setAccessibleName(tr("Page"))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addWidget(self.search)
        left.addWidget(self.pages)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE)
        middle.addLayout(left)
        middle.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_LARGE, SPACE_LARGE, SPACE_LARGE, SPACE_LARGE)
        layout.setSpacing(SPACE)
        layout.addLayout(middle, 1)
        layout.addWidget(box)
        self.resize(*_SIZE_PX)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.search.setFocus)
        self.search.textChanged.connect(self._search)
        self.pages.currentItemChanged.connect(self._choose)
        self.text.anchorClicked.connect(self._follow)
        box.rejected.connect(self.reject)
        self._list(guide.pages)

    @property
    def shown(self) -> str:
        """The name of the page that is shown."""
        return self._shown

    def open_at(self, name: str, section: str = "") -> None:
        """Show a page, at the heading with this slug; the first page if there is no such one."""
        self.search.clear()
        page = self._guide.page(name) or (self._guide.pages[0] if self._guide.pages else None)
        if page is None:
            self.text.setPlainText(tr("The guide is missing: this installation is not complete."))
            return
        for row in range(self.pages.count()):
            if self.pages.item(row).data(Qt.ItemDataRole.UserRole) == page.name:
                self.pages.setCurrentRow(row)
        self._show(page)
        if section:
            self._go_to(section)

    def _list(self, pages: tuple[GuidePage, ...]) -> None:
        self.pages.clear()
        for page in pages:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            self.pages.addItem(item)
        if pages:
            self.pages.setCurrentRow(0)

    def _show(self, page: GuidePage) -> None:
        if page.name != self._shown:
            self._shown = page.name
            self.text.document().setMarkdown(page.text)
            self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _go_to(self, section: str) -> None:
        """Qt knows no anchors in Markdown: look for the heading."""
        block = self.text.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and slug(block.text()) == section:
                self.text.moveCursor(QTextCursor.MoveOperation.End)
                self.text.setTextCursor(QTextCursor(block))  # scrolls up until it is on top
                return
            block = block.next()

    @Slot(str)
    def _search(self, words: str) -> None:
        self._list(self._guide.found(words) if words.strip() else self._guide.pages)

    @Slot()
    def _choose(self) -> None:
        item = self.pages.currentItem()
        page = self._guide.page(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None
        if page is not None:
            self._show(page)

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        if link.scheme() in _WEB:
            QDesktopServices.openUrl(link)
        else:
            name = link.path().removesuffix(".md")
            self.open_at(name or self._shown, link.fragment())
