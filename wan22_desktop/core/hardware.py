"""What the machine has, as values: measured or told, never guessed; what is unknown is None."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from wan22_desktop.core.values import Value

ByteCount = Annotated[int, Field(ge=0, le=1 << 50)]
Rate = Annotated[float, Field(gt=0.0, le=1e6)]
Version = tuple[Annotated[int, Field(ge=1, le=99)], Annotated[int, Field(ge=0, le=99)]]
"""Major and minor."""


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


class DriverProblem(StrEnum):
    """Why NVIDIA's driver tells nothing, or not of every card."""

    NO_DRIVER = "no-driver"
    """Not installed or not loaded: what a machine without such a card says too."""
    VERSION_MISMATCH = "version-mismatch"
    """Its library and its kernel part are of two versions: it was updated, restarting helps."""
    NO_ANSWER = "no-answer"
    """It did not answer in time."""
    CARD_UNREADABLE = "card-unreadable"
    """A card that it counts cannot be read: it has fallen off the bus or needs a reset."""
    REFUSED = "refused"
    """Any other reason, such as a lack of permission."""


class DiskKind(StrEnum):
    """What a disk is made of, which says how fast models are read from it."""

    NVME = "nvme"
    SSD = "ssd"
    HDD = "hdd"


class Disk(Value):
    """One mounted disk of this machine; network folders are none."""

    mount: str
    """Its folder or drive letter, as plain text."""
    total_bytes: ByteCount
    free_bytes: ByteCount
    """What this user may still write."""
    kind: DiskKind | None = None


class Gpu(Value):
    """One graphics card, or one MIG instance of a card that is split."""

    name: str
    total_vram_bytes: ByteCount
    free_vram_bytes: ByteCount | None = None
    """What no program holds at this moment."""
    index: Annotated[int, Field(ge=0, le=255)] | None = None
    """Of the card, as the driver counts: in the order of the bus, which CUDA may not follow."""
    uuid: Annotated[str, Field(pattern=r"^(GPU|MIG)-[0-9A-Za-z/-]{1,80}$")] | None = None
    """Stays the same as long as the card does; `CUDA_VISIBLE_DEVICES` takes it."""
    compute_capability: Version | None = None
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
    pcie_generation: Annotated[int, Field(ge=1, le=9)] | None = None
    """The highest that slot and card have in common; while idle the link runs slower."""
    pcie_width: Literal[1, 2, 4, 8, 12, 16, 32] | None = None
    """Lanes, at most."""
    numa_node: Annotated[int, Field(ge=0, le=1023)] | None = None
    """Of the processor cores that it hangs on; None where there is one or nobody tells."""
    ecc_enabled: bool | None = None
    """Error correction of its memory; None on cards without it."""
    mig_enabled: bool | None = None
    """Split into instances; None on cards that cannot be."""
    sources: dict[str, Source] = Field(default_factory=dict)
    """Field to who said it; fields that are None are left out."""


class HardwareProfile(Value):
    """A machine as far as it is known."""

    os: Literal["windows", "linux"]
    cpu_model: str | None = None
    cpu_cores: Annotated[int, Field(ge=1, le=4096)] | None = None
    """Physical cores that the app may use."""
    cpu_sockets: Annotated[int, Field(ge=1, le=64)] | None = None
    numa_nodes: Annotated[int, Field(ge=1, le=1024)] | None = None
    """Groups of cores with memory of their own."""
    total_ram_bytes: ByteCount | None = None
    free_ram_bytes: ByteCount | None = None
    """What programs could get without paging."""
    commit_limit_bytes: ByteCount | None = None
    """What all programs together may reserve; None where the system sets no limit (Linux)."""
    page_file_bytes: ByteCount | None = None
    """Of page files or swap, used or not."""
    free_disk_bytes: ByteCount | None = None
    """On the disk of the app's home folder."""
    disks: tuple[Disk, ...] | None = None
    gpu: Gpu | None = None
    """The card that is used, one of `gpus`; None where no usable card was found."""
    gpus: tuple[Gpu, ...] = ()
    """All cards that can be read."""
    unreadable_gpus: Annotated[int, Field(ge=0, le=256)] = 0
    """Cards that the driver counts and cannot read."""
    driver_version: Annotated[str, Field(pattern=r"^\d{2,4}(\.\d{1,4}){1,2}$")] | None = None
    """Of NVIDIA's driver, such as 560.94."""
    cuda_version: Version | None = None
    """The newest that the driver supports, not the one that torch was built for."""
    driver_problem: DriverProblem | None = None
    sources: dict[str, Source] = Field(default_factory=dict)
