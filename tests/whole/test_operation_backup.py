"""A backup is made while Loket works, and brought back without losing, doubling or sending anything again."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from installation import STAFF
from writing import write

from daemon.desk.journal import broken_links

pytestmark = [pytest.mark.server, pytest.mark.sqlite]

STUDENT = "siti@mhs.kampus.example"
OTHER = "andi@mhs.kampus.example"
TEXT = "NIK saya salah.\nNIM: 2190000001"


def complain(counter: Any, address: str, subject: str) -> None:
    counter.deliver(write(f"Contoh <{address}>", TEXT, subject))


def back_up(counter: Any, name: str = "backup") -> Path:
    target: Path = counter.loket.folder / name
    done = counter.loket.do("backup", str(target))
    assert done.returncode == 0, done.stderr.decode()
    return target


def restore(counter: Any, backup: Path) -> str:
    counter.loket.leave()
    done = counter.loket.do("restore", "--yes", str(backup))
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def lose_everything(counter: Any) -> None:
    counter.loket.leave()
    for path in counter.loket.folder.glob("loket.db*"):
        path.unlink()
    shutil.rmtree(counter.loket.folder / "storage")


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_restored_backup_has_everything(counter: Any, name: str) -> None:
    complain(counter, STUDENT, "NIK salah")
    counter.loket.once()
    before = counter.loket.kept()
    backup = back_up(counter, name)
    lose_everything(counter)
    restore(counter, backup)
    assert counter.loket.kept() == before
    raw = counter.loket.do("check")
    assert raw.returncode == 0, raw.stdout.decode()


def test_backup_describes_itself(counter: Any) -> None:
    complain(counter, STUDENT, "NIK salah")
    counter.loket.once()
    found = json.loads((back_up(counter) / "loket-backup.json").read_text())
    assert "loket restore" in found["about"]
    assert (found["format"], found["blobs"], found["missing"]) == (1, 1, [])


def test_backup_is_made_while_the_daemon_works(counter: Any) -> None:
    with counter.loket.daemon():
        complain(counter, STUDENT, "NIK salah")
        counter.letter(STUDENT, "PDI-")
        back_up(counter)
    assert (counter.loket.folder / "backup" / "loket.db").is_file()


def test_backup_replaces_no_other(counter: Any) -> None:
    counter.loket.once()
    back_up(counter)
    again = counter.loket.do("backup", str(counter.loket.folder / "backup"))
    assert again.returncode == 1
    assert b"is there already" in again.stderr


def test_restore_refuses_while_the_daemon_works(counter: Any) -> None:
    counter.loket.once()
    backup = back_up(counter)
    counter.loket.leave()
    with counter.loket.daemon():
        counter.loket.wait_for_log("ready")
        refused = counter.loket.do("restore", "--yes", str(backup))
    assert refused.returncode == 1
    assert b"works on this database already" in refused.stderr


@pytest.mark.parametrize("part", ["loket.db", "storage"])
def test_damaged_backup_is_refused_and_changes_nothing(counter: Any, part: str) -> None:
    complain(counter, STUDENT, "NIK salah")
    counter.loket.once()
    backup = back_up(counter)
    found = backup / part
    file = found if found.is_file() else next(path for path in found.rglob("*") if path.is_file())
    octets = bytearray(file.read_bytes())
    octets[len(octets) // 2] ^= 1
    file.unlink()  # a name of the live file, too
    file.write_bytes(octets)
    lose_everything(counter)
    refused = counter.loket.do("restore", "--yes", str(backup))
    assert refused.returncode == 1
    assert b"damaged" in refused.stderr
    assert not (counter.loket.folder / "loket.db").exists()


def test_mail_that_came_after_the_backup_is_fetched_again_and_becomes_one_ticket(counter: Any) -> None:
    complain(counter, STUDENT, "NIK salah")
    counter.loket.once()
    backup = back_up(counter)
    complain(counter, OTHER, "Nilai hilang")
    counter.loket.once()
    lose_everything(counter)
    restore(counter, backup)
    counter.loket.once()
    counter.loket.once()
    assert sorted(row["requester"] for row in counter.loket.rows("tickets")) == [OTHER, STUDENT]
    assert len(counter.loket.rows("inbox")) == 2
    assert list(broken_links()) == []


def test_mail_of_the_imap_servers_finished_folder_is_fetched_again(imap_counter: Any) -> None:
    counter = imap_counter
    counter.loket.once()
    backup = back_up(counter)
    complain(counter, OTHER, "Nilai hilang")
    counter.loket.once()
    lose_everything(counter)
    restore(counter, backup)
    counter.loket.once()
    counter.loket.once()
    assert [row["requester"] for row in counter.loket.rows("tickets")] == [OTHER]


def test_number_that_people_have_in_their_mail_is_not_given_out_again(counter: Any) -> None:
    counter.loket.once()
    backup = back_up(counter)
    complain(counter, OTHER, "Nilai hilang")
    counter.loket.once()
    first = counter.loket.rows("tickets")[0]["number"]
    restore(counter, backup)
    counter.loket.once()
    assert counter.loket.rows("tickets")[0]["number"] > first


def test_letter_that_was_sent_after_the_backup_is_not_sent_again(counter: Any) -> None:
    counter.sink.script.connect = "421 later"
    complain(counter, STUDENT, "NIK salah")
    counter.loket.once()
    backup = back_up(counter)
    counter.sink.script.connect = ""
    counter.loket.leave()
    counter.loket.once()
    sent = len(counter.sink.to(STUDENT))
    said = restore(counter, backup)
    counter.loket.once()
    assert sent == len(counter.sink.to(STUDENT)) == 1
    assert "were sent since" in said


def test_letter_is_held_when_nobody_knows_whether_it_was_sent(counter: Any) -> None:
    counter.sink.script.connect = "421 later"
    complain(counter, STUDENT, "NIK salah")
    counter.loket.once()
    backup = back_up(counter)
    counter.sink.script.connect = ""
    lose_everything(counter)
    said = restore(counter, backup)
    counter.loket.once()
    held = [row for row in counter.loket.rows("outbox") if row["state"] == "held"]
    assert held
    assert "loket outbox release" in said
    released = counter.loket.do("outbox", "release", str(held[0]["id"]))
    assert released.returncode == 0, released.stderr.decode()
    counter.loket.once()
    assert [row["state"] for row in counter.loket.rows("outbox") if row["id"] == held[0]["id"]] == ["sent"]


def test_mail_that_only_the_displaced_database_knows_is_taken_over(counter: Any) -> None:
    counter.loket.once()
    backup = back_up(counter)
    complain(counter, OTHER, "Nilai hilang")
    counter.loket.once()
    counter.loket.leave()
    for path in (counter.loket.folder / "Maildir").rglob("*.test*"):
        path.unlink()  # as a piped mail, it lies on no server
    said = restore(counter, backup)
    counter.loket.once()
    assert "1 mails that came since are taken over" in said
    assert [row["requester"] for row in counter.loket.rows("tickets")] == [OTHER]


def test_damaged_database_is_put_aside_when_a_backup_is_brought_back(counter: Any) -> None:
    complain(counter, STUDENT, "NIK salah")
    counter.loket.once()
    backup = back_up(counter)
    counter.loket.leave()
    (counter.loket.folder / "loket.db").write_bytes(b"broken" * 1000)
    said = restore(counter, backup)
    assert "before-restore" in said
    assert len(counter.loket.rows("tickets")) == 1


def test_plan_that_waited_is_stale_after_a_restore(counter: Any) -> None:
    complain(counter, STUDENT, "NIK salah")
    counter.loket.once()
    notice = counter.sink.to(STAFF)[0]
    counter.deliver(write(f"Rina Contoh <{STAFF}>", "!tolak lain\n\nMaaf.", f"Re: {notice.message['Subject']}"))
    counter.loket.once()
    backup = back_up(counter)
    with sqlite3.connect(backup / "loket.db") as copy:
        (waiting,) = copy.execute("SELECT count(*) FROM stored_plan WHERE state = 'requested'").fetchone()
    restore(counter, backup)
    with sqlite3.connect(counter.loket.folder / "loket.db") as database:
        states = {state for (state,) in database.execute("SELECT state FROM stored_plan")}
    assert states == ({"stale"} if waiting else set())
