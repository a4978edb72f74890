"""Fill in what is probably true, for the person to look over: who writes, and what they told us once before.

A suggestion is no answer: the form asks for the field until the person writes back, in their own words or without
objecting to it.
"""

import re
from collections.abc import Iterable, Mapping, Set

from daemon.desk import tickets
from daemon.desk.case import Case, Desk
from daemon.desk.complaint_types.catalogue import Field
from daemon.desk.form_filling.form_view import type_of
from daemon.desk.tickets import FormValue
from daemon.desk.views import OPERATOR, SUGGESTED
from daemon.reading.findings.word_set import word_set
from models.fields import storable
from models.tickets import Ticket, TicketField

_Told = tuple[str, str]  # a value, and where it is from
NAME = "nama"
_LASTING = frozenset({"nama", "nim", "nip", "nidn", "nuptk", "prodi", "fakultas", "telepon", "email"})  # stay true
_NAME_WORDS = re.compile(r"[^\W\d_][^\W\d_.'\u2019-]*(?:[.'\u2019-][^\W\d_]*)*")
_FEWEST, _MOST, _LONGEST = 2, 6, 60  # words and characters of a name
_OFFICES = word_set(
    """
    admin administrator akademik bagian bem bidang dekan dekanat dinas fakultas ganteng group grup helpdesk himpunan
    hmj hmps info jurusan kabag kampus kantor kasubbag kelas kelompok ketua kontak layanan lembaga mahasiswa mail office
    official operator organisasi panitia pascasarjana perpustakaan pimpinan prodi program pusat pustipd rektorat samsung
    sekretariat sekretaris service staf staff student support team tim uin ukm unit universitas university upt user
    """
)


def suggested(desk: Desk, case: Case, ticket: Ticket, earlier: Ticket | None, there: Set[str]) -> tuple[FormValue, ...]:
    """Return for a new ticket what an earlier one of the same person's holds, and their name by that of the mail.

    `there`: the names of the values that the ticket has.
    """
    kind = type_of(desk.catalogue, ticket.type_code)
    asked = [field for field in kind.fields if field.name not in there] if kind else []
    known = _told_before(earlier) if earlier is not None else {}
    values = []
    for field in asked:
        if field.name == NAME:
            told = _name(case, ticket, known) if _asks_who(desk, field) else None
        else:
            told = known.get(field.name)
        if told is not None and re.fullmatch(field.pattern, told[0]) is not None:
            values.append(FormValue(field.name, told[0], is_valid=False, source=f"{SUGGESTED} {told[1]}"))
    return tuple(values)


def _name(case: Case, ticket: Ticket, known: Mapping[str, _Told]) -> _Told | None:
    """Return who writes, as they told before or else as their mail program does; None when nobody knows."""
    if NAME in known or ticket.requester_role == OPERATOR:
        return known.get(NAME)
    name = person_name(case.reading.message.sender.name)
    return (storable(name), "sender") if name else None


def confirm(desk: Desk, case: Case, ticket: Ticket, *, besides: frozenset[str]) -> tuple[str, ...]:
    """Take the suggestions for answers that a person's reply let stand, and return their names.

    `besides`: fields that the same mail filled; nobody has been asked about them yet.
    """
    has_content = bool(case.reading.reply.reply.strip() or case.reading.message.attachments)
    if not has_content or case.reading.findings.is_thanks or case.reading.findings.keyword:
        return ()
    rows = [row for row in TicketField.rows(ticket=ticket) if str(row.source).startswith(SUGGESTED)]
    rows = [row for row in rows if row.name not in besides]
    kind = type_of(desk.catalogue, ticket.type_code)
    asked = {field.name: field for field in kind.fields} if kind else {}
    if NAME in asked and not _asks_who(desk, asked[NAME]):  # the form that was answered is of another type
        for row in (row for row in rows if row.name == NAME):
            tickets.clear_field(ticket, str(row.name))
        rows = [row for row in rows if row.name != NAME]
    for row in rows:
        source = f"mail {case.inbound.id}, {str(row.source).removeprefix(SUGGESTED).strip()}"
        tickets.set_field(ticket, FormValue(row.name, row.value, is_valid=True, source=source), case.now)
    return tuple(str(row.name) for row in rows)


def _asks_who(desk: Desk, field: Field) -> bool:
    """Say whether a field asks for the person's name as most forms do, not for one that is wrong somewhere."""
    usual = desk.catalogue.field(NAME)
    return usual is not None and field.label == usual.label


def writer_of(desk: Desk, fields: Iterable[Field]) -> str:
    """Return the name of the field that asks who writes; "" when none of them does."""
    return next((field.name for field in fields if field.name == NAME and _asks_who(desk, field)), "")


def person_name(shown: str) -> str:
    """Return a sender's display name when it looks like a person's, tidily written; else ""."""
    words = shown.replace(",", " ").split()
    if len(shown) > _LONGEST or not _FEWEST <= len(words) <= _MOST:
        return ""
    if any(_NAME_WORDS.fullmatch(word) is None or word.casefold().strip(".") in _OFFICES for word in words):
        return ""
    return " ".join(words).title() if shown.isupper() or shown.islower() else " ".join(words)


def _told_before(earlier: Ticket) -> dict[str, _Told]:
    rows = TicketField.rows(ticket=earlier)
    return {
        str(row.name): (str(row.value), f"ticket {earlier.number}")
        for row in rows
        if row.is_valid and row.name in _LASTING
    }
