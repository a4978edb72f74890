"""Files are recognised as documents by name, by type, by what the mail says, and logos as none."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.desk.complaint_types.catalogue import load
from daemon.desk.form_filling import form_documents
from daemon.places import templates_folder
from models import schema
from models.database import close_database, open_database
from models.people import Address, Person
from models.tickets import Message, Ticket, TicketAttachment

CATALOGUE = load(templates_folder(None) / "catalogue")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PHOTO, BIG = "image/jpeg", 500_000


@pytest.fixture
def ticket(tmp_path: Path) -> Iterator[Ticket]:
    """Give a ticket of a wrong mother's name, which needs KTP, and KK or birth certificate."""
    open_database(f"sqlite:///{tmp_path}/loket.db")
    schema.migrate()
    person, address = Person.create(created_at=NOW), Address.create(address="siti@mhs.kampus.example")
    row = Ticket.create(
        number="PDI-2611-0001",
        subject="Nama ibu",
        type_code="M03",
        requester=person,
        requester_address=address,
        received_at=NOW,
        created_at=NOW,
        updated_at=NOW,
    )
    yield row
    close_database()


def matched(ticket: Ticket, text: str, *files: tuple[str, str, int]) -> list[str]:
    """Return as what each file of a mail is recognised."""
    mail = Message.create(ticket=ticket, direction="in", author="siti", text=text, sent_at=NOW)
    for name, content_type, size in files:
        TicketAttachment.create(
            ticket=ticket, message=mail, filename=name, content_type=content_type, size=size, sha256="0" * 64
        )
    form_documents.match(CATALOGUE, ticket)
    return [row.document for row in TicketAttachment.rows(ticket=ticket)]


def test_file_is_known_by_its_name(ticket: Ticket) -> None:
    assert matched(ticket, "", ("Foto_eKTP Siti.jpg", PHOTO, BIG), ("KK.pdf", "application/pdf", BIG)) == ["ktp", "kk"]


def test_general_word_is_enough_where_one_such_document_is_asked_for(ticket: Ticket) -> None:
    ticket.type_code = "M01"
    assert matched(ticket, "", ("ijazah.jpg", PHOTO, BIG)) == ["ijazah_sekolah"]


def test_vague_word_names_no_document(ticket: Ticket) -> None:
    ticket.type_code = "F07"
    assert matched(ticket, "", ("surat.pdf", "application/pdf", BIG), ("b.pdf", "application/pdf", BIG)) == ["", ""]


def test_nameless_files_are_known_by_what_the_mail_says(ticket: Ticket) -> None:
    files = (("IMG_1.jpg", PHOTO, BIG), ("IMG_2.jpg", PHOTO, BIG))
    assert matched(ticket, "Terlampir kartu keluarga dan KTP saya.", *files) == ["kk", "ktp"]


def test_nameless_files_that_the_mail_does_not_name_are_left(ticket: Ticket) -> None:
    assert matched(ticket, "Ini berkasnya.", ("IMG_1.jpg", PHOTO, BIG), ("IMG_2.jpg", PHOTO, BIG)) == ["", ""]


def test_only_file_left_is_the_only_document_left(ticket: Ticket) -> None:
    assert matched(ticket, "", ("ktp.jpg", PHOTO, BIG), ("scan.pdf", "application/pdf", BIG)) == ["ktp", "kk"]


def test_logo_of_a_signature_is_no_document(ticket: Ticket) -> None:
    assert matched(ticket, "", ("ktp.jpg", PHOTO, BIG), ("image001.png", "image/png", 4000)) == ["ktp", ""]


def test_list_is_known_by_its_type(ticket: Ticket) -> None:
    ticket.type_code = "F08"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert matched(ticket, "", ("lampiran", sheet, BIG)) == ["daftar_mahasiswa"]
