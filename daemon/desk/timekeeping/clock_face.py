"""Hold the clocks of one ticket in hand: start, stop and pause them, and write into the journal what was moved.

One event a happening, named "clock.HAPPENING", at the moment by which the clocks were moved. With the calendar that its
`calendar` names (see clock_journal.py) everything can be reckoned again from these events alone. Its data:

started    [{stage, run, expected, target}]
stopped    [{stage, run, target, ending, seconds, paused, calendar}]  service, paused and wall seconds
resumed    [[stage, run, reason]]; every pause ends when its run stops
paused     [[stage, run, reason]]
targets    [{stage, run, expected, target}]  of running clocks, as they are from now on
of         what the ticket was at that time: category, type, channel, role, faculty, staff; empty ones are left out

They happened in this order. A clock that would stop before it started stops when it started. Events that
"ticket.restored" names were taken back by `!urung` (undoing.py): they count as if they had never happened.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from daemon.desk.journal import Cause, Entry, record
from daemon.desk.timekeeping import clock_journal
from daemon.desk.timekeeping.stage_times import PAUSABLE, measure, pauses_of
from daemon.desk.timekeeping.targets import Allowance, Clockwork, Target, allowance_of
from daemon.desk.views import OPERATOR
from models.clocks import StagePause, StageRun
from models.tickets import Ticket, TicketField

WAITING = "waiting"  # for the requester
INTEGRATOR = "integrator"  # until it can be reached again
FACULTY = "fakultas"  # the form's field
Faculties = Mapping[int, str]  # by the tickets' keys


@dataclass(slots=True)
class ClockFace:
    """The clocks of one ticket, moved by one happening. The caller has opened a transaction."""

    desk: Clockwork
    ticket: Ticket
    cause: Cause
    at: datetime
    runs: list[StageRun]  # the clocks as they stand
    faculties: Faculties | None = None  # of this ticket and others, when they were read already
    _moved: dict[str, list[Any]] = field(default_factory=dict)
    _allowance: Allowance | None = None  # once it was asked for

    @property
    def round(self) -> int:
        """Return how often the ticket was opened, at least 1."""
        return max([run.run for run in self.runs], default=1)

    def running(self, *stages: str) -> list[StageRun]:
        """Return the clocks of these stages that run or stand still."""
        return [run for run in self.runs if run.stage in stages and run.closed_at is None]

    def start(self, stage: str, number: int | None = None) -> None:
        """Start a stage's clock unless it has already run in this round."""
        number = number or self.round
        for run in self.runs:
            if run.stage == stage and run.run == number:
                return
        target = self._target(stage)
        run = StageRun.create(
            ticket=self.ticket,
            stage=stage,
            run=number,
            expected_seconds=target.expected_seconds,
            target_seconds=target.target_seconds,
            opened_at=self.at,
            opened_by=self.cause.actor,
            opened_cause=evidence(self.cause),
        )
        self.runs.append(run)
        self._note("started", _targets(stage, number, target))

    def stop(self, *stages: str, ending: str = "reached") -> bool:
        """Stop the clocks of these stages that run, keep what they say, and tell whether any did."""
        stopped = self.running(*stages)
        for run in stopped:
            self._end_pauses(run)
            opened, closed = run.opened_at, max(self.at, run.opened_at)
            run.closed_at, run.closed_by = closed, self.cause.actor
            run.closed_cause, run.ending = evidence(self.cause), ending
            run.service_seconds, run.paused_seconds = measure(self.desk.calendar, run, pauses_of(run), closed)
            run.calendar_seconds = round((closed - opened).total_seconds())
            run.save()
            self._note("stopped", _figures(run))
        return bool(stopped)

    def pause(self, reason: str) -> None:
        """Let processing and total stand still for a reason, while processing runs."""
        if not self.running("processing"):
            return
        for run in self.running(*PAUSABLE):
            if not any(pause.ended_at is None and pause.reason == reason for pause in pauses_of(run)):
                StagePause.create(
                    stage_run=run,
                    reason=reason,
                    started_at=self.at,
                    started_by=self.cause.actor,
                    started_cause=evidence(self.cause),
                )
                self._note("paused", [run.stage, run.run, reason])

    def resume(self, *reasons: str) -> None:
        """Let the clocks go on that stood still for these reasons; for whatever reason when none is named."""
        for run in self.running(*PAUSABLE):
            for pause in self._end_pauses(run, *reasons):
                self._note("resumed", [run.stage, run.run, pause.reason])

    def retarget(self) -> None:
        """Give the running clocks the targets of the ticket's category and type."""
        for run in [run for run in self.runs if run.closed_at is None]:
            target = self._target(run.stage)
            if (run.expected_seconds, run.target_seconds) == (target.expected_seconds, target.target_seconds):
                continue
            run.expected_seconds, run.target_seconds = target.expected_seconds, target.target_seconds
            run.save()
            self._note("targets", _targets(run.stage, run.run, target))

    def record(self, happening: str, more: Mapping[str, object] | None = None) -> None:
        """Write into the journal what was moved; nothing when there is nothing to tell."""
        if not self._moved and more is None:
            return
        data: dict[str, object] = {**self._moved, **(more or {})}
        if "stopped" in self._moved or more:
            data["of"] = described(self.ticket, self.faculties)
        if "stopped" in self._moved:
            data["calendar"] = clock_journal.mark(self.desk.calendar, self.at)
        record(Entry(f"clock.{happening}", self.cause, int(self.ticket.id), data), self.at)

    def _target(self, stage: str) -> Target:
        if self._allowance is None:
            self._allowance = allowance_of(self.desk, self.ticket)
        return self._allowance.of[stage]

    def _note(self, what: str, entry: object) -> None:
        self._moved.setdefault(what, []).append(entry)

    def _end_pauses(self, run: StageRun, *reasons: str) -> list[StagePause]:
        """End the pauses of a run for these reasons, or for all, and return them."""
        if run.stage not in PAUSABLE:
            return []
        standing = [pause for pause in pauses_of(run) if pause.ended_at is None]
        ended = [pause for pause in standing if not reasons or pause.reason in reasons]
        for pause in ended:
            pause.ended_at, pause.ended_by, pause.ended_cause = self.at, self.cause.actor, evidence(self.cause)
            pause.save()
        return ended


