"""What commands would change: typed effects, and nothing done yet.

A command returns a `Plan`. Receipts, dry runs, undo and confirmations show it; `daemon.desk.applying` is the one
place that carries it out.
"""

from dataclasses import dataclass, replace
from typing import Any

from daemon.desk.letters import AnswerSection, LetterContent
from daemon.desk.statuses import Status
from daemon.desk.views import FieldView, TicketView


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Move a ticket to another status."""

    ticket: int
    before: Status
    after: Status


@dataclass(frozen=True, slots=True)
class SetField:
    """Change one plain property of a ticket: assignee, type_code, category, priority."""

    ticket: int
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class SetFormValue:
    """Put a value into a ticket's form; "" empties the field."""

    ticket: int
    name: str  # the catalogue's field name
    before: str
    after: str  # valid, tidied


@dataclass(frozen=True, slots=True)
class AddNote:
    """Keep an internal note on a ticket."""

    ticket: int
    text: str


@dataclass(frozen=True, slots=True)
class MailRequester:
    """Send the requester (and who else takes part) a letter about the ticket."""

    ticket: int
    content: LetterContent


@dataclass(frozen=True, slots=True)
class MailStaff:
    """Send one staff member a letter about the ticket."""

    ticket: int
    staff_id: str
    content: LetterContent


@dataclass(frozen=True, slots=True)
class TellActor:
    """Answer the actor inside the receipt: a list, a ticket, a help text. Changes nothing."""

    section: AnswerSection


Effect = SetStatus | SetField | SetFormValue | AddNote | MailRequester | MailStaff | TellActor


@dataclass(frozen=True, slots=True)
class Plan:
    """What one command line would do."""

    effects: tuple[Effect, ...]
    uses_text: bool = False  # the text below the block was taken by this command


def after(view: TicketView, effects: tuple[Effect, ...]) -> TicketView:
    """Return the ticket as it would stand once the effects are applied."""
    for effect in effects:
        if isinstance(effect, SetStatus) and effect.ticket == view.id:
            view = replace(view, status=effect.after)
        elif isinstance(effect, SetField) and effect.ticket == view.id:
            view = _with(view, effect)
        elif isinstance(effect, SetFormValue) and effect.ticket == view.id:
            view = _filled(view, effect)
    return view


def _with(view: TicketView, change: SetField) -> TicketView:
    values: dict[str, Any] = {change.name: change.after}
    return replace(view, **values)


def _filled(view: TicketView, change: SetFormValue) -> TicketView:
    others = tuple(field for field in view.fields if field.name != change.name)
    own = (FieldView(change.name, change.after, is_valid=True),) if change.after else ()
    return replace(view, fields=(*others, *own))
