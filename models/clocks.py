"""The SOP's stages, as rows with their causes."""

from peewee import BigAutoField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import TextField, UtcField
from models.tickets import Ticket


class StageRun(Table):
    """One run of one stage of a ticket (product.md §1). Reopening starts a new run."""

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, backref="stage_runs", index=False)  # the first of an index below
    stage = TextField()  # contact, form, processing, notification, total
    run = IntegerField(default=1)
    expected_seconds = IntegerField()  # the SOP's lower figure
    target_seconds = IntegerField()  # the SOP's upper figure
    opened_at = UtcField()
    opened_by = TextField()  # actor: address, staff id or "loket"
    opened_cause = TextField()  # Message-ID; else the command, or the actor
    closed_at = UtcField(null=True)
    closed_by = TextField(null=True)
    closed_cause = TextField(null=True)
    ending = TextField(default="")  # reached, or broken off by something else; "" while it runs
    service_seconds = IntegerField(null=True)  # within service hours, pauses left out; set when closed
    calendar_seconds = IntegerField(null=True)  # wall time, pauses included; set when closed
    paused_seconds = IntegerField(null=True)  # service seconds spent in pauses; set when closed

    class Meta:
        indexes = ((("ticket", "stage", "run"), True), (("stage", "closed_at"), False))
        read_together = "ticket"


class StagePause(Table):
    """A time in which a stage's clock stood still."""

    id = BigAutoField()
    stage_run = ForeignKeyField(StageRun, backref="pauses")
    reason = TextField()  # waiting, integrator
    started_at = UtcField()
    started_by = TextField()  # actor, as of a run
    started_cause = TextField()
    ended_at = UtcField(null=True)
    ended_by = TextField(null=True)
    ended_cause = TextField(null=True)
