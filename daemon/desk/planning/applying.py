"""Carry out planned effects: the one place where commands change anything."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from daemon.desk import tickets
from daemon.desk.case import Desk
from daemon.desk.elsewhere import action_requests, data_routes, report_orders
from daemon.desk.form_filling import forms
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.learning import knowledge
from daemon.desk.masking import mask
from daemon.desk.planning import opening, structure, undoing
from daemon.desk.planning.plan import (
    AddNote,
    Effect,
    MailRequester,
    MailStaff,
    OrderReport,
    SaveSolution,
    SetAbsence,
    SetField,
    SetFormValue,
    SetIncident,
    SetRoute,
    SetStatus,
    StartAction,
    TakeBack,
    TellActor,
    TellColleague,
)
from daemon.desk.planning.structure_effects import (
    BindRequester,
    Merge,
    OpenTicket,
    SetCopies,
    SetDue,
    SetLabels,
    SetLink,
)
from daemon.desk.requesters import binding, participants
from daemon.desk.staffing import absences, incidents
from daemon.desk.statuses import ENDED, OPEN, Status
from daemon.desk.timekeeping import clocks
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import AnswerSection, Change, SentFacts, Solution
from daemon.value_objects import value_object
from models.tickets import Ticket


@value_object
class Applied:
    """What effects did, for the receipt."""

    changes: tuple[Change, ...] = ()
    sent: tuple[SentFacts, ...] = ()
    sections: tuple[AnswerSection, ...] = ()
    recalled: tuple[SentFacts, ...] = ()
    undo_until: datetime | None = None  # of the whole block
    letters: tuple[int, ...] = ()  # of the whole block: rows of the outbox
    opened: tuple[int, ...] = ()  # tickets that were made

    def __add__(self, other: "Applied") -> "Applied":
        """Return both, in order."""
        return Applied(
            self.changes + other.changes,
            self.sent + other.sent,
            self.sections + other.sections,
            self.recalled + other.recalled,
            opened=self.opened + other.opened,
        )


@value_object
class Applier:
    """Carries out effects for one cause at one moment, inside the caller's transaction."""

    desk: Desk
    cause: Cause
    now: datetime

    def apply(self, effects: tuple[Effect, ...]) -> Applied:
        """Carry out the effects in order and return what they did."""
        done = Applied()
        for effect in effects:
            done += self._one(effect)
        return done

    def _one(self, effect: Effect) -> Applied:
        carry_out: Mapping[type[Effect], Callable[[Any], Applied]] = {
            SetStatus: self._set_status,
            SetField: self._set_field,
            SetFormValue: self._set_form_value,
            SaveSolution: self._save_solution,
            AddNote: self._add_note,
            MailRequester: self._mail_requester,
            MailStaff: self._mail_staff,
            StartAction: self._start_action,
            SetRoute: self._set_route,
            TellActor: lambda told: Applied(sections=(told.section,)),
            TakeBack: self._take_back,
            OrderReport: self._order_report,
            TellColleague: self._tell_colleague,
            SetAbsence: self._set_absence,
            OpenTicket: self._open_ticket,
            BindRequester: self._bind_requester,
            **dict.fromkeys((Merge, SetLink, SetLabels, SetCopies, SetDue), self._rearrange),
            SetIncident: self._set_incident,
        }
        return carry_out[type(effect)](effect)

    def _rearrange(self, effect: structure.Rearrangement) -> Applied:
        return Applied(changes=(structure.rearrange(self.desk, effect, self.cause, self.now),))

    def _bind_requester(self, effect: BindRequester) -> Applied:
        binding.bind_by_staff(effect, self.cause, self.now)
        return Applied(
            changes=(Change(Ticket.get_by_id(effect.ticket).number, "identity", effect.before, effect.after),)
        )

    def _open_ticket(self, effect: OpenTicket) -> Applied:
        ticket, sent = opening.open_ticket(self.desk, effect, self.cause, self.now)
        news = correspondence.News("new", effect.text, files=effect.files)
        correspondence.notify(self.desk, ticket, news, self.cause, self.now)
        change = Change(ticket.number, "opened", "", ticket.subject)
        return Applied(changes=(change,), sent=(sent,), opened=(int(ticket.id),))

    def _tell_colleague(self, effect: TellColleague) -> Applied:
        member = self.desk.directory.by_id(effect.staff_id)
        if member is None:
            return Applied()
        return Applied(
            sent=(correspondence.to_colleague(self.desk, effect.content, member, effect.tickets, self.cause),)
        )

    def _set_absence(self, effect: SetAbsence) -> Applied:
        absences.set_absence(effect, self.cause.inbound_id, self.now)
        until = effect.after.isoformat() if effect.after else ""
        data = {"staff": effect.staff_id, "until": until, "source": effect.source}
        record(Entry("staff.absent" if effect.after else "staff.back", self.cause, None, data), self.now)
        return Applied(changes=(absence_change(effect),))

    def _set_route(self, effect: SetRoute) -> Applied:
        number, sent = data_routes.progress(self.desk, effect, self.cause, self.now)
        return Applied(changes=data_routes.changes(number, effect), sent=(sent,))

    def _start_action(self, effect: StartAction) -> Applied:
        action_requests.ask(self.desk, effect, self.cause, self.now)
        return Applied()

    def _set_incident(self, effect: SetIncident) -> Applied:
        incidents.set_incident(effect, self.cause, self.now)
        return Applied(changes=(incident_change(effect),))

    def _take_back(self, effect: TakeBack) -> Applied:
        undoing.take_back(effect, self.cause, self.now)
        return Applied(changes=effect.changes, recalled=effect.mails)

    def _order_report(self, effect: OrderReport) -> Applied:
        report_orders.order(effect, self.cause, self.now)
        return Applied(changes=(report_change(effect),))

    def _set_status(self, effect: SetStatus) -> Applied:
        if effect.before is effect.after:
            return Applied()
        ticket = Ticket.get_by_id(effect.ticket)
        ticket.status = effect.after.value
        ticket.waiting_since = self.now if effect.after is Status.WAITING else None
        ticket.ended_at = _ended_at(effect, ticket.ended_at, self.now)
        ticket.closed_at = self.now if effect.after is Status.CLOSED else None
        tickets.touch(ticket, self.now)
        if effect.before not in OPEN and effect.after in OPEN:
            knowledge.forget(ticket)
        _move_clocks(self.desk, ticket, effect, self.cause, self.now)
        done = self._changed(ticket, "status", effect.before.value, effect.after.value)
        if effect.before in OPEN and effect.after in ENDED:
            done += Applied(sent=participants.tell_end(self.desk, ticket, effect.after, self.cause, self.now))
        return done

    def _set_field(self, effect: SetField) -> Applied:
        if effect.before == effect.after:
            return Applied()
        ticket = Ticket.get_by_id(effect.ticket)
        setattr(ticket, effect.name, effect.after)
        tickets.touch(ticket, self.now)
        if effect.name in {"category", "type_code"}:
            clocks.retargeted(self.desk, ticket, self.cause, self.now)
        if effect.name == "type_code":
            forms.reassess(self.desk, ticket, self.cause, self.now)
        return self._changed(ticket, effect.name, effect.before or "", effect.after or "")

    def _set_form_value(self, effect: SetFormValue) -> Applied:
        if effect.before == effect.after:
            return Applied()
        ticket = Ticket.get_by_id(effect.ticket)
        if effect.after:
            source = self.cause.actor.replace(":", " ")
            value = tickets.FormValue(effect.name, effect.after, is_valid=True, source=source)
            tickets.set_field(ticket, value, self.now)
        else:
            tickets.clear_field(ticket, effect.name)
        tickets.touch(ticket, self.now)
        forms.reassess(self.desk, ticket, self.cause, self.now)
        personal = {effect.name: effect.after} if effect.after else {}
        record(Entry("form.corrected", self.cause, int(ticket.id), {"fields": [effect.name]}, personal), self.now)
        return Applied(changes=(form_change(self.desk, ticket.number, effect),))

    def _save_solution(self, effect: SaveSolution) -> Applied:
        knowledge.save(effect, self.cause, self.now)
        number = Ticket.get_by_id(effect.ticket).number
        return Applied(changes=(solution_change(number, effect),))

    def _changed(self, ticket: Ticket, name: str, before: str, after: str) -> Applied:
        data = {"name": name, "before": before, "after": after}
        record(Entry("ticket.changed", self.cause, int(ticket.id), data), self.now)
        return Applied(changes=(Change(ticket.number, name, before, after),))

    def _add_note(self, effect: AddNote) -> Applied:
        ticket = Ticket.get_by_id(effect.ticket)
        note = tickets.append_note(ticket, self.cause.actor, effect.text, self.now)
        for file in effect.files:
            tickets.keep_file(note, file)
        data = {"files": len(effect.files)} if effect.files else {}
        record(Entry("note.added", self.cause, int(ticket.id), data), self.now)
        return Applied(changes=note_changes(ticket.number, effect))

    def _mail_requester(self, effect: MailRequester) -> Applied:
        ticket = Ticket.get_by_id(effect.ticket)
        parcel = correspondence.Parcel(effect.content, effect.files)
        sent = correspondence.parcel_to_requester(self.desk, ticket, parcel, self.cause, self.now)
        if isinstance(effect.content, Solution):
            knowledge.remember(self.desk, ticket, effect.content.text, self.now)
        return Applied(sent=(sent,))

    def _mail_staff(self, effect: MailStaff) -> Applied:
        ticket = Ticket.get_by_id(effect.ticket)
        member = self.desk.directory.by_id(effect.staff_id)
        if member is None:
            return Applied()
        parcel = correspondence.Parcel(effect.content, effect.files)
        sent = correspondence.parcel_to_staff(self.desk, ticket, parcel, member, self.cause)
        return Applied(sent=(sent,))


