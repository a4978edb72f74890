"""What the blob store returned a name for is there, whole, once, and for its owner only."""

import errno
import hashlib
import os
import stat
from pathlib import Path

import pytest

from daemon.storage import Blobs, DamagedBlob
from models.database import DiskFailure

MAIL = b"Subject: Nama salah\r\n\r\nNama saya salah di PDDikti.\r\n"


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
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


def test_failed_synchronisation_leaves_nothing_behind(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DiskFailure):
        blobs.put_many([b"%d" % number for number in range(20)])
    assert files(blobs) == []


def test_every_file_is_synchronised_before_it_gets_its_name(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    synchronise, rename = os.fsync, Path.rename

    def fsync(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        synchronise(descriptor)

    def named(path: Path, target: Path) -> Path:
        steps.append("name")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", named)
    blobs.put_many([b"one", b"two"])
    assert steps[:4] == ["file", "name", "file", "name"]
    assert set(steps[4:]) == {"folder"}
