"""Work that was begun is finished by the commit, and what need not last waits for no disk."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from models import schema
from models.by_commit import finish_by_commit
from models.database import close_database, database, is_for_many, make_lasting, open_database, transaction
from models.fields import EPOCH
from models.people import Person


@pytest.fixture(autouse=True)
def empty(empty_database_url: str) -> Iterator[None]:
    open_database(empty_database_url)
    schema.migrate()
    yield
    close_database()


class Broken(Exception):
    """Work that cannot be finished."""


def broken() -> None:
    raise Broken


def add_siti() -> None:
    Person.create(name="Siti", created_at=EPOCH)


def waits_for_the_disk() -> bool:
    """Ask the database whether a commit would."""
    if is_for_many():
        return bool(database.execute_sql("SHOW synchronous_commit").fetchone()[0] != "off")
    return bool(database.execute_sql("PRAGMA synchronous").fetchone()[0] == 2)  # FULL; 1 is NORMAL


@pytest.mark.database
def test_work_is_finished_before_the_commit() -> None:
    done: list[bool] = []
    with transaction():
        finish_by_commit(lambda: done.append(database.in_transaction()))
        assert done == []
    assert done == [True]


@pytest.mark.database
def test_without_a_transaction_work_is_finished_at_once() -> None:
    done: list[int] = []
    finish_by_commit(lambda: done.append(1))
    assert done == [1]


@pytest.mark.database
def test_work_that_fails_keeps_the_transaction_from_being_committed() -> None:
    with suppress(Broken), transaction():
        add_siti()
        finish_by_commit(broken)
    assert Person.select().count() == 0


@pytest.mark.database
def test_work_that_fails_takes_back_its_step_alone() -> None:
    with transaction():
        with suppress(Broken), transaction():
            add_siti()
            finish_by_commit(broken)
        Person.create(name="Budi", created_at=EPOCH)
    assert [person.name for person in Person.select()] == ["Budi"]


@pytest.mark.database
def test_work_of_a_step_that_is_taken_back_is_forgotten_and_no_other() -> None:
    done: list[str] = []
    with transaction():
        finish_by_commit(lambda: done.append("before"))
        with suppress(Broken), transaction():
            finish_by_commit(lambda: done.append("within"))
            raise Broken
    assert done == ["before"]


@pytest.mark.database
def test_work_of_a_transaction_that_fails_is_not_left_to_the_next() -> None:
    with suppress(Broken), transaction():
        finish_by_commit(lambda: pytest.fail("of the one before"))
        raise Broken
    with transaction():
        add_siti()


@pytest.mark.database
def test_what_need_not_last_waits_for_no_disk() -> None:
    with transaction(lasting=False):
        assert not waits_for_the_disk()
    assert waits_for_the_disk()


@pytest.mark.database
def test_after_a_fault_in_what_need_not_last_the_disk_is_waited_for_again() -> None:
    with suppress(Broken), transaction(lasting=False):
        raise Broken
    assert waits_for_the_disk()


@pytest.mark.database
def test_what_need_not_last_is_seen_by_others() -> None:
    with transaction(lasting=False):
        add_siti()
    database.close()
    assert Person.select().count() == 1


@pytest.mark.database
def test_what_lasts_soon_waits_for_no_disk_in_a_file_and_for_it_on_a_server() -> None:
    with transaction(soon=True):
        assert waits_for_the_disk() == is_for_many()
    assert waits_for_the_disk()


@pytest.mark.database
def test_what_was_made_lasting_is_seen_by_others() -> None:
    with transaction(soon=True):
        add_siti()
    make_lasting()
    database.close()
    assert Person.select().count() == 1


@pytest.mark.database
def test_without_a_log_all_of_it_lasts_already() -> None:
    with transaction(soon=True):
        add_siti()
    database.close()  # the last one takes the log into the database
    make_lasting()
    assert Person.select().count() == 1
