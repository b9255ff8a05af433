"""Upscaling models in the many architectures that spandrel knows, in tiles that fit."""

import importlib
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from wan22_desktop.core.errors import UserError
from wan22_desktop.core.plain_text import plain_line
from wan22_desktop.core.safetensors_header import damage_of
from wan22_desktop.core.texts import tr
from wan22_desktop.engine.memory.limits import free_memory, is_out_of_memory
from wan22_desktop.engine.video_file import Frames

TILE_PX = {"cpu": 256, "cuda": 512}
"""Of the small picture. A network of 64 channels that enlarges 4 times (ESRGAN) keeps some 0.3 GB
per tensor of a tile of 256."""
SMALLEST_TILE_PX = 64
MARGIN_PX = 32
"""Computed around each tile and cut off: what a pixel sees beyond it hardly counts."""
_NAME_CHARACTERS = 80

_log = logging.getLogger(__name__)


class UpscalerModel:
    """Enlarges frames by `scale`; the memory that it takes is that of one tile."""

    def __init__(
        self,
        descriptor: Any,  # noqa: ANN401 - spandrel's ImageModelDescriptor; it is optional
        *,
        device: str,
        tiles: bool,
        check: Callable[[], None],
        tile_px: int | None = None,
        margin_px: int = MARGIN_PX,
    ) -> None:
        """`check` is called before each tile and may raise; without `tiles` frames stay whole."""
        self._descriptor = descriptor.to(device).float().eval()
        self._device = device
        self._check = check
        self._tile_px = (tile_px or TILE_PX[device]) if tiles else None
        self._margin_px = margin_px
        self.scale = int(descriptor.scale)

    def __call__(self, frame: Frames) -> Frames:
        """RGB [height, width, 3], `scale` times as large.

        Where memory does not suffice, tiles become smaller, and at last the processor computes.
        Raises what the allocator raises if that fails too.
        """
        while True:
            try:
                return self._enlarged(frame)
            except Exception as error:
                if not is_out_of_memory(error) or not self._take_less():
                    raise
            free_memory()  # only here has the exception let go of its tensors

    def _take_less(self) -> bool:
        """Whether there is something that takes less memory."""
        if self._tile_px is not None and self._tile_px > SMALLEST_TILE_PX:
            self._tile_px //= 2
        elif self._device != "cpu":
            self._device = "cpu"
            self._descriptor = self._descriptor.to("cpu")
        else:
            return False
        _log.warning("upscaling goes on in tiles of %s on %s", self._tile_px, self._device)
        return True

    def _enlarged(self, frame: Frames) -> Frames:
        height, width = frame.shape[:2]
        tile_px = self._tile_px or max(height, width)
        scale = self.scale
        enlarged = np.empty((height * scale, width * scale, 3), np.uint8)
        for top in range(0, height, tile_px):
            for left in range(0, width, tile_px):
                self._check()
                above, before = min(top, self._margin_px), min(left, self._margin_px)
                below, behind = top + tile_px, left + tile_px
                part = frame[
                    top - above : below + self._margin_px, left - before : behind + self._margin_px
                ]
                rows = (min(below, height) - top) * scale
                columns = (min(behind, width) - left) * scale
                pixels = self._computed(part)[above * scale :, before * scale :]
                target = enlarged[top * scale :, left * scale :][:rows, :columns]
                target[:] = pixels[:rows, :columns]
        return enlarged

    @torch.inference_mode()
    def _computed(self, part: Frames) -> Frames:
        pixels = torch.from_numpy(np.array(part)).to(self._device)
        unit = pixels.permute(2, 0, 1).unsqueeze(0).float() / 255
        enlarged = self._descriptor(unit)[0].clamp(0, 1)
        return (enlarged * 255).round().to(torch.uint8).permute(1, 2, 0).cpu().numpy()


def load_upscaler(
    path: Path, *, device: str, check: Callable[[], None], tile_px: int | None = None
) -> UpscalerModel:
    """Read a model; raises UserError, with what to do, for any file that is none.

    `check` is called before each of its layers computes, too.
    """
    name = plain_line(path.name, _NAME_CHARACTERS)
    if path.suffix.lower() != ".safetensors":
        raise UserError(
            tr(
                "The upscaler {name} was not opened: only .safetensors files are. "
                "Other formats can run any program when they are opened.",
                name=name,
            )
        )
    try:
        damage = damage_of(path)
        if damage is not None:
            raise _unusable(name, damage)
        tensors = load_file(path)
    except SafetensorError as error:
        raise _unusable(name, str(error)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise _unusable(name, tr("cannot be read: {reason}", reason=reason)) from None
    spandrel = import_spandrel()
    try:
        descriptor = spandrel.ModelLoader().load_from_state_dict(
            spandrel.canonicalize_state_dict(tensors)
        )
    except Exception as error:
        # Sizes are found in the tensors, and each of some forty readers stumbles in its own way.
        if is_out_of_memory(error):
            raise
        _log.info("spandrel did not take %s: %s", path.name, error)
        raise _unusable(name, tr("is no upscaler that spandrel knows")) from None
    channels = (descriptor.input_channels, descriptor.output_channels)
    if descriptor.purpose not in ("SR", "Restoration") or channels != (3, 3):
        raise _unusable(name, tr("does something other than enlarging colour pictures"))
    # A tile of a large network takes a processor minutes: nobody waits so long for an answer.
    for module in descriptor.model.modules():
        module.register_forward_pre_hook(lambda _module, _arguments: check())
    return UpscalerModel(
        descriptor,
        device=device,
        tiles=descriptor.tiling is spandrel.ModelTiling.SUPPORTED,
        check=check,
        tile_px=tile_px,
    )


def _unusable(name: str, reason: str) -> UserError:
    return UserError(tr("The upscaler {name} {reason}.", name=name, reason=reason))


def import_spandrel() -> Any:  # noqa: ANN401 - an optional library
    """The library; raises UserError where it is not installed."""
    try:
        with _torchvision_if_there():
            return importlib.import_module("spandrel")
    except ImportError as error:
        raise UserError(
            tr(
                "Upscaling by a model needs the package spandrel, which is not installed. Without "
                "a model, clips are enlarged by filtering."
            )
        ) from error


@contextmanager
def _torchvision_if_there() -> Iterator[None]:
    """Let spandrel be imported without torchvision.

    It imports three functions of it for two architectures that fill holes and mend faces, which
    `load_upscaler` refuses. torchvision itself has to be of the very build of torch, is large, and
    where it does not fit, transformers fails with it.
    """
    names = ("torchvision", "torchvision.transforms", "torchvision.transforms.functional")
    if any(name in sys.modules for name in ("spandrel", *names)):
        yield
        return
    stand_ins = {name: ModuleType(name) for name in names}
    for function in ("InterpolationMode", "normalize", "rotate"):
        setattr(stand_ins[names[-1]], function, None)
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
