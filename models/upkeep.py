"""What the service itself must remember: limits used up, jobs done, solutions kept."""

from peewee import BigAutoField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import TextField, UtcField
from models.mail import InboundEmail


class LimitUse(Table):
    """One use of a limited good (trust.md §3.9); counted over a sliding window, swept when old."""

    id = BigAutoField()
    name = TextField()  # "acknowledgement", "ticket", "refusal", "automatic"
    key = TextField()  # whom it counts for: an address, a staff id, "*"
    at = UtcField()

    class Meta:
        indexes = ((("key", "name", "at"), False), (("at",), False))
        read_together = "key"  # of one address four limits are asked about


class JobRun(Table):
    """When a calendar job last ran, so that a restart does not run it twice."""

    name = TextField(primary_key=True)
    last_at = UtcField()
    period = TextField(default="")  # what it was done for: "2026-11-22"


class ReportOrder(Table):
    """A report that somebody is to get by mail; the daemon makes it beside its other work."""

    id = BigAutoField()
    key = TextField(unique=True)  # "monthly 2026-10 siti": nobody gets the same one twice
    staff_id = TextField()  # "": whoever sent the mail, an operator of a unit
    first = TextField()  # days, "2026-10-01"
    last = TextField()  # still part of it
    language = TextField(default="")  # "": that of the member of staff
    inbound = ForeignKeyField(InboundEmail, null=True)  # the mail that asked for it
    ordered_at = UtcField()
    sent_at = UtcField(null=True)


class KeptSolution(Table):
    """A solution that staff kept for reuse; each change is a new version."""

    id = BigAutoField()
    code = TextField()
    version = IntegerField()
    title = TextField()
    language = TextField(default="id")
    text = TextField()
    created_at = UtcField()
    created_by = TextField()

    class Meta:
        indexes = ((("code", "language", "version"), True),)


class Lease(Table):
    """Who holds a role among several daemons (trust.md §4.3)."""

    name = TextField(primary_key=True)
    holder = TextField()  # host, pid and boot id
    token = IntegerField(default=0)  # fencing: goes up with every new holder
    heartbeat_at = UtcField()


class ServerContact(Table):
    """How contact with a server stands, written by the daemon for those who look from outside."""

    name = TextField(primary_key=True)  # "mailbox bantuan", "outgoing"
    succeeded_at = UtcField(null=True)
    failing_since = UtcField(null=True)  # null: all is well
    reason = TextField(default="")  # one line; "" when all is well
    refusals = IntegerField(default=0)  # logins refused in a row
