"""Keep the quarantine from filling the disk: beyond its room the newest mails lie on their mail server alone.

Nothing is lost and nothing vanishes unseen: the row stays in quarantine, and the mail is taken up again, octets and
all, when somebody moves it back into the folder that Loket reads (daemon/inbox/recording.py).
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from daemon.desk.journal import Cause, Entry, record
from daemon.keeping.references import needed_by_others
from daemon.storage import Blobs
from daemon.value_objects import value_object
from models.database import transaction
from models.mail import InboundEmail, MailLocation

LAID_OFF = "; its octets lie on the mail server alone"  # ends the reason


@value_object
class Room:
    """How much the quarantine may hold here."""

    mails: int
    octets: int


@value_object
class Fill:
    """How full the quarantine is."""

    mails: int  # whose octets are here
    octets: int
    laid_off: int  # mails whose octets lie on their server alone

    def exceeds(self, room: Room) -> bool:
        """Say whether it holds all that it may, or had to lay something off."""
        return self.laid_off > 0 or self.mails >= room.mails or self.octets >= room.octets


def fill() -> Fill:
    """Return how full the quarantine is."""
    rows = list(_quarantined().where(InboundEmail.raw_removed_at.is_null()))
    laid_off = _quarantined().where(InboundEmail.raw_removed_at.is_null(is_null=False)).count()
    return Fill(len(rows), sum(map(_octets, rows)), laid_off)


def lay_off(room: Room, servers: Collection[str], blobs: Blobs, now: datetime) -> int:
    """Remove the octets of the newest mails beyond the room and return of how many.

    `servers` names the mailboxes that keep finished mail; only what is marked there as finished is touched.
    """
    with blobs.removing() as may_remove:
        if not may_remove:  # a backup is being made
            return 0
        with transaction():
            mails = {row.id: row.sha256 for row in _beyond(room) if row.mailbox in servers and _lies_there(row)}
            if not mails:
                return 0
            change = {"raw_removed_at": now, "reason": InboundEmail.reason.concat(LAID_OFF)}
            InboundEmail.update(change).where(InboundEmail.id.in_(list(mails))).execute()
            record(Entry("quarantine.laid-off", Cause("loket"), None, {"mails": len(mails)}), now)
            unneeded = frozenset(mails.values()) - needed_by_others(mails, {})
        for name in unneeded:
            blobs.remove(name)
    return len(mails)


def _quarantined() -> Any:
    columns = (InboundEmail.id, InboundEmail.mailbox, InboundEmail.sha256, InboundEmail.size, InboundEmail.is_stub)
    return InboundEmail.select(*columns).where(InboundEmail.state == "quarantined").order_by(InboundEmail.id)


def _octets(row: InboundEmail) -> int:
    return 0 if row.is_stub else int(row.size)  # of a stub only the header is here


def _beyond(room: Room) -> Iterator[InboundEmail]:
    """Yield the mails for which there is no room, from the oldest on."""
    mails = octets = 0
    for row in list(_quarantined().where(InboundEmail.raw_removed_at.is_null())):
        mails, octets = mails + 1, octets + _octets(row)
        if mails > room.mails or octets > room.octets:
            yield row


def _lies_there(row: InboundEmail) -> bool:
    there = (MailLocation.inbound == row) & (MailLocation.is_marked == True)  # noqa: E712 - builds SQL
    return bool(MailLocation.select().where(there).exists())
