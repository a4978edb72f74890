"""Open a ticket by a command: on somebody's behalf, or for a part of another ticket."""

from datetime import datetime

from daemon.desk import tickets
from daemon.desk.case import Desk
from daemon.desk.facts import view_of
from daemon.desk.form_filling import forms
from daemon.desk.form_filling.form_view import form_of
from daemon.desk.journal import Cause
from daemon.desk.planning.structure import COPY, join
from daemon.desk.planning.structure_effects import OpenTicket
from daemon.desk.requesters import people
from daemon.desk.timekeeping import clocks, stage_times
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import Acknowledgement, SentFacts
from models.tickets import Message, Participant, Ticket

EMAIL = "email"


def open_ticket(desk: Desk, effect: OpenTicket, cause: Cause, now: datetime) -> tuple[Ticket, SentFacts]:
    """Open the ticket inside the caller's transaction, write to its requester, and return both."""
    origin = Ticket.get_by_id(effect.ticket) if effect.ticket else None
    ticket = _created(desk, effect, cause, now)
    if origin is not None:
        _derive(ticket, origin, now)
    _start_clocks(desk, ticket, effect, cause, now)
    sent = correspondence.to_requester(desk, ticket, _acknowledgement(desk, ticket, effect, origin), cause, now)
    return Ticket.get_by_id(ticket.id), sent


def _created(desk: Desk, effect: OpenTicket, cause: Cause, now: datetime) -> Ticket:
    understood, whom = effect.understood, effect.whom
    person, address = people.whose(whom.address, whom.name, understood.language, now)
    received = min(effect.times.received_at or now, now)
    new = tickets.NewTicket(
        subject=effect.subject,
        requester=person,
        address=address,
        type_code=understood.type_code,
        category=understood.category,
        language=understood.language,
        channel=effect.channel,
        received_at=received,
        role=whom.role,
        unit=whom.unit,
    )
    ticket = tickets.create(desk, new, cause, now)
    message = Message.create(
        ticket=ticket,
        direction="in",
        author=whom.address,
        subject=effect.subject,
        text=effect.text,
        inbound=cause.inbound_id,
        sent_at=received,
    )
    for file in effect.files:
        tickets.keep_file(message, file)
    for name, value in understood.fields:
        tickets.set_field(ticket, tickets.FormValue(name, value, is_valid=True, source=cause.actor), now)
    return ticket


def _derive(ticket: Ticket, origin: Ticket, now: datetime) -> None:
    """Tie a ticket to the one that it comes from: its conversation, and who gets copies."""
    ticket.first_message_id, ticket.last_message_id = origin.first_message_id, origin.last_message_id
    tickets.touch(ticket, now)
    tickets.link(ticket, origin, "split", now)
    for row in Participant.rows(ticket=origin, role=COPY, is_active=True):
        join(ticket, row.address.address, COPY, now)


def _start_clocks(desk: Desk, ticket: Ticket, effect: OpenTicket, cause: Cause, now: datetime) -> None:
    """Start the clocks as the ticket came: split off, by mail, or at the counter by the times that staff state."""
    if effect.ticket:
        forms.note_completeness(desk, ticket, now)
        clocks.split_off(desk, ticket, cause, now)
        return
    if effect.channel == EMAIL:
        clocks.ticket_created(desk, ticket, cause, now)
    else:
        stated = clocks.Stated(effect.times.received_at, effect.times.complete_at)
        clocks.walked_in(desk, ticket, stated, cause, now)
    if effect.times.complete_at is None:
        forms.reassess(desk, ticket, cause, now)
    else:
        ticket.is_form_complete = True
        tickets.touch(ticket, now)


def _acknowledgement(desk: Desk, ticket: Ticket, effect: OpenTicket, origin: Ticket | None) -> Acknowledgement:
    view = view_of(Ticket.get_by_id(ticket.id))
    form = form_of(desk.catalogue, view, view.language)
    known = desk.catalogue.get(view.type_code)
    is_complete = view.is_form_complete
    return Acknowledgement(
        number=view.number,
        subject=view.subject,
        type_name=known.name.in_language(view.language) if known else "",
        missing=() if is_complete else form.missing,
        form=() if is_complete else form.fields,
        documents=() if is_complete else form.documents,
        targets=stage_times.promises(desk, ticket),
        outside_hours=False,
        opened_by=effect.staff_name,
        origin=origin.number if origin else "",
    )
