"""Find tickets and kept solutions by words, numbers and addresses, for staff."""

from collections.abc import Iterable, Sequence

from daemon.desk.statuses import OPEN
from daemon.reading.findings.stems import stems_of
from models.knowledge import KnowledgeEntry, SavedSolution, search
from models.people import Address
from models.tickets import Ticket, TicketField

_STEMS = 12
_SHORTEST_NUMBER = 5  # digits of an identity number
_OPEN_WORDS = 5  # of a search that are looked for in the subjects of open tickets


def tickets(words: Sequence[str], most: int) -> list[Ticket]:
    """Return the tickets that a word names, else those that the words speak of; each once."""
    named = [ticket for word in words for ticket in _named(word, most)]
    found = named or [*_open(words, most), *_learned(words, most)]
    return list({int(ticket.id): ticket for ticket in found}.values())[:most]


def solutions(words: Sequence[str], most: int) -> list[SavedSolution]:
    """Return the kept solutions that speak of the words, best first; all of them, by code, for no words."""
    if not words:
        rows = SavedSolution.rows(is_active=True)
        return sorted(rows, key=lambda row: (row.code, row.language))[:most]
    return [row.solution for row in _entries(words, most) if row.solution is not None]


def _named(word: str, most: int) -> Iterable[Ticket]:
    """Return the tickets of a number, of an address, or with an identity number in their form."""
    bare = word.strip("[]<>.,:;").removeprefix("mailto:")
    bare = bare.rpartition(":")[2] if bare.lower().startswith(("nim:", "nip:", "nidn:", "nik:")) else bare
    if "@" in bare:
        rows = Ticket.select().join(Address).where(Address.address == bare.lower())
    elif bare.isdecimal() and len(bare) >= _SHORTEST_NUMBER:
        rows = Ticket.select().join(TicketField, on=TicketField.ticket == Ticket.id).where(TicketField.value == bare)
    else:
        return Ticket.rows(number=bare.upper()) if "-" in bare else []
    newest: Iterable[Ticket] = rows.order_by(Ticket.id.desc()).limit(most)
    return newest


def _open(words: Sequence[str], most: int) -> Iterable[Ticket]:
    """Return open tickets with all the words in their subject, newest first."""
    rows = Ticket.select().where(Ticket.status.in_([status.value for status in OPEN]))
    for word in words[:_OPEN_WORDS]:
        rows = rows.where(Ticket.subject.contains(word))
    newest: Iterable[Ticket] = rows.order_by(Ticket.id.desc()).limit(most)
    return newest


def _learned(words: Sequence[str], most: int) -> Iterable[Ticket]:
    return [row.ticket for row in _entries(words, most) if row.ticket is not None]


def _entries(words: Sequence[str], most: int) -> list[KnowledgeEntry]:
    """Return what was learned about the words: what has all of their stems, else any of them."""
    stems = tuple(sorted(stems_of(" ".join(words))))[:_STEMS]
    found = search(stems, most=most)
    whole = [row for row in found if set(stems) <= set(row.words.split())]
    return whole or found
