"""Open the database, and run work in transactions.

SQLite: WAL, synchronous=FULL, foreign keys on, every transaction BEGIN IMMEDIATE (a deferred one that
upgrades fails at once with "database is locked", busy_timeout or not). PostgreSQL: see models/postgresql.py.
"""

import fcntl
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast
from urllib.parse import unquote, urlsplit

import peewee
from peewee import Database, DatabaseProxy, Model, Node, SqliteDatabase

from models import by_commit, rows, statements
from models.postgresql import Postgresql, is_passing
from models.shapes import ShapeOfTable
from models.sqlite import FailedSync, Sqlite
from models.turns import Turns

WAL_PAGES = 8000  # 32 MB until they are taken into the database: a page that many mails change is then written once
BUSY_TIMEOUT = 10  # seconds
TRIES = 6  # of one transaction
LONGEST_PAUSE = 5.0  # seconds before another try
database: DatabaseProxy = DatabaseProxy()
_turns = Turns()

_FAILED_SYNCS = frozenset({sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC})

IntegrityError = peewee.IntegrityError
# The database cannot be used at the moment: locked, full, gone. It says nothing about what was to be written.
OutOfService = peewee.OperationalError
DatabaseFault = peewee.DatabaseError
# Comes bare while rows are read: peewee wraps only what it executes. Text that is no UTF-8 is found then.
UnreadableRow = sqlite3.DatabaseError


_T = TypeVar("_T", bound="Table")
_R = TypeVar("_R")


class Table(Model):
    """A table of Loket's database. Plain rows are read and written through models/rows.py."""

    _dirty: set[str]
    shape = ShapeOfTable()

    @classmethod
    def create(cls: type[_T], **values: Any) -> _T:
        """Add a row with these values, and the defaults for the others, and return it."""
        shape = cls.shape
        row = cls.__new__(cls)
        row.__data__, row.__rel__, whole = shape.created(values)
        row._dirty = set()
        key = rows.insert(cls, whole)
        if key is not None:
            row.__data__[shape.key] = key
        return row

    @classmethod
    def add(cls, **values: Any) -> Any:
        """Add a row as `create` does and return its key alone, for what nobody will look at; None: it has no number.

        Rows that others hang on are named by their keys.
        """
        return rows.insert(cls, cls.shape.whole(values))

    @classmethod
    def _primary_key(cls) -> str:
        return cls.shape.key

    @classmethod
    def found_or_made(cls: type[_T], defaults: Mapping[str, object], **key: object) -> tuple[_T, bool]:
        """Return the row with this unique key and whether it was made just now, with the defaults."""
        if found := cls.rows(**key):
            return found[0], False
        row = cls.__new__(cls)
        row.__data__, row.__rel__, whole = cls.shape.created({**defaults, **key})
        row._dirty = set()
        made = rows.insert_unless_there(cls, whole)
        if made is None:
            return cls.rows(**key)[0], False
        if made is not True:
            row.__data__[cls._primary_key()] = made
        return row, True

    @classmethod
    def rows(cls: type[_T], **values: object) -> list[_T]:
        """Return the rows whose columns have these values, in the order of their keys."""
        return rows.select(cls, tuple(values), values.values())

    @classmethod
    def among(cls: type[_T], column: Any, values: Sequence[Any], **others: object) -> list[_T]:
        """Return the rows in which a column has one of these values, in the order of their keys; few at a time.

        `others`: what other columns must equal.
        """
        return rows.select_among(cls, column, values, others) if values else []

    @classmethod
    def read_ahead(cls, values: Iterable[object]) -> None:
        """Read at once what will be asked for by these values, in a transaction that is alone; few at a time.

        They are values of the field by which the table's rows are read together.
        """
        shape = cls.shape
        rows.read_together(cls, [shape.written(shape.together, value) for value in values])

    @classmethod
    def change(cls, keys: Sequence[Any], **values: object) -> int:
        """Change the rows with these keys, all in the same way, and return how many that was; few at a time."""
        return rows.update_among(cls, values, keys) if keys else 0

    @classmethod
    def add_unless_there(cls, **values: object) -> bool:
        """Add a row unless a unique key forbids it, and say whether it was added."""
        return rows.insert_unless_there(cls, cls.shape.whole(values)) is not None

    @classmethod
    def put(cls, key: tuple[str, ...], **values: object) -> None:
        """Add a row, or change the one that has the same values in the columns of this unique key."""
        rows.put(cls, key, values)

    @classmethod
    def count_up(cls, key: str, column: str) -> int:
        """Return the next number of the counter with this key, 1 for a new one; the transaction has to be alone."""
        return rows.count_up(cls, key, column)

    @classmethod
    def newest(cls, column: Any) -> Any:
        """Return what stands in a column of the row that was added last; None when there is none."""
        return rows.newest(cls, column)

    @classmethod
    def get(cls: type[_T], *query: Any, **filters: Any) -> _T:
        """Return the first row that fits. Raises: DoesNotExist."""
        wanted = statements.equalities(query[0]) if len(query) == 1 and not filters else None
        untyped: Any = super()
        if wanted is None or any(column.model is not cls for column, _ in wanted):
            found: _T = untyped.get(*query, **filters)
            return found
        return cls._first(tuple(column.name for column, _ in wanted), [value for _, value in wanted])

    @classmethod
    def get_by_id(cls: type[_T], key: Any) -> _T:
        """Return the row with this key. Raises: DoesNotExist."""
        return cls._first((cls._primary_key(),), (key,))

    @classmethod
    def _first(cls: type[_T], names: tuple[str, ...], values: Sequence[Any]) -> _T:
        for row in rows.select(cls, names, values, only_first=True):
            return cast("_T", row)
        own: Any = cls
        raise own.DoesNotExist(cls.__name__)

    def save(self, force_insert: bool = False, only: Any = None) -> Any:  # noqa: FBT001, FBT002 - peewee's signature
        """Write the row: all of a new one, of an old one what was changed since it was read."""
        data: dict[str, Any] = self.__data__
        own = self._primary_key()
        if only is not None or not own:
            return super().save(force_insert=force_insert, only=only)
        key = data.get(own)
        if force_insert or key is None:
            return self._add(data, key)
        changed = {name: data[name] for name in sorted(self._dirty) if name != own}
        for value in changed.values():
            if isinstance(value, Node):
                return super().save()
        self._dirty.clear()
        return rows.update(type(self), changed, key) if changed else 0

    def _add(self, data: dict[str, Any], key: Any) -> int:
        shape = self.shape
        made = rows.insert(type(self), shape.whole(data))
        if key is None and made is not None:
            data[shape.key] = made
        self._dirty.clear()
        return 1

    class Meta:
        database = database
        legacy_table_names = False


