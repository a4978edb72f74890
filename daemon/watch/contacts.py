"""Write down how contact with each server stands, for `loket status` and others who look from outside."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from daemon.value_objects import value_object
from models.database import transaction
from models.upkeep import ServerContact

REFRESH = timedelta(minutes=1)


@value_object
class Contact:
    """How contact with one server stands."""

    name: str  # "mailbox bantuan", "outgoing"
    failing_since: datetime | None  # UTC; None: all is well
    reason: str = ""
    refusals: int = 0  # logins refused in a row


def note_contacts(contacts: Iterable[Contact], now: datetime) -> int:
    """Write down what changed, and now and then what did not; return how many rows were written."""
    written = 0
    known = {row.name: row for row in ServerContact.select()}
    for contact in contacts:
        row = known.get(contact.name)
        if row is not None and not _is_news(row, contact, now):
            continue
        with transaction():
            _write(contact, now)
        written += 1
    return written


def _is_news(row: ServerContact, contact: Contact, now: datetime) -> bool:
    is_same = (row.failing_since, row.reason, row.refusals) == (
        contact.failing_since,
        contact.reason,
        contact.refusals,
    )
    is_fresh = contact.failing_since is not None or (
        row.succeeded_at is not None and timedelta(0) <= now - row.succeeded_at < REFRESH
    )
    return not (is_same and is_fresh)


def _write(contact: Contact, now: datetime) -> None:
    row, _ = ServerContact.found_or_made({}, name=contact.name)
    row.failing_since, row.reason, row.refusals = contact.failing_since, contact.reason, contact.refusals
    if contact.failing_since is None:
        row.succeeded_at = now
    row.save()
