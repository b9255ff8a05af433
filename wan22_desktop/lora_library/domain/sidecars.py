"""What lies beside a LoRA: notes in JSON that other programs have written about it.

Known are Civitai's (`.civitai.info`, the answer of its API for one version), those of the ComfyUI
LoRA manager (`.metadata.json`, with Civitai's inside), of Stability Matrix (`.cm-info.json`) and
of the web UIs (`.json` with `activation text`). Their keys do not contradict each other, so one
table reads all of them, and what it can of any other. All of it is untrusted text.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import cast

from wan22_desktop.core.plain_text import plain_line, plain_text
from wan22_desktop.core.tensor_table import DamagedFileError
from wan22_desktop.core.texts import tr
from wan22_desktop.lora_library.domain.file_notes import (
    MAX_TEXT_CHARACTERS,
    MAX_TITLE_CHARACTERS,
    words_of,
)
from wan22_desktop.lora_library.domain.records import LoraDetails

MAX_SIDECAR_BYTES = 2 * 1024 * 1024
"""Civitai's answers list every picture and file and reach some hundred KiB."""
_MAX_HTML_CHARACTERS = 100_000
_MAX_LIST = 1000

_DESCRIPTIONS = (
    "model.description",
    "civitai.model.description",
    "modelDescription",
    "ModelDescription",
    "description",
    "civitai.description",
    "VersionDescription",
)
_NOTES = ("notes", "note")
_TAGS = ("tags", "Tags", "model.tags", "civitai.model.tags")
_AUTHORS = ("creator.username", "civitai.creator.username", "author", "Author", "creator")
_VERSIONS = ("name", "civitai.name", "VersionName", "version")
_TRIGGERS = ("trainedWords", "civitai.trainedWords", "TrainedWords", "activation text", "trigger")
_EXTRA_NOTES = (
    (tr("Base model"), ("baseModel", "base_model", "BaseModel", "sd version")),
    (tr("Preferred strength"), ("preferred weight", "usage_tips.strength")),
    (tr("Negative text"), ("negative text",)),
)
_MODEL_IDS = ("modelId", "civitai.modelId", "ModelId")
_SKIPPED = ("script", "style", "head", "template", "iframe", "object")
_MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?![^\s/>])[^<>]{0,2000}>|&#?\w{1,20};")
_BLOCKS = ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "hr")


def details_in(content: bytes, file_name: str) -> LoraDetails:
    """What the sidecar says, as plain text; what it does not say stays empty.

    Raises DamagedFileError for what is no JSON object, or more than any such file holds.
    """
    root = _root(content)
    find = _Finder(root)
    model_id = next((value for value in find.all(_MODEL_IDS) if _is_id(value)), None)
    notes = [plain_text(text, MAX_TEXT_CHARACTERS) for text in find.texts(_NOTES)][:1]
    for label, keys in _EXTRA_NOTES:
        line = next(find.lines(keys), "")
        if line:
            notes.append(f"{label}: {line}")
    is_civitai = file_name.lower().endswith(".civitai.info") or "trainedWords" in root
    return LoraDetails(
        description=next(
            (text for html in find.texts(_DESCRIPTIONS) if (text := text_of_html(html))), ""
        ),
        tags=words_of(find.words(_TAGS)),
        author=next(find.lines(_AUTHORS), ""),
        # Elsewhere `name` is what the LoRA is called.
        version=next(find.lines(_VERSIONS if is_civitai else _VERSIONS[1:]), ""),
        notes=plain_text("\n".join(notes), MAX_TEXT_CHARACTERS),
        source=f"https://civitai.com/models/{model_id}" if model_id is not None else "",
        trigger_words=words_of(find.words(_TRIGGERS)),
    )


def text_of_html(html: str) -> str:
    """The text alone, with a line for each paragraph; text without markup stays as it is."""
    if not _MARKUP.search(html):
        return plain_text(html, MAX_TEXT_CHARACTERS)
    reader = _TextOnly()
    reader.feed(html[:_MAX_HTML_CHARACTERS])
    reader.close()
    return plain_text("".join(reader.parts), MAX_TEXT_CHARACTERS)


class _TextOnly(HTMLParser):
    """Keeps what people would read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipping = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if ":" in tag:  # `<lora:name:1>` is how web UIs write prompts
            self.handle_data(self.get_starttag_text() or "")
        elif tag in _SKIPPED and not self._skipping:
            self._skipping = tag
        elif tag in _BLOCKS:
            self.parts.append("\n")
            if tag == "li":
                self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipping:
            self._skipping = ""
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.parts.append(data)


class _Finder:
    """Looks values up by their paths, whatever type they have."""

    def __init__(self, root: Mapping[str, object]) -> None:
        self._root = root

    def all(self, paths: tuple[str, ...]) -> Iterator[object]:
        for path in paths:
            value: object = self._root
            for key in path.split("."):
                value = (
                    cast("dict[str, object]", value).get(key) if isinstance(value, dict) else None
                )
            if value is not None:
                yield value

    def texts(self, paths: tuple[str, ...]) -> Iterator[str]:
        yield from (value for value in self.all(paths) if isinstance(value, str) and value.strip())

    def lines(self, paths: tuple[str, ...]) -> Iterator[str]:
        """Texts and numbers, each as one line."""
        for value in self.all(paths):
            if isinstance(value, int | float) and not isinstance(value, bool):
                value = f"{value:.6g}" if abs(value) < 2**53 else ""  # noqa: PLW2901
            if isinstance(value, str) and (line := plain_line(value, MAX_TITLE_CHARACTERS)):
                yield line

    def words(self, paths: tuple[str, ...]) -> Iterator[str]:
        """The first list of words, written as a list or with commas between them."""
        for value in self.all(paths):
            words = value.split(",") if isinstance(value, str) else value
            if not isinstance(words, list):
                continue
            found = [word for word in words[:_MAX_LIST] if isinstance(word, str) and word.strip()]
            if found:
                yield from found
                return


def _root(content: bytes) -> Mapping[str, object]:
    if len(content) > MAX_SIDECAR_BYTES:
        raise DamagedFileError(tr("is larger than {mib} MiB", mib=MAX_SIDECAR_BYTES // 2**20))
    try:
        root = json.loads(content.decode("utf-8-sig"))
    except RecursionError as error:
        raise DamagedFileError(tr("is nested too deeply")) from error
    except ValueError as error:
        raise DamagedFileError(tr("is no JSON")) from error
    if not isinstance(root, dict):
        raise DamagedFileError(tr("holds no notes about a LoRA"))
    return cast("dict[str, object]", root)


def _is_id(value: object) -> bool:
    return type(value) is int and 0 < value < 2**53
