"""Remember what each mailbox has given: how far it was read, where its mails lie, which of them are marked there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from daemon.value_objects import value_object
from models.database import make_lasting, transaction
from models.mail import InboundEmail, MailboxCursor, MailLocation

FINISHED = ("done", "held", "quarantined")


@value_object
class Cursor:
    """How far a mailbox has been read."""

    mailbox: str
    uidvalidity: int
    last_uid: int
    reconciled_at: datetime | None = None  # the last comparison with the whole folder, as it was before


def load_cursor(mailbox: str) -> Cursor | None:
    """Return how far the mailbox has been read; None when it never was."""
    row = MailboxCursor.get_or_none(MailboxCursor.mailbox == mailbox)
    if row is None or row.uidvalidity is None:
        return None
    return Cursor(mailbox, row.uidvalidity, row.last_uid, row.reconciled_at)


def save_cursor(cursor: Cursor, contacted_at: datetime) -> None:
    """Remember how far the mailbox has been read, and that its server answered."""
    told = {
        "uidvalidity": cursor.uidvalidity,
        "last_uid": cursor.last_uid,
        "reconciled_at": cursor.reconciled_at,
        "contacted_at": contacted_at,
    }
    with transaction(shared=True):
        if not MailboxCursor.change([cursor.mailbox], **told):
            MailboxCursor.insert(mailbox=cursor.mailbox, **told).on_conflict(
                conflict_target=[MailboxCursor.mailbox], update=told
            ).execute()


def refetch_since(mailbox: str) -> datetime | None:
    """Return since when finished mail is to be fetched again, because a backup was restored; None: not at all."""
    row = MailboxCursor.get_or_none(MailboxCursor.mailbox == mailbox)
    return None if row is None else row.refetch_since


def remember_refetched(mailbox: str) -> None:
    """Remember that finished mail is offered again."""
    with transaction(shared=True):
        MailboxCursor.update(refetch_since=None).where(MailboxCursor.mailbox == mailbox).execute()


def refused_at(mailbox: str) -> datetime | None:
    """Return when the server last refused our login; None when it took the one after that."""
    row = MailboxCursor.get_or_none(MailboxCursor.mailbox == mailbox)
    return None if row is None else row.refused_at


def remember_login(mailbox: str, refused_at: datetime | None) -> None:
    """Remember that the server refused our login, or took it (None)."""
    with transaction(shared=True):
        MailboxCursor.insert(mailbox=mailbox, last_uid=0, refused_at=refused_at).on_conflict(
            conflict_target=[MailboxCursor.mailbox], preserve=[MailboxCursor.refused_at]
        ).execute()


def known_uids(mailbox: str, uidvalidity: int) -> set[str]:
    """Return the UIDs of all mails that were recorded from this mailbox in this state."""
    rows: Any = MailLocation.select(MailLocation.uid).where(
        MailLocation.mailbox == mailbox, MailLocation.uidvalidity == uidvalidity
    )
    return {uid for (uid,) in rows.tuples().iterator()}


def finished_uids(mailbox: str, uidvalidity: int, limit: int) -> tuple[str, ...]:
    """Return the UIDs of mails that are finished, lastingly, and not yet marked in this mailbox, oldest first.

    Raises: DiskFailure; OSError.
    """
    rows: Any = (
        MailLocation.select(MailLocation.uid)
        .join(InboundEmail)
        .where(
            MailLocation.mailbox == mailbox,
            MailLocation.is_marked == False,  # noqa: E712 - builds SQL
            MailLocation.uidvalidity == uidvalidity,
            InboundEmail.state.in_(FINISHED),
        )
        .order_by(InboundEmail.id)
        .limit(limit)
    )
    found = tuple([uid for (uid,) in rows.tuples()])
    if found:
        make_lasting()
    return found


def remember_marked(mailbox: str, uidvalidity: int, uids: Sequence[str]) -> None:
    """Remember that these mails are marked on their server."""
    with transaction(shared=True):
        MailLocation.update(is_marked=True).where(
            MailLocation.mailbox == mailbox, MailLocation.uidvalidity == uidvalidity, MailLocation.uid.in_(uids)
        ).execute()
