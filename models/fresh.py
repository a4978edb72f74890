"""Know the rows that the transaction at hand made itself, so that the database need not be asked for them.

Nobody else sees a row before the transaction that made it ends. So nobody else can have changed it or hung other rows
on it, and what was written here is all there is. Whatever is written in a way that is not noted here (a query of
peewee's own, a savepoint taken back) has everything forgotten: then the database is asked again.
"""

import threading
from typing import Any

from peewee import ForeignKeyField

Values = dict[str, Any]  # by the field's name, as the database holds them

_parents: dict[type[Any], dict[str, type[Any]]] = {}


class Fresh(threading.local):
    """The rows that this thread's open transaction made."""

    def __init__(self) -> None:
        """Know nothing: no transaction is open."""
        self._is_on = False
        self._made: dict[tuple[type[Any], Any], Values] = {}
        self._below: dict[tuple[type[Any], str, Any], list[Values]] = {}  # rows by a parent that was made here
        self._last: dict[type[Any], Values] = {}

    def begin(self) -> None:
        """Remember from now on."""
        self._is_on = True

    def end(self) -> None:
        """Remember nothing."""
        self._is_on = False
        self.forget()

    def forget(self) -> None:
        """Forget what was made until now."""
        if self._made:
            self._made, self._below, self._last = {}, {}, {}

    def note(self, table: type[Any], key: Any, row: Values) -> None:
        """Remember a row that was just added."""
        if not self._is_on:
            return
        self._made[table, key] = self._last[table] = row
        for name, parent in parents_of(table).items():
            if (parent, row[name]) in self._made:
                self._below.setdefault((table, name, row[name]), []).append(row)

    def change(self, table: type[Any], key: Any, changes: Values) -> None:
        """Remember what was changed in a row."""
        row = self._made.get((table, key))
        if row is not None:
            row.update(changes)
        if not parents_of(table).keys().isdisjoint(changes):  # it hangs elsewhere now
            self.forget()

    def find(self, table: type[Any], wanted: list[tuple[Any, Any]]) -> list[Values] | None:
        """Return the rows with these values in their order; None when only the database knows."""
        if not self._made:
            return None
        parents = parents_of(table)
        for field, value in wanted:
            if field.primary_key and (table, value) in self._made:
                return _fitting([self._made[table, value]], wanted)
            parent = parents.get(field.name)
            if parent is not None and (parent, value) in self._made:
                return _fitting(self._below.get((table, field.name, value), []), wanted)
        return None

    def last(self, table: type[Any]) -> Values | None:
        """Return the row that was added to the table last; None when only the database knows."""
        return self._last.get(table)


def parents_of(table: type[Any]) -> dict[str, type[Any]]:
    """Return the tables that a table's rows hang on, by the field's name."""
    known = _parents.get(table)
    if known is None:
        fields = table._meta.sorted_fields
        known = {field.name: field.rel_model for field in fields if isinstance(field, ForeignKeyField)}
        _parents[table] = known
    return known


def _fitting(rows: list[Values], wanted: list[tuple[Any, Any]]) -> list[Values]:
    return [row for row in rows if all(row[field.name] == value for field, value in wanted)]
