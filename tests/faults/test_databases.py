"""A database that is damaged, cut short or emptied is refused with what to do, and left as it is (F40, F41)."""

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.server


@pytest.fixture
def worked(office: Any) -> Path:
    """Return the database file of a Loket that has worked, all in the one file."""
    for number in range(5):
        office.complain(number)
    office.loket.once()
    office.loket.leave()
    path: Path = office.loket.folder / "loket.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def refused(office: Any, path: Path) -> str:
    """Return why the start was refused; a file that held something is as it was."""
    before = path.read_bytes() if path.exists() else b""
    done = office.loket.run("once")
    assert done.returncode == 1, done.stdout
    assert len(before) < 100 or path.read_bytes() == before
    return str(done.stderr.decode())


@pytest.mark.parametrize("left", [0, 100, 20_000])
def test_database_cut_short_is_refused(office: Any, worked: Path, left: int) -> None:
    with worked.open("r+b") as file:
        file.truncate(left)
    assert "restore a backup" in refused(office, worked)


def test_missing_database_beside_stored_mail_is_not_begun_anew(office: Any, worked: Path) -> None:
    worked.unlink()
    assert "restore a backup" in refused(office, worked)


def test_database_of_zeroes_is_refused(office: Any, worked: Path) -> None:
    worked.write_bytes(bytes(worked.stat().st_size))
    assert "restore a backup" in refused(office, worked)


def test_report_over_a_damaged_journal_ends_in_one_line(office: Any, worked: Path) -> None:
    database = sqlite3.connect(worked)
    pages = database.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'journal_event'").fetchall()
    size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    with worked.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
    done = office.loket.run("report")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"loket: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("name", ["loket.db-wal", "loket.db-shm"])
def test_missing_side_file_is_no_trouble_after_an_orderly_end(office: Any, worked: Path, name: str) -> None:
    worked.with_name(name).unlink(missing_ok=True)
    assert office.settle() == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_flipped_bits_in_any_page_never_make_a_new_database(office: Any, worked: Path) -> None:
    whole, chance = worked.read_bytes(), random.Random(1)
    for page in range(0, len(whole), 4096):
        damaged = bytearray(whole)
        for _ in range(20):
            damaged[page + chance.randrange(4096)] ^= 0xFF
        worked.write_bytes(damaged)
        done = office.loket.run("tickets", "--json")
        assert done.returncode == 1 or done.stdout.count(b"number") >= 1, done.stderr.decode()
        assert b"Traceback" not in done.stderr


def test_octets_that_are_gone_are_named_and_stop_no_other_mail(office: Any) -> None:
    office.complain(1)
    office.loket.app.sources[0].poll_once()
    (gone,) = (path for path in (office.loket.folder / "storage").glob("??/*") if path.is_file())
    gone.unlink()
    office.complain(2)
    office.loket.once()
    assert [row["disposition"] for row in office.loket.rows("inbox")] == [None, "form_requested"]
    office.loket.leave()
    checked = office.loket.run("check")
    assert (checked.returncode, gone.name in (checked.stdout + checked.stderr).decode()) == (1, True)
