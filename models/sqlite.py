"""Speak to an SQLite file: what was held back is written before anything that could notice that it is missing."""

from collections.abc import Sequence
from typing import Any

import peewee
from peewee import SqliteDatabase

from models import rows


class Sqlite(SqliteDatabase):
    """An SQLite file."""

    def execute(self, query: Any, **options: Any) -> Any:
        """Run a query of peewee's; one that writes is not noted, so what was made until now is asked for again."""
        if isinstance(query, peewee._WriteQuery):
            rows.forget()
        untyped: Any = super()
        return untyped.execute(query, **options)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run any statement, before which what was held back is written."""
        rows.write_pending()
        return self.run(sql, params)

    def run(self, sql: str, params: Any = None) -> Any:
        """Run a statement that does not care what is held back (models/rows.py)."""
        untyped: Any = super()
        return untyped.execute_sql(sql, params)

    def run_many(self, sql: str, rows_of_values: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each row of values."""
        untyped: Any = self
        with rows.PEEWEES_EXCEPTIONS:
            untyped.cursor().executemany(sql, rows_of_values)
