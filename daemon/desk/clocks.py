"""Keep the SOP's stage clocks as rows, each opened and closed by a named mail or command (product.md §1).

contact       from receipt until the acknowledgement, or else the first mail, is accepted by the requester's server
form          from then until every required field and document is there
processing    from the complete form until the decision; stands still while the requester is asked
notification  from the decision until its mail is accepted
total         from receipt until the decision's mail is accepted; stands still together with processing

A stage that nobody timed has no row and is shown as not measured. All functions work in the caller's transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from daemon.desk.catalogue import Catalogue
from daemon.desk.journal import LOKET, Cause
from daemon.desk.letters import Acknowledgement, Rejection, RequesterDone, Solution, StageFacts
from daemon.desk.service_calendar import ServiceCalendar
from daemon.desk.statuses import OPEN, Status
from models.clocks import StagePause, StageRun
from models.outgoing import OutgoingEmail
from models.tickets import Ticket

STAGES = ("contact", "form", "processing", "notification", "total")
_DECISIONS = frozenset({Solution.kind, Rejection.kind, RequesterDone.kind})
_WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Target:
    """What the SOP expects of one stage, and the most it allows; service seconds."""

    expected_seconds: int
    target_seconds: int


NOTHING_OWN: Mapping[str, Target] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Targets:
    """The SOP's figures per stage, without "total", and the categories that differ."""

    stages: Mapping[str, Target]
    categories: Mapping[str, Mapping[str, Target]] = field(default_factory=dict)  # category → stage → target

    def of(self, stage: str, category: str, of_type: Mapping[str, Target] = NOTHING_OWN) -> Target:
        """Return a stage's target for tickets of a category and of a type; the total is the sum of the others."""
        own = {**self.stages, **self.categories.get(category, {}), **of_type}
        if stage in own:
            return own[stage]
        return Target(
            sum(target.expected_seconds for target in own.values()),
            sum(target.target_seconds for target in own.values()),
        )


class Clockwork(Protocol):
    """What clocks are kept with; the desk is one."""

    @property
    def calendar(self) -> ServiceCalendar:
        """Return when the counter is open."""

    @property
    def targets(self) -> Targets:
        """Return the SOP's figures."""

    @property
    def catalogue(self) -> Catalogue:
        """Return the complaint types, some of which have figures of their own."""


@dataclass(frozen=True, slots=True)
class StageRow:
    """One run of a stage, or a stage that was not measured (no opened_at), as `loket show --json` prints it."""

    name: str
    opened_at: datetime | None
    closed_at: datetime | None
    seconds: int | None  # service seconds, so far or when it closed
    target_seconds: int
    paused_seconds: int | None  # service seconds, so far or when it closed


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime
    actor: str
    source: str


def target_of(desk: Clockwork, ticket: Ticket, stage: str) -> Target:
    """Return what the SOP allows one stage of a ticket, by its category and its type."""
    kind = desk.catalogue.get(ticket.type_code)
    differing = kind.targets if kind else ()
    own = {one.stage: Target(one.expected_minutes * 60, one.target_minutes * 60) for one in differing}
    return desk.targets.of(stage, ticket.category, own)


