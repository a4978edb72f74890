"""Turn records into rows of plain values and back: they are pickled in a quarter of the time that records take.

What the types of a record's fields announce is what is looked for: records, enumerations, either of them or None,
and tuples of them. Everything else goes as it is.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from daemon.value_objects import value_object


@value_object
class Rows:
    """How the values of one type are written as plain ones, and read again."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def rows_of(kind: type) -> Rows:
    """Return the rows of a kind of records, which has two fields or more."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    inner = [(at, rows) for at, name in enumerate(names) if (rows := _rows_within(hints[name])) is not None]
    values = attrgetter(*names)

    def write(record: Any) -> list[Any]:
        row = list(values(record))
        for at, rows in inner:
            row[at] = rows.write(row[at])
        return row

    def read(row: list[Any]) -> Any:
        for at, rows in inner:
            row[at] = rows.read(row[at])
        return kind(*row)

    return Rows(write, read) if inner else Rows(values, lambda row: kind(*row))


def _rows_within(hint: Any) -> Rows | None:
    """Return the rows of what a type announces; None when there is nothing to change."""
    if get_origin(hint) is tuple:
        return _rows_of_tuple(get_args(hint)[0])
    if isinstance(hint, UnionType):
        (kind,) = set(get_args(hint)) - {NoneType}
        rows = _rows_within(kind)
        return None if rows is None else _or_none(rows)
    if is_dataclass(hint) and isinstance(hint, type):
        return rows_of(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Rows(attrgetter("value"), hint)
    return None


def _rows_of_tuple(kind: Any) -> Rows | None:
    rows = _rows_within(kind)
    if rows is None:
        return None
    return Rows(lambda records: [*map(rows.write, records)], lambda found: tuple(map(rows.read, found)))


def _or_none(rows: Rows) -> Rows:
    return Rows(
        lambda value: None if value is None else rows.write(value),
        lambda found: None if found is None else rows.read(found),
    )
