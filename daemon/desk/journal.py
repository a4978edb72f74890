"""Write the journal: append-only, each event chained to the one before by its hash.

Personal values go into a side table under a salted hash, so that they can be erased and the chain still verifies.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from daemon.value_objects import value_object
from models.fields import EPOCH, MICROSECOND, CanonicalJson, canonical_json
from models.journal import JournalEvent, PersonalValue
from models.tickets import Ticket

LOKET = "loket"


@value_object
class Cause:
    """Who and what made something happen."""

    actor: str  # "loket", "staff:rina", "address:17"; never an addr-spec
    inbound_id: int | None = None
    message_id: str = ""  # of the mail; "" for none
    command: str = ""  # the keyword, when a command did it

    @property
    def source(self) -> str:
        """Name the evidence: the command, the mail, or the service itself."""
        return self.command or self.message_id or self.actor


@value_object
class Head:
    """An event of the journal and the hash that stands for it and all before it."""

    event: int
    hash: str


@value_object
class Entry:
    """One event to be written."""

    name: str  # "ticket.created"
    cause: Cause
    ticket_id: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)  # no personal values
    personal: Mapping[str, str] = field(default_factory=dict)


def record(entry: Entry, at: datetime) -> int:
    """Append the event, inside the caller's transaction, and return its id."""
    cause, personal = entry.cause, entry.personal
    data = {**entry.data, "command": cause.command} if cause.command else dict(entry.data)
    salts = _salts(len(personal)) if personal else []
    if personal:
        hidden = map(_hidden, salts, personal.values())
        data["personal"] = dict(zip(personal, hidden, strict=True))
    microseconds = (at - EPOCH) // MICROSECOND
    text = canonical_json(data)
    previous = JournalEvent.newest(JournalEvent.hash) or ""
    form = (previous, microseconds, entry.name, entry.ticket_id, cause.actor, cause.inbound_id, cause.message_id)
    event: int = JournalEvent.add(
        at=microseconds,
        name=entry.name,
        ticket_id=entry.ticket_id,
        actor=cause.actor,
        inbound_id=cause.inbound_id,
        message_id=cause.message_id,
        data=CanonicalJson(text),
        hash=_hash(form, text),
    )
    for salt, (name, value) in zip(salts, personal.items(), strict=True):
        PersonalValue.add(event=event, name=name, value=value, salt=salt)
    return event


def _salts(count: int) -> list[str]:
    """Return as many salts, each of 16 random octets in hexadecimal."""
    drawn = secrets.token_hex(16 * count)
    return [drawn[start : start + 32] for start in range(0, len(drawn), 32)]


def was_ever(ticket: Ticket, name: str, value: str) -> bool:
    """Say whether the journal knows this personal value of a ticket, erased ones not counted."""
    return bool(
        PersonalValue.select()
        .join(JournalEvent)
        .where((JournalEvent.ticket_id == ticket.id) & (PersonalValue.name == name) & (PersonalValue.value == value))
        .exists()
    )


def chained(previous: str, row: JournalEvent) -> str:
    """Return the hash of an event that follows the one with hash `previous` ("" for the first)."""
    microseconds = (row.at - EPOCH) // MICROSECOND
    form = (previous, microseconds, row.name, row.ticket_id, row.actor, row.inbound_id, row.message_id)
    return _hash(form, canonical_json(row.data))


def _hash(form: tuple[str | int | None, ...], data: str) -> str:
    """Return the hash over the canonical JSON of a list: these values, and then data that is canonical JSON already."""
    return hashlib.sha256(f"{canonical_json(form)[:-1]},{data}]".encode()).hexdigest()


def broken_links(progress: Callable[[int], None] = lambda _event: None) -> Iterator[int]:
    """Yield the ids of events whose hash does not follow from their content and predecessor.

    `progress` is told each event that was looked at.
    """
    previous = ""
    for row in JournalEvent.select().order_by(JournalEvent.id).iterator():
        if chained(previous, row) != row.hash:
            yield int(row.id)
        previous = row.hash
        progress(int(row.id))


def broken_values(progress: Callable[[int], None] = lambda _value: None) -> Iterator[int]:
    """Yield the ids of events beside which a personal value lies that is not theirs; erased values are not missed.

    `progress` is told each value that was looked at.
    """
    values: Any = PersonalValue.select(PersonalValue, JournalEvent).join(JournalEvent)
    for value in values.order_by(PersonalValue.id).iterator():
        event = value.event
        progress(int(value.id))
        if event.data.get("personal", {}).get(value.name) != _hidden(value.salt, value.value):
            yield int(event.id)


def head() -> Head | None:
    """Return the journal's last event, None while it is empty."""
    row = JournalEvent.select().order_by(JournalEvent.id.desc()).first()
    return None if row is None else Head(int(row.id), str(row.hash))


def has(wanted: Head) -> bool:
    """Say whether the journal still has an event with its hash, or the beginning of it that a witness was told."""
    row = JournalEvent.get_or_none(JournalEvent.id == wanted.event)
    return row is not None and str(row.hash).startswith(wanted.hash)


def _hidden(salt: str, value: str) -> str:
    return hashlib.sha256(f"{salt}\0{value}".encode()).hexdigest()
