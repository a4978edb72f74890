"""Remind staff of the due dates that they set: some time before, and once when one has passed."""

from datetime import datetime, timedelta

from daemon.desk.case import Desk
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.statuses import OPEN
from daemon.desk.writing import correspondence
from models.database import transaction
from models.journal import JournalEvent
from models.tickets import Ticket

CAUSE = Cause("loket", command="due")
EVENT = "ticket.due-reminded"
SOON = timedelta(hours=4)  # before it is due


def run(desk: Desk, now: datetime) -> int:
    """Remind of every open ticket that is due soon or overdue, once each; return how many times."""
    is_open = Ticket.status.in_([status.value for status in OPEN])
    due = Ticket.select(Ticket.id).where(is_open & (Ticket.due_at <= now + SOON))
    return sum(_remind(desk, int(row.id), now) for row in list(due))


def _remind(desk: Desk, ticket_id: int, now: datetime) -> bool:
    with transaction():
        ticket = Ticket.get_by_id(ticket_id)
        if ticket.due_at is None:
            return False
        data = {"step": "overdue" if ticket.due_at <= now else "due-soon", "due": ticket.due_at.isoformat()}
        if _was_told(ticket, data):
            return False
        correspondence.notify(desk, ticket, correspondence.News(data["step"]), CAUSE, now)
        record(Entry(EVENT, CAUSE, ticket_id, data), now)
        return True


def _was_told(ticket: Ticket, data: dict[str, str]) -> bool:
    """Say whether this step was told for this due date; one that was moved is told of again."""
    events = JournalEvent.select().where((JournalEvent.ticket_id == ticket.id) & (JournalEvent.name == EVENT))
    return any(event.data["step"] == data["step"] and event.data["due"] == data["due"] for event in events)
