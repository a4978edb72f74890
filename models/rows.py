"""Read and write single rows with SQL that is made once.

Peewee makes it anew for each query, which takes longer than the database needs to run it.
What is not a plain row found by plain equality is left to peewee. Names come from the tables, values never stand in
the SQL.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import peewee
from peewee import (
    AutoField,
    BigIntegerField,
    Expression,
    Field,
    ForeignKeyField,
    IntegerField,
    SqliteDatabase,
    TextField,
)

from models.fresh import Fresh

_AS_THEY_ARE = (AutoField, BigIntegerField, IntegerField, TextField, ForeignKeyField)  # the driver gives what we want
_PEEWEES_EXCEPTIONS: Any = vars(peewee)["__exception_wrapper__"]
fresh = Fresh()
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
    is_value = isinstance(expression.rhs, peewee.Model) or not isinstance(expression.rhs, peewee.Node)
    if not is_plain or not is_value or expression.rhs is None:
        return None
    return [(expression.lhs, expression.rhs)]


def select(table: Any, wanted: Wanted, *, only_first: bool = False) -> list[Any]:
    """Return the rows that have these values: all in the order of their keys, or any one of them."""
    asked = [(field, field.db_value(value)) for field, value in wanted]
    known = fresh.find(table, asked)
    if known is not None:
        return [_row(table, values.values()) for values in (known[:1] if only_first else known)]
    shape = ("select", table, only_first, *(field.name for field, _ in wanted))
    sql = _remembered(shape, lambda: _selection(table, wanted, only_first=only_first))
    return [_row(table, found) for found in _run(table, sql, [value for _, value in asked]).fetchall()]


def among(table: Any, column: Any, keys: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the rows that have one of these values in a column, by column's name and as the database has them."""
    asked = [column.db_value(key) for key in keys]
    if not asked:
        return []
    asked += asked[-1:] * ((1 << (len(asked) - 1).bit_length()) - len(asked))  # few shapes, however many are asked for
    sql = _remembered(("among", table, column.name, len(asked)), lambda: _choice(table, column, len(asked)))
    names = [field.column_name for field in table._meta.sorted_fields]
    return [dict(zip(names, found, strict=True)) for found in _run(table, sql, asked).fetchall()]


def insert(table: Any, data: Mapping[str, Any]) -> Any:
    """Add a row and return its key where the database gives it one; else None."""
    meta = table._meta
    sql = _remembered(("insert", table, *data), lambda: _insertion(table, data) + _returning(meta))
    values = _values(table, data)
    cursor = _run(table, sql, values)
    if not meta.auto_increment:
        return None
    key = cursor.fetchone()[0] if meta.database.returning_clause else cursor.lastrowid
    _note(table, key, data, values)
    return key


def insert_unless_there(table: Any, data: Mapping[str, Any]) -> Any:
    """Add a row unless a unique key forbids it, and return its key: True where it has no number, None: not added."""
    meta = table._meta
    shape = ("insert unless there", table, *data)
    sql = _remembered(shape, lambda: f"{_insertion(table, data)} ON CONFLICT DO NOTHING{_returning(meta)}")
    values = _values(table, data)
    cursor = _run(table, sql, values)
    if not meta.auto_increment:
        return True if int(cursor.rowcount) == 1 else None
    if meta.database.returning_clause:
        found = cursor.fetchone()
        key = None if found is None else found[0]
    else:
        key = cursor.lastrowid if cursor.rowcount == 1 else None
    if key is not None:
        _note(table, key, data, values)
    return key


def put(table: Any, key: tuple[str, ...], data: Mapping[str, Any]) -> None:
    """Add a row, or change the one that has the same values in the columns of a unique key."""
    meta = table._meta
    known = fresh.find(table, [(meta.fields[name], meta.fields[name].db_value(data[name])) for name in key])
    if known == []:
        insert(table, data)
    elif known:
        update(table, {name: value for name, value in data.items() if name not in key}, known[0][meta.primary_key.name])
    else:
        sql = _remembered(("put", table, key, *data), lambda: _replacement(table, key, data))
        _run(table, sql, _values(table, data))
        fresh.forget()


