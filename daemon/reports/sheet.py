"""Put a report into words: tables that the mail, the page and the terminal show alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta
from typing import Protocol
from urllib.parse import quote

from daemon.desk.timekeeping.targets import STAGES, Target
from daemon.desk.writing.report_sheet import Cell, Heading, Link, Sheet, SheetSection, Table
from daemon.reports.figures import DIMENSIONS, Day, Evidence, Group, Report, StageFigures
from daemon.reports.period import Period
from daemon.value_objects import value_object

NONE = "\u2013"
MAX_DAYS, MAX_WEEKS = 31, 27  # rows of the table over time, before the next longer step
MAX_GROUPS, MAX_BRIEF_DAYS = 10, 8  # of a brief report
CODED = frozenset({"category", "channel", "role"})  # dimensions whose keys are codes with words of their own


class Words(Protocol):
    """A language's words."""

    def word(self, code: str, group: str, better: str = "") -> str:
        """Return the words for a code of a group."""

    def decimal(self, value: float) -> str:
        """Return a number with at most one decimal."""

    def day(self, day: date) -> str:
        """Return a date."""

    def moment(self, at: datetime) -> str:
        """Return date and time."""

    def brief_moment(self, at: datetime) -> str:
        """Return day, month and time, for narrow columns."""


@value_object
class Names:
    """What codes of this installation are called."""

    types: Callable[[str], str] = lambda code: code
    staff: Callable[[str], str] = lambda code: code


@value_object
class Reader:
    """For whom a report is, and in which words."""

    words: Words
    names: Names = field(default_factory=Names)
    targets: Mapping[str, Target] = field(default_factory=dict)  # the standard ones, by stage
    staff_id: str = ""  # who reads it and may see figures of no other colleague; "": may see all
    is_brief: bool = False  # as a mail: groups by their totals alone, the largest of them, weeks instead of days

    @property
    def longest(self) -> int:
        """Return how many days are shown one by one, at most."""
        return MAX_BRIEF_DAYS if self.is_brief else MAX_DAYS


def sheet_of(report: Report, reader: Reader) -> Sheet:
    """Return the report in words, as far as its reader may see it."""
    return Writer(report, reader).sheet()


