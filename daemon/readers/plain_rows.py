"""Turn records into rows of plain values and back: they are pickled in a quarter of the time that records take.

What the types of a record's fields announce is what is looked for: records, enumerations, moments, one of them or
None, and tuples of them. Everything else goes as it is.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
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
    flat: type | None = None  # the records' type, when a row is what its constructor takes


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
            if row[at] is not None:
                row[at] = rows.read(row[at])
        return kind(*row)

    return Rows(write, read) if inner else Rows(values, lambda row: kind(*row), kind)


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
    if hint is datetime:
        return Rows(datetime.isoformat, datetime.fromisoformat)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Rows(attrgetter("value"), hint)
    return None


def _rows_of_tuple(kind: Any) -> Rows | None:
    rows = _rows_within(kind)
    if rows is None:
        return None
    write, read, flat = rows.write, rows.read, rows.flat
    if flat is None:
        return Rows(lambda records: [*map(write, records)], lambda found: tuple(map(read, found)))
    return Rows(lambda records: [*map(write, records)], lambda found: tuple([flat(*row) for row in found]))


def _or_none(rows: Rows) -> Rows:
    """Write None as it is; what is None is not read (see `rows_of`)."""
    write = rows.write
    return Rows(lambda value: None if value is None else write(value), rows.read)
