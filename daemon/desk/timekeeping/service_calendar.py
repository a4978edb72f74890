"""Count service time: the hours in which the counter is open. The only door to the holidays library.

Open hours are laid out once per year as moments in UTC with the time that had passed before each of them, so that
every question is a binary search, however far apart two moments are.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

from daemon.desk.writing.letter_parts import ServiceDays
from daemon.value_objects import value_object

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000  # microseconds
_DAY_OFF_KINDS = ("public", "government")  # "government" holds the collective leave (cuti bersama)
_LANGUAGES = {"id": "id", "en": "en_US"}  # as the library calls them
_ADVICE = 'install a newer "holidays", or configure holidays = "" and name them as closing days'
_END_YEAR = 2200  # from 1970 to before this year time passes; moments outside come from broken clocks


class UnknownHolidays(Exception):
    """Nobody knows the holidays of a country, or of a year; the text says what to do."""


@value_object
class OpenHours:
    """A stretch of a day in local time, in minutes since midnight; the end is not part of it and may be 1440."""

    start: int
    end: int


Week = tuple[tuple[OpenHours, ...], ...]  # seven days, Monday first; an empty day is closed


@value_object
class Season:
    """A range of dates with other hours, such as Ramadan."""

    first: date
    last: date  # still part of it
    week: Week
    name: str = ""  # for people


@value_object
class CalendarRules:
    """When the counter is open."""

    zone: ZoneInfo
    week: Week
    seasons: tuple[Season, ...] = ()  # the first that holds a date counts
    closing_days: frozenset[date] = frozenset()
    open_days: frozenset[date] = (
        frozenset()
    )  # holidays on which the counter keeps the hours of the weekday all the same
    country: str = "ID"  # its public holidays and collective leave are closed; "" for none


class ServiceCalendar:
    """Service time between moments. Moments are aware datetimes, answers are in UTC.

    Years of which nobody knows the holidays (the library's data end in 2100) have the closing days alone.

    Raises: UnknownHolidays for a country of which nobody knows them.
    """

    def __init__(self, rules: CalendarRules) -> None:
        self._rules = rules
        self._kinds = _kinds(rules.country)
        self._years = _years(rules.country)
        self._starts: list[int] = []  # microseconds since 1970, UTC
        self._ends: list[int] = []
        self._before: list[int] = []  # open microseconds before each start, from an arbitrary zero
        self._first_year = self._next_year = 0  # laid out: from the first to before the next one; equal: none
        self._told_on: tuple[date, tuple[ServiceDays, ...]] = (date.min, ())  # every letter of a day tells the same
        self._from = self._until = 0  # moments that the laid out years answer for

    @property
    def rules(self) -> CalendarRules:
        """Return what the calendar goes by."""
        return self._rules

    def service_seconds(self, start: datetime, end: datetime) -> float:
        """Return the open seconds from `start` to `end`; 0 when the end is not after the start."""
        first, last = _ticks(start), _ticks(end)
        return (self._passed(last) - self._passed(first)) / _SECOND if first < last else 0.0

    def add(self, start: datetime, seconds: float) -> datetime:
        """Return the first moment at which so many open seconds have passed since `start`.

        Raises: ValueError when the counter is never open for so long again.
        """
        if seconds <= 0:
            return start.astimezone(UTC)
        wanted = self._passed(_ticks(start)) + round(seconds * _SECOND)
        self._lay_out_until_passed(wanted)
        index = bisect_left(self._before, wanted) - 1
        return _EPOCH + (self._starts[index] + wanted - self._before[index]) * _MICROSECOND

    def is_open(self, at: datetime) -> bool:
        """Say whether the counter is open at a moment."""
        moment = _ticks(at)
        self._cover(moment)
        index = bisect_right(self._starts, moment) - 1
        return index >= 0 and moment < self._ends[index]

    def is_open_on(self, day: date) -> bool:
        """Say whether the counter opens on a day at all."""
        return day not in self.days_off(day.year) and bool(self.week_on(day)[day.weekday()])

    def closing_time(self, day: date) -> time:
        """Return when the counter closes on a day; on one when it stays closed, when it closes on other days."""
        spans = self.week_on(day)[day.weekday()] or [span for hours in self._rules.week for span in hours]
        latest = max((span.end for span in spans), default=24 * 60 - 1)
        return time(*divmod(min(latest, 24 * 60 - 1), 60))

    def week_on(self, day: date) -> Week:
        """Return the week of hours that a day lies in, holidays aside."""
        season = next((season for season in self._rules.seasons if season.first <= day <= season.last), None)
        return season.week if season else self._rules.week

    def service_days_on(self, at: datetime) -> tuple[ServiceDays, ...]:
        """Return the weekdays that have service in the season of a moment, and their hours."""
        today = at.astimezone(self._rules.zone).date()
        if self._told_on[0] != today:
            self._told_on = (today, _service_days(self.week_on(today)))
        return self._told_on[1]

    def _passed(self, moment: int) -> int:
        """Return the open microseconds from the calendar's zero to a moment."""
        self._cover(moment)
        index = bisect_right(self._starts, moment) - 1
        if index < 0:
            return self._before[0] if self._before else 0
        return self._before[index] + min(moment, self._ends[index]) - self._starts[index]

    def _cover(self, moment: int) -> None:
        """Lay out the years up to the moment's own and its neighbours', since local years do not begin as UTC's do."""
        if self._from <= moment < self._until:
            return
        year = (_EPOCH + moment * _MICROSECOND).year
        if self._first_year == self._next_year:
            self._first_year = self._next_year = year
        while self._next_year < year + 2:
            self._append_year()
        while self._first_year > year - 1:
            self._prepend_year()
        self._from, self._until = _year_start(self._first_year + 1), _year_start(self._next_year - 1)

    def _append_year(self) -> None:
        total = self._before[-1] + self._ends[-1] - self._starts[-1] if self._starts else 0
        for start, end in self._open_times(self._next_year):
            self._starts.append(start)
            self._ends.append(end)
            self._before.append(total)
            total += end - start
        self._next_year += 1

    def _prepend_year(self) -> None:
        times = list(self._open_times(self._first_year - 1))
        total = (self._before[0] if self._before else 0) - sum(end - start for start, end in times)
        before = []
        for start, end in times:
            before.append(total)
            total += end - start
        self._starts[:0] = [start for start, _ in times]
        self._ends[:0] = [end for _, end in times]
        self._before[:0] = before
        self._first_year -= 1

    def _lay_out_until_passed(self, wanted: int) -> None:
        while not self._ends or self._before[-1] + self._ends[-1] - self._starts[-1] < wanted:
            if self._next_year > _END_YEAR:
                raise ValueError("the counter is never open for so long again")
            self._append_year()

    def _open_times(self, year: int) -> Iterator[tuple[int, int]]:
        """Yield a local year's open stretches in UTC, in order and apart, however the clocks are put."""
        closed = self.days_off(year)
        day, reached = date(year, 1, 1), _year_start(year - 1)
        while day.year == year:
            for opened, end in () if day in closed else self._day(day):
                start = max(reached, opened)
                if start < end:
                    yield start, end
                    reached = end
            day += timedelta(days=1)

    def _day(self, day: date) -> list[tuple[int, int]]:
        hours = self.week_on(day)[day.weekday()]
        return sorted((self._moment(day, one.start), self._moment(day, one.end)) for one in hours)

    def days_off(self, year: int) -> frozenset[date]:
        """Return the days of a year on which the counter stays closed, and all that the configuration closes."""
        known = frozenset(self.holiday_names(year)) if self.knows_holidays(year) else frozenset()
        return self._rules.closing_days | known

    def knows_holidays(self, year: int) -> bool:
        """Say whether somebody knows the year's holidays; where none are to be kept, nothing is unknown."""
        return not self._rules.country or self._years[0] <= year <= self._years[1]

    def holiday_names(self, year: int, language: str = "id") -> dict[date, str]:
        """Return a year's holidays on which the counter stays closed, and what they are called in "id" or "en".

        Raises: UnknownHolidays for a year of which nobody knows them.
        """
        if not self._rules.country:
            return {}
        if not self.knows_holidays(year):
            raise UnknownHolidays(f"nobody knows the holidays of {self._rules.country!r} in {year}; {_ADVICE}")
        spoken = _LANGUAGES.get(language)
        found = holidays.country_holidays(self._rules.country, years=year, categories=self._kinds, language=spoken)
        return {day: name for day, name in found.items() if day not in self._rules.open_days}

    def _moment(self, day: date, minutes: int) -> int:
        local = datetime(day.year, day.month, day.day, tzinfo=self._rules.zone) + timedelta(minutes=minutes)
        return (local - _EPOCH) // _MICROSECOND


def alike(week: Week) -> Iterator[tuple[int, int, tuple[OpenHours, ...]]]:
    """Yield the first and the last of neighbouring days with the same hours, Monday is 0."""
    first = 0
    for day in range(1, len(week) + 1):
        if day == len(week) or week[day] != week[first]:
            yield first, day - 1, week[first]
            first = day


def _service_days(week: Week) -> tuple[ServiceDays, ...]:
    return tuple(
        ServiceDays(first, last, tuple((one.start, one.end) for one in hours))
        for first, last, hours in alike(week)
        if hours
    )


def _kinds(country: str) -> tuple[str, ...]:
    """Return which kinds of holidays close the counter in a country.

    Raises: UnknownHolidays.
    """
    if not country:
        return ()
    return tuple(kind for kind in _known(country).supported_categories if kind in _DAY_OFF_KINDS)


def _years(country: str) -> tuple[int, int]:
    """Return the first and the last year of which the library knows the holidays; nothing for no country."""
    known = _known(country) if country else None
    return (0, 0) if known is None else (known.start_year, known.end_year)


def _known(country: str) -> holidays.HolidayBase:
    """Return what the library knows of a country. Raises: UnknownHolidays."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError as error:
        raise UnknownHolidays(f"nobody knows the holidays of {country!r}; {_ADVICE}") from error


def _ticks(at: datetime) -> int:
    """Return microseconds since 1970, kept within the years that count.

    Raises: TypeError for a naive datetime.
    """
    return min(max((at - _EPOCH) // _MICROSECOND, 0), _LAST)


def _year_start(year: int) -> int:
    return (datetime(year, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND


_LAST = _year_start(_END_YEAR) - 1
