"""Who works on a database that several daemons share: the rows behind daemon/leases.py.

A daemon has one row under its own name, which it keeps fresh, and one for each role it holds: a mailbox, the calendar.
Every transaction of a daemon holds its row (FOR KEY SHARE) and fails when it is gone. So whoever deletes the row waits
for what the daemon has begun, and from then on it cannot write any more: that is the fence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import Value, fn

from models.database import database, delete_rows, is_for_many, transaction
from models.mail import InboundEmail
from models.postgresql import LeaseLost, Postgresql
from models.upkeep import Lease

MAILBOX = "mailbox "  # the name of a mailbox's role begins with it
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A daemon's row as it was seen."""

    worker: str
    heartbeat_at: datetime


def join(worker: str, now: datetime) -> None:
    """Enter a daemon; from now on all that this process writes is behind the fence."""
    with transaction(shared=True):
        Lease.insert(name=worker, holder=worker, token=1, heartbeat_at=now).on_conflict_ignore().execute()
    if isinstance(database.obj, Postgresql):
        database.obj.fence = worker


def beat(worker: str, now: datetime) -> None:
    """Keep the daemon's row fresh. Raises: LeaseLost when another daemon ended it."""
    with transaction(shared=True):
        if not Lease.update(heartbeat_at=now).where(Lease.name == worker).execute():
            raise LeaseLost(worker)


def leave(worker: str) -> None:
    """Take the daemon's row and roles away, at its end."""
    with transaction(shared=True):
        Lease.update(holder=NOBODY).where((Lease.holder == worker) & (Lease.name != worker)).execute()
        delete_rows(Lease, Lease.name == worker)
    if isinstance(database.obj, Postgresql):
        database.obj.fence = NOBODY


def end(seen: Sighting) -> bool:
    """Shut a daemon out unless it gave a sign of life since it was seen, and say whether that was done."""
    with transaction(shared=True):
        gone = (Lease.name == seen.worker) & (Lease.heartbeat_at == seen.heartbeat_at)
        return bool(delete_rows(Lease, gone))


def live() -> tuple[Sighting, ...]:
    """Return the daemons at work."""
    rows = Lease.select().where(Lease.name == Lease.holder).order_by(Lease.name)
    return tuple(Sighting(row.name, row.heartbeat_at) for row in rows)


def roles(names: Iterable[str]) -> dict[str, str]:
    """Return who holds each role; "" where nobody does, or nobody alive."""
    wanted = tuple(names)
    held = Lease.select(Lease.name, Lease.holder).where(Lease.name.in_(wanted) & Lease.holder.in_(_workers()))
    return dict.fromkeys(wanted, NOBODY) | {row.name: row.holder for row in held}


def take(role: str, worker: str, now: datetime) -> bool:
    """Take a role that no living daemon holds, and say whether that succeeded."""
    with transaction(shared=True):
        Lease.insert(name=role, holder=NOBODY, token=0, heartbeat_at=now).on_conflict_ignore().execute()
        changes = {Lease.holder: worker, Lease.token: Lease.token + 1, Lease.heartbeat_at: now}
        free = (Lease.name == role) & Lease.holder.not_in(_workers())
        return bool(Lease.update(changes).where(free).execute())


def give_up(role: str, worker: str) -> None:
    """Let another daemon have a role."""
    with transaction(shared=True):
        Lease.update(holder=NOBODY).where((Lease.name == role) & (Lease.holder == worker)).execute()


def is_unheld(claimed_by: Any) -> Any:
    """Return the condition that the daemon named in a column is not at work."""
    return (~claimed_by.is_null()) & claimed_by.not_in(_workers())


def is_for(worker: str) -> Any:
    """Return the condition that a mail's mailbox is not another daemon's, so that its mails stay in order."""
    if not is_for_many():
        return Value(1) == Value(1)
    role = Value(MAILBOX).concat(InboundEmail.mailbox)
    others = Lease.select(Lease.name).where((Lease.name == role) & Lease.holder.not_in((worker, NOBODY)))
    return ~fn.EXISTS(others)


def _workers() -> Any:
    worker = Lease.alias()
    return worker.select(worker.name).where(worker.name == worker.holder)
