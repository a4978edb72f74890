"""Carry a PostgreSQL database into an SQLite file and back: what backups are made of, whichever database is in use.

Out: one snapshot (REPEATABLE READ), so that what others write meanwhile is in it as a whole or not at all, and they
are not held up. In: everything is replaced in one transaction, so that a fault leaves what was there.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import peewee
from peewee import BooleanField, SqliteDatabase
from playhouse.migrations import Runner

from models.database import UnusableDatabase, database, transaction
from models.schema import TABLES, migrate
from models.versions import HISTORY_TABLE, MIGRATIONS

_ROWS = 1000  # at once

Row = tuple[Any, ...]


def copy_out(target: Path) -> None:
    """Write the open PostgreSQL database, at one moment, to a new SQLite file. Raises: DatabaseFault, OSError."""
    target.touch(mode=0o600, exist_ok=False)
    _make_tables(target)
    untyped: Any = database.obj
    database.connect(reuse_if_open=True)
    with closing(sqlite3.connect(target)) as file, untyped.atomic("REPEATABLE READ"):
        database.execute_sql("SET TRANSACTION READ ONLY")
        for table in _ordered():
            for rows in _read_postgresql(table):
                file.executemany(_insertion(table), [tuple(map(_plain, row)) for row in rows])
        file.commit()


def copy_in(source: Path) -> None:
    """Replace what the open PostgreSQL database holds by what is in an SQLite file of this version.

    Nobody else may work on it. Raises: UnusableDatabase when the file cannot be read; DatabaseFault.
    """
    migrate()
    names = ", ".join(f'"{_name(table)}"' for table in TABLES)
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as file, transaction():
            database.execute_sql("SET LOCAL statement_timeout = 0")
            database.execute_sql(f"TRUNCATE {names} CASCADE")
            for table in _ordered():
                _fill(table, file)
    except sqlite3.DatabaseError as fault:
        raise UnusableDatabase(f"{source} cannot be read ({fault})") from fault


def _make_tables(path: Path) -> None:
    untyped: Any = Runner
    fresh = SqliteDatabase(str(path))
    try:
        untyped(fresh, str(MIGRATIONS), HISTORY_TABLE).up()
    finally:
        fresh.close()


def _ordered() -> list[Any]:
    """Return the tables, each behind those that it refers to."""
    untyped: Any = peewee
    return list(untyped.sort_models(TABLES))


def _name(table: Any) -> str:
    return str(table._meta.table_name)


def _columns(table: Any) -> list[str]:
    return [str(field.column_name) for field in table._meta.sorted_fields]


def _selection(table: Any) -> str:
    columns = ", ".join(f'"{column}"' for column in _columns(table))
    return f'SELECT {columns} FROM "{_name(table)}"'  # noqa: S608 - our own names


def _insertion(table: Any) -> str:
    columns = _columns(table)
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{_name(table)}" ({names}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608


def _read_postgresql(table: Any) -> Iterator[Sequence[Row]]:
    """Yield a table's rows in portions, for a table may be larger than the memory."""
    database.execute_sql(f"DECLARE carried NO SCROLL CURSOR FOR {_selection(table)}")
    while rows := database.execute_sql(f"FETCH {_ROWS} FROM carried").fetchall():
        yield rows
    database.execute_sql("CLOSE carried")


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _fill(table: Any, file: sqlite3.Connection) -> None:
    """Copy a table; references to rows of the same table come last, for they may point ahead."""
    fields = table._meta.sorted_fields
    own = [at for at, field in enumerate(fields) if getattr(field, "rel_model", None) is table]
    truths = [at for at, field in enumerate(fields) if isinstance(field, BooleanField)]
    columns = ", ".join(f'"{column}"' for column in _columns(table))
    untyped: Any = database.connection()
    with untyped.cursor() as cursor, cursor.copy(f'COPY "{_name(table)}" ({columns}) FROM STDIN') as copy:
        for row in file.execute(_selection(table)):
            copy.write_row(_for_postgresql(row, own, truths))
    for at in own:
        _refer(table, fields[at].column_name, file)
    _raise_sequence(table)


def _for_postgresql(row: Row, own: list[int], truths: list[int]) -> list[Any]:
    values = list(row)
    for at in truths:
        values[at] = None if values[at] is None else bool(values[at])
    for at in own:
        values[at] = None
    return values


def _refer(table: Any, column: str, file: sqlite3.Connection) -> None:
    """Set the references of a table to itself."""
    key = table._meta.primary_key.column_name
    found = f'SELECT "{column}", "{key}" FROM "{_name(table)}" WHERE "{column}" IS NOT NULL'  # noqa: S608
    change = f'UPDATE "{_name(table)}" SET "{column}" = %s WHERE "{key}" = %s'  # noqa: S608
    for values in file.execute(found):
        database.execute_sql(change, values)


def _raise_sequence(table: Any) -> None:
    """Let the database give the next row a key behind all that are there."""
    if table._meta.auto_increment:
        key, name = table._meta.primary_key.column_name, _name(table)
        highest = f'(SELECT coalesce(max("{key}"), 0) + 1 FROM "{name}")'  # noqa: S608
        database.execute_sql(f"SELECT setval(pg_get_serial_sequence('\"{name}\"', '{key}'), {highest}, false)")
