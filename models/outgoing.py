"""The outbox: rendered mails, their recipients and the attempts to deliver them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from peewee import BigAutoField, BigIntegerField, BlobField, BooleanField, ForeignKeyField, IntegerField

from models.database import Table, database, delete_rows, is_for_many
from models.fields import EPOCH, MICROSECOND, TextField, UtcField
from models.mail import InboundEmail
from models.rows import keys_of
from models.tickets import Ticket


class OutgoingContent(Table):
    """The octets of a mail to send, apart from its state: with each change of that they would be written anew."""

    id = BigAutoField()
    octets = BlobField()  # the whole mail, CRLF line ends


class OutgoingEmail(Table):
    """One mail to send, rendered when it was enqueued; its Message-ID never changes."""

    id = BigAutoField()
    kind = TextField()  # the letter's name: acknowledgement, solution, receipt …
    audience = TextField()  # requester, staff, admin
    ticket = ForeignKeyField(Ticket, null=True, backref="outgoing", index=False)  # the first of an index below
    inbound = ForeignKeyField(InboundEmail, null=True)  # the mail that caused it
    message_id = TextField(unique=True)  # without angle brackets
    envelope_from = TextField()  # "" is the null sender
    subject = TextField()
    content = ForeignKeyField(OutgoingContent, null=True, unique=True)  # null: it was removed
    files = IntegerField(default=0)  # how many OutgoingFile rows go along
    is_automatic = BooleanField()  # counts for the pair breaker and the caps
    state = TextField(default="pending")  # pending, sending, sent, failed, held, cancelled
    is_ambiguous = BooleanField(default=False)  # an attempt ended between the final dot and the answer
    attempts = IntegerField(default=0)
    not_before = UtcField()
    claimed_by = TextField(null=True)  # the process that is sending it
    created_at = UtcField()
    finished_at = UtcField(null=True)
    last_error = TextField(default="")
    content_removed_at = UtcField(null=True)  # the content was removed on purpose: retention, or an erased person

    class Meta:
        indexes = ((("state", "not_before"), False), (("ticket", "kind"), False))


class OutgoingRecipient(Table):
    """One addressee of an outgoing mail and what the server said about it."""

    id = BigAutoField()
    email = ForeignKeyField(OutgoingEmail, backref="recipients", index=False)  # the first of the index below
    address = TextField()
    state = TextField(default="pending")  # pending, accepted, refused, bounced
    code = IntegerField(null=True)  # SMTP reply code
    response = TextField(default="")
    changed_at = UtcField(null=True)

    class Meta:
        indexes = ((("email", "address"), True),)


class OutgoingFile(Table):
    """A file that goes along with an outgoing mail; its octets are read from the blob store when it is sent."""

    id = BigAutoField()
    email = ForeignKeyField(OutgoingEmail, backref="enclosed")
    filename = TextField()
    size = BigIntegerField()  # octets
    sha256 = TextField()
    is_left_out = BooleanField(default=False)  # the server found the mail too large with it, or the octets are gone


class DeliveryAttempt(Table):
    """One try to hand a mail to the outgoing server."""

    id = BigAutoField()
    email = ForeignKeyField(OutgoingEmail, backref="delivery_attempts", index=False)  # the first of the index below
    number = IntegerField()
    started_at = UtcField()
    finished_at = UtcField(null=True)  # null: the process died meanwhile
    outcome = TextField(default="started")  # started, accepted, partly, refused, deferred, ambiguous
    response = TextField(default="")

    class Meta:
        indexes = ((("email", "number"), True),)


class Notification(Table):
    """That a person was sent a mail that can be answered with commands (trust.md §3.5)."""

    nid = TextField(primary_key=True)  # 16 hexadecimal digits, random
    kind = TextField()  # R reply, C confirmation, A approval
    ticket = ForeignKeyField(Ticket, null=True)
    staff_id = TextField()
    address = TextField()
    email = ForeignKeyField(OutgoingEmail, null=True)
    plan_id = BigIntegerField(null=True)
    code = TextField(default="", index=True)  # what is typed after !ya or !setuju; "" for kind R
    snapshot_hash = TextField(default="")
    created_at = UtcField()
    expires_at = UtcField()
    used_at = UtcField(null=True)
    revoked_at = UtcField(null=True)
    mismatches = IntegerField(default=0)

    class Meta:
        indexes = ((("staff_id", "created_at"), False),)


class CollectedNews(Table):
    """Something that happened to a ticket and that a member of staff is told in a list, because there was so much."""

    id = BigAutoField()
    staff_id = TextField(index=True)
    ticket = ForeignKeyField(Ticket)
    event = TextField()  # as in a notification: new, answered, ...
    created_at = UtcField()


class NumberedEntry(Table):
    """What a number in a digest or list meant, so that "3 selesai" can be answered to it."""

    id = BigAutoField()
    notification = ForeignKeyField(Notification, backref="entries")
    number = IntegerField()
    ticket = ForeignKeyField(Ticket)

    class Meta:
        indexes = ((("notification", "number"), True),)


def read_contents(emails: Iterable[OutgoingEmail]) -> None:
    """Have the octets of these mails at hand, which are few, with one question for all."""
    of_key = {email.__data__["content"]: email for email in emails if email.__data__["content"] is not None}
    for content in OutgoingContent.among(OutgoingContent.id, list(of_key)):
        of_key[content.id].__rel__["content"] = content


def octets_of(email: OutgoingEmail) -> bytes:
    """Return the whole mail; empty when it was removed."""
    content: OutgoingContent | None = email.content
    return b"" if content is None else bytes(content.octets)


def remove_contents(emails: Sequence[int]) -> None:
    """Remove the octets of mails, within the caller's transaction."""
    theirs = OutgoingEmail.id.in_(emails) & ~OutgoingEmail.content.is_null()
    contents = keys_of(OutgoingEmail.select(OutgoingEmail.content).where(theirs))
    OutgoingEmail.update(content=None).where(OutgoingEmail.id.in_(emails)).execute()
    delete_rows(OutgoingContent, OutgoingContent.id.in_(contents))


def due_letters(now: datetime, most: int, *, are_taken: bool = False) -> list[int]:
    """Return the keys of mails that wait to be sent now, in their order.

    `are_taken`: they are the transaction's, and those that another one has taken are passed over.
    """
    mark = database.param
    due = f"SELECT id FROM outgoing_email WHERE state = 'pending' AND not_before <= {mark}"  # noqa: S608
    taking = " FOR UPDATE SKIP LOCKED" if are_taken and is_for_many() else ""
    sql = f"{due} ORDER BY not_before, id LIMIT {mark}{taking}"
    return [key for (key,) in database.execute_sql(sql, ((now - EPOCH) // MICROSECOND, most)).fetchall()]


def ticket_of(email: OutgoingEmail) -> int | None:
    """Return the key of the ticket that a mail is about, without reading the ticket."""
    found: int | None = email.__data__["ticket"]
    return found


def letters_since(staff_id: str, since: datetime, most: int) -> int:
    """Return how many letters that can be answered a member of staff was sent since then; counted to `most` at most."""
    mark = database.param
    recent = f"SELECT 1 FROM notification WHERE staff_id = {mark} AND created_at > {mark} LIMIT {mark}"  # noqa: S608
    moment = (since - EPOCH) // MICROSECOND
    found = database.execute_sql(f"SELECT count(*) FROM ({recent}) AS recent", (staff_id, moment, most)).fetchone()  # noqa: S608
    return int(found[0])
