"""Rows that a transaction changes are written with others of their kind, and nobody notices."""

from collections.abc import Iterator

import pytest

from models import pending, rows, schema
from models.database import IntegrityError, close_database, open_database, taken_back, transaction
from models.fields import EPOCH
from models.mail import ContentKey, InboundEmail
from models.people import Address, Person
from models.tickets import TicketCounter

pytestmark = pytest.mark.database
SITI = "siti@mhs.kampus.example"


@pytest.fixture(autouse=True)
def two_people(empty_database_url: str) -> Iterator[None]:
    open_database(empty_database_url)
    schema.migrate()
    with transaction():
        for name in ("Siti", "Budi"):
            Person.create(name=name, created_at=EPOCH)
    yield
    close_database()


def siti() -> Person:
    return Person.get(Person.name == "Siti")


def change(person: Person, **values: str) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    person.save()


def test_change_is_found_with_its_row() -> None:
    with transaction():
        change(siti(), role="dosen")
        assert [person.role for person in Person.rows(name="Siti")] == ["dosen"]
        assert [person.role for person in Person.rows(name="Budi")] == [""]


def test_row_is_found_by_what_it_was_changed_to() -> None:
    with transaction():
        change(siti(), role="dosen")
        assert [person.name for person in Person.rows(role="dosen")] == ["Siti"]
        assert [person.name for person in Person.rows(role="")] == ["Budi"]


def test_change_is_found_by_a_query() -> None:
    with transaction():
        change(siti(), role="dosen")
        assert Person.select().where(Person.role == "dosen").count() == 1


def test_rows_changed_in_several_ways_are_as_they_were_left() -> None:
    with transaction():
        person = siti()
        change(person, role="dosen", identifier="1")
        change(person, identifier="2")
        change(Person.get(Person.name == "Budi"), identifier="3", role="pegawai")
    found = Person.select(Person.role, Person.identifier).order_by(Person.id).tuples()
    assert list(found) == [("dosen", "2"), ("pegawai", "3")]


def test_change_of_a_step_that_was_taken_back_is_gone() -> None:
    with transaction():
        change(siti(), role="dosen")
        with taken_back():
            change(siti(), role="pegawai")
        assert siti().role == "dosen"
    assert siti().role == "dosen"


def test_change_of_a_unique_key_comes_after_those_held_back() -> None:
    with transaction():
        address = Address.create(address=SITI)
    with transaction():
        address.language = "en"
        address.save()
        address.address, address.language = "rina@kampus.example", "id"
        address.save()
    assert [(row.address, row.language) for row in Address.select()] == [("rina@kampus.example", "id")]


def take_an_address_that_is_taken(other: Address) -> None:
    with transaction():
        other.address = SITI
        other.save()


def test_change_to_a_key_that_is_taken_is_refused() -> None:
    with transaction():
        Address.create(address=SITI)
        other = Address.create(address="rina@kampus.example")
    with pytest.raises(IntegrityError):
        take_an_address_that_is_taken(other)


def test_address_is_added_once() -> None:
    with transaction():
        added = [Address.add_unless_there(address=SITI) for _ in range(2)]
    with transaction():
        added.append(Address.add_unless_there(address=SITI))
    assert added == [True, False, False]
    assert Address.select().count() == 1


def test_content_is_known_with_those_that_share_its_message_id() -> None:
    mail = {"mailbox": "x", "size": 1, "received_at": EPOCH, "recorded_at": EPOCH}
    with transaction():
        mails = [InboundEmail.create(sha256=str(number), **mail) for number in range(3)]
        added = [
            ContentKey.add_unless_there(message_id="a@b", content_sha256=content, inbound=mail)
            for content, mail in zip(("1", "2", "1"), mails, strict=True)
        ]
    assert added == [True, True, False]


def test_counter_goes_up_by_one_each_time() -> None:
    with transaction():
        numbers = [TicketCounter.count_up("2611", "last")]
        assert TicketCounter.get_by_id("2611").last == 1
        numbers += [TicketCounter.count_up("2611", "last") for _ in range(2)]
    with transaction():
        numbers += [TicketCounter.count_up("2611", "last") for _ in range(2)]
    assert numbers == [1, 2, 3, 4, 5]
    assert TicketCounter.get_by_id("2611").last == 5


def test_nobody_counts_where_others_could_count_as_well() -> None:
    with pytest.raises(RuntimeError, match="alone"):
        TicketCounter.count_up("2611", "last")


def test_very_many_changes_are_not_all_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "MOST", 1)
    with transaction():
        for person in Person.rows(role=""):
            change(person, role="dosen")
        assert not rows._own.pending
        change(siti(), role="pegawai")
        assert [person.role for person in Person.rows(name="Siti")] == ["pegawai"]
    assert sorted(person.role for person in Person.select()) == ["dosen", "pegawai"]
