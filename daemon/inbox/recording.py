"""Keep arriving mail before anything reads it: raw octets on the disk first, then its rows in one transaction.

After a crash at any point the source still offers what has no rows, and takes what has rows for known.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from daemon import failpoints
from daemon.inbox import Arrival
from daemon.inbox.ledger import Cursor, save_cursor
from daemon.storage import Blobs
from daemon.value_objects import value_object
from models.database import lock, settled
from models.mail import InboundEmail, MailLocation


def utc_now() -> datetime:
    """Return the time of recording."""
    return datetime.now(UTC)


@value_object
class Recorder:
    """Keep arrivals in the blob store and the database."""

    blobs: Blobs
    now: Callable[[], datetime] = utc_now

    def record(self, arrival: Arrival) -> int | None:
        """Keep one mail and return its id; None when this mailbox had the same octets before.

        Raises: OSError, DatabaseFault when it could not be kept.
        """
        return next(iter(self.record_many((arrival,))), None)

    def record_many(self, arrivals: Sequence[Arrival], cursor: Cursor | None = None) -> tuple[int, ...]:
        """Keep mails of one mailbox in one transaction, with how far it has been read, and return the new ones' ids.

        Octets that the mailbox had before (moved back, UIDVALIDITY changed) only get one more location.

        Raises: OSError, DatabaseFault when they could not be kept: none has rows then.
        """
        hashes = self.blobs.put_many([arrival.raw for arrival in arrivals])
        failpoints.reach("after_blob")
        recorded_at = self.now()

        def insert() -> tuple[int, ...]:
            if arrivals:
                lock(f"mailbox {arrivals[0].mailbox}")  # `loket receive` may run many times at once
            created = _insert(list(zip(hashes, arrivals, strict=True)), recorded_at)
            if cursor is not None:
                save_cursor(cursor, recorded_at)
            failpoints.reach("before_record_commit")
            return created

        # Until it is finished, which lasts no less, the mail stays where it came from: unless it was given to us.
        created = settled(insert, shared=True, lasting=cursor is None)
        failpoints.reach("after_record")
        return created


def _insert(arrivals: Sequence[tuple[str, Arrival]], recorded_at: datetime) -> tuple[int, ...]:
    """Insert what is missing of mails and locations; return the new mails' ids in the order of arrival."""
    if not arrivals:
        return ()
    ids = _ids(arrivals[0][1].mailbox, [sha256 for sha256, _ in arrivals])
    known = _known([arrival for _, arrival in arrivals])
    if ids:
        _take_up_again(ids.values())
    created = []
    for sha256, arrival in arrivals:
        if sha256 not in ids:
            ids[sha256] = _insert_mail(sha256, arrival, recorded_at)
            created.append(ids[sha256])
        if arrival.uid and arrival.uid not in known:
            known.add(arrival.uid)
            _add_location(ids[sha256], arrival)
    return tuple(created)


def _known(arrivals: Sequence[Arrival]) -> set[str]:
    """Return which UIDs of these mails, all of one mailbox in one state, have a location."""
    uids = [arrival.uid for arrival in arrivals if arrival.uid]
    where = {"mailbox": arrivals[0].mailbox, "uidvalidity": arrivals[0].uidvalidity}
    return {row.uid for row in MailLocation.among(MailLocation.uid, uids, **where)}


def _take_up_again(ids: Iterable[int]) -> None:
    """Process mails anew whose octets the full quarantine had laid off: somebody moved them back."""
    laid_off = (InboundEmail.state == "quarantined") & InboundEmail.raw_removed_at.is_null(is_null=False)
    fresh = {"state": "new", "raw_removed_at": None, "attempts": 0, "disposition": None, "finished_at": None}
    InboundEmail.update({**fresh, "reason": ""}).where(laid_off & InboundEmail.id.in_(list(ids))).execute()


def _ids(mailbox: str, hashes: Sequence[str]) -> dict[str, int]:
    """Return the ids of the mails of these octets that the mailbox has, by SHA-256."""
    found = InboundEmail.among(InboundEmail.sha256, hashes, mailbox=mailbox)
    return {row.sha256: row.id for row in found}


def _insert_mail(sha256: str, arrival: Arrival, recorded_at: datetime) -> int:
    row = InboundEmail.create(
        mailbox=arrival.mailbox,
        sha256=sha256,
        size=arrival.size,
        is_stub=arrival.is_stub,
        received_at=arrival.received_at,
        recorded_at=recorded_at,
    )
    return int(row.id)


def _add_location(inbound: int, arrival: Arrival) -> None:
    MailLocation.add(inbound=inbound, mailbox=arrival.mailbox, uidvalidity=arrival.uidvalidity, uid=arrival.uid)
