"""What is kept about the people at the desk: who is away, whose turn it is, what they were warned of, disturbances."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from peewee import BigAutoField, BooleanField, ForeignKeyField, IntegerField, fn

from models.clocks import StageRun
from models.database import Table
from models.fields import EPOCH, MICROSECOND, TextField, UtcField
from models.mail import InboundEmail
from models.tickets import Ticket


class Absence(Table):
    """That a member of staff is away."""

    id = BigAutoField()
    staff = TextField(index=True)  # staff id
    since = UtcField()
    until = UtcField()  # back from then on; earlier when they came back earlier
    source = TextField()  # command, auto-reply
    inbound = ForeignKeyField(InboundEmail, null=True)  # the mail that said so


class TeamTurn(Table):
    """Who of a category's team was given the last ticket."""

    category = TextField(primary_key=True)
    staff = TextField()  # staff id


class StageWarning(Table):
    """That somebody was warned of a share of a stage's target; the key keeps it from happening twice."""

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket)
    stage = TextField()
    run = IntegerField()
    step = TextField()  # assignee, team, head, reassign
    share = IntegerField()  # per cent of the target at which the step was due
    is_sent = BooleanField()  # False: a later step was due at the same time and was taken instead
    at = UtcField()

    class Meta:
        indexes = ((("ticket", "stage", "run", "step"), True),)


class Incident(Table):
    """Many similar complaints in a short time, and what staff decided about them."""

    id = BigAutoField()
    parent = ForeignKeyField(Ticket, unique=True)  # the one that is worked on
    type_code = TextField(index=True)
    words = TextField()  # stems that its complaints share, one a line
    is_accepted = BooleanField(default=False)  # by staff; before, it is a proposal
    proposed_at = UtcField()
    decided_at = UtcField(null=True)

    class Meta:
        read_together = "is_accepted"  # few are accepted, and every complaint asks for those of its type


class IncidentTicket(Table):
    """That a complaint belongs to a disturbance, or would if staff accept it."""

    id = BigAutoField()
    incident = ForeignKeyField(Incident, backref="tickets")
    ticket = ForeignKeyField(Ticket, unique=True)
    added_at = UtcField()


def runs_to_warn_of(
    stages: Collection[str], statuses: Collection[str], steps: Mapping[str, int], now: datetime
) -> list[int]:
    """Return the running clocks of stages of which a share may be used up, and some of the steps are not taken.

    `steps` has the per cent of each step. Time on the wall is looked at, so a clock may turn out to be younger.
    """
    hundredths: Any = StageRun.target_seconds.cast("bigint") * 10_000  # microseconds
    spent: Any = StageRun.opened_at + hundredths * min(steps.values())
    taken = StageWarning.select(fn.COUNT(StageWarning.id)).where(
        (StageWarning.ticket == StageRun.ticket)
        & (StageWarning.stage == StageRun.stage)
        & (StageWarning.run == StageRun.run)
        & StageWarning.step.in_(list(steps))
    )
    runs: Any = (
        StageRun.select(StageRun.id)
        .join(Ticket)
        .where(
            StageRun.stage.in_(list(stages))
            & StageRun.closed_at.is_null()
            & Ticket.status.in_(list(statuses))
            & (spent <= (now - EPOCH) // MICROSECOND)
            & (taken < len(steps))
        )
    )
    return [int(run.id) for run in runs.order_by(StageRun.id)]
