"""Recognise the line by which a mail client introduces what it quotes ("Pada … menulis:", "On … wrote:")."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from daemon.reading.replies.quotation_phrases import (
    FIRST_PERSON,
    MIDLINE_STARTERS,
    MONTHS,
    STARTERS,
    WEEKDAYS,
    WROTE,
    WROTE_UNSPACED,
)
from daemon.value_objects import value_object

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d(?!\d)|\d{1,2}\s?[./-]\s?\d{1,2}(?:\s?[./-]\s?\d{2,4})?(?!\d)|\d{1,2}\s?[月日年])|tháng \d"
)
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
_DAY_AND_MONTH = re.compile(
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?\.?,?[\s.-]{1,3}(?:de |of )?([^\W\d]{3})"
    r"|([^\W\d]{3})[^\W\d]{0,8}\.?\s{1,2}\d{1,2}(?!\d)"
)
_MIDLINE = re.compile(r"(?<!\w)(?:" + "|".join(MIDLINE_STARTERS) + r")\s{1,2}(?=(\w{1,12}))")
_INLINE_END = re.compile(r"[>)\]\"']\s{0,2}(\w+)(?: \w+){0,3}\s?[:：]")
_DECORATION = " \t\u00a0\ufeff\u200b-\u2013\u2014*_~="
_DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))
# Of a Gmail that hides the address: "2016-03-03 17:21 GMT+07:00 Siti Contoh".
_OLD_GMAIL = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d GMT[+-]\d\d:\d\d [^:]{1,80}:?$")
_WINDOW = 7  # lines over which clients break the introduction
_FEW_WORDS = 8
_LONGEST = 600  # characters
_LONGEST_LINE = 4000  # characters in which an introduction is looked for


@value_object
class Attribution:
    """Where an introduction begins. It ends with the line that was asked about."""

    line: int
    column: int  # > 0: the sender's own words stand before it


def find_attribution(lines: Sequence[str], end: int, floor: int, *, quote_follows: bool) -> Attribution | None:
    """Return the introduction that ends with line `end`, or None.

    `floor` is the first line it may reach back to; `quote_follows` says that the next text is marked as quoted.
    """
    if len(lines[end]) > _LONGEST_LINE or not _may_end(lines[end], quote_follows=quote_follows):
        return None
    if not _is_promising(lines, end, quote_follows=quote_follows):
        return None
    best: Attribution | None = None
    best_tells = False  # has a verb or address: the last line alone may be no more than "Juni 2026, 21:08:"
    for start, text in _windows(lines, end, floor):
        found = _judge(text, start, quote_follows=quote_follows)
        if found is None:
            continue
        tells = "@" in text or _has_verb(text)
        if found.column or (tells and _begins_properly(text)):
            return found
        if best is None or (tells and not best_tells):
            best, best_tells = found, tells
    return best


def _windows(lines: Sequence[str], end: int, floor: int) -> Iterator[tuple[int, str]]:
    """Yield the texts that end with line `end`, growing upwards line by line, with the line each begins at."""
    text = ""
    for start in range(end, max(floor, end - _WINDOW) - 1, -1):
        line = without_directions(lines[start]).strip()
        if not line and not _reaches_over_blank(text):
            return
        text = _join(line, text)
        if len(text) > _LONGEST:
            return
        yield start, text


def find_inline_attribution(line: str) -> int | None:
    """Return the column of an introduction that stands within one line, with quoted text behind it on the same line."""
    line = line[:_LONGEST_LINE]
    ends = [found for found in _INLINE_END.finditer(line) if found.group(1).casefold() in WROTE]
    for found in ends[:3]:  # more would cost quadratic time
        column = _midline_column(line[: found.end()])
        if column is not None and len(line[column : found.end()]) <= _LONGEST:
            return column
    return None


def without_directions(line: str) -> str:
    """Return a line without the invisible marks of writing direction that Hebrew and Arabic clients add."""
    return line if line.isascii() else line.translate(_DIRECTIONS)


def has_date(text: str) -> bool:
    """Say whether a calendar date stands in a text."""
    if _DATE.search(text):
        return True
    return any((found.group(1) or found.group(2)) in MONTHS for found in _DAY_AND_MONTH.finditer(text.casefold()))


def _may_end(line: str, *, quote_follows: bool) -> bool:
    text = without_directions(line).rstrip("*_ \t\u00a0")
    if text.endswith((":", "\uff1a")):
        return True
    if text.endswith("-") and _has_verb(text[-_LONGEST:]):
        return True
    return quote_follows and ("@" in text or _OLD_GMAIL.match(text) is not None)


def _is_promising(lines: Sequence[str], end: int, *, quote_follows: bool) -> bool:
    """Say whether a closer look is worth its time: a verb or address at its end, a figure nearby."""
    last = " ".join(lines[max(0, end - 1) : end + 1])[-_LONGEST:]
    if "@" in last or _OLD_GMAIL.match(lines[end]):
        return True
    nearby = " ".join(lines[max(0, end - _WINDOW) : end + 1])[-2 * _LONGEST :]
    return _has_verb(last) and (quote_follows or "@" in nearby or _DIGIT.search(nearby) is not None)


def _join(line: str, text: str) -> str:
    if line.endswith("=") and text:  # a soft line break of quoted-printable that nobody decoded
        return line[:-1] + text
    return f"{line} {text}" if text else line


def _reaches_over_blank(text: str) -> bool:
    return text.startswith(("<", "mailto:", "> ")) and "@" in text


def _judge(text: str, start: int, *, quote_follows: bool) -> Attribution | None:
    column = _midline_column(text)
    own = text[:column].strip(_DECORATION) if column else ""
    candidate = text[column:] if column else text
    if not _is_attribution(candidate, quote_follows=quote_follows):
        return None
    return Attribution(start, column if column and own else 0)


def _is_attribution(text: str, *, quote_follows: bool) -> bool:
    verb, address = _has_verb(text), "@" in text
    date, clock = has_date(text), bool(_CLOCK.search(text))
    ends = text.rstrip(" *_").endswith((":", "\uff1a", "-"))
    if verb and not address and _is_first_person(text):
        return False
    if ends and date and clock and address:
        return True
    if ends and verb and _is_dated(text, date=date, clock=clock):
        return True
    if not quote_follows:
        return ends and verb and text.startswith("----")
    if _OLD_GMAIL.match(text):
        return True
    by_name = _names_author(text) or (date and (address or (ends and _begins_properly(text))))
    return by_name or (ends and verb)


def _is_dated(text: str, *, date: bool, clock: bool) -> bool:
    """Say whether what has a verb also has the date or address that clients write."""
    if "@" in text and (date or clock or "<" in text):
        return True
    return (date or (clock and _starts_with_starter(text))) and _begins_properly(text)


def _names_author(text: str) -> bool:
    """Recognise "Quoting Budi Contoh <budi@kampus.example>:", whatever the language."""
    return text.rstrip(" *_").endswith((">:", ">\uff1a")) and "@" in text and len(text.split()) <= _FEW_WORDS


def _has_verb(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    return any(word in WROTE for word in words) or any(phrase in text for phrase in WROTE_UNSPACED)


def _is_first_person(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    return any(word in FIRST_PERSON and verb in WROTE for word, verb in pairwise(words))


def _starts_with_starter(text: str) -> bool:
    words = _WORD.findall(text[:40].casefold())
    return bool(words) and words[0] in STARTERS


def _begins_properly(text: str) -> bool:
    """Say whether a text begins as introductions do: with a starter, a weekday, a month or a date."""
    head = text.lstrip(_DECORATION + ">")[:60]
    words = _WORD.findall(head.casefold())
    if not words or not (has_date(text) or _CLOCK.search(text)):
        return False
    first = words[0]
    return first in STARTERS or first[0].isdigit() or first[:3] in WEEKDAYS or first in WEEKDAYS or first[:3] in MONTHS


def _midline_column(text: str) -> int | None:
    """Return where a starter with a date behind it stands; None when there is none."""
    for found in _MIDLINE.finditer(text):
        word = found.group(1).casefold()
        if word[0].isdigit() or word[:3] in MONTHS or word[:3] in WEEKDAYS or word in WEEKDAYS:
            return found.start()
    return None
