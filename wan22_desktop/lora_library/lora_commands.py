"""The LoRA library's commands as plain messages: what the command line says, here or to the owner.

What reads whole files is an errand: the reply has its number, `loras.errand` says how far it is and
in the end what came of it. Long lists come in pages: a reply with `next` has more from there on.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.instance import LORA_VERBS, MAX_ANSWER_BYTES, Message
from wan22_desktop.core.request import LoraUse
from wan22_desktop.core.texts import tr
from wan22_desktop.core.verbs import carry_out, checked
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.card_json import card_to_json
from wan22_desktop.lora_library.domain.fit import FitReport
from wan22_desktop.lora_library.domain.importing import ImportResult
from wan22_desktop.lora_library.domain.records import LoraCard
from wan22_desktop.lora_library.domain.refusal import warnings_of
from wan22_desktop.lora_library.domain.search import LoraIndex, LoraQuery, expert_of
from wan22_desktop.lora_library.domain.selection import Judge
from wan22_desktop.lora_library.errands import Errand, Errands
from wan22_desktop.lora_library.events import ImportMoved, LoraEvent
from wan22_desktop.lora_library.lora_arguments import (
    AddArguments,
    CardArguments,
    EditArguments,
    ErrandArguments,
    FileArguments,
    FoldersArguments,
    ListArguments,
    PairArguments,
    RemoveArguments,
    RenameArguments,
    RestoreArguments,
    ShowArguments,
    TagArguments,
    UseArguments,
    WantedLora,
)

if TYPE_CHECKING:
    from wan22_desktop.lora_library.manager import LoRAManager

PAGE_BYTES = MAX_ANSWER_BYTES // 4
"""A page ends with the row that reaches it."""


def card_message(card: LoraCard, fit: FitReport | None = None) -> Message:
    """Everything about a card as JSON has it; `fit` is about the model that was asked for."""
    message = card_to_json(card)
    return message if fit is None else message | {"fit": fit_message(fit)}


def fit_message(report: FitReport) -> Message:
    """The verdict on a card and a model."""
    return {
        "fit": report.fit.value,
        "text": report.text,
        "matched": report.match.matched,
        "total": report.match.total,
    }


def _result_message(result: ImportResult) -> Message:
    return {
        # Names of files can hold bytes that are no text.
        "source": result.source.encode(errors="backslashreplace").decode(),
        "outcome": result.outcome.value,
        "text": result.text,
        "card_id": result.card_id,
        "is_in_library": result.is_in_library,
    }


def _page(rows: Iterable[Message], start: int) -> tuple[list[Message], int | None]:
    """The rows of one answer, and where the next one begins; `rows` begin at `start`."""
    found: list[Message] = []
    size_bytes = 0
    for row in rows:
        if size_bytes > PAGE_BYTES:
            return found, start + len(found)
        found.append(row)
        size_bytes += len(json.dumps(row))
    return found, None


class LoraCommands:
    """Carries out messages of the form `{"verb": ..., "arguments": {...}}`; any thread."""

    def __init__(
        self,
        manager: "LoRAManager",
        *,
        judge: Judge,
        watched: Callable[[], tuple[str, ...]],
        watch: Callable[[tuple[str, ...]], None],
    ) -> None:
        """`watched` are the folders of the settings, `watch` replaces them; every event of the
        manager has to go to `hear`, on the thread that has the news."""
        self._manager = manager
        self._judge = judge
        self._watched = watched
        self._watch = watch
        self._errands = Errands()
        verbs: dict[str, Callable[[object], Message]] = {
            "list": self._list,
            "show": self._show,
            "use": self._use,
            "add": self._add,
            "scan": self._scan,
            "export": self._export,
            "restore": self._restore,
            "errand": self._errand,
            "cancel": self._cancel,
            "pair": self._pair,
            "split": self._split,
            "swap": self._swap,
            "rename": self._rename,
            "tag": self._tag,
            "edit": self._edit,
            "remove": self._remove,
            "watched": lambda _: {"folders": list(self._watched())},
            "watch": self._watch_too,
            "unwatch": self._unwatch,
        }
        self._verbs = {f"{LORA_VERBS}{verb}": command for verb, command in verbs.items()}

    def answer(self, message: Message) -> Message:
        """The reply to `message`; raises UserError for what cannot be done or understood."""
        return carry_out(self._verbs, message)

    def hear(self, event: LoraEvent) -> None:
        """How far imports are; quick, on any thread."""
        if isinstance(event, ImportMoved):
            self._errands.note_progress(event.progress)

    def give_up(self) -> None:
        """Begin no more of what takes long, and have it end soon."""
        self._errands.cancel()

    def close(self) -> None:
        """As `give_up`; returns when it has ended."""
        self._errands.close()

    # --- questions --------------------------------------------------------------------------------

    def _list(self, arguments: object) -> Message:
        wish = checked(ListArguments, arguments)
        index = LoraIndex()
        index.set_cards(self._manager.cards())
        query = LoraQuery(
            text=wish.search,
            family=wish.family,
            mode=wish.mode,
            expert=wish.expert,
            tag=wish.tag,
            favourites_only=wish.favourites,
        )
        cards = index.find(query)[wish.start :]
        rows, following = _page((self._message(card, wish.model) for card in cards), wish.start)
        return {"loras": rows, "next": following}

    def _show(self, arguments: object) -> Message:
        wish = checked(ShowArguments, arguments)
        card = self._manager.find(wish.lora)
        if wish.model is None:
            return self._message(card)
        uses = card.uses(*card.default_strengths)
        cost = self._manager.estimate_memory_impact(uses, wish.model)
        return self._message(card, wish.model) | {"cost": asdict(cost)}

    def _message(self, card: LoraCard, model: Variant | None = None) -> Message:
        return card_message(card, None if model is None else self._judge(card, model))

    def _use(self, arguments: object) -> Message:
        """How a request names these LoRAs; refused if the model cannot use them."""
        wish = checked(UseArguments, arguments)
        cards = [self._wanted_card(wanted) for wanted in wish.loras]
        twice = next((card for n, card in enumerate(cards) if card in cards[:n]), None)
        if twice is not None:
            raise UserError(
                tr("{name} is named twice: give its strength once.", name=twice.name),
                field="loras",
                safe=tr("Nothing was added to the queue."),
            )
        rows: list[Message] = []
        uses: list[LoraUse] = []
        for card, wanted in zip(cards, wish.loras, strict=True):
            strengths = _strengths(card, wanted)
            of_card = card.uses(*strengths)
            uses += of_card
            rows.append(
                {
                    "id": card.id,
                    "name": card.name,
                    "is_pair": card.is_pair,
                    "expert": expert_of(card).value,
                    "strengths": list(strengths),
                    "uses": [use.model_dump(mode="json") for use in of_card],
                }
            )
        warnings = warnings_of(tuple(uses), cards, wish.model, self._judge)
        return {"loras": rows, "warnings": list(warnings)}

    def _wanted_card(self, wanted: WantedLora) -> LoraCard:
        card = self._manager.find(wanted.lora)
        half = next((e for e in card.entries if card.is_pair and e.sha256 == wanted.file), None)
        return card if half is None else LoraCard(half)

    # --- what takes long --------------------------------------------------------------------------

    def _add(self, arguments: object) -> Message:
        wish = checked(AddArguments, arguments)
        paths = [_absolute(path) for path in wish.paths]
        if wish.name is not None and (len(paths) != 1 or paths[0].is_dir()):
            raise UserError(tr("A name can be given to one file only."), field="name")
        names = {} if wish.name is None else {str(paths[0]): wish.name}

        def work(errand: Errand) -> list[Message]:
            results = self._manager.upload_lora_files(
                paths,
                on_conflict=wish.on_conflict,
                names=names,
                cancelled=errand.cancelled.is_set,
            )
            return [_result_message(result) for result in results]

        return self._begin(work)

    def _scan(self, _arguments: object) -> Message:
        def work(_errand: Errand) -> list[Message]:
            self._manager.scan()
            return []

        return self._begin(work)

    def _export(self, arguments: object) -> Message:
        target = _absolute(checked(FileArguments, arguments).file)

        def work(_errand: Errand) -> list[Message]:
            self._manager.export(target)
            return []

        return self._begin(work)

    def _restore(self, arguments: object) -> Message:
        wish = checked(RestoreArguments, arguments)
        source = _absolute(wish.file)

        def work(_errand: Errand) -> list[Message]:
            return [asdict(self._manager.restore(source, overwrite=wish.overwrite))]

        return self._begin(work)

    def _begin(self, work: Callable[[Errand], Iterable[dict[str, Any]]]) -> Message:
        return {"errand": self._errands.begin(work).number}

    def _errand(self, arguments: object) -> Message:
        wish = checked(ErrandArguments, arguments)
        errand = self._errands.errand(wish.errand)
        has_ended = errand.ended.is_set()
        if has_ended and errand.error is not None:
            raise errand.error
        rows, following = _page(errand.rows[wish.start :] if has_ended else (), wish.start)
        return {
            "ended": has_ended,
            "progress": None if errand.progress is None else asdict(errand.progress),
            "rows": rows,
            "next": following,
        }

    def _cancel(self, arguments: object) -> Message:
        self._errands.errand(checked(ErrandArguments, arguments).errand).cancelled.set()
        return {}

    # --- what people say about cards --------------------------------------------------------------

    def _pair(self, arguments: object) -> Message:
        wish = checked(PairArguments, arguments)
        high, low = self._manager.find(wish.high), self._manager.find(wish.low)
        return self._message(self._manager.pair(high.id, low.id, wish.name))

    def _split(self, arguments: object) -> Message:
        halves = self._manager.split(self._named(arguments).id)
        return {"loras": [self._message(card) for card in halves]}

    def _swap(self, arguments: object) -> Message:
        return self._message(self._manager.swap(self._named(arguments).id))

    def _rename(self, arguments: object) -> Message:
        wish = checked(RenameArguments, arguments)
        card = self._manager.find(wish.lora)
        return self._message(self._manager.rename_lora_file(card.id, wish.name))

    def _tag(self, arguments: object) -> Message:
        wish = checked(TagArguments, arguments)
        card = self._manager.find(wish.lora)
        return self._message(self._manager.change_tags(card.id, add=wish.add, remove=wish.remove))

    def _edit(self, arguments: object) -> Message:
        wish = checked(EditArguments, arguments)
        card = self._manager.find(wish.lora)
        changes = {
            name: value
            for name, value in wish
            if name not in ("lora", "favourite") and value is not None
        }
        if changes:
            card = self._manager.edit(card.id, replace(card.lead.details, **changes))
        if wish.favourite is not None:
            card = self._manager.set_favourite(card.id, wish.favourite)
        return self._message(card)

    def _remove(self, arguments: object) -> Message:
        wish = checked(RemoveArguments, arguments)
        card = self._manager.find(wish.lora)
        self._manager.delete_lora_file(card.id, for_good=wish.for_good)
        return self._message(card)

    def _named(self, arguments: object) -> LoraCard:
        return self._manager.find(checked(CardArguments, arguments).lora)

    # --- folders ----------------------------------------------------------------------------------

    def _watch_too(self, arguments: object) -> Message:
        asked = [_absolute(path) for path in checked(FoldersArguments, arguments).folders]
        lost = next((folder for folder in asked if not folder.is_dir()), None)
        if lost is not None:
            raise UserError(tr("There is no folder {folder}.", folder=lost), field="folders")
        return self._set_watched((*self._watched(), *map(str, asked)))

    def _unwatch(self, arguments: object) -> Message:
        asked = {str(_absolute(path)) for path in checked(FoldersArguments, arguments).folders}
        watched = self._watched()
        if strange := asked.difference(watched):
            raise UserError(tr("{folder} is not watched.", folder=min(strange)), field="folders")
        return self._set_watched(tuple(folder for folder in watched if folder not in asked))

    def _set_watched(self, folders: tuple[str, ...]) -> Message:
        folders = tuple(dict.fromkeys(folders))
        self._watch(folders)
        return {"folders": list(folders)}


def _absolute(path: str) -> Path:
    found = Path(path)
    if not found.is_absolute():
        raise UserError(tr("{path} is no absolute path.", path=path), field="paths")
    return found


def _strengths(card: LoraCard, wanted: WantedLora) -> tuple[float, float]:
    if wanted.strength is None:
        return card.default_strengths
    if wanted.strength_2 is None:
        # One number is for what the card is for: a half stays off the other expert.
        high, low = card.default_strengths
        return wanted.strength * high, wanted.strength * low
    return wanted.strength, wanted.strength_2
