"""The functions that are written out for a table do what peewee does with each value."""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.database import close_database, open_database
from models.schema import TABLES
from models.tickets import Ticket

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


class State(StrEnum):
    """Text that is more than text."""

    NEW = "new"


VALUES: dict[str, tuple[Any, ...]] = {
    "UtcField": (NOW, 1),
    "JsonField": ({"b": [1], "a": None}, []),
    "TextField": ("", "isi", "\u00e9\0\ud800", State.NEW),
    "BooleanField": (True, False, 1),
    "BlobField": (b"isi",),
}


@pytest.fixture(autouse=True)
def plain_octets() -> Iterator[None]:
    """Bind the tables to SQLite: for PostgreSQL peewee puts octets into a wrapper that equals nothing."""
    open_database("sqlite:///:memory:")
    yield
    close_database()


def values_for(field: Any) -> tuple[Any, ...]:
    named = getattr(field, "rel_field", field)  # a link is what it names
    return (None, *VALUES.get(type(named).__name__, (7,)))


def same(table: Any, name: str, value: object) -> bool:
    """Say whether a value goes to the database and comes back as with peewee, whatever it is made with."""
    field = table._meta.fields[name]
    row = table.shape.whole({name: value})
    written = row[table.shape.at[name]]
    ways = (table.shape.created({name: value})[2], table.shape.values((name,), [value]))
    is_read_alike = table.shape.read(row)[name] == field.python_value(written)
    return bool(ways == (row, [written]) and written == field.db_value(value) and is_read_alike)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_value_is_written_and_read_as_peewee_does(table: Any) -> None:
    tried = [(field.name, value) for field in table._meta.sorted_fields for value in values_for(field)]
    assert [one for one in tried if not same(table, *one)] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_row_of_which_nothing_is_said_has_the_defaults(table: Any) -> None:
    data, related, row = table.shape.created({})
    assert (data, related) == (table._meta.get_default_dict(), {})
    assert row == [field.db_value(data.get(field.name)) for field in table._meta.sorted_fields]
    assert table.shape.whole({}) == row


def test_hour_that_comes_twice_in_the_night_of_the_change_is_two() -> None:
    once = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    first, second = (Ticket.shape.written("due_at", once.replace(fold=fold)) for fold in (0, 1))
    assert second - first == 3_600_000_000
