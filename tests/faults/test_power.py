"""After a power cut everything that was committed is there, and the start needs no help (F43, I7).

The disk is a file with an ext4 of its own, mounted; at a random moment the daemon is stopped where it is, and the file
is copied. The copy is what a disk holds when the power goes: whatever was not synchronised may be missing from it.
Without the stop the copy would be of no moment at all: its end younger than its beginning.
"""

import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from installation import wait_until
from writing import write

from daemon.storage import Blobs
from models import schema
from models.database import close_database, make_lasting, open_database, transaction
from models.fields import EPOCH
from models.people import Person

pytestmark = [pytest.mark.server, pytest.mark.slow]
SIZE = 48_000_000  # octets


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Return the file of an empty disk, as sparse as it can be."""
    path = tmp_path / "disk.image"
    with path.open("wb") as file:
        file.truncate(SIZE)
    subprocess.run(["mkfs.ext4", "-q", path], check=True)
    return path


@dataclass(frozen=True)
class Left:
    """What others had of the daemon at a moment: what it cannot take back."""

    arrived: set[str]  # Message-IDs of letters
    put_away: set[str]  # SHA-256 of mails that lie among the finished ones


def seen_by_others(office: Any) -> Left:
    finished = (office.loket.folder.parent / "Maildir").glob(".Loket/cur/*")
    return Left(
        {mail.message_id for mail in office.sink.mails},
        {hashlib.sha256(path.read_bytes()).hexdigest() for path in finished},
    )


def copies_while_at_work(office: Any, image: Path, rounds: int, chance: random.Random) -> list[tuple[Path, Left]]:
    """Copy the disk at random moments; return each copy with what others had before it.

    At the last moment the power stays away: the mailbox, on another disk, is left as it was then.
    """
    copies = []
    with office.loket.daemon() as daemon:
        office.complain(9999)
        wait_until(lambda: len(office.sink.mails) >= 2, 60)
        for number in range(rounds):
            for mail in range(4):
                office.complain(number * 4 + mail)
            time.sleep(chance.uniform(0.0, 0.8))
            copy = image.with_name(f"copy-{number}")
            with standing_still(daemon.pid):
                left = seen_by_others(office)
                subprocess.run(["cp", "--sparse=always", image, copy], check=True)
                if number == rounds - 1:
                    daemon.kill()
            copies.append((copy, left))
    return copies


@contextmanager
def standing_still(pid: int) -> Iterator[None]:
    """Stop a process with all its threads while the block runs."""

    def stands() -> bool:
        states = [path.read_text().rpartition(")")[2].split()[0] for path in Path(f"/proc/{pid}/task").glob("*/stat")]
        return all(state == "T" for state in states)

    os.kill(pid, signal.SIGSTOP)
    try:
        wait_until(stands, 20, "the daemon stands still")
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def check_copy(place: Path, left: Left) -> None:
    """Hold that what went out is on the disk, with the mail that caused it, whole, and what was put away is done."""
    with closing(sqlite3.connect(place / "loket.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        letters = dict(database.execute("SELECT message_id, inbound_id FROM outgoing_email"))
        done = dict(database.execute("SELECT id, sha256 FROM inbound_email WHERE state = 'done'"))
        hashes = [row[0] for row in database.execute("SELECT sha256 FROM inbound_email")]
    assert left.arrived <= letters.keys()
    assert {letters[message_id] for message_id in left.arrived} - {None} <= done.keys()  # None: no mail caused it
    assert left.put_away <= set(done.values())
    blobs = Blobs(place / "storage")
    assert all(blobs.get(sha256) for sha256 in hashes)


def look_at(copy: Path, left: Left) -> None:
    place = copy.with_name(f"after-{copy.name}")
    place.mkdir()
    subprocess.run(["mount", "-o", "loop", copy, place], check=True)
    try:
        check_copy(place, left)
    finally:
        subprocess.run(["umount", place], check=True)


def cut_power(office: Any, image: Path, rounds: int) -> int:
    """Return how many letters and finished mails the copies had to have."""
    copies = copies_while_at_work(office, image, rounds, random.Random(3))
    for copy, left in copies:
        look_at(copy, left)
        copy.unlink()
    return min(sum(len(left.arrived) for _, left in copies), sum(len(left.put_away) for _, left in copies))


@pytest.mark.parametrize(
    "rounds",
    [
        4,
        pytest.param(
            int(os.environ.get("LOKET_SOAK_CUTS", "200")), marks=[pytest.mark.soak, pytest.mark.timeout(7200)]
        ),
    ],
)
def test_power_cut_loses_nothing_that_was_committed(
    mounted: Callable[..., Path],
    make_office: Callable[..., Any],
    image: Path,
    tmp_path: Path,
    rounds: int,
) -> None:
    office = make_office(mounted("disk", "-o", "loop", str(image)), tmp_path / "Maildir")
    assert cut_power(office, image, rounds) >= 2 * rounds


def test_daemon_goes_on_from_what_a_power_cut_left(
    mounted: Callable[..., Path], make_office: Callable[..., Any], image: Path, tmp_path: Path
) -> None:
    """The mailbox lies on another disk, as it does on its server; a letter on its way may come a second time."""
    disk = mounted("disk", "-o", "loop", str(image))
    office = make_office(disk, tmp_path / "Maildir")
    copies = copies_while_at_work(office, image, 1, random.Random(4))
    left = mounted("left", "-o", "loop", str(copies[0][0]))
    for name in ("loket.db", "loket.db-wal", "loket.db-shm", "storage"):
        shutil.rmtree(disk / name, ignore_errors=True)
        (disk / name).unlink(missing_ok=True)
        if (left / name).is_dir():
            shutil.copytree(left / name, disk / name)
        elif (left / name).exists():
            shutil.copy(left / name, disk / name)
    office.sink.clear()
    broken = office.settle()
    assert [line for line in broken if "is called sent and arrived 0 times" not in line] == []


COMPLAINT = write("Siti Contoh <siti@mhs.kampus.example>", "NIK saya salah di PDDIKTI.")
MACHINES_MAIL = write("Mesin <mesin@luar.example>", "Sedang cuti.", headers=("Auto-Submitted: auto-replied",))


@pytest.mark.parametrize(("raw", "point"), [(COMPLAINT, "after_250"), (MACHINES_MAIL, "after_mark")])
def test_nothing_leaves_the_house_before_the_disk_keeps_its_cause(
    mounted: Callable[..., Path], make_office: Callable[..., Any], image: Path, tmp_path: Path, raw: bytes, point: str
) -> None:
    """The power goes as soon as a letter is taken, or a mail is put away of which no letter tells."""
    office = make_office(mounted("disk", "-o", "loop", str(image)), tmp_path / "Maildir")
    office.loket.once()
    office.loket.leave()
    office.deliver(raw)
    assert office.loket.run("once", LOKET_FAILPOINT=f"{point}:kill").returncode == -signal.SIGKILL
    copy = image.with_name("copy")
    subprocess.run(["cp", "--sparse=always", image, copy], check=True)
    left = seen_by_others(office)
    assert (len(left.arrived), len(left.put_away)) in {(1, 0), (0, 1)}
    look_at(copy, left)


def names_on(place: Path) -> list[str]:
    """Return the persons in the database of a disk that was copied."""
    with closing(sqlite3.connect(place / "loket.db")) as database:
        return [name for (name,) in database.execute("SELECT name FROM person ORDER BY id")]


def test_what_was_made_lasting_outlasts_a_power_cut(mounted: Callable[..., Path], image: Path) -> None:
    """The disk is copied at once: what was not waited for is still in memory alone."""
    disk = mounted("disk", "-o", "loop", str(image))
    open_database(f"sqlite:///{disk}/loket.db")
    try:
        schema.migrate()
        for name in ("Siti", "Budi"):
            with transaction(soon=True):
                Person.create(name=name, created_at=EPOCH)
        make_lasting()
        copy = image.with_name("copy")
        subprocess.run(["cp", "--sparse=always", image, copy], check=True)
    finally:
        close_database()
    assert names_on(mounted("left", "-o", "loop", str(copy))) == ["Siti", "Budi"]
