"""Tell forwarded mail from answers, by the subject and by the line above the forwarded part."""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from daemon.reading.replies.header_block import read_label
from daemon.reading.replies.plain_lines import split_lines
from daemon.reading.replies.quotation_phrases import (
    FORWARD_PREFIXES,
    FORWARDED_MESSAGE,
    ORIGINAL_MESSAGE,
    REPLY_PREFIXES,
)

_DECORATION = " \t\u00a0\u200b\ufeff*_-=~#>|:\uff1a\u2010\u2013\u2014\u2500\u2501[]【】"
_DASHES = "-_=~\u2010\u2013\u2014\u2500\u2501"
_BY_PROGRAM = "original message processed by"  # Tobit David; nothing decorates it
# With which a separator's words begin; nearly every line of a mail begins otherwise.
_BEGINNINGS = frozenset(phrase[:2] for phrase in (*FORWARDED_MESSAGE, *ORIGINAL_MESSAGE, _BY_PROGRAM))
_SEPARATORS = frozenset((*FORWARDED_MESSAGE, *ORIGINAL_MESSAGE))
_LABEL = re.compile(r"[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]{1,14}(?=:\s)")  # "WIBJudul: " holds the label "Judul"
_LONGEST_RUN = 2000  # characters of a separator with headers behind it
_LONGEST = 120  # characters of a separator
_PREFIX_LENGTH = 20  # characters of "Fwd"
_MAX_PREFIXES = 8


class Separator(StrEnum):
    """What a separating line announces."""

    ORIGINAL = "original"
    FORWARDED = "forwarded"


def is_forward_subject(subject: str) -> bool:
    """Say whether the outermost prefix of a subject is that of a forwarded mail."""
    return _first_prefix(subject) == "forward"


def is_reply_subject(subject: str) -> bool:
    """Say whether the outermost prefix of a subject is that of an answer."""
    return _first_prefix(subject) == "reply"


def separator_at(lines: Sequence[str], index: int) -> Separator | None:
    """Return what line `index` announces when it is a separator ("-----Pesan Asli-----"); None otherwise."""
    text = lines[index].strip()
    if not text or len(text) > _LONGEST or _is_plain(text):
        return None
    words = text.strip(_DECORATION).casefold()
    if not words:
        return None
    is_decorated = text.lstrip("*_ >")[:2].strip(_DASHES) == "" and text != words
    kind = _announced(words, is_decorated=is_decorated)
    if kind is None:
        is_framed = text[:4].strip(_DASHES) == "" and text[-4:].strip(_DASHES) == ""
        return Separator.ORIGINAL if is_framed and _header_follows(lines, index) else None
    if (
        is_decorated
        or words.startswith(_BY_PROGRAM)
        or text.rstrip("*_ ").endswith((":", "\uff1a"))
        or _header_follows(lines, index)
    ):
        return kind
    return None


def _is_plain(text: str) -> bool:
    """Say whether a line begins neither with a decoration nor like a separator, as most lines do."""
    return text[0] not in _DECORATION and text[:2].casefold()[:2] not in _BEGINNINGS


def lines_with_spread_headers(text: str) -> list[str]:
    """Return the lines of a text; a separator with forwarded headers run together behind it is put on lines of its own.

    Yahoo writes "----- Forwarded message ----- From: Siti <siti@kampus.example>To: Budi …Sent: …Subject: …".
    """
    lines = split_lines(text)
    if "---" not in text:
        return lines
    spread: list[str] = []
    for line in lines:
        spread.extend(_spread(line) if line.lstrip().startswith("---") and ":" in line else (line,))
    return spread


def _spread(line: str) -> list[str]:
    words, _, rest = line.strip("- \t\u00a0")[:_LONGEST_RUN].partition("---")
    headers = rest.lstrip("- \t\u00a0")
    if words.strip().casefold() not in _SEPARATORS or read_label(headers) is None:
        return [line]
    starts = [found.start() for found in _LABEL.finditer(headers) if read_label(headers[found.start() :])]
    pieces = [headers[start:end].strip() for start, end in pairwise([*starts, len(headers)])]
    return [f"----- {words.strip()} -----", *pieces]


def _announced(words: str, *, is_decorated: bool) -> Separator | None:
    if words[:2] not in _BEGINNINGS:
        return None
    if words in FORWARDED_MESSAGE or (is_decorated and words.startswith(FORWARDED_MESSAGE)):
        return Separator.FORWARDED
    if (
        words in ORIGINAL_MESSAGE
        or words.startswith(_BY_PROGRAM)
        or (is_decorated and words.startswith(ORIGINAL_MESSAGE))
    ):
        return Separator.ORIGINAL
    return None


def _header_follows(lines: Sequence[str], index: int) -> bool:
    for line in lines[index + 1 : index + 4]:
        if line.strip(" \t\u00a0>"):
            return read_label(line.lstrip("> ")) is not None
    return False


def _first_prefix(subject: str) -> str:
    rest = subject.strip()
    for _ in range(_MAX_PREFIXES):
        if rest.startswith("[") and "]" in rest[:80]:
            rest = rest.partition("]")[2].strip()
            continue
        head = rest[: _PREFIX_LENGTH + 1].replace("\uff1a", ":")
        prefix = head.partition(":")[0].partition("[")[0].partition("(")[0].strip().casefold()
        if ":" not in head:
            return ""
        return "forward" if prefix in FORWARD_PREFIXES else "reply" if prefix in REPLY_PREFIXES else ""
    return ""
