"""Read the dates that mail clients write for people in header blocks ("Senin, 2 November 2026 pukul 10.15 WIB")."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from daemon.reading.mime.dates import parse_date
from daemon.reading.replies.quotation_phrases import MONTH_NUMBERS

_LONGEST = 120
_WORD_DATE = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s.,-]{1,3}([^\W\d]{3,12})\.?[\s.,-]{1,3}(\d{4})(?!\d)")
_US_DATE = re.compile(r"([^\W\d]{3,12})\.?\s(\d{1,2}),?\s(\d{4})(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_NUMBER_DATE = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{2,4})(?!\d)")
_CLOCK = re.compile(r"(?<![\d./-])(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?![\d/])\s?(am|pm)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})(?!\d)")
_ZONES = {"wib": 7, "wita": 8, "wit": 9, "gmt": 0, "utc": 0}


def parse_quoted_date(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment in UTC that a client's date names; `zone` is meant where it names none.

    Numbers are day, month, year unless that is no date. None when no date and time can be made out.
    """
    text = text[:_LONGEST]
    standard = parse_date(text) if _OFFSET.search(text) else None
    if standard is not None:
        return standard
    day = _read_day(text)
    if day is None:
        return None
    rest = text.replace(day[1], " ", 1)
    hour, minute, second = _read_clock(rest)
    try:
        moment = datetime(*day[0], hour, minute, second, tzinfo=_read_zone(rest) or zone)
    except ValueError:
        return None
    return moment.astimezone(UTC)


def _read_day(text: str) -> tuple[tuple[int, int, int], str] | None:
    """Return year, month and day, and the words that named them."""
    for pattern, order in ((_WORD_DATE, (3, 2, 1)), (_US_DATE, (3, 1, 2)), (_ISO_DATE, (1, 2, 3))):
        for found in pattern.finditer(text):
            month = _month(found.group(order[1]))
            if month:
                return (int(found.group(order[0])), month, int(found.group(order[2]))), found.group(0)
    numbers = _NUMBER_DATE.search(text)
    if numbers is None:
        return None
    day, month, year = (int(part) for part in numbers.groups())
    if month > 12:
        day, month = month, day
    return (year + 2000 if year < 100 else year, month, day), numbers.group(0)


def _month(word: str) -> int:
    return int(word) if word.isdigit() else MONTH_NUMBERS.get(word.casefold()[:3], 0)


def _read_clock(text: str) -> tuple[int, int, int]:
    found = _CLOCK.search(text)
    if found is None:
        return 0, 0, 0
    hour, half = int(found.group(1)), (found.group(4) or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, int(found.group(2)), int(found.group(3) or 0)


def _read_zone(text: str) -> tzinfo | None:
    found = _OFFSET.search(text)
    if found is not None:
        minutes = int(found.group(2)) * 60 + int(found.group(3))
        return (
            timezone(timedelta(minutes=-minutes if found.group(1) == "-" else minutes)) if minutes < 24 * 60 else None
        )
    words = re.findall(r"[^\W\d]+", text.casefold())
    return next((timezone(timedelta(hours=_ZONES[word])) for word in words if word in _ZONES), None)
