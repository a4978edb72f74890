"""A complaint: a new ticket, an acknowledgement with the form, a notification for staff."""

from daemon.desk import limits, tickets
from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.elsewhere import enriching
from daemon.desk.form_filling import form_letters, forms, type_choice
from daemon.desk.handlers.replies import referenced_ticket
from daemon.desk.journal import Entry, record
from daemon.desk.learning import knowledge
from daemon.desk.requesters import acknowledging, binding, participants, people
from daemon.desk.requesters.acknowledging import group_of
from daemon.desk.staffing import incidents, turns
from daemon.desk.timekeeping import clocks
from daemon.desk.views import OPERATOR
from daemon.desk.writing import correspondence
from models.tickets import Ticket

MAX_SUBJECT = 200  # characters


def handle_complaint(desk: Desk, case: Case) -> Outcome:
    """Open a ticket for whatever no other handler took."""
    sender = case.reading.message.sender.address.lower()
    if not sender:
        return Outcome(Disposition.HELD, "no sender to answer")
    if not _is_exempt(desk, case, sender) and not limits.take(desk.rules.tickets, sender, case.now):
        return Outcome(Disposition.HELD, "too many new tickets from this sender")
    files = tickets.files_worth_keeping(desk, case)
    ticket = _open(desk, case, len(files))
    mentioned = referenced_ticket(case)
    earlier = _link_mentioned(case, ticket, mentioned)
    kept = tickets.keep_mail(desk, case, ticket, files)
    participants.join_copied(desk, case, ticket)
    progress = forms.take(desk, case, ticket, earlier=earlier)
    parent = incidents.join(case, ticket)
    acknowledged = acknowledging.may_answer(desk, case)
    clocks.ticket_created(desk, ticket, case.cause, case.now)
    if progress.is_newly_complete:
        clocks.form_completed(desk, ticket, case.cause, case.received_at)
    if acknowledged:
        circumstances = form_letters.Circumstances(parent is not None, _why_not_appended(case, mentioned))
        form_letters.acknowledge(desk, case, ticket, progress, circumstances)
    if parent is not None:
        return _of_disturbance(ticket, parent)
    if desk.rules.in_turn:
        turns.give(desk, ticket, case.cause, case.now)
        ticket = Ticket.get_by_id(ticket.id)
    text = case.reading.reply.reply
    similar = knowledge.similar(ticket, text)
    news = correspondence.News("new", text, _remarks(case, mentioned), similar, tickets.received_files(case, kept))
    enriching.notify(desk, ticket, news, case.cause, case.now)
    asked = acknowledged and not progress.is_complete
    return Outcome(Disposition.FORM_REQUESTED if asked else Disposition.TICKET_CREATED, "", int(ticket.id))


def _of_disturbance(ticket: Ticket, parent: Ticket) -> Outcome:
    """Leave it to those who work on the disturbance already: they have had mail enough about it."""
    return Outcome(Disposition.TICKET_CREATED, f"belongs to the disturbance {parent.number}", int(ticket.id))


def _open(desk: Desk, case: Case, files: int) -> Ticket:
    """Open the ticket, of whose mail so many files are kept."""
    findings = case.reading.findings
    message = case.reading.message
    sender = message.sender
    person, address = people.whose(sender.address.lower(), sender.name, findings.language, case.now)
    best = type_choice.confident(findings)
    group = group_of(desk, case)
    new = tickets.NewTicket(
        subject=(message.subject or _first_line(case) or "(tanpa judul)")[:MAX_SUBJECT],
        requester=person,
        address=address,
        type_code=best.type_code if best else "",
        category=best.category if best else "lain",
        language=findings.language,
        channel="email",
        received_at=case.inbound.received_at,
        role=group.role,
        unit=group.unit,
        message_id=message.message_id,
        files=files,
    )
    if group.domains:
        binding.note_domain(desk, address, case.now)
    return tickets.create(desk, new, case.caused_by(f"address:{address.id}"), case.now)


def _first_line(case: Case) -> str:
    return next((line.strip() for line in case.reading.reply.reply.splitlines() if line.strip()), "")


def _link_mentioned(case: Case, ticket: Ticket, mentioned: Ticket | None) -> Ticket | None:
    """Link the ticket that the mail names: a stranger's reference, or one closed long ago, which is returned."""
    if mentioned is None:
        return None
    if mentioned.id != ticket.id:
        tickets.link(ticket, mentioned, "mentioned", case.now)
        record(Entry("ticket.linked", case.cause, int(ticket.id), {"other": mentioned.number}), case.now)
    is_proven = acknowledging.standing(case) is acknowledging.Standing.PROVEN
    return mentioned if is_proven and mentioned.requester_address == ticket.requester_address else None


def _why_not_appended(case: Case, mentioned: Ticket | None) -> str:
    """Return why a mail that answers an earlier ticket was not added to it; "" when it answers none.

    Whether a number or a Message-ID that somebody names is anybody's ticket is not told: only of a number is spoken.
    """
    if mentioned is not None and tickets.takes_part(mentioned, case.reading.message.sender.address.lower()):
        return "over"
    return "strange" if case.reading.reference.ticket_numbers else ""


def _is_exempt(desk: Desk, case: Case, sender: str) -> bool:
    return desk.directory.by_address(sender) is not None or group_of(desk, case).role == OPERATOR


def _remarks(case: Case, mentioned: Ticket | None) -> tuple[str, ...]:
    """Return what staff should know about the mail, as codes for the template."""
    found = {
        "unauthenticated": acknowledging.standing(case) is not acknowledging.Standing.PROVEN,
        "mentions-other-ticket": bool(case.reading.reference.ticket_numbers) or mentioned is not None,
        "encrypted": case.reading.message.is_encrypted,
        "bulk": case.reading.classification.is_bulk,
        "forward": case.reading.reply.is_forward,
    }
    return tuple(code for code, holds in found.items() if holds)
