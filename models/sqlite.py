"""Speak to an SQLite file: what was held back is written before anything that could notice that it is missing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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

    @contextmanager
    def unsynchronised(self) -> Iterator[None]:
        """Have commits of this thread wait for no disk; the log keeps their order, so the next that waits keeps all.

        Source: https://www.sqlite.org/pragma.html#pragma_synchronous, NORMAL with a write-ahead log.
        """
        self.execute_sql("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            try:
                self.execute_sql("PRAGMA synchronous=FULL")
            except BaseException:
                untyped: Any = self
                untyped.close()  # a new connection synchronises again
                raise
