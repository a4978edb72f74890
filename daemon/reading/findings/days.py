"""Understand days as people write them: "30 November", "30/11/2026", "2026-11-30", "senin", "besok". Pure."""

import re
from datetime import date, timedelta

from daemon.reading.findings.coming_days import coming_day

_MONTHS = (
    ("januari", "january"),
    ("februari", "february"),
    ("maret", "march"),
    ("april", "april"),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("agustus", "august"),
    ("september", "september"),
    ("oktober", "october"),
    ("november", "november"),
    ("desember", "december"),
)
_FRIDAY = re.compile("jum['\u2019]at")
_NUMERIC = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?"
_UNTIL = frozenset({"sampai", "hingga", "s.d", "sd", "s/d", "until", "till", "through"})
_RETURNS = frozenset({"kembali", "masuk", "back", "return", "returning"})
_BETWEEN = frozenset(
    (
        *("dengan", "tanggal", "tgl", "hari", "pada", "di", "kantor", "kerja", "bekerja", "lagi", "ke"),
        *("on", "the", "in", "to", "office", "work"),
    )
)
_MOST_BETWEEN = 8  # words
_MARKS = ".,:;()\"'"
_LONGEST = 3000  # characters of a note that are looked at


def day_of(words: str, today: date) -> date | None:
    """Return the day that the words name, the next one of that name when no year is given; None for anything else."""
    text = " ".join(_FRIDAY.sub("jumat", words.casefold().replace(",", " ")).split()).strip(" .")
    return coming_day(text, today) or _numeric(text, today) or _worded(text.split(), today)


def month_of(words: str, today: date) -> date | None:
    """Return the first day of "oktober", "october 2025" or "2026-10", the last one of that name without a year."""
    if re.fullmatch(r"20\d\d-\d\d", words, re.ASCII):
        return _first_of(int(words[:4]), int(words[5:]))
    name, _, year = words.casefold().partition(" ")
    month = _index(_MONTHS, name, shortest=3)
    if month is None or (year and not re.fullmatch(r"20\d\d", year, re.ASCII)):
        return None
    is_ahead = month + 1 > today.month
    return _first_of(int(year) if year else today.year - is_ahead, month + 1)


def _first_of(year: int, month: int) -> date | None:
    return date(year, month, 1) if 1 <= month <= 12 else None


def last_day_away(text: str, today: date) -> date | None:
    """Return the last day of absence that an out-of-office note names; None when it names none."""
    words = [word.strip(_MARKS) for word in text[:_LONGEST].casefold().split()]
    last = _day_behind(words, _UNTIL, today)
    if last is not None:
        return last
    first_back = _day_behind(words, _RETURNS, today)
    return None if first_back is None else first_back - timedelta(days=1)


def _day_behind(words: list[str], keys: frozenset[str], today: date) -> date | None:
    """Return the first day that stands behind one of the key words, small words between them passed over."""
    for index in (index for index, word in enumerate(words) if word in keys):
        rest = words[index + 1 : index + 1 + _MOST_BETWEEN]
        start = next((i for i, word in enumerate(rest) if word not in _BETWEEN), len(rest))
        for count in (3, 2, 1):
            day = day_of(" ".join(rest[start : start + count]), today)
            if day is not None:
                return day
    return None


def _numeric(text: str, today: date) -> date | None:
    numbers = [int(part) for part in re.split(r"[/.-]", text) if part.isdecimal()]
    if not re.fullmatch(_NUMERIC, text) or len(numbers) < 2:
        return None
    if len(numbers) == 2:
        return _dated(None, numbers[1], numbers[0], today)
    year, month, day = numbers if numbers[0] > 31 else numbers[::-1]
    return _dated(year, month, day, today)


def _worded(words: list[str], today: date) -> date | None:
    month = next((found for word in words if (found := _index(_MONTHS, word, shortest=3)) is not None), None)
    numbers = [int(number) for word in words if (number := re.sub(r"(?:st|nd|rd|th)$", "", word)).isdecimal()]
    days = [number for number in numbers if number <= 31]
    years = [number for number in numbers if number > 31]
    if month is None or len(days) != 1 or len(words) != len(numbers) + 1:
        return None
    return _dated(years[0] if years else None, month + 1, days[0], today)


def _dated(year: int | None, month: int, day: int, today: date) -> date | None:
    """Return the date; without a year the next one, a past day of the last months excepted."""
    try:
        found = date(year or today.year, month, day)
        is_long_ago = year is None and found < today - timedelta(days=60)
        return found.replace(year=found.year + 1) if is_long_ago else found
    except ValueError:
        return None


def _index(names: tuple[tuple[str, str], ...], word: str, shortest: int) -> int | None:
    if len(word) < shortest:
        return None
    return next((i for i, pair in enumerate(names) if any(name.startswith(word) for name in pair)), None)
