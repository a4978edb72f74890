"""Let the requester say what a complaint is about when its words leave that in doubt: by a letter, or in words."""

from daemon.desk.case import Case, Desk
from daemon.desk.complaint_types.catalogue import ComplaintType
from daemon.desk.facts import view_of
from daemon.desk.form_filling.form_view import UNKNOWN_TYPE
from daemon.desk.journal import Entry, record
from daemon.desk.planning.applying import Applier
from daemon.desk.planning.effects import filed
from daemon.desk.writing.letters import Choice
from daemon.reading.message import Findings, Suggestion
from models.journal import JournalEvent
from models.tickets import Ticket

CONFIDENT = 0.4  # a suggestion below this is put to the requester
CONFIRMED = 0.2  # what the requester answers is enough at this when it was one of those offered
LETTERS = "ABCDE"
_OFFERED = "type.offered"


def confident(findings: Findings) -> Suggestion | None:
    """Return the suggestion that is taken without asking; None when nothing is clear enough."""
    return next((found for found in findings.suggestions if found.confidence >= CONFIDENT), None)


def offer(desk: Desk, case: Case, ticket: Ticket) -> tuple[Choice, ...]:
    """Return the types to choose from, the last one for anything else, and remember them; empty when none is in doubt.

    What is outside the scope is for staff to say.
    """
    if ticket.type_code:
        return ()
    kinds = [desk.catalogue.get(found.type_code) for found in case.reading.findings.suggestions]
    likely = [kind for kind in kinds if kind and not kind.is_outside_scope and kind.code != UNKNOWN_TYPE]
    other = desk.catalogue.get(UNKNOWN_TYPE)
    if not likely or other is None:
        return ()
    offered = (*likely[: len(LETTERS) - 1], other)
    record(Entry(_OFFERED, case.cause, int(ticket.id), {"types": [kind.code for kind in offered]}), case.now)
    return _lettered(offered, ticket)


def offer_again(desk: Desk, case: Case, ticket: Ticket) -> tuple[Choice, ...]:
    """Return the types that were offered when the mail's letter is none of them; empty of any other mail."""
    if ticket.type_code or not case.reading.findings.keyword or case.reading.findings.keyword not in LETTERS:
        return ()
    kinds = [desk.catalogue.get(code) for code in _offered(ticket)]
    return _lettered(tuple(filter(None, kinds)), ticket)


def _lettered(kinds: tuple[ComplaintType, ...], ticket: Ticket) -> tuple[Choice, ...]:
    named = zip(LETTERS, kinds, strict=False)
    return tuple(Choice(letter, kind.name.in_language(ticket.language)) for letter, kind in named)


def settle(desk: Desk, case: Case, ticket: Ticket) -> bool:
    """File a ticket of no type under what its requester's answer says, and say whether that was done."""
    if ticket.type_code or case.reading.message.sender.address.lower() != ticket.requester_address.address:
        return False
    kind = desk.catalogue.get(_answered(case.reading.findings, _offered(ticket)))
    if kind is None:
        return False
    cause = case.caused_by(f"address:{ticket.requester_address.id}")
    Applier(desk, cause, case.now).apply(filed(view_of(ticket), kind.code, kind.category))
    return True


def _answered(findings: Findings, offered: tuple[str, ...]) -> str:
    """Return the code of the type that an answer names; "" when it names none."""
    if findings.keyword and findings.keyword in LETTERS:
        place = LETTERS.index(findings.keyword)
        return offered[place] if place < len(offered) else ""
    for found in findings.suggestions:
        if found.confidence >= (CONFIRMED if found.type_code in offered else CONFIDENT):
            return found.type_code
    return ""


def _offered(ticket: Ticket) -> tuple[str, ...]:
    """Return the types that were offered last; empty when none were."""
    rows = JournalEvent.rows(ticket_id=int(ticket.id), name=_OFFERED)
    return tuple(rows[-1].data["types"]) if rows else ()
