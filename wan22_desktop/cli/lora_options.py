"""`--lora`: which LoRAs a clip is rendered with, and how strong they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wan22_desktop.cli.loras_access import LorasAccess, ignore
from wan22_desktop.cli.output import ImportReport
from wan22_desktop.cli.owner import Tree, rows_of
from wan22_desktop.composition.loras import sha256_of
from wan22_desktop.core.errors import ErrorCategory, UserError
from wan22_desktop.core.wan import Variant
from wan22_desktop.lora_library.domain.importing import ImportOutcome, OnConflict

LorasOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lora",
        metavar="NAME_OR_FILE[:HIGH[:LOW]]",
        help="A LoRA of the library, or a .safetensors file, which is taken into the library "
        "first; may be given several times. HIGH and LOW are the strengths on the high-noise and "
        "the low-noise expert: as trained if not given, LOW is HIGH if only one is. A name with "
        "a colon stands in double quotes.",
    ),
]

_ENDING = ".safetensors"
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_WISH = re.compile(
    rf'(?:"(?P<quoted>[^"]+)"|(?P<plain>.+?))'
    rf"(?::(?P<strength>{_NUMBER})(?::(?P<strength_2>{_NUMBER}))?)?",
    re.DOTALL,
)
_SAFE = "Nothing was added to the queue."


@dataclass(frozen=True, slots=True)
class LoraWish:
    """What one `--lora` says; a strength of None was not given."""

    text: str
    strength: float | None = None
    strength_2: float | None = None

    @classmethod
    def read(cls, typed: str) -> "LoraWish":
        """Any text is a name; only numbers at its end are strengths."""
        parts = _WISH.fullmatch(typed)
        if parts is None:
            return cls(typed)
        quoted, plain, first, second = parts.group("quoted", "plain", "strength", "strength_2")
        return cls(quoted or plain, _number(first), _number(second))


@dataclass(frozen=True, slots=True)
class AppliedLoras:
    """What a request says of its LoRAs, and what people should know."""

    loras: tuple[Tree, ...] = ()
    """As `loras.use` gives them."""
    warnings: tuple[str, ...] = ()

    @property
    def uses(self) -> list[Tree]:
        """As a request has them."""
        return [use for lora in self.loras for use in lora["uses"]]

    def print(self, model: Variant) -> None:
        """For people, beside what the command prints."""
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        for lora in self.loras:
            high, low = lora["strengths"]
            text = f"{high:g}"
            if model.facts.has_two_experts:
                text += f" on the high-noise expert, {low:g} on the low-noise one"
            console.print(f"LoRA {lora['name']}: {text}", markup=False)
        for warning in self.warnings:
            console.print(f"Note: {warning}", markup=False)


def applied_loras(
    access: LorasAccess, wishes: Sequence[LoraWish], model: Variant, *, as_json: bool
) -> AppliedLoras:
    """The LoRAs of a request; files are taken into the library first.

    Raises UserError on `loras` for what is not known, is no LoRA, or cannot work on the model.
    """
    if not wishes:
        return AppliedLoras()
    wanted = [
        _found(access, wish.text, as_json=as_json)
        | {"strength": wish.strength, "strength_2": wish.strength_2}
        for wish in wishes
    ]
    answer = access.ask("use", loras=wanted, model=model.value)
    warnings = answer["warnings"]
    applied = AppliedLoras(
        tuple(rows_of(answer, "loras")),
        tuple(map(str, warnings)) if isinstance(warnings, list) else (),
    )
    if not as_json:
        applied.print(model)
    return applied


def is_meant_as_file(text: str) -> bool:
    """Whether the text can only be a path."""
    return "/" in text or "\\" in text or text.lower().endswith(_ENDING)


def known_card(access: LorasAccess, text: str, **arguments: object) -> Tree | None:
    """The card with this name; None for what is a file instead.

    A path that leads to a file is one; any other text is a name first. Raises UserError if it is
    neither.
    """
    if not text.strip():
        raise UserError("A LoRA has a name, or is a file: none is given.", field="loras")
    is_path = is_meant_as_file(text)
    is_file = Path(text).is_file()
    if is_path and is_file:
        return None
    try:
        return access.ask("show", lora=text, **arguments)
    except UserError as error:
        if error.category is not ErrorCategory.BAD_REQUEST:
            raise
        if is_file:
            return None
        if is_path:
            message = f"The LoRA {text} does not exist."
            raise UserError(message, field="loras", safe=error.safe) from error
        raise


def path_text(path: Path) -> str:
    """The absolute path, as messages hold it; raises UserError for one that is no text."""
    text = str(path.absolute())
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UserError(
            f"{path.name!a} has bytes in its name that are no text: rename it first.",
            field="paths",
            safe="Nothing was changed.",
        ) from error
    return text


def _found(access: LorasAccess, text: str, *, as_json: bool) -> Tree:
    """What `loras.use` wants to know: the card, and which file of it if only one is meant."""
    card = known_card(access, text)
    if card is not None:
        return {"lora": card["id"], "file": None}
    file = Path(text)
    with ImportReport(as_json=as_json) as report:
        results = access.finish(
            "add",
            # Scripts read one value: what the command is about.
            ignore if as_json else report.show,
            paths=[path_text(file)],
            on_conflict=OnConflict.KEEP_BOTH.value,
        )
    if access.is_cancelled or not results:
        raise KeyboardInterrupt
    result = results[0]
    if not result["is_in_library"]:
        if result["outcome"] == ImportOutcome.CANCELLED:
            raise KeyboardInterrupt
        raise UserError(str(result["text"]), field="loras", safe=_SAFE)
    card = access.ask("show", lora=result["card_id"])
    # A file that was paired with another one is meant alone: so the other can be named as well.
    return {"lora": card["id"], "file": sha256_of(file) if card["is_pair"] else None}


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)
