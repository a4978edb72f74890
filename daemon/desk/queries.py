"""Look up what commands ask about tickets."""

from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.facts import facts_of, ticket_row, view_of
from daemon.desk.histories import history
from daemon.desk.learning import searching
from daemon.desk.learning.knowledge import personal_values
from daemon.desk.planning.command import QueueFilter
from daemon.desk.planning.plan import TakeBack
from daemon.desk.planning.structure_effects import Whom
from daemon.desk.planning.undoing import plan_of_last
from daemon.desk.requesters.people import whom_of
from daemon.desk.staffing.absences import away_until
from daemon.desk.staffing.turns import in_turn
from daemon.desk.statuses import OPEN
from daemon.desk.tickets import by_number, files_of, linked_with, merged_into
from daemon.desk.timekeeping.overdue import overdue
from daemon.desk.views import IncidentView, StaffMember, TicketView
from daemon.desk.writing.enclosing import in_batches, kept_file
from daemon.desk.writing.letters import (
    Enclosure,
    HandedTicket,
    History,
    Solution,
    SolutionRow,
    TicketFacts,
    TicketRow,
    Utterance,
)
from daemon.desk.writing.sent_words import said
from models.actions import DataRoute
from models.knowledge import SavedSolution
from models.outgoing import OutgoingEmail
from models.people import Address, Person, PersonAddress
from models.staffing import Incident, IncidentTicket
from models.tickets import SENT, Message, Ticket, TicketAttachment, TicketField

MAX_ROWS = 100
MAX_LINKS = 20
_NUMBERS = ("nim", "nip", "nidn")
NOBODY = "-"


