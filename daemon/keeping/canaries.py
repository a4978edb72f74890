"""Forget the canaries of past days: nobody needs the rows and files of a mail to ourselves that came back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from daemon.desk.writing.letters import Canary
from daemon.keeping.references import needed_by_others
from daemon.storage import Blobs
from models.database import delete_rows, transaction
from models.mail import ContentKey, InboundEmail, MailLocation
from models.outgoing import DeliveryAttempt, OutgoingEmail, OutgoingRecipient, remove_contents

KEPT = timedelta(days=2)
BATCH = 200  # canaries in one transaction; there are about a hundred a day
_FLOWN = ("sent", "failed", "cancelled")


def forget_canaries(blobs: Blobs, emptied: Collection[str], now: datetime) -> int:
    """Delete canaries older than KEPT, there and back, and return how many; the newest one stays in any case.

    `emptied` names the mailboxes out of which finished mail is moved. One that came back to another is kept: when the
    mailbox is compared with what is known, it would be taken for new.
    """
    with blobs.removing() as may_remove:
        if not may_remove:  # a backup is being made
            return 0
        with transaction():
            old = [email for email in _old(now) if all(mail.mailbox in emptied for mail in _back(email))]
            names = frozenset(name for email in old for name in _forget(email))
        for name in names:
            blobs.remove(name)
    return len(old)


def _old(now: datetime) -> list[Any]:
    is_canary = OutgoingEmail.ticket.is_null() & (OutgoingEmail.kind == Canary.kind)
    newest = OutgoingEmail.select().where(is_canary).order_by(OutgoingEmail.id.desc()).first()
    if newest is None:
        return []
    is_over = OutgoingEmail.state.in_(_FLOWN) & (OutgoingEmail.created_at < now - KEPT)
    found = OutgoingEmail.select().where(is_canary & is_over & (OutgoingEmail.id != newest.id))
    return list(found.order_by(OutgoingEmail.id).limit(BATCH))


def _back(email: Any) -> list[Any]:
    return list(InboundEmail.select().where(InboundEmail.message_id == email.message_id))


def _forget(email: Any) -> frozenset[str]:
    """Delete the rows of one canary and return the files that only it needed."""
    mails = {int(mail.id): str(mail.sha256) for mail in _back(email) if mail.state == "done"}
    unneeded = frozenset(mails.values()) - needed_by_others(mails, {})
    delete_rows(MailLocation, MailLocation.inbound.in_(list(mails)))
    delete_rows(ContentKey, ContentKey.inbound.in_(list(mails)))
    delete_rows(InboundEmail, InboundEmail.id.in_(list(mails)))
    delete_rows(DeliveryAttempt, DeliveryAttempt.email == email)
    delete_rows(OutgoingRecipient, OutgoingRecipient.email == email)
    remove_contents([email.id])
    delete_rows(OutgoingEmail, OutgoingEmail.id == email.id)
    return unneeded
