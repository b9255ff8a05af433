"""What people have in hand when it is not the file of weights that they meant, by its content."""

from wan22_desktop.core.texts import tr

_PICKLE = tr("is a pickle, which can run any program when it is opened; get it as .safetensors")
_PICKLE_STARTS = tuple(b"\x80" + bytes([protocol]) for protocol in range(2, 6))
_TORCH_ARCHIVE = b"/data.pkl"
"""The first file in what `torch.save` writes: a ZIP archive with a pickle."""


def foreign_kind(start: bytes) -> str | None:
    """What a file with this start is, as the end of a sentence; None where nobody knows.

    To be asked only about what is no safetensors file: the length with which one begins can look
    like anything.
    """
    text = start[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return tr("is empty, so it is no safetensors file")
    if start.startswith(_PICKLE_STARTS):
        return _PICKLE
    if start.startswith(b"PK\x03\x04"):
        is_pickle = _TORCH_ARCHIVE in start[:256]
        return _PICKLE if is_pickle else tr("is a ZIP archive; unpack it first")
    if start.startswith(b"GGUF"):
        return tr("is a GGUF file and no safetensors file")
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")):
        return tr("is a web page, not the file itself; download it again")
    if text.startswith(b"version https://git-lfs"):
        return tr("is a note of Git LFS about where the file is, not the file itself")
    return None
