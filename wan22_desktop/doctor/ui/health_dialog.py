"""What an examination of the app has found, and what can be done about it."""

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.doctor.domain.findings import Severity
from wan22_desktop.doctor.domain.health_report import Check, HealthReport
from wan22_desktop.qtkit.report_dialog import ReportDialog
from wan22_desktop.qtkit.report_list import ReportRow
from wan22_desktop.qtkit.theme import Tone

_TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.NOTE: Tone.PLAIN}
_MAX_CHARACTERS = 400
REPORT_FILTER = tr("Web page (*.html);;Text (*.txt);;JSON (*.json)")
BUNDLE_FILTER = tr("Zip file (*.zip)")


class HealthDialog(ReportDialog):
    """Asks with its signals; whoever examines answers with `show_report`."""

    examine_asked = Signal()
    fix_asked = Signal()
    report_asked = Signal(str)
    """The file that the report is to be saved as; its ending says in which form."""
    bundle_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Check the app"), tr("Nothing was checked yet."), parent)
        self.again_button = self.add_button(tr("Check again"))
        self.fix_button = self.add_button(
            tr("Repair"), tr("Mends what can be mended here; the originals are kept in the backups")
        )
        self.report_button = self.add_button(tr("Save report\N{HORIZONTAL ELLIPSIS}"))
        self.bundle_button = self.add_button(
            tr("Save support bundle\N{HORIZONTAL ELLIPSIS}"),
            tr("The report, settings and logs in one file, without prompts, names and secrets"),
        )
        self.file_dialog: QFileDialog | None = None
        self.again_button.clicked.connect(self.examine_asked)
        self.fix_button.clicked.connect(self.fix_asked)
        self.report_button.clicked.connect(self._ask_for_report)
        self.bundle_button.clicked.connect(self._ask_for_bundle)
        self._report: HealthReport | None = None
        self._show_buttons()

    @property
    def report(self) -> HealthReport | None:
        return self._report

    @Slot(object)
    def show_report(self, report: HealthReport) -> None:
        """What was found, errors first, and what was fine."""
        self._report = report
        self.show_idle()
        attention = report.attention
        tone = Tone.OK
        if attention:
            tone = Tone.ERROR if report.has_errors else Tone.WARNING
        self.show_rows(rows_of(report), f"{report.headline}.", tone)
        self._show_buttons()

    def _show_buttons(self) -> None:
        checks = () if self._report is None else self._report.checks
        self.report_button.setEnabled(self._report is not None)
        self.bundle_button.setEnabled(self._report is not None)
        found = [finding for check in checks for finding in check.findings]
        self.fix_button.setVisible(any(finding.can_be_repaired for finding in found))

    @Slot()
    def _ask_for_report(self) -> None:
        dialog = self._ask_for_file(tr("Save report"), "wan22-health.html", REPORT_FILTER)
        dialog.fileSelected.connect(self.report_asked)

    @Slot()
    def _ask_for_bundle(self) -> None:
        dialog = self._ask_for_file(tr("Save support bundle"), "wan22-support.zip", BUNDLE_FILTER)
        dialog.fileSelected.connect(self.bundle_asked)

    def _ask_for_file(self, title: str, name: str, filters: str) -> QFileDialog:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, title, folder, filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.file_dialog = dialog
        dialog.open()
        return dialog


def rows_of(report: HealthReport) -> tuple[ReportRow, ...]:
    """A row for each finding, the worst first, then one for each check that found nothing."""
    rows: list[ReportRow] = []
    for number, (check, finding) in enumerate(report.findings(*Severity)):
        said = " ".join(part for part in (finding.text, finding.advice) if part)
        rows.append(
            ReportRow(
                f"{check.name}-{number}",
                check.title,
                plain_line(said, _MAX_CHARACTERS),
                _TONES[finding.severity],
            )
        )
    rows += [_fine(check) for check in report.checks if check.worst is None]
    return tuple(rows)


def _fine(check: Check) -> ReportRow:
    facts = [f"{fact.label}: {fact.value}" for fact in check.facts]
    text = plain_line(" \N{MIDDLE DOT} ".join(facts), _MAX_CHARACTERS) or tr("Nothing found.")
    if len(text) == _MAX_CHARACTERS:
        text += "\N{HORIZONTAL ELLIPSIS}"
    return ReportRow(check.name, check.title, text, Tone.OK)
