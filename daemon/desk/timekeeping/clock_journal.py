"""Write into the journal by which calendar the clocks were read, and read it back.

A calendar is written down once, as an event "calendar.set" with all its rules and the days off of the years around, so
that a later configuration, or a later release of the holidays library, does not change what past times amount to.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from daemon.desk.journal import Cause, Entry, record
from daemon.desk.timekeeping.service_calendar import CalendarRules, OpenHours, Season, ServiceCalendar, Week
from models.fields import canonical_json
from models.journal import JournalEvent

CALENDAR = "calendar.set"
YEARS_BEFORE, YEARS_AFTER = 5, 1  # whose days off are written down: those of the clocks that run, and the next

_KEPT = 8  # a reload makes another calendar
_known: dict[tuple[int, int], tuple[ServiceCalendar, str]] = {}  # by the calendar's identity and the year


def mark(calendar: ServiceCalendar, at: datetime) -> str:
    """Return the short name of a calendar as it is written down in a year."""
    key = (id(calendar), at.year)
    known = _known.get(key)
    if known is None:
        if len(_known) >= _KEPT:
            _known.clear()
        known = _known[key] = (calendar, _mark(written(calendar, at.year)))  # holding it keeps its identity its own
    return known[1]


def set_calendar(calendar: ServiceCalendar, now: datetime) -> bool:
    """Write the calendar down unless the journal has it, inside the caller's transaction; say whether it had not."""
    name = mark(calendar, now)
    if any(row.data["mark"] == name for row in JournalEvent.rows(name=CALENDAR)):
        return False
    record(Entry(CALENDAR, Cause("loket"), None, {"mark": name, **written(calendar, now.year)}), now)
    return True


def calendars() -> dict[str, ServiceCalendar]:
    """Return all calendars that the journal has, by their short names."""
    return {row.data["mark"]: _read(row.data) for row in JournalEvent.rows(name=CALENDAR)}


def written(calendar: ServiceCalendar, year: int) -> dict[str, Any]:
    """Return a calendar as plain data: hours as [first, end] in minutes since midnight, Monday first."""
    rules = calendar.rules
    years = range(year - YEARS_BEFORE, year + YEARS_AFTER + 1)
    return {
        "zone": rules.zone.key,
        "week": _plain(rules.week),
        "periods": [[one.first.isoformat(), one.last.isoformat(), _plain(one.week)] for one in rules.seasons],
        "closed": sorted({day.isoformat() for each in years for day in calendar.days_off(each)}),
    }


def _read(data: Mapping[str, Any]) -> ServiceCalendar:
    return ServiceCalendar(
        CalendarRules(
            zone=ZoneInfo(data["zone"]),
            week=_week(data["week"]),
            seasons=tuple(
                Season(date.fromisoformat(first), date.fromisoformat(last), _week(week))
                for first, last, week in data["periods"]
            ),
            closing_days=frozenset(map(date.fromisoformat, data["closed"])),
            country="",
        )
    )


def _plain(week: Week) -> list[list[list[int]]]:
    return [[[hours.start, hours.end] for hours in day] for day in week]


def _week(days: list[list[list[int]]]) -> Week:
    return tuple(tuple(OpenHours(start, end) for start, end in day) for day in days)


def _mark(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(data).encode()).hexdigest()[:12]
