"""Have the disk keep what was written, file by file (fsync(2)) or all of its file system at once (syncfs(2)).

To keep a hundred files one by one costs a quarter of a millisecond of processor time each; all at once, a hundredth.
"""

import ctypes
import errno
import os
import re
from pathlib import Path
from types import TracebackType
from typing import Self

from models.database import DiskFailure

_TELLS_ERRORS = (5, 8)  # the first Linux whose syncfs says when something could not be written
# Where syncfs keeps data and names, by statfs(2)'s f_type: ext4, XFS, Btrfs, F2FS, tmpfs. Over a network, or by FUSE,
# it may end before whoever has the disk has kept anything.
_KEEPS_ALL = frozenset({0xEF53, 0x58465342, 0x9123683E, 0xF2F52010, 0x01021994})
_STATFS_OCTETS = 256  # more than any kernel's struct statfs has; f_type is its first word


class FileSystem:
    """The file system in which a folder lies. Use it as a context manager, entered before anything is written."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder."""
        self._folder = folder

    def __enter__(self) -> Self:
        """Be told of all errors from now on."""
        self._descriptor = os.open(self._folder, os.O_RDONLY)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        os.close(self._descriptor)

    def synchronise(self) -> None:
        """Have the disk keep all that anybody wrote until now. Raises: DiskFailure, OSError."""
        if _library.syncfs(self._descriptor) != 0:
            _fail(OSError(ctypes.get_errno(), "the file system could not be synchronised"))


_library = ctypes.CDLL(None, use_errno=True)


def can_keep_all(folder: Path, release: str = os.uname().release) -> bool:
    """Say whether the folder's whole file system can be synchronised such that nothing is lost in silence.

    `release`: the kernel's. Raises: OSError.
    """
    version = re.match(r"(\d+)\.(\d+)", release)
    tells_errors = version is not None and (int(version[1]), int(version[2])) >= _TELLS_ERRORS
    return tells_errors and hasattr(_library, "syncfs") and _kind(folder) in _KEEPS_ALL


def _kind(folder: Path) -> int:
    """Return what kind of file system a folder lies in (statfs(2), f_type)."""
    told = ctypes.create_string_buffer(_STATFS_OCTETS)
    if _library.statfs(os.fsencode(folder), told) != 0:
        raise OSError(ctypes.get_errno(), "the file system cannot be asked what it is")
    return ctypes.c_ulong.from_buffer(told).value


def synchronise(descriptor: int) -> None:
    """Have the disk keep an open file, or the names in a folder. Raises: DiskFailure, OSError."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        _fail(error)


def synchronise_folder(folder: str | Path) -> None:
    """Have the disk keep the names in a folder. Raises: DiskFailure, OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        synchronise(descriptor)
    finally:
        os.close(descriptor)


def _fail(error: OSError) -> None:
    if error.errno == errno.EIO:
        raise DiskFailure("the disk could not keep a file") from error
    raise error
