"""Tickets and all that hangs on them."""

from peewee import BigAutoField, BigIntegerField, BooleanField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import TextField, UtcField
from models.mail import InboundEmail
from models.people import Address, Person


class TicketCounter(Table):
    """The last running number of a month."""

    period = TextField(primary_key=True)  # "2611": year and month in local time
    last = IntegerField()

    class Meta:
        read_together = "period"


class Ticket(Table):
    """A complaint on its way to a solution (product.md §3)."""

    id = BigAutoField()
    number = TextField(unique=True)
    subject = TextField()
    status = TextField(default="new", index=True)
    type_code = TextField(default="")  # "" while nobody knows
    category = TextField(default="lain", index=True)
    priority = TextField(default="normal")
    requester = ForeignKeyField(Person, backref="tickets")
    requester_address = ForeignKeyField(Address, backref="tickets")
    requester_role = TextField(default="")
    unit = TextField(default="")  # the faculty or office that the requester asks for; "" when unknown
    assignee = TextField(null=True, index=True)  # staff id
    channel = TextField(default="email")
    language = TextField(default="id")
    received_at = UtcField()  # INTERNALDATE of the complaint
    created_at = UtcField(index=True)
    updated_at = UtcField()
    waiting_since = UtcField(null=True)
    ended_at = UtcField(null=True)  # solved, rejected or cancelled
    closed_at = UtcField(null=True)
    due_at = UtcField(null=True)
    is_form_complete = BooleanField(default=False)
    rating = IntegerField(null=True)  # 1..5
    merged_into = ForeignKeyField("self", null=True)
    first_message_id = TextField(default="")  # of the mail that began it: what every letter about it refers to
    last_message_id = TextField(default="")  # of the newest mail of the conversation with the requester
    version = IntegerField(default=0)  # goes up with every change

    class Meta:
        read_together = "id"  # in the transaction in which many letters were accepted


class Participant(Table):
    """An address that may add to a ticket."""

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, backref="participants", index=False)  # the first of the index below
    address = ForeignKeyField(Address)
    role = TextField()  # requester; copy: gets what the requester is written; cc: hears how it ends
    added_at = UtcField()
    is_active = BooleanField(default=True)

    class Meta:
        indexes = ((("ticket", "address"), True),)


class TicketField(Table):
    """A form value of a ticket; may be personal data."""

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, backref="fields", index=False)  # the first of the index below
    name = TextField()
    value = TextField()
    is_valid = BooleanField()
    source = TextField()  # "mail 12", "staff rina"
    changed_at = UtcField()

    class Meta:
        indexes = ((("ticket", "name"), True),)


class TicketLabel(Table):
    """A free label on a ticket."""

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, backref="labels")
    name = TextField()

    class Meta:
        indexes = ((("ticket", "name"), True),)


class TicketLink(Table):
    """That a ticket has to do with another one."""

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, backref="links")
    other = ForeignKeyField(Ticket, backref="linked_from")
    kind = TextField()  # mentioned, follow-up, merged, split, related
    created_at = UtcField()

    class Meta:
        indexes = ((("ticket", "other", "kind"), True),)


class Message(Table):
    """One mail or note in a ticket's conversation."""

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, backref="messages")
    direction = TextField()  # in, out, note
    author = TextField()  # addr-spec, or staff id for a note
    recipients = TextField(default="")  # addr-specs, one a line
    message_id = TextField(default="", index=True)  # "" for a note
    subject = TextField(default="")
    text = TextField()  # what was written
    elided = TextField(default="")  # quotations and signature of an inbound mail
    inbound = ForeignKeyField(InboundEmail, null=True)
    sent_at = UtcField()  # received, enqueued or noted


REQUESTERS = "requester"  # whose file it is: it came with the complaint, or with an answer to us
SENT = "sent"  # staff sent it to the requester
INTERNAL = "internal"  # staff keep it with a note; no letter to a requester ever carries it


class TicketAttachment(Table):
    """A file of a ticket; its octets lie in the blob store under `sha256`."""

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, backref="attachments")
    message = ForeignKeyField(Message, backref="attachments")
    filename = TextField()
    content_type = TextField()
    size = BigIntegerField()  # octets
    sha256 = TextField()
    document = TextField(default="")  # the required document it was matched to; "" for none
    is_dangerous = BooleanField(default=False)  # it runs when it is opened: never sent on
    origin = TextField(default=REQUESTERS)
    removed_at = UtcField(null=True)  # the octets were removed on purpose: retention, or an erased person
