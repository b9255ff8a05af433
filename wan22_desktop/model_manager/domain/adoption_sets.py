"""Which of the parts that were found make up models, and what the others lack."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path, PurePath

from wan22_desktop.core.catalog import Catalog, CatalogPackage, PackageKind, Source
from wan22_desktop.core.model_store import PartName
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Expert, Variant
from wan22_desktop.core.wan_architecture import Kind
from wan22_desktop.core.wan_layout import expert_hint_of
from wan22_desktop.model_manager.domain.adoption import (
    TOKENIZER,
    Candidate,
    Findings,
    FoundPart,
    MissingPart,
    Scanned,
    Unusable,
)

_EXPERT_WORDS = re.compile(r"(high|low)([-_ .]?noise)?|[-_ .]", re.IGNORECASE)
_PREFERRED = ("bf16", "fp16", "fp32", "fp8-scaled", "fp8", "int8-scaled")
"""Of VAEs and text encoders: first those with all their bits, the smaller one before the larger."""
_EXPERT_PARTS: tuple[PartName, PartName] = ("transformer", "transformer_2")


def put_together(
    scanned: Scanned, lenders: Sequence[FoundPart], catalog: Catalog, asked: Collection[Path] = ()
) -> Findings:
    """The sets of parts that make up models. `lenders` are parts of installed models.

    With `asked`, only what one of these files or folders is part of is given.
    """
    candidates = [
        *scanned.models,
        *(
            _completed(experts, scanned.parts, lenders, catalog)
            for experts in _expert_sets(scanned.parts)
        ),
    ]
    unusable = list(scanned.unusable)
    used = {part.path for candidate in candidates for part in candidate.parts.values()}
    for part in scanned.parts:
        if part.kind is Kind.TRANSFORMER and part.path not in used:
            unusable.append(Unusable(part.path, _why_nameless(part)))
        elif part.kind in (Kind.VAE, Kind.TEXT_ENCODER) and part.path not in used:
            unusable.append(Unusable(part.path, _why_alone(part)))
    if asked:
        candidates = [c for c in candidates if _is_about(c, asked)]
        unusable = [u for u in unusable if any(u.path.is_relative_to(path) for path in asked)]
    candidates.sort(key=lambda candidate: (not candidate.is_complete, candidate.title))
    return Findings(tuple(candidates), tuple(unusable), scanned.was_cut_short)


def _is_about(candidate: Candidate, asked: Collection[Path]) -> bool:
    paths = {part.path for name, part in candidate.parts.items() if name not in candidate.borrowed}
    if candidate.whole_folder is not None:
        paths.add(candidate.whole_folder)
    return any(
        path.is_relative_to(wanted) or wanted.is_relative_to(path)
        for path in paths
        for wanted in asked
    )


# --- transformers --------------------------------------------------------------------------------

_Experts = dict[Expert, FoundPart]


def _expert_sets(parts: Iterable[FoundPart]) -> Iterator[_Experts]:
    """One transformer of each model with one, and pairs of experts, or what there is of a pair."""
    pairs: dict[tuple[object, ...], dict[str, _Experts]] = {}
    for part in parts:
        if part.kind is not Kind.TRANSFORMER:
            continue
        variant = part.variants[0]
        if not variant.facts.has_two_experts:
            yield {Expert.HIGH_NOISE: part}
        elif part.expert is not None:
            alike = pairs.setdefault((part.owner, variant, part.precision), {})
            alike.setdefault(_pair_name(part), {})[part.expert] = part
    for alike in pairs.values():
        yield from _paired(list(alike.values()))


def _pair_name(part: FoundPart) -> str:
    """The same for two files that differ only in the expert's name."""
    name = part.path.relative_to(part.owner) if part.path.is_relative_to(part.owner) else part.path
    return _EXPERT_WORDS.sub("", PurePath(name).as_posix()).casefold()


def _paired(sets: list[_Experts]) -> Iterator[_Experts]:
    """Whole pairs, and a high and a low one that are the only ones left over."""
    left = [experts for experts in sets if len(experts) == 1]
    yield from (experts for experts in sets if len(experts) == 2)
    if len(left) == 2 and left[0].keys() != left[1].keys():
        yield left[0] | left[1]
    else:
        yield from left


# --- the other parts -----------------------------------------------------------------------------


