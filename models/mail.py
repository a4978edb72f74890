"""Inbound mail: what arrived, where it lies, and what became of it."""

from peewee import BigAutoField, BigIntegerField, BooleanField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import TextField, UtcField


class MailboxCursor(Table):
    r"""How far a mailbox has been read; the cursor is (UIDVALIDITY, UID) and never `\Seen`."""

    mailbox = TextField(primary_key=True)  # the name in the configuration
    uidvalidity = BigIntegerField(null=True)  # up to 2**32 - 1 (RFC 3501 §2.3.1.1)
    last_uid = BigIntegerField(default=0)
    reconciled_at = UtcField(null=True)
    contacted_at = UtcField(null=True)  # last successful poll
    refused_at = UtcField(null=True)  # last refused login; cleared when one succeeds
    refetch_since = UtcField(null=True)  # a backup was restored: finished mail since then is to be fetched again


class InboundEmail(Table):
    """One mail as delivered to one mailbox. The raw octets lie in the blob store under `sha256`."""

    id = BigAutoField()
    mailbox = TextField()  # the name in the configuration; "stdin"
    sha256 = TextField()  # of the raw octets
    size = BigIntegerField()  # octets on the server; larger than the stored stub when over the limit
    is_stub = BooleanField(default=False)  # only the header was stored, the mail was over the size limit
    received_at = UtcField()  # INTERNALDATE, file time or now
    recorded_at = UtcField()
    state = TextField(default="new", index=True)  # new, waiting (for DNS), done, held, quarantined
    attempts = IntegerField(default=0)
    waits = IntegerField(default=0)  # how often it was put aside until a name server answers
    not_before = UtcField(null=True)
    claimed_by = TextField(null=True)  # the process that works on it; cleared when it is finished
    kind = TextField(null=True)
    disposition = TextField(null=True)
    reason = TextField(default="")
    message_id = TextField(null=True)  # the first of an index below
    content_sha256 = TextField(null=True)
    sender = TextField(null=True)  # addr-spec of From, for display
    subject = TextField(null=True)
    ticket_id = BigIntegerField(null=True, index=True)
    finished_at = UtcField(null=True)
    raw_removed_at = UtcField(null=True)  # the raw octets were removed on purpose: retention, or an erased person

    class Meta:
        indexes = ((("mailbox", "sha256"), True), (("message_id", "content_sha256"), False))


class MailLocation(Table):
    """Where an inbound mail lies on its server: the key that makes fetching repeatable."""

    id = BigAutoField()
    inbound = ForeignKeyField(InboundEmail, backref="locations")
    mailbox = TextField()
    uidvalidity = BigIntegerField()
    uid = TextField()  # the IMAP UID, or the unique part of a Maildir file name
    is_marked = BooleanField(default=False)  # moved or flagged on the server after it was finished

    class Meta:
        indexes = ((("mailbox", "uidvalidity", "uid"), True), (("mailbox", "is_marked"), False))


class ContentKey(Table):
    """One content that was acted on; a second mail with the same key is a re-delivery."""

    id = BigAutoField()
    message_id = TextField()
    content_sha256 = TextField()
    inbound = ForeignKeyField(InboundEmail)

    class Meta:
        indexes = ((("message_id", "content_sha256"), True),)
        read_together = "message_id"


class ExecutedSignature(Table):
    """The DKIM signature of a mail whose commands ran; the same one never commands again (trust.md §3.8)."""

    id = BigAutoField()
    signature_hash = TextField(unique=True)
    inbound = ForeignKeyField(InboundEmail)


class CommandResult(Table):
    """What became of one command line of an inbound mail."""

    id = BigAutoField()
    inbound = ForeignKeyField(InboundEmail, backref="commands")
    position = IntegerField()  # 0 is the first line
    name = TextField()  # as resolved; as typed when unknown
    result = TextField()  # executed, refused, confirmation_requested, not_run
    reason = TextField(default="")

    class Meta:
        indexes = ((("inbound", "position"), True),)