def ticket_created(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Start the contact and total clocks at the complaint's receipt; a walk-in's are not measured."""
    if _is_measured(ticket):
        received = _Moment(min(ticket.received_at, now), cause.actor, cause.source)
        _start(desk, ticket, "contact", received, 1)
        _start(desk, ticket, "total", received, 1)


def form_completed(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """End the form stage and start processing, once per round."""
    moment = _Moment(now, cause.actor, cause.source)
    _stop(desk, ticket, ("form",), moment)
    _start(desk, ticket, "processing", moment)
    if Ticket.get_by_id(ticket.id).status == Status.WAITING:  # the caller's row may be older than the answer
        _pause(ticket, moment)


def mail_accepted(desk: Clockwork, email: OutgoingEmail, at: datetime) -> None:
    """Note that the requester's server accepted a mail; staff mail and mail without a ticket change nothing."""
    if email.audience != "requester" or email.ticket is None:
        return
    moment = _Moment(at, LOKET, email.message_id)
    if _is_contact(email):
        _contacted(desk, email.ticket, moment)
    if email.kind in _DECISIONS and _running(email.ticket, "notification"):
        _stop(desk, email.ticket, ("notification", "total"), moment)


def waiting_started(ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Stop processing and total while the requester is asked; the form stage is the requester's own and goes on."""
    _pause(ticket, _Moment(now, cause.actor, cause.source))


def waiting_ended(ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Let the clocks go on."""
    _end_pauses([int(run.id) for run in _running(ticket, *STAGES)], _Moment(now, cause.actor, cause.source))


def decided(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """End processing, and the form if it was still open, and start the notification stage."""
    moment = _Moment(now, cause.actor, cause.source)
    _stop(desk, ticket, ("form", "processing"), moment)
    _end_pauses([int(run.id) for run in _running(ticket, "total")], moment)
    _start(desk, ticket, "notification", moment)


def reopened(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Start a new round: the total, and the form or processing; contact is made once."""
    moment = _Moment(now, cause.actor, cause.source)
    _stop(desk, ticket, ("form", "processing", "notification", "total"), moment)
    number, is_measured = _round(ticket) + 1, _is_measured(ticket)
    if is_measured:
        _start(desk, ticket, "total", moment, number)
    if ticket.is_form_complete:
        _start(desk, ticket, "processing", moment, number)
    elif is_measured:
        _start(desk, ticket, "form", moment, number)


def stopped(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """End the clocks of a cancelled, merged or closed ticket; only closing ends contact without a mail."""
    stages = STAGES if ticket.status == Status.CLOSED else STAGES[1:]
    _stop(desk, ticket, stages, _Moment(now, cause.actor, cause.source))


def retargeted(desk: Clockwork, ticket: Ticket) -> None:
    """Give the running clocks the targets of the ticket's new category or type."""
    for run in _running(ticket, *STAGES):
        target = target_of(desk, ticket, run.stage)
        run.expected_seconds, run.target_seconds = target.expected_seconds, target.target_seconds
        run.save()


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
    newest = {row.name: row for row in rows(desk, ticket, now)}
    return tuple(
        StageFacts(
            name=row.name,
            target_minutes=round(row.target_seconds / 60),
            service_minutes=None if row.seconds is None else row.seconds / 60,
            is_closed=row.closed_at is not None,
        )
        for row in newest.values()
    )


def _is_measured(ticket: Ticket) -> bool:
    """Say whether a ticket's first stages can be timed: nobody timed how a walk-in came."""
    return ticket.channel == "email"


def _is_contact(email: OutgoingEmail) -> bool:
    """Say whether a mail makes the contact: the acknowledgement, or any while none is on its way."""
    if email.kind == Acknowledgement.kind:
        return True
    pending = OutgoingEmail.select().where(
        (OutgoingEmail.ticket == email.ticket)
        & (OutgoingEmail.kind == Acknowledgement.kind)
        & OutgoingEmail.state.in_(["pending", "sending"])
    )
    return not pending.exists()


def _contacted(desk: Clockwork, ticket: Ticket, moment: _Moment) -> None:
    if not _stop(desk, ticket, ("contact",), moment):
        return
    if _round(ticket) == 1 and (ticket.is_form_complete or ticket.status in OPEN):
        _start(desk, ticket, "form", moment, 1)
    if ticket.is_form_complete:
        _stop(desk, ticket, ("form",), moment)


def _round(ticket: Ticket) -> int:
    """Return how often the ticket was opened, at least 1."""
    return max((run.run for run in StageRun.rows(ticket=ticket)), default=1)


def _running(ticket: Ticket, *stages: str) -> list[StageRun]:
    return [run for run in StageRun.rows(ticket=ticket) if run.stage in stages and run.closed_at is None]


def _start(desk: Clockwork, ticket: Ticket, stage: str, moment: _Moment, number: int | None = None) -> None:
    """Start a stage's clock unless it has already run in this round."""
    target = target_of(desk, ticket, stage)
    StageRun.add_unless_there(
        ticket=ticket,
        stage=stage,
        run=number or _round(ticket),
        expected_seconds=target.expected_seconds,
        target_seconds=target.target_seconds,
        opened_at=moment.at,
        opened_by=moment.actor,
        opened_cause=moment.source,
    )


def _stop(desk: Clockwork, ticket: Ticket, stages: tuple[str, ...], moment: _Moment) -> bool:
    """Stop the clocks of these stages that run, keep what they say, and tell whether any did."""
    runs = _running(ticket, *stages)
    _end_pauses([int(run.id) for run in runs], moment)
    for run in runs:
        run.closed_at, run.closed_by, run.closed_cause = max(moment.at, run.opened_at), moment.actor, moment.source
        run.service_seconds, run.paused_seconds = _measure(desk, run, run.closed_at)
        run.calendar_seconds = round((run.closed_at - run.opened_at).total_seconds())
        run.save()
    return bool(runs)


def _pause(ticket: Ticket, moment: _Moment) -> None:
    if not _running(ticket, "processing"):
        return
    for run in _running(ticket, "processing", "total"):
        if all(pause.ended_at for pause in _pauses(run)):
            StagePause.create(stage_run=run, reason=_WAITING, started_at=moment.at, started_cause=moment.source)


def _pauses(run: StageRun) -> list[StagePause]:
    return StagePause.rows(stage_run=run)


def _end_pauses(run_ids: list[int], moment: _Moment) -> None:
    for run_id in run_ids:
        for pause in StagePause.rows(stage_run=run_id):
            if pause.ended_at is None:
                pause.ended_at, pause.ended_cause = moment.at, moment.source
                pause.save()


def _measure(desk: Clockwork, run: StageRun, end: datetime) -> tuple[int, int]:
    """Return the service seconds outside and inside of pauses until `end`."""
    seconds_between = desk.calendar.service_seconds
    paused = sum((seconds_between(pause.started_at, min(pause.ended_at or end, end)) for pause in _pauses(run)), 0.0)
    return round(seconds_between(run.opened_at, end) - paused), round(paused)


def _row(desk: Clockwork, run: StageRun, now: datetime) -> StageRow:
    seconds, paused = run.service_seconds, run.paused_seconds
    if run.closed_at is None:
        seconds, paused = _measure(desk, run, now)
    return StageRow(run.stage, run.opened_at, run.closed_at, seconds, run.target_seconds, paused)


def _unmeasured(desk: Clockwork, ticket: Ticket, stage: str) -> StageRow:
    return StageRow(stage, None, None, None, target_of(desk, ticket, stage).target_seconds, None)
