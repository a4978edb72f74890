"""List all tables, and bring a database to this program's version."""

import logging
from typing import Any

from peewee import DatabaseError
from playhouse.migrations import Runner

from models import actions, clocks, journal, knowledge, mail, outgoing, people, plans, staffing, tickets, upkeep
from models.database import Table, UnusableDatabase, alone, database, is_for_many
from models.versions import HISTORY_TABLE, MIGRATIONS, refuse_unknown

TABLES: tuple[type[Table], ...] = tuple(
    found
    for module in (mail, people, tickets, clocks, journal, outgoing, plans, actions, staffing, upkeep, knowledge)
    for found in vars(module).values()
    if isinstance(found, type)
    and issubclass(found, Table)
    and found is not Table
    and found.__module__ == module.__name__
)


def _runner() -> Any:
    logging.getLogger("peewee.migrations").setLevel(logging.WARNING)
    untyped: Any = Runner
    return untyped(database.obj, str(MIGRATIONS), HISTORY_TABLE)


def pending_migrations(*, is_read_whole: bool = True) -> tuple[str, ...]:
    """Return the names of the migrations that this database lacks; empty when it is current.

    Without `is_read_whole` damage in the middle of an SQLite file is found by whoever reads there: looking through all
    of it takes the longer the more it holds.

    Raises: UnusableDatabase when it is no database, is damaged, belongs to something else, or to a newer Loket.
    """
    present = _sound_postgresql() if is_for_many() else _sound_sqlite(is_read_whole=is_read_whole)
    if present and HISTORY_TABLE not in present:
        raise UnusableDatabase("this database belongs to another program: it has tables but no history of Loket's")
    runner = _runner()
    refuse_unknown(map(str, runner.applied()))
    return tuple(entry.name for entry in runner.status() if not entry.applied)


def _sound_sqlite(*, is_read_whole: bool) -> set[str]:
    """Return the tables of a file that is whole. Raises: UnusableDatabase."""
    try:
        database.connect(reuse_if_open=True)
        present = set(database.get_tables())
        check = database.execute_sql("PRAGMA quick_check(1)").fetchone()[0] if is_read_whole else "ok"
    except (DatabaseError, UnicodeDecodeError) as fault:  # SQLite's own words may quote what is damaged
        raise UnusableDatabase(f"this is no readable database ({fault}); restore a backup, do not delete it") from fault
    if check != "ok":
        raise UnusableDatabase(f"the database is damaged ({check}); restore a backup, do not delete it")
    return present


def _sound_postgresql() -> set[str]:
    """Return the tables of a database that can keep all text and be written to. Raises: UnusableDatabase."""
    try:
        database.connect(reuse_if_open=True)
        encoding = database.execute_sql("SELECT current_setting('server_encoding')").fetchone()[0]
        is_standby = database.execute_sql("SELECT pg_is_in_recovery()").fetchone()[0]
        present = set(database.get_tables())
    except DatabaseError as fault:
        raise UnusableDatabase(f"the database cannot be used: {str(fault).splitlines()[0]}") from fault
    if encoding != "UTF8":
        raise UnusableDatabase(
            f"the database keeps {encoding}; make one with `createdb --encoding UTF8 --template template0`"
        )
    if is_standby:
        raise UnusableDatabase("this server is a standby, which only reads: name the primary")
    return present


def count_migrations() -> int:
    """Return how many migrations this program knows."""
    return len(list(MIGRATIONS.glob("[0-9]*.py")))


def migrate() -> tuple[str, ...]:
    """Apply what is pending, one after the other however many daemons start, and return the names of that."""
    with alone():
        pending = pending_migrations()
        if pending:
            _runner().up()
    return pending
