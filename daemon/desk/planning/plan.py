"""What commands would change: typed effects, and nothing done yet.

A command returns a `Plan`. Receipts, dry runs, undo and confirmations show it; `applying.py` is the one
place that carries it out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar

from daemon.desk.planning.structure_effects import (
    BindRequester,
    Merge,
    OpenTicket,
    SetCopies,
    SetDue,
    SetLabels,
    StructureEffect,
)
from daemon.desk.planning.undo_ways import Undo
from daemon.desk.statuses import Status
from daemon.desk.views import FieldView, TicketView
from daemon.desk.writing.letters import AnswerSection, Change, Enclosure, LetterContent, SentFacts
from daemon.value_objects import value_object


@value_object
class SetStatus:
    """Move a ticket to another status."""

    undo: ClassVar[Undo] = Undo.ROWS

    ticket: int
    before: Status
    after: Status


@value_object
class SetField:
    """Change one plain property of a ticket: assignee, type_code, category, priority."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int
    name: str
    before: str | None
    after: str | None


@value_object
class SetFormValue:
    """Put a value into a ticket's form; "" empties the field."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int
    name: str  # the catalogue's field name
    before: str
    after: str  # valid, tidied


@value_object
class AddNote:
    """Keep an internal note on a ticket, and files with it."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int
    text: str  # "" when there are files only
    files: tuple[Enclosure, ...] = ()


@value_object
class SaveSolution:
    """Keep a text as a solution that `!solusi CODE` sends, or withdraw the one of that code."""

    undo: ClassVar[Undo] = Undo.NEVER  # it was shown and confirmed, and can be withdrawn
    ticket: int  # that it was written for
    code: str
    language: str
    title: str
    text: str  # without personal data; "" withdraws
    type_code: str

    @property
    def is_kept(self) -> bool:
        """Say whether it is kept, not withdrawn."""
        return bool(self.text)


@value_object
class MailRequester:
    """Send the requester (and who else takes part) a letter about the ticket."""

    undo: ClassVar[Undo] = Undo.MAIL
    ticket: int
    content: LetterContent
    files: tuple[Enclosure, ...] = ()


@value_object
class MailStaff:
    """Send one staff member a letter about the ticket."""

    undo: ClassVar[Undo] = Undo.MAIL
    ticket: int
    staff_id: str
    content: LetterContent
    files: tuple[Enclosure, ...] = ()


@value_object
class TellColleague:
    """Send one staff member a letter about several tickets, which its numbers 1, 2, 3 … stand for."""

    undo: ClassVar[Undo] = Undo.MAIL
    staff_id: str
    tickets: tuple[int, ...]
    content: LetterContent


@value_object
class SetAbsence:
    """Note that a member of staff is away, or is back."""

    undo: ClassVar[Undo] = Undo.ROWS
    staff_id: str
    before: datetime | None  # until when they were away; None: they were here
    after: datetime | None
    source: str  # command, auto-reply


@value_object
class SetRoute:
    """Note how far a ticket's data has come on the way by which others change it (PDM), and tell the requester."""

    undo: ClassVar[Undo] = Undo.NEVER
    ticket: int
    before: tuple[str, str]  # submission number and progress; "" for none
    after: tuple[str, str]
    text: str  # for the requester; "" for nothing


@value_object
class StartAction:
    """Hand an action to the integrator, which answers the actor in a letter of its own."""

    undo: ClassVar[Undo] = Undo.NEVER
    ticket: int | None  # None: it is about none
    name: str  # Indonesian
    system: str
    is_write: bool  # planned and previewed; False: looked up and answered
    order: Mapping[str, Any]  # what the integrator needs, as plain data
    line: str  # as the actor wrote it


@value_object
class OrderReport:
    """Have a report made and mailed to a member of staff."""

    undo: ClassVar[Undo] = Undo.NEVER
    staff_id: str
    first: date
    last: date  # still part of it


