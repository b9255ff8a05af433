"""The attention backend of a transformer, and the guard against one that computes nonsense."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import Tensor, nn

from wan22_desktop.core.errors import ErrorCategory, Recovery, UserError
from wan22_desktop.core.texts import tr
from wan22_desktop.engine_protocol.attention import ALLOWED_BACKENDS, DEFAULT_BACKEND


class BrokenAttentionError(Exception):
    """A backend other than the default computed nothing usable: sample again with the default."""

    def __init__(self, backend: str) -> None:
        super().__init__(f"the attention backend {backend} computed nothing usable")
        self.backend = backend


def apply_attention(transformer: WanTransformer3DModel, backend: str) -> None:
    """Let `transformer` compute its attention with `backend` from now on.

    The name becomes diffusers' default for the whole process, too. Raises UserError for one that
    is not allowed or not installed.
    """
    if backend not in ALLOWED_BACKENDS:
        raise _unusable(backend, tr("this app does not use it"))
    try:
        transformer.set_attention_backend(backend)
    except (RuntimeError, ValueError, ImportError) as error:
        raise _unusable(backend, tr("it is not installed")) from error


@contextmanager
def attention_guarded(transformer: WanTransformer3DModel, backend: str) -> Iterator[None]:
    """Raises BrokenAttentionError out of the first forward that `backend` spoils.

    8-bit kernels overflow with some models; the clip would come out black. The default backend is
    not guarded: where it fails, the model itself is at fault.
    """

    def check(_module: nn.Module, _inputs: object, output: tuple[Tensor, ...]) -> None:
        low, high = (bound.item() for bound in torch.aminmax(output[0]))
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise BrokenAttentionError(backend)

    if backend == DEFAULT_BACKEND:
        yield
        return
    hook = transformer.register_forward_hook(check)
    try:
        yield
    finally:
        hook.remove()


def _unusable(backend: str, reason: str) -> UserError:
    return UserError(
        tr(
            "Attention cannot be computed with “{backend}”: {reason}.",
            backend=backend,
            reason=reason,
        ),
        category=ErrorCategory.ENGINE,
        recoveries=(Recovery.RETRY,),
    )