def form_change(desk: Desk, number: str, effect: SetFormValue) -> Change:
    """Return a corrected form value as before and after under its label, personal ones hidden."""
    field = desk.catalogue.field(effect.name)
    label = field.label.in_language(desk.rules.language) if field else effect.name
    values = (effect.before, effect.after)
    before, after = map(mask, values) if field is None or field.is_personal else values
    return Change(number, label, before, after)


def note_changes(number: str, effect: AddNote) -> tuple[Change, ...]:
    """Return a note as its text, where it has one, and the names of its files, one a line."""
    names = "\n".join(file.filename for file in effect.files)
    found = (Change(number, "note", "", effect.text), Change(number, "note-files", "", names))
    return tuple(change for change in found if change.after)


def solution_change(number: str, effect: SaveSolution) -> Change:
    """Return a kept or withdrawn solution; `before` has its code and title, `after` its text."""
    title = f"{effect.code}: {effect.title}" if effect.is_kept else effect.code
    return Change(number, "saved-solution" if effect.is_kept else "withdrawn-solution", title, effect.text)


def incident_change(effect: SetIncident) -> Change:
    """Return how many tickets a disturbance has, for receipts."""
    before, after = (str(len(tickets)) if tickets else "" for tickets in (effect.before, effect.after))
    return Change(Ticket.get_by_id(effect.ticket).number, "incident", before, after)


