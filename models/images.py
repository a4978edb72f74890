"""Take pictures of the rows that hang on tickets, and put them back: what undoing is made of.

Rows are put back as they were, key by key, rather than by changes the other way round: so stage clocks, waiting times
and everything else that follows from a status is exactly what it was.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from models import rows
from models.clocks import StagePause, StageRun
from models.database import Table, delete_rows
from models.fields import canonical_json
from models.knowledge import KnowledgeEntry
from models.people import Person, PersonAddress
from models.staffing import Absence, Incident, IncidentTicket
from models.tickets import (
    Message,
    Participant,
    Ticket,
    TicketAttachment,
    TicketField,
    TicketLabel,
    TicketLink,
)

Values = Mapping[str, Any]  # of a row, by column, as the database has them
Picture = Mapping[tuple[str, int], Values]  # by table and key

_OF_TICKETS: tuple[tuple[type[Table], Any], ...] = (
    (Ticket, Ticket.id),
    (Participant, Participant.ticket),
    (TicketField, TicketField.ticket),
    (TicketLabel, TicketLabel.ticket),
    (TicketLink, TicketLink.ticket),
    (Message, Message.ticket),
    (TicketAttachment, TicketAttachment.ticket),
    (StageRun, StageRun.ticket),
    (Incident, Incident.parent),
    (IncidentTicket, IncidentTicket.ticket),
    (KnowledgeEntry, KnowledgeEntry.ticket),
)
_OTHERS: tuple[type[Table], ...] = (StagePause, Absence, Person, PersonAddress)
_STAY: tuple[type[Table], ...] = (Person,)  # letters and tickets may name them by now
_TABLES: Mapping[str, type[Table]] = {table.__name__: table for table in (*dict(_OF_TICKETS), *_OTHERS)}


@dataclass(frozen=True, slots=True)
class RowChange:
    """What became of one row."""

    table: str
    key: int
    before: Values | None  # None: it was not there
    after: str  # the SHA-256 of what it became; "" when it is gone


def picture(tickets: Collection[int], staff: Collection[str] = (), asked: Collection[int] = ()) -> Picture:
    """Return the rows that hang on tickets, those about people at the desk, by their ids, and those about requesters.

    `asked`: tickets of which it is wanted who their requesters are.
    """
    found: dict[tuple[str, int], Values] = {}
    for table, column in _OF_TICKETS:
        found |= _rows(table, column, tickets)
    found |= _rows(Absence, Absence.staff, staff)
    found |= _identities(asked)
    runs = [key for name, key in found if name == StageRun.__name__]
    return found | _rows(StagePause, StagePause.stage_run, runs)


def _identities(tickets: Collection[int]) -> Picture:
    """Return who is known to use the addresses of these tickets' requesters."""
    if not tickets:
        return {}
    asked = list(Ticket.select().where(Ticket.id.in_(list(tickets))))
    links = _rows(PersonAddress, PersonAddress.address, [int(one.requester_address.id) for one in asked])
    people = [int(one.requester.id) for one in asked] + [int(link["person_id"]) for link in links.values()]
    return {**links, **_rows(Person, Person.id, people)}


def changes(before: Picture, after: Picture) -> tuple[RowChange, ...]:
    """Return what became of each row that is not what it was."""
    keys = sorted({*before, *after}, key=lambda key: (list(_TABLES).index(key[0]), key[1]))
    return tuple(
        RowChange(*key, before.get(key), _hash(after.get(key))) for key in keys if before.get(key) != after.get(key)
    )


def are_as_left(found: Iterable[RowChange]) -> bool:
    """Say whether all these rows are still what they became."""
    return all(_hash(_current(change)) == change.after for change in found)


def put_back(found: Iterable[RowChange], now: Any) -> None:
    """Make the rows what they were before. The caller has opened a transaction and looked whether they are as left."""
    ordered = tuple(found)
    for change in reversed(ordered):  # what hangs on others goes first
        if change.before is None:
            _unmake(change, now)
    for change in ordered:
        if change.before is not None:
            _restore(change, now)


def _unmake(change: RowChange, now: Any) -> None:
    """Remove a row; a ticket stays, cancelled, because its number was given and letters name it."""
    table: Any = _TABLES[change.table]
    if table in _STAY:
        return
    if table is Ticket:
        cancelled = {Ticket.status: "cancelled", Ticket.ended_at: now, Ticket.updated_at: now}
        Ticket.update(cancelled).where(Ticket.id == change.key).execute()
        return
    delete_rows(table, table.id == change.key)


def _restore(change: RowChange, now: Any) -> None:
    table: Any = _TABLES[change.table]
    values = {name: table._meta.columns[name].python_value(value) for name, value in (change.before or {}).items()}
    if not change.after:
        table.insert({table._meta.columns[name]: value for name, value in values.items()}).execute()
        return
    kept = {table._meta.columns[name]: value for name, value in values.items() if name != "id"}
    if table is Ticket:
        kept |= {Ticket.version: Ticket.version + 1, Ticket.updated_at: now}
    table.update(kept).where(table.id == change.key).execute()


def _rows(table: Any, column: Any, keys: Collection[int] | Collection[str]) -> dict[tuple[str, int], Values]:
    return {(table.__name__, int(row["id"])): row for row in rows.among(table, column, keys)}


def _current(change: RowChange) -> Values | None:
    table: Any = _TABLES[change.table]
    return next(iter(rows.among(table, table.id, [change.key])), None)


def _hash(values: Values | None) -> str:
    return "" if values is None else hashlib.sha256(canonical_json(dict(values)).encode()).hexdigest()
