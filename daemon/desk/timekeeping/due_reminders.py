"""Remind staff, while the counter is open, of the due dates that they set: some time before, and once after one."""

from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.statuses import OPEN
from daemon.desk.writing import correspondence
from models.database import transaction
from models.journal import JournalEvent
from models.tickets import Ticket

CAUSE = Cause("loket", command="due")
EVENT = "ticket.due-reminded"
SOON = 4 * 3600  # service seconds before it is due


def run(desk: Desk, now: datetime) -> int:
    """Remind of every open ticket that is due soon or overdue, once each; return how many times.

    What comes due while the counter is closed is told when it opens.
    """
    if not desk.calendar.is_open(now):
        return 0
    is_open = Ticket.status.in_([status.value for status in OPEN])
    dated = list(Ticket.select(Ticket.id, Ticket.due_at).where(is_open & Ticket.due_at.is_null(is_null=False)))
    return sum(_remind(desk, int(row.id), now) for row in dated if row.due_at and _is_near(desk, row.due_at, now))


def _is_near(desk: Desk, due: datetime, now: datetime) -> bool:
    return desk.calendar.service_seconds(now, due) <= SOON


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
