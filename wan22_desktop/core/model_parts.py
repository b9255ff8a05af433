"""Which files make up a model."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.model_folder import (
    check_model_folder,
    model_error,
)
from wan22_desktop.core.texts import tr
from wan22_desktop.core.values import Value
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.core.wan_architecture import HEAD_DIM, Kind
from wan22_desktop.core.wan_layout import Part, recognise
from wan22_desktop.core.weight_files import INDEX_NAME, WEIGHT_ENDINGS

_MAX_REFUSALS_TOLD = 3
_MAX_DEPTH = 3
"""Levels of folders that are looked into: releases have one for each expert."""
_PICKLE_ENDINGS = (".pth", ".pt", ".ckpt", ".bin")
_TOKENIZER_FILES = ("tokenizer.json", "spiece.model")


class ModelParts(Value):
    """Where the parts of one model lie, as absolute paths.

    A part is a component folder in the layout of diffusers, or a single file (safetensors in
    ComfyUI's or the original layout, or GGUF). Models may share parts.
    """

    variant: Variant
    transformer: str
    """The only transformer, or the high-noise expert."""
    transformer_2: str | None = None
    """The low-noise expert."""
    vae: str
    text_encoder: str
    tokenizer: str

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every part once."""
        parts = (self.transformer, self.transformer_2, self.vae, self.text_encoder, self.tokenizer)
        return tuple(dict.fromkeys(Path(part) for part in parts if part is not None))


def find_parts(
    variant: Variant, folder: Path, lenders: Sequence[Path] = (), *, head_dim: int = HEAD_DIM
) -> ModelParts:
    """The model's parts: a folder of diffusers, or single files told apart by their headers.

    A VAE, text encoder or tokenizer that `folder` lacks comes from the first of `lenders`, folders
    of other models, that has one that fits. `head_dim` as for `recognise`. Raises UserError that
    names what is missing or wrong and what to do.
    """
    if (folder / INDEX_NAME).is_file():
        return _parts_of_diffusers_folder(variant, folder)
    own = _Found.within(folder, head_dim)
    transformers = _transformers(variant, own)
    shared = [own, *(_Found.within(lender, head_dim) for lender in lenders)]
    vae = _first(variant, shared, Kind.VAE)
    text_dim = transformers[0].config["text_dim"]
    encoder = _first(variant, shared, Kind.TEXT_ENCODER, {"d_model": text_dim})
    return ModelParts(
        variant=variant,
        transformer=str(transformers[0].path),
        transformer_2=str(transformers[1].path) if variant.facts.has_two_experts else None,
        vae=str(vae.path),
        text_encoder=str(encoder.path),
        tokenizer=str(_tokenizer(variant, encoder, shared)),
    )


_EXPERTS = {
    Expert.HIGH_NOISE: tr("its high-noise expert"),
    Expert.LOW_NOISE: tr("its low-noise expert"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What lies in a folder."""

    folder: Path
    parts: tuple[Part, ...]
    tokenizers: tuple[Path, ...]
    refusals: tuple[str, ...]
    """Why other files are not used."""

    @classmethod
    def within(cls, folder: Path, head_dim: int) -> "_Found":
        parts: list[Part] = []
        refusals: list[str] = []
        for path in _candidates(folder):
            try:
                parts.append(recognise(path, head_dim=head_dim))
            except UserError as error:
                refusals.append(error.message)
        tokenizers = [
            file.parent for name in _TOKENIZER_FILES for file in sorted(folder.rglob(name))
        ]
        return cls(folder, tuple(parts), tuple(tokenizers), tuple(refusals))

    def missing(self, variant: Variant, what: str, advice: str) -> UserError:
        told = " ".join(self.refusals[:_MAX_REFUSALS_TOLD])
        return model_error(
            tr(
                "{title} lacks {part}: put {advice} into the folder {name}. {told}",
                title=variant.facts.title,
                part=what,
                advice=advice,
                name=self.folder.name,
                told=told,
            ).rstrip()
        )


def _parts_of_diffusers_folder(variant: Variant, folder: Path) -> ModelParts:
    checked = check_model_folder(folder)
    two = variant.facts.has_two_experts
    if (checked.boundary_ratio is not None) is not two:
        raise model_error(
            tr(
                "The folder {name} does not hold {title}: that has two transformers.",
                name=folder.name,
                title=variant.facts.title,
            )
            if two
            else tr(
                "The folder {name} does not hold {title}: that has one transformer.",
                name=folder.name,
                title=variant.facts.title,
            )
        )
    names = ["transformer", "transformer_2", "vae"] if two else ["transformer", "vae"]
    for name in names:
        part = recognise(folder / name)
        if variant not in part.variants:
            raise _of_another(variant, part)
    return ModelParts(
        variant=variant,
        transformer=str(folder / "transformer"),
        transformer_2=str(folder / "transformer_2") if two else None,
        vae=str(folder / "vae"),
        text_encoder=str(folder / "text_encoder"),
        tokenizer=str(folder / "tokenizer"),
    )


def _transformers(variant: Variant, own: _Found) -> tuple[Part, ...]:
    """One for each of the variant's experts; raises UserError."""
    found = [part for part in own.parts if part.kind is Kind.TRANSFORMER]
    fitting = [part for part in found if variant in part.variants]
    if found and not fitting:
        raise _of_another(variant, found[0])
    if not variant.facts.has_two_experts:
        return (_only(variant, own, fitting, tr("its transformer"), tr("its file")),)
    nameless = [part.path.name for part in fitting if part.expert_hint is None]
    if nameless:
        raise model_error(
            tr(
                "It cannot be told which expert {name} is: put “high” or “low” into its name, "
                "but take it away if it is of Wan 2.1, whose tensors look the same.",
                name=nameless[0],
            )
        )
    return tuple(
        _only(
            variant,
            own,
            [part for part in fitting if part.expert_hint is expert],
            _EXPERTS[expert],
            tr(
                "a file with “{word}” in its name",
                word="high" if expert is Expert.HIGH_NOISE else "low",
            ),
        )
        for expert in variant.facts.experts
    )


def _only(variant: Variant, own: _Found, parts: list[Part], what: str, advice: str) -> Part:
    if not parts:
        raise own.missing(variant, what, tr("{advice} (safetensors or GGUF)", advice=advice))
    if len(parts) > 1:
        names = tr(" and ").join(part.path.name for part in parts[:2])
        raise model_error(
            tr(
                "{title} has {part} twice, {names}: keep one of them.",
                title=variant.facts.title,
                part=what,
                names=names,
            )
        )
    return parts[0]


def _first(
    variant: Variant, places: Iterable[_Found], kind: Kind, wanted: dict[str, object] | None = None
) -> Part:
    """The first part of a kind that the variant can use; raises UserError."""
    places = list(places)
    for place in places:
        for part in place.parts:
            if part.kind is kind and variant in part.variants and _has(part, wanted or {}):
                return part
    raise places[0].missing(
        variant,
        tr("its {part}, and no other installed model has one that fits", part=kind.in_words),
        tr("its file (safetensors) or a folder {kind}", kind=kind.value),
    )


def _has(part: Part, wanted: dict[str, object]) -> bool:
    return all(part.config[key] == value for key, value in wanted.items())


def _tokenizer(variant: Variant, encoder: Part, places: list[_Found]) -> Path:
    """That of the folder itself, of the text encoder's own file, or of a lender.

    All big models have one tokenizer; that of the demo model never serves another.
    """
    serving = [
        place
        for place in places
        if place is places[0]
        or any(p.kind is Kind.TEXT_ENCODER and variant in p.variants for p in place.parts)
    ]
    options = [
        *places[0].tokenizers,
        *([encoder.path] if encoder.tokenizer is not None else []),
        *(tokenizer for place in serving for tokenizer in place.tokenizers),
    ]
    if options:
        return options[0]
    raise places[0].missing(
        variant, tr("its tokenizer"), tr("the folder tokenizer of the published model")
    )


def _of_another(variant: Variant, part: Part) -> UserError:
    owners = tr(" and ").join(owner.facts.title for owner in part.variants)
    return model_error(
        tr(
            "{name} does not belong to {title} but to {owners}.",
            name=part.path.name,
            title=variant.facts.title,
            owners=owners,
        )
    )


def _candidates(folder: Path, depth: int = _MAX_DEPTH) -> Iterator[Path]:
    """Component folders, and files that may hold a part; in the order of their names."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if (path / "config.json").is_file():
            yield path
        elif path.is_dir():
            if depth > 1:
                yield from _candidates(path, depth - 1)
        elif path.suffix.lower() in (*WEIGHT_ENDINGS, *_PICKLE_ENDINGS):
            yield path