def absence_change(effect: SetAbsence) -> Change:
    """Return an absence as the change that receipts show, by its last day."""
    before, after = (_last_day(until) for until in (effect.before, effect.after))
    return Change("", "absence", before, after)


def _last_day(until: datetime | None) -> str:
    return (until - timedelta(seconds=1)).date().isoformat() if until else ""


def report_change(effect: OrderReport) -> Change:
    """Return a report that will come, for the receipt."""
    return Change("", "report", "", f"{effect.first.isoformat()} \u2013 {effect.last.isoformat()}")


def _ended_at(effect: SetStatus, before: datetime | None, now: datetime) -> datetime | None:
    if effect.after in ENDED:
        return now
    return before if effect.after is Status.CLOSED else None


def _move_clocks(desk: Desk, ticket: Ticket, effect: SetStatus, cause: Cause, now: datetime) -> None:
    """Tell the stage clocks what the change of status means to them."""
    if effect.after is Status.WAITING:
        clocks.waiting_started(desk, ticket, cause, now)
    elif effect.before is Status.WAITING and effect.after in OPEN:
        clocks.waiting_ended(desk, ticket, cause, now)
    elif effect.after in (Status.SOLVED, Status.REJECTED):
        clocks.decided(desk, ticket, cause, now)
    elif effect.after in (Status.CANCELLED, Status.CLOSED, Status.MERGED):
        end = clocks.abandoned if effect.before in OPEN else clocks.closed
        end(desk, ticket, cause, now)
    elif effect.before not in OPEN and effect.after in OPEN:
        clocks.reopened(desk, ticket, cause, now)
