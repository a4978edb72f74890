"""Know the rows that the transaction at hand made itself, so that the database need not be asked for them.

Nobody else sees a row before the transaction that made it ends. So nobody else can have changed it or hung other rows
on it, and what was written here is all there is. Whatever is written in a way that is not noted here (a query of
peewee's own, a savepoint taken back) has everything forgotten: then the database is asked again.

Of some tables all rows with one value are asked for again and again. Those are read once for a transaction.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from models.making import Row


class _Known:
    """The rows of one table that are known."""

    __slots__ = ("below", "made", "read", "together")

    def __init__(self) -> None:
        self.made: dict[Any, Row] = {}  # by their keys, in the order in which they were made
        self.below: dict[str, dict[Any, list[Row]]] = {}  # those by a field that names a parent, once it was asked for
        self.together: dict[Any, list[Row]] = {}  # all rows with a value, whoever made them
        self.read: dict[Any, Row] = {}  # those of them that were read, by their keys


class Fresh:
    """The rows that a thread's open transaction made."""

    def __init__(self) -> None:
        """Know nothing: no transaction is open."""
        self.is_on = False
        self.is_alone = False  # nobody else changes the database until the transaction ends
        self._tables: dict[type[Any], _Known] = {}

    def begin(self, *, is_alone: bool) -> None:
        """Remember from now on; `is_alone`: nobody else changes the database until the end."""
        self.is_on, self.is_alone = True, is_alone

    def end(self) -> None:
        """Remember nothing."""
        self.is_on = self.is_alone = False
        self._tables = {}

    def forget(self) -> None:
        """Forget what was made until now."""
        self._tables = {}

    def _of(self, table: type[Any]) -> _Known:
        known = self._tables.get(table)
        if known is None:
            known = self._tables[table] = _Known()
        return known

    def note(self, table: type[Any], key: Any, row: Row) -> None:
        """Remember a row that was just added."""
        if not self.is_on:
            return
        known = self._tables.get(table) or self._of(table)
        known.made[key] = row
        if known.together and (others := known.together.get(row[table.shape.together_at])) is not None:
            others.append(row)
        for name, rows in known.below.items():
            rows.setdefault(row[table.shape.at[name]], []).append(row)

    def change(self, table: type[Any], key: Any, changes: Mapping[str, Any]) -> None:
        """Remember what was changed in a row."""
        known = self._tables.get(table)
        shape = table.shape
        if known is not None:
            for row in (known.made.get(key), known.read.get(key)):
                if row is not None:
                    shape.patch(row, changes)
        if not shape.places.isdisjoint(changes):  # it belongs elsewhere now
            self.forget()

    def learn(self, table: type[Any], value: Any, rows: list[Row]) -> None:
        """Remember all rows of a table with a value in the field by which they are read together."""
        if not self.is_on:
            return
        known, key_at = self._of(table), table.shape.key_at
        known.together[value] = rows
        for row in rows:
            known.read[row[key_at]] = row

    def find(self, table: type[Any], names: tuple[str, ...], wanted: Sequence[Any]) -> list[Row] | None:
        """Return the rows with these values in these fields, in their order; None when only the database knows."""
        tables = self._tables
        if not tables:
            return None
        known = tables.get(table)
        key, together, parents, columns = table.shape.search(names)
        if known is not None:
            if together >= 0 and (found := known.together.get(wanted[together])) is not None:
                return _fitting(found, columns, together, wanted)
            if key >= 0 and (row := known.made.get(wanted[key])) is not None:
                return _fitting([row], columns, key, wanted)
        for at, name, parent in parents:
            above = tables.get(parent)
            if above is not None and wanted[at] in above.made:
                below = [] if known is None else _below(table.shape, known, name).get(wanted[at], [])
                return _fitting(below, columns, at, wanted)
        return None

    def last(self, table: type[Any]) -> Row | None:
        """Return the row that was added to the table last; None when only the database knows."""
        known = self._tables.get(table)
        return next(reversed(known.made.values()), None) if known is not None else None


def _below(shape: Any, known: _Known, name: str) -> dict[Any, list[Row]]:
    """Return the rows that were made, by what they have in a field."""
    found = known.below.get(name)
    if found is None:
        found = known.below[name] = {}
        at = shape.at[name]
        for row in known.made.values():
            found.setdefault(row[at], []).append(row)
    return found


def _fitting(rows: list[Row], columns: Sequence[int], place: int, wanted: Sequence[Any]) -> list[Row]:
    """Return those of the rows that have all the values, after they were found by the one in this place."""
    for at, column in enumerate(columns):
        if at != place and rows:
            value = wanted[at]
            rows = [row for row in rows if row[column] == value]
    return rows
