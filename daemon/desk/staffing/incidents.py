"""Keep which complaints are one disturbance: those that staff named, and those that join by themselves.

Complaints are similar when they are of one type and share most of the words that the others have in common. The oldest
is the parent: it is worked on, and its solution answers all of them, each requester in a mail of their own.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from daemon.desk.case import Case
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.planning.plan import SetIncident
from daemon.desk.statuses import OPEN
from daemon.desk.tickets import link
from daemon.reading.findings.stems import stems_of
from models.staffing import Incident, IncidentTicket
from models.tickets import Message, Ticket, TicketLink

LINK = "incident"  # kind of the link from a complaint to its parent
COMMON = 0.6  # a word is common when so many of the complaints have it
SHARED = 0.5  # of the common words that a similar complaint has
FEWEST_WORDS = 2
LOOKED_AT = 1000  # characters of a complaint
_OPEN = tuple(status.value for status in OPEN)


def words_of(ticket: Ticket) -> frozenset[str]:
    """Return the stems of a complaint's subject and beginning."""
    first = (
        Message.select().where((Message.ticket == ticket) & (Message.direction == "in")).order_by(Message.id).first()
    )
    return stems_of(f"{ticket.subject}\n{first.text[:LOOKED_AT] if first else ''}")


def common_words(complaints: Collection[frozenset[str]]) -> frozenset[str]:
    """Return the words that most of the complaints have; what one person alone wrote is not among them."""
    counts = Counter(word for words in complaints for word in words)
    return frozenset(word for word, count in counts.items() if count >= max(2, COMMON * len(complaints)))


def is_similar(words: frozenset[str], common: Iterable[str]) -> bool:
    """Say whether a complaint has most of the words that others have in common."""
    wanted = frozenset(common)
    return len(wanted) >= FEWEST_WORDS and len(wanted & words) >= SHARED * len(wanted)


def join(case: Case, ticket: Ticket) -> Ticket | None:
    """Let a new complaint belong to the disturbance that it is about; return the parent, None for no disturbance."""
    known = Incident.rows(type_code=ticket.type_code, is_accepted=True) if ticket.type_code else []
    words = stems_of(f"{ticket.subject}\n{case.reading.reply.reply[:LOOKED_AT]}") if known else frozenset()
    for incident in known:
        if incident.parent.status in _OPEN and is_similar(words, incident.words.split("\n")):
            _add(incident, ticket, case.now)
            data = {"parent": incident.parent.number}
            record(Entry("incident.joined", case.cause, int(ticket.id), data), case.now)
            parent: Ticket = incident.parent
            return parent
    return None


def _add(incident: Incident, ticket: Ticket, now: datetime) -> None:
    IncidentTicket.add_unless_there(incident=incident, ticket=ticket, added_at=now)
    if ticket.id != incident.parent.id:
        link(ticket, incident.parent, LINK, now)


def set_incident(effect: SetIncident, cause: Cause, now: datetime) -> None:
    """Make the tickets of a disturbance those that staff named, inside the caller's transaction; none ends it."""
    parent = Ticket.get_by_id(effect.ticket)
    words = common_words([words_of(Ticket.get_by_id(number)) for number in effect.after])
    defaults = {"type_code": parent.type_code, "words": "\n".join(sorted(words)), "proposed_at": now}
    incident, _ = Incident.found_or_made(defaults, parent=parent)
    Incident.update(is_accepted=bool(effect.after), decided_at=now).where(Incident.id == incident.id).execute()
    for number in set(effect.before) - set(effect.after):
        _remove(number, parent)
    for number in effect.after:
        _add(incident, Ticket.get_by_id(number), now)
    data = {"tickets": [int(number) for number in effect.after]}
    record(Entry("incident.decided", cause, int(parent.id), data), now)


def _remove(number: int, parent: Ticket) -> None:
    table: Any = IncidentTicket
    table.delete().where(IncidentTicket.ticket == number).execute()
    links: Any = TicketLink
    links.delete().where(
        (TicketLink.ticket == number) & (TicketLink.other == parent) & (TicketLink.kind == LINK)
    ).execute()
