"""Plans that wait for a confirmation or an approval, and the attempts to carry them out (trust.md §3.7)."""

from peewee import BigAutoField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import JsonField, TextField, UtcField
from models.mail import InboundEmail
from models.tickets import Ticket


class StoredPlan(Table):
    """Something that was previewed and may be carried out once."""

    id = BigAutoField()
    kind = TextField()  # commands, action
    ticket = ForeignKeyField(Ticket, null=True)
    actor = TextField()  # staff id
    inbound = ForeignKeyField(InboundEmail, null=True)  # the mail that asked for it
    content = JsonField()
    hash = TextField()  # sha256 of the canonical content and of what it was planned upon
    # requested, confirmed, approved, executing, unknown;
    # in the end done, failed, manual, stale, rejected, cancelled, expired
    state = TextField(index=True)
    needs_approval = IntegerField(default=0)  # persons other than the actor
    created_at = UtcField()
    expires_at = UtcField()
    finished_at = UtcField(null=True)
    content_removed_at = UtcField(null=True)


class PlanApproval(Table):
    """That a person approved a plan."""

    id = BigAutoField()
    plan = ForeignKeyField(StoredPlan, backref="approvals")
    approver = TextField()  # staff id
    inbound = ForeignKeyField(InboundEmail)
    at = UtcField()

    class Meta:
        indexes = ((("plan", "approver"), True),)


class PlanAttempt(Table):
    """A try to carry out a plan; committed before the request leaves."""

    id = BigAutoField()
    plan = ForeignKeyField(StoredPlan, backref="plan_attempts")
    number = IntegerField()
    started_at = UtcField()
    finished_at = UtcField(null=True)
    outcome = TextField(default="started")  # started, done, failed, unknown, manual
    response = TextField(default="")

    class Meta:
        indexes = ((("plan", "number"), True),)


class ExecutedBlock(Table):
    """A mail's commands that ran and may be taken back for a while; see daemon/desk/planning/undoing.py."""

    id = BigAutoField()
    actor = TextField(index=True)  # staff id
    inbound = ForeignKeyField(InboundEmail, null=True)  # the mail that brought them
    ran_at = UtcField()
    until = UtcField(index=True)
    content = JsonField()  # how the rows were; {} once it is too late
    undone_at = UtcField(null=True)
