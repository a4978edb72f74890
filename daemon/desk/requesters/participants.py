"""Let people in copy take part in a ticket: they hear how it ends and may add to it, and have no other power.

Nothing of what was written is shown to somebody whom a requester put in copy (trust.md §2.2); staff may add people
who get copies, by `!cc`. Everybody but the requester may leave by one word.
"""

from datetime import datetime

from daemon.desk import tickets
from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.facts import others
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.planning import structure
from daemon.desk.requesters.acknowledging import Standing, is_role_address, standing
from daemon.desk.statuses import Status
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import CopyNotice, Enclosure, Letter, SentFacts
from daemon.trust.identity import is_one_of, read_address
from models.tickets import Ticket

IN_COPY = "cc"
LEAVE = "KELUAR"
MOST = 5  # people who join by one ticket's mails; staff may add more


def join_copied(desk: Desk, case: Case, ticket: Ticket) -> None:
    """Let those whom the requester wrote to besides us take part, when the requester's address is proven."""
    message = case.reading.message
    if not message.cc and len(message.to) < 2:
        return
    if standing(case) is not Standing.PROVEN or case.reading.classification.is_bulk:
        return
    known = {row.address.address for row in others(ticket)} | {ticket.requester_address.address}
    found = (read_address(mailbox.address) for mailbox in (*message.cc, *message.to))
    wanted = dict.fromkeys(address.lower() for address in found if address is not None)
    joining = [address for address in wanted if address not in known and _may_join(desk, address)]
    room = max(0, MOST - len(known) + 1)
    for address in joining[:room]:
        structure.join(ticket, address, IN_COPY, case.now)
    if joining[:room]:
        record(Entry("ticket.participants", case.cause, int(ticket.id), {"added": len(joining[:room])}), case.now)


def _may_join(desk: Desk, address: str) -> bool:
    is_house = is_one_of(address, desk.rules.own_addresses) or desk.directory.by_address(address) is not None
    return not is_house and not is_role_address(address)


def is_principal(ticket: Ticket, address: str) -> bool:
    """Say whether an addr-spec (lower case) speaks for the ticket: its requester, or whom staff let have copies."""
    if address == ticket.requester_address.address:
        return True
    return any(row.address.address == address and row.role == structure.COPY for row in others(ticket))


def take_remark(desk: Desk, case: Case, ticket: Ticket, files: tuple[Enclosure, ...]) -> Outcome:
    """Pass what somebody in copy adds on to staff; it fills in nothing and moves nothing. The mail is kept already."""
    text = case.reading.reply.reply
    if not text.strip() and not files:
        return Outcome(Disposition.APPENDED, "no text", int(ticket.id))
    sender = case.reading.message.sender.address.lower()
    news = correspondence.News("copy-answered", f"{sender}:\n\n{text}", files=files)
    correspondence.notify(desk, ticket, news, case.cause, case.now)
    return Outcome(Disposition.APPENDED, "somebody in copy", int(ticket.id))


def let_leave(desk: Desk, case: Case, ticket: Ticket) -> Outcome | None:
    """Let somebody in copy go who asks for it; None when the mail asks for nothing like it."""
    sender = case.reading.message.sender.address.lower()
    if case.reading.findings.keyword != LEAVE or sender not in {row.address.address for row in others(ticket)}:
        return None
    structure.leave(ticket, sender)
    tickets.touch(ticket, case.now)
    record(Entry("ticket.participants", case.cause, int(ticket.id), {"removed": 1}), case.now)
    _write(desk, ticket, sender, "left", case.cause)
    return Outcome(Disposition.APPENDED, LEAVE, int(ticket.id))


def tell_end(desk: Desk, ticket: Ticket, status: Status, cause: Cause, now: datetime) -> tuple[SentFacts, ...]:
    """Tell those in copy, each alone, that the ticket ended, and return whom; those who get copies know."""
    addresses = [row.address.address for row in others(ticket) if row.role == IN_COPY]
    for address in addresses:
        _write(desk, ticket, address, status.value, cause)
    if addresses:
        record(Entry("participants.told", cause, int(ticket.id), {"letters": len(addresses)}), now)
    return tuple(SentFacts(address, CopyNotice.kind, "") for address in addresses)


def _write(desk: Desk, ticket: Ticket, address: str, event: str, cause: Cause) -> None:
    content = CopyNotice(ticket.number, ticket.subject, ticket.requester.name, event)
    desk.post.send(
        Letter(
            content=content,
            to=address,
            language=ticket.language,
            ticket_id=int(ticket.id),
            ticket_number=ticket.number,
            subject=ticket.subject,
            inbound_id=cause.inbound_id,
        )
    )
