"""Open the database, and run work in transactions.

SQLite: WAL, synchronous=FULL, foreign keys on, every transaction BEGIN IMMEDIATE (a deferred one that
upgrades fails at once with "database is locked", busy_timeout or not).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import peewee
from peewee import Database, DatabaseProxy, Model, SqliteDatabase

BUSY_TIMEOUT = 10  # seconds
database: DatabaseProxy = DatabaseProxy()

IntegrityError = peewee.IntegrityError
DatabaseFault = peewee.DatabaseError


_T = TypeVar("_T", bound="Table")


class Table(Model):
    """A table of Loket's database."""

    @classmethod
    def found_or_made(cls: type[_T], defaults: Mapping[str, object], **key: object) -> tuple[_T, bool]:
        """Return the row with this unique key and whether it was made just now, with the defaults."""
        get_or_create: Any = cls.get_or_create
        row, is_new = get_or_create(defaults=dict(defaults), **key)
        return row, is_new

    class Meta:
        database = database
        legacy_table_names = False


class UnusableDatabase(Exception):
    """The database is foreign, damaged or of another version; the text says what to do."""


def sqlite_path(url: str) -> Path:
    """Return the file behind `sqlite:///relative` or `sqlite:////absolute`.

    Raises: UnusableDatabase for any other kind of address.
    """
    parts = urlsplit(url)
    if parts.scheme != "sqlite" or parts.netloc or len(parts.path) < 2:
        raise UnusableDatabase(f"unknown database address {parts.scheme}://…; use sqlite:////path/to/loket.db")
    return Path(unquote(parts.path[1:]))


def open_database(url: str) -> Database:
    """Bind the tables to the database at `url` and return it, not yet migrated."""
    opened = SqliteDatabase(
        str(sqlite_path(url)),
        pragmas={"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1, "cache_size": -16000},
        timeout=BUSY_TIMEOUT,
    )
    database.initialize(opened)
    return opened


def close_database() -> None:
    """Close this thread's connection, if there is one."""
    if not database.is_closed():
        database.close()


@contextmanager
def transaction() -> Iterator[None]:
    """Run the block in one immediate transaction, or in a savepoint of the one that is open."""
    database.connect(reuse_if_open=True)
    if database.in_transaction():
        with database.savepoint():
            yield
    else:
        with database.atomic("IMMEDIATE"):
            yield


def delete_rows(table: type[Table], where: peewee.Expression) -> int:
    """Delete the rows and return how many they were."""
    query: Any = table.delete()
    return int(query.where(where).execute())


def increment(table: type[Table], column: peewee.IntegerField, where: peewee.Expression) -> int:
    """Add one to a number column in the database itself and return how many rows changed."""
    return int(table.update({column: column + 1}).where(where).execute())
