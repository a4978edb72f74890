"""Keep octets under the name of their SHA-256: raw mails and attachments.

What `put` returned is on the disk: the file is synchronised before it gets its name, the folder afterwards
(fsync(2)). A file never changes once it has its name, so readers need no lock, and equal content is kept once.
"""

import errno
import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Self, TypeVar

from models.database import DiskFailure

_NAME = re.compile(r"[0-9a-f]{64}")
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_WRITING = ".writing"  # the end of the name of a file that is not whole yet
_LOCK = ".removal.lock"
_SYNCS = 8  # at a time: the file system's journal takes them together

T = TypeVar("T")


class DamagedBlob(Exception):
    """The file under this name does not hold the octets that the name stands for."""


class Blobs:
    """A folder of octets; each is found by its SHA-256 (64 lower-case hexadecimal digits)."""

    def __init__(self, folder: Path) -> None:
        """Use the folder, made when there is none.

        Raises: OSError when it cannot be made.
        """
        self.folder = folder
        _make_folder(folder)

    def put(self, octets: bytes) -> str:
        """Keep the octets and return their name; when this returns they survive a power cut.

        Raises: OSError when they could not be kept (disk full, read-only…), DiskFailure when the disk broke; nothing
        half-written is visible then.
        """
        return self.put_many((octets,))[0]

    def put_many(self, contents: Sequence[bytes]) -> tuple[str, ...]:
        """Keep several at once, which is cheaper than one by one, and return their names in order.

        Raises: OSError when any could not be kept; others may have been.
        """
        names = tuple(hashlib.sha256(octets).hexdigest() for octets in contents)
        places = [(self.path(name), octets) for name, octets in dict(zip(names, contents, strict=True)).items()]
        folders = sorted({path.parent for path, _ in places})
        with _Hands(len(places)) as hands:
            if sum(map(_make_folder, folders)):
                folders.append(self.folder)
            hands.do(_keep, places)
            hands.do(_synchronise, folders)
        return names

    def get(self, name: str) -> bytes:
        """Return the octets of that name.

        Raises: FileNotFoundError when there are none; DamagedBlob; ValueError when it is no name.
        """
        octets = self.path(name).read_bytes()
        if hashlib.sha256(octets).hexdigest() != name:
            raise DamagedBlob(f"{self.path(name)} is damaged: restore it from a backup")
        return octets

    def open(self, name: str) -> BinaryIO:
        """Return the octets of that name to be read piece by piece; the caller closes it.

        Raises: FileNotFoundError when there are none; ValueError when it is no name.
        """
        return self.path(name).open("rb")

    def exists(self, name: str) -> bool:
        """Say whether something is kept under that name. Raises: ValueError when it is no name."""
        return self.path(name).is_file()

    def path(self, name: str) -> Path:
        """Return where the octets of that name lie or would lie. Raises: ValueError when it is no name."""
        if not _NAME.fullmatch(name):
            raise ValueError("expected the 64 hexadecimal digits of a SHA-256")
        return self.folder / name[:2] / name

    def names(self) -> Iterator[str]:
        """Yield the name of everything that is kept, sorted."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if _NAME.fullmatch(path.name):
                yield path.name

    def remove(self, name: str) -> bool:
        """Remove what is kept under that name for good, and say whether there was anything.

        Raises: OSError when it cannot be removed; ValueError when it is no name.
        """
        path = self.path(name)
        if not path.exists():
            return False
        path.unlink(missing_ok=True)
        return True

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """Hold off everybody who removes blobs while the block runs; new ones may come."""
        with self._removal_lock() as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield

    @contextmanager
    def removing(self) -> Iterator[bool]:
        """Say whether the block may remove blobs: not while somebody copies them."""
        with self._removal_lock() as descriptor:
            yield _is_locked(descriptor)

    @contextmanager
    def _removal_lock(self) -> Iterator[int]:
        descriptor = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, _FILE_MODE)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    """Take a lock for ourselves alone, and say whether it was to be had."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _Hands:
    """A few threads for what waits for the disk: the file system's journal takes them together."""

    def __init__(self, pieces: int) -> None:
        self._pool = ThreadPoolExecutor(_SYNCS) if pieces >= _SYNCS else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def do(self, work: Callable[[T], None], pieces: Sequence[T]) -> None:
        """Do the work for all pieces. Raises: what the work raises; the others are done all the same."""
        if self._pool is None:
            _do_each(work, pieces)
            return
        list(self._pool.map(lambda first: _do_each(work, pieces[first::_SYNCS]), range(_SYNCS)))


def _do_each(work: Callable[[T], None], pieces: Sequence[T]) -> None:
    for piece in pieces:
        work(piece)


def _make_folder(folder: Path) -> bool:
    """Make a folder, and say whether it was missing."""
    if folder.is_dir():
        return False
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    return True


def _keep(place: tuple[Path, bytes]) -> None:
    """Write a file that is not there yet, and give it its name once its content is on the disk.

    Raises: OSError, DiskFailure; nothing is left then.
    """
    path, octets = place
    if _is_whole(path, len(octets)):
        return
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}{_WRITING}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - the mode
            file.write(octets)
            file.flush()
            _flush(descriptor)
        temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _is_whole(path: Path, size: int) -> bool:
    """Say whether the file is there with all its octets."""
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _synchronise(folder: Path) -> None:
    """Have the disk keep the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _flush(descriptor)
    finally:
        os.close(descriptor)


def _flush(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno == errno.EIO:
            raise DiskFailure("the disk could not keep a file") from error
        raise
