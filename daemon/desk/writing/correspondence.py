"""Write to the people of a ticket: the requester, those in copy, and staff."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from daemon.desk import tickets
from daemon.desk.case import Desk
from daemon.desk.facts import copied, facts_of
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.staffing import absences, crowding
from daemon.desk.views import StaffMember, TicketView
from daemon.desk.writing.enclosing import enclose
from daemon.desk.writing.letters import (
    NOTHING_ENCLOSED,
    Enclosure,
    Enclosures,
    Files,
    FormRequest,
    Letter,
    LetterContent,
    Offer,
    Rejection,
    Reply,
    SentFacts,
    SheetFacts,
    SimilarTicket,
    Solution,
    StaffNotification,
)
from daemon.desk.writing.sent_words import placeholder
from daemon.value_objects import value_object
from models.tickets import Ticket

_WRITTEN_BY_PEOPLE = (Reply, Solution, Rejection)
_WITH_OWN_WORDS = (*_WRITTEN_BY_PEOPLE, FormRequest)
OFFERED = ("ambil", "proses", "minta", "tunggu", "selesai", "tolak", "catatan")


@value_object
class Parcel:
    """What is written, and the files, kept already, that are to go along."""

    content: LetterContent
    files: tuple[Enclosure, ...] = ()


def to_requester(desk: Desk, ticket: Ticket, content: LetterContent, cause: Cause, now: datetime) -> SentFacts:
    """Enqueue a letter to the requester, keep it in the conversation, and say what was sent to whom."""
    return parcel_to_requester(desk, ticket, Parcel(content), cause, now)


def parcel_to_requester(desk: Desk, ticket: Ticket, parcel: Parcel, cause: Cause, now: datetime) -> SentFacts:
    """Do the same for a letter with files."""
    content = parcel.content
    enclosures = enclosures_of(desk, parcel)
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
        references=_thread(ticket),
        inbound_id=cause.inbound_id,
        is_automatic=not _is_by_person(content),
        enclosures=enclosures,
    )
    posted = desk.post.enqueue(letter)
    sent = sent_facts(address, content, enclosures)
    message = tickets.append_outgoing(ticket, posted, sent.text or placeholder(content.kind), now)
    for file in enclosures.enclosed:
        tickets.keep_file(message, file)
    record(Entry("letter.enqueued", cause, int(ticket.id), {"letter": content.kind, "outgoing": posted.number}), now)
    return sent


def _thread(ticket: Ticket) -> tuple[str, ...]:
    """Return the first and the newest mail of the conversation (RFC 5322 §3.6.4).

    By the first one mail programs keep the letters together also of who gets copies and has the others' mails not.
    """
    first, last = ticket.first_message_id, ticket.last_message_id
    ids = (first,) if first == last else (first, last)
    return ids if all(ids) else tuple(filter(None, ids))


def enclosures_of(desk: Desk, parcel: Parcel) -> Enclosures:
    """Return what of the files goes along: files that somebody asked for whatever their size."""
    if not parcel.files:
        return NOTHING_ENCLOSED
    every = sum(file.size for file in parcel.files)
    return enclose(parcel.files, every if isinstance(parcel.content, Files) else desk.rules.enclosed_size)


def sent_facts(address: str, content: LetterContent, enclosures: Enclosures = NOTHING_ENCLOSED) -> SentFacts:
    """Return what a receipt says of a letter."""
    text = content.text if isinstance(content, _WITH_OWN_WORDS) else ""
    if enclosures is NOTHING_ENCLOSED:
        return SentFacts(address, content.kind, text)
    return SentFacts(
        address,
        content.kind,
        text,
        tuple(file.filename for file in enclosures.enclosed),
        tuple(file.filename for file in (*enclosures.too_large, *enclosures.dangerous)),
    )


def _is_by_person(content: LetterContent) -> bool:
    """Say whether a member of staff wrote the letter, or ordered it."""
    return isinstance(content, _WRITTEN_BY_PEOPLE) or (isinstance(content, FormRequest) and bool(content.staff_name))


def to_staff(desk: Desk, ticket: Ticket, content: LetterContent, member: StaffMember, cause: Cause) -> SentFacts:
    """Enqueue a letter about a ticket to one member of staff; it carries a reply token of theirs."""
    return parcel_to_staff(desk, ticket, Parcel(content), member, cause)


def parcel_to_staff(desk: Desk, ticket: Ticket, parcel: Parcel, member: StaffMember, cause: Cause) -> SentFacts:
    """Do the same for a letter with files."""
    enclosures = enclosures_of(desk, parcel)
    letter = Letter(
        content=parcel.content,
        to=member.address,
        language=member.language,
        ticket_id=int(ticket.id),
        ticket_number=ticket.number,
        subject=ticket.subject,
        inbound_id=cause.inbound_id,
        staff_id=member.id,
        enclosures=enclosures,
    )
    desk.post.send(letter)
    return sent_facts(member.address, parcel.content, enclosures)


def to_colleague(
    desk: Desk, content: LetterContent, member: StaffMember, numbered: tuple[int, ...], cause: Cause
) -> SentFacts:
    """Enqueue a letter to one member of staff about several tickets, to be answered by their numbers in it."""
    desk.post.send(
        Letter(
            content=content,
            to=member.address,
            language=member.language,
            inbound_id=cause.inbound_id,
            staff_id=member.id,
            numbered=numbered,
        )
    )
    return sent_facts(member.address, content)


@value_object
class News:
    """What staff are told about a ticket."""

    event: str  # new, answered, complete, reopened, cancelled, solved-by-requester, rated, undeliverable, held
    text: str = ""  # what the requester or the server wrote
    remarks: tuple[str, ...] = ()  # codes: the template has the words
    similar: tuple[SimilarTicket, ...] = ()  # solved tickets about the same
    files: tuple[Enclosure, ...] = ()  # that came with it
    sheets: Mapping[str, tuple[SheetFacts, ...]] = field(default_factory=dict)  # by language: what others know


def notify(desk: Desk, ticket: Ticket, news: News, cause: Cause, now: datetime) -> None:
    """Tell the assignee, or the category's team while there is none, that a ticket wants attention."""
    for member in _there(attendants(desk, ticket), now):
        if crowding.is_crowded(desk, member, news.event, now):
            crowding.collect(member, ticket, news.event, now)
            continue
        content = StaffNotification(
            event=news.event,
            ticket=facts_of(desk, ticket, member.language, now),
            text=news.text,
            remarks=news.remarks,
            offers=(*_usual(desk, ticket, member), *offers(desk, member)),
            similar=news.similar,
            sheets=news.sheets.get(member.language, ()),
        )
        parcel_to_staff(desk, ticket, Parcel(content, news.files), member, cause)


