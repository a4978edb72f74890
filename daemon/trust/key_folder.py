"""Keep the keys of the key ring: files `<kid>.key` of 32 random octets that only the service's user can read."""

import os
import stat
from pathlib import Path

from daemon.trust.tokens import KEY_OCTETS, KIDS, KeyRing


class KeyFolderError(Exception):
    """The keys cannot be used as they are; the text says what to do, and never contains a key."""


def load_key_ring(folder: Path) -> KeyRing:
    """Read all keys of a folder. Raises: KeyFolderError when there is none, or one is damaged or open to others."""
    files = sorted(folder.glob("*.key"))
    if not files:
        raise KeyFolderError(f"no key in {folder}: restore it from the backup, or let `loket init` make one")
    return KeyRing({file.stem: _read_key(file) for file in files})


def add_key(folder: Path, octets: bytes) -> Path:
    """Write a further key, which signs from the next start on; give 32 random octets. Returns its file.

    Raises: KeyFolderError when all names are used up; ValueError when the octets are not 32.
    """
    if len(octets) != KEY_OCTETS:
        raise ValueError(f"a key has {KEY_OCTETS} octets")
    file = folder / f"{_next_kid(folder)}.key"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(octets)
        stream.flush()
        os.fsync(stream.fileno())
    _sync_folder(folder)
    return file


def _next_kid(folder: Path) -> str:
    """Name the next key: "a" is the first, and names go up so that the newest is the last."""
    used = [file.stem for file in folder.glob("*.key") if file.stem in KIDS]
    following = KIDS.index(max(used)) + 1 if used else KIDS.index("a")
    if following == len(KIDS):
        raise KeyFolderError(f"{folder}: no name is left for a new key; remove the oldest and rename the others")
    return KIDS[following]


def _read_key(file: Path) -> bytes:
    """Read one key file, refusing what others could read or replace."""
    if file.stem not in KIDS or len(file.stem) != 1:
        raise KeyFolderError(f"{file}: a key file is named by one character of a-z, 2-7")
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise KeyFolderError(f"{file}: cannot be read ({error.strerror}); it must be a plain file") from error
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077:
            raise KeyFolderError(f"{file}: only its owner may read it; run: chmod 600 {file}")
        octets = stream.read(KEY_OCTETS + 1)
    if len(octets) != KEY_OCTETS:
        raise KeyFolderError(f"{file}: damaged, it should have {KEY_OCTETS} octets")
    return octets


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