def newest(table: Any, column: Any) -> Any:
    """Return what stands in a column of the row that was added last; None when there is none."""
    last = fresh.last(table)
    if last is not None:
        return column.python_value(last[column.name])
    sql = _remembered(("newest", table, column.name), lambda: _newest(table, column))
    found = _run(table, sql, []).fetchone()
    return None if found is None else column.python_value(found[0])


def increase(table: Any, column: Any, wanted: Wanted) -> int:
    """Add one to a number in the rows that have these values, and return how many they were."""
    sql = _remembered(
        ("increase", table, column.name, *(field.name for field, _ in wanted)),
        lambda: _increase(table, column, wanted),
    )
    values = [field.db_value(value) for field, value in wanted]
    if fresh.last(table) is not None:
        fresh.forget()
    return int(_run(table, sql, values).rowcount)


def update(table: Any, data: Mapping[str, Any], key: Any) -> int:
    """Change the row with this key and return how many that was."""
    meta = table._meta
    sql = _remembered(("update", table, *data), lambda: _change(table, data))
    values = _values(table, data)
    changed = int(_run(table, sql, [*values, meta.primary_key.db_value(key)]).rowcount)
    fresh.change(table, key, dict(zip(data, map(_as_kept, values), strict=True)))
    return changed


def select_among(table: Any, column: Any, values: Sequence[Any]) -> list[Any]:
    """Return the rows in which a column has one of these values, in the order of their keys."""
    sql = _remembered(
        ("select among", table, column.name, len(values)), lambda: _selection_among(table, column, values)
    )
    return [_row(table, found) for found in _run(table, sql, [column.db_value(one) for one in values]).fetchall()]


def update_among(table: Any, data: Mapping[str, Any], keys: Sequence[Any]) -> int:
    """Change the rows with these keys, all in the same way, and return how many that was."""
    key = table._meta.primary_key
    sql = _remembered(
        ("update among", table, *data, len(keys)),
        lambda: f"UPDATE {_table(table)} SET {_assignments(table, data)} WHERE {_among(key, keys)}",  # noqa: S608 - names
    )
    values = _values(table, data)
    changed = int(_run(table, sql, [*values, *map(key.db_value, keys)]).rowcount)
    for one in keys:
        fresh.change(table, one, dict(zip(data, map(_as_kept, values), strict=True)))
    return changed


def _run(table: Any, sql: str, values: list[Any]) -> Any:
    """Run a statement; on SQLite without the detours of peewee, but with its exceptions."""
    opened = table._meta.database.obj
    if not isinstance(opened, SqliteDatabase) or opened.is_closed():
        return table._meta.database.execute_sql(sql, values)
    try:
        connection: Any = vars(opened)["_state"].conn
        return connection.execute(sql, values)
    except sqlite3.Error:
        with _PEEWEES_EXCEPTIONS:
            raise


def _note(table: Any, key: Any, data: Mapping[str, Any], values: list[Any]) -> None:
    """Remember a row that was added in this transaction, all its columns in their order."""
    names, _ = _reader_of(table)
    row = dict.fromkeys(names)
    row.update(zip(data, map(_as_kept, values), strict=True))
    row[table._meta.primary_key.name] = key
    fresh.note(table, key, row)