def _completed(
    experts: _Experts,
    found: Sequence[FoundPart],
    lenders: Sequence[FoundPart],
    catalog: Catalog,
) -> Candidate:
    """The set with the VAE, text encoder and tokenizer that fit best, or what is missing."""
    first = next(iter(experts.values()))
    variant = first.variants[0]
    parts: dict[PartName, FoundPart] = {
        name: experts[expert]
        for name, expert in zip(_EXPERT_PARTS, Expert, strict=True)
        if expert in experts
    }
    own = [part for part in found if part.owner == first.owner]
    options = [*own, *(part for part in found if part.owner != first.owner), *lenders]
    vae = _best([p for p in options if p.kind is Kind.VAE and variant in p.variants])
    encoder = _best(
        [
            p
            for p in options
            if p.kind is Kind.TEXT_ENCODER
            and variant in p.variants
            and p.text_width == first.text_width
        ]
    )
    tokenizer = None if encoder is None else _tokenizer_of(encoder, options)
    others: tuple[tuple[PartName, FoundPart | None], ...] = (
        ("vae", vae),
        ("text_encoder", encoder),
        ("tokenizer", tokenizer),
    )
    parts |= {name: part for name, part in others if part is not None}
    lent = {part.path for part in lenders}
    return Candidate(
        variant=variant,
        program=first.program,
        precision=first.precision,
        parts=parts,
        missing=_missing(variant, first.precision, parts, catalog),
        borrowed=frozenset(name for name, part in parts.items() if part.path in lent),
    )


def _best(options: list[FoundPart]) -> FoundPart | None:
    """The most preferred of the first owner that has one."""
    near = [part for part in options if part.owner == options[0].owner]
    order = {precision: rank for rank, precision in enumerate(_PREFERRED)}
    return min(near, key=lambda part: order.get(part.precision, len(order)), default=None)


def _tokenizer_of(encoder: FoundPart, options: Iterable[FoundPart]) -> FoundPart | None:
    """The one in the encoder's own file, else a folder with as many tokens as the encoder knows."""
    if encoder.has_tokenizer:
        return encoder
    # The encoder's table is rounded up: UMT5 has 256384 rows for 256300 tokens.
    least, most = 0.9 * encoder.vocabulary, encoder.vocabulary
    fitting = (p for p in options if p.kind == TOKENIZER and least < p.vocabulary <= most)
    return next(fitting, None)


def _missing(
    variant: Variant, precision: str, parts: dict[PartName, FoundPart], catalog: Catalog
) -> tuple[MissingPart, ...]:
    words: dict[PartName, str] = {"transformer": tr("its transformer")}
    if variant.facts.has_two_experts:
        words = {
            "transformer": tr("its high-noise expert"),
            "transformer_2": tr("its low-noise expert"),
        }
    words |= {
        "vae": tr("its VAE"),
        "text_encoder": tr("its text encoder"),
        "tokenizer": tr("its tokenizer"),
    }
    return tuple(
        _supplied(variant, precision, part, in_words, catalog)
        for part, in_words in words.items()
        if part not in parts
    )


def _supplied(
    variant: Variant, precision: str, part: PartName, words: str, catalog: Catalog
) -> MissingPart:
    """An expert from the package of the same precision, the rest from the smallest package."""
    packages = [
        package
        for package in catalog.packages
        if package.kind is PackageKind.MODEL and package.variant is variant
    ]
    if part in _EXPERT_PARTS:
        packages = [package for package in packages if _is_as_precise(package, precision)]
    else:
        packages = [package for package in packages if package.source_of(part) is not None]
    package = min(packages, key=lambda option: option.about_bytes, default=None)
    if package is None:
        return MissingPart(part, words)
    source = package.source_of("transformer" if part in _EXPERT_PARTS else part)
    if source is not None and part in _EXPERT_PARTS:
        source = _of_expert(
            source, Expert.HIGH_NOISE if part == "transformer" else Expert.LOW_NOISE
        )
    return MissingPart(part, words, package.id, source)


def _is_as_precise(package: CatalogPackage, precision: str) -> bool:
    """Whether a package stores its transformers as files with this precision do."""
    known = package.precision
    return known == precision or known.startswith(precision) or precision.startswith(f"{known}-")


def _of_expert(source: Source, expert: Expert) -> Source:
    own = tuple(name for name in source.include if expert_hint_of(Path(name)) is expert)
    return source.model_copy(update={"include": own}) if own else source


# --- what is left over ---------------------------------------------------------------------------


def _why_nameless(part: FoundPart) -> str:
    if re.search(r"wan[-_ .]?2[-_ .]?1", part.path.name, re.IGNORECASE):
        return tr(
            "{name} is of Wan 2.1 by its name; this app renders Wan 2.2.", name=part.path.name
        )
    return tr(
        "It cannot be told which expert of {title} {name} is: put “high” or “low” into its name. "
        "If it is of Wan 2.1, whose tensors look the same, this app does not render it.",
        title=part.variants[0].facts.title,
        name=part.path.name,
    )


def _why_alone(part: FoundPart) -> str:
    kind = part.kind.in_words if isinstance(part.kind, Kind) else tr("tokenizer")
    owners = tr(" and ").join(owner.facts.title for owner in part.variants)
    return tr(
        "{name} is a {kind} for {owners}, but nothing that was found needs it.",
        name=part.path.name,
        kind=kind,
        owners=owners,
    )
