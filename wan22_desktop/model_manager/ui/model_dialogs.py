"""The two questions that come with a list: what to adopt, and what to clean up."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from wan22_desktop.core import units
from wan22_desktop.core.texts import tr
from wan22_desktop.model_manager.domain.adoption import Candidate, Findings
from wan22_desktop.model_manager.domain.retention import CleanupRecommendations, CleanupSuggestion
from wan22_desktop.model_manager.events import ModelsFound
from wan22_desktop.model_manager.ui.model_text import DOT
from wan22_desktop.qtkit.check_list_dialog import CheckListDialog, Offer

_MAX_REFUSALS = 50


class ModelDialogs(QObject):
    """Opens them, fills them when the answer comes, and tells what was chosen."""

    adopt_chosen = Signal(object)  # tuple[Candidate, ...]
    removal_chosen = Signal(object)  # tuple[str, ...]

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.adoption: CheckListDialog | None = None
        self.cleanup: CheckListDialog | None = None
        self._candidates: dict[str, Candidate] = {}

    @Slot()
    def open_adoption(self) -> None:
        """Before the search: it can take a while."""
        if self.adoption is not None:
            self.adoption.raise_()
            return
        dialog = CheckListDialog(
            tr("Use models of other apps"),
            tr("Looking for models that are on this computer already…"),
            tr("Use"),
            tr("{} that need not be fetched"),
            self._window,
        )
        dialog.accepted_ids.connect(self._adopt)
        dialog.finished.connect(self._forget_adoption)
        self.adoption = dialog
        dialog.open()

    @Slot(object)
    def show_found(self, found: ModelsFound) -> None:
        if self.adoption is None:
            return
        findings = found.findings
        self._candidates = {str(n): each for n, each in enumerate(findings.candidates)}
        offers = [_candidate_offer(key, each) for key, each in self._candidates.items()]
        offers += [
            Offer(f"! {refused.path}", f"{refused.path}\n{refused.reason}", can_be_ticked=False)
            for refused in findings.unusable[:_MAX_REFUSALS]
        ]
        self.adoption.show_offers(tuple(offers), _found_text(findings))

    @Slot()
    def open_cleanup(self) -> None:
        if self.cleanup is not None:
            self.cleanup.raise_()
            return
        dialog = CheckListDialog(
            tr("Clean up models"),
            tr("Looking what has not been used…"),
            tr("Move to the recycle bin"),
            tr("up to {} are freed once the recycle bin is emptied"),
            self._window,
        )
        dialog.accepted_ids.connect(self.removal_chosen)
        dialog.finished.connect(self._forget_cleanup)
        self.cleanup = dialog
        dialog.open()

    @Slot(object)
    def show_plan(self, plan: CleanupRecommendations) -> None:
        if self.cleanup is None:
            return
        offers = [
            Offer(
                suggestion.package,
                _suggestion_text(suggestion),
                suggestion.frees_bytes,
                is_ticked=True,
            )
            for suggestion in plan.suggestions
        ]
        offers += [
            Offer(
                f"! {kept.package}",
                "\n".join((kept.title, tr("Stays: {reason}", reason=kept.reason))),
                can_be_ticked=False,
            )
            for kept in plan.kept
        ]
        text = (
            tr("These have not been used for long and can be fetched again:")
            if plan.suggestions
            else tr("There is nothing to clean up: everything is used, or kept for a reason.")
        )
        self.cleanup.show_offers(tuple(offers), text)

    @Slot(object)
    def _adopt(self, ids: tuple[str, ...]) -> None:
        self.adopt_chosen.emit(tuple(self._candidates[each] for each in ids))

    @Slot()
    def _forget_adoption(self) -> None:
        self.adoption = None

    @Slot()
    def _forget_cleanup(self) -> None:
        self.cleanup = None


def _suggestion_text(suggestion: CleanupSuggestion) -> str:
    size = units.size(suggestion.download_bytes)
    fetched = tr("{size} to fetch again", size=size)
    return "\n".join((suggestion.title, DOT.join((suggestion.reason.rstrip("."), fetched))))


def _candidate_offer(key: str, candidate: Candidate) -> Offer:
    where = candidate.whole_folder or candidate.parts["transformer"].path
    lines = [candidate.title, str(where)]
    if candidate.missing:
        lacking = tr(" and ").join(part.words for part in candidate.missing)
        sources = sorted({part.package for part in candidate.missing if part.package})
        if sources:
            packages = tr(" or ").join(sources)
            lines.append(tr("Lacks {parts}; {packages} has it", parts=lacking, packages=packages))
        else:
            lines.append(tr("Lacks {parts}", parts=lacking))
    elif candidate.borrowed:
        lines.append(tr("Shares parts with models that are installed"))
    return Offer(
        key,
        "\n".join(lines),
        candidate.size_bytes,
        is_ticked=candidate.is_complete,
        can_be_ticked=candidate.is_complete,
    )


def _found_text(findings: Findings) -> str:
    complete = sum(candidate.is_complete for candidate in findings.candidates)
    if complete:
        text = tr(
            "These models can be used. Their files stay where they are: this app adds names for "
            "them on the same disk, or reads them where they lie."
        )
    elif findings.candidates or findings.unusable:
        text = tr("Nothing that was found is a complete model of this family.")
    else:
        text = tr("No models of other apps were found. A folder can also be dropped on the window.")
    if findings.was_cut_short:
        text += " " + tr("There was more than could be looked at: drop the folder itself.")
    return text
