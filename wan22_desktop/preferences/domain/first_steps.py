"""What the first-run guide says about the machine and the models."""

import math
from dataclasses import dataclass
from enum import StrEnum

from wan22_desktop.core.hardware import HardwareProfile
from wan22_desktop.core.texts import tr
from wan22_desktop.core.units import duration, size
from wan22_desktop.core.wan import Variant


class Step(StrEnum):
    """The steps in their order; each can be skipped."""

    MACHINE = "machine"
    STORAGE = "storage"
    ADOPT = "adopt"
    INSTALL = "install"
    TRY = "try"


TITLES = {
    Step.MACHINE: tr("This computer"),
    Step.STORAGE: tr("Where things lie"),
    Step.ADOPT: tr("Models you have"),
    Step.INSTALL: tr("A model to install"),
    Step.TRY: tr("The first clip"),
}


class Verdict(StrEnum):
    """How well a model goes with the machine."""

    GOOD = "good"
    TIGHT = "tight"
    TOO_LARGE = "too-large"


@dataclass(frozen=True, slots=True)
class ModelOutlook:
    """A model on this machine: `seconds` are those of a usual clip, None if it does not fit."""

    model: Variant
    verdict: Verdict
    seconds: float | None
    download_bytes: int | None
    """None where nothing has to be fetched."""
    is_installed: bool

    @property
    def sentence(self) -> str:
        """The outlook in words."""
        if self.verdict is Verdict.TOO_LARGE or self.seconds is None:
            text = tr("Too large for this computer.")
        elif self.verdict is Verdict.TIGHT:
            text = tr("Works, but slowly: a usual clip takes {time}.", time=duration(self.seconds))
        else:
            text = tr("Works well: a usual clip takes {time}.", time=duration(self.seconds))
        if self.is_installed:
            return f"{text} {tr('It is installed.')}"
        if self.download_bytes is not None:
            fetch = tr("{size} have to be fetched.", size=size(self.download_bytes))
            return f"{text} {fetch}"
        return text


def machine_lines(profile: HardwareProfile) -> tuple[str, ...]:
    """What was found, one thing a line."""
    lines = []
    card = profile.gpu
    if card is None:
        lines.append(
            tr(
                "No graphics card of NVIDIA's was found: the demo model works, the others take "
                "hours on the processor."
            )
        )
    else:
        memory = size(card.total_vram_bytes)
        lines.append(tr("Graphics card: {name} with {memory}", name=card.name, memory=memory))
    if profile.total_ram_bytes is not None:
        lines.append(tr("Memory: {size}", size=size(profile.total_ram_bytes)))
    if profile.cpu_model:
        cores = profile.cpu_cores or 1
        lines.append(tr("Processor: {name}, {cores} cores", name=profile.cpu_model, cores=cores))
    if profile.free_disk_bytes is not None:
        free = size(profile.free_disk_bytes)
        lines.append(tr("Free on the disk of the app's folder: {size}", size=free))
    return tuple(lines)


def suggested(outlooks: tuple[ModelOutlook, ...]) -> ModelOutlook | None:
    """The model to install first: the best that fits well, else the fastest that fits at all."""
    order = (Variant.T2V_A14B, Variant.TI2V_5B, Variant.I2V_A14B)
    known = [outlook for outlook in outlooks if outlook.model in order]
    good = [outlook for outlook in known if outlook.verdict is Verdict.GOOD]
    if good:
        return min(good, key=lambda outlook: order.index(outlook.model))
    tight = [outlook for outlook in known if outlook.verdict is Verdict.TIGHT]
    return min(tight, key=lambda outlook: outlook.seconds or math.inf, default=None)
