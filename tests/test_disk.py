"""What is to be kept is kept, or the failure is told."""

import os
from pathlib import Path

import pytest

from daemon.disk import FileSystem, can_keep_all, synchronise_folder
from models.database import DiskFailure


@pytest.mark.parametrize("release", ["5.4.0", "4.18.0-553.el8", "odd"])
def test_all_is_never_kept_at_once_where_the_kernel_tells_of_no_failures(tmp_path: Path, release: str) -> None:
    assert not can_keep_all(tmp_path, release)


def test_all_is_never_kept_at_once_where_nobody_knows_what_that_is_worth() -> None:
    assert not can_keep_all(Path("/proc"), "6.1.0")


def test_what_all_is_worth_is_unknown_of_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        can_keep_all(tmp_path / "absent", "6.1.0")


def test_file_system_of_a_folder_is_synchronised(tmp_path: Path) -> None:
    with FileSystem(tmp_path) as file_system:
        (tmp_path / "mail").write_bytes(b"halo")
        file_system.synchronise()


def test_file_system_that_cannot_be_synchronised_is_no_success(tmp_path: Path) -> None:
    file_system = FileSystem(tmp_path)
    with file_system:
        pass
    with pytest.raises(OSError, match="could not be synchronised"):
        file_system.synchronise()


def test_disk_that_cannot_keep_a_folder_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DiskFailure):
        synchronise_folder(tmp_path)
