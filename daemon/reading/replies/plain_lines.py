"""Tell at a glance the lines in which nothing but words stands, as most do, and the texts without a desk's marker."""

from collections.abc import Iterable

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


def is_plain(line: str) -> bool:
    """Say whether a line bears no quote mark, separator or header label, and ends no introduction by itself."""
    if not line[:1].isalpha() or ":" in line or not line.isascii():
        return False
    return line[:_LENGTH].lower() not in _BEGINNINGS and not line.rstrip(_DECORATION).endswith("-")


def may_hold(folded: str, phrases: Iterable[str]) -> bool:
    """Say whether one of the phrases may stand in a case-folded text, however its white space is: by longest words."""
    return any(max(phrase.split(), key=len) in folded for phrase in phrases)
