"""Work out once what the rows of a table look like, and how their values go to the database and come back.

Peewee asks each field anew for each value, although most values are what the driver wants already.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import peewee
from peewee import AutoField, BigAutoField, BigIntegerField, BlobField, BooleanField, ForeignKeyField, IntegerField

from models.fields import TextField, UtcField, storable

# What the driver takes as it is, by the field's own type; an enumeration's member is not exactly of such a type.
_TAKEN: dict[type[Any], type[Any]] = {
    AutoField: int,
    BigAutoField: int,
    BigIntegerField: int,
    IntegerField: int,
    ForeignKeyField: int,
    UtcField: int,
    BooleanField: bool,
    BlobField: bytes,
}
# What the driver gives as we want it.
_GIVEN = frozenset(
    {
        AutoField,
        BigAutoField,
        BigIntegerField,
        IntegerField,
        ForeignKeyField,
        BlobField,
        TextField,
        peewee.TextField,
    }
)

Convert = Callable[[Any], Any]


class Shape:
    """What the rows of one table look like."""

    __slots__ = (
        "_defaults",
        "_empty",
        "_from",
        "_makers",
        "_to",
        "fields",
        "has_number",
        "key",
        "names",
        "parents",
        "places",
        "together",
        "unique",
        "uniques",
    )

    def __init__(self, table: Any) -> None:
        """Look at the table."""
        meta = table._meta
        fields: list[Any] = meta.sorted_fields
        self.names: tuple[str, ...] = tuple(field.name for field in fields)
        self.fields: dict[str, str] = {name: field.name for name, field in meta.combined.items()}  # by column, too
        self.key: str = "" if meta.composite_key else str(meta.primary_key.name)
        self.has_number: bool = bool(meta.auto_increment)  # the database gives the key
        self.parents: dict[str, type[Any]] = {  # the tables that the rows hang on, by the field's name
            field.name: field.rel_model for field in fields if isinstance(field, ForeignKeyField)
        }
        self.together: str = getattr(meta, "read_together", "")  # all rows with one value here are read at once
        self.places: frozenset[str] = frozenset((*self.parents, self.together))  # by which rows are known to be whose
        self.uniques: tuple[tuple[str, ...], ...] = tuple(_unique_keys(meta))  # besides the primary key
        self.unique: frozenset[str] = frozenset(name for names in self.uniques for name in names)
        self._empty: dict[str, Any] = dict.fromkeys(self.names)
        self._defaults: dict[str, Any] = dict(meta._default_by_name)
        self._makers: tuple[tuple[str, Callable[[], Any]], ...] = tuple(meta._default_callable_list)
        self._to: dict[str, tuple[type[Any] | None, Convert]] = {
            field.name: (_TAKEN.get(type(field)), _OWN_WAYS.get(type(field), field.db_value)) for field in fields
        }
        self._from: tuple[tuple[str, Convert], ...] = tuple(
            (field.name, _OWN_READING.get(type(field), field.python_value))
            for field in fields
            if type(field) not in _GIVEN
        )

    def usual(self) -> dict[str, Any]:
        """Return the defaults of a new row."""
        data = self._defaults.copy()
        for name, make in self._makers:
            data[name] = make()
        return data

    def written(self, name: str, value: Any) -> Any:
        """Return a field's value as the database holds it."""
        taken, convert = self._to[name]
        return value if value is None or type(value) is taken else convert(value)

    def values(self, data: Mapping[str, Any]) -> list[Any]:
        """Return the values of some fields as the database holds them."""
        ways = self._to
        found = []
        for name, value in data.items():
            taken, convert = ways[name]
            found.append(value if value is None or type(value) is taken else convert(value))
        return found

    def whole(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return a whole row as the database would give it back, of which these values are written."""
        ways = self._to
        row = self._empty.copy()
        for name, value in data.items():
            if value is not None:
                taken, convert = ways[name]
                row[name] = value if type(value) is taken else convert(value)
        return row

    def read(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row's data from what the database gives."""
        data = row.copy()
        for name, convert in self._from:
            value = data[name]
            if value is not None:
                data[name] = convert(value)
        return data


class ShapeOfTable:
    """A table's shape as an attribute of its class, made when it is first asked for; a call would cost more."""

    def __get__(self, row: object, table: type[Any]) -> Shape:
        """Look at the table, and stand in its way no more."""
        shape = Shape(table)
        setattr(table, "shape", shape)  # noqa: B010 - the name is that of the table's attribute
        return shape


_depths: dict[type[Any], int] = {}


def depth_of(table: type[Any]) -> int:
    """Return over how many steps a table's rows hang on others; 0: on none, or on rows of its own table alone."""
    known = _depths.get(table)
    if known is None:
        above = [parent for parent in table.shape.parents.values() if parent is not table]
        known = _depths[table] = max((depth_of(parent) + 1 for parent in above), default=0)
    return known


def _unique_keys(meta: Any) -> Iterable[tuple[str, ...]]:
    for field in meta.sorted_fields:
        if field.unique and not field.primary_key:
            yield (field.name,)
    for names, is_unique in meta.indexes:
        if is_unique:
            yield tuple(names)


def _text(value: Any) -> str:
    """Return text that is nothing but text, and that both databases take."""
    if type(value) is not str:
        value = str(value)
    return value if value.isascii() and "\0" not in value else storable(value)


def _octets(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


_SAME_MOMENTS = 256  # the rows of some mails have the same few


@lru_cache(_SAME_MOMENTS)
def _microseconds(moment: Any) -> Any:
    return _UTC.db_value(moment)


@lru_cache(_SAME_MOMENTS)
def _moment(microseconds: int) -> Any:
    return _UTC.python_value(microseconds)


_UTC: Any = UtcField()
_OWN_READING: dict[type[Any], Convert] = {UtcField: _moment, BooleanField: bool}
_OWN_WAYS: dict[type[Any], Convert] = {TextField: _text, BlobField: _octets, UtcField: _microseconds}
