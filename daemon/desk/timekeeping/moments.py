"""Understand when something is to be, or was: "besok pagi", "jumat 14.00", "3 hari lagi", "2 pm"; English, too."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice

from daemon.reading.findings.coming_days import number_of
from daemon.reading.findings.days import day_of
from daemon.value_objects import value_object

_CLOSING = ""  # of the parts of a day: the one that ends when the counter closes
_PARTS = {
    "pagi": "10:00",
    "morning": "10:00",
    "siang": "13:00",
    "tengah hari": "12:00",
    "noon": "12:00",
    "midday": "12:00",
    "afternoon": _CLOSING,
    "sore": _CLOSING,
    "petang": _CLOSING,
    "malam": "20:00",
    "evening": "20:00",
    "night": "20:00",
    "akhir hari": _CLOSING,
    "end of day": _CLOSING,
    "end of the day": _CLOSING,
    "eod": _CLOSING,
}
_LATER_HALF = frozenset({"siang", "sore", "petang", "malam", "afternoon", "evening", "night", "pm", "p.m"})
_PART = re.compile(
    rf"(?:^|(?<= ))(?:nanti |this |in the |at )?(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))}|tonight)"
    r"(?: (?:hari|ini|nanti)){0,2}$"
)
_CLOCK = re.compile(
    r"(?:^|(?<!tanggal)(?<!tgl)[ t])(?P<lead>(?:pukul|jam|at|by|pkl\.?) )?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?"
    r"(?: ?(?P<half>am|pm|a\.m|p\.m|pagi|siang|sore|petang|malam))?(?: wib| wita| wit)?$"
)
_UNITS = {"jam": 60, "hour": 60, "hours": 60, "menit": 1, "minute": 1, "minutes": 1}
_SPAN = re.compile(r"(\d{1,3}|[a-z]{3,8}) ?([a-z]+)")
_WORKING = re.compile(r"(\d{1,2}|[a-z]{3,8}) (?:hari kerja|(?:working|business) days?)")
_WORDS = {"sejam": 60, "an hour": 60, "setengah jam": 30, "half an hour": 30, "sekarang": 0, "now": 0}
_BEFORE = {"kemarin": -1, "yesterday": -1, "kemarin dulu": -2}
_FILLERS = re.compile(r"\b(?:pada|pukul|jam|at|on|by|wib|wita|wit|sebelum|before|until|sampai|hingga)\b[ ,]*")
_LATE_MORNING = 10  # "10 siang" and "11 siang" are before noon
_AFTER_NOON = frozenset("12345")  # "jam 2" alone is not in the night
_FARTHEST = 400  # days that are looked through for open ones
_LONGEST = 60  # characters


@value_object
class Opening:
    """When the counter is open."""

    closing: Callable[[date], time]  # when it closes on a day
    is_open_on: Callable[[date], bool]


def understood(text: str, now: datetime, zone: tzinfo, opening: Opening) -> datetime | None:
    """Return the moment that the words mean, aware, in the zone's time; None when they mean none.

    A day without a time means its closing time. A weekday is the next one, never today.
    """
    words = " ".join(text.casefold().replace(",", " ").split())[:_LONGEST].strip(" .")
    local = now.astimezone(zone)
    bare = words.removesuffix(" lagi").removesuffix(" from now").removeprefix("dalam ").removeprefix("in ")
    if (minutes := _minutes(bare)) is not None:
        return local + timedelta(minutes=minutes)
    if found := _WORKING.fullmatch(bare):
        day = _working_day(local.date(), number_of(found[1]) or 0, opening)
        return None if day is None else datetime.combine(day, opening.closing(day), zone)
    rest, at = _time_of(words)
    day = _day(rest, local.date())
    if day is None or at is None:
        return None
    return datetime.combine(day, time.fromisoformat(at) if at else opening.closing(day), zone)


def _minutes(words: str) -> int | None:
    """Return how many minutes "4 jam" is; None when the words are no such length."""
    if words in _WORDS:
        return _WORDS[words]
    found = _SPAN.fullmatch(words)
    count = number_of(found[1]) if found else None
    return count * _UNITS[found[2]] if found and count is not None and found[2] in _UNITS else None


def _working_day(today: date, count: int, opening: Opening) -> date | None:
    """Return the day after so many open ones; None for none, or where the counter never opens."""
    days = (today + timedelta(days=ahead) for ahead in range(1, _FARTHEST))
    return next(islice(filter(opening.is_open_on, days), count - 1, None), None) if count else None


def _time_of(words: str) -> tuple[str, str | None]:
    """Return the words before the time of day, and the time as HH:MM; "" for closing time, None for nonsense."""
    clock = _CLOCK.search(words)
    if clock and (clock["lead"] or clock["minute"] or clock["half"]):
        return words[: clock.start()], _clock(clock)
    if (part := _PART.search(words)) and part["part"] == "tonight":
        return words[: part.start()], _PARTS["night"]
    return (words[: part.start()], _PARTS[part["part"]]) if part else (words, _CLOSING)


def _clock(found: re.Match[str]) -> str | None:
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"] or ""
    if half and not 1 <= hour <= 12 + 12 * (half not in {"am", "pm", "a.m", "p.m"}):
        return None
    if half in {"am", "a.m"}:
        hour %= 12
    if half in _LATER_HALF and hour < 12 and not (half == "siang" and hour >= _LATE_MORNING):
        hour += 12
    if not half and found["lead"] and found["hour"] in _AFTER_NOON:
        hour += 12
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def _day(words: str, today: date) -> date | None:
    words = _FILLERS.sub("", f"{words} ").strip()
    if not words or words in _BEFORE:
        return today + timedelta(days=_BEFORE.get(words, 0))
    return day_of(words, today)