@value_object
class Writer:
    """Writes one report for one reader."""

    report: Report
    reader: Reader

    def sheet(self) -> Sheet:
        """Return the whole report."""
        only = ", ".join(f"{self._dimension(name)}: {self._key(name, key)}" for name, key in self.report.only.items())
        period = self.report.period
        return Sheet(
            title=self.say("title"),
            subtitle=self.say("period", first=self._day(period.first), last=self._day(period.last))
            + (f" · {only}" if only else ""),
            sections=tuple(self._sections()),
            hint=self.say("hint") if self.reader.is_brief and not self.reader.staff_id else "",
        )

    def say(self, code: str, **facts: object) -> str:
        """Return one of the report's phrases with its facts in place."""
        return self.reader.words.word(code, "report").format(**facts)

    def _sections(self) -> Iterator[SheetSection]:
        yield self._summary()
        yield self._stages()
        yield self._over_time()
        for dimension in DIMENSIONS:
            if groups := self._visible(dimension):
                yield self._group_section(dimension, groups)
        if self.report.now.ratings:
            yield self._ratings()
        if self.report.actions:
            yield self._actions()
        if self.report.slowest:
            yield self._slowest()

    def _summary(self) -> SheetSection:
        now, before = self.report.now, self.report.before
        rows = [
            *(self._compared(name) for name in ("received", "decided", "solved", "rejected", "abandoned", "reopened")),
            (self.say("reopen-rate"), self._percent(now.reopen_rate), self._percent(before.reopen_rate)),
            (self.say("first-contact"), *map(self._percent, (now.first_contact_rate, before.first_contact_rate))),
            (self.say("rating"), self._number(now.rating), self._number(before.rating)),
            *(self._compared(name) for name in ("backlog", "bounced", "quarantined") if not self.report.only),
        ]
        before_days = self.report.period.before
        span = f"{self._day(before_days.first)} {NONE} {self._day(before_days.last)}"
        headings = (
            Heading(self.say("figure")),
            Heading(self.say("now"), is_number=True),
            Heading(self.say("before"), is_number=True),
        )
        return SheetSection(
            "summary",
            self.say("summary"),
            self.say("summary-note", before=span),
            Table(self.say("summary"), headings, tuple(rows)),
        )

    def _compared(self, name: str) -> tuple[Cell, ...]:
        return (self.say(name), *(self._count(getattr(each, name)) for each in (self.report.now, self.report.before)))

    def _stages(self) -> SheetSection:
        now, before = self.report.now.stages, self.report.before.stages
        last = () if self.reader.is_brief else ("broken",)
        rows = tuple(
            (
                self._stage(stage),
                self._limit(stage),
                *self._figures(now[stage]),
                self._percent(before[stage].share),
                *(self._count(now[stage].broken) for _ in last),
            )
            for stage in STAGES
        )
        headings = self._headings("stage", "limit", "count", "median", "p90", "share", "share-before", *last)
        return SheetSection(
            "stages", self.say("stages"), self.say("stages-note"), Table(self.say("stages"), headings, rows)
        )

    def _figures(self, figures: StageFigures) -> tuple[str, str, str, str]:
        return (
            self._count(figures.count),
            self._minutes(figures.median),
            self._minutes(figures.p90),
            self._percent(figures.share),
        )

    def _over_time(self) -> SheetSection:
        rows = tuple(
            (step.label, *map(self._count, (step.received, step.decided, step.backlog)))
            for step in steps(self.report, self._day, self.reader.longest)
        )
        headings = self._headings("day", "received", "decided", "backlog")
        note = self.say("backlog-part-note" if self.report.only else "backlog-note")
        return SheetSection("over-time", self.say("over-time"), note, Table(self.say("over-time"), headings, rows))

    def _visible(self, dimension: str) -> tuple[Group, ...]:
        """Return the groups that the reader may see, none when they would say nothing."""
        groups = self.report.groups.get(dimension, ())
        if dimension == "staff" and self.reader.staff_id:
            groups = tuple(group for group in groups if group.key == self.reader.staff_id)
        groups = groups[:MAX_GROUPS] if self.reader.is_brief else groups
        return groups if any(group.key for group in groups) else ()

    def _group_section(self, dimension: str, groups: Sequence[Group]) -> SheetSection:
        name = self._dimension(dimension)
        title = self.say("by", what=name)
        heading = Heading(name[:1].upper() + name[1:])
        if self.reader.is_brief:
            headings = (heading, *self._headings("count", "median", "p90", "share"))
            brief = tuple((self._key(dimension, one.key), *self._figures(one.stages["total"])) for one in groups)
            return SheetSection(f"by-{dimension}", title, self.say("brief-note"), Table(title, headings, brief))
        headings = (heading, *self._headings("stage", "count", "median", "p90", "share"))
        rows = tuple(
            (self._key(dimension, group.key), self._stage(stage), *self._figures(group.stages[stage]))
            for group in groups
            for stage in STAGES
            if group.stages[stage].count
        )
        return SheetSection(f"by-{dimension}", title, "", Table(title, headings, rows))

    def _ratings(self) -> SheetSection:
        every = self.report.now.ratings
        rows = tuple((str(value), self._count(every.get(value, 0))) for value in range(5, 0, -1))
        return SheetSection(
            "ratings", self.say("ratings"), "", Table(self.say("ratings"), self._headings("rating", "count"), rows)
        )

    def _actions(self) -> SheetSection:
        rows = tuple(
            (name, self.reader.words.word(ending, "plan-ending"), self._count(often))
            for name, results in sorted(self.report.actions.items())
            for ending, often in sorted(results.items())
        )
        title = self.say("actions")
        return SheetSection("actions", title, "", Table(title, self._headings("action", "result", "count"), rows))

    def _slowest(self) -> SheetSection:
        rows = tuple(self._slow(one) for one in self.report.slowest)
        headings = self._headings("ticket", "stage", "minutes", "limit", "opened", "closed")
        title = self.say("slowest")
        return SheetSection("slowest", title, self.say("slowest-note"), Table(title, headings, rows))

    def _slow(self, one: Evidence) -> tuple[Cell, ...]:
        stage = self._stage(one.stage) if one.run == 1 else self.say("again", stage=self._stage(one.stage), run=one.run)
        return (
            one.ticket,
            stage,
            self._minutes(one.seconds),
            self._minutes(one.target),
            self._mail(one.opened_at, one.opened_by),
            self._mail(one.closed_at, one.closed_by),
        )

    def _mail(self, at: datetime, message_id: str) -> Cell:
        """Return a moment that leads to the mail that made it (RFC 2392 mid:)."""
        words = self.reader.words
        when = words.brief_moment(at) if self.reader.is_brief else words.moment(at)
        return Link(when, f"mid:{quote(message_id, safe='@')}") if message_id else when

    def _headings(self, *codes: str) -> tuple[Heading, ...]:
        texts = {"stage", "day", "ticket", "opened", "closed", "action", "result", "rating"}
        return tuple(Heading(self.say(f"column-{code}"), code not in texts) for code in codes)

    def _dimension(self, name: str) -> str:
        return self.reader.words.word(name, "dimension")

    def _key(self, dimension: str, key: str) -> str:
        names = self.reader.names
        if not key:
            return self.say("nobody" if dimension == "staff" else "unknown")
        if dimension in CODED:
            return self.reader.words.word(key, dimension)
        return names.types(key) if dimension == "type" else names.staff(key) if dimension == "staff" else key

    def _stage(self, stage: str) -> str:
        return self.reader.words.word(stage, "stage")

    def _limit(self, stage: str) -> str:
        target = self.reader.targets.get(stage)
        return NONE if target is None else self._minutes(target.target_seconds)

    def _day(self, day: date) -> str:
        return self.reader.words.day(day)

    def _minutes(self, seconds: float | None) -> str:
        return NONE if seconds is None else self.reader.words.decimal(seconds / 60)

    def _number(self, value: float | None) -> str:
        return NONE if value is None else self.reader.words.decimal(value)

    def _percent(self, share: float | None) -> str:
        return NONE if share is None else f"{self.reader.words.decimal(share * 100)}%"

    def _count(self, number: int) -> str:
        return self.reader.words.decimal(number)


@value_object
class Step:
    """A day, a week or a month of the period."""

    first: date
    label: str
    received: int
    decided: int
    backlog: int  # open at its end


def steps(report: Report, say_day: Callable[[date], str], longest: int = MAX_DAYS) -> Iterator[Step]:
    """Yield the period day by day up to so many days, else week by week or month by month."""
    for first, days in _parts(report.period, report.days, longest):
        last = days[-1]
        label = say_day(first) if len(days) == 1 else f"{say_day(first)} {NONE} {say_day(last.day)}"
        received, decided = sum(day.received for day in days), sum(day.decided for day in days)
        yield Step(first, label, received, decided, last.backlog)


def _parts(period: Period, days: Sequence[Day], longest: int) -> Iterator[tuple[date, list[Day]]]:
    by_day, by_week = period.days <= longest, period.days <= MAX_WEEKS * 7
    parts: dict[date, list[Day]] = {}
    for one in days:
        week = one.day - timedelta(days=one.day.weekday())
        start = one.day if by_day else week if by_week else one.day.replace(day=1)
        parts.setdefault(max(start, period.first), []).append(one)
    yield from parts.items()
