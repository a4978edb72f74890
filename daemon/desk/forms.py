"""Take form values and documents out of mails, and ask for what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from daemon.desk import clocks, correspondence, stage_times, tickets
from daemon.desk.case import Case, Desk
from daemon.desk.catalogue import ComplaintType, Document
from daemon.desk.facts import view_of
from daemon.desk.form_view import Form, form_of, missing_documents, type_of
from daemon.desk.journal import Cause, Entry, record, was_ever
from daemon.desk.letters import Acknowledgement, FormComplete, FormRequest
from daemon.desk.masking import is_masked
from daemon.desk.targets import target_of
from daemon.reading.message import FoundField
from models.tickets import Ticket, TicketAttachment, TicketField


@dataclass(frozen=True, slots=True)
class Progress:
    """What a mail added to the form."""

    form: Form
    taken: tuple[str, ...]  # names of the fields that the mail filled or changed
    was_complete: bool

    @property
    def is_complete(self) -> bool:
        """Say whether everything required is there now."""
        return self.form.is_complete

    @property
    def is_newly_complete(self) -> bool:
        """Say whether this mail completed the form."""
        return self.form.is_complete and not self.was_complete


def take(desk: Desk, case: Case, ticket: Ticket) -> Progress:
    """Keep the form values and documents that a mail brought and return where the form stands."""
    was_complete = bool(ticket.is_form_complete)
    known = {row.name: row for row in TicketField.rows(ticket=ticket)}
    kept = {found.name: found.value for found in case.reading.findings.fields if _keep(case, ticket, found, known)}
    taken = tuple(kept)
    if taken:
        record(Entry("form.filled", case.cause, int(ticket.id), {"fields": list(taken)}, kept), case.now)
    _match_documents(desk, ticket)
    view = view_of(ticket)
    form = form_of(desk.catalogue, view, view.language)
    if form.is_complete and not was_complete:
        ticket.is_form_complete = True
        tickets.touch(ticket, case.now)
    return Progress(form, taken, was_complete)


def reassess(desk: Desk, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Measure what is there by the form of the ticket's new type, and start processing when nothing is missing."""
    _match_documents(desk, ticket)
    view = view_of(ticket)
    is_complete = form_of(desk.catalogue, view, view.language).is_complete
    if is_complete is bool(ticket.is_form_complete):
        return
    ticket.is_form_complete = is_complete
    tickets.touch(ticket, now)
    if is_complete:
        clocks.form_completed(desk, ticket, cause, now)


def acknowledge(desk: Desk, case: Case, ticket: Ticket, progress: Progress) -> None:
    """Tell the requester the number, what was understood, and what is missing."""
    known = desk.catalogue.get(ticket.type_code)
    content = Acknowledgement(
        number=ticket.number,
        subject=ticket.subject,
        # staff decide what is outside the scope: until then nothing is said about it
        type_name=known.name.in_language(ticket.language) if known and not known.is_outside_scope else "",
        missing=progress.form.missing,
        form=progress.form.fields,
        documents=progress.form.documents,
        targets=stage_times.facts(desk, ticket, case.now),
        outside_hours=not desk.calendar.is_open(case.inbound.received_at),
    )
    correspondence.to_requester(desk, ticket, content, case.cause, case.now)


def answer_progress(desk: Desk, case: Case, ticket: Ticket, progress: Progress) -> bool:
    """Ask for what is still missing after an answer, or say that all is there; say whether fields were asked for."""
    view = view_of(ticket)
    if progress.is_newly_complete:
        minutes = target_of(desk, ticket, "processing").target_seconds // 60
        complete = FormComplete(view.number, view.subject, progress.form.fields, minutes)
        correspondence.to_requester(desk, ticket, complete, case.cause, case.now)
        return False
    if progress.is_complete or not (progress.taken or case.reading.message.attachments):
        return False
    kind = desk.catalogue.get(view.type_code)
    content = FormRequest(
        number=view.number,
        subject=view.subject,
        type_name=kind.name.in_language(view.language) if kind else "",
        missing=progress.form.missing,
        form=progress.form.fields,
        documents=progress.form.documents,
    )
    correspondence.to_requester(desk, ticket, content, case.cause, case.now)
    return True


def _keep(case: Case, ticket: Ticket, found: FoundField, known: Mapping[str, TicketField]) -> bool:
    """Keep one value unless it is hidden, or something better stands there; say whether it was kept."""
    if not found.value or is_masked(found.value):
        return False
    there = known.get(found.name)
    if there is not None and not _is_better(ticket, found, there):
        return False
    value = tickets.FormValue(found.name, found.value, found.is_valid, f"mail {case.inbound.id}")
    tickets.set_field(ticket, value, case.now)
    return True


def _is_better(ticket: Ticket, found: FoundField, there: TicketField) -> bool:
    """Say whether a value that was found should replace the one that stands there."""
    if there.value == found.value:
        return False
    if not there.is_valid:
        return True
    is_stale = found.is_quoted and was_ever(ticket, found.name, found.value)  # an older mail's form, quoted back
    return found.is_labelled and found.is_valid and not is_stale


def _match_documents(desk: Desk, ticket: Ticket) -> None:
    """Recognise required documents among the ticket's files: by their names, or because only one is left."""
    kind = type_of(desk.catalogue, ticket.type_code)
    if kind is None or not kind.documents:
        return
    every = TicketAttachment.rows(ticket=ticket)
    files = [file for file in every if not file.document]
    for file in files:
        named = next((document for document in kind.documents if _names(document, file.filename)), None)
        if named is not None:
            file.document = named.name
            file.save()
    _match_last(kind, every)


def _match_last(kind: ComplaintType, every: list[TicketAttachment]) -> None:
    there = {file.document for file in every}
    files = [file for file in every if not file.document]
    missing = missing_documents(kind, frozenset(there))
    if len(missing) == 1 and len(files) == 1:
        files[0].document = missing[0].name
        files[0].save()


def _names(document: Document, filename: str) -> bool:
    name = filename.casefold()
    return any(word in name for word in (document.name, *document.synonyms))
