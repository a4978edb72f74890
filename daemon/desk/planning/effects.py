"""Build the effects that several commands have in common."""

from daemon.desk.planning.plan import SetField, SetStatus
from daemon.desk.statuses import Move, next_status
from daemon.desk.views import TicketView


def moved(ticket: TicketView, move: Move, *, has_assignee: bool | None = None) -> SetStatus:
    """Return the change of status that `move` makes; `has_assignee` when the same plan changes the assignee.

    Raises: Refusal("transition") when the ticket does not stand where this move starts.
    """
    has_assignee = ticket.assignee is not None if has_assignee is None else has_assignee
    return SetStatus(ticket.id, ticket.status, next_status(ticket.status, move, has_assignee=has_assignee))


def assigned(ticket: TicketView, staff_id: str | None) -> SetField:
    """Return the change of who has the ticket; None is nobody."""
    return SetField(ticket.id, "assignee", ticket.assignee, staff_id)


def filed(ticket: TicketView, type_code: str, category: str) -> tuple[SetField, ...]:
    """Return the changes of type and category, those that change nothing left out."""
    changes = (
        SetField(ticket.id, "type_code", ticket.type_code, type_code),
        SetField(ticket.id, "category", ticket.category, category),
    )
    return tuple(change for change in changes if change.before != change.after)
