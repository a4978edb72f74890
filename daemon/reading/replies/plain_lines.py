"""Split texts into lines, and tell at a glance the lines that hold nothing but words and the texts without a marker."""

from collections.abc import Iterable, Sequence

from daemon.reading.replies.quotation_phrases import FORWARDED_MESSAGE, HIDDEN_QUOTATION, ORIGINAL_MESSAGE

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


def may_hold(folded: str, phrases: Iterable[str]) -> bool:
    """Say whether one of the phrases may stand in a case-folded text, however its white space is: by longest words."""
    return any(max(phrase.split(), key=len) in folded for phrase in phrases)
