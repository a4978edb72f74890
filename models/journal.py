"""The journal: append-only events, chained by hash, personal values apart so that they can be erased."""

from peewee import BigAutoField, BigIntegerField, ForeignKeyField

from models.database import Table
from models.fields import JsonField, TextField, UtcField


class JournalEvent(Table):
    """Something that happened. Rows are never changed or deleted."""

    id = BigAutoField()
    at = UtcField()
    name = TextField(index=True)  # "ticket.created", "command.executed"
    ticket_id = BigIntegerField(null=True, index=True)
    actor = TextField()  # "loket", "staff:rina", "address:17" (its row), never an addr-spec
    inbound_id = BigIntegerField(null=True)  # the mail that caused it
    message_id = TextField(default="")  # of the mail that caused it or that it caused
    data = JsonField()  # no personal values; {"before": …, "after": …}
    hash = TextField()  # sha256 over the previous hash and this row's canonical form


class PersonalValue(Table):
    """A personal value of an event. The event holds sha256(salt, value); erasing this row keeps the chain whole."""

    id = BigAutoField()
    event = ForeignKeyField(JournalEvent, backref="personal_values")
    name = TextField()
    value = TextField()
    salt = TextField()

    class Meta:
        indexes = ((("event", "name"), True),)
