"""Whether a configuration is for a Wan 2.2 model and these libraries, and parts for each other."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.core.wan import Variant
from wan22_desktop.core.wan_architecture import Kind, variants_of
from wan22_desktop.doctor.domain.config_check import Check
from wan22_desktop.doctor.domain.config_schema import Config
from wan22_desktop.doctor.domain.findings import Finding, Severity
from wan22_desktop.doctor.domain.model_schemas import SCHEDULERS, ConfigKind, kind_of, schema_of

_NETWORKS = {
    ConfigKind.TRANSFORMER: Kind.TRANSFORMER,
    ConfigKind.VAE: Kind.VAE,
    ConfigKind.TEXT_ENCODER: Kind.TEXT_ENCODER,
}
_WRITTEN_BY = {"_diffusers_version": "diffusers", "transformers_version": "transformers"}
PART_KINDS = {
    "transformer": (ConfigKind.TRANSFORMER,),
    "transformer_2": (ConfigKind.TRANSFORMER,),
    "vae": (ConfigKind.VAE,),
    "text_encoder": (ConfigKind.TEXT_ENCODER,),
    "scheduler": SCHEDULERS,
    "tokenizer": (ConfigKind.TOKENIZER,),
}
"""What the folders of a model hold."""
_MAX_VERSION = 40


@dataclass(frozen=True, slots=True)
class CompatibilityResult:
    """Whether it can be used, and with which models."""

    variants: tuple[Variant, ...]
    """The models that it can belong to; all of them where it is the same in all."""
    findings: tuple[Finding, ...] = ()

    @property
    def is_compatible(self) -> bool:
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def check_part(config: Config, library_versions: Mapping[str, str]) -> CompatibilityResult:
    """Of one configuration; `library_versions` by the names of the distributions."""
    kind = kind_of(config)
    if kind is None or kind is ConfigKind.SETTINGS:
        return CompatibilityResult((), (_error(tr("This is no part of a Wan model.")),))
    findings = list(_newer_libraries(config, library_versions))
    broken = [f for f in Check(schema_of(kind), config).result().findings if _is_error(f)]
    if broken:
        return CompatibilityResult((), (*findings, *broken))
    variants = tuple(Variant)
    if kind in _NETWORKS:
        try:
            variants = variants_of(_NETWORKS[kind], dict(schema_of(kind).defaults) | dict(config))
        except DamagedFileError as error:
            return CompatibilityResult(
                (),
                (
                    *findings,
                    _error(tr("The {part} {problem}.", part=_NETWORKS[kind], problem=error)),
                ),
            )
    elif kind is ConfigKind.MODEL_INDEX:
        variants = _variants_of_index(config)
    elif kind in (ConfigKind.UNIPC, ConfigKind.DPM) and not _is_for_flow(config):
        text = tr("This scheduler is not set for flow matching, as which Wan was trained.")
        return CompatibilityResult((), (*findings, _error(text)))
    return CompatibilityResult(variants, tuple(findings))


def check_set(
    parts: Mapping[str, Config], library_versions: Mapping[str, str]
) -> CompatibilityResult:
    """Of a model: its configurations by the names of their folders, "model_index" for its index."""
    findings: list[Finding] = []
    variants = tuple(Variant)
    seen: list[str] = []
    for name, config in parts.items():
        if name in PART_KINDS and kind_of(config) not in PART_KINDS[name]:
            findings.append(_error(tr("It is not the configuration of such a part."), name))
            continue
        part = check_part(config, library_versions)
        findings += [
            Finding(f.severity, f.text, f"{name}.{f.where}" if f.where else name)
            for f in part.findings
        ]
        if not part.is_compatible:
            continue
        common = tuple(variant for variant in variants if variant in part.variants)
        if not common:
            text = tr(
                "It belongs to {models}, but {other} to {others}.",
                models=_names(part.variants),
                other=seen[-1],
                others=_names(variants),
            )
            findings.append(_error(text, name))
            continue
        if common != variants:
            seen.append(name)
        variants = common
    if any(map(_is_error, findings)):
        variants = ()
    return CompatibilityResult(variants, tuple(findings))


def _variants_of_index(config: Config) -> tuple[Variant, ...]:
    if isinstance(config.get("boundary_ratio"), float):
        is_image = config["_class_name"] == "WanImageToVideoPipeline"
        return (Variant.I2V_A14B if is_image else Variant.T2V_A14B,)
    return (Variant.TI2V_5B, Variant.DEMO)


def _is_for_flow(config: Config) -> bool:
    return config.get("prediction_type") == "flow_prediction" and bool(
        config.get("use_flow_sigmas")
    )


def _newer_libraries(config: Config, installed: Mapping[str, str]) -> Iterator[Finding]:
    for key, library in _WRITTEN_BY.items():
        version, here = config.get(key), installed.get(library)
        if isinstance(version, str) and here and _numbers(version) > _numbers(here):
            shown = plain_line(version, _MAX_VERSION)
            text = tr(
                "It was written by {library} {version}; here is {installed}, which is older.",
                library=library,
                version=shown,
                installed=here,
            )
            yield Finding(Severity.WARNING, text, key)


def _numbers(version: str) -> tuple[int, ...]:
    """Of the release: `0.42.1.dev0` is 0.42.1."""
    found = re.match(r"\d{1,9}(\.\d{1,9}){0,3}", version, re.ASCII)
    return tuple(int(number) for number in found[0].split(".")) if found else ()


def _names(variants: tuple[Variant, ...]) -> str:
    return tr(" or ").join(variants)


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _error(text: str, where: str = "") -> Finding:
    return Finding(Severity.ERROR, text, where)
