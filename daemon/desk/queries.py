"""Look up what commands ask about tickets."""

from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.facts import facts_of, view_of
from daemon.desk.letters import TicketFacts, TicketRow, Utterance
from daemon.desk.plan import TakeBack
from daemon.desk.statuses import OPEN
from daemon.desk.tickets import by_number
from daemon.desk.undoing import plan_of_last
from daemon.desk.views import StaffMember, TicketView
from models.tickets import Message, Ticket

MAX_ROWS = 100
NOBODY = "-"


class DeskQueries:
    """Answers for one member of staff at one moment."""

    def __init__(self, desk: Desk, now: datetime, member: StaffMember) -> None:
        """Remember who asks, and when."""
        self._desk = desk
        self._now = now
        self._member = member

    def queue(self, *, assignee: str | None, category: str | None) -> tuple[TicketRow, ...]:
        """Return open tickets, oldest first, at most 100; "-" as assignee means unassigned."""
        rows = Ticket.select().where(Ticket.status.in_([status.value for status in OPEN]))
        if assignee is not None:
            rows = rows.where(Ticket.assignee.is_null() if assignee == NOBODY else Ticket.assignee == assignee)
        if category is not None:
            rows = rows.where(Ticket.category == category)
        return tuple(self._row(ticket) for ticket in rows.order_by(Ticket.id).limit(MAX_ROWS))

    def find(self, number: str) -> TicketView | None:
        """Return the ticket with this number (upper case), or None."""
        ticket = by_number(number)
        return None if ticket is None else view_of(ticket)

    def facts(self, view: TicketView) -> TicketFacts:
        """Return the ticket as letters to this member of staff show it."""
        return facts_of(self._desk, Ticket.get_by_id(view.id), self._member.language, self._now)

    def conversation(self, view: TicketView) -> tuple[Utterance, ...]:
        """Return the ticket's mails and notes, oldest first."""
        rows = Message.select().where(Message.ticket == view.id).order_by(Message.id)
        return tuple(Utterance(row.sent_at, row.author, row.direction, row.text) for row in rows)

    def last_block(self, view: TicketView | None) -> TakeBack:
        """Return what undoing the member's last commands would do. Raises: Refusal."""
        return plan_of_last(self._member, None if view is None else view.id, self._now)

    def _row(self, ticket: Ticket) -> TicketRow:
        assignee = self._desk.directory.by_id(ticket.assignee) if ticket.assignee else None
        return TicketRow(
            number=ticket.number,
            subject=ticket.subject,
            status=ticket.status,
            category=ticket.category,
            requester_name=ticket.requester.name,
            assignee_name=assignee.name if assignee else "",
            age_minutes=int((self._now - ticket.received_at).total_seconds() // 60),
        )