def _as_kept(value: Any) -> Any:
    """Return a value as the database would give it back."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, memoryview):
        return bytes(value)
    return bytes(value.obj) if type(value).__name__ == "Binary" else value  # psycopg's, which may not be installed


def _remembered(shape: tuple[Any, ...], make: Callable[[], str]) -> str:
    """Return the SQL of a statement of this shape on the open database."""
    shape = (shape[1]._meta.database.obj, *shape)
    sql = _statements.get(shape)
    if sql is None:
        sql = _statements[shape] = make()
    return sql


def _selection(table: Any, wanted: Wanted, *, only_first: bool) -> str:
    meta = table._meta
    columns = ", ".join(map(_quoted, meta.sorted_fields))
    end = "LIMIT 1" if only_first else f"ORDER BY {_quoted(meta.primary_key)}"
    return f"SELECT {columns} FROM {_table(table)} WHERE {_places(wanted)} {end}"  # noqa: S608 - names


def _choice(table: Any, column: Any, count: int) -> str:
    meta = table._meta
    columns = ", ".join(map(_quoted, meta.sorted_fields))
    places = ", ".join([meta.database.param] * count)
    return f"SELECT {columns} FROM {_table(table)} WHERE {_quoted(column)} IN ({places})"  # noqa: S608 - names


def _newest(table: Any, column: Any) -> str:
    order = _quoted(table._meta.primary_key)
    return f"SELECT {_quoted(column)} FROM {_table(table)} ORDER BY {order} DESC LIMIT 1"  # noqa: S608 - names


def _insertion(table: Any, data: Mapping[str, Any]) -> str:
    meta = table._meta
    columns = ", ".join(_quoted(meta.fields[name]) for name in data)
    places = ", ".join(meta.database.param for _ in data)
    return f"INSERT INTO {_table(table)} ({columns}) VALUES ({places})"  # noqa: S608 - names


def _returning(meta: Any) -> str:
    is_asked = meta.auto_increment and meta.database.returning_clause
    return f" RETURNING {_quoted(meta.primary_key)}" if is_asked else ""


def _replacement(table: Any, key: tuple[str, ...], data: Mapping[str, Any]) -> str:
    fields = table._meta.fields
    target = ", ".join(_quoted(fields[name]) for name in key)
    changes = ", ".join(
        f"{_quoted(fields[name])} = excluded.{_quoted(fields[name])}" for name in data if name not in key
    )
    return f"{_insertion(table, data)} ON CONFLICT ({target}) DO UPDATE SET {changes}"


def _change(table: Any, data: Mapping[str, Any]) -> str:
    meta = table._meta
    where = f"{_quoted(meta.primary_key)} = {meta.database.param}"
    return f"UPDATE {_table(table)} SET {_assignments(table, data)} WHERE {where}"  # noqa: S608 - names


def _assignments(table: Any, data: Mapping[str, Any]) -> str:
    meta = table._meta
    return ", ".join(f"{_quoted(meta.fields[name])} = {meta.database.param}" for name in data)


def _selection_among(table: Any, column: Any, values: Sequence[Any]) -> str:
    meta = table._meta
    columns, key = ", ".join(map(_quoted, meta.sorted_fields)), _quoted(meta.primary_key)
    return f"SELECT {columns} FROM {_table(table)} WHERE {_among(column, values)} ORDER BY {key}"  # noqa: S608 - names


def _among(column: Any, values: Sequence[Any]) -> str:
    places = ", ".join(column.model._meta.database.param for _ in values)
    return f"{_quoted(column)} IN ({places})"


def _increase(table: Any, column: Any, wanted: Wanted) -> str:
    number = _quoted(column)
    return f"UPDATE {_table(table)} SET {number} = {number} + 1 WHERE {_places(wanted)}"  # noqa: S608 - names


def _places(wanted: Wanted) -> str:
    """Return the condition with a place for each value; one that always holds when nothing is asked for."""
    return " AND ".join(f"{_quoted(field)} = {field.model._meta.database.param}" for field, _ in wanted) or "1 = 1"


def _table(table: Any) -> str:
    return _name(table._meta, table._meta.table_name)


def _quoted(field: Any) -> str:
    return _name(field.model._meta, field.column_name)


def _name(meta: Any, name: str) -> str:
    left, right = meta.database.quote
    return f"{left}{name}{right}"


def _values(table: Any, data: Mapping[str, Any]) -> list[Any]:
    fields = table._meta.fields
    return [fields[name].db_value(value) for name, value in data.items()]


def _row(table: Any, values: Iterable[Any]) -> Any:
    """Return a row as peewee would have made it, unchanged since."""
    names, converters = _reader_of(table)
    row = table.__new__(table)
    row.__data__ = data = dict(zip(names, values, strict=True))
    for name, convert in converters:
        data[name] = convert(data[name])
    row.__rel__ = {}
    row._dirty = set()
    return row


def _reader_of(table: Any) -> tuple[tuple[str, ...], tuple[tuple[str, Callable[[Any], Any]], ...]]:
    known = _readers.get(table)
    if known is None:
        known = _readers[table] = _reader(table)
    return known


def _reader(table: Any) -> tuple[tuple[str, ...], tuple[tuple[str, Callable[[Any], Any]], ...]]:
    """Return the names of the columns in order, and what turns a value of the database into ours."""
    fields = table._meta.sorted_fields
    converted = tuple((field.name, field.python_value) for field in fields if type(field) not in _AS_THEY_ARE)
    return tuple(field.name for field in fields), converted
