"""Make a report of a period from the journal: one pass for it, one for the period before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from daemon.reports.figures import DIMENSIONS, Day, Evidence, Report
from daemon.reports.period import Period
from daemon.reports.tally import ABANDONED, CREATED, DECIDED, NAMES, REOPENED, SlowRun, Tally
from models.fields import EPOCH, MICROSECOND
from models.journal import JournalEvent, RawEvent, RawRow, count, moments, of_ticket, stream

RESTORED = "ticket.restored"

Progress = Callable[[int], None]  # events read so far
Batches = Iterable[list[RawRow]]
Telling = Callable[[Batches], Iterator[list[RawRow]]]
NOTHING: Mapping[str, str] = {}


def reckon(period: Period, only: Mapping[str, str] = NOTHING, progress: Progress = lambda _read: None) -> Report:
    """Return all figures of a period; with `only`, of the tickets that have these values in these dimensions.

    What nobody notes for single tickets (bounces, quarantine, actions) is left out of a report with `only`, and its
    backlog is what was added to it within the period.
    """
    voided = _voided()
    told = _told(progress)
    now, before = Tally(period, only, voided), Tally(period.before, only, voided, in_groups=False)
    for tally in (now, before):
        _fill(tally, told)
    at_start, earlier = (0, 0) if only else (_backlog(each, voided) for each in (period, period.before))
    return Report(
        period=period,
        only=dict(only),
        now=now.headline(at_start),
        before=before.headline(earlier),
        groups={dimension: now.groups(dimension) for dimension in DIMENSIONS if dimension not in only},
        days=tuple(_days(now, at_start)),
        actions=now.actions,
        slowest=tuple(_evidence(run) for run in now.slowest()),
    )


def _fill(tally: Tally, told: Telling) -> None:
    """Count what happened in the tally's period."""
    ticks = tally.period.ticks
    if tally.only:
        tally.take(told(stream((CREATED, *NAMES), *ticks)))
    else:
        tally.arrived(moments(CREATED, *ticks))  # all of them count, whatever they say
        tally.take(told(stream(NAMES, *ticks)))


def _told(progress: Progress) -> Telling:
    """Return what passes events on and tells how many they were, over several passes."""
    read = 0

    def passing(batches: Batches) -> Iterator[list[RawRow]]:
        nonlocal read
        for batch in batches:
            yield batch
            read += len(batch)
            progress(read)

    return passing


def _voided() -> dict[int, RawEvent]:
    """Return the events that `!urung` took back, by their numbers."""
    undone = JournalEvent.rows(name=RESTORED)
    events = (event for row in undone for event in of_ticket(row.ticket_id or 0, *row.data["events"]))
    return {event.id: event for event in events}


def _backlog(period: Period, voided: Mapping[int, RawEvent]) -> int:
    """Return how many tickets were open when the period began."""
    start = period.ticks[0]
    came, went = (CREATED, REOPENED), (DECIDED, ABANDONED)
    undone = [event.name for event in voided.values() if event.at < start]
    return (
        count(came, start)
        - count(went, start)
        - sum(name in came for name in undone)
        + sum(name in went for name in undone)
    )


def _days(tally: Tally, backlog: int) -> Iterator[Day]:
    each = zip(tally.received_by_day, tally.decided_by_day, tally.change_by_day, strict=True)
    for number, (received, decided, change) in enumerate(each):
        backlog += change
        yield Day(tally.period.first + timedelta(days=number), received, decided, backlog)


def _evidence(run: SlowRun) -> Evidence:
    """Look up which mail opened a run, and the ticket's number."""
    opened: JournalEvent | None = None
    number = closed_by = ""
    events: Any = JournalEvent.select().where((JournalEvent.ticket_id == run.ticket) & (JournalEvent.id <= run.event))
    for event in events.order_by(JournalEvent.id):
        number = event.data["number"] if event.name == CREATED else number
        closed_by = event.message_id  # of the last, which closed it
        if any((one["stage"], one["run"]) == (run.stage, run.run) for one in event.data.get("started", ())):
            opened = event
    closed_at = EPOCH + run.closed * MICROSECOND
    opened_at = closed_at if opened is None else opened.at
    return Evidence(
        ticket=number,
        stage=run.stage,
        run=run.run,
        seconds=run.seconds,
        target=run.target,
        opened_at=opened_at,
        closed_at=max(closed_at, opened_at),
        opened_by="" if opened is None else opened.message_id,
        closed_by=closed_by,
        paused=run.paused,
    )
