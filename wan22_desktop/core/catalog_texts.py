"""What `resources/catalog.json` says of the packages, for translators to find."""

from wan22_desktop.core.texts import tr

SHOWN = {
    "Demo (moving shapes)": tr("Demo (moving shapes)"),
    (
        "A tiny model of coloured shapes that renders on any computer in seconds. It ships "
        "with the app, to try everything out."
    ): tr(
        "A tiny model of coloured shapes that renders on any computer in seconds. It ships "
        "with the app, to try everything out."
    ),
    (
        "As published, with weights in 32 bits. For comparing and converting: 16 bits look the "
        "same at half the size."
    ): tr(
        "As published, with weights in 32 bits. For comparing and converting: 16 bits look the "
        "same at half the size."
    ),
    "Full quality in 16 bits, one file for each part, as ComfyUI uses them.": tr(
        "Full quality in 16 bits, one file for each part, as ComfyUI uses them."
    ),
    "Weights in 8-bit floats: half the download, hardly any difference to see.": tr(
        "Weights in 8-bit floats: half the download, hardly any difference to see."
    ),
    "Weights in 8 bits: next to full quality.": tr("Weights in 8 bits: next to full quality."),
    "Weights in 6 bits: close to full quality, for 32 GB of memory.": tr(
        "Weights in 6 bits: close to full quality, for 32 GB of memory."
    ),
    "Weights in 5 bits: small losses in fine detail.": tr(
        "Weights in 5 bits: small losses in fine detail."
    ),
    "Weights in 4 bits: the smallest; detail and motion lose a little.": tr(
        "Weights in 4 bits: the smallest; detail and motion lose a little."
    ),
    "Lightning for Wan 2.2 T2V A14B": tr("Lightning for Wan 2.2 T2V A14B"),
    (
        "A pair of LoRAs, one for each expert, that renders in 4 steps without guidance: many "
        "times faster, with less motion."
    ): tr(
        "A pair of LoRAs, one for each expert, that renders in 4 steps without guidance: many "
        "times faster, with less motion."
    ),
    "Lightning for Wan 2.2 I2V A14B": tr("Lightning for Wan 2.2 I2V A14B"),
}
"""By the English texts of that file; what is not here is a name and stays as it is."""
