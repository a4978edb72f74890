"""A backup is made of PostgreSQL while daemons work, and brought back; one of SQLite can be brought to PostgreSQL."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from installation import Installation, maildir_box
from postgresql import Cluster
from writing import write

from daemon.desk.journal import broken_links
from models.database import close_database

pytestmark = [pytest.mark.server, pytest.mark.slow]

STUDENT = "siti@mhs.kampus.example"
OTHER = "andi@mhs.kampus.example"
TEXT = "NIK saya salah.\nNIM: 2190000001"


class Desk:
    """A Loket on PostgreSQL with its mailbox and its outgoing server."""

    def __init__(self, folder: Path, sink: Any, url: str) -> None:
        self.sink = sink
        self.box = folder / "Maildir"
        for part in ("cur", "new", "tmp"):
            (self.box / part).mkdir(parents=True)
        self.loket = Installation(folder, sink.port, maildir_box(self.box), url=url)

    def complain(self, address: str = STUDENT, subject: str = "NIK salah") -> None:
        (self.box / "new" / f"{address}.test").write_bytes(write(f"Contoh <{address}>", TEXT, subject))

    def back_up(self, name: str = "backup") -> Path:
        target = self.loket.folder / name
        done = self.loket.do("backup", str(target))
        assert done.returncode == 0, done.stderr.decode()
        return target

    def restore(self, backup: Path) -> str:
        done = self.loket.do("restore", "--yes", str(backup))
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def requesters(self) -> list[str]:
        return sorted(row["requester"] for row in self.loket.rows("tickets"))


@pytest.fixture
def desk(tmp_path: Path, sink: Any, postgresql_url: str) -> Any:
    made = Desk(tmp_path, sink, postgresql_url)
    yield made
    made.loket.close()


def lose_everything(desk: Desk, postgresql: Cluster, url: str) -> None:
    desk.loket.leave()
    close_database()
    postgresql.empty(url)
    postgresql._clean.remove(url)  # it is still ours
    shutil.rmtree(desk.loket.folder / "storage")


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_restored_backup_has_everything(desk: Desk, postgresql: Cluster, postgresql_url: str, name: str) -> None:
    desk.complain()
    desk.loket.once()
    before = desk.loket.kept()
    backup = desk.back_up(name)
    lose_everything(desk, postgresql, postgresql_url)
    desk.restore(backup)
    assert desk.loket.kept() == before
    assert desk.loket.do("check").returncode == 0
    desk.loket.once()  # the next rows get keys of their own
    desk.complain(OTHER, "Nilai hilang")
    desk.loket.once()
    assert (desk.requesters(), list(broken_links())) == ([OTHER, STUDENT], [])


def test_what_came_after_the_backup_is_handled_once_and_sent_once(desk: Desk) -> None:
    desk.complain()
    desk.loket.once()
    backup = desk.back_up()
    desk.complain(OTHER, "Nilai hilang")
    desk.loket.once()
    number = max(row["number"] for row in desk.loket.rows("tickets"))
    said = desk.restore(backup)
    for _ in range(2):
        desk.loket.once()
    assert desk.requesters() == [OTHER, STUDENT]
    assert max(row["number"] for row in desk.loket.rows("tickets")) > number  # people have the old one in their mail
    assert len(desk.sink.to(STUDENT)) == 1
    assert "before-restore" in said


def test_backup_is_made_while_a_daemon_works_and_restore_refuses_meanwhile(desk: Desk) -> None:
    with desk.loket.daemon():
        desk.loket.wait_for_log('"ready"')
        desk.complain()
        desk.loket.wait_for_log("mail finished")
        backup = desk.back_up()
        refused = desk.loket.do("restore", "--yes", str(backup))
    assert refused.returncode == 1
    assert b"works on this database already" in refused.stderr


def test_backup_of_sqlite_moves_to_postgresql(desk: Desk, postgresql_url: str) -> None:
    config = desk.loket.config.read_text()
    desk.loket.config.write_text(config.replace(postgresql_url, f"sqlite:///{desk.loket.folder}/loket.db"))
    desk.complain()
    desk.loket.once()
    before = desk.loket.kept()
    backup = desk.back_up()
    desk.loket.leave()
    desk.loket.config.write_text(config)
    desk.restore(backup)
    assert desk.loket.kept() == before


def test_fault_while_the_database_is_filled_leaves_what_was_there(desk: Desk, monkeypatch: Any) -> None:
    desk.complain()
    desk.loket.once()
    backup = desk.back_up()
    desk.complain(OTHER, "Nilai hilang")
    desk.loket.once()

    def broken(_table: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("models.transfer._raise_sequence", broken)
    assert desk.loket.do("restore", "--yes", str(backup)).returncode == 1
    assert desk.requesters() == [OTHER, STUDENT]
