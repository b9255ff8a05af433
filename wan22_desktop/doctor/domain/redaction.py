"""Takes out of texts what may not leave this computer: secrets, names, folders, prompts.

What is known is taken out by name, and what looks like a secret by its form. Where both could
miss something the text is shortened rather than shown.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

SECRET = "<removed>"  # noqa: S105 - what stands for one
PRIVATE = "<private>"
PATH = "<path>"

_RUN_WORDS = 3
"""So many words in a row of a prompt are taken to be the prompt."""
_LEAST_SECRET_CHARACTERS = 6
_LEAST_NAME_CHARACTERS = 3
_SYSTEM_USERS = frozenset({"root", "user", "admin", "administrator", "system"})
"""Names that name nobody."""

# One word; writing without spaces has a word for each character.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u9fff\uac00-\ud7af]+")
# Repetitions are bounded, or begin only where a word does, so that no text takes long.
_SENSITIVE_NAME = (
    r"(?:[\w.-]{0,40}(?:token(?!iz)|passw(?:or)?d|passphrase|secret|api[_-]?key|credential)"
    r"[\w.-]{0,40}"
    r"|authorization|cookie|set-cookie)"
)
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:hf|api_org)_[A-Za-z0-9]{6,}"), SECRET),
    (re.compile(r"\b(?:gh[pousr]_|github_pat_|glpat-|sk-|xox[abp]-|AKIA)[\w-]{8,}"), SECRET),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?"), SECRET),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {SECRET}"),
    (
        re.compile(r"(?i)(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,20}://)[^\s/@\"'<>]{0,300}@"),
        rf"\1{SECRET}@",
    ),
    # Signed addresses carry their key in the query.
    (re.compile(r"(?i)(?<![\w/])(https?://[^\s?\"'<>]*)\?[^\s\"'<>]*"), rf"\1?{SECRET}"),
    (
        re.compile(
            rf"(?i)(?<![\w.-])({_SENSITIVE_NAME})(\\?[\"']?\s*[:=]\s*\\?[\"']?)[^\s\"',;}})\]\\]+"
        ),
        rf"\1\2{SECRET}",
    ),
    # What Pydantic quotes of a value that it refuses.
    (
        re.compile(r"input_value=.{0,2000}?, input_type=", re.DOTALL),
        f"input_value={PRIVATE}, input_type=",
    ),
    (re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{0,200}\w"), "<address>"),
)
_SECRET_KEY = re.compile(rf"(?i){_SENSITIVE_NAME}")
_PROMPT_KEY = re.compile(r"(?i).*prompt.*|caption")
_PROMPT_FIELD = re.compile(
    r"(?i)(\\?[\"']?(?<!\w)\w{0,40}prompt\w{0,40}\\?[\"']?\s{0,9}[:=]\s{0,9})(\\?)([\"'])(?:(?!\2\3).)*(?:\2\3|$)",
    re.DOTALL,
)
_MEDIA_NAME = re.compile(
    r"(?i)(?<![^\s\"'<>:/\\|])[^\s\"'<>:/\\|]{1,255}\.(?:mp4|webm|mkv|mov|gif|png|jpe?g|webp|bmp|tiff?)\b"
)
# Names of the user's files may have spaces; below a folder that is known they end with the suffix.
_MEDIA_BELOW = re.compile(
    r"(?i)(<[a-z ]+>)[\\/][^\"'<>:|\n]{0,500}?"
    r"(\.(?:mp4|webm|mkv|mov|gif|png|jpe?g|webp|safetensors|gguf))\b"
)
_WHOLE_PATH = re.compile(r"\s*(?:[A-Za-z]:[\\/]|\\\\|/|~[\\/])")
_QUOTED_PATH = re.compile(r"([\"'])((?:[A-Za-z]:[\\/]|\\\\|/)[^\"'\n]*)\1")
# A folder's name may have spaces: words go with the path where a separator follows them.
_BARE_PATH = re.compile(
    r"(?<![\w<>.:/\\~])(?:[A-Za-z]:[\\/]|\\\\|/(?=[^\s/]))"
    r"(?:[^\s\"'<>|*?,;)\]]|(?: [^\s\\/\"'<>|*?:,;]{1,60}){1,3}(?=[\\/]))*"
)
_SAFE_PATHS = ("/dev/", "/proc/", "/sys/", "/usr/lib/", "/usr/bin/", "/lib/")
"""Of the system: they say nothing about the user."""


class Redactor:
    """Takes private texts out of strings; any thread. It is stricter than what logs are kept by.

    `private` are prompts, names of clips and the like, also where only a few words of them stand.
    `secrets` are values, such as those of environment variables. `folders` gives what stands for
    a known folder; every other path of the user becomes `<path>`. `people` are names of the user
    and the computer.
    """

    def __init__(
        self,
        *,
        private: Iterable[str] = (),
        secrets: Iterable[str] = (),
        folders: Mapping[Path, str] | None = None,
        people: Iterable[str] = (),
    ) -> None:
        self._runs: set[tuple[str, ...]] = set()
        for text in private:
            words = _words(text)
            size = min(_RUN_WORDS, len(words))
            if size:
                self._runs.update(
                    tuple(words[at : at + size]) for at in range(len(words) - size + 1)
                )
        self._sizes = sorted({len(run) for run in self._runs}, reverse=True)
        literal = {s for s in secrets if len(s) >= _LEAST_SECRET_CHARACTERS}
        self._secrets = _any_of(literal)
        names = {
            n
            for n in people
            if len(n) >= _LEAST_NAME_CHARACTERS and n.casefold() not in _SYSTEM_USERS
        }
        self._people = _any_of(names, whole_words=True)
        self._folders = _folder_patterns(folders or {})

    def text(self, text: str) -> str:
        """The text without anything private."""
        text = self._secrets.sub(SECRET, text) if self._secrets else text
        for pattern, replacement in _FORMS:
            text = pattern.sub(replacement, text)
        text = _PROMPT_FIELD.sub(rf"\g<1>{PRIVATE}", text)
        text = self._without_private(text)
        for pattern, name in self._folders:
            text = pattern.sub(lambda _, name=name: name, text)
        text = _MEDIA_BELOW.sub(r"\1/<file>\2", text)
        text = _MEDIA_NAME.sub(lambda found: f"<file>{Path(found[0]).suffix}", text)
        text = _QUOTED_PATH.sub(lambda f: f"{f[1]}{_path(f[2])}{f[1]}", text)
        text = _BARE_PATH.sub(lambda found: _path(found[0]), text)
        return self._people.sub("<name>", text) if self._people else text

    def tree(self, value: object) -> object:
        """JSON with every text in it made clean, keys included.

        Values whose key names a secret or a prompt go whole.
        """
        if isinstance(value, str):
            clean_text = self.text(value)
            # A path may have spaces: what begins as one and is none that is known goes whole.
            return PATH if _WHOLE_PATH.match(value) and PATH in clean_text else clean_text
        if isinstance(value, Mapping):
            clean: dict[str, object] = {}
            for key, item in value.items():
                name = str(key)
                if _SECRET_KEY.fullmatch(name):
                    clean[self.text(name)] = SECRET
                elif _PROMPT_KEY.fullmatch(name):
                    clean[self.text(name)] = PRIVATE
                else:
                    clean[self.text(name)] = self.tree(item)
            return clean
        if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
            return [self.tree(item) for item in value]
        return value

    def _without_private(self, text: str) -> str:
        if not self._runs:
            return text
        found = list(_WORD.finditer(text))
        words = [match[0].casefold() for match in found]
        hidden = [False] * len(words)
        for size in self._sizes:
            for at in range(len(words) - size + 1):
                if tuple(words[at : at + size]) in self._runs:
                    hidden[at : at + size] = [True] * size
        parts: list[str] = []
        end = 0
        for at, match in enumerate(found):
            if not hidden[at]:
                continue
            if at and hidden[at - 1]:  # one mark for the whole run
                end = match.end()
                continue
            parts += [text[end : match.start()], PRIVATE]
            end = match.end()
        return "".join([*parts, text[end:]])


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    """The values of variables whose names say that they are secret."""
    return [
        value
        for name, value in environment.items()
        if re.search(r"(?i)token|passw|secret|key|credential|auth|cookie", name)
        and len(value) >= _LEAST_SECRET_CHARACTERS
        and not value.isdigit()
    ]


def _path(path: str) -> str:
    return path if path.startswith(_SAFE_PATHS) or path in ("/", "\\\\") else PATH


def _folder_patterns(folders: Mapping[Path, str]) -> list[tuple[re.Pattern[str], str]]:
    """The longest first, as the system, as JSON and as Python's `repr` write them."""
    found: list[tuple[re.Pattern[str], str]] = []
    for folder, name in sorted(folders.items(), key=lambda pair: -len(str(pair[0]))):
        plain = str(folder)
        if len(plain) < 3:  # the root of a drive names nothing
            continue
        forms = {plain, folder.as_posix(), plain.replace("\\", "\\\\")}
        either = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
        flags = re.IGNORECASE if sys.platform == "win32" else 0
        found.append((re.compile(rf"(?:{either})(?![\w.-])", flags), name))
    return found


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(text)]


def _any_of(texts: Iterable[str], *, whole_words: bool = False) -> re.Pattern[str] | None:
    longest_first = sorted(set(texts), key=lambda text: (-len(text), text))
    if not longest_first:
        return None
    either = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?i)(?<![^\W_])(?:{either})(?![^\W_])" if whole_words else either)
