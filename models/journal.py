"""The journal: append-only events, chained by hash, personal values apart so that they can be erased."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from peewee import BigAutoField, BigIntegerField, ForeignKeyField

from models.database import Table, database
from models.fields import JsonField, TextField, UtcField


class JournalEvent(Table):
    """Something that happened. Rows are never changed or deleted."""

    id = BigAutoField()
    at = UtcField()
    name = TextField()  # "ticket.created", "command.executed"
    ticket_id = BigIntegerField(null=True, index=True)
    actor = TextField()  # "loket", "staff:rina", "address:17" (its row), never an addr-spec
    inbound_id = BigIntegerField(null=True)  # the mail that caused it
    message_id = TextField(default="")  # of the mail that caused it or that it caused
    data = JsonField()  # no personal values; {"before": …, "after": …}
    hash = TextField()  # sha256 over the previous hash and this row's canonical form

    class Meta:
        indexes = ((("name", "at"), False),)


class PersonalValue(Table):
    """A personal value of an event. The event holds sha256(salt, value); erasing this row keeps the chain whole."""

    id = BigAutoField()
    event = ForeignKeyField(JournalEvent, backref="personal_values", index=False)  # the first of the index below
    name = TextField()
    value = TextField()
    salt = TextField()

    class Meta:
        indexes = ((("event", "name"), True),)


class RawEvent(NamedTuple):
    """An event as the database has it."""

    id: int
    at: int  # microseconds since 1970 UTC
    name: str
    ticket_id: int | None
    data: str  # JSON


RawRow = tuple[int, int, str, int | None, str]  # the same, bare: a report reads hundreds of thousands


AT_A_TIME = 5000  # events in memory
_COLUMNS = "id, at, name, ticket_id, data"


def stream(names: Sequence[str], start: int, end: int) -> Iterator[list[RawRow]]:
    """Yield the events of these names from the moment `start` to before `end`, some at a time, in the written order.

    Moments are microseconds since 1970 UTC. An event may be written after it happened, so the order of the moments is
    not that of the events.
    """
    found = _extent(names, start, end)
    if found is None:
        return
    place, places = database.obj.param, ", ".join([database.obj.param] * len(names))
    sql = (
        f"SELECT {_COLUMNS} FROM journal_event WHERE id > {place} AND id <= {place}"  # noqa: S608 - places
        f" AND name || '' IN ({places}) AND at >= {place} AND at < {place} ORDER BY id LIMIT {AT_A_TIME}"
    )  # the concatenation keeps the database from the index of names, after which it would have to sort
    last, newest = found[0] - 1, found[1]
    while rows := database.execute_sql(sql, (last, newest, *names, start, end)).fetchall():
        yield rows
        last = rows[-1][0]


def moments(name: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the numbers and the moments of the events of a name between two moments; the index alone tells."""
    place = database.obj.param
    sql = f"SELECT id, at FROM journal_event WHERE name = {place} AND at >= {place} AND at < {place}"  # noqa: S608 - places
    return list(database.execute_sql(sql, (name, start, end)).fetchall())


def count(names: Sequence[str], before: int) -> int:
    """Return how many events of these names happened before a moment (microseconds since 1970 UTC)."""
    wanted: Any = JournalEvent.select().where(JournalEvent.name.in_(names) & (JournalEvent.at < before))
    return int(wanted.count())


def of_ticket(ticket_id: int, first: int, last: int) -> list[RawEvent]:
    """Return the events of a ticket whose numbers lie between two, both included."""
    place = database.obj.param
    sql = f"SELECT {_COLUMNS} FROM journal_event WHERE id BETWEEN {place} AND {place} AND ticket_id = {place}"  # noqa: S608 - places
    return [RawEvent(*row) for row in database.execute_sql(sql, (first, last, ticket_id)).fetchall()]


def _extent(names: Sequence[str], start: int, end: int) -> tuple[int, int] | None:
    """Return the first and the last number of the events wanted; None when there is none. The index alone tells."""
    place = database.obj.param
    sql = f"SELECT min(id), max(id) FROM journal_event WHERE name = {place} AND at >= {place} AND at < {place}"  # noqa: S608 - places
    ends = [database.execute_sql(sql, (name, start, end)).fetchone() for name in names]
    numbers = [number for pair in ends for number in pair if number is not None]
    return (min(numbers), max(numbers)) if numbers else None
