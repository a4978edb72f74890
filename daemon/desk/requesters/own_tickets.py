"""Answer who asks in a new mail how their complaints are going: they mean those that they have."""

from daemon.desk import tickets
from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.facts import view_of
from daemon.desk.form_filling.form_view import form_of
from daemon.desk.requesters import requester_words
from daemon.desk.requesters.acknowledging import Standing, may_write_back, standing
from daemon.desk.requesters.speaking import language_of_answer
from daemon.desk.statuses import OPEN
from daemon.desk.writing.letters import Letter, OwnTicket, StatusList
from daemon.reading.findings.status_question import asks_about_tickets
from models.people import Address
from models.tickets import Ticket

_MOST = 10  # tickets in one answer, newest first


def handle_status_question(desk: Desk, case: Case) -> Outcome | None:
    """Tell a proven sender how their open tickets stand; None when they have none, or the mail says more than that.

    Only STATUS alone in a new mail is answered even where there is none: it cannot be a complaint. In answer to a mail
    it may be about a ticket of somebody else, of which nothing is told.
    """
    is_word = case.reading.findings.keyword == "STATUS"
    if standing(case) is not Standing.PROVEN or not (is_word or _asks(case)):
        return None
    found = _open_tickets(case.reading.message.sender.address.lower())
    if not (found or (is_word and _is_about_no_ticket(case))) or not may_write_back(desk, case):
        return None
    if len(found) == 1:
        (ticket,) = found
        tickets.append_mail(desk, case, ticket)
        return requester_words.report(desk, case, ticket)
    _answer(desk, case, found)
    return Outcome(Disposition.COMMANDS_EXECUTED, "STATUS")


def _is_about_no_ticket(case: Case) -> bool:
    """Say whether the mail names no ticket, whoever's: a new mail, or the answer to a letter of ours about none."""
    message = case.reading.message
    if case.reading.reference.ticket_numbers:
        return False
    is_new = not (message.in_reply_to or message.references)
    return is_new or requester_words.answers_us(case, message.sender.address.lower())


def _asks(case: Case) -> bool:
    message = case.reading.message
    if message.attachments:
        return False
    return asks_about_tickets(case.reading.reply.reply.strip() or message.subject, message.sender.name)


def _open_tickets(address: str) -> list[Ticket]:
    row = Address.get_or_none(Address.address == address)
    found = Ticket.rows(requester_address=row) if row is not None else []
    return [ticket for ticket in found if ticket.status in OPEN][::-1]


def _answer(desk: Desk, case: Case, found: list[Ticket]) -> None:
    message = case.reading.message
    shown = found[:_MOST]
    content = StatusList(tuple(_own(desk, ticket) for ticket in shown), len(found) - len(shown))
    desk.post.send(
        Letter(
            content=content,
            to=message.sender.address.lower(),
            language=language_of_answer(case) or (str(found[0].language) if found else ""),
            in_reply_to=message.message_id,
            references=(message.message_id,),
            inbound_id=int(case.inbound.id),
        )
    )


def _own(desk: Desk, ticket: Ticket) -> OwnTicket:
    view = view_of(ticket)
    form = form_of(desk.catalogue, view, view.language)
    missing = (*(field.label for field in form.missing), *form.documents)
    return OwnTicket(view.number, view.subject, view.status.value, missing)
