"""What the process that inspects files can be asked."""

import base64
import stat
from collections.abc import Callable
from pathlib import Path

from wan22_desktop.core.safetensors_header import read_safetensors_header
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.codec import details_to_json, facts_to_json
from wan22_desktop.lora_library.domain.recognition import NotALoraError, facts_of
from wan22_desktop.lora_library.domain.sidecars import MAX_SIDECAR_BYTES, details_in


def answer_to(command: object, path: object) -> dict[str, object]:
    """The answer, or why there is none as the end of a sentence about the file."""
    look = _LOOKS.get(command) if isinstance(command, str) else None
    if look is None or not isinstance(path, str):
        raise ValueError("no such command")
    file = Path(path)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return {"refused": tr("is no file")}
        return {"answer": look(file)}
    except NotALoraError as error:
        reason = (
            tr("it {error}", error=error)
            if error.is_whole_model
            else tr("none of its tensors belongs to one")
        )
        return {
            "refused": tr("is no LoRA: {reason}", reason=reason),
            "is_whole_model": error.is_whole_model,
        }
    except DamagedFileError as error:
        return {"refused": str(error)}
    except FileNotFoundError:
        return {"refused": tr("is not there (any more)")}
    except OSError as error:
        return {"refused": tr("cannot be read: {reason}", reason=error.strerror or error)}
    except MemoryError:
        return {"refused": tr("takes too much memory to look into")}


def _inspect(file: Path) -> object:
    return facts_to_json(facts_of(read_safetensors_header(file)))


def _sidecar(file: Path) -> object:
    with file.open("rb") as stream:
        content = stream.read(MAX_SIDECAR_BYTES + 1)
    return details_to_json(details_in(content, file.name))


def _thumbnail(file: Path) -> object:
    from wan22_desktop.lora_library.inspection.pictures import thumbnail_of

    return base64.b64encode(thumbnail_of(file)).decode()


_LOOKS: dict[str, Callable[[Path], object]] = {
    "inspect": _inspect,
    "sidecar": _sidecar,
    "thumbnail": _thumbnail,
}
