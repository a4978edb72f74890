"""Write a report as CSV, one figure a line, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterator
from io import StringIO

from daemon.desk.timekeeping.targets import STAGES
from daemon.desk.writing.cells import harmless
from daemon.reports.figures import Evidence, Group, Report, StageFigures

COLUMNS = ("first", "last", "by", "value", "stage", "measure", "number", "number_before")
_HEADLINE = ("received", "decided", "solved", "rejected", "abandoned", "reopened", "reopen_rate", "first_contact")
_MORE = ("first_contact_rate", "rating", "backlog", "bounced", "quarantined")

Line = tuple[object, ...]


def as_csv(report: Report) -> str:
    """Return the report as CSV with CRLF line ends (RFC 4180); seconds, shares from 0 to 1, "" for what is unknown.

    A text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection).
    """
    written = StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(COLUMNS)
    period = report.period
    for line in _lines(report):
        writer.writerow([harmless(cell) for cell in (period.first.isoformat(), period.last.isoformat(), *line)])
    return written.getvalue()


def _lines(report: Report) -> Iterator[Line]:
    now, before = report.now, report.before
    for name in (*_HEADLINE, *_MORE):
        yield ("", "", "", name, getattr(now, name), getattr(before, name))
    for stage in STAGES:
        pairs = zip(_figures(now.stages[stage]), _figures(before.stages[stage]), strict=True)
        yield from (("", "", stage, name, value, earlier) for (name, value), (_, earlier) in pairs)
    for value, often in report.now.ratings.items():
        yield ("rating", str(value), "", "count", often, before.ratings.get(value, 0))
    for dimension, groups in report.groups.items():
        yield from (line for group in groups for line in _group(dimension, group))
    for name in ("received", "decided", "backlog"):
        yield from (("day", day.day.isoformat(), "", name, getattr(day, name), "") for day in report.days)
    for action, results in report.actions.items():
        yield from (("action", action, "", ending, often, "") for ending, often in results.items())
    for one in report.slowest:
        yield from (("slowest", one.ticket, one.stage, *pair, "") for pair in _evidence(one))


def _evidence(one: Evidence) -> Iterator[tuple[str, object]]:
    """Yield what shows one slow run: its time, and the Message-IDs of the mails that opened and closed it."""
    yield from (("seconds", one.seconds), ("target_seconds", one.target), ("paused_seconds", one.paused))
    yield from (("opened_by", one.opened_by), ("closed_by", one.closed_by))


def _group(dimension: str, group: Group) -> Iterator[Line]:
    yield (dimension, group.key, "", "decided", group.decided, "")
    for stage in STAGES:
        yield from ((dimension, group.key, stage, *pair, "") for pair in _figures(group.stages[stage]))


def _figures(figures: StageFigures) -> Iterator[tuple[str, object]]:
    yield from (
        ("count", figures.count),
        ("median_seconds", figures.median),
        ("p90_seconds", figures.p90),
        ("within", figures.within),
        ("share", figures.share),
        ("broken", figures.broken),
    )
