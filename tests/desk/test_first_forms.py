"""What the mail that opens a ticket fills in is told as it was kept, without being read back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from daemon.desk.complaint_types import catalogue
from daemon.desk.facts import filled_form_of
from daemon.desk.form_filling import forms
from daemon.desk.form_filling.form_view import form_of
from daemon.desk.journal import Cause
from daemon.places import templates_folder
from daemon.reading.message import FoundField
from models import schema
from models.database import close_database, open_database, transaction
from models.people import Address, Person
from models.tickets import Ticket, TicketField

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
DESK: Any = SimpleNamespace(catalogue=catalogue.load(templates_folder(None) / "catalogue"))
VALUES = [
    FoundField("nim", "2190000001", is_valid=True, is_labelled=True),
    FoundField("nim", "1111111111", is_valid=True, is_labelled=True),  # the later one counts, and is asked about
    FoundField("nik", "16710141", is_valid=False, is_labelled=True),
    FoundField("prodi", "Pend\0idikan", is_valid=True, is_labelled=True),
    FoundField("fakultas", "••••", is_valid=True, is_labelled=True),  # hidden
]


@pytest.fixture
def ticket(database_url: str) -> Iterator[Ticket]:
    open_database(database_url)
    schema.migrate()
    with transaction():
        address = Address.create(address="siti@kampus.example")
        person = Person.create(name="Siti Contoh", created_at=NOW)
        moments = {"received_at": NOW, "created_at": NOW, "updated_at": NOW}
        yield Ticket.create(number="PDI-2611-0001", subject="", requester=person, requester_address=address, **moments)
    close_database()


def case(*found: FoundField) -> Any:
    message = SimpleNamespace(attachments=(), sender=SimpleNamespace(name="Siti Contoh"))
    reading = SimpleNamespace(findings=SimpleNamespace(fields=found), message=message)
    return SimpleNamespace(reading=reading, inbound=SimpleNamespace(id=1), now=NOW, cause=Cause("loket"))


@pytest.mark.parametrize("type_code", ["", *list(DESK.catalogue.types)[:3]])
def test_form_is_told_as_it_was_kept(ticket: Ticket, type_code: str) -> None:
    ticket.type_code = type_code
    told = forms.take(DESK, case(*VALUES), ticket).form
    assert told == form_of(DESK.catalogue, filled_form_of(ticket), ticket.language)


def test_each_field_is_kept_once_and_nothing_that_is_hidden(ticket: Ticket) -> None:
    taken = forms.take(DESK, case(*VALUES), ticket).taken
    kept = {row.name: (row.value, row.is_valid) for row in TicketField.rows(ticket=ticket)}
    assert taken == ("nim", "nik", "prodi")
    assert kept["nim"] == ("1111111111", False)


def test_nobody_is_told_what_no_database_can_keep(ticket: Ticket) -> None:
    forms.take(DESK, case(*VALUES), ticket)
    assert "Pend\ufffdidikan" in {row.value for row in TicketField.rows(ticket=ticket)}
