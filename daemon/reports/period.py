"""Name the time that a report is about: whole days in the institution's zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daemon.value_objects import value_object
from models.fields import EPOCH, MICROSECOND

MONTHS = 12


@value_object
class Period:
    """From the first to the last day, both part of it."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Return the moment at which the first day begins, UTC."""
        return datetime.combine(self.first, time(), self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """Return the moment after the last day, UTC."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone).astimezone(UTC)

    @property
    def ticks(self) -> tuple[int, int]:
        """Return start and end in microseconds since 1970 UTC."""
        return (self.start - EPOCH) // MICROSECOND, (self.end - EPOCH) // MICROSECOND

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """Return the period before: the month before whole months, else as many days before."""
        if self.first.day == 1 and (self.last + timedelta(days=1)).day == 1:
            months = (self.last.year - self.first.year) * MONTHS + self.last.month - self.first.month + 1
            return Period(_months_earlier(self.first, months), self.first - timedelta(days=1), self.zone)
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1), self.zone)


def month_of(day: date, zone: ZoneInfo) -> Period:
    """Return the month that a day lies in."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), zone)


def week_of(day: date, zone: ZoneInfo) -> Period:
    """Return the week, Monday to Sunday, that a day lies in."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), zone)


def _months_earlier(first: date, months: int) -> date:
    count = first.year * MONTHS + first.month - 1 - months
    return date(count // MONTHS, count % MONTHS + 1, 1)
