"""Follow a requester who goes on in another language, or asks for one."""

from daemon.desk.case import Case
from daemon.desk.journal import Entry, record
from daemon.reading.findings.language import spoken_language
from models.tickets import Ticket


def follow(case: Case, ticket: Ticket) -> Ticket:
    """Return the ticket in the language that its requester asks for or plainly corresponds in now."""
    spoken = language_of_answer(case)
    sender = case.reading.message.sender.address.lower()
    if spoken in ("", ticket.language) or sender != ticket.requester_address.address:
        return ticket
    cause = case.caused_by(f"address:{ticket.requester_address.id}")
    record(Entry("ticket.language", cause, int(ticket.id), {"before": ticket.language, "after": spoken}), case.now)
    Ticket.update(language=spoken).where(Ticket.id == ticket.id).execute()
    return Ticket.get_by_id(ticket.id)


def language_of_answer(case: Case) -> str:
    """Return the language that the sender asks for or plainly corresponds in; "" when the text is too short to say."""
    return case.reading.findings.wished_language or spoken_language(case.reading.reply.reply)
