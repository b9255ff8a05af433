"""What the machine has, as values: measured or told, never guessed; what is unknown is None."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from wan22_desktop.core.values import Value

ByteCount = Annotated[int, Field(ge=0, le=1 << 50)]
Rate = Annotated[float, Field(gt=0.0, le=1e6)]


class Source(StrEnum):
    """Who said a value."""

    NVML = "nvml"
    """NVIDIA's management library."""
    ENGINE = "engine"
    """torch, as the engine reports it."""
    NVIDIA_SMI = "nvidia-smi"
    SYSTEM = "system"
    """The operating system."""
    KNOWN_CARDS = "known-cards"
    """The published specification, from `resources/gpus.json`."""
    MANUAL = "manual"
    """The user."""


class Gpu(Value):
    """One graphics card."""

    name: str
    total_vram_bytes: ByteCount
    free_vram_bytes: ByteCount | None = None
    """What no program holds at this moment."""
    compute_capability: tuple[int, int] | None = None
    """(8, 6) is GeForce 30, (8, 9) GeForce 40, (12, 0) GeForce 50."""
    sm_count: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Streaming multiprocessors."""
    boost_clock_ghz: Annotated[float, Field(gt=0.0, le=10.0)] | None = None
    bf16_tflops: Rate | None = None
    """Dense tensor-core rate in bf16 with fp32 accumulation, at boost clock."""
    memory_bandwidth_gb_s: Rate | None = None
    """Of the card's own memory, in 1e9 bytes per second."""
    pcie_gb_s: Rate | None = None
    """From page-locked memory of the machine to the card, in 1e9 bytes per second."""
    sources: dict[str, Source] = Field(default_factory=dict)
    """Field to who said it; fields that are None are left out."""


class HardwareProfile(Value):
    """A machine as far as it is known."""

    os: Literal["windows", "linux"]
    cpu_model: str | None = None
    cpu_cores: Annotated[int, Field(ge=1, le=4096)] | None = None
    """Physical cores."""
    total_ram_bytes: ByteCount | None = None
    free_ram_bytes: ByteCount | None = None
    """What programs could get without paging."""
    free_disk_bytes: ByteCount | None = None
    """On the disk of the app's home folder."""
    gpu: Gpu | None = None
    """None where no usable card was found."""
    sources: dict[str, Source] = Field(default_factory=dict)
