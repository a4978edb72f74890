"""How the counter works: tickets, the SOP's targets, service hours and limits."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import ByteSize, Field, StringConstraints, model_validator

from daemon.configuration.identity import Category
from daemon.configuration.values import Duration, Hours, Section, Span, Text

Stage = Literal["contact", "form", "processing", "notification"]
Count = Annotated[int, Field(ge=1)]
_LARGEST_MAIL = 25 * 1024 * 1024  # octets that reading accepts (daemon/reading/limits.py)
MailSize = Annotated[ByteSize, Field(ge=10_000, le=_LARGEST_MAIL)]
QuarantineSize = Annotated[ByteSize, Field(ge=1_000_000)]
_MORNING = Span(8 * 60, 12 * 60)
_FRIDAY_MORNING = Span(8 * 60, 11 * 60 + 30)
_AFTERNOON = Span(13 * 60, 16 * 60)


class Tickets(Section):
    """How tickets are numbered and how they age (product.md §3)."""

    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$")] = "PDI"
    acknowledgement: bool = True  # False: no automatic answer to a new complaint
    close_after: Duration = timedelta(days=7)  # solved, rejected or cancelled → closed
    chase: Duration = timedelta(days=3)  # waiting: ask again
    warn: Duration = timedelta(days=7)  # waiting: say that it will be closed
    close_waiting: Duration = timedelta(days=10)  # waiting → closed
    reopen_within: Duration = timedelta(days=30)  # a later reply is a new ticket

    @model_validator(mode="after")
    def _silence_in_order(self) -> Self:
        if not self.chase < self.warn < self.close_waiting:
            raise ValueError("chase must come before warn, and warn before close_waiting")
        return self


class Target(Section):
    """What the SOP expects of one stage, and the most it allows, in service time."""

    expected: Duration
    target: Duration

    @model_validator(mode="after")
    def _expected_first(self) -> Self:
        if self.expected > self.target:
            raise ValueError("expected is longer than target")
        return self


def _minutes(expected: int, target: int) -> Target:
    return Target(expected=timedelta(minutes=expected), target=timedelta(minutes=target))


class CategoryTargets(Section):
    """The stages in which a category differs; None: as everywhere."""

    contact: Target | None = None
    form: Target | None = None
    processing: Target | None = None
    notification: Target | None = None


class Targets(Section):
    """The SOP's minutes per stage (product.md §1)."""

    contact: Target = _minutes(2, 5)
    form: Target = _minutes(5, 10)
    processing: Target = _minutes(5, 60)
    notification: Target = _minutes(5, 10)
    categories: Mapping[Category, CategoryTargets] = {}

    def of(self, stage: Stage, category: str) -> Target:
        """Return the target of a stage for tickets of a category."""
        own = next((targets for name, targets in self.categories.items() if name == category), None)
        override: Target | None = getattr(own, stage, None)
        standard: Target = getattr(self, stage)
        return override or standard


class Week(Section):
    """Service hours per weekday; breaks are the gaps, an empty list is a day without service."""

    monday: tuple[Hours, ...] = (_MORNING, _AFTERNOON)
    tuesday: tuple[Hours, ...] = (_MORNING, _AFTERNOON)
    wednesday: tuple[Hours, ...] = (_MORNING, _AFTERNOON)
    thursday: tuple[Hours, ...] = (_MORNING, _AFTERNOON)
    friday: tuple[Hours, ...] = (_FRIDAY_MORNING, _AFTERNOON)
    saturday: tuple[Hours, ...] = ()
    sunday: tuple[Hours, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for name, day in zip(type(self).model_fields, self.days, strict=True):
            if any(later.start < earlier.end for earlier, later in pairwise(day)):
                raise ValueError(f"{name}: the hours overlap or are not in order")
        return self

    @property
    def days(self) -> tuple[tuple[Span, ...], ...]:
        """Return the hours of the seven days, Monday first, as date.weekday() counts."""
        return (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)


class Period(Section):
    """A range of dates with other service hours, such as Ramadan."""

    name: Text
    first: date
    last: date  # still part of it
    hours: Week

    @model_validator(mode="after")
    def _first_to_last(self) -> Self:
        if self.first > self.last:
            raise ValueError("first is after last")
        return self


class Calendar(Section):
    """When the counter is open; stage clocks run in these hours only."""

    hours: Week = Week()
    periods: tuple[Period, ...] = ()  # the first that holds a date counts
    closing_days: tuple[date, ...] = ()
    open_days: tuple[date, ...] = ()  # although they are holidays
    holidays: Literal["ID", ""] = "ID"  # public holidays of that country; empty: none


class Limits(Section):
    """How often and how much, at most (trust.md §3.9, §4.4)."""

    acknowledgements_per_hour: Count = 10  # to one authenticated sender
    unverified_acknowledgements_per_hour: Count = 1  # to one sender without any verdict
    unverified_acknowledgements_per_day: Count = 3
    tickets_per_hour: Count = 10  # of one sender; the excess is held
    refusals_per_hour: Count = 3  # notes to one member of staff
    staff_letters_per_hour: Count = 100  # to one member of staff; further news comes in one list after ten minutes
    writes_per_hour: Count = 10  # changes in other systems that one member of staff may ask for
    writes_per_day: Count = 50
    confirmation_tries: Count = 5  # per token
    bulk_tickets: Count = 5  # of one mail's commands; more need a second person
    pair_mails: Count = 5  # automatic mails to one address within pair_window, more mute it
    pair_window: Duration = timedelta(minutes=10)
    pair_mute: Duration = timedelta(hours=24)
    quarantine_mails: Count = 1000  # kept here at most; of newer ones the octets stay on the mail server alone
    quarantine_size: QuarantineSize = ByteSize(1_000_000_000)  # octets, the same
    enclosed_size: MailSize = ByteSize(10 * 1024 * 1024)  # octets of files that go along with one mail of ours
    mail_size: MailSize = ByteSize(_LARGEST_MAIL)  # octets; a larger mail stays unread
