"""What the integrator has to do, what is wrong with the systems it speaks with, and what they looked like last."""

from peewee import BigAutoField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import JsonField, TextField, UtcField
from models.mail import InboundEmail
from models.plans import StoredPlan
from models.tickets import Ticket


class ActionRequest(Table):
    """Something that was asked of the integrator and waits outside any mail's transaction."""

    id = BigAutoField()
    kind = TextField()  # read, write, notify
    system = TextField()  # "feeder", or the name of a system of the configuration
    actor = TextField()  # staff id; "" for notify
    address = TextField(default="")  # where the answer goes, addr-spec
    ticket = ForeignKeyField(Ticket, null=True)
    inbound = ForeignKeyField(InboundEmail, null=True)  # the mail that asked for it
    order = JsonField()  # emptied when it is done: it may hold personal values; the name of its file stays for a while
    state = TextField(default="waiting", index=True)  # waiting, done, failed, cancelled
    result = TextField(default="")  # short English phrase; no personal data
    attempts = IntegerField(default=0)  # that broke off; a system that is out of reach does not count
    created_at = UtcField()
    finished_at = UtcField(null=True)


class DataRoute(Table):
    """That a ticket's data is changed by another way than ours, and how far that is."""

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, unique=True, backref="data_routes")
    route = TextField()  # pdm, sister, periode-tutup
    columns = TextField(default="")  # of the Feeder, with blanks between; "" when it did not say
    submission = TextField(default="")  # the number of the PDM submission
    progress = TextField(default="")  # submitted, waiting, verification, invalid, approved, rejected
    changed_at = UtcField()


class Outage(Table):
    """A time in which a system could not be reached."""

    id = BigAutoField()
    system = TextField(index=True)
    reason = TextField()  # short English phrase
    failures = IntegerField(default=1)  # tries in vain, in a row
    began_at = UtcField()
    next_try_at = UtcField()
    opened_at = UtcField(null=True)  # when it was taken for an outage; None while it may have been a moment's trouble
    ended_at = UtcField(null=True)


class OutageNotice(Table):
    """That the people of a ticket were told of an outage; its clocks stand still meanwhile."""

    id = BigAutoField()
    outage = ForeignKeyField(Outage, backref="notices")
    ticket = ForeignKeyField(Ticket)
    at = UtcField()

    class Meta:
        indexes = ((("outage", "ticket"), True),)


class Snapshot(Table):
    """How something of a central application looked when it was last seen."""

    name = TextField(primary_key=True)  # "version", "dictionary GetAgama", "table GetAgama"
    content = JsonField()
    seen_at = UtcField()


class ExpiryNotice(Table):
    """That the end of a version's life was announced so many days ahead."""

    id = BigAutoField()
    day = TextField()  # the date of expiry, "2026-12-31"
    days = IntegerField()  # 30, 14, 7, 3, 1
    ticket = ForeignKeyField(Ticket, null=True)
    at = UtcField()

    class Meta:
        indexes = ((("day", "days"), True),)


class BulkRow(Table):
    """One record of a plan about many."""

    id = BigAutoField()
    plan = ForeignKeyField(StoredPlan, backref="bulk_rows")
    number = IntegerField()  # line of the file, the heading being line 1
    state = TextField(default="waiting")  # waiting, sent, done, failed, manual
    before = JsonField()  # what it was planned upon; emptied with the plan's content
    attempts = IntegerField(default=0)
    result = TextField(default="")  # for people; no personal data
    started_at = UtcField(null=True)
    finished_at = UtcField(null=True)

    class Meta:
        indexes = ((("plan", "number"), True),)
