"""Read and write single rows with SQL that is made once: peewee makes it anew for each query, which takes longer
than the database needs to run it.

What is not a plain row found by plain equality is left to peewee. Names come from the tables, values never stand in
the SQL.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import peewee
from peewee import AutoField, BigIntegerField, Expression, Field, ForeignKeyField, IntegerField, TextField

_AS_THEY_ARE = (AutoField, BigIntegerField, IntegerField, TextField, ForeignKeyField)  # the driver gives what we want
_statements: dict[tuple[Any, ...], str] = {}
_readers: dict[type[Any], tuple[tuple[str, ...], tuple[tuple[str, Callable[[Any], Any]], ...]]] = {}

Wanted = list[tuple[Any, Any]]  # columns and what they must equal


def equalities(expression: object) -> Wanted | None:
    """Return what a condition asks for; None when it is anything but columns equal to values, joined by AND."""
    if not isinstance(expression, Expression):
        return None
    if expression.op == peewee.OP.AND:
        left, right = equalities(expression.lhs), equalities(expression.rhs)
        return None if left is None or right is None else left + right
    is_plain = expression.op == peewee.OP.EQ and isinstance(expression.lhs, Field)
    if not is_plain or isinstance(expression.rhs, peewee.Node) or expression.rhs is None:
        return None
    return [(expression.lhs, expression.rhs)]


def select(table: Any, wanted: Wanted, *, only_first: bool = False) -> list[Any]:
    """Return the rows that have these values, in the order of their keys."""
    meta = table._meta
    shape = ("select", meta.database.obj, table, only_first, *(field.name for field, _ in wanted))
    sql = _statements.get(shape)
    if sql is None:
        sql = _statements[shape] = _selection(table, [field for field, _ in wanted], only_first=only_first)
    values = [field.db_value(value) for field, value in wanted]
    return [_row(table, found) for found in meta.database.execute_sql(sql, values).fetchall()]


def insert(table: Any, data: Mapping[str, Any]) -> Any:
    """Add a row and return its key where the database gives it one; else None."""
    meta = table._meta
    shape = ("insert", meta.database.obj, table, *data)
    sql = _statements.get(shape)
    if sql is None:
        sql = _statements[shape] = _insertion(table, data)
    cursor = meta.database.execute_sql(sql, _values(table, data))
    if not meta.auto_increment:
        return None
    return cursor.fetchone()[0] if meta.database.returning_clause else cursor.lastrowid


def insert_all(table: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows that all name the same columns."""
    for row in rows:
        insert(table, row)


def update(table: Any, data: Mapping[str, Any], key: Any) -> int:
    """Change the row with this key and return how many that was."""
    meta = table._meta
    shape = ("update", meta.database.obj, table, *data)
    sql = _statements.get(shape)
    if sql is None:
        sql = _statements[shape] = _change(table, data)
    values = [*_values(table, data), meta.primary_key.db_value(key)]
    return int(meta.database.execute_sql(sql, values).rowcount)


def _selection(table: Any, fields: list[Any], *, only_first: bool) -> str:
    meta = table._meta
    columns = ", ".join(_quoted(meta, field) for field in meta.sorted_fields)
    places = " AND ".join(f"{_quoted(meta, field)} = {meta.database.param}" for field in fields) or "1 = 1"
    end = "LIMIT 1" if only_first else f"ORDER BY {_quoted(meta, meta.primary_key)}"
    return f"SELECT {columns} FROM {_name(meta, meta.table_name)} WHERE {places} {end}"  # noqa: S608 - names


def _insertion(table: Any, data: Mapping[str, Any]) -> str:
    meta = table._meta
    columns = ", ".join(_quoted(meta, meta.fields[name]) for name in data)
    places = ", ".join(meta.database.param for _ in data)
    given = f" RETURNING {_quoted(meta, meta.primary_key)}" if meta.auto_increment and _returns(meta) else ""
    return f"INSERT INTO {_name(meta, meta.table_name)} ({columns}) VALUES ({places}){given}"  # noqa: S608 - names


def _change(table: Any, data: Mapping[str, Any]) -> str:
    meta = table._meta
    changes = ", ".join(f"{_quoted(meta, meta.fields[name])} = {meta.database.param}" for name in data)
    where = f"{_quoted(meta, meta.primary_key)} = {meta.database.param}"
    return f"UPDATE {_name(meta, meta.table_name)} SET {changes} WHERE {where}"  # noqa: S608 - names


def _returns(meta: Any) -> bool:
    return bool(meta.database.returning_clause)


def _quoted(meta: Any, field: Any) -> str:
    return _name(meta, field.column_name)


def _name(meta: Any, name: str) -> str:
    left, right = meta.database.quote
    return f"{left}{name}{right}"


def _values(table: Any, data: Mapping[str, Any]) -> list[Any]:
    fields = table._meta.fields
    return [fields[name].db_value(value) for name, value in data.items()]


def _row(table: Any, values: tuple[Any, ...]) -> Any:
    """Return a row as peewee would have made it, unchanged since."""
    known = _readers.get(table)
    if known is None:
        known = _readers[table] = _reader(table)
    names, converters = known
    row = table.__new__(table)
    row.__data__ = data = dict(zip(names, values, strict=True))
    for name, convert in converters:
        data[name] = convert(data[name])
    row.__rel__ = {}
    row._dirty = set()
    return row


def _reader(table: Any) -> tuple[tuple[str, ...], tuple[tuple[str, Callable[[Any], Any]], ...]]:
    """Return the names of the columns in order, and what turns a value of the database into ours."""
    fields = table._meta.sorted_fields
    converted = tuple((field.name, field.python_value) for field in fields if type(field) not in _AS_THEY_ARE)
    return tuple(field.name for field in fields), converted