def _there(people: tuple[StaffMember, ...], now: datetime) -> tuple[StaffMember, ...]:
    """Return those of several who are not away; all of them when everybody is."""
    away = absences.absent(now) if len(people) > 1 else frozenset()
    return tuple(member for member in people if member.id not in away) or people


def attendants(desk: Desk, ticket: Ticket | TicketView) -> tuple[StaffMember, ...]:
    """Return who is told about a ticket."""
    assignee = desk.directory.by_id(ticket.assignee) if ticket.assignee else None
    return (assignee,) if assignee else desk.directory.team(ticket.category)


def offers(desk: Desk, member: StaffMember) -> tuple[Offer, ...]:
    """Return the commands that a notification offers as links: those that the person may use."""
    allowed = (desk.registry[name] for name in OFFERED if name in desk.registry)
    return tuple(
        Offer(*command.offered(member.language)) for command in allowed if desk.directory.may(member, command.name)
    )


def _usual(desk: Desk, ticket: Ticket, member: StaffMember) -> tuple[Offer, ...]:
    """Return what is usual for the ticket's type besides: its actions, or the refusal of what is outside the scope."""
    kind = desk.catalogue.get(ticket.type_code)
    if kind is None:
        return ()
    if kind.is_outside_scope and desk.directory.may(member, "tolak"):
        label = "Reject, outside our scope" if member.language == "en" else "Tolak, di luar layanan"
        return (Offer(label, f"!tolak {kind.route}"),)
    return tuple(Offer(name, f"!{name}") for name in kind.actions if desk.looks_up and _may_act(desk, member, name))


def _may_act(desk: Desk, member: StaffMember, name: str) -> bool:
    """Say whether a member of staff can have an action done: it is there, and a role of theirs may ask for it."""
    command = desk.registry.get(name)
    if command is None or not desk.directory.may(member, name):
        return False
    return not command.right or desk.directory.may_request(member, command.right)


def tell_admins(desk: Desk, content: LetterContent, cause: Cause) -> None:
    """Write to the administrators about trouble."""
    for address in desk.directory.admins:
        desk.post.send(Letter(content=content, to=address, language=desk.rules.language, inbound_id=cause.inbound_id))
