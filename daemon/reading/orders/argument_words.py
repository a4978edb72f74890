"""Split what follows a command's name into words, and undo what mail clients do to it."""

import re

from daemon.value_objects import value_object

_QUOTES = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b`\u00b4", "'")
)
_LINKED = re.compile(r"\s?<mailto:[^<>\s]*>", re.IGNORECASE)
_ANGLED_ADDRESS = re.compile(r"<([^<>\s@]+@[^<>\s@]+)>")


@value_object
class Words:
    """Words of a line."""

    words: tuple[str, ...]  # quotation marks removed
    is_closed: bool  # every quotation mark has its partner


def normalised(line: str) -> str:
    """Return a line with plain quotation marks and spaces, without the link targets that clients add."""
    if line.isascii() and line.isprintable() and "`" not in line and "<" not in line:  # most lines
        return line.strip()
    spaced = "".join(" " if char.isspace() else char for char in line.translate(_QUOTES))
    return _without_repeated_link(_LINKED.sub("", spaced)).strip()


def split_words(text: str) -> Words:
    """Split at spaces; a quotation mark counts at the start of a word or of a value (`key="two words"`)."""
    words: list[str] = []
    word: list[str] = []
    is_quoted = was_quoted = False
    for char in text:
        if char == '"' and (is_quoted or _may_open(word)):
            is_quoted, was_quoted = not is_quoted, True
        elif char == " " and not is_quoted:
            _close(words, word, was_quoted=was_quoted)
            word, was_quoted = [], False
        else:
            word.append(char)
    _close(words, word, was_quoted=was_quoted)
    return Words(words=tuple(words), is_closed=not is_quoted)


def _may_open(word: list[str]) -> bool:
    return not word or word[-1] == "=" or word in (["+"], ["-"])


def _close(words: list[str], word: list[str], *, was_quoted: bool) -> None:
    if word or was_quoted:
        words.append("".join(word))


def _without_repeated_link(line: str) -> str:
    """Turn `a@b <a@b>` (Gmail's plain text of a link) and `<a@b>` into `a@b`."""
    kept: list[str] = []
    for word in line.split(" "):
        angled = _ANGLED_ADDRESS.fullmatch(word)
        if angled and kept and kept[-1].lower().endswith(angled[1].lower()):
            continue
        kept.append(angled[1] if angled else word)
    return " ".join(kept)
