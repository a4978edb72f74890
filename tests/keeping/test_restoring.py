import io
import json
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.keeping.manifest import BadBackup, Manifest
from daemon.keeping.restoring import Place, describe, restore
from daemon.keeping.sent_log import SentLog
from daemon.storage import Blobs

NOW = datetime(2026, 11, 22, tzinfo=UTC)
GOOD = Manifest("0.1.0", NOW.isoformat(), ("0001_initial",), "0" * 64, 0, 1, 5, (), 0, "")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "loket.db", Blobs(tmp_path / "storage"), SentLog(tmp_path / "storage" / "sent"), ())


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that makes an archive with a good description and one more file."""

    def make(name: str, content: bytes) -> Path:
        GOOD.write(tmp_path)
        path = tmp_path / "backup.tar"
        with tarfile.open(path, "w") as archive:
            archive.add(tmp_path / "loket-backup.json", "loket-backup.json")
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        return path

    return make


@pytest.mark.parametrize(
    "name",
    ["sent/../../evil.log", "sent/x.sh", "storage/../../evil", "storage/ab/cd/evil", f"storage/ab/cd/{'0' * 64}"],
)
def test_file_that_does_not_belong_into_a_backup_is_refused(
    archive: Callable[..., Path], place: Place, tmp_path: Path, name: str
) -> None:
    with pytest.raises(BadBackup):
        restore(archive(name, b"evil"), place, NOW, lambda *_: None)
    assert not list(tmp_path.rglob("*evil*"))
    assert not place.database.exists()


def test_backup_without_a_database_is_refused(archive: Callable[..., Path], place: Place) -> None:
    with pytest.raises(BadBackup, match="not whole"):
        restore(archive("README", b"hello"), place, NOW, lambda *_: None)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"format": 1}', b"\xff\xfe", json.dumps({"format": 9}).encode()]
)
def test_description_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "loket-backup.json").write_bytes(content)
    with pytest.raises(BadBackup):
        describe(tmp_path)


def test_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(BadBackup, match="no backup of Loket's"):
        describe(tmp_path)


def test_blobs_are_not_removed_while_they_are_copied(place: Place) -> None:
    with place.blobs.unchanging(), place.blobs.removing() as may_remove:
        assert not may_remove
    with place.blobs.removing() as may_remove:
        assert may_remove