@value_object
class SetIncident:
    """Decide which tickets are one disturbance; none: it is none, or no more."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int  # the parent
    before: tuple[int, ...]  # the tickets that belonged to it, the parent among them
    after: tuple[int, ...]


@value_object
class TellActor:
    """Answer the actor inside the receipt: a list, a ticket, a help text. Changes nothing."""

    undo: ClassVar[Undo] = Undo.NOTHING
    section: AnswerSection


@value_object
class TakeBack:
    """Undo a block that ran, see `daemon.desk.planning.undoing`."""

    undo: ClassVar[Undo] = Undo.NEVER
    block: int
    tickets: tuple[int, ...]
    changes: tuple[Change, ...]  # what undoing changes: before and after the other way round
    mails: tuple[SentFacts, ...]  # letters that will not be sent


Effect = (
    SetStatus
    | SetField
    | SetFormValue
    | SaveSolution
    | AddNote
    | MailRequester
    | MailStaff
    | TellColleague
    | SetAbsence
    | SetRoute
    | SetIncident
    | StartAction
    | OrderReport
    | TellActor
    | TakeBack
    | StructureEffect
)


@value_object
class Plan:
    """What one command line would do."""

    effects: tuple[Effect, ...]
    uses_text: bool = False  # the text below the block was taken by this command


def touched(effects: Iterable[Effect]) -> tuple[int, ...]:
    """Return the tickets that effects change or write about, each once, in order."""
    return tuple(dict.fromkeys(ticket for effect in effects for ticket in _tickets_of(effect)))


def _tickets_of(effect: Effect) -> tuple[int, ...]:
    match effect:
        case TellActor() | SetAbsence() | OrderReport():
            return ()
        case TakeBack() | TellColleague():
            return effect.tickets
        case SetIncident():
            return (effect.ticket, *effect.before, *effect.after)
        case Merge():
            return (effect.ticket, effect.into)
        case StartAction() | OpenTicket():
            return (effect.ticket,) if effect.ticket else ()
        case _:
            return (effect.ticket,)


def touched_staff(effects: Iterable[Effect]) -> tuple[str, ...]:
    """Return the ids of the people at the desk about whom effects note something."""
    return tuple(dict.fromkeys(effect.staff_id for effect in effects if isinstance(effect, SetAbsence)))


def touched_identities(effects: Iterable[Effect]) -> tuple[int, ...]:
    """Return the tickets of whose requesters effects note who they are."""
    return tuple(dict.fromkeys(effect.ticket for effect in effects if isinstance(effect, BindRequester)))


def after(view: TicketView, effects: tuple[Effect, ...]) -> TicketView:
    """Return the ticket as it would stand once the effects are applied."""
    for effect in effects:
        if isinstance(effect, SetStatus) and effect.ticket == view.id:
            view = replace(view, status=effect.after)
        elif isinstance(effect, SetField) and effect.ticket == view.id:
            view = _with(view, effect)
        elif isinstance(effect, SetFormValue) and effect.ticket == view.id:
            view = _filled(view, effect)
        elif isinstance(effect, SetLabels | SetCopies | SetDue) and effect.ticket == view.id:
            view = _rearranged(view, effect)
    return view


def _rearranged(view: TicketView, change: SetLabels | SetCopies | SetDue) -> TicketView:
    match change:
        case SetLabels():
            return replace(view, labels=change.after)
        case SetCopies():
            kept = tuple(address for address in view.cc if address not in (*change.removed, *change.added))
            return replace(view, cc=(*kept, *change.added))
        case SetDue():
            return replace(view, due_at=change.after)


def _with(view: TicketView, change: SetField) -> TicketView:
    values: dict[str, Any] = {change.name: change.after}
    return replace(view, **values)


def _filled(view: TicketView, change: SetFormValue) -> TicketView:
    others = tuple(field for field in view.fields if field.name != change.name)
    own = (FieldView(change.name, change.after, is_valid=True),) if change.after else ()
    return replace(view, fields=(*others, *own))
