"""Copy the database while others write to it, look whether a copy is whole, and read a displaced one."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from models.database import UnusableDatabase, database, is_for_many
from models.knowledge import forget_deleted_words
from models.transfer import copy_out
from models.versions import HISTORY_TABLE

_SIDE_FILES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class FoundMail:
    """One inbound mail of a database that was put aside, in that database's own units."""

    mailbox: str
    sha256: str
    size: int
    is_stub: bool
    received_at: int  # microseconds since 1970 UTC
    recorded_at: int


def copy_database(target: Path) -> None:
    """Write a consistent, compact copy of the open database to a new SQLite file, on the disk when this returns.

    Deleted content is not in it (VACUUM INTO). Writers are not held up. PostgreSQL: see models/transfer.py.

    Raises: DatabaseFault, OSError when it could not be written.
    """
    if is_for_many():
        copy_out(target)
    else:
        target.touch(mode=0o600, exist_ok=False)
        database.execute_sql("VACUUM INTO ?", (str(target),))
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_copy(path: Path) -> tuple[str, ...]:
    """Return the migrations of a database file that is whole and Loket's, changing nothing.

    Raises: UnusableDatabase when it is not.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphan = copy.execute("PRAGMA foreign_key_check").fetchone()
            names = copy.execute(f"SELECT name FROM {HISTORY_TABLE} ORDER BY name").fetchall()  # noqa: S608 - our own name
    except sqlite3.DatabaseError as fault:
        raise UnusableDatabase(f"{path} is no database of Loket's, or it is damaged ({fault})") from fault
    if found != "ok":
        raise UnusableDatabase(f"{path} is damaged ({found})")
    if orphan is not None:
        raise UnusableDatabase(f"{path} is damaged (a row of {orphan[0]} belongs to none)")
    return tuple(name for (name,) in names)


def mails_of(path: Path) -> Iterator[FoundMail]:
    """Yield the inbound mails of a database file that is to be replaced.

    Raises: UnusableDatabase when it cannot be read, which may come after some mails.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as old:
            rows = old.execute("SELECT mailbox, sha256, size, is_stub, received_at, recorded_at FROM inbound_email")
            for mailbox, sha256, size, is_stub, received_at, recorded_at in rows:
                yield FoundMail(mailbox, sha256, size, bool(is_stub), received_at, recorded_at)
    except sqlite3.DatabaseError as fault:
        raise UnusableDatabase(f"{path} cannot be read ({fault})") from fault


def put_aside(path: Path, suffix: str) -> Path | None:
    """Rename a database and the files beside it, and return its new name; None when there is none."""
    if not path.exists():
        return None
    aside = path.with_name(f"{path.name}.{suffix}")
    for end in ("", *_SIDE_FILES):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(aside.with_name(aside.name + end))
    return aside


def scrub_free_pages() -> None:
    """Overwrite what was deleted, in the database and in its log, so that no erased text can be read from the files."""
    forget_deleted_words()
    database.execute_sql("VACUUM")
    if not is_for_many():
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def leave_wal() -> None:
    """Bring the open database's log into its file, so that the file alone is the database."""
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute_sql("PRAGMA journal_mode=DELETE")


def rescue_log() -> bool:
    """Bring the log into the database when somebody deleted its file under us, and say whether that was so.

    This process has it open still; what it writes is lost with it unless it is brought in, or ends in order.
    """
    if is_for_many() or not _is_log_deleted(Path(database.obj.database).absolute()):
        return False
    database.execute_sql("PRAGMA wal_checkpoint(PASSIVE)")
    return True


def _is_log_deleted(path: Path) -> bool:
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if str(descriptor.readlink()) == f"{path}-wal (deleted)":  # proc(5)
                return True
    return False
