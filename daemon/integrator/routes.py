"""Put a ticket whose data is locked on the way by which it can be changed, and tell its requester what that takes."""

from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.writing import correspondence
from daemon.desk.writing.action_letters import DocumentCheck
from daemon.desk.writing.letters import RouteNotice
from daemon.integrator.labels import label_of
from daemon.integrator.locks import Lock, Locked, locked
from daemon.integrator.systems import FEEDER
from models.actions import DataRoute
from models.tickets import Ticket, TicketAttachment, TicketField

# What is asked for, by route and by what is to be changed (feeder-api.md §7.2); a tuple is one or the other.
_NAME = ("ktp", ("kk", "akta"), "ktm", "ijazah_sekolah")
_DOCUMENTS: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "nama_mahasiswa": _NAME,
    "tempat_lahir": _NAME,
    "tanggal_lahir": _NAME,
    "nama_ibu_kandung": ("ktp", ("kk", "akta")),
    "nim": ("ktp", "ktm", "ijazah_sekolah", ("khs", "krs")),
    "id_periode_masuk": ("ktp", "kk", "sk_mahasiswa_baru", "ktm"),
    "id_jenis_keluar": ("surat_permohonan", "sptjm", "sk_yudisium", "ijazah"),
    "jenis_kelamin": ("ktp", "kk"),
}
_GRADUATION = ("sk_yudisium", "ijazah", "transkrip", "ktp")
_OF_ROUTE: dict[Lock, tuple[str | tuple[str, ...], ...]] = {
    Lock.PDM: ("ktp", ("kk", "akta"), "ktm"),
    Lock.SISTER: ("ktp", "sk_dosen"),
    Lock.PERIOD: ("surat_permohonan",),
}


def require_way(desk: Desk, ticket: Ticket | None, system: str) -> None:
    """Hold that a ticket is not about what only SISTER changes, before the Feeder is asked (feeder-api.md §7.1, §9.4).

    Raises: Locked. Staff who mean other data give the ticket its own type first.
    """
    kind = None if ticket is None or system != FEEDER else desk.catalogue.get(ticket.type_code)
    if ticket is None or kind is None or kind.route != Lock.SISTER.value:
        return
    known = TicketField.get_or_none(
        (TicketField.ticket == ticket) & (TicketField.name == "nidn") & TicketField.is_valid
    )
    raise locked(Lock.SISTER, (), f"NIDN {known.value}" if known else str(ticket.number))


def take(desk: Desk, ticket: Ticket, found: Locked, cause: Cause, now: datetime) -> None:
    """Keep the ticket's route and tell its requester; twice for one route is once."""
    route, is_new = DataRoute.found_or_made({"route": found.lock.value, "changed_at": now}, ticket=ticket)
    if not is_new and route.route == found.lock.value:
        return
    route.route, route.columns, route.changed_at = found.lock.value, " ".join(found.columns), now
    route.save()
    data = {"route": found.lock.value, "columns": list(found.columns)}
    record(Entry("route.taken", cause, int(ticket.id), data), now)
    notice = RouteNotice(
        number=ticket.number,
        subject=ticket.subject,
        route=found.lock.value,
        data=", ".join(label_of(column, {}, ticket.language) for column in found.columns),
        checklist=checklist(desk, ticket, found, ticket.language),
        submission="",
        progress="",
        text="",
    )
    correspondence.to_requester(desk, ticket, notice, cause, now)


def checklist(desk: Desk, ticket: Ticket | None, found: Locked, language: str) -> tuple[DocumentCheck, ...]:
    """Return the documents that the way asks for, each with whether the ticket has it."""
    there = set() if ticket is None else {row.document for row in TicketAttachment.rows(ticket=ticket)}
    wanted = dict.fromkeys(document for column in found.columns for document in _documents_of(column))
    names = tuple(wanted) if found.lock is Lock.PDM and wanted else _OF_ROUTE[found.lock]
    return tuple(_checked(desk, name, there, language) for name in names)


def _documents_of(column: str) -> tuple[str | tuple[str, ...], ...]:
    return _DOCUMENTS.get(column, _GRADUATION)


def _checked(desk: Desk, name: str | tuple[str, ...], there: set[str], language: str) -> DocumentCheck:
    names = (name,) if isinstance(name, str) else name
    known = {one.name: one.label for kind in desk.catalogue.types.values() for one in kind.documents}
    labels = (known.get(one, Wording(one, one)).in_language(language) for one in names)
    return DocumentCheck(" / ".join(labels), bool(there & set(names)))
