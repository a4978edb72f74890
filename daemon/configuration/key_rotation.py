"""Add a signing key to the folder of keys; the old ones stay until what they signed has expired (trust.md §3.5)."""

import os
from pathlib import Path

from daemon.configuration.connections import KEY_OCTETS, key_files

_NAMES = "234567abcdefghijklmnopqrstuvwxyz"  # oldest to newest; the last by name signs


class NoNameLeft(Exception):
    """There is a key of the last name already."""


def next_name(folder: Path) -> str:
    """Return the name of the key that will sign after the present ones.

    Raises: NoNameLeft.
    """
    newest = key_files(folder)[0].stem
    later = _NAMES[_NAMES.index(newest) + 1 :]
    if not later:
        raise NoNameLeft(newest)
    return later[0]


def add_key(folder: Path, octets: bytes) -> Path:
    """Write a key that signs from the service's next start on, for the same owner as the present one; return its file.

    The file appears whole or not at all, and never takes the place of another.

    Raises: NoNameLeft; OSError when it cannot be written; ValueError for another number of octets.
    """
    if len(octets) != KEY_OCTETS:
        raise ValueError(f"a key has {KEY_OCTETS} octets")
    newest = key_files(folder)[0]
    path = folder / f"{next_name(folder)}.key"
    fresh = folder / f".{path.name}.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    owner = newest.stat()
    if os.geteuid() == 0:
        os.chown(fresh, owner.st_uid, owner.st_gid)
    os.link(fresh, path)  # unlike a rename this never replaces a key
    fresh.unlink()
    return path
