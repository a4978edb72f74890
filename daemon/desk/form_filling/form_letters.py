"""Write to the requester about the form: that it came, what is missing, that it is complete."""

from daemon.desk.case import Case, Desk
from daemon.desk.facts import view_of
from daemon.desk.form_filling import type_choice
from daemon.desk.form_filling.form_view import form_field, type_of
from daemon.desk.form_filling.forms import Progress
from daemon.desk.journal import Entry, record
from daemon.desk.learning import knowledge
from daemon.desk.requesters import binding
from daemon.desk.timekeeping import stage_times
from daemon.desk.timekeeping.targets import target_of
from daemon.desk.writing import correspondence
from daemon.desk.writing.letter_parts import FormField
from daemon.desk.writing.letters import Acknowledgement, FormComplete, FormRequest
from daemon.value_objects import value_object
from models.tickets import Ticket

TOLD_IN = "keterangan"  # the field for what else there is to say


@value_object
class Circumstances:
    """What a new ticket has to do with others."""

    is_known_disturbance: bool  # others wrote the same, and it is being worked on
    answers: str  # why a mail that answers an earlier ticket opened this one: strange, over; "" for none


def acknowledge(desk: Desk, case: Case, ticket: Ticket, progress: Progress, circumstances: Circumstances) -> None:
    """Tell the requester the number, what was understood, and what is missing."""
    known = desk.catalogue.get(ticket.type_code)
    is_outside = known is not None and known.is_outside_scope  # staff have the last word; the form is not asked for
    choices = type_choice.offer(desk, case, ticket)
    has_form = not (is_outside or choices)  # the one of the type that is chosen comes with the next mail
    missing = (*_untold(case, ticket, progress), *progress.form.missing)
    content = Acknowledgement(
        number=ticket.number,
        subject=ticket.subject,
        type_name=known.name.in_language(ticket.language) if known and not is_outside else "",
        missing=missing if has_form else (),
        form=progress.form.fields if has_form else (),
        documents=progress.form.documents if has_form else (),
        targets=stage_times.promises(desk, ticket),
        service_days=desk.calendar.service_days_on(case.now),
        outside_hours=not desk.calendar.is_open(case.inbound.received_at),
        choices=choices,
        advice=_advice(desk, case, ticket),
        may_bind=binding.is_offered(desk, case, ticket),
        outside=known.handover.in_language(ticket.language) if known and is_outside else "",
        is_known_disturbance=circumstances.is_known_disturbance,
        answers=circumstances.answers,
        answered_number=next(iter(case.reading.reference.ticket_numbers), ""),
    )
    correspondence.to_requester(desk, ticket, content, case.cause, case.now)


def _untold(case: Case, ticket: Ticket, progress: Progress) -> tuple[FormField, ...]:
    """Return the field that says what the complaint is about, where a mail without a word does not."""
    if ticket.type_code or any(char.isalpha() for char in case.reading.reply.reply):
        return ()
    return tuple(field for field in progress.form.fields if field.name == TOLD_IN and not field.value)


def _advice(desk: Desk, case: Case, ticket: Ticket) -> str:
    """Return a curated solution to try meanwhile, and remember that it was offered; "" for none."""
    code, text = knowledge.advice(desk, ticket, case.reading.findings, case.reading.reply.reply)
    if text:
        record(Entry(knowledge.ADVISED, case.cause, int(ticket.id), {"solution": code}), case.now)
    return text


def answer_progress(desk: Desk, case: Case, ticket: Ticket, progress: Progress) -> bool:
    """Ask for what is still missing after an answer, or say that all is there; say whether fields were asked for."""
    view = view_of(ticket)
    if progress.is_newly_complete:
        minutes = target_of(desk, ticket, "processing").target_seconds // 60
        complete = FormComplete(view.number, view.subject, progress.form.fields, minutes)
        correspondence.to_requester(desk, ticket, complete, case.cause, case.now)
        return False
    if progress.rejected:
        _point_out(desk, case, ticket, progress)
        return True
    choices = type_choice.offer_again(desk, case, ticket)
    has_answer = progress.taken or progress.is_settled or case.reading.message.attachments
    has_news = has_answer or choices or progress.is_translated
    if progress.is_complete or not has_news:
        return False
    kind = desk.catalogue.get(view.type_code)
    content = FormRequest(
        number=view.number,
        subject=view.subject,
        type_name=kind.name.in_language(view.language) if kind else "",
        missing=() if choices else progress.form.missing,
        form=() if choices else progress.form.fields,
        documents=() if choices else progress.form.documents,
        choices=choices,
    )
    correspondence.to_requester(desk, ticket, content, case.cause, case.now)
    return True


def _point_out(desk: Desk, case: Case, ticket: Ticket, progress: Progress) -> None:
    """Say which corrections do not fit; nothing of them is kept."""
    view = view_of(ticket)
    kind = type_of(desk.catalogue, view.type_code)
    known = {field.name: field for field in (*(kind.fields if kind else ()), *desk.catalogue.fields)[::-1]}
    fields = tuple(form_field(known[one.name], one, view.language) for one in progress.rejected)
    content = FormRequest(
        number=view.number,
        subject=view.subject,
        type_name=kind.name.in_language(view.language) if kind else "",
        missing=fields,
        form=fields,
        documents=progress.form.documents,
    )
    correspondence.to_requester(desk, ticket, content, case.cause, case.now)
