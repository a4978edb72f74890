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


def can_keep_all(release: str = os.uname().release) -> bool:
    """Say whether a whole file system can be synchronised such that nothing is lost in silence, on this kernel."""
    version = re.match(r"(\d+)\.(\d+)", release)
    return version is not None and (int(version[1]), int(version[2])) >= _TELLS_ERRORS and hasattr(_library, "syncfs")


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
