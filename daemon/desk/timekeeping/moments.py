"""Understand when something is to be, or was: "besok", "jumat 14.00", "3 hari", "2026-12-01 10:00"; English, too."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo

_DAYS_AHEAD = {"hari ini": 0, "today": 0, "sekarang": 0, "besok": 1, "tomorrow": 1, "lusa": 2, "kemarin": -1}
_DAYS_AHEAD |= {"besok lusa": 2, "yesterday": -1, "minggu depan": 7, "next week": 7, "pekan depan": 7}
_WEEKDAYS = (
    ("senin", "monday", "mon"),
    ("selasa", "tuesday", "tue"),
    ("rabu", "wednesday", "wed"),
    ("kamis", "thursday", "thu"),
    ("jumat", "friday", "fri", "jum'at"),
    ("sabtu", "saturday", "sat"),
    ("minggu", "sunday", "sun", "ahad"),
)
_MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "february", "feb", "pebruari"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "aug", "ags"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov", "nopember"),
    ("desember", "december", "des", "dec"),
)
_WEEKDAY = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words}
_UNITS = {"jam": "hours", "hour": "hours", "hours": "hours", "hari": "days", "day": "days", "days": "days"}
_UNITS |= {"minggu": "weeks", "pekan": "weeks", "week": "weeks", "weeks": "weeks", "menit": "minutes"}
_UNITS |= {"minute": "minutes", "minutes": "minutes"}
_FILLERS = re.compile(r"\b(?:hari|pada|tanggal|pukul|jam|at|on|by|dalam|in|lagi|wib|wita|wit)\b[ ,]*")
_CLOCK = re.compile(r"(?:^|[ t,])(\d{1,2})[:.](\d{2})$")
_SPAN = re.compile(r"(\d{1,3}) ?([a-z]+)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WORDED = re.compile(r"(\d{1,2}) ([a-z]+)(?: (\d{4}))?")
_LONGEST = 60  # characters

Closing = Callable[[date], time]  # when the counter closes on a day


def understood(text: str, now: datetime, zone: tzinfo, closing: Closing) -> datetime | None:
    """Return the moment that the words mean, aware, in the zone's time; None when they mean none.

    A day without a time means its closing time. A weekday is the next one, never today.
    """
    words = " ".join(text.casefold().replace(",", " ").split())[:_LONGEST]
    local = now.astimezone(zone)
    if (span := _span(words)) is not None:
        return _after(local, span, closing)
    clock = _CLOCK.search(words)
    day = _day(words[: clock.start()] if clock else words, local.date())
    at = _time(clock) if clock else None
    if day is None or (clock and at is None):
        return None
    return datetime.combine(day, at or closing(day), zone)


def _span(words: str) -> timedelta | None:
    """Return how long "3 hari" is; None when the words are no length."""
    found = _SPAN.fullmatch(words.removesuffix(" lagi").removeprefix("dalam ").removeprefix("in "))
    unit = _UNITS.get(found[2]) if found else None
    return timedelta(**{unit: int(found[1])}) if found and unit else None


def _after(local: datetime, span: timedelta, closing: Closing) -> datetime:
    """Return the closing time so many days from now; hours and minutes are counted from this moment."""
    if span % timedelta(days=1):
        return local + span
    day = (local + span).date()
    return datetime.combine(day, closing(day), local.tzinfo)


def _time(found: re.Match[str]) -> time | None:
    hour, minute = int(found[1]), int(found[2])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(words: str, today: date) -> date | None:
    words = words.strip()
    if not words or words in _DAYS_AHEAD:
        return today + timedelta(days=_DAYS_AHEAD.get(words, 0))
    words = _FILLERS.sub("", f"{words} ").strip()
    if not words:
        return today
    if words in _DAYS_AHEAD:
        return today + timedelta(days=_DAYS_AHEAD[words])
    if words.removesuffix(" depan") in _WEEKDAY:
        ahead = (_WEEKDAY[words.removesuffix(" depan")] - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    return _dated(words, today)


def _dated(words: str, today: date) -> date | None:
    if found := _ISO.fullmatch(words):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHED.fullmatch(words):
        return _date(int(found[3]), int(found[2]), int(found[1]))
    found = _WORDED.fullmatch(words)
    month = _MONTH.get(found[2]) if found else None
    if not found or month is None:
        return None
    if found[3]:
        return _date(int(found[3]), month, int(found[1]))
    this_year = _date(today.year, month, int(found[1]))
    is_past = this_year is not None and this_year < today
    return _date(today.year + 1, month, int(found[1])) if is_past else this_year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
