"""What a report says, as numbers; every one follows from the journal (docs/sop.md has their definitions)."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from daemon.reports.period import Period
from daemon.value_objects import value_object

DIMENSIONS = ("category", "type", "faculty", "staff", "channel", "role")


@value_object
class StageFigures:
    """How one stage was kept: its runs that came to their own end within the period."""

    stage: str
    count: int
    median: float | None  # service seconds; None without runs
    p90: int | None  # the same: the smallest value that nine tenths do not exceed
    within: int  # runs within their target
    broken: int = 0  # runs that something else ended; they count in no other figure

    @property
    def share(self) -> float | None:
        """Return the share within target, 0 to 1; None without runs."""
        return self.within / self.count if self.count else None


@value_object
class Group:
    """The figures of the tickets that have one thing in common."""

    key: str  # "" where it is not known
    decided: int
    stages: Mapping[str, StageFigures]


@value_object
class Headline:
    """The figures that are compared with the period before."""

    received: int
    decided: int  # solved or rejected
    solved: int
    rejected: int
    abandoned: int  # cancelled, merged or closed without a decision
    reopened: int
    first_contact: int  # solved without a question back: see docs/sop.md
    ratings: Mapping[int, int]  # 1 to 5 → how often
    bounced: int
    quarantined: int
    backlog: int  # open at the end
    stages: Mapping[str, StageFigures]

    @property
    def reopen_rate(self) -> float | None:
        """Return reopened per decided; None when nothing was decided."""
        return self.reopened / self.decided if self.decided else None

    @property
    def first_contact_rate(self) -> float | None:
        """Return the share of the solved that were solved at the first contact; None when nothing was solved."""
        return self.first_contact / self.solved if self.solved else None

    @property
    def rating(self) -> float | None:
        """Return the mean rating; None without any."""
        count = sum(self.ratings.values())
        return sum(value * often for value, often in self.ratings.items()) / count if count else None


@value_object
class Day:
    """One day's coming and going."""

    day: date
    received: int
    decided: int
    backlog: int  # open at its end


@value_object
class Evidence:
    """One slow run of a stage and the mails that opened and closed it."""

    ticket: str  # its number
    stage: str
    run: int
    seconds: int
    target: int
    opened_at: datetime
    closed_at: datetime
    opened_by: str  # Message-ID; "" when no mail did it
    closed_by: str
    paused: int  # service seconds in which it stood still


@value_object
class Report:
    """All figures of a period."""

    period: Period
    only: Mapping[str, str]  # dimension → the one value that counts; empty: everything
    now: Headline
    before: Headline
    groups: Mapping[str, tuple[Group, ...]]  # by dimension, the largest first
    days: tuple[Day, ...]
    actions: Mapping[str, Mapping[str, int]]  # the integrator's, by name and result
    slowest: tuple[Evidence, ...]


def stage_figures(stage: str, values: "Sequence[array[int]]", within: int, broken: int = 0) -> StageFigures:
    """Return the figures of runs that took these service seconds; the values come in parts."""
    ordered: list[int] = []
    for part in values:
        ordered += part
    ordered.sort()  # in linear time where the parts are in order
    count = len(ordered)
    if not count:
        return StageFigures(stage, 0, None, None, 0, broken)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return StageFigures(stage, count, middle, ordered[-(-9 * count // 10) - 1], within, broken)
