"""Measure the stage clocks: what was used, what is left, and when a share of a target will be reached.

Seconds are service seconds: closed hours do not count, and neither do pauses, whatever their reasons; two pauses at the
same time count once. What stands between service time and the time on the wall is "outside".
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from daemon.desk.timekeeping.service_calendar import ServiceCalendar
from daemon.desk.timekeeping.targets import STAGES, Clockwork, allowance_of, target_of
from daemon.desk.writing.letters import StageFacts
from daemon.value_objects import value_object
from models.clocks import StagePause, StageRun
from models.tickets import Ticket

_NEVER = datetime.max.replace(tzinfo=UTC)
PAUSABLE = ("processing", "total")  # no other stage ever stands still


@value_object
class Span:
    """A time between two moments."""

    start: datetime
    end: datetime


@value_object
class PauseRow:
    """A time in which a clock stood still."""

    reason: str  # waiting, integrator
    started_at: datetime
    ended_at: datetime | None  # None: it still stands
    started_by: str  # the Message-ID of the mail, else the command or "loket"
    ended_by: str  # "" while it stands


@value_object
class StageRow:
    """One run of a stage, or a stage that was not measured (no opened_at), as `loket show --json` prints it."""

    name: str
    opened_at: datetime | None
    closed_at: datetime | None
    seconds: int | None  # service seconds, so far or when it closed
    target_seconds: int
    paused_seconds: int | None  # service seconds, so far or when it closed
    outside_seconds: int | None = None  # outside service hours, so far or when it closed
    run: int = 1
    opened_by: str = ""  # the Message-ID of the mail, else the command or "loket"
    closed_by: str = ""  # the same
    ending: str = ""  # "reached", "broken"; "" while it runs
    pauses: tuple[PauseRow, ...] = ()


def rows(desk: Clockwork, ticket: Ticket, now: datetime) -> tuple[StageRow, ...]:
    """Return every run of every stage in the SOP's order, and a row without times for a stage without runs."""
    runs = sorted(StageRun.rows(ticket=ticket), key=lambda run: run.run)
    return tuple(
        row
        for stage in STAGES
        for row in [_row(desk, run, now) for run in runs if run.stage == stage] or [_unmeasured(desk, ticket, stage)]
    )


def facts(desk: Clockwork, ticket: Ticket, now: datetime) -> tuple[StageFacts, ...]:
    """Return each stage's newest run, for people."""
    newest = {run.stage: run for run in sorted(StageRun.rows(ticket=ticket), key=lambda run: run.run)}
    promised = promises(desk, ticket)
    return tuple(_fact(desk, newest[one.name], now) if one.name in newest else one for one in promised)


def promises(desk: Clockwork, ticket: Ticket) -> tuple[StageFacts, ...]:
    """Return what the SOP allows each stage, for people who are told nothing else of it."""
    return allowance_of(desk, ticket).promised


def _fact(desk: Clockwork, run: StageRun, now: datetime) -> StageFacts:
    is_closed = run.closed_at is not None
    seconds = run.service_seconds if is_closed else measure(desk.calendar, run, pauses_of(run), now)[0]
    minutes = None if seconds is None else seconds / 60
    return StageFacts(run.stage, round(run.target_seconds / 60), minutes, is_closed)


def elapsed(desk: Clockwork, run: StageRun, now: datetime) -> int:
    """Return the service seconds that a run has used, until now or until it closed."""
    return measure(desk.calendar, run, pauses_of(run), run.closed_at or now)[0]


def remaining(desk: Clockwork, run: StageRun, now: datetime) -> int:
    """Return the service seconds until a run's target; negative when it is over."""
    return int(run.target_seconds) - elapsed(desk, run, now)


def is_paused(run: StageRun) -> bool:
    """Say whether a run's clock stands still."""
    return any(pause.ended_at is None for pause in pauses_of(run))


def reached_at(desk: Clockwork, run: StageRun, share: float = 1.0) -> datetime | None:
    """Return the moment, past or to come, at which a share of a run's target is used; 1.0 is when it is due.

    None: it closed before, or its clock stands still and nobody knows when it goes on.
    Raises: ValueError when the counter is never open for so long again.
    """
    wanted, opened = run.target_seconds * share, run.opened_at
    for stop in _merged(pauses_of(run), opened, _NEVER):
        running = desk.calendar.service_seconds(opened, stop.start)
        if running >= wanted:
            return _unless_after(desk.calendar.add(opened, wanted), run.closed_at)
        wanted, opened = wanted - running, stop.end
    return None if opened == _NEVER else _unless_after(desk.calendar.add(opened, wanted), run.closed_at)


def _unless_after(moment: datetime, end: datetime | None) -> datetime | None:
    return None if end is not None and moment > end else moment


def pauses_of(run: StageRun) -> list[StagePause]:
    """Return the times in which a run's clock stood still, oldest first."""
    return StagePause.rows(stage_run=run) if run.stage in PAUSABLE else []


def measure(calendar: ServiceCalendar, run: StageRun, pauses: Sequence[StagePause], end: datetime) -> tuple[int, int]:
    """Return the service seconds outside and inside of pauses until `end`."""
    seconds_between = calendar.service_seconds
    if not pauses:
        return round(seconds_between(run.opened_at, end)), 0
    spans = _merged(pauses, run.opened_at, end)
    paused = sum((seconds_between(span.start, span.end) for span in spans), 0.0)
    return round(seconds_between(run.opened_at, end) - paused), round(paused)


def _merged(pauses: Iterable[StagePause], start: datetime, end: datetime) -> list[Span]:
    """Return when a clock stood still, in order and apart."""
    merged: list[Span] = []
    for pause in sorted(pauses, key=lambda pause: pause.started_at):
        until = min(pause.ended_at or end, end)
        begin = max(pause.started_at, merged[-1].end if merged else start)
        if begin < until:
            merged.append(Span(begin, until))
    return merged


def _row(desk: Clockwork, run: StageRun, now: datetime) -> StageRow:
    pauses = pauses_of(run)
    seconds, paused, calendar = run.service_seconds, run.paused_seconds, run.calendar_seconds
    if run.closed_at is None:
        seconds, paused = measure(desk.calendar, run, pauses, now)
        calendar = max(0, round((now - run.opened_at).total_seconds()))
    return StageRow(
        name=run.stage,
        opened_at=run.opened_at,
        closed_at=run.closed_at,
        seconds=seconds,
        target_seconds=run.target_seconds,
        paused_seconds=paused,
        outside_seconds=(calendar or 0) - (seconds or 0) - (paused or 0),
        run=run.run,
        opened_by=run.opened_cause,
        closed_by=run.closed_cause or "",
        ending=run.ending,
        pauses=tuple(_pause_row(pause) for pause in pauses),
    )


def _pause_row(pause: StagePause) -> PauseRow:
    return PauseRow(pause.reason, pause.started_at, pause.ended_at, pause.started_cause, pause.ended_cause or "")


def _unmeasured(desk: Clockwork, ticket: Ticket, stage: str) -> StageRow:
    return StageRow(stage, None, None, None, target_of(desk, ticket, stage).target_seconds, None)
