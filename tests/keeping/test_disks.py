import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from daemon.keeping.disks import AMPLE, FULL, RESERVE, Reserve, file_system_of

MOUNTS = """/dev/vda / ext4 rw 0 0
server:/data /srv/the\\040data nfs4 rw 0 0
tmpfs /srv tmpfs rw 0 0
"""


@pytest.fixture
def reserve(tmp_path: Path) -> Reserve:
    return Reserve(tmp_path / ".reserve")


def disk_with(octets: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _path: SimpleNamespace(f_bavail=octets, f_frsize=1))


def test_reserve_is_made_while_there_is_room(reserve: Reserve, monkeypatch: pytest.MonkeyPatch) -> None:
    disk_with(AMPLE + 1, monkeypatch)
    reserve.tend()
    assert reserve.path.stat().st_size == RESERVE
    assert reserve.path.stat().st_blocks * 512 >= RESERVE


def test_reserve_is_given_up_when_the_disk_is_full(reserve: Reserve, monkeypatch: pytest.MonkeyPatch) -> None:
    disk_with(AMPLE + 1, monkeypatch)
    reserve.tend()
    disk_with(FULL - 1, monkeypatch)
    reserve.tend()
    assert not reserve.path.exists()


def test_reserve_is_not_made_on_a_disk_that_is_nearly_full(reserve: Reserve, monkeypatch: pytest.MonkeyPatch) -> None:
    disk_with(AMPLE - 1, monkeypatch)
    reserve.tend()
    assert not reserve.path.exists()


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/var/lib/loket.db", "ext4"), ("/srv/x", "tmpfs"), ("/srv/the data/loket.db", "nfs4"), ("/srv2/x", "ext4")],
)
def test_file_system_is_that_of_the_nearest_mount(tmp_path: Path, path: str, kind: str) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    assert file_system_of(Path(path), tmp_path / "mounts") == kind


def test_unknown_file_system_is_no_fault(tmp_path: Path) -> None:
    assert file_system_of(tmp_path, tmp_path / "nothing") == ""
