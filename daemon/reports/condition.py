"""How the service is, in figures: what waits, since when, and what needs a person."""

from datetime import datetime
from typing import Any

from models.mail import InboundEmail, MailboxCursor
from models.outgoing import OutgoingEmail
from models.tickets import Ticket

OPEN_STATES = ("new", "waiting")
UNSENT_STATES = ("pending", "sending")
OPEN_TICKETS = ("new", "in_progress", "waiting")


def read(now: datetime) -> dict[str, Any]:
    """Return the figures; ages are whole seconds, None when nothing waits."""
    mails = InboundEmail.select().where(InboundEmail.state.in_(OPEN_STATES))
    unsent = OutgoingEmail.select().where(OutgoingEmail.state.in_(UNSENT_STATES))
    figures = {
        "mails_waiting": mails.count(),
        "oldest_mail_seconds": _age(mails.order_by(InboundEmail.received_at).first(), "received_at", now),
        "mails_held": InboundEmail.select().where(InboundEmail.state == "held").count(),
        "mails_quarantined": InboundEmail.select().where(InboundEmail.state == "quarantined").count(),
        "letters_unsent": unsent.count(),
        "oldest_letter_seconds": _age(unsent.order_by(OutgoingEmail.created_at).first(), "created_at", now),
        "letters_held": OutgoingEmail.select().where(OutgoingEmail.state == "held").count(),
        "letters_failed": OutgoingEmail.select().where(OutgoingEmail.state == "failed").count(),
        "tickets_open": Ticket.select().where(Ticket.status.in_(OPEN_TICKETS)).count(),
    }
    for_people = ("mails_held", "mails_quarantined", "letters_held", "letters_failed")
    return {
        **figures,
        "needs_attention": any(figures[name] for name in for_people),
        "mailboxes": [
            {
                "mailbox": row.mailbox,
                "contacted_at": row.contacted_at.isoformat() if row.contacted_at else None,
                "last_uid": row.last_uid,
            }
            for row in MailboxCursor.select().order_by(MailboxCursor.mailbox)
        ],
    }


def _age(row: Any, field: str, now: datetime) -> int | None:
    return None if row is None else int((now - getattr(row, field)).total_seconds())
