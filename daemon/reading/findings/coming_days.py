"""Understand days that are named from today: "lusa", "senin minggu depan", "akhir bulan", "3 hari lagi". Pure."""

import re
from calendar import monthrange
from datetime import date, timedelta

WEEKDAYS = (
    ("senin", "monday"),
    ("selasa", "tuesday"),
    ("rabu", "wednesday"),
    ("kamis", "thursday"),
    ("jumat", "friday"),
    ("sabtu", "saturday"),
    ("minggu", "sunday", "ahad"),
)
_AHEAD = {"hari ini": 0, "today": 0, "besok": 1, "besuk": 1, "tomorrow": 1, "lusa": 2, "besok lusa": 2}
_AHEAD |= {"day after tomorrow": 2, "the day after tomorrow": 2, "sehari": 1, "a day": 1, "one day": 1}
_WEEKS_AHEAD = {"minggu depan": 1, "pekan depan": 1, "next week": 1, "seminggu": 1, "sepekan": 1, "a week": 1}
_MONTHS_AHEAD = {"bulan depan": 1, "next month": 1, "sebulan": 1, "a month": 1}
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            *(("satu", "one"), ("dua", "two"), ("tiga", "three"), ("empat", "four"), ("lima", "five"), ("enam", "six")),
            *(("tujuh", "seven"), ("delapan", "eight"), ("sembilan", "nine"), ("sepuluh", "ten")),
        ),
        1,
    )
    for word in words
}
_UNITS = {"hari": 1, "day": 1, "days": 1, "minggu": 7, "pekan": 7, "week": 7, "weeks": 7}
_COUNTED = re.compile(r"(\d{1,3}|[a-z]{3,8}) (hari|days?|minggu|pekan|weeks?|bulan|months?)")
_LEAD = re.compile(r"^(?:dalam|in|within|pada|hari|on|by|tanggal|tgl)(?: (?:waktu|the))? ")
_TAIL = re.compile(r" (?:lagi|mendatang|ke depan|kedepan|yang akan datang|from now)$")
_WEEKDAY = re.compile(r"(?:(?:this|coming|next) )?([a-z]{3,9})(?: (depan|ini|besok|mendatang|next week|this week))?")
_WEEKDAY_OF_WEEK = re.compile(r"([a-z]{3,9}) (?:(?:minggu|pekan) (depan|ini)|of (next|this) week)")
_END = re.compile(
    r"(?:(?:pada )?akhir|(?:(?:at|by) )?(?:the )?end of(?: the| this)?) "
    r"(minggu|pekan|bulan|tahun|week|month|year|next week|next month)(?: (ini|depan))?"
)
_START = re.compile(r"(?:awal|(?:(?:the )?(?:start|beginning) of)) (?:(?:bulan|minggu|pekan) depan|next (month|week))")
_DAY_OF_MONTH = re.compile(r"(?:tanggal|tgl|the) (\d{1,2})(?:st|nd|rd|th)?|(\d{1,2})(?:st|nd|rd|th)")
_FRIDAY = 4


def coming_day(text: str, today: date) -> date | None:
    """Return the day that the words (lower case, single spaces) name from today; None for anything else.

    A weekday is the next one, never today; "minggu depan" is today in a week; a week ends on its Friday.
    """
    if (numbered := _day_of_month(text, today)) is not None:
        return numbered
    if text in _AHEAD:
        return today + timedelta(days=_AHEAD[text])
    words = _TAIL.sub("", _LEAD.sub("", f"{text} ", count=1).strip()).strip()
    if words in _AHEAD:
        return today + timedelta(days=_AHEAD[words])
    if words in _WEEKS_AHEAD:
        return today + timedelta(weeks=_WEEKS_AHEAD[words])
    if words in _MONTHS_AHEAD:
        return _months_on(today, _MONTHS_AHEAD[words])
    return _counted(words, today) or _weekday(words, today) or _end(words, today) or _start(words, today)


def number_of(word: str) -> int | None:
    """Return the number that a word or digits say: "tiga", "three", "3"; None for anything else."""
    return int(word) if word.isdecimal() else _NUMBERS.get(word)


def _counted(words: str, today: date) -> date | None:
    """Return the day "3 hari" or "dua minggu" from today."""
    found = _COUNTED.fullmatch(words)
    count = number_of(found[1]) if found else None
    if found is None or count is None:
        return None
    if found[2] in _UNITS:
        return today + timedelta(days=count * _UNITS[found[2]])
    return _months_on(today, count)


def _weekday(words: str, today: date) -> date | None:
    if found := _WEEKDAY_OF_WEEK.fullmatch(words):
        day, ahead = _index(found[1]), found[2] in {"depan"} or found[3] == "next"
        return None if day is None else _monday(today) + timedelta(days=day, weeks=ahead)
    found = _WEEKDAY.fullmatch(words)
    day = _index(found[1]) if found else None
    if found is None or day is None:
        return None
    if found[2] == "next week":
        return _monday(today) + timedelta(days=day, weeks=1)
    return today + timedelta(days=(day - today.weekday() - 1) % 7 + 1)


def _end(words: str, today: date) -> date | None:
    """Return the last day of a week (its Friday), a month or a year."""
    found = _END.fullmatch(words)
    if found is None:
        return None
    is_next, unit = found[2] == "depan" or found[1].startswith("next "), found[1].removeprefix("next ")
    if unit in {"tahun", "year"}:
        return date(today.year + is_next, 12, 31)
    if unit in {"bulan", "month"}:
        month = _months_on(today.replace(day=1), int(is_next))
        return month.replace(day=monthrange(month.year, month.month)[1])
    is_over = today.weekday() > _FRIDAY
    return _monday(today) + timedelta(days=_FRIDAY, weeks=is_next or is_over)


def _start(words: str, today: date) -> date | None:
    """Return the first day of the next month, or next week's Monday."""
    if _START.fullmatch(words) is None:
        return None
    is_month = "bulan" in words or "month" in words
    return _months_on(today.replace(day=1), 1) if is_month else _monday(today) + timedelta(weeks=1)


def _day_of_month(text: str, today: date) -> date | None:
    """Return the next day of the month that "tanggal 5" or "the 5th" names."""
    found = _DAY_OF_MONTH.fullmatch(text)
    number = int(found[1] or found[2]) if found else 0
    first = today.replace(day=1)
    for months in range(3) if 1 <= number <= 31 else ():
        month = _months_on(first, months)
        if number <= monthrange(month.year, month.month)[1] and month.replace(day=number) >= today:
            return month.replace(day=number)
    return None


def _months_on(day: date, count: int) -> date:
    """Return the same day some months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _index(word: str) -> int | None:
    return next((number for number, names in enumerate(WEEKDAYS) if any(name.startswith(word) for name in names)), None)