class DeskQueries:
    """Answers for one member of staff at one moment."""

    def __init__(self, desk: Desk, now: datetime, member: StaffMember) -> None:
        """Remember who asks, and when."""
        self._desk = desk
        self._now = now
        self._member = member

    def queue(self, wanted: QueueFilter) -> tuple[TicketRow, ...]:
        """Return open tickets, oldest first, at most 100."""
        rows = Ticket.select().where(Ticket.status.in_([status.value for status in OPEN]))
        if wanted.assignee:
            is_free = wanted.assignee == NOBODY
            rows = rows.where(Ticket.assignee.is_null() if is_free else Ticket.assignee == wanted.assignee)
        plain = {name: getattr(wanted, name) for name in ("category", "type_code", "status", "priority")}
        for name, value in plain.items():
            rows = rows.where(getattr(Ticket, name) == value) if value else rows
        found = rows.order_by(Ticket.id)
        if not wanted.is_overdue:
            return tuple(self.row(ticket) for ticket in found.limit(MAX_ROWS))
        late = overdue(self._desk, found, self._now)
        return tuple(self.row(ticket) for ticket in [one for one in found if int(one.id) in late][:MAX_ROWS])

    def tickets_of(self, person: str) -> tuple[TicketRow, ...]:
        """Return all tickets of who has this address or student number, newest first, at most 100."""
        addresses = Address.select(Address.id).where(Address.address == person)
        with_number = TicketField.select(TicketField.ticket).where(
            TicketField.name.in_(_NUMBERS) & (TicketField.value == person)
        )
        people = Person.select(Person.id).where((Person.identifier == person) & (Person.identifier != ""))
        theirs = Ticket.requester_address.in_(addresses) | Ticket.id.in_(with_number) | Ticket.requester.in_(people)
        rows = Ticket.select().where(theirs).order_by(Ticket.id.desc()).limit(MAX_ROWS)
        return tuple(self.row(ticket) for ticket in rows)

    def history(self, view: TicketView) -> History:
        """Return what happened to a ticket, oldest first."""
        return history(self._desk.directory, view)

    def find(self, number: str) -> TicketView | None:
        """Return the ticket with this number (upper case), or None."""
        ticket = by_number(number)
        return None if ticket is None else view_of(ticket)

    def facts(self, view: TicketView) -> TicketFacts:
        """Return the ticket as letters to this member of staff show it."""
        return facts_of(self._desk, Ticket.get_by_id(view.id), self._member.language, self._now)

    def files(self, view: TicketView) -> tuple[tuple[Enclosure, ...], ...]:
        """Return the files of requesters and of notes, in as many groups as it takes mails to send them."""
        rows = TicketAttachment.rows(ticket=view.id)
        kept = map(kept_file, (row for row in rows if row.removed_at is None and row.origin != SENT))
        return in_batches(kept, self._desk.rules.enclosed_size)

    def route(self, view: TicketView) -> tuple[str, str, str] | None:
        """Return route, submission and progress of the ticket's data; None when it takes no other way."""
        row = DataRoute.get_or_none(DataRoute.ticket == view.id)
        return None if row is None else (row.route, row.submission, row.progress)

    def last_words(self, view: TicketView) -> tuple[str, tuple[Enclosure, ...]]:
        """Return what the requester wrote last, and the files that came with it."""
        received = Message.rows(ticket=view.id, direction="in")
        return (received[-1].text, files_of(received[-1])) if received else ("", ())

    def merged_here(self, view: TicketView) -> tuple[TicketView, ...]:
        """Return the tickets of other people that were merged into this one."""
        merged = (view_of(row) for row in merged_into(view.id))
        return tuple(other for other in merged if other.requester_address != view.requester_address)

    def identity(self, view: TicketView) -> str:
        """Return what the requester's address is bound to: "nim 2190000001"; "" for nothing."""
        rows = PersonAddress.rows(address=Ticket.get_by_id(view.id).requester_address)
        bound = [row.person for row in rows if row.binding != "claimed" and row.person.identifier]
        return f"{bound[-1].identifier_kind} {bound[-1].identifier}" if bound else ""

    def whom(self, address: str) -> Whom:
        """Return what is known about who uses an addr-spec (lower case)."""
        return whom_of(self._desk, address)

    def conversation(self, view: TicketView) -> tuple[Utterance, ...]:
        """Return the ticket's mails and notes, oldest first."""
        merged = [row.id for row in merged_into(view.id)]
        rows = Message.select().where(Message.ticket.in_([view.id, *merged])).order_by(Message.sent_at, Message.id)
        return tuple(
            Utterance(row.sent_at, self._author(row), row.direction, said(row), _file_names(row)) for row in rows
        )

    def links(self, view: TicketView) -> tuple[str, ...]:
        """Return the numbers of tickets that have to do with this one, a few of many."""
        return linked_with(view.id, MAX_LINKS)

    def _author(self, message: Message) -> str:
        """Return who wrote: an addr-spec, the name of a colleague, or loket."""
        member = self._desk.directory.by_id(str(message.author).removeprefix("staff:"))
        return member.name if member else str(message.author)

    def held_by(self, staff_id: str) -> tuple[TicketView, ...]:
        """Return the open tickets of a person, oldest first."""
        rows = Ticket.select().where((Ticket.assignee == staff_id) & Ticket.status.in_([one.value for one in OPEN]))
        return tuple(view_of(ticket) for ticket in rows.order_by(Ticket.id))

    def colleagues(self, category: str) -> tuple[StaffMember, ...]:
        """Return who of a category's team is there besides the asker, the one whose turn it is first."""
        there = in_turn(self._desk, category, self._now)
        return tuple(member for member in there if member.id != self._member.id)

    def away_until(self, staff_id: str) -> datetime | None:
        """Return when somebody who is away will be back; None when they are here."""
        return away_until(staff_id, self._now)

    def summary(self, view: TicketView, language: str) -> HandedTicket:
        """Return a ticket in short, for somebody who takes it over."""
        facts = facts_of(self._desk, Ticket.get_by_id(view.id), language, self._now)
        newest = Message.select().where(Message.ticket == view.id).order_by(Message.id.desc()).first()
        return HandedTicket(
            row=self.row(Ticket.get_by_id(view.id)),
            type_name=facts.type_name,
            is_form_complete=view.is_form_complete,
            stages=tuple(stage for stage in facts.stages if stage.name == "processing"),
            last_at=newest.sent_at if newest else view.received_at,
            last_direction=newest.direction if newest else "in",
        )

    def incident(self, view: TicketView) -> IncidentView | None:
        """Return the disturbance, proposed or accepted, that a ticket is the parent of; None when it is of none."""
        found = Incident.rows(parent=view.id)
        if not found:
            return None
        return IncidentView(
            found[0].is_accepted, tuple(int(row.ticket.id) for row in IncidentTicket.rows(incident=found[0]))
        )

    def followers(self, view: TicketView) -> tuple[TicketView, ...]:
        """Return the open tickets that the solution of this one answers as well: those of the same disturbance."""
        known = self.incident(view)
        others = [number for number in known.tickets if number != view.id] if known and known.is_accepted else []
        statuses = [one.value for one in OPEN]
        rows = Ticket.select().where(Ticket.id.in_(others) & Ticket.status.in_(statuses)).order_by(Ticket.id)
        return tuple(view_of(ticket) for ticket in rows) if others else ()

    def last_block(self, view: TicketView | None) -> TakeBack:
        """Return what undoing the member's last commands would do. Raises: Refusal."""
        return plan_of_last(self._member, None if view is None else view.id, self._now)

    def search(self, words: tuple[str, ...]) -> tuple[TicketRow, ...]:
        """Return the tickets that the words name or speak of, at most 100."""
        return tuple(self.row(ticket) for ticket in searching.tickets(words, MAX_ROWS))

    def solutions(self, words: tuple[str, ...]) -> tuple[SolutionRow, ...]:
        """Return the kept solutions that speak of the words; all of them for no words."""
        rows = searching.solutions(words, MAX_ROWS)
        return tuple(SolutionRow(row.code, row.title, row.language, row.type_code) for row in rows)

    def saved(self, code: str, language: str) -> str | None:
        """Return the text of a kept solution; None when there is none of that code in that language."""
        rows = SavedSolution.rows(code=code, language=language, is_active=True)
        return str(rows[0].text) if rows else None

    def saved_codes(self) -> tuple[str, ...]:
        """Return the codes of all kept solutions, sorted."""
        return tuple(sorted({str(row.code) for row in SavedSolution.rows(is_active=True)}))

    def solution_sent(self, view: TicketView) -> str:
        """Return the solution that the ticket's requester was sent last; "" when none was."""
        sent = OutgoingEmail.rows(ticket=view.id, kind=Solution.kind)
        rows = Message.rows(ticket=view.id, message_id=sent[-1].message_id) if sent else []
        return str(rows[-1].text) if rows else ""

    def personal(self, view: TicketView) -> tuple[str, ...]:
        """Return what identifies the person of a ticket: names, numbers, addresses."""
        return personal_values(self._desk.catalogue, Ticket.get_by_id(view.id))

    def row(self, ticket: Ticket) -> TicketRow:
        """Return a ticket as lists show it."""
        return ticket_row(self._desk, ticket, self._now)


def _file_names(message: Message) -> tuple[str, ...]:
    return tuple(str(row.filename) for row in TicketAttachment.rows(message=message))
