"""What is chosen for a render: cards with strengths, in order, to and from a request."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import MAX_LORAS, Variant
from wan22_desktop.lora_library.domain.costs import MeasuredCost, SelectionCost, selection_cost
from wan22_desktop.lora_library.domain.fit import Fit, FitReport
from wan22_desktop.lora_library.domain.importing import ImportProgress
from wan22_desktop.lora_library.domain.records import FileState, LoraCard, LoraEntry

Judge = Callable[[LoraCard, Variant], FitReport]
"""What tells whether a card goes with a model: `domain.compatibility.fit_of`."""

FULL = tr("A render takes at most {most} LoRAs: remove one to add another.", most=MAX_LORAS)


@dataclass(frozen=True, slots=True)
class ChosenLora:
    """One LoRA of the selection: one use, or the two uses of a pair.

    The uses are those of the request, kept as they came: names and strengths of LoRAs that the
    library does not have go back into the request unchanged.
    """

    uses: tuple[LoraUse, ...]
    card: LoraCard | None = None
    """None for a file that the library does not have."""

    @property
    def is_pair(self) -> bool:
        """Whether both halves of a pair are used, each on its expert."""
        return len(self.uses) == 2

    @property
    def id(self) -> str:
        """The id of the card, or the hash of the only file."""
        return self.card.id if self.card is not None and self.is_pair else self.uses[0].sha256

    @property
    def entry(self) -> LoraEntry | None:
        """The only file that is used, if it is in the library."""
        if self.card is None or self.is_pair:
            return None
        return next((e for e in self.card.entries if e.sha256 == self.uses[0].sha256), None)

    @property
    def name(self) -> str:
        if self.card is not None and self.is_pair:
            return self.card.name
        entry = self.entry
        return self.uses[0].name if entry is None else entry.name

    @property
    def state(self) -> FileState:
        """What became of the files."""
        if self.card is None:
            return FileState.MISSING
        entry = self.entry
        return self.card.state if entry is None else entry.state

    @property
    def strengths(self) -> tuple[float, float]:
        """On the high-noise expert, or the only transformer, and on the low-noise one."""
        if not self.is_pair:
            return self.uses[0].strength, self.uses[0].strength_2
        high, low = self._halves
        return high.strength, low.strength_2

    def with_strengths(self, strength: float, strength_2: float) -> "ChosenLora":
        if not self.is_pair:
            changed = {"strength": strength, "strength_2": strength_2}
            return replace(self, uses=(self.uses[0].model_copy(update=changed),))
        high, _low = self._halves
        return replace(
            self,
            uses=tuple(
                use.model_copy(
                    update={"strength": strength} if use is high else {"strength_2": strength_2}
                )
                for use in self.uses
            ),
        )

    @property
    def _halves(self) -> tuple[LoraUse, LoraUse]:
        first, second = self.uses
        lead = self.card.id if self.card is not None else first.sha256
        return (first, second) if first.sha256 == lead else (second, first)


@dataclass(frozen=True, slots=True)
class SelectionSummary:
    """The selection as a whole, judged for one model."""

    names: tuple[str, ...]
    num_files: int
    cost: SelectionCost
    """Of the files that the library has."""
    blocked: tuple[str, ...]
    """Whole sentences: what keeps the render from being made."""
    compatibility_warnings: tuple[str, ...]
    """Whole sentences: what may not come out as hoped."""


class LoRAUIState:
    """The selection with the cards it is made of, and how an import stands; for one thread."""

    def __init__(
        self, judge: Judge, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._judge = judge
        self._now = now
        self._cards: dict[str, LoraCard] = {}
        self._by_file: dict[str, LoraCard] = {}
        self._chosen: tuple[ChosenLora, ...] = ()
        self.upload_progress: dict[str, float] = {}
        """The file being taken in, with the share of the whole import that is done."""
        self.last_refresh = now()
        """When the cards were last told."""

    # --- what the library says -----------------------------------------------------------------

    def set_cards(self, cards: Iterable[LoraCard]) -> None:
        """Every card; what is chosen stays, with what is known of it now."""
        self._cards, self._by_file = {}, {}
        self._note(tuple(cards))

    def change_cards(self, changed: Iterable[LoraCard], removed: Iterable[str] = ()) -> None:
        changed = tuple(changed)
        for card_id in (*removed, *(card.id for card in changed)):
            before = self._cards.pop(card_id, None)
            for entry in () if before is None else before.entries:
                self._by_file.pop(entry.sha256, None)
        self._note(changed)

    def _note(self, cards: tuple[LoraCard, ...]) -> None:
        self._cards |= {card.id: card for card in cards}
        self._by_file |= {entry.sha256: card for card in cards for entry in card.entries}
        self.last_refresh = self._now()
        self.set_uses(self.uses)

    def note_progress(self, progress: ImportProgress | None) -> None:
        """How far an import is; None when there is none."""
        if progress is None:
            self.upload_progress = {}
        else:
            total = max(1, progress.total_bytes)
            self.upload_progress = {progress.name: min(1.0, progress.done_bytes / total)}

    @property
    def cards(self) -> tuple[LoraCard, ...]:
        return tuple(self._cards.values())

    def card(self, card_id: str) -> LoraCard | None:
        return self._cards.get(card_id)

    # --- the selection -------------------------------------------------------------------------

    @property
    def chosen(self) -> tuple[ChosenLora, ...]:
        return self._chosen

    @property
    def uses(self) -> tuple[LoraUse, ...]:
        """What the request says."""
        return tuple(use for chosen in self._chosen for use in chosen.uses)

    def set_uses(self, uses: tuple[LoraUse, ...]) -> None:
        """Of a request; both uses of a pair become one row where they stand side by side."""
        chosen: list[ChosenLora] = []
        for use in uses:
            card = self._by_file.get(use.sha256)
            before = chosen[-1] if chosen else None
            if before is not None and card is not None and _make_a_pair(before, use, card):
                chosen[-1] = replace(before, uses=(*before.uses, use))
            else:
                chosen.append(ChosenLora((use,), card))
        self._chosen = tuple(chosen)

    @property
    def selected_loras(self) -> dict[str, tuple[float, float]]:
        """Strengths by the id of the card, in order; a single file's id is its hash."""
        return {chosen.id: chosen.strengths for chosen in self._chosen}

    def is_selected(self, card_id: str) -> bool:
        return any(c.card is not None and c.card.id == card_id for c in self._chosen)

    @property
    def is_full(self) -> bool:
        return len(self._chosen) >= MAX_LORAS

    def update_selection(
        self, card_id: str, strength: float | None = None, strength_2: float | None = None
    ) -> bool:
        """Use the card, at the end, or change its strengths where it is.

        None means as trained, or as it is. False if there is no such card, or no room for it.
        """
        card = self._cards.get(card_id)
        if card is None:
            return False
        for row, chosen in enumerate(self._chosen):
            if chosen.card is not None and chosen.card.id == card_id:
                before = chosen.strengths
                self.set_strengths(row, _or(strength, before[0]), _or(strength_2, before[1]))
                return True
        if self.is_full:
            return False
        default = card.default_strengths
        uses = card.uses(_or(strength, default[0]), _or(strength_2, default[1]))
        self._chosen = (*self._chosen, ChosenLora(uses, card))
        return True

    def set_strengths(self, row: int, strength: float, strength_2: float) -> None:
        chosen = self._chosen[row]
        if chosen.strengths != (strength, strength_2):
            changed = chosen.with_strengths(strength, strength_2)
            self._chosen = (*self._chosen[:row], changed, *self._chosen[row + 1 :])

    def move(self, row: int, to: int) -> None:
        """Put a row at another place, counted after it has been lifted out."""
        rows = list(self._chosen)
        rows.insert(min(max(to, 0), len(rows) - 1), rows.pop(row))
        self._chosen = tuple(rows)

    def remove(self, row: int) -> None:
        self._chosen = (*self._chosen[:row], *self._chosen[row + 1 :])

    def deselect(self, card_id: str) -> None:
        """Stop using the card, or its halves."""
        self._chosen = tuple(c for c in self._chosen if c.card is None or c.card.id != card_id)

    def clear_selection(self) -> None:
        self._chosen = ()

    # --- judging -------------------------------------------------------------------------------

    def fit_of(self, chosen: ChosenLora, variant: Variant) -> FitReport | None:
        """How it goes with the model; None for what the library does not have."""
        if chosen.card is None:
            return None
        entry = chosen.entry
        # One half of a pair is judged by itself.
        card = chosen.card if entry is None else LoraCard(entry)
        return self._judge(card, variant)

    def is_blocked(self, chosen: ChosenLora, variant: Variant) -> bool:
        """Whether no clip can be made with it."""
        report = self.fit_of(chosen, variant)
        return bool(missing_text(chosen)) or (report is not None and report.fit is Fit.BLOCKED)

    def problem(self, variant: Variant) -> str:
        """Why no clip can be made with the selection, and what to do; empty if one can."""
        names = [chosen.name for chosen in self._chosen if self.is_blocked(chosen, variant)]
        if not names:
            return ""
        if len(names) == 1:
            return tr(
                "{name} cannot be used here: remove it, or choose another model.", name=names[0]
            )
        return tr(
            "{count} LoRAs cannot be used here: remove them, or choose another model.",
            count=len(names),
        )

    def get_selection_summary(
        self, variant: Variant, measured: Mapping[str, MeasuredCost] | None = None
    ) -> SelectionSummary:
        """The selection as a whole, for the model that is to render it.

        `measured` are LoRAs by hash as they were on this model in renders on this machine.
        """
        known = [
            (use, entry.facts)
            for chosen in self._chosen
            for use in chosen.uses
            for entry in (() if chosen.card is None else chosen.card.entries)
            if entry.sha256 == use.sha256
        ]
        blocked: list[str] = []
        warnings: list[str] = []
        for chosen in self._chosen:
            missing = missing_text(chosen)
            report = self.fit_of(chosen, variant)
            if missing:
                blocked.append(missing)
            elif report is not None and report.fit is Fit.BLOCKED:
                blocked.append(report.text)
            elif report is not None and report.fit is Fit.MAY_FIT:
                warnings.append(report.text)
        return SelectionSummary(
            names=tuple(chosen.name for chosen in self._chosen),
            num_files=len(self.uses),
            cost=selection_cost(known, variant, measured),
            blocked=tuple(blocked),
            compatibility_warnings=tuple(warnings),
        )


def missing_text(chosen: ChosenLora) -> str:
    """Why its files cannot be used, as a whole sentence; empty if they can."""
    if chosen.card is None:
        short = chosen.uses[0].sha256[:12]
        return tr(
            "{name} is not in the library: import its file ({short}), or remove it here.",
            name=chosen.name,
            short=short,
        )
    if chosen.state is FileState.MISSING:
        return tr(
            "The file of {name} is missing: put it back, or remove it here.", name=chosen.name
        )
    if chosen.state is FileState.CHANGED:
        return tr(
            "The file of {name} was changed by another program: import it again.", name=chosen.name
        )
    return ""


def _make_a_pair(before: ChosenLora, use: LoraUse, card: LoraCard) -> bool:
    """Whether the use completes the row before it: each half on its own expert only."""
    if not card.is_pair or before.card is None or before.card.id != card.id:
        return False
    if before.is_pair or before.uses[0].sha256 == use.sha256:
        return False
    by_file = {before.uses[0].sha256: before.uses[0], use.sha256: use}
    high, low = (by_file[entry.sha256] for entry in card.entries)
    return high.strength_2 == 0 and low.strength == 0


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
