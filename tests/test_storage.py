"""What the blob store returned a name for is there, whole, once, and for its owner only."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon import storage
from daemon.disk import FileSystem
from daemon.storage import Blobs, DamagedBlob
from models.by_commit import finish_by_commit
from models.database import DiskFailure, close_database, database, open_database, transaction

MAIL = b"Subject: Nama salah\r\n\r\nNama saya salah di PDDikti.\r\n"


@pytest.fixture
def blobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Blobs:
    monkeypatch.setattr(storage, "can_keep_all", lambda _folder: True)
    return Blobs(tmp_path / "storage")


def files(blobs: Blobs) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


def test_content_is_found_under_its_sha256(blobs: Blobs) -> None:
    name = blobs.put(MAIL)
    assert name == hashlib.sha256(MAIL).hexdigest()
    assert blobs.get(name) == MAIL
    assert blobs.exists(name)


def test_equal_content_is_kept_once(blobs: Blobs) -> None:
    assert blobs.put(MAIL) == blobs.put(MAIL)
    assert len(files(blobs)) == 1


def test_many_are_named_in_their_order_and_all_kept(blobs: Blobs) -> None:
    contents = [b"%d" % (number % 40) for number in range(50)]
    assert [blobs.get(name) for name in blobs.put_many(contents)] == contents
    assert len(files(blobs)) == 40


def test_nothing_is_there_under_a_name_never_given(blobs: Blobs) -> None:
    absent = hashlib.sha256(b"absent").hexdigest()
    assert not blobs.exists(absent)
    with pytest.raises(FileNotFoundError):
        blobs.get(absent)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_name_never_becomes_a_path(blobs: Blobs, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.path(name)


def test_only_the_owner_can_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        blobs = Blobs(tmp_path / "storage")
        path = blobs.path(blobs.put(MAIL))
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(folder.stat().st_mode) for folder in (blobs.folder, path.parent)}
    assert (stat.S_IMODE(path.stat().st_mode), modes) == (0o600, {0o700})


def test_damaged_content_is_not_passed_off_as_the_mail(blobs: Blobs) -> None:
    name = blobs.put(MAIL)
    blobs.path(name).write_bytes(MAIL.replace(b"salah", b"benar"))
    with pytest.raises(DamagedBlob):
        blobs.get(name)


def test_file_cut_short_by_a_crash_is_written_again(blobs: Blobs) -> None:
    name = blobs.put(MAIL)
    blobs.path(name).write_bytes(b"")
    assert blobs.get(blobs.put(MAIL)) == MAIL


def fail(_: object) -> None:
    raise DiskFailure("Input/output error")


@pytest.mark.parametrize("count", [3, 20])
def test_failed_synchronisation_leaves_nothing_behind(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(storage, "synchronise", fail)
    monkeypatch.setattr(FileSystem, "synchronise", fail)
    with pytest.raises(DiskFailure):
        blobs.put_many([b"%d" % number for number in range(count)])
    assert files(blobs) == []


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is done with the disk, as it is done."""
    found: list[str] = []
    one, all_of_them, rename = os.fsync, FileSystem.synchronise, os.rename

    def fsync(descriptor: int) -> None:
        found.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        one(descriptor)

    def syncfs(file_system: FileSystem) -> None:
        found.append("all")
        all_of_them(file_system)

    def named(source: str, target: str) -> None:
        found.append("name")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(FileSystem, "synchronise", syncfs)
    monkeypatch.setattr(os, "rename", named)
    return found


def test_every_file_is_synchronised_before_it_gets_its_name(blobs: Blobs, steps: list[str]) -> None:
    blobs.put_many([b"one", b"two"])
    assert steps[:4] == ["file", "name", "file", "name"]
    assert set(steps[4:]) == {"folder"}


def test_many_files_are_synchronised_together_before_their_names_and_after(blobs: Blobs, steps: list[str]) -> None:
    blobs.put_many([b"%d" % number for number in range(20)])
    assert steps == ["all", *["name"] * 20, "all"]


def test_where_all_at_once_would_fail_in_silence_each_is_synchronised_by_itself(
    tmp_path: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "can_keep_all", lambda _folder: False)
    Blobs(tmp_path / "storage").put_many([b"%d" % number for number in range(20)])
    assert "all" not in steps
    assert steps.count("file") == 20


def test_names_that_are_there_already_are_synchronised_all_the_same(blobs: Blobs, steps: list[str]) -> None:
    blobs.put_many([MAIL])
    steps.clear()
    blobs.put_many([MAIL])
    assert steps == ["folder"]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[None]:
    """Open a database with a table of what is kept."""
    open_database(f"sqlite:///{tmp_path / 'loket.db'}")
    database.execute_sql("CREATE TABLE kept (name TEXT)")
    yield
    close_database()


@pytest.mark.usefixtures("kept")
def test_file_kept_by_the_commit_is_on_the_disk_before_it(blobs: Blobs, steps: list[str]) -> None:
    with transaction():
        name = blobs.put_by_commit(MAIL)
        finish_by_commit(lambda: steps.append("commit"))
    assert blobs.get(name) == MAIL
    assert steps == ["file", "name", "folder", "folder", "commit"]


@pytest.mark.usefixtures("kept")
def test_file_that_cannot_be_kept_keeps_the_transaction_from_being_committed(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "synchronise", fail)
    with pytest.raises(DiskFailure), transaction():
        database.execute_sql("INSERT INTO kept VALUES (?)", (blobs.put_by_commit(MAIL),))
    assert database.execute_sql("SELECT count(*) FROM kept").fetchone() == (0,)
    assert files(blobs) == []
