"""Rows are found by SQL that is made once, on both databases."""

import pytest

from models import rows, schema
from models.database import close_database, open_database, transaction
from models.fields import EPOCH
from models.outgoing import OutgoingContent, OutgoingEmail, octets_of, remove_contents
from models.people import Address, Person

pytestmark = pytest.mark.database


@pytest.mark.parametrize("wanted", [0, 1, 3, 5])
def test_rows_with_one_of_some_values_are_found_each_once(empty_database_url: str, wanted: int) -> None:
    open_database(empty_database_url)
    schema.migrate()
    with transaction():
        keys = [int(Person.create(name=f"Siti {number}", created_at=EPOCH).id) for number in range(6)]
    found = rows.among(Person, Person.id, keys[:wanted])
    close_database()
    assert [row["name"] for row in found] == [f"Siti {number}" for number in range(wanted)]


def test_octets_that_a_transaction_wrote_itself_are_read_as_the_database_gives_them(empty_database_url: str) -> None:
    open_database(empty_database_url)
    schema.migrate()
    with transaction():
        (found,) = OutgoingContent.rows(id=OutgoingContent.add(octets=b"isi"))
    close_database()
    assert bytes(found.octets) == b"isi"


def test_octets_of_a_mail_are_there_until_they_are_removed(empty_database_url: str) -> None:
    open_database(empty_database_url)
    schema.migrate()
    letter = {"kind": "receipt", "audience": "staff", "envelope_from": "", "subject": "", "is_automatic": True}
    with transaction():
        content = OutgoingContent.create(octets=b"isi")
        email = OutgoingEmail.create(**letter, content=content, message_id="1", not_before=EPOCH, created_at=EPOCH)
    there = octets_of(OutgoingEmail.get_by_id(email.id))
    with transaction():
        remove_contents([email.id])
    left, gone = OutgoingContent.select().count(), octets_of(OutgoingEmail.get_by_id(email.id))
    close_database()
    assert (there, left, gone) == (b"isi", 0, b"")


def test_rows_read_ahead_are_as_they_were_changed_meanwhile(empty_database_url: str) -> None:
    open_database(empty_database_url)
    schema.migrate()
    with transaction():
        keys = [int(Address.create(address=f"siti{number}@kampus.example").id) for number in range(3)]
    with transaction():
        row = Address.rows(address="siti1@kampus.example")[0]
        row.language = "en"
        row.save()
        Address.create(address="siti3@kampus.example")
        Address.read_ahead([f"siti{number}@kampus.example" for number in range(5)])
        found = [Address.rows(address=f"siti{number}@kampus.example") for number in range(5)]
    close_database()
    assert [[(one.id, one.language) for one in some] for some in found[:3]] == [
        [(keys[0], "id")],
        [(keys[1], "en")],
        [(keys[2], "id")],
    ]
    assert [len(some) for some in found[3:]] == [1, 0]
