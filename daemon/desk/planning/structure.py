"""Carry out what commands change about how tickets hang together and who takes part in them."""

from datetime import datetime

from daemon.desk import tickets
from daemon.desk.case import Desk
from daemon.desk.form_filling import forms
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.planning.structure_effects import Merge, SetCopies, SetDue, SetLabels, SetLink
from daemon.desk.requesters.people import address_row
from daemon.desk.writing.letters import Change
from models.database import delete_rows
from models.tickets import Participant, Ticket, TicketAttachment, TicketField, TicketLabel, TicketLink

COPY = "copy"  # the role of who gets what the requester is written
Rearrangement = Merge | SetLink | SetLabels | SetCopies | SetDue


def change_of(number: str, effect: Rearrangement) -> Change:
    """Return an effect as before and after; `number` is its ticket's."""
    match effect:
        case Merge():
            return Change(number, "merged_into", "", effect.into_number)
        case SetLink():
            pair = ("", effect.other_number) if effect.is_linked else (effect.other_number, "")
            return Change(number, "link", *pair)
        case SetLabels():
            return Change(number, "labels", ", ".join(effect.before), ", ".join(effect.after))
        case SetCopies():
            return Change(number, "cc", ", ".join(effect.removed), ", ".join(effect.added))
        case SetDue():
            return Change(number, "due_at", *effect.shown)


def rearrange(desk: Desk, effect: Rearrangement, cause: Cause, now: datetime) -> Change:
    """Carry out an effect inside the caller's transaction and return what it changed."""
    ticket = Ticket.get_by_id(effect.ticket)
    match effect:
        case Merge():
            _merge(desk, ticket, effect, cause, now)
        case SetLink():
            _link(ticket, effect, cause, now)
        case SetLabels():
            _label(ticket, effect, cause, now)
        case SetCopies():
            _copy(ticket, effect, cause, now)
        case SetDue():
            _set_due(ticket, effect, cause, now)
    return change_of(ticket.number, effect)


def _merge(desk: Desk, ticket: Ticket, effect: Merge, cause: Cause, now: datetime) -> None:
    into = Ticket.get_by_id(effect.into)
    ticket.merged_into = into
    tickets.touch(ticket, now)
    tickets.link(ticket, into, "merged", now)
    record(Entry("ticket.merged", cause, int(ticket.id), {"into": into.number}), now)
    if effect.shares_requester:
        _hand_over(ticket, into, now)
    tickets.touch(into, now)
    record(Entry("ticket.taken-in", cause, int(into.id), {"other": ticket.number}), now)
    forms.reassess(desk, into, cause, now)


def _hand_over(ticket: Ticket, into: Ticket, now: datetime) -> None:
    """Give what one person said and sent for one ticket to the other: values that are not there yet, and the files."""
    known = {row.name for row in TicketField.rows(ticket=into) if row.is_valid}
    for row in TicketField.rows(ticket=ticket):
        if row.is_valid and row.name not in known:
            tickets.set_field(into, tickets.FormValue(row.name, row.value, is_valid=True, source=row.source), now)
    TicketAttachment.update(ticket=into).where(TicketAttachment.ticket == ticket).execute()


def _link(ticket: Ticket, effect: SetLink, cause: Cause, now: datetime) -> None:
    other = Ticket.get_by_id(effect.other)
    if effect.is_linked:
        tickets.link(ticket, other, "related", now)
    else:
        pairs = ((ticket, other), (other, ticket))
        for one, another in pairs:
            delete_rows(TicketLink, (TicketLink.ticket == one) & (TicketLink.other == another))
    tickets.touch(ticket, now)
    event = "ticket.linked" if effect.is_linked else "ticket.unlinked"
    record(Entry(event, cause, int(ticket.id), {"other": other.number}), now)


def _label(ticket: Ticket, effect: SetLabels, cause: Cause, now: datetime) -> None:
    for name in set(effect.before) - set(effect.after):
        delete_rows(TicketLabel, (TicketLabel.ticket == ticket) & (TicketLabel.name == name))
    for name in set(effect.after) - set(effect.before):
        TicketLabel.add_unless_there(ticket=ticket, name=name)
    tickets.touch(ticket, now)
    data = {"name": "labels", "before": list(effect.before), "after": list(effect.after)}
    record(Entry("ticket.changed", cause, int(ticket.id), data), now)


def _copy(ticket: Ticket, effect: SetCopies, cause: Cause, now: datetime) -> None:
    for address in effect.added:
        join(ticket, address, COPY, now)
    for address in effect.removed:
        leave(ticket, address)
    tickets.touch(ticket, now)
    counts = {"added": len(effect.added), "removed": len(effect.removed)}
    record(Entry("ticket.participants", cause, int(ticket.id), counts), now)


def join(ticket: Ticket, address: str, role: str, now: datetime) -> None:
    """Let an addr-spec (lower case) take part in a ticket in a role."""
    row = address_row(address, ticket.language)
    Participant.put(("ticket", "address"), ticket=ticket, address=row, role=role, added_at=now, is_active=True)


def leave(ticket: Ticket, address: str) -> None:
    """Let an addr-spec (lower case) no longer take part; the requester stays."""
    row = address_row(address, ticket.language)
    theirs = (Participant.ticket == ticket) & (Participant.address == row) & (Participant.role != "requester")
    Participant.update(is_active=False).where(theirs).execute()


def _set_due(ticket: Ticket, effect: SetDue, cause: Cause, now: datetime) -> None:
    ticket.due_at = effect.after
    tickets.touch(ticket, now)
    data = {"name": "due_at", "before": effect.shown[0], "after": effect.shown[1]}
    record(Entry("ticket.changed", cause, int(ticket.id), data), now)
