"""Hold back the rows that a transaction makes or changes, and write those of a table together.

One after the other between other work, each row costs several times what it costs among its like: neither the
database's code nor its pages are at hand then. PostgreSQL is spared a question and an answer for each row besides.

What is held back is written before anything that could notice that it is missing: the end of the transaction or of a
savepoint, the beginning of another one, every statement that is not a plain row's. So a savepoint that is taken back
only has to forget what is held back. Plain rows are looked for in the database and here. A row that is changed more
than once is written once.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from models.making import Row
from models.shapes import depth_of

MOST = 1000  # rows in memory
_MOST_NUMBERS = 32  # taken from a sequence at once

Values = dict[str, Any]  # what changes in a row, by the field's name, as the database holds it
_NOTHING: dict[Any, Values] = {}


class Pending:
    """The rows of a thread's open transaction that are not in the database yet."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._rows: dict[type[Any], dict[Any, Row]] = {}  # by their keys
        self._changes: dict[type[Any], dict[Any, Values]] = {}  # of rows that are in the database, by their keys
        self._changed: dict[type[Any], set[str]] = {}  # in which fields
        self._numbers: dict[type[Any], Iterator[int]] = {}
        self._reserved: dict[type[Any], int] = {}  # how many at the last time
        self._count = 0
        self.fault: BaseException | None = None  # why what was held back could not be written: it is lost

    def __bool__(self) -> bool:
        """Say whether anything is held back, or was lost."""
        return bool(self._rows or self._changes or self.fault)

    @property
    def is_full(self) -> bool:
        """Say whether it is time to write."""
        return self._count >= MOST

    def add(self, table: type[Any], key: Any, row: Row) -> None:
        """Hold a row back."""
        held = self._rows.get(table)
        if held is None:
            held = self._rows[table] = {}
        held[key] = row
        self._count += 1

    def change(self, table: type[Any], key: Any, changes: Values) -> None:
        """Hold back what becomes of a row that is in the database."""
        changed = self._changes.get(table)
        if changed is None:
            changed = self._changes[table] = {}
            self._changed[table] = set()
        self._changed[table].update(changes)
        if (before := changed.get(key)) is None:
            changed[key] = changes
            self._count += 1
        else:
            before.update(changes)

    def has(self, table: type[Any]) -> bool:
        """Say whether rows of the table, or changes of them, are held back."""
        return table in self._rows or table in self._changes

    def changes(self, table: type[Any]) -> dict[Any, Values]:
        """Return what becomes of rows of the table that are in the database, by their keys."""
        return self._changes.get(table, _NOTHING)

    def has_changed(self, table: type[Any], names: Iterable[str]) -> bool:
        """Say whether a change that is held back is about one of these fields."""
        changed = self._changed.get(table)
        return changed is not None and not changed.isdisjoint(names)

    def row(self, table: type[Any], key: Any) -> Row | None:
        """Return a row that is held back, to be changed in place; None when there is none with this key."""
        held = self._rows.get(table)
        return None if held is None else held.get(key)

    def matching(self, table: type[Any], names: Sequence[str], wanted: Sequence[Any]) -> list[Row]:
        """Return the rows held back that have these values in these fields, in the order of their keys."""
        held = self._rows.get(table)
        if held is None or None in wanted:  # nothing equals NULL
            return []
        found: Iterable[Row] = held.values()
        for name, value in zip(names, wanted, strict=True):
            at = table.shape.at[name]
            found = [row for row in found if row[at] == value]
        return list(found)

    def take(self) -> list[tuple[type[Any], list[Row]]]:
        """Return the new rows that are held back, what others hang on first, and hold them no more."""
        tables = sorted(self._rows, key=depth_of)
        taken = [(table, list(self._rows[table].values())) for table in tables]
        self._rows, self._count = {}, 0
        return taken

    def take_changes(self) -> Iterator[tuple[type[Any], tuple[str, ...], list[list[Any]]]]:
        """Yield what becomes of rows that are in the database, and hold it no more.

        Each time: a table, the fields in which some of its rows change, and of each of them the values and the key.
        """
        taken, self._changes, self._changed = self._changes, {}, {}
        self._count = sum(map(len, self._rows.values()))
        for table, changed in taken.items():
            alike: dict[tuple[str, ...], list[list[Any]]] = {}
            for key, changes in changed.items():
                alike.setdefault(tuple(changes), []).append([*changes.values(), key])
            for names, values in alike.items():
                yield table, names, values

    def drop(self) -> None:
        """Forget what is held back, and the numbers that were reserved."""
        self._rows, self._changes, self._changed, self._count = {}, {}, {}, 0
        self._numbers, self._reserved = {}, {}
        self.fault = None

    def next_number(self, table: type[Any]) -> int | None:
        """Return a number that was reserved for a row of the table; None when there is none left."""
        numbers = self._numbers.get(table)
        return None if numbers is None else next(numbers, None)

    def wanted_numbers(self, table: type[Any]) -> int:
        """Return how many numbers to reserve now: more each time, so that few are wasted on a small transaction."""
        self._reserved[table] = wanted = min(2 * self._reserved.get(table, 0) or 1, _MOST_NUMBERS)
        return wanted

    def reserve(self, table: type[Any], numbers: Iterable[int]) -> None:
        """Keep numbers that no other transaction will use, in their order."""
        self._numbers[table] = iter(numbers)

    def forget_numbers(self, table: type[Any]) -> None:
        """Have the database asked again which numbers are free: something else may use them. No row is held back."""
        self._numbers.pop(table, None)
