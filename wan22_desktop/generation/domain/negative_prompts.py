"""What the makers of the models recommend to keep out of a clip."""

from wan22_desktop.core.wan import Variant

_UPSTREAM = (
    "色调艳丽，过曝，静态，细节模糊不清，字幕，风格，作品，画作，画面，静止，整体发灰，最差质量，"  # noqa: RUF001 -- as published
    "低质量，JPEG压缩残留，丑陋的，残缺的，多余的手指，画得不好的手部，画得不好的脸部，畸形的，"  # noqa: RUF001 -- as published
    "毁容的，形态畸形的肢体，手指融合，静止不动的画面，杂乱的背景，三条腿，背景人很多，倒着走"  # noqa: RUF001 -- as published
)
"""`sample_neg_prompt` in `wan/configs/shared_config.py` of Wan-Video/Wan2.2: garish colours,
overexposed, still, blurred, subtitles, worst quality, deformed hands and faces, and the like. The
model was trained with Chinese and English texts; this is the wording that upstream samples with."""


def recommended_negative_prompt(model: Variant) -> str:
    """What upstream renders the model with; empty for the demo model, which knows no such words."""
    return "" if model is Variant.DEMO else _UPSTREAM
