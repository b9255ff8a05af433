"""A configuration held against its schema: what is wrong, and the change that puts it right."""

from dataclasses import dataclass

from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.texts import tr
from wan22_desktop.doctor.domain.config_schema import UNKNOWN, Config, Rule, Schema, is_readable
from wan22_desktop.doctor.domain.findings import Finding, Severity

FORBIDDEN = {"auto_map": tr("asks for program code, which is never run")}
"""Keys that no file may have, and why; without them the file means the same to this app."""
BLOCKING = {"quantization_config": tr("says that the weights are quantized in a way not read here")}
"""Keys that make a file unusable, and that cannot simply go."""
_MAX_KEY = 80


@dataclass(frozen=True, slots=True)
class Checkup:
    """The findings, and the changes that mend those that can be mended."""

    findings: tuple[Finding, ...]
    values: dict[str, object]
    removed: frozenset[str]


class Check:
    """Goes through one configuration."""

    def __init__(self, schema: Schema, config: Config) -> None:
        self._schema = schema
        self._good: dict[str, object] = {}
        self._bad: dict[str, str] = {}
        self._values: dict[str, object] = {}
        self._removed: set[str] = set()
        self._findings: list[Finding] = []
        for key, value in config.items():
            self._look_at(key, value)
        for key, text in schema.disagreements(self._good):
            self._bad[key] = text
            self._good.pop(key, None)
        for key, text in self._bad.items():
            self._mend(key, text)
        for key in sorted(schema.rules.keys() - config.keys()):
            self._look_for(key)

    def result(self) -> Checkup:
        return Checkup(tuple(self._findings), self._values, frozenset(self._removed))

    def _look_at(self, key: str, value: object) -> None:
        rule = self._schema.rules.get(key)
        if value is not None and key in BLOCKING:
            self._say(key, BLOCKING[key], can_be_repaired=False)
        elif key in FORBIDDEN:
            self._remove(key, FORBIDDEN[key], Severity.ERROR)
        elif not self._schema.knows(key) and self._is_part(value):
            self._say(key, tr("is a part that this app does not run"), can_be_repaired=False)
        elif not self._schema.knows(key):
            self._remove(key, tr("is not known to this class"))
        elif rule is None and isinstance(value, float) and not is_readable(value):
            self._remove(key, tr("is a number that cannot be read"), Severity.ERROR)
        elif rule is None and not is_readable(value):
            self._say(key, tr("holds a number that cannot be read"), can_be_repaired=False)
        elif rule is None or rule.accepts(value):
            self._good[key] = value
        else:
            self._read_again(key, rule, value)

    def _is_part(self, value: object) -> bool:
        """Without it the model would be another one."""
        return self._schema.names_parts and isinstance(value, list) and value != [None, None]

    def _read_again(self, key: str, rule: Rule, value: object) -> None:
        reading, wrong = rule.reading_of(value), tr("should be {wanted}", wanted=rule.in_words)
        if reading is not UNKNOWN:
            self._values[key] = self._good[key] = reading
            self._say(key, wrong, can_be_repaired=True)
        elif rule.is_note:
            self._remove(key, wrong)
        else:
            self._bad[key] = wrong

    def _mend(self, key: str, text: str) -> None:
        value = self._schema.certain_value(key, self._good)
        self._removed.discard(key)
        self._values.pop(key, None)
        if value is not UNKNOWN:
            self._values[key] = value
        self._say(key, text, can_be_repaired=value is not UNKNOWN)

    def _look_for(self, key: str) -> None:
        """A key that is missing matters where the class would take a wrong value for it."""
        value = self._schema.certain_value(key, self._good)
        default = self._schema.defaults.get(key, UNKNOWN)
        is_required = key in self._schema.required
        if value is UNKNOWN and not is_required:
            return
        if value is not UNKNOWN and value == default and not is_required:
            return
        if value is not UNKNOWN:
            self._values[key] = value
        self._say(key, tr("is missing"), can_be_repaired=value is not UNKNOWN)

    def _remove(self, key: str, text: str, severity: Severity = Severity.WARNING) -> None:
        self._removed.add(key)
        self._say(key, text, severity, can_be_repaired=True)

    def _say(
        self,
        key: str,
        text: str,
        severity: Severity = Severity.ERROR,
        *,
        can_be_repaired: bool,
    ) -> None:
        where = plain_line(key, _MAX_KEY) or tr("(a key without a name)")
        self._findings.append(Finding(severity, f"{where} {text}.", where, can_be_repaired))
