"""Rows are found by SQL that is made once, on both databases."""

import pytest

from models import rows, schema
from models.database import close_database, open_database, transaction
from models.fields import EPOCH
from models.outgoing import OutgoingEmail
from models.people import Person

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
    letter = {"kind": "receipt", "audience": "staff", "envelope_from": "", "subject": "", "is_automatic": True}
    with transaction():
        key = OutgoingEmail.create(**letter, message_id="1", content=b"isi", not_before=EPOCH, created_at=EPOCH).id
        (found,) = OutgoingEmail.rows(id=key)
    close_database()
    assert bytes(found.content) == b"isi"
