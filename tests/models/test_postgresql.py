"""What PostgreSQL does otherwise: many writers at once, sessions that end, daemons that are shut out."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from postgresql import Cluster

from daemon.desk.journal import Cause, Entry, broken_links, record
from models import database as door
from models import leasing, schema
from models.database import (
    DatabaseFault,
    UnusableDatabase,
    claimable,
    close_database,
    database,
    lock,
    open_database,
    retried,
    transaction,
)
from models.journal import JournalEvent
from models.mail import InboundEmail
from models.people import Address
from models.postgresql import LeaseLost, is_passing
from models.upkeep import Lease

pytestmark = pytest.mark.server
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def opened(postgresql_url: str) -> Iterator[str]:
    open_database(postgresql_url)
    yield postgresql_url
    close_database()


@pytest.fixture(autouse=True)
def quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "LONGEST_PAUSE", 0.2)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run each in a thread with a connection of its own."""

    def run(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            close_database()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def end_own_session(postgresql: Cluster) -> None:
    pid = database.execute_sql("SELECT pg_backend_pid()").fetchone()[0]
    postgresql.ask(f"SELECT pg_terminate_backend({pid})")


def new_mail(number: int) -> InboundEmail:
    return InboundEmail.create(mailbox="bantuan", sha256=f"{number:064x}", size=1, received_at=NOW, recorded_at=NOW)


def test_transaction_whose_session_was_ended_is_done_again_as_a_whole(opened: str, postgresql: Cluster) -> None:
    tries = []

    def work() -> None:
        with transaction():
            Address.create(address="satu@kampus.example")
            tries.append(1)
            if len(tries) == 1:
                end_own_session(postgresql)
            Address.create(address="dua@kampus.example")

    retried(work)
    assert len(tries) == 2
    assert sorted(row.address for row in Address.select()) == ["dua@kampus.example", "satu@kampus.example"]


def test_crashed_server_costs_no_more_than_a_pause(opened: str, postgresql: Cluster) -> None:
    Address.create(address="satu@kampus.example")
    postgresql.restart("immediate")
    assert Address.select().count() == 1

    def work() -> None:
        with transaction():
            Address.create(address="dua@kampus.example")

    retried(work)
    assert Address.select().count() == 2


def test_statement_outside_a_transaction_survives_the_end_of_the_session(opened: str, postgresql: Cluster) -> None:
    end_own_session(postgresql)
    assert Address.select().count() == 0


def test_deadlock_is_dissolved_and_both_are_done(opened: str) -> None:
    meeting = threading.Barrier(2)

    def crossing(first: str, second: str) -> Callable[[], int]:
        tries: list[int] = []

        def work() -> int:
            tries.append(1)
            with transaction(shared=True):
                lock(first)
                if len(tries) == 1:
                    meeting.wait(10)
                lock(second)
            return len(tries)

        return lambda: retried(work)

    assert sorted(at_once(crossing("a", "b"), crossing("b", "a"))) == [1, 2]


@pytest.mark.parametrize(
    ("setting", "statement"), [("statement_timeout", "SELECT pg_sleep(5)"), ("lock_timeout", "LOCK TABLE address")]
)
def test_statement_that_waits_too_long_is_tried_again(opened: str, setting: str, statement: str) -> None:
    with psycopg.connect(opened) as other:
        other.execute("LOCK TABLE address")
        with pytest.raises(DatabaseFault) as caught:
            _run_with(setting, statement)
    assert is_passing(caught.value)


def _run_with(setting: str, statement: str) -> None:
    with transaction(shared=True):
        database.execute_sql(f"SET LOCAL {setting} = '50ms'")
        database.execute_sql(statement)


def test_full_server_is_asked_again(opened: str, postgresql: Cluster) -> None:
    postgresql.ask("DROP ROLE IF EXISTS tamu")
    postgresql.ask("CREATE ROLE tamu LOGIN CONNECTION LIMIT 0")
    close_database()
    open_database(opened.replace("loket@", "tamu@"))
    with pytest.raises(DatabaseFault, match="too many connections") as caught:
        database.connect()
    assert is_passing(caught.value)


def test_wrong_value_is_not_tried_again(opened: str) -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        Address.create(address="satu@kampus.example")

    work()
    with pytest.raises(door.IntegrityError):
        retried(work)
    assert len(tries) == 2


def test_fault_that_was_overlooked_never_looks_like_a_commit(opened: str) -> None:
    with pytest.raises(DatabaseFault, match="rolled back"), transaction(), pytest.raises(DatabaseFault):
        database.execute_sql("SELECT nonsense")


def test_chain_of_the_journal_holds_with_many_writers(opened: str) -> None:
    def write() -> None:
        for _ in range(20):
            with transaction():
                record(Entry("ticket.created", Cause("loket")), NOW)

    at_once(write, write, write, write)
    assert JournalEvent.select().count() == 80
    assert list(broken_links()) == []


def test_rows_that_another_one_has_taken_are_passed_over(opened: str) -> None:
    for number in range(2):
        new_mail(number)
    query = InboundEmail.select().order_by(InboundEmail.id).limit(1)
    with transaction(shared=True):
        mine = claimable(query).first()
        (other,) = at_once(lambda: _first_within_a_transaction(query))
    assert [mine.id, other.id] == [1, 2]


def _first_within_a_transaction(query: Any) -> Any:
    with transaction(shared=True):
        return claimable(query.clone()).first()


def test_daemon_that_was_shut_out_writes_nothing(opened: str) -> None:
    leasing.join("host:1", NOW)
    Lease.delete().where(Lease.name == "host:1").execute()
    with pytest.raises(LeaseLost), transaction():
        Address.create(address="satu@kampus.example")
    with pytest.raises(LeaseLost):
        Address.create(address="dua@kampus.example")
    assert Address.select().count() == 0


def test_shutting_out_waits_for_what_was_begun(opened: str) -> None:
    leasing.join("host:1", NOW)
    done: list[str] = []
    with psycopg.connect(opened) as other:
        with transaction():
            ending = threading.Thread(target=lambda: (_delete(other), done.append("ended")))
            ending.start()
            ending.join(0.3)
            assert done == []
            Address.create(address="satu@kampus.example")
        ending.join(10)
    assert done == ["ended"]
    assert Address.select().count() == 1


def _delete(connection: "psycopg.Connection[Any]") -> None:
    connection.execute("DELETE FROM lease WHERE name = 'host:1'")
    connection.commit()


def test_daemons_that_start_at_once_make_the_tables_once(postgresql: Cluster) -> None:
    url = postgresql.make_empty()
    open_database(url)
    assert sorted(at_once(schema.migrate, schema.migrate), key=len) == [(), ("0001_initial", "0002_search")]
    close_database()
    postgresql.drop(url)


def test_database_that_cannot_keep_all_text_is_refused(postgresql: Cluster) -> None:
    postgresql.ask("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII'")
    open_database(postgresql.url("ascii"))
    with pytest.raises(UnusableDatabase, match="encoding UTF8"):
        schema.pending_migrations()
    close_database()
    postgresql.drop(postgresql.url("ascii"))


def test_server_that_is_not_there_is_said(tmp_path: Any) -> None:
    open_database("postgresql://loket@127.0.0.1:1/loket")
    with pytest.raises(UnusableDatabase, match="cannot be used"):
        schema.pending_migrations()


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "Ārif 😀"])
def test_text_that_postgresql_refuses_is_mended_on_both_databases(database_url: str, text: str) -> None:
    open_database(database_url)
    schema.migrate()
    Address.create(address=text)
    kept = Address.get().address
    assert kept == text.replace("\0", "\ufffd").replace("\ud800", "\ufffd")
    close_database()
