"""Split texts into lines, and tell at a glance the lines that hold nothing but words and the texts without a marker."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from daemon.reading.replies.quotation_phrases import FORWARDED_MESSAGE, HIDDEN_QUOTATION, ORIGINAL_MESSAGE

_LONG = 5  # characters of a word; shorter ones stand in many texts
_LENGTH = 4  # characters of a beginning; no ASCII phrase is shorter
_OWN_TEXT = (
    "original message",
    "pesan asli",
    "forwarded",
    "begin forwarded",
    "mulai pesan",
    "diteruskan",
    "asal mesej",
)
_BEGINNINGS = frozenset(
    phrase[:_LENGTH] for phrase in (*FORWARDED_MESSAGE, *ORIGINAL_MESSAGE, *HIDDEN_QUOTATION, *_OWN_TEXT)
)
_DECORATION = "*_ \t"  # behind the end of an introduction
_ENDINGS = "-" + _DECORATION
_INTRODUCTIONS = "oOpP"  # with which "On … wrote:" and "Pada … menulis:" begin, be it broken over lines


def split_lines(text: str) -> list[str]:
    """Return the lines of a text whatever its line ends; form feeds and the like stay inside their line."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def is_plain(line: str) -> bool:
    """Say whether a line bears no quote mark, separator or header label, and ends no introduction by itself."""
    if not line[:1].isalpha() or ":" in line or not line.isascii():
        return False
    return line[:_LENGTH].lower() not in _BEGINNINGS and not line.rstrip(_DECORATION).endswith("-")


def telling_lines(lines: Sequence[str]) -> list[int]:
    """Return the numbers of the lines that must be looked at, going up: all that say something and are not plain.

    Some that are plain may be among them, as all are that may begin an introduction.
    """
    return [
        number
        for number, line in enumerate(lines)
        if line
        and (
            ":" in line
            or not line[0].isalpha()
            or line[0] in _INTRODUCTIONS
            or line[-1] in _ENDINGS
            or not line.isascii()
            or line[:_LENGTH].lower() in _BEGINNINGS
        )
    ]


def may_hold(folded: str, phrases: tuple[str, ...]) -> bool:
    """Say whether one of the phrases may stand in a case-folded text, however its white space is."""
    return any(map(folded.__contains__, _words_of(phrases)))


@lru_cache(maxsize=8)  # the phrases of the language's tables and of one configuration
def _words_of(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Return a few words of which each phrase has one: to look for fewer takes less time, and so does a longer one."""
    words, left = list[str](), [phrase.split() for phrase in phrases]
    while left:
        candidates = sorted(
            {word for phrase in left for word in phrase if len(word) >= min(_LONG, len(max(phrase, key=len)))}
        )
        words.append(max(candidates, key=lambda word: (sum(_has(phrase, word) for phrase in left), len(word))))
        left = [phrase for phrase in left if not _has(phrase, words[-1])]
    return tuple(words)


def _has(phrase: Iterable[str], part: str) -> bool:
    return any(part in word for word in phrase)
