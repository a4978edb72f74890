"""Speak to an SQLite file: what was held back is written before anything that could notice that it is missing."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import peewee
from peewee import SqliteDatabase

from models import rows


class FailedSync(Exception):
    """What was written to the log may never reach the disk."""


class Sqlite(SqliteDatabase):
    """An SQLite file."""

    _commits = 0  # that waited for no disk
    _kept = -1  # so many of them lie on the disk; at first nobody knows what the process before left

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
            self._commits += 1  # one thread at a time writes
        finally:
            try:
                self.execute_sql("PRAGMA synchronous=FULL")
            except BaseException:
                untyped: Any = self
                untyped.close()  # a new connection synchronises again
                raise

    def synchronise(self) -> None:
        """Wait until the disk keeps what was committed, if that waited for none; others may write meanwhile.

        Raises: FailedSync; OSError when it could not be tried.
        """
        commits = self._commits
        if commits == self._kept:
            return
        try:
            log = os.open(f"{self.database}-wal", os.O_RDONLY)
        except FileNotFoundError:  # all of it was taken into the file itself, and that synchronised
            return
        try:
            os.fdatasync(log)
        except OSError as fault:
            raise FailedSync(str(fault)) from fault
        finally:
            os.close(log)
        self._kept = commits