class DiskFailure(Exception):
    """The disk could not keep what was written to it; nobody knows what it holds, so the process has to end.

    A second fsync(2) after one that failed says that all is well although it is not: the kernel forgot the pages.
    """


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


def is_postgresql(url: str) -> bool:
    """Say whether this is the address of a PostgreSQL database."""
    return url.startswith(("postgresql://", "postgres://"))


def open_database(url: str, secret: Callable[[], str] = lambda: "") -> Database:
    """Bind the tables to the database at `url` and return it, not yet migrated.

    `secret` gives the password for each new connection to PostgreSQL; "" leaves it to libpq.

    Raises: UnusableDatabase when the address is of another kind, or psycopg is missing.
    """
    opened: Database = _postgresql(url, secret) if is_postgresql(url) else _sqlite(url)
    if database.obj is not None:
        close_database()
    database.initialize(opened)
    return opened


def _postgresql(url: str, secret: Callable[[], str]) -> Postgresql:
    if find_spec("psycopg") is None:
        raise UnusableDatabase("PostgreSQL needs psycopg: pip install 'loket[postgresql]'")
    return Postgresql(url, secret)


def _sqlite(url: str) -> SqliteDatabase:
    return Sqlite(
        str(sqlite_path(url)),
        pragmas={
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "cache_size": -2000,
            "wal_autocheckpoint": WAL_PAGES,
        },
        timeout=BUSY_TIMEOUT,
    )


def is_for_many() -> bool:
    """Say whether several daemons may work on the open database."""
    return isinstance(database.obj, Postgresql)


def close_database() -> None:
    """Close this thread's connection, if there is one."""
    if not database.is_closed():
        database.close()


@contextmanager
def transaction(*, shared: bool = False, lasting: bool = True, soon: bool = False) -> Iterator[None]:
    """Run the block in one transaction that has the database to itself, or in a savepoint of the one that is open.

    `shared`: others may write at the same time (PostgreSQL only); the block uses `claimable` or `lock`.
    `lasting`: False when a power cut may take it back, which saves a synchronisation; the death of the process may not.
    What is committed later never outlasts it. In an open transaction it lasts as that does.
    `soon`: it lasts from the next `make_lasting` on, which comes before anything of it leaves the house. On PostgreSQL
    it lasts at once: there, several wait for the disk together.

    Raises: DiskFailure; OutOfService.
    """
    opened = database.obj
    if opened.is_closed():
        opened.connect()
    if opened.in_transaction():
        with _Step():
            yield
    elif isinstance(opened, Postgresql):
        with _on_postgresql(opened, shared=shared, lasting=lasting), _whole(is_alone=not shared):
            yield
    else:
        with _on_sqlite(opened, lasting=lasting and not soon), _whole(is_alone=True):
            yield


