"""Follow a requester who goes on in another language, or asks for one."""

from daemon.desk.case import Case
from daemon.desk.journal import Entry, record
from models.tickets import Ticket


def follow(case: Case, ticket: Ticket) -> Ticket:
    """Return the ticket in the language that its requester asks for or plainly corresponds in now."""
    spoken = case.reading.findings.spoken
    sender = case.reading.message.sender.address.lower()
    if spoken in ("", ticket.language) or sender != ticket.requester_address.address:
        return ticket
    cause = case.caused_by(f"address:{ticket.requester_address.id}")
    record(Entry("ticket.language", cause, int(ticket.id), {"before": ticket.language, "after": spoken}), case.now)
    Ticket.update(language=spoken).where(Ticket.id == ticket.id).execute()
    return Ticket.get_by_id(ticket.id)
