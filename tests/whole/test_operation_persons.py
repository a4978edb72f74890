"""What is kept about a person can be handed out and erased, and the journal still verifies."""

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from installation import STAFF
from writing import write

from daemon.keeping.erasing import Erasing
from daemon.storage import Blobs

pytestmark = pytest.mark.server

STUDENT = "siti@mhs.kampus.example"
OTHER = "andi@mhs.kampus.example"
NIM = "2190000001"


@pytest.fixture
def office(counter: Any) -> Any:
    """Give a counter with one rejected complaint of Siti's and one of somebody else's."""
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", f"NIK saya salah, RAHASIASITI.\nNIM: {NIM}", "NIK salah SITI"))
    counter.deliver(write(f"Andi Contoh <{OTHER}>", "Nilai saya hilang.\nNIM: 2190000002", "Nilai hilang"))
    counter.loket.once()
    notice = next(mail for mail in counter.sink.to(STAFF) if "NIK salah" in str(mail.message["Subject"]))
    counter.deliver(write(f"Rina Contoh <{STAFF}>", "!selesai\n\nNIK sudah diperbaiki.", in_reply_to=notice.message_id))
    counter.loket.once()
    states = [row["status"] for row in counter.loket.rows("tickets")]
    assert sorted(states) == ["new", "solved"], counter.loket.rows("inbox")
    counter.loket.leave()
    return counter


def octets_of(folder: Path) -> bytes:
    return b"".join(
        path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and "Maildir" not in path.parts
    )


def test_person_gets_everything_as_it_came(office: Any) -> None:
    target = office.loket.folder / "siti.zip"
    done = office.loket.do("export", STUDENT, str(target))
    assert done.returncode == 0, done.stderr.decode()
    with zipfile.ZipFile(target) as archive:
        data = json.loads(archive.read("data.json"))
        raw = [archive.read(name) for name in archive.namelist() if name.startswith("mails/")]
    assert [ticket["subject"] for ticket in data["tickets"]] == ["NIK salah SITI"]
    assert any(b"RAHASIASITI" in mail for mail in raw)
    assert OTHER not in json.dumps(data)
    assert target.stat().st_mode & 0o077 == 0


def test_identity_number_finds_the_same_person(office: Any) -> None:
    done = office.loket.do("export", NIM, "--json")
    assert [ticket["subject"] for ticket in json.loads(done.stdout)["tickets"]] == ["NIK salah SITI"]


def test_person_of_whom_nothing_is_kept_is_said_so(office: Any) -> None:
    done = office.loket.do("export", "nobody@kampus.example", "--json")
    assert (done.returncode, done.stderr) == (1, b"loket: nothing is kept about nobody@kampus.example\n")


@pytest.mark.sqlite
def test_erased_person_is_in_no_file_any_more_and_the_journal_verifies(office: Any) -> None:
    done = office.loket.do("erase", "--yes", STUDENT)
    assert done.returncode == 0, done.stderr.decode()
    left = octets_of(office.loket.folder)
    assert b"RAHASIASITI" not in left
    assert STUDENT.encode() not in left
    assert NIM.encode() not in left
    assert b"2190000002" in left  # somebody else's
    verified = office.loket.do("journal", "--verify")
    assert verified.returncode == 0, verified.stderr.decode()


def test_erasing_keeps_the_figures(office: Any) -> None:
    before = office.loket.kept()["tickets"]
    assert office.loket.do("erase", "--yes", STUDENT).returncode == 0
    after = office.loket.kept()["tickets"]
    assert [row["stages"] for row in after] == [row["stages"] for row in before]
    assert [row["number"] for row in after] == [row["number"] for row in before]


def test_dry_run_erases_nothing_and_says_what_is_kept(office: Any) -> None:
    before = octets_of(office.loket.folder / "storage")
    done = office.loket.do("erase", "--dry-run", STUDENT)
    assert done.returncode == 0
    assert b"kept: events of the journal" in done.stdout
    assert b"on the mail server: bantuan UID" in done.stdout
    assert octets_of(office.loket.folder / "storage") == before


def test_person_with_an_open_ticket_is_not_erased(office: Any) -> None:
    done = office.loket.do("erase", "--yes", OTHER)
    assert done.returncode == 1
    assert b"still open" in done.stderr
    assert len(office.loket.rows("tickets")) == 2


def test_erased_mail_that_comes_again_is_no_new_complaint(office: Any) -> None:
    path = next(
        path for path in (office.loket.folder / "Maildir").rglob("*.test*") if b"RAHASIASITI" in path.read_bytes()
    )
    raw = path.read_bytes()
    office.loket.do("erase", "--yes", STUDENT)
    office.deliver(raw)
    office.loket.once()
    assert len(office.loket.rows("tickets")) == 2


def erasing(office: Any) -> Erasing:
    return Erasing(STUDENT, office.loket.app.desk.clock(), lambda _what, _done, _of: None)


def test_erasing_done_again_as_its_answer_was_lost_is_noted_once(office: Any) -> None:
    work = erasing(office)
    assert work.work(office.loket.app.blobs) == work.work(office.loket.app.blobs)
    assert [row["name"] for row in office.loket.rows("journal")].count("person.erased") == 1


def test_files_that_were_left_when_the_machine_stopped_go_with_the_next_sweep(office: Any) -> None:
    class Stopped(Blobs):
        def remove(self, name: str) -> bool:
            raise OSError("stopped")

    with pytest.raises(OSError, match="stopped"):
        erasing(office).work(Stopped(office.loket.app.blobs.folder))
    assert b"RAHASIASITI" in octets_of(office.loket.folder / "storage")
    office.loket.sweep()
    assert b"RAHASIASITI" not in octets_of(office.loket.folder / "storage")


@pytest.mark.sqlite
def test_old_data_goes_and_figures_stay(office: Any) -> None:
    config = office.loket.config
    config.write_text(config.read_text() + '\n[retention]\nraw_mails = "0s"\nletters = "0s"\npersonal_values = "0s"\n')
    office.loket.sweep()
    with sqlite3.connect(office.loket.folder / "loket.db") as database:
        (mails,) = database.execute("SELECT count(*) FROM inbound_email WHERE raw_removed_at IS NULL").fetchone()
        (values,) = database.execute("SELECT count(*) FROM personal_value").fetchone()
    assert (mails, values) == (0, 0)
    assert b"RAHASIASITI" not in octets_of(office.loket.folder / "storage")
    assert office.loket.do("check").returncode == 0
    assert office.loket.do("journal", "--verify").returncode == 0


@pytest.mark.sqlite
def test_what_was_learned_from_a_ticket_goes_with_its_texts(office: Any) -> None:
    config = office.loket.config
    config.write_text(config.read_text() + '\n[retention]\nmessages = "0s"\n')
    assert learned(office) == (1, 1)
    with sqlite3.connect(office.loket.folder / "loket.db") as database:
        database.execute("UPDATE ticket SET status = 'closed', closed_at = ended_at WHERE status = 'solved'")
    office.loket.sweep()
    assert learned(office) == (0, 0)


def learned(office: Any) -> tuple[int, int]:
    """Return how many entries the search has of tickets, and how many of them it finds by a word of the complaint."""
    with sqlite3.connect(office.loket.folder / "loket.db") as database:
        (kept,) = database.execute("SELECT count(*) FROM knowledge_entry WHERE ticket_id IS NOT NULL").fetchone()
        (found,) = database.execute(
            "SELECT count(*) FROM knowledge_search WHERE knowledge_search MATCH 'nik'"
        ).fetchone()
    return kept, found