def evidence(cause: Cause) -> str:
    """Name what shows that something happened: the mail, else the command, else who did it."""
    return cause.message_id or cause.source


def described(ticket: Ticket, faculties: Faculties | None = None) -> dict[str, str]:
    """Return what figures are told apart by, as the ticket stands; what is not known is left out."""
    known = {
        "category": ticket.category,
        "type": ticket.type_code,
        "channel": ticket.channel,
        "role": ticket.requester_role,
        "faculty": " ".join(_faculty(ticket, faculties).split()),
        "staff": ticket.assignee or "",
    }
    return {name: value for name, value in known.items() if value}


def faculties_of(tickets: Collection[int]) -> Faculties:
    """Return the valid faculties that the forms of these tickets name, by the ticket; few at a time."""
    rows = TicketField.among(TicketField.ticket, tuple(tickets), name=FACULTY)
    return {row.__data__["ticket"]: str(row.value) for row in rows if row.is_valid}


def _faculty(ticket: Ticket, faculties: Faculties | None) -> str:
    """Return the faculty that a ticket is counted for.

    An operator speaks for the unit that the configuration names, whatever faculty the form is about; else a form would
    bring a ticket into the report that another unit's operators get.
    """
    if ticket.requester_role == OPERATOR and ticket.unit:
        return str(ticket.unit)
    if faculties is None:
        found = (row.value for row in TicketField.rows(ticket=ticket, name=FACULTY) if row.is_valid)
        return str(next(found, "") or ticket.unit)
    return str(faculties.get(int(ticket.id), "") or ticket.unit)


def _targets(stage: str, number: int, target: Target) -> dict[str, object]:
    return {"stage": stage, "run": number, "expected": target.expected_seconds, "target": target.target_seconds}


def _figures(run: StageRun) -> dict[str, object]:
    return {
        "stage": run.stage,
        "run": run.run,
        "target": run.target_seconds,
        "ending": run.ending,
        "seconds": run.service_seconds,
        "paused": run.paused_seconds,
        "calendar": run.calendar_seconds,
    }
