"""Others at the database at the same time: everybody waits, nothing is lost (F38, F39, F78)."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from changed_daemon import daemon_with
from installation import wait_until

from daemon.desk import limits
from models import database
from models.upkeep import LimitUse

pytestmark = [pytest.mark.server, pytest.mark.slow]


@contextmanager
def locked(office: Any) -> Iterator[None]:
    """Hold the database as a careless backup does."""
    connection = sqlite3.connect(office.loket.folder / "loket.db", timeout=30, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


def outlast_locks(office: Any, rounds: int, seconds: float, changes: str = "") -> None:
    """Run the daemon, with some lines of Python before it, while the database is locked again and again."""
    with daemon_with(office, changes) as daemon:
        office.loket.wait_for_log('"ready"')
        for number in range(rounds):
            for complaint in range(6):
                office.complain(number * 6 + complaint)
            time.sleep(0.3 * number)
            with locked(office):
                time.sleep(seconds)
                assert daemon.poll() is None
        wait_until(lambda: len(office.sink.mails) >= 12 * rounds, 60, office.loket.log()[-2000:])


def test_lock_of_longer_than_the_patience_costs_nothing(office: Any) -> None:
    changes = "import models.database as d, daemon.service as s; d.BUSY_TIMEOUT = s.PAUSE_AFTER_FAILURE = 0.5"
    outlast_locks(office, rounds=1, seconds=3.0, changes=changes)
    assert office.settle() == []


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_locks_of_a_minute_cost_nothing(office: Any) -> None:
    outlast_locks(office, rounds=6, seconds=60)
    assert office.settle() == []


def test_answer_of_the_server_is_not_forgotten_while_the_database_is_locked(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.2)
    office.complain(1)
    office.sink.script.hang = "data"
    work = threading.Thread(target=office.loket.once)
    work.start()
    wait_until(lambda: office.sink.mails, 20)
    with locked(office):
        office.sink.script.hang = ""
        time.sleep(2)
    work.join(timeout=30)
    assert len(office.sink.mails) == 2
    office.loket.leave()
    assert office.settle() == []
    assert len(office.sink.mails) == 2


def test_eight_writers_wait_for_each_other(office: Any) -> None:
    office.loket.once()
    limit = limits.Limit("writers", 200, timedelta(hours=1))

    def write() -> None:
        for _ in range(25):
            with database.transaction():
                limits.take((limit,), "everybody", datetime.now(UTC))
        database.close_database()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    assert LimitUse.select().where(LimitUse.name == "writers").count() == 200


def test_command_line_beside_the_daemon_disturbs_nothing(office: Any) -> None:
    for number in range(10):
        office.complain(number)
    with office.loket.daemon():
        office.loket.wait_for_log('"ready"')
        for arguments in (["tickets"], ["outbox"], ["journal", "--verify"]):
            done = office.loket.run(*arguments)
            assert done.returncode == 0, done.stderr.decode()
        second = office.loket.run("once")
        assert (second.returncode, b"works on this database" in second.stderr) == (1, True)
        wait_until(lambda: len(office.sink.mails) >= 20, 30, office.loket.log()[-2000:])
    assert office.settle() == []


def test_two_processes_that_make_the_database_at_once_are_of_one_mind(office: Any) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: office.loket.run("tickets"), range(3)))
    assert [process.stderr for process in done if process.returncode] == []
