"""Make tickets and keep what is said about them. Every function runs inside the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from daemon.desk.case import Case, Desk
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.writing.enclosing import enclosure_of, is_worth_keeping, kept_file
from daemon.desk.writing.letters import Enclosure, Posted
from daemon.reading.message import Attachment
from daemon.value_objects import value_object
from models.database import delete_rows
from models.mail import ContentKey, InboundEmail
from models.outgoing import OutgoingEmail
from models.people import Address, Person
from models.tickets import (
    INTERNAL,
    REQUESTERS,
    SENT,
    Message,
    Participant,
    Ticket,
    TicketAttachment,
    TicketCounter,
    TicketField,
    TicketLink,
)

_ORIGINS = {"in": REQUESTERS, "out": SENT, "note": INTERNAL}  # whose a file is, by the direction of what it came with


@value_object
class NewTicket:
    """What a ticket starts with."""

    subject: str
    requester: Person
    address: Address
    type_code: str
    category: str
    language: str
    channel: str
    received_at: datetime
    role: str = ""
    unit: str = ""
    message_id: str = ""  # of the mail that brings it, which `keep_mail` keeps; "" for none
    files: int = 0  # kept of that mail


def create(desk: Desk, new: NewTicket, cause: Cause, now: datetime) -> Ticket:
    """Open a ticket with the next number of the month (local time)."""
    period = now.astimezone(desk.rules.zone).strftime("%y%m")
    number = f"{desk.rules.prefix}-{period}-{TicketCounter.count_up(period, 'last'):04d}"
    ticket = Ticket.create(
        number=number,
        subject=new.subject,
        requester=new.requester,
        requester_address=new.address,
        requester_role=new.role,
        unit=new.unit,
        type_code=new.type_code,
        category=new.category,
        channel=new.channel,
        language=new.language,
        received_at=new.received_at,
        created_at=now,
        updated_at=now,
        first_message_id=new.message_id,
        last_message_id=new.message_id,
    )
    Participant.create(ticket=ticket, address=new.address, role="requester", added_at=now)
    data: dict[str, object] = {
        "number": number,
        "type": new.type_code,
        "category": new.category,
        "channel": new.channel,
    }
    if new.message_id:  # that the mail came is no event of its own
        data["files"] = new.files
    record(Entry("ticket.created", cause, int(ticket.id), data), now)
    return ticket


def append_mail(desk: Desk, case: Case, ticket: Ticket) -> Message:
    """Add an inbound mail, and its files, to a ticket that is there already."""
    message_id = case.reading.message.message_id
    files = files_worth_keeping(desk, case)
    row = keep_mail(desk, case, ticket, files)
    ticket.first_message_id = ticket.first_message_id or message_id
    ticket.last_message_id = message_id
    touch(ticket, case.now)
    record(Entry("message.received", case.cause, int(ticket.id), {"files": len(files)}), case.now)
    return row


def files_worth_keeping(desk: Desk, case: Case) -> list[Attachment]:
    """Return the files of an inbound mail without what only decorates it."""
    attachments = case.reading.message.attachments
    return [file for file in attachments if is_worth_keeping(file, desk.rules.own_pictures)]


def keep_mail(desk: Desk, case: Case, ticket: Ticket, files: Iterable[Attachment]) -> Message:
    """Keep what an inbound mail says, and these files of it, with the ticket, which itself stays as it is."""
    message = case.reading.message
    reply = case.reading.reply
    row = Message.create(
        ticket=ticket,
        direction="in",
        author=message.sender.address.lower(),
        recipients="\n".join([mailbox.address for mailbox in (*message.to, *message.cc) if mailbox.address]),
        message_id=message.message_id,
        subject=message.subject,
        text=reply.reply,
        elided=reply.elided,
        inbound=case.inbound,
        sent_at=case.inbound.received_at,
    )
    for file in files:
        desk.store(file.content)
        keep_file(row, enclosure_of(file), file.content_type)
    return row


def keep_file(message: Message, file: Enclosure, content_type: str = "application/octet-stream") -> None:
    """Note a file, whose octets are kept already, at the mail that it came or went with."""
    TicketAttachment.create(
        ticket=message.ticket,
        message=message,
        filename=file.filename,
        content_type=content_type,
        size=file.size,
        sha256=file.sha256,
        is_dangerous=file.is_dangerous,
        origin=_ORIGINS[str(message.direction)],
    )


def files_of(message: Message) -> tuple[Enclosure, ...]:
    """Return the files that came with a mail."""
    return tuple(map(kept_file, TicketAttachment.rows(message=message)))


def received_files(case: Case, message: Message) -> tuple[Enclosure, ...]:
    """Return the files that came with the mail at hand, without asking the database where there are none."""
    return files_of(message) if case.reading.message.attachments else ()


def append_outgoing(ticket: Ticket, letter: Posted, text: str, now: datetime) -> Message:
    """Keep what a letter to the requester said with the ticket."""
    return Message.create(
        ticket=ticket,
        direction="out",
        author="loket",
        recipients="\n".join(letter.recipients),
        message_id=letter.message_id,
        subject=letter.subject,
        text=text,
        sent_at=now,
    )


def append_note(ticket: Ticket, author: str, text: str, now: datetime) -> Message:
    """Keep an internal note with the ticket; it never leaves the house."""
    return Message.create(ticket=ticket, direction="note", author=author, text=text, sent_at=now)


def touch(ticket: Ticket, now: datetime) -> None:
    """Save a changed ticket and count the change."""
    ticket.updated_at = now
    ticket.version += 1
    ticket.save()


@value_object
class FormValue:
    """A value of a ticket's form."""

    name: str
    value: str
    is_valid: bool
    source: str  # "mail 12", "staff rina"


