"""What is kept about the people at the desk: who is away, whose turn it is, what they were warned of, disturbances."""

from peewee import BigAutoField, BooleanField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import TextField, UtcField
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
    share = IntegerField()  # per cent
    told = TextField()  # assignee, team, head; "" when a higher share was reached at the same time
    at = UtcField()

    class Meta:
        indexes = ((("ticket", "stage", "run", "share"), True),)


class Incident(Table):
    """Many similar complaints in a short time, and what staff decided about them."""

    id = BigAutoField()
    parent = ForeignKeyField(Ticket, unique=True)  # the one that is worked on
    type_code = TextField(index=True)
    words = TextField()  # stems that its complaints share, one a line
    is_accepted = BooleanField(default=False)  # by staff; before, it is a proposal
    proposed_at = UtcField()
    decided_at = UtcField(null=True)


class IncidentTicket(Table):
    """That a complaint belongs to a disturbance, or would if staff accept it."""

    id = BigAutoField()
    incident = ForeignKeyField(Incident, backref="tickets")
    ticket = ForeignKeyField(Ticket, unique=True)
    added_at = UtcField()
