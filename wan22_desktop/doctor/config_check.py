"""The settings and the configurations of installed models, as checks of the report."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.doctor.config_validator import ConfigValidator
from wan22_desktop.doctor.domain.findings import (
    Finding,
    RepairResult,
    Severity,
    ValidationResult,
)
from wan22_desktop.doctor.domain.health_report import Check, Fact

SETTINGS, SETTINGS_TITLE = "settings", tr("Settings")
CONFIGS, CONFIGS_TITLE = "configs", tr("Model configurations")

_SETTINGS_ADVICE = tr("The app starts all the same; `wan22 doctor --fix` cleans the file up.")
_CONFIG_ADVICE = tr("`wan22 doctor --fix` mends it and keeps the original.")
_INSTALL_ADVICE = tr("Install or repair the model anew in the Models panel.")


def check_settings(file: Path, validator: ConfigValidator) -> Check:
    """The app's own settings; a file that is not there means that defaults are in use."""
    if not file.exists():
        return Check(
            SETTINGS, SETTINGS_TITLE, facts=(Fact(tr("Settings"), tr("defaults, no file yet")),)
        )
    try:
        result = validator.validate_config_schema(file)
    except UserError as error:
        advice = tr("Defaults are in use. Check who may read the file.")
        finding = Finding(Severity.ERROR, error.message, file.name, advice=advice)
        return Check(SETTINGS, SETTINGS_TITLE, (finding,))
    findings = tuple(replace(found, advice=_SETTINGS_ADVICE) for found in result.findings)
    return Check(SETTINGS, SETTINGS_TITLE, findings, (Fact(tr("Settings"), str(file)),))


def check_configs(
    folders: Mapping[str, Path], validator: ConfigValidator
) -> tuple[Check, tuple[ValidationResult, ...]]:
    """The configurations in the folder of each installed model, by the model's title."""
    findings: list[Finding] = []
    facts: list[Fact] = []
    results: list[ValidationResult] = []
    for title, folder in folders.items():
        of_model = validator.validate_model_folder(folder)
        results += of_model
        facts.append(Fact(title, tr("{count} files", count=len(of_model))))
        for result in of_model:
            file = result.file.relative_to(folder).as_posix()
            for found in result.findings:
                where = f"{title}, {file}{f', {found.where}' if found.where else ''}"
                advice = _CONFIG_ADVICE if found.can_be_repaired else _INSTALL_ADVICE
                findings.append(replace(found, where=where, advice=found.advice or advice))
    return Check(CONFIGS, CONFIGS_TITLE, tuple(findings), tuple(facts)), tuple(results)


def repair_configs(
    files: Iterable[Path], validator: ConfigValidator
) -> tuple[list[RepairResult], list[str]]:
    """Mend each file; the second list says what could not be done."""
    done: list[RepairResult] = []
    refused: list[str] = []
    for file in files:
        try:
            result = validator.backup_and_repair_config(file)
        except UserError as error:
            refused.append(error.message)
            continue
        if result.is_repaired:
            done.append(result)
    return done, refused
