"""Attention backends: which may be used, and what probing them on a machine found.

The names are those of diffusers' dispatcher. Those that end in `_hub` download code and are left
out for good.
"""

from enum import StrEnum
from importlib.util import find_spec
from typing import Annotated

from pydantic import Field

from wan22_desktop.core.values import Value
from wan22_desktop.engine_protocol.plan import DeviceName

BackendName = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]

DEFAULT_BACKEND = "native"
"""torch's own choice; works everywhere."""

EXACT_BACKENDS = (
    DEFAULT_BACKEND,
    "_native_cudnn",
    "_native_flash",
    "_native_efficient",
    "_native_math",
    "flash",
)
"""They round differently and leave nothing out."""

QUANTIZED_BACKENDS = (
    "sage",
    "_sage_qk_int8_pv_fp8_cuda",
    "_sage_qk_int8_pv_fp16_cuda",
    "_sage_qk_int8_pv_fp16_triton",
)
"""They multiply 8-bit numbers: faster, and seen to overflow with Wan."""

ALLOWED_BACKENDS = frozenset(EXACT_BACKENDS + QUANTIZED_BACKENDS)

_ON_CPU = (DEFAULT_BACKEND, "_native_flash", "_native_math")
_ON_CUDA = (DEFAULT_BACKEND, "_native_cudnn", "_native_flash", "_native_efficient")
_NOTICEABLE_GAIN = 0.9
"""A backend has to need less than this share of the default's time to replace it."""


class BackendOutcome(StrEnum):
    """What became of a backend that was tried."""

    WORKS = "works"
    WRONG = "wrong"
    """It computed something else."""
    REFUSED = "refused"
    """It said that it cannot, or that it is not installed."""
    CRASHED = "crashed"
    """It took its process with it."""
    TIMED_OUT = "timed-out"


class BackendResult(Value):
    """One backend on one machine."""

    name: BackendName
    outcome: BackendOutcome
    milliseconds: Annotated[float, Field(gt=0.0)] | None = None
    """One attention at the probe's size, warm; None unless it works."""
    relative_error: Annotated[float, Field(ge=0.0)] | None = None
    """Largest difference to fp32 arithmetic, as a share of the largest number of that."""
    reason: str = ""
    """Why it is not used, for the log."""


class AttentionReport(Value):
    """All backends that were tried on one device."""

    device: DeviceName
    tokens: Annotated[int, Field(ge=1)]
    results: tuple[BackendResult, ...]

    def ranking(self, *, quantized: bool = False) -> tuple[str, ...]:
        """Names of those that work, best first; with `quantized` also those of 8-bit arithmetic.

        The default comes first unless another is noticeably faster. Never empty: where nothing
        could be measured it is the default alone.
        """
        times = {
            result.name: result.milliseconds
            for result in self.results
            if result.milliseconds is not None
            and (quantized or result.name not in QUANTIZED_BACKENDS)
        }
        if DEFAULT_BACKEND in times:
            times[DEFAULT_BACKEND] *= _NOTICEABLE_GAIN
        return tuple(sorted(times, key=times.__getitem__)) or (DEFAULT_BACKEND,)


def backends_to_probe(device: DeviceName) -> tuple[str, ...]:
    """What could work there and is installed; looks for packages without importing them."""
    if device == "cpu":
        return _ON_CPU
    names = _ON_CUDA
    if find_spec("flash_attn") is not None:
        names += ("flash",)
    if find_spec("sageattention") is not None:
        names += QUANTIZED_BACKENDS
    return names
