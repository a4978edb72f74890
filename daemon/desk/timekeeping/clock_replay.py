"""Reckon the stage clocks again from the journal alone, and compare them with what is kept beside it.

What the events say is in clock_face.py, by which calendars in clock_journal.py. Nothing here looks at the tables of the
clocks until it compares.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from daemon.desk.planning.undoing import RESTORED
from daemon.desk.timekeeping import clock_journal
from daemon.desk.timekeeping.service_calendar import ServiceCalendar
from daemon.value_objects import value_object
from models.clocks import StagePause, StageRun
from models.fields import EPOCH, MICROSECOND
from models.journal import JournalEvent
from models.tickets import Ticket

AT_A_TIME = 500  # tickets

Progress = Callable[[int, int], None]  # tickets done, and of how many
Key = tuple[str, int]  # stage and run
Pauses = tuple[tuple[str, int, int | None], ...]  # reason, start, end; microseconds since 1970


@value_object
class Difference:
    """A clock that is not what the journal says."""

    ticket: int
    stage: str
    run: int
    what: str  # the figure that differs, or "missing", "unknown to the journal"


@dataclass(slots=True)
class Replayed:
    """A run of a stage as the journal tells it."""

    target: int  # seconds
    opened: int  # microseconds since 1970
    closed: int | None = None
    ending: str = ""
    figures: tuple[int, int, int] | None = None  # service, paused and wall seconds
    pauses: list[list[Any]] = field(default_factory=list)  # [reason, start, end]

    def stand(self, reason: str, at: int) -> None:
        """Let the clock stand still."""
        self.pauses.append([reason, at, None])

    def go_on(self, at: int, reason: str | None = None) -> None:
        """Let the clock go on that stood still for this reason; for whatever reason when none is named."""
        for pause in self.pauses:
            if pause[2] is None and reason in (None, pause[0]):
                pause[2] = at

    def reckon(self, calendar: ServiceCalendar) -> tuple[int, int, int]:
        """Return the service, paused and wall seconds of a run that has closed."""
        end = self.opened if self.closed is None else self.closed
        paused = sum(_seconds(calendar, start, until) for start, until in self._standstills(end))
        service = _seconds(calendar, self.opened, end) - paused
        return round(service), round(paused), round((end - self.opened) / 1_000_000)

    def _standstills(self, end: int) -> Iterator[tuple[int, int]]:
        reached = self.opened
        for _, start, until in sorted(self.pauses, key=lambda pause: int(pause[1])):
            begin, last = max(start, reached), end if until is None else min(until, end)
            if begin < last:
                yield begin, last
                reached = last


def differences(progress: Progress = lambda _done, _total: None) -> Iterator[Difference]:
    """Yield every clock whose figures do not follow from the journal."""
    calendars = clock_journal.calendars()
    newest = Ticket.select().order_by(Ticket.id.desc()).first()
    total = 0 if newest is None else int(newest.id)
    for first in range(1, total + 1, AT_A_TIME):
        yield from _compared(first, first + AT_A_TIME - 1, calendars)
        progress(min(first + AT_A_TIME - 1, total), total)


def replayed(events: Iterable[Any], calendars: Mapping[str, ServiceCalendar]) -> dict[Key, Replayed]:
    """Return the runs that one ticket's events, in order, amount to."""
    runs: dict[Key, Replayed] = {}
    for event in standing(events):
        _move(runs, event.data, (event.at - EPOCH) // MICROSECOND, calendars)
    return runs


def standing(events: Iterable[Any]) -> list[Any]:
    """Return one ticket's events of its clocks without those of commands that were taken back."""
    known = list(events)
    undone = [event.data["events"] for event in known if event.name == RESTORED]
    return [
        event
        for event in known
        if event.name != RESTORED and not any(first <= event.id <= last for first, last in undone)
    ]


def _move(
    runs: dict[Key, Replayed], data: Mapping[str, Any], at: int, calendars: Mapping[str, ServiceCalendar]
) -> None:
    for one in data.get("started", ()):
        runs[one["stage"], one["run"]] = Replayed(one["target"], at)
    for one in data.get("stopped", ()):
        _stop(runs[one["stage"], one["run"]], one, at, calendars.get(data["calendar"]))
    for stage, number, reason in data.get("resumed", ()):
        runs[stage, number].go_on(at, reason)
    for stage, number, reason in data.get("paused", ()):
        runs[stage, number].stand(reason, at)
    for one in data.get("targets", ()):
        runs[one["stage"], one["run"]].target = one["target"]


def _stop(run: Replayed, said: Mapping[str, Any], at: int, calendar: ServiceCalendar | None) -> None:
    """Stop a clock; without its calendar nobody can reckon again, and what the event says has to do."""
    run.go_on(at)
    run.closed, run.ending = max(at, run.opened), said["ending"]
    run.figures = (said["seconds"], said["paused"], said["calendar"]) if calendar is None else run.reckon(calendar)


def _compared(first: int, last: int, calendars: Mapping[str, ServiceCalendar]) -> Iterator[Difference]:
    """Compare the clocks of some tickets."""
    told: dict[int, list[Any]] = {}
    events: Any = JournalEvent.select().where(
        JournalEvent.ticket_id.between(first, last)
        & (JournalEvent.name.startswith("clock.") | (JournalEvent.name == RESTORED))
    )
    for event in events.order_by(JournalEvent.id):
        told.setdefault(int(event.ticket_id), []).append(event)
    kept: dict[int, dict[Key, StageRun]] = {}
    runs: Any = StageRun.select().where(StageRun.ticket.between(first, last))
    for row in runs:
        kept.setdefault(int(row.ticket_id), {})[row.stage, row.run] = row
    pauses = _pauses(first, last)
    for ticket in sorted(told.keys() | kept.keys()):
        found = replayed(told.get(ticket, ()), calendars)
        for key, what in _different(found, kept.get(ticket, {}), pauses):
            yield Difference(ticket, *key, what)


def _pauses(first: int, last: int) -> dict[int, Pauses]:
    """Return the pauses of some tickets' runs, by the run's row."""
    found: dict[int, list[tuple[str, int, int | None]]] = {}
    rows: Any = StagePause.select().join(StageRun).where(StageRun.ticket.between(first, last)).order_by(StagePause.id)
    for row in rows:
        found.setdefault(int(row.stage_run_id), []).append((row.reason, _ticks(row.started_at), _maybe(row.ended_at)))
    return {run: tuple(each) for run, each in found.items()}


def _different(
    runs: Mapping[Key, Replayed], rows: Mapping[Key, StageRun], pauses: Mapping[int, Pauses]
) -> Iterator[tuple[Key, str]]:
    for key in sorted(runs.keys() | rows.keys()):
        if key not in rows:
            yield key, "missing"
        elif key not in runs:
            yield key, "unknown to the journal"
        else:
            yield from ((key, what) for what in _wrong(runs[key], rows[key], pauses.get(int(rows[key].id), ())))


def _wrong(told: Replayed, row: StageRun, pauses: Pauses) -> Iterator[str]:
    figures = (row.service_seconds, row.paused_seconds, row.calendar_seconds)
    pairs: dict[str, tuple[object, object]] = {
        "target": (told.target, row.target_seconds),
        "opened_at": (told.opened, _ticks(row.opened_at)),
        "closed_at": (told.closed, _maybe(row.closed_at)),
        "ending": (told.ending, row.ending),
        "seconds": (told.figures or (None, None, None), figures),
        "pauses": (tuple(tuple(pause) for pause in told.pauses), pauses),
    }
    return (what for what, (one, other) in pairs.items() if one != other)


def _seconds(calendar: ServiceCalendar, start: int, end: int) -> float:
    return calendar.service_seconds(EPOCH + start * MICROSECOND, EPOCH + end * MICROSECOND)


def _ticks(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _maybe(at: datetime | None) -> int | None:
    return None if at is None else _ticks(at)
