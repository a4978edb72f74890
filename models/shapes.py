"""Work out once what the rows of a table look like, and how their values go to the database and come back.

Peewee asks each field anew for each value, although most values are what the driver wants already.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import peewee
from peewee import AutoField, BigAutoField, BigIntegerField, BlobField, BooleanField, ForeignKeyField, IntegerField

from models.fields import TextField, UtcField, storable
from models.making import Convert, Created, Row, Way, Ways, adding, creating, reading, writing

# What the driver takes as it is, by the field's own type; an enumeration's member is not exactly of such a type.
_TAKEN: dict[type[Any], type[Any]] = {
    AutoField: int,
    BigAutoField: int,
    BigIntegerField: int,
    IntegerField: int,
    UtcField: int,
    BooleanField: bool,
    BlobField: bytes,
    TextField: str,
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


class Search(NamedTuple):
    """How rows may be found by the values of some fields. Places are those in the list of values; -1: none."""

    key: int
    together: int
    parents: tuple[tuple[int, str, type[Any]], ...]  # a place, its field, and the table that this names a row of
    columns: tuple[int, ...]  # where the fields stand in a row


class Shape:
    """What the rows of one table look like."""

    __slots__ = (
        "_adding",
        "_creating",
        "_searches",
        "_ways",
        "_writing",
        "at",
        "fields",
        "has_number",
        "key",
        "key_at",
        "names",
        "parents",
        "places",
        "read",
        "together",
        "together_at",
        "unique",
        "uniques",
    )

    def __init__(self, table: Any) -> None:
        """Look at the table."""
        meta = table._meta
        fields: list[Any] = meta.sorted_fields
        self.names: tuple[str, ...] = tuple(field.name for field in fields)
        self.at: dict[str, int] = {name: at for at, name in enumerate(self.names)}  # where a field stands in a row
        self.fields: dict[str, str] = {name: field.name for name, field in meta.combined.items()}  # by column, too
        self.key: str = "" if meta.composite_key else str(meta.primary_key.name)
        self.key_at: int = self.at[self.key] if self.key else -1
        self.has_number: bool = bool(meta.auto_increment)  # the database gives the key
        self.parents: dict[str, type[Any]] = {  # the tables that the rows hang on, by the field's name
            field.name: field.rel_model for field in fields if isinstance(field, ForeignKeyField)
        }
        self.together: str = getattr(meta, "read_together", "")  # all rows with one value here are read at once
        self.together_at: int = self.at.get(self.together, -1)
        self.places: frozenset[str] = frozenset((*self.parents, self.together))  # by which rows are known to be whose
        self.uniques: tuple[tuple[str, ...], ...] = tuple(_unique_keys(meta))  # besides the primary key
        self.unique: frozenset[str] = frozenset(name for names in self.uniques for name in names)
        self._ways = Ways(
            {field.name: _way(field) for field in fields},
            dict(meta._default_by_name),
            dict(meta._default_callable_list),
        )
        self.read: Callable[[Sequence[Any]], dict[str, Any]] = reading(self._ways)  # a row's data
        self._searches: dict[tuple[str, ...], Search] = {}
        self._adding: dict[tuple[str, ...], Callable[[Mapping[str, Any]], Row]] = {}
        self._creating: dict[tuple[str, ...], Callable[[Mapping[str, Any]], Created]] = {}
        self._writing: dict[tuple[str, ...], Callable[[Iterable[Any]], list[Any]]] = {}

    def written(self, name: str, value: Any) -> Any:
        """Return a field's value as the database holds it."""
        return self.values((name,), (value,))[0]

    def values(self, names: tuple[str, ...], values: Iterable[Any]) -> list[Any]:
        """Return the values of some fields as the database holds them."""
        make = self._writing.get(names)
        if make is None:
            make = self._writing[names] = writing(self._ways, names)
        return make(values)

    def search(self, names: tuple[str, ...]) -> Search:
        """Return how rows may be found by these fields."""
        found = self._searches.get(names)
        if found is None:
            parents = [
                (at, name, self.parents[name])
                for at, name in enumerate(names)
                if name in self.parents and self.has_number  # others are not noted
            ]
            key, together = (names.index(name) if name in names else -1 for name in (self.key, self.together))
            columns = tuple(self.at[name] for name in names)
            found = self._searches[names] = Search(key, together, tuple(parents), columns)
        return found

    def whole(self, given: Mapping[str, Any]) -> Row:
        """Return a whole row as the database would give it back: these values, and the defaults for the others."""
        names = tuple(given)
        make = self._adding.get(names)
        if make is None:
            make = self._adding[names] = adding(self._ways, [self.fields[name] for name in names])
        return make(given)

    def patch(self, row: Row, changes: Mapping[str, Any]) -> None:
        """Write changes into a row; both are as the database holds them."""
        for name, value in changes.items():
            row[self.at[name]] = value

    def created(self, given: Mapping[str, Any]) -> Created:
        """Return the same with its data as peewee keeps them, and the rows among the values."""
        names = tuple(given)
        make = self._creating.get(names)
        if make is None:
            make = self._creating[names] = creating(self._ways, [self.fields[name] for name in names])
        return make(given)


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


def _way(field: Any) -> Way:
    kind = type(field)
    is_link = isinstance(field, ForeignKeyField)
    read = None if kind in _GIVEN else _OWN_READING.get(kind, field.python_value)
    taken = _TAKEN.get(type(field.rel_field) if is_link else kind)  # a link is what it names
    return Way(taken, _OWN_WAYS.get(kind, field.db_value), read, is_link)


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
def _same_microseconds(moment: Any) -> Any:
    return _UTC.db_value(moment)


def _microseconds(moment: Any) -> Any:
    """Return what a moment is written as; the second of two hours of the same name equals the first in Python."""
    if getattr(moment, "fold", 0):
        return _UTC.db_value(moment)
    return _same_microseconds(moment)


@lru_cache(_SAME_MOMENTS)
def _moment(microseconds: int) -> Any:
    return _UTC.python_value(microseconds)


_UTC: Any = UtcField()
_OWN_READING: dict[type[Any], Convert] = {UtcField: _moment, BooleanField: bool}
_OWN_WAYS: dict[type[Any], Convert] = {TextField: _text, BlobField: _octets, UtcField: _microseconds}
