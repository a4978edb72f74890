"""Learn from solved tickets and find what was learned; what others may read of it holds no personal data."""

import hashlib
from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.complaint_types.catalogue import Catalogue, Field
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.learning.depersonalising import without_personal
from daemon.desk.planning.plan import SaveSolution
from daemon.desk.views import OPERATOR
from daemon.desk.writing.letter_parts import SimilarTicket
from daemon.reading.findings.stems import stems_of
from daemon.reading.message import Findings
from models.database import delete_rows
from models.knowledge import KnowledgeEntry, SavedSolution, by_id, newest_words
from models.tickets import Message, Ticket, TicketField

ADVISED = "advice.given"  # event: a curated solution went out with the acknowledgement
CONFIDENT = 0.4  # an operator knows the matter: that the type is clear enough is enough
SURE = 0.6  # a suggested type of at least this confidence may bring its curated solution
SIMILAR = 3  # tickets shown in a notification
NEWEST = 25  # entries of a type that similar tickets are looked for among
_SHARED = 2  # stems that a similar ticket has in common with the complaint
_OUTCOME = 160  # characters of a solution in a list
_LONGEST = 8000  # characters that are learned of one ticket
_IDENTIFYING = frozenset({"nim", "nip", "nidn", "nisn", "nik", "email", "phone"})
_NAMES_OF_THINGS = frozenset({"nama_mk"})


def remember(desk: Desk, ticket: Ticket, solution: str, now: datetime) -> None:
    """Learn how a ticket was solved, in place of what was learned of it before."""
    values = personal_values(desk.catalogue, ticket)
    title = without_personal(ticket.subject, values)
    outcome = without_personal(solution, values)[:_LONGEST]
    text = f"{without_personal(_question(ticket), values)[:_LONGEST]}\n\n{outcome}"
    learned = {"title": title, "text": text, "outcome": outcome, "words": _words(f"{title}\n{text}")}
    KnowledgeEntry.put(("ticket",), ticket=ticket, type_code=ticket.type_code, noted_at=now, **learned)


def forget(ticket: Ticket) -> None:
    """Unlearn a ticket whose solution did not hold."""
    delete_rows(KnowledgeEntry, KnowledgeEntry.ticket == ticket)


def similar(ticket: Ticket, text: str) -> tuple[SimilarTicket, ...]:
    """Return solved tickets of the same type that speak of the same, best first, of the newest alone.

    This lies on the way of every complaint, so the number of entries it looks at is bounded.
    """
    newest = newest_words(ticket.type_code, NEWEST) if ticket.type_code else []
    if not newest:
        return ()
    wanted = stems_of(f"{ticket.subject}\n{text[:_LONGEST]}")
    shared = {number: len(wanted & set(words.split())) for number, words in newest}
    best = sorted((number for number in shared if shared[number] >= _SHARED), key=lambda one: (-shared[one], -one))
    return tuple(
        SimilarTicket(row.ticket.number, row.title, " ".join(row.outcome.split())[:_OUTCOME])
        for row in by_id(best[:SIMILAR])
        if row.ticket is not None
    )


def advice(desk: Desk, ticket: Ticket, findings: Findings, text: str) -> tuple[str, str]:
    """Return the code and text of a curated solution that the requester may try meanwhile; "" when none fits well.

    Never for a change of data: that is ours to do. But operators of a faculty change data themselves: they get the
    solution that was kept for it (product.md §1).
    """
    is_operator = ticket.requester_role == OPERATOR
    kind = desk.catalogue.get(ticket.type_code)
    best = next(iter(findings.suggestions), None)
    if kind is None or kind.is_outside_scope or best is None:
        return "", ""
    if kind.changes_data and not is_operator:
        return "", ""
    if best.type_code != kind.code or best.confidence < (CONFIDENT if is_operator else SURE):
        return "", ""
    saved = _best_saved(ticket, f"{ticket.subject}\n{text}")
    if saved is not None:
        return saved.code, saved.text
    own = "" if kind.changes_data else kind.advice.in_language(ticket.language)
    return (kind.code, own) if own else ("", "")


def save(effect: SaveSolution, cause: Cause, now: datetime) -> None:
    """Keep or withdraw a solution; the journal has each version's number and hash."""
    key = {"code": effect.code, "language": effect.language}
    known = next(iter(SavedSolution.rows(**key)), None)
    version = (known.version if known else 0) + 1
    kept = {"version": version, "saved_at": now, "saved_by": cause.actor.partition(":")[2], "is_active": effect.is_kept}
    if effect.is_kept:
        kept |= {"title": effect.title, "text": effect.text, "type_code": effect.type_code}
    elif known is not None:
        kept |= {"title": known.title, "text": known.text, "type_code": known.type_code}
    SavedSolution.put(("code", "language"), **key, **kept)
    row = SavedSolution.rows(**key)[0]
    _learn_solution(row, now)
    sha256 = hashlib.sha256(effect.text.encode()).hexdigest()
    name = "solution.saved" if effect.is_kept else "solution.withdrawn"
    data = {**key, "version": version, "title": row.title, "sha256": sha256}
    record(Entry(name, cause, effect.ticket, data), now)


def personal_values(catalogue: Catalogue, ticket: Ticket) -> tuple[str, ...]:
    """Return what identifies the person of a ticket: names, numbers, addresses of the form and of the requester."""
    rows = TicketField.rows(ticket=ticket)
    values = [row.value for row in rows if _is_personal(catalogue.field(row.name), row.name)]
    name = ticket.requester.name
    return tuple({*values, name, *name.split(), ticket.requester_address.address, ticket.number} - {""})


def _is_personal(field: Field | None, name: str) -> bool:
    if field is None or field.is_personal or field.kind in _IDENTIFYING:
        return True
    return name.startswith("nama") and name not in _NAMES_OF_THINGS


def _question(ticket: Ticket) -> str:
    first = (
        Message.select().where((Message.ticket == ticket) & (Message.direction == "in")).order_by(Message.id).first()
    )
    return "" if first is None else str(first.text)


def _words(text: str) -> str:
    return " ".join(sorted(stems_of(text)))


def _best_saved(ticket: Ticket, text: str) -> SavedSolution | None:
    """Return the saved solution for the ticket's type that has most words of the complaint."""
    rows = SavedSolution.rows(type_code=ticket.type_code, language=ticket.language, is_active=True)
    if not rows:
        return None
    wanted = stems_of(text[:_LONGEST])
    shared = {int(row.id): len(wanted & stems_of(f"{row.title}\n{row.text}")) for row in rows}
    best = max(rows, key=lambda row: (shared[int(row.id)], row.id))
    return best if shared[int(best.id)] >= _SHARED else None


def _learn_solution(row: SavedSolution, now: datetime) -> None:
    delete_rows(KnowledgeEntry, KnowledgeEntry.solution == row)
    if row.is_active:
        words = _words(f"{row.code.replace('-', ' ')}\n{row.title}\n{row.text}")
        learned = {"title": row.title, "text": row.text, "outcome": row.text, "words": words}
        KnowledgeEntry.create(solution=row, type_code=row.type_code, noted_at=now, **learned)
