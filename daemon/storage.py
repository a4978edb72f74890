"""Keep octets under the name of their SHA-256: raw mails and attachments.

What `put` returned is on the disk: the file is synchronised before it gets its name, the folder afterwards.
A file never changes once it has its name, so readers need no lock, and equal content is kept once.
"""

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from daemon.disk import FileSystem, can_keep_all, synchronise, synchronise_folder
from models.by_commit import finish_by_commit

_NAME = re.compile(r"[0-9a-f]{64}")
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_WRITING = ".writing"  # the end of the name of a file that is not whole yet
_LOCK = ".removal.lock"
_FEW = 8  # files; up to here each is synchronised by itself, which waits for nobody else's files
_worker = ThreadPoolExecutor(1, "keeping files")  # its thread begins with the first file


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
        self._is_kept_at_once = can_keep_all(folder)

    def put(self, octets: bytes) -> str:
        """Keep the octets and return their name; when this returns they survive a power cut.

        Raises: OSError when they could not be kept (disk full, read-only…), DiskFailure when the disk broke; nothing
        half-written is visible then.
        """
        return self.put_many((octets,))[0]

    def put_by_commit(self, octets: bytes) -> str:
        """Keep the octets by the end of the open transaction (or step), and return their name.

        The disk works meanwhile: a file waits for it twice, and there are other mails to deal with. Committing raises
        what `put` would; without a transaction this does.
        """
        name = hashlib.sha256(octets).hexdigest()
        finish_by_commit(_worker.submit(self._keep_each, {self.place(name): octets}).result)
        return name

    def put_many(self, contents: Sequence[bytes]) -> tuple[str, ...]:
        """Keep several at once, which is cheaper than one by one, and return their names in order.

        Raises: OSError when any could not be kept; others may have been.
        """
        names = tuple([hashlib.sha256(octets).hexdigest() for octets in contents])
        places = dict(zip(map(self.place, names), contents, strict=True))
        if len(places) > _FEW and self._is_kept_at_once:
            self._keep_together(places)
        else:
            self._keep_each(places)
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
        return Path(self.place(name))

    def place(self, name: str) -> str:
        """Return the same as a text; a Path takes as long to make as all else. Raises: ValueError."""
        if not _NAME.fullmatch(name):
            raise ValueError("expected the 64 hexadecimal digits of a SHA-256")
        return f"{self.folder}/{name[:2]}/{name}"

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

    def _keep_each(self, places: Mapping[str, bytes]) -> None:
        folders = sorted({os.path.dirname(place) for place in places})
        if sum(map(_make_folder, folders)):
            folders.append(str(self.folder))
        for place, octets in places.items():
            with _Nameless() as files:
                files.write(place, octets, is_synchronised=True)
                files.give_names()
        for folder in folders:
            synchronise_folder(folder)

    def _keep_together(self, places: Mapping[str, bytes]) -> None:
        for folder in sorted({os.path.dirname(place) for place in places}):
            _make_folder(folder)
        with FileSystem(self.folder) as file_system, _Nameless() as files:
            for place, octets in places.items():
                files.write(place, octets, is_synchronised=False)
            file_system.synchronise()
            files.give_names()
            file_system.synchronise()

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


class _Nameless:
    """Files that were written and have no name yet; those that are given none are removed in the end."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}  # what each will be called, by what it is called until then
        self._ending = f".{secrets.token_hex(8)}{_WRITING}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for temporary in self._places:
            with suppress(FileNotFoundError):
                os.unlink(temporary)

    def write(self, place: str, octets: bytes, *, is_synchronised: bool) -> None:
        """Write a file that is not there yet. Raises: OSError, DiskFailure."""
        if _is_whole(place, len(octets)):
            return
        temporary = place + self._ending
        self._places[temporary] = place
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
        try:
            _write_all(descriptor, octets)
            if is_synchronised:
                synchronise(descriptor)
        finally:
            os.close(descriptor)

    def give_names(self) -> None:
        """Give all their names. Raises: OSError."""
        while self._places:
            temporary, place = next(iter(self._places.items()))
            os.rename(temporary, place)
            del self._places[temporary]


def _write_all(descriptor: int, octets: bytes) -> None:
    left = memoryview(octets)
    while left:
        left = left[os.write(descriptor, left) :]


def _is_whole(place: str, size: int) -> bool:
    """Say whether the file is there with all its octets."""
    try:
        return os.stat(place).st_size == size
    except FileNotFoundError:
        return False


def _make_folder(folder: str | Path) -> bool:
    """Make a folder, and say whether it was missing."""
    if os.path.isdir(folder):
        return False
    Path(folder).mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    return True
