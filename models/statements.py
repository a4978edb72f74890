"""Make the SQL of plain statements. Names come from the tables; values never stand in the SQL."""

from collections.abc import Iterable
from typing import Any

import peewee
from peewee import Expression, Field

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


def selection(table: Any, names: Iterable[str], *, only_first: bool) -> str:
    """Return the SQL that finds rows by their values, in the order of their keys, or any one of them."""
    meta = table._meta
    columns = ", ".join(map(_quoted, meta.sorted_fields))
    wanted = [(meta.fields[name], None) for name in names]
    end = "LIMIT 1" if only_first else f"ORDER BY {_quoted(meta.primary_key)}"
    return f"SELECT {columns} FROM {_table(table)} WHERE {_places(wanted)} {end}"  # noqa: S608 - names


def choice(table: Any, column: Any, count: int) -> str:
    """Return the SQL that finds the rows with one of so many values in a column."""
    columns = ", ".join(map(_quoted, table._meta.sorted_fields))
    return f"SELECT {columns} FROM {_table(table)} WHERE {_among(column, count)}"  # noqa: S608 - names


def selection_among(table: Any, column: Any, count: int, others: Iterable[str]) -> str:
    """Return the same, of those that have values in other fields as well, in the order of their keys."""
    wanted = _places([(table._meta.fields[name], None) for name in others])
    return f"{choice(table, column, count)} AND {wanted} ORDER BY {_quoted(table._meta.primary_key)}"


def newest(table: Any, column: Any) -> str:
    """Return the SQL that finds a column of the row with the highest key."""
    order = _quoted(table._meta.primary_key)
    return f"SELECT {_quoted(column)} FROM {_table(table)} ORDER BY {order} DESC LIMIT 1"  # noqa: S608 - names


def insertion(table: Any, names: Iterable[str]) -> str:
    """Return the SQL that adds a row with these fields."""
    meta = table._meta
    columns = [_quoted(meta.fields[name]) for name in names]
    places = ", ".join(meta.database.param for _ in columns)
    return f"INSERT INTO {_table(table)} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names


def returning(table: Any) -> str:
    """Return what has an insertion tell the new row's key, where the database has to be asked for it."""
    meta = table._meta
    is_asked = meta.auto_increment and meta.database.returning_clause
    return f" RETURNING {_quoted(meta.primary_key)}" if is_asked else ""


def highest(table: Any) -> str:
    """Return the SQL that finds the highest key."""
    return f"SELECT max({_quoted(table._meta.primary_key)}) FROM {_table(table)}"  # noqa: S608 - names


def numbers(table: Any) -> str:
    """Return the SQL that takes as many keys as are asked for from a table's sequence (PostgreSQL)."""
    sequence = f"pg_get_serial_sequence('{_table(table)}', '{table._meta.primary_key.column_name}')"
    return f"SELECT nextval({sequence}) FROM generate_series(1, {table._meta.database.param})"  # noqa: S608 - names


def replacement(table: Any, key: tuple[str, ...], names: Iterable[str]) -> str:
    """Return the SQL that adds a row, or changes the one with the same unique key."""
    names = tuple(names)
    fields = table._meta.fields
    target = ", ".join(_quoted(fields[name]) for name in key)
    changes = ", ".join(
        f"{_quoted(fields[name])} = excluded.{_quoted(fields[name])}" for name in names if name not in key
    )
    return f"{insertion(table, names)} ON CONFLICT ({target}) DO UPDATE SET {changes}"


def change(table: Any, names: Iterable[str]) -> str:
    """Return the SQL that changes these fields of the row with a key."""
    meta = table._meta
    return f"{_changes(table, names)} WHERE {_quoted(meta.primary_key)} = {meta.database.param}"


def change_among(table: Any, names: Iterable[str], count: int) -> str:
    """Return the SQL that changes these fields of the rows with so many keys."""
    return f"{_changes(table, names)} WHERE {_among(table._meta.primary_key, count)}"


def _places(wanted: Wanted) -> str:
    """Return the condition with a place for each value; one that always holds when nothing is asked for."""
    return " AND ".join(f"{_quoted(field)} = {field.model._meta.database.param}" for field, _ in wanted) or "1 = 1"


def _changes(table: Any, names: Iterable[str]) -> str:
    meta = table._meta
    changes = ", ".join(f"{_quoted(meta.fields[name])} = {meta.database.param}" for name in names)
    return f"UPDATE {_table(table)} SET {changes}"  # noqa: S608 - names


def _among(column: Any, count: int) -> str:
    places = ", ".join([column.model._meta.database.param] * count)
    return f"{_quoted(column)} IN ({places})"


def _table(table: Any) -> str:
    return _name(table._meta, table._meta.table_name)


def _quoted(field: Any) -> str:
    return _name(field.model._meta, field.column_name)


def _name(meta: Any, name: str) -> str:
    left, right = meta.database.quote
    return f"{left}{name}{right}"
