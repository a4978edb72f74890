"""Mail of a requester (or somebody in copy) that belongs to a ticket of theirs."""

from dataclasses import replace
from functools import partial

from daemon.desk import tickets
from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.elsewhere import enriching
from daemon.desk.facts import view_of
from daemon.desk.form_filling import form_letters, forms, type_choice
from daemon.desk.planning.applying import Applier
from daemon.desk.planning.plan import SetStatus
from daemon.desk.requesters import acknowledging, binding, merged_others, participants, requester_words, speaking
from daemon.desk.requesters.acknowledging import Standing, standing
from daemon.desk.statuses import OPEN, Move, Status, next_status
from daemon.desk.timekeeping import clocks
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import Enclosure, RequesterDone
from daemon.value_objects import value_object
from models.tickets import Message, Ticket


@value_object
class _Arrived:
    """What came of a mail before its words were looked at."""

    files: tuple[Enclosure, ...]
    is_reopened: bool  # the ticket stands alone again
    is_translated: bool  # its requester asked for another language


def handle_reply(desk: Desk, case: Case) -> Outcome | None:
    """Append the mail to the ticket it refers to when its sender takes part in it."""
    ticket = referenced_ticket(case)
    sender = case.reading.message.sender.address.lower()
    if ticket is None or not tickets.takes_part(ticket, sender):
        return None
    if standing(case) is Standing.DOUBTFUL:
        return Outcome(Disposition.HELD, "a reply whose sender failed authentication", int(ticket.id))
    own, ticket = ticket, tickets.surviving(ticket)
    if _is_over(desk, ticket, case):
        return None
    if is_alone := _wants_own(case, own, ticket):
        cause = case.caused_by(f"address:{own.requester_address.id}")
        ticket = merged_others.stand_alone(desk, own, cause, case.now)
    before, ticket = ticket.language, speaking.follow(case, ticket)
    is_translated = bool(case.reading.findings.wished_language) and ticket.language != before
    files = tickets.received_files(case, tickets.append_mail(desk, case, ticket))
    words = (participants.let_leave, binding.obey, requester_words.obey, partial(requester_words.obey_merged, own))
    answered = next(filter(None, (obey(desk, case, ticket) for obey in words)), None)
    if answered is not None:
        return answered
    if not participants.is_principal(ticket, sender):
        return participants.take_remark(desk, case, ticket, files)
    participants.join_copied(desk, case, ticket)
    return _take_content(desk, case, ticket, _Arrived(files, is_alone, is_translated))


def referenced_ticket(case: Case) -> Ticket | None:
    """Return the ticket that the mail's Message-IDs, else its subject, name; whoever sent it."""
    found = tickets.by_message_ids(case.reading.reference.message_ids)
    if found is not None:
        return found
    return next(filter(None, map(tickets.by_number, case.reading.reference.ticket_numbers)), None)


def _is_over(desk: Desk, ticket: Ticket, case: Case) -> bool:
    """Say whether the ticket was closed too long ago to be reopened: then a new one is opened and linked."""
    closed_at = ticket.closed_at
    return bool(ticket.status == Status.CLOSED and closed_at and case.now - closed_at > desk.rules.reopen_within)


def _wants_own(case: Case, own: Ticket, surviving: Ticket) -> bool:
    """Say whether somebody whose ticket was merged into another person's writes on after that one has ended."""
    sender = case.reading.message.sender.address.lower()
    if own.id == surviving.id or sender != own.requester_address.address or Status(surviving.status) in OPEN:
        return False
    has_content = case.reading.findings.keyword in ("", "BUKA") and not _says_nothing(case, own)
    return has_content and not participants.is_principal(surviving, sender)


def _take_content(desk: Desk, case: Case, ticket: Ticket, arrived: _Arrived) -> Outcome:
    """Note form values, move the status, ask for what is still missing, and tell staff."""
    text = case.reading.reply.reply
    was_complete = bool(ticket.is_form_complete)
    is_settled = type_choice.settle(desk, case, ticket)
    if is_settled:
        ticket = Ticket.get_by_id(ticket.id)
    progress = forms.take_answer(desk, case, ticket)
    progress = replace(progress, was_complete=was_complete, is_settled=is_settled, is_translated=arrived.is_translated)
    if not (progress.taken or is_settled) and _says_nothing(
        case, ticket
    ):  # a form filled in inside the quotation leaves no text
        return Outcome(Disposition.APPENDED, "thanks only" if text.strip() else "no text", int(ticket.id))
    event = reached = "reopened" if arrived.is_reopened else _answered(desk, case, ticket)
    ticket = Ticket.get_by_id(ticket.id)
    if progress.is_newly_complete:
        clocks.form_completed(desk, ticket, case.cause, case.received_at)
        event = "complete"
    asked = _write_back(desk, case, ticket, progress, is_reopened=reached == "reopened")
    told = ("typed", _whole_story(ticket, text)) if is_settled else (event, text)
    enriching.notify(desk, ticket, correspondence.News(*told, files=arrived.files), case.cause, case.now)
    return Outcome(Disposition.FORM_REQUESTED if asked else Disposition.APPENDED, "", int(ticket.id))


def _write_back(desk: Desk, case: Case, ticket: Ticket, progress: forms.Progress, *, is_reopened: bool) -> bool:
    """Tell the sender what the answer did, where there is anything to tell; say whether fields were asked for.

    An open ticket is not opened again, so that a machine that answers the confirmation gets no second one.
    """
    if not acknowledging.may_write_back(desk, case):
        return False
    if form_letters.answer_progress(desk, case, ticket, progress):
        return True
    if is_reopened and not progress.is_newly_complete:
        content = RequesterDone(ticket.number, ticket.subject, "reopened", None)
        correspondence.to_requester(desk, ticket, content, case.cause, case.now)
    elif progress.is_translated and not progress.is_newly_complete:
        requester_words.report(desk, case, ticket)
    return False


def _whole_story(ticket: Ticket, text: str) -> str:
    """Return the complaint and the answer: the team that serves the type now may not have read the first."""
    rows = Message.rows(ticket=ticket, direction="in")
    return "\n\n".join(part for part in (rows[0].text if len(rows) > 1 else "", text) if part.strip())


def _says_nothing(case: Case, ticket: Ticket) -> bool:
    """Say whether the mail is empty, or thanks that answer no question."""
    if not case.reading.reply.reply.strip() and not case.reading.message.attachments:
        return True
    return case.reading.findings.is_thanks and Status(ticket.status) is not Status.WAITING


def _answered(desk: Desk, case: Case, ticket: Ticket) -> str:
    """Move a waiting or ended ticket on and return the event that staff are told of."""
    status = Status(ticket.status)
    move = Move.ANSWER if status in OPEN else Move.REOPEN
    target = next_status(status, move, has_assignee=ticket.assignee is not None)
    if target is not status:
        view = view_of(ticket)
        Applier(desk, case.caused_by(f"address:{ticket.requester_address.id}"), case.now).apply(
            (SetStatus(view.id, status, target),)
        )
    return "answered" if move is Move.ANSWER else "reopened"
