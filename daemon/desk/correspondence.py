"""Write to the people of a ticket: the requester, those in copy, and staff."""

from dataclasses import dataclass
from datetime import datetime

from daemon.desk import tickets
from daemon.desk.case import Desk
from daemon.desk.facts import copied, facts_of
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.letters import (
    FormRequest,
    Letter,
    LetterContent,
    Offer,
    Rejection,
    Reply,
    SentFacts,
    SimilarTicket,
    Solution,
    StaffNotification,
)
from daemon.desk.views import StaffMember, TicketView
from models.tickets import Ticket

_WRITTEN_BY_PEOPLE = (Reply, Solution, Rejection)
OFFERED = ("ambil", "proses", "minta", "tunggu", "selesai", "tolak", "catatan")


def to_requester(desk: Desk, ticket: Ticket, content: LetterContent, cause: Cause, now: datetime) -> SentFacts:
    """Enqueue a letter to the requester, keep it in the conversation, and say what was sent to whom."""
    address = ticket.requester_address.address
    letter = Letter(
        content=content,
        to=address,
        cc=copied(ticket),
        language=ticket.language,
        ticket_id=int(ticket.id),
        ticket_number=ticket.number,
        subject=ticket.subject,
        in_reply_to=ticket.last_message_id,
        references=(ticket.last_message_id,) if ticket.last_message_id else (),
        inbound_id=cause.inbound_id,
        is_automatic=not _is_by_person(content),
    )
    email_id = desk.post.send(letter)
    text = content.text if isinstance(content, (*_WRITTEN_BY_PEOPLE, FormRequest)) else ""
    tickets.append_outgoing(ticket, email_id, text or f"[{content.kind}]", now)
    record(Entry("letter.enqueued", cause, int(ticket.id), {"letter": content.kind, "outgoing": email_id}), now)
    return SentFacts(address, content.kind, text)


def _is_by_person(content: LetterContent) -> bool:
    """Say whether a member of staff wrote the letter, or ordered it."""
    return isinstance(content, _WRITTEN_BY_PEOPLE) or (isinstance(content, FormRequest) and bool(content.staff_name))


def to_staff(desk: Desk, ticket: Ticket, content: LetterContent, member: StaffMember, cause: Cause) -> SentFacts:
    """Enqueue a letter about a ticket to one member of staff; it carries a reply token of theirs."""
    letter = Letter(
        content=content,
        to=member.address,
        language=member.language,
        ticket_id=int(ticket.id),
        ticket_number=ticket.number,
        subject=ticket.subject,
        inbound_id=cause.inbound_id,
        staff_id=member.id,
    )
    desk.post.send(letter)
    return SentFacts(member.address, content.kind, "")


@dataclass(frozen=True, slots=True)
class News:
    """What staff are told about a ticket."""

    event: str  # new, answered, complete, reopened, cancelled, solved-by-requester, rated, undeliverable, held
    text: str = ""  # what the requester or the server wrote
    remarks: tuple[str, ...] = ()  # codes: the template has the words
    similar: tuple[SimilarTicket, ...] = ()  # solved tickets about the same


def notify(desk: Desk, ticket: Ticket, news: News, cause: Cause, now: datetime) -> None:
    """Tell the assignee, or the category's team while there is none, that a ticket wants attention."""
    for member in attendants(desk, ticket):
        content = StaffNotification(
            event=news.event,
            ticket=facts_of(desk, ticket, member.language, now),
            text=news.text,
            remarks=news.remarks,
            offers=offers(desk, member),
            similar=news.similar,
        )
        to_staff(desk, ticket, content, member, cause)


def attendants(desk: Desk, ticket: Ticket | TicketView) -> tuple[StaffMember, ...]:
    """Return who is told about a ticket."""
    assignee = desk.directory.by_id(ticket.assignee) if ticket.assignee else None
    return (assignee,) if assignee else desk.directory.team(ticket.category)


def offers(desk: Desk, member: StaffMember) -> tuple[Offer, ...]:
    """Return the commands that a notification offers as links: those that the person may use."""
    allowed = (desk.registry[name] for name in OFFERED if name in desk.registry)
    return tuple(
        Offer(command.offer or command.name, f"!{command.name}")
        for command in allowed
        if desk.directory.may(member, command.name)
    )


def tell_admins(desk: Desk, content: LetterContent, cause: Cause) -> None:
    """Write to the administrators about trouble."""
    for address in desk.directory.admins:
        desk.post.send(Letter(content=content, to=address, language=desk.rules.language, inbound_id=cause.inbound_id))
