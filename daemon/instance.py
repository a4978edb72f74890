"""Make sure that one daemon works on a database, by a lock that the kernel frees when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from daemon.config import Config
from models.database import is_postgresql, sqlite_path


class AlreadyRunning(Exception):
    """Another process works on the database; the text names it."""


@contextmanager
def only_instance(config: Config) -> Iterator[None]:
    """Hold the lock beside the database while the block runs; PostgreSQL serves many daemons (daemon/leases.py).

    Raises: AlreadyRunning when another process holds it; OSError when the file cannot be opened.
    """
    if is_postgresql(config.database.url):
        yield
        return
    path = sqlite_path(config.database.url).with_suffix(".lock")
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def no_restoring(config: Config) -> Iterator[None]:
    """Keep the database from being exchanged while the block runs; many may do so at once.

    Raises: AlreadyRunning while a backup is being restored; OSError when the lock's file cannot be opened.
    """
    if is_postgresql(config.database.url):  # its own tools restore it
        yield
        return
    with _restoring_lock(config) as descriptor:
        _take(descriptor, fcntl.LOCK_SH, "a backup is being restored")
        yield


@contextmanager
def no_other_restoring(config: Config) -> Iterator[None]:
    """Have the database to ourselves while the block exchanges it.

    Raises: AlreadyRunning while mail is being taken in; OSError when the lock's file cannot be opened.
    """
    with _restoring_lock(config) as descriptor:
        _take(descriptor, fcntl.LOCK_EX, "mail is being taken in at this moment: try again")
        yield


@contextmanager
def _restoring_lock(config: Config) -> Iterator[int]:
    path = sqlite_path(config.database.url).with_suffix(".restore.lock")
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, kind: int, refusal: str) -> None:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyRunning(refusal) from None


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 32).decode(errors="replace").strip()
        raise AlreadyRunning(f"process {holder or '?'} works on this database already") from None
