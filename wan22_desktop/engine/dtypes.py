"""A plan's precisions as torch names them."""

import torch

from wan22_desktop.engine_protocol.plan import Precision

DTYPES = {Precision.FP32: torch.float32, Precision.BF16: torch.bfloat16}
