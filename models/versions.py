"""Tell a database of a newer Loket from one that this program may write to."""

from collections.abc import Iterable
from pathlib import Path

from models.database import UnusableDatabase, database

MIGRATIONS = Path(__file__).parent / "migrations"
HISTORY_TABLE = "migration_history"
_APPLIED = f"SELECT name FROM {HISTORY_TABLE} ORDER BY id"  # noqa: S608 - a name of ours


def refuse_newer() -> None:
    """Pass when this program knows all that was done to the open database's tables.

    Raises: UnusableDatabase when it does not; DatabaseFault when the database has no tables or cannot be read.
    """
    database.connect(reuse_if_open=True)
    refuse_unknown(name for (name,) in database.execute_sql(_APPLIED))


def refuse_unknown(applied: Iterable[str]) -> None:
    """Raise UnusableDatabase when one of these migrations is not this program's."""
    if newer := unknown(applied):
        raise UnusableDatabase(f"the database is of a newer Loket (it has {newer[-1]}); install that version or newer")


def unknown(applied: Iterable[str]) -> list[str]:
    """Return those of the migrations that this program does not know, in their order."""
    known = {found.stem for found in MIGRATIONS.glob("[0-9]*.py")}
    return [name for name in applied if name not in known]