def make_lasting() -> None:
    """Wait until the disk keeps all that was committed before; for tables written with `soon`.

    Raises: DiskFailure; OSError when it could not be tried.
    """
    if isinstance(database.obj, Sqlite):
        try:
            database.obj.synchronise()
        except FailedSync as fault:
            raise DiskFailure("the disk could not keep the database") from fault


@contextmanager
def taken_back() -> Iterator[None]:
    """Run the block within the caller's transaction and take back all that it wrote."""
    with suppress(_Undone), _Step():
        yield
        raise _Undone


class _Undone(Exception):
    """Have a step taken back on purpose."""


@contextmanager
def _whole(*, is_alone: bool) -> Iterator[None]:
    """Remember what a whole transaction makes until it ends; `is_alone`: nobody else changes the database meanwhile."""
    rows.begin(is_alone=is_alone)
    try:
        with by_commit.finished():
            yield
            rows.write_pending()
    finally:
        rows.end()


class _Step:
    """A savepoint. All have the same name, which stands for the innermost, so that their SQL is made ready once."""

    def __enter__(self) -> None:
        self._begun = by_commit.mark()
        database.execute_sql("SAVEPOINT step")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._take_back()
            return
        try:
            rows.write_pending()
            by_commit.finish()
        except BaseException:
            self._take_back()
            raise
        database.execute_sql("RELEASE SAVEPOINT step")

    def _take_back(self) -> None:
        rows.take_back()
        by_commit.drop(self._begun)
        with suppress(DatabaseFault):  # the whole transaction may be gone; the first fault is the one to tell
            database.execute_sql("ROLLBACK TO SAVEPOINT step")
            database.execute_sql("RELEASE SAVEPOINT step")


@contextmanager
def _on_sqlite(opened: Sqlite, *, lasting: bool) -> Iterator[None]:
    try:
        with _turns, nullcontext() if lasting else opened.unsynchronised(), opened.atomic("IMMEDIATE"):
            yield
    except OutOfService as fault:
        if _is_failed_sync(fault):
            raise DiskFailure("the disk could not keep the database") from fault
        raise


@contextmanager
def _on_postgresql(opened: Postgresql, *, shared: bool, lasting: bool) -> Iterator[None]:
    try:
        with opened.atomic():
            if not lasting:
                opened.execute_sql("SET LOCAL synchronous_commit TO off")
            if not shared:
                opened.lock("desk")
            opened.hold_fence()
            yield
    finally:
        opened.drop_if_broken()


@contextmanager
def alone() -> Iterator[None]:
    """Keep others from doing the same while the block runs, which may hold several transactions."""
    database.connect(reuse_if_open=True)
    if isinstance(database.obj, Postgresql):
        with database.obj.alone("schema"):
            yield
    else:
        with _folder_locked(Path(database.obj.database).absolute().parent):
            yield


@contextmanager
def _folder_locked(folder: Path) -> Iterator[None]:
    """Lock the folder of an SQLite file; to open and close the file itself would undo SQLite's own locks (fcntl(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def lock(name: str) -> None:
    """Wait, within a transaction, until no other holds the lock of that name; on SQLite it is alone anyway."""
    if isinstance(database.obj, Postgresql):
        database.obj.lock(name)


def claimable(query: _R) -> _R:
    """Let a query take the rows it returns for this transaction, and pass over those that another one has taken."""
    untyped: Any = query
    locked: _R = untyped.for_update("FOR UPDATE SKIP LOCKED") if is_for_many() else untyped
    return locked


def retried(work: Callable[[], _R]) -> _R:
    """Do the work, one whole transaction, again while the database gives it up for a passing reason.

    A deadlock, a restart, a session ended by the administrator, too many sessions: at most TRIES times, after random
    pauses. The work itself has to notice when an earlier try was committed although its answer was lost. On SQLite a
    transaction waits for its turn by itself, and a full disk does not pass in seconds: there it is done once.
    """
    if not is_for_many() or database.in_transaction():
        return work()
    for number in range(1, TRIES):
        try:
            return work()
        except DatabaseFault as fault:
            if not is_passing(fault):
                raise
        time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.05 * 4**number)))  # noqa: S311 - only to spread the tries
    return work()


def settled(work: Callable[[], _R], *, shared: bool = False, lasting: bool = True) -> _R:
    """Return what the work returns, done in one transaction of its own, the whole again as `retried` says."""

    def once() -> _R:
        with transaction(shared=shared, lasting=lasting):
            return work()

    return retried(once)


def _is_failed_sync(fault: BaseException) -> bool:
    """Say whether an error is SQLite's word for a failed fsync; peewee hides the original in the context."""
    original = fault.__cause__ or fault.__context__
    return getattr(original, "sqlite_errorcode", 0) in _FAILED_SYNCS


def delete_rows(table: type[Table], where: peewee.Expression) -> int:
    """Delete the rows and return how many they were."""
    query: Any = table.delete()
    return int(query.where(where).execute())
