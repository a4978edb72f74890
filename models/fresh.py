"""Know the rows that the transaction at hand made itself, so that the database need not be asked for them.

Nobody else sees a row before the transaction that made it ends. So nobody else can have changed it or hung other rows
on it, and what was written here is all there is. Whatever is written in a way that is not noted here (a query of
peewee's own, a savepoint taken back) has everything forgotten: then the database is asked again.

Of some tables all rows with one value are asked for again and again. Those are read once for a transaction.
"""

from collections.abc import Sequence
from typing import Any

Values = dict[str, Any]  # by the field's name, as the database holds them


class Fresh:
    """The rows that a thread's open transaction made."""

    def __init__(self) -> None:
        """Know nothing: no transaction is open."""
        self.is_on = False
        self.is_alone = False  # nobody else changes the database until the transaction ends
        self._made: dict[tuple[type[Any], Any], Values] = {}
        self._below: dict[tuple[type[Any], str, Any], list[Values]] = {}  # rows by a parent that was made here
        self._last: dict[type[Any], Values] = {}
        self._together: dict[tuple[type[Any], Any], list[Values]] = {}  # all rows with a value, whoever made them
        self._read: dict[tuple[type[Any], Any], Values] = {}  # those of them that were read, by their keys

    def begin(self, *, is_alone: bool) -> None:
        """Remember from now on; `is_alone`: nobody else changes the database until the end."""
        self.is_on, self.is_alone = True, is_alone

    def end(self) -> None:
        """Remember nothing."""
        self.is_on = self.is_alone = False
        self.forget()

    def forget(self) -> None:
        """Forget what was made until now."""
        if self._made or self._together:
            self._made, self._below, self._last, self._together, self._read = {}, {}, {}, {}, {}

    def note(self, table: type[Any], key: Any, row: Values) -> None:
        """Remember a row that was just added."""
        if not self.is_on:
            return
        made, shape = self._made, table.shape
        made[table, key] = self._last[table] = row
        if shape.together and (all_of_them := self._together.get((table, row[shape.together]))) is not None:
            all_of_them.append(row)
        for name, parent in shape.parents.items():
            value = row[name]
            if value is not None and (parent, value) in made:
                self._below.setdefault((table, name, value), []).append(row)

    def change(self, table: type[Any], key: Any, changes: Values) -> None:
        """Remember what was changed in a row."""
        for known in (self._made, self._read):
            row = known.get((table, key))
            if row is not None:
                row.update(changes)
        if not table.shape.places.isdisjoint(changes):  # it belongs elsewhere now
            self.forget()

    def learn(self, table: type[Any], value: Any, rows: list[Values]) -> None:
        """Remember all rows of a table with a value in the field by which they are read together."""
        if not self.is_on:
            return
        self._together[table, value] = rows
        key = table.shape.key
        for row in rows:
            self._read[table, row[key]] = row

    def find(self, table: type[Any], names: Sequence[str], wanted: Sequence[Any]) -> list[Values] | None:
        """Return the rows with these values in these fields, in their order; None when only the database knows."""
        made, shape = self._made, table.shape
        if not made and not self._together:
            return None
        for name, value in zip(names, wanted, strict=True):
            if name == shape.together and (found := self._together.get((table, value))) is not None:
                return _fitting(found, names, wanted)
            if name == shape.key and (table, value) in made:
                return _fitting([made[table, value]], names, wanted)
            parent = shape.parents.get(name)
            if parent is not None and shape.has_number and (parent, value) in made:  # others are not noted
                return _fitting(self._below.get((table, name, value), []), names, wanted)
        return None

    def last(self, table: type[Any]) -> Values | None:
        """Return the row that was added to the table last; None when only the database knows."""
        return self._last.get(table)


def _fitting(rows: list[Values], names: Sequence[str], wanted: Sequence[Any]) -> list[Values]:
    if len(names) == 1 or not rows:  # that is what they were found by
        return rows
    found = rows
    for name, value in zip(names, wanted, strict=True):
        found = [row for row in found if row[name] == value]
    return found
