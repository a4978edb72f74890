"""Rows that a transaction makes are held back, and nobody notices."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from peewee import ForeignKeyField, TextField

from daemon.desk.journal import Cause, Entry, broken_links, broken_values, record
from models import rows
from models.database import (
    IntegrityError,
    Table,
    close_database,
    database,
    delete_rows,
    open_database,
    taken_back,
    transaction,
)
from models.journal import JournalEvent, PersonalValue
from models.people import Address, Person, PersonAddress
from models.upkeep import LimitUse


class Badge(Table):
    """A table whose key is no number."""

    name = TextField(primary_key=True)
    person = ForeignKeyField(Person)


TABLES = (Person, Address, PersonAddress, LimitUse, JournalEvent, PersonalValue, Badge)
NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _database(empty_database_url: str) -> Iterator[None]:
    open_database(empty_database_url)
    database.create_tables(TABLES)
    yield
    close_database()


def in_database() -> list[str]:
    """Return the names of all people, asked for past the plain rows."""
    return [name for (name,) in database.execute_sql("SELECT name FROM person ORDER BY id").fetchall()]


def made(name: str) -> Person:
    return Person.create(name=name, created_at=NOW)


def two_of_one_address() -> None:
    with transaction():
        made("Budi")
        Address.create(address="siti@kampus.example")
        Address.create(address="siti@kampus.example")


def fail_after_a_row() -> None:
    with transaction():
        made("Siti")
        raise LookupError


def people_looked_for() -> list[str]:
    return [name for (name,) in rows.look(Person, "SELECT name FROM person", [])]


def test_look_at_a_table_finds_its_rows_that_are_held_back() -> None:
    with transaction():
        made("Siti")
        assert people_looked_for() == ["Siti"]


def test_row_is_found_by_its_values_before_it_is_written() -> None:
    with transaction():
        LimitUse.add(name="ticket", key="siti", at=NOW)
        LimitUse.add(name="ticket", key="rina", at=NOW)
        assert [(use.key, use.at) for use in LimitUse.rows(name="ticket", key="siti")] == [("siti", NOW)]


def test_row_with_a_name_for_its_key_is_found_by_what_it_hangs_on() -> None:
    with transaction():
        siti = made("Siti")
        Badge.create(name="a1", person=siti)
        assert [badge.name for badge in Badge.rows(person=siti)] == ["a1"]


def test_row_that_brought_its_own_number_is_found_by_what_it_hangs_on() -> None:
    with transaction():
        siti, address = made("Siti"), Address.create(address="siti@kampus.example")
        PersonAddress.create(id=77, person=siti, address=address, binding="code", bound_at=NOW)
        assert [row.id for row in PersonAddress.rows(person=siti)] == [77]
        assert PersonAddress.newest(PersonAddress.id) == 77


def test_rows_are_found_in_the_order_of_their_keys_whether_written_or_not() -> None:
    made("Siti")
    with transaction():
        made("Rina")
        assert [person.name for person in Person.rows(role="")] == ["Siti", "Rina"]


def test_row_is_written_before_a_statement_that_is_no_plain_row() -> None:
    with transaction():
        made("Siti")
        assert in_database() == ["Siti"]


def test_row_is_written_before_a_query_counts_it() -> None:
    with transaction():
        made("Siti")
        assert Person.select().count() == 1


def test_rows_are_there_after_the_transaction() -> None:
    with transaction():
        made("Siti")
        made("Rina")
    assert in_database() == ["Siti", "Rina"]


def test_change_of_a_row_held_back_is_kept() -> None:
    with transaction():
        person = made("Siti")
        person.role = "dosen"
        person.save()
    assert Person.get_by_id(person.id).role == "dosen"


def test_row_comes_after_the_one_it_hangs_on() -> None:
    with transaction():
        address = Address.create(address="siti@kampus.example")
        PersonAddress.create(person=made("Siti"), address=address)
    assert [link.person.name for link in PersonAddress.rows(address=address)] == ["Siti"]


def test_row_moves_to_another_that_is_held_back() -> None:
    with transaction():
        address = Address.create(address="siti@kampus.example")
        link = PersonAddress.create(person=made("Siti"), address=address)
        link.person = made("Rina")
        link.save()
    assert PersonAddress.get_by_id(link.id).person.name == "Rina"


def test_step_taken_back_takes_only_its_own_rows() -> None:
    with transaction():
        made("Siti")
        with taken_back():
            made("Rina")
        made("Budi")
    assert in_database() == ["Siti", "Budi"]


def test_step_taken_back_takes_back_a_change_of_an_earlier_row() -> None:
    with transaction():
        person = made("Siti")
        with taken_back():
            person.name = "Rina"
            person.save()
    assert in_database() == ["Siti"]


def test_row_that_a_key_forbids_is_undone_with_its_step_alone() -> None:
    with transaction():
        made("Siti")
        with pytest.raises(IntegrityError):
            two_of_one_address()
        made("Rina")
    assert in_database() == ["Siti", "Rina"]
    assert not Address.rows(address="siti@kampus.example")


def test_transaction_with_a_forbidden_row_leaves_nothing() -> None:
    with pytest.raises(IntegrityError):
        two_of_one_address()
    assert in_database() == []


def test_failed_transaction_leaves_nothing_for_the_next() -> None:
    with pytest.raises(LookupError):
        fail_after_a_row()
    with transaction():
        made("Rina")
    assert in_database() == ["Rina"]


def test_numbers_are_right_after_rows_were_added_past_them() -> None:
    with transaction():
        made("Siti")
        Person.insert_many([{"name": "Rina", "created_at": NOW}]).execute()
        made("Budi")
        Address.add_unless_there(address="siti@kampus.example")
        Address.create(address="rina@kampus.example")
    assert in_database() == ["Siti", "Rina", "Budi"]


def test_row_deleted_while_it_is_held_back_is_gone() -> None:
    with transaction():
        made("Siti")
        delete_rows(Person, Person.name == "Siti")
    assert in_database() == []


def test_more_rows_than_are_held_back_are_all_written() -> None:
    with transaction():
        for number in range(2500):
            LimitUse.add(name="ticket", key=str(number), at=NOW)
    assert LimitUse.select().count() == 2500


def test_numbers_go_on_in_the_next_transaction() -> None:
    with transaction():
        first = made("Siti")
    with transaction():
        second = made("Rina")
    assert second.id > first.id


def test_chain_of_the_journal_is_whole_across_a_step_taken_back() -> None:
    with transaction():
        record(Entry("a", Cause("loket"), 1, {"nama": "é\u2028"}, {"nik": "1"}), NOW)
        with taken_back():
            record(Entry("b", Cause("loket"), 1), NOW)
        record(Entry("c", Cause("loket", 7, "x@y", "!tutup"), None, {}, {"nik": "2", "ibu": "3"}), NOW)
    record(Entry("d", Cause("loket")), NOW)
    assert [event.name for event in JournalEvent.select().order_by(JournalEvent.id)] == ["a", "c", "d"]
    assert not list(broken_links())
    assert not list(broken_values())
    assert PersonalValue.select().count() == 3


def test_step_that_meets_a_fault_of_the_rows_before_it_does_not_hide_the_fault() -> None:
    made("Budi")
    with pytest.raises(IntegrityError):
        hide_a_fault_in_a_step()
    assert (in_database(), LimitUse.select().count()) == (["Budi"], 0)


def hide_a_fault_in_a_step() -> None:
    with transaction():
        Address.create(address="siti@kampus.example")
        Address.create(address="siti@kampus.example")
        LimitUse.create(name="ticket", key="siti@kampus.example", at=NOW)
        with suppress(IntegrityError), transaction():
            made("Rina")


def test_step_is_gone_with_its_fault_and_the_others_are_kept() -> None:
    with transaction():
        made("Budi")
        with suppress(IntegrityError):
            two_of_one_address()
        made("Siti")
    assert in_database() == ["Budi", "Siti"]
