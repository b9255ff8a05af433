"""Settings that suit a machine, each with its reason, as values."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from wan22_desktop.core.values import Value
from wan22_desktop.engine_protocol.tuning import EngineTuning


class Basis(StrEnum):
    """How it is known what a setting brings."""

    MEASURED = "measured"
    """On this machine."""
    ESTIMATED = "estimated"
    """From published figures and formulas."""


class CarriedBy(StrEnum):
    """Who does what a setting says."""

    ENGINE = "engine"
    """The engine's process, from its start."""
    PLANNER = "planner"
    """The plan of each render, which also knows the clip and the model."""


class Setting(Value):
    """One setting; None leaves what the engine or the planner does by itself."""

    name: str
    value: bool | int | str | None
    reason: str
    """One or two sentences."""
    effect: str
    basis: Basis = Basis.ESTIMATED
    carried_by: CarriedBy = CarriedBy.ENGINE
    facts: tuple[str, ...] = ()
    """The fields of the hardware profile that it follows from, with dots."""


class Tuning(Value):
    """What of the settings is applied: the planner decides the rest for each clip anew."""

    engine: EngineTuning = EngineTuning()
    torch_threads: Annotated[int, Field(ge=1, le=1024)] | None = None
    """Of renders on the processor by models other than the demo's."""


class OptimalSettings(Value):
    """All settings of a machine, in the order in which they are shown."""

    settings: tuple[Setting, ...]

    def setting(self, name: str) -> Setting:
        """By its name; raises KeyError."""
        for setting in self.settings:
            if setting.name == name:
                return setting
        raise KeyError(name)

    @property
    def tuning(self) -> Tuning:
        """The part that is applied."""
        engine = {
            setting.name: setting.value
            for setting in self.settings
            if setting.carried_by is CarriedBy.ENGINE
        }
        threads = self.setting("torch_threads").value
        return Tuning.model_validate({"engine": engine, "torch_threads": threads})
