"""What the LoRA library and the rest of the window have to say to each other."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from wan22_desktop.app.error_desk import ErrorDesk
from wan22_desktop.app.queue_watch import QueueWatch
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import FRAME_STEP
from wan22_desktop.gallery.ui.player import Player
from wan22_desktop.generation.domain.job import Job
from wan22_desktop.generation.domain.request_rules import problems_of
from wan22_desktop.generation.ui.compose_panel import ComposePanel
from wan22_desktop.lora_library.domain.importing import ImportOutcome, ImportResult
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.events import CardsChanged, LoraNote, LoraRefused

MAX_TEST_FRAMES = 4 * FRAME_STEP + 1
"""A test render shows what a LoRA does, not a story."""


class LorasDesk(QObject):
    """Follows the cards; says what went wrong, makes test renders and finds pictures for cards."""

    models_found = Signal(object)  # list[str]
    """Files that turned out to be models."""
    test_wanted = Signal(object, str)
    """A GenerationRequest and what its clip says about itself."""
    cards_changed = Signal(object)
    """A tuple of all LoraCards."""
    picture_wanted = Signal(str, str, object)
    """A card, a clip, and the number of its frame or None."""

    def __init__(
        self,
        desk: ErrorDesk,
        compose: ComposePanel,
        player: Player,
        watch: QueueWatch,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._compose = compose
        self._player = player
        self._watch = watch
        self._cards: dict[str, LoraCard] = {}

    @Slot(object)
    def take_cards(self, cards: tuple[LoraCard, ...]) -> None:
        self._cards = {card.id: card for card in cards}
        self.cards_changed.emit(cards)

    @Slot(object)
    def change_cards(self, change: CardsChanged) -> None:
        for card_id in change.removed:
            self._cards.pop(card_id, None)
        self._cards |= {card.id: card for card in change.changed}
        self.cards_changed.emit(tuple(self._cards.values()))

    @Slot(object)
    def take_results(self, results: tuple[ImportResult, ...]) -> None:
        """The panel lists them; models among them go where models belong."""
        models = [each.source for each in results if each.outcome is ImportOutcome.WHOLE_MODEL]
        if models:
            self.models_found.emit(models)

    @Slot(object)
    def take_refusal(self, refused: LoraRefused) -> None:
        self._desk.show_error(refused.error)

    @Slot(object)
    def take_note(self, note: LoraNote) -> None:
        self._desk.say("lora-note", note.text)

    # --- test renders and pictures ----------------------------------------------------------------

    @Slot(str)
    def test(self, card_id: str) -> None:
        """Queue a short clip of what is in the form, with and without the card side by side."""
        card = self._cards.get(card_id)
        if card is None:
            return
        request = self._compose.request()
        strengths = card.default_strengths
        if not request.model.facts.has_two_experts:
            strengths = (1.0, 1.0)
        request = request.with_changes(
            loras=card.uses(*strengths),
            compare_loras=True,
            num_frames=min(request.num_frames, MAX_TEST_FRAMES),
        )
        problems = problems_of(request)
        if problems:
            self._compose.show_problem(problems[0].field, problems[0].message)
            self._desk.say(
                "lora-test",
                tr("A test render takes its prompt and its size from the form."),
                problems[0].message,
            )
            return
        self.test_wanted.emit(request, tr("Test render of the LoRA {name}.", name=card.name))

    @Slot(object)
    def take_clip(self, job: Job) -> None:
        """A clip is done: a test render gives its card a picture, if it has none."""
        if not job.request.compare_loras or job.clip_path is None:
            return
        card = self._card_in(job)
        if card is not None and card.lead.thumbnail is None:
            self.picture_wanted.emit(card.id, job.clip_path, None)

    @Slot(str)
    def find_picture(self, card_id: str) -> None:
        """The frame in sight if its clip was rendered with the card, else one of its last clip."""
        card = self._cards.get(card_id)
        if card is None:
            return
        clips = [job.clip_path for job in self._watch.done_with(_hashes(card)) if job.clip_path]
        shown = self._player.path
        if shown is not None and any(Path(clip) == shown for clip in clips):
            self.picture_wanted.emit(card_id, str(shown), self._player.number)
        elif clips:
            self.picture_wanted.emit(card_id, clips[-1], None)
        else:
            self._desk.say(
                "lora-picture",
                tr("No clip in the queue was rendered with {name}.", name=card.name),
                tr("Render one, or ask for a test render."),
            )

    def _card_in(self, job: Job) -> LoraCard | None:
        used = {use.sha256 for use in job.request.loras}
        return next((card for card in self._cards.values() if used & _hashes(card)), None)


def _hashes(card: LoraCard) -> set[str]:
    return {entry.sha256 for entry in card.entries}