def add_fields(ticket: Ticket, values: Iterable[FormValue], now: datetime) -> None:
    """Keep the first form values of a ticket, of each field one."""
    for found in values:
        TicketField.add(
            ticket=ticket.id,
            name=found.name,
            value=found.value,
            is_valid=found.is_valid,
            source=found.source,
            changed_at=now,
        )


def set_field(ticket: Ticket, found: FormValue, now: datetime) -> None:
    """Keep a form value, replacing the one before."""
    TicketField.put(
        ("ticket", "name"),
        ticket=ticket.id,
        name=found.name,
        value=found.value,
        is_valid=found.is_valid,
        source=found.source,
        changed_at=now,
    )


def clear_field(ticket: Ticket, name: str) -> None:
    """Forget a form value."""
    delete_rows(TicketField, (TicketField.ticket == ticket) & (TicketField.name == name))


def link(ticket: Ticket, other: Ticket, kind: str, now: datetime) -> None:
    """Note that a ticket has to do with another one; twice is once."""
    TicketLink.found_or_made({"created_at": now}, ticket=ticket, other=other, kind=kind)


def linked_with(ticket_id: int, most: int | None = None) -> tuple[str, ...]:
    """Return the numbers of the tickets that one is linked with, whichever named the other, oldest first.

    With `most` only so many.
    """
    named: Any = TicketLink.select(TicketLink.other).where(TicketLink.ticket == ticket_id)
    naming: Any = TicketLink.select(TicketLink.ticket).where(TicketLink.other == ticket_id)
    rows: Any = Ticket.select(Ticket.number).where(Ticket.id.in_(named | naming)).order_by(Ticket.id).limit(most)
    return tuple(str(number) for (number,) in rows.tuples())


def merged_into(ticket_id: int) -> list[Ticket]:
    """Return the tickets that were merged into one, and those that were merged into these."""
    found: dict[int, Ticket] = {}
    waiting = [ticket_id]
    while waiting:
        for row in Ticket.rows(merged_into=waiting.pop()):
            if int(row.id) not in found and int(row.id) != ticket_id:
                found[int(row.id)] = row
                waiting.append(int(row.id))
    return [found[key] for key in sorted(found)]


def surviving(ticket: Ticket) -> Ticket:
    """Follow merges to the ticket that is worked on."""
    seen = {ticket.id}
    while ticket.merged_into is not None and ticket.merged_into.id not in seen:
        ticket = ticket.merged_into
        seen.add(ticket.id)
    return ticket


def by_number(number: str) -> Ticket | None:
    """Return the ticket with this number (upper case), or None."""
    found: Ticket | None = Ticket.get_or_none(Ticket.number == number)
    return found


def by_message_ids(message_ids: tuple[str, ...]) -> Ticket | None:
    """Return the ticket of the first of these Message-IDs that is one of its mails, or None."""
    for message_id in message_ids:
        sent = OutgoingEmail.get_or_none(OutgoingEmail.message_id == message_id)
        if sent is not None and sent.ticket is not None:
            return sent.ticket
        kept = Message.get_or_none(Message.message_id == message_id)
        if kept is not None:
            return kept.ticket
    return None


def takes_part(ticket: Ticket, address: str) -> bool:
    """Say whether an addr-spec (lower case) may add to the ticket."""
    row = Address.get_or_none(Address.address == address)
    return row is not None and any(found.is_active for found in Participant.rows(ticket=ticket, address=row))


def earlier_mails(case: Case) -> tuple[InboundEmail | None, InboundEmail | None]:
    """Return the mail with the same content that was acted on before, and one with the same Message-ID; None for none.

    A Message-ID is its sender's choice.
    """
    message = case.reading.message
    alike = ContentKey.rows(message_id=message.message_id)
    same = next((key for key in alike if key.content_sha256 == message.content_sha256), None)
    return None if same is None else same.inbound, alike[0].inbound if alike else None
