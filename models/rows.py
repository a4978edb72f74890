"""Read and write single rows with SQL that is made once.

Peewee makes it anew for each query, which takes longer than the database needs to run it.
What is not a plain row found by plain equality is left to peewee. New rows and changes are held back within a
transaction (models/pending.py).
"""

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import peewee
from peewee import SqliteDatabase

from models import statements
from models.at_hand import AtHand
from models.making import Row
from models.shapes import Shape

PEEWEES_EXCEPTIONS: Any = vars(peewee)["__exception_wrapper__"]
_own = AtHand()
_made: dict[tuple[Any, ...], str] = {}  # SQL by the database, the table, and what is done


def select(table: Any, names: tuple[str, ...], values: Iterable[Any], *, only_first: bool = False) -> list[Any]:
    """Return the rows that have these values in these fields: all in the order of their keys, or any one of them."""
    shape, fresh = table.shape, _own.fresh
    asked = shape.values(names, values)
    if None in asked:  # nothing equals NULL
        return []
    known = fresh.find(table, names, asked)
    if known is None and shape.together in names:
        read_together(table, (asked[names.index(shape.together)],))
        known = fresh.find(table, names, asked)
    if known is not None:
        return [_row(table, shape, row) for row in (known[:1] if only_first else known)]
    held = _own.pending.matching(table, names, asked)  # their keys are higher than those in the database
    if only_first and held:
        return [_row(table, shape, held[0])]
    sql = _remembered(
        table, ("select", only_first, *names), lambda: statements.selection(table, names, only_first=only_first)
    )
    return [_row(table, shape, row) for row in (*_found(table, shape, names, sql, asked), *held)]


def _found(table: Any, shape: Shape, names: Iterable[str], sql: str, asked: list[Any]) -> list[Row]:
    """Return what a selection by these fields finds in the database, with the changes that are held back."""
    pending = _own.pending
    if pending.has_changed(table, names):
        _write_changes()
    found = list(map(list, _run(table, sql, asked).fetchall()))
    if changed := pending.changes(table):
        for row in found:
            shape.patch(row, changed.get(row[shape.key_at], {}))
    return found


def read_together(table: Any, values: Iterable[Any]) -> None:
    """Read all rows with these values in the field by which the table's rows are read together, unless that is done.

    Only a transaction that is alone does so: else others may make and change rows meanwhile.
    """
    shape, fresh = table.shape, _own.fresh
    names = (shape.together,)
    missing = [value for value in values if value is not None and fresh.find(table, names, (value,)) is None]
    if not missing or not fresh.is_alone:
        return
    found: dict[Any, list[Row]] = {value: [] for value in missing}
    sql = _sql_among(table, table._meta.fields[shape.together], len(missing), ())
    for row in _found(table, shape, names, sql, missing):
        found[row[shape.together_at]].append(row)
    for value, rows in found.items():
        fresh.learn(table, value, rows + _own.pending.matching(table, names, (value,)))


def _sql_among(table: Any, column: Any, count: int, others: Iterable[str]) -> str:
    action = ("select among", column.name, count, *others)
    return _remembered(table, action, lambda: statements.selection_among(table, column, count, others))


def among(table: Any, column: Any, keys: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the rows that have one of these values in a column, by column's name and as the database has them."""
    asked = [column.db_value(key) for key in keys]
    if not asked:
        return []
    if _own.pending.has(table):
        write_pending()
    asked += asked[-1:] * ((1 << (len(asked) - 1).bit_length()) - len(asked))  # few shapes, however many are asked for
    sql = _remembered(table, ("among", column.name, len(asked)), lambda: statements.choice(table, column, len(asked)))
    names = [field.column_name for field in table._meta.sorted_fields]
    return [dict(zip(names, found, strict=True)) for found in _run(table, sql, asked).fetchall()]


def keys_of(query: Any) -> list[int]:
    """Return what a query finds in its one column."""
    return [key for (key,) in query.tuples()]


def select_among(table: Any, column: Any, values: Sequence[Any], others: Mapping[str, Any]) -> list[Any]:
    """Return the rows with one of these values in a column and these in others, in the order of their keys."""
    if _own.pending.has(table):
        write_pending()
    shape = table.shape
    sql = _sql_among(table, column, len(values), others)
    asked = [*(shape.written(column.name, value) for value in values), *shape.values(tuple(others), others.values())]
    return [_row(table, shape, row) for row in _run(table, sql, asked).fetchall()]


def insert(table: Any, row: Row) -> Any:
    """Add a whole row and return its key where the database gives it one; else None."""
    shape, fresh = table.shape, _own.fresh
    if fresh.is_on and shape.key and (row[shape.key_at] is None) is shape.has_number:
        return _hold_back(table, shape, row)
    _make_ready(table)
    if shape.together:
        fresh.forget()
    names, values = _told(shape, row)
    cursor = _run(table, _insertion(table, names), values)
    fresh.forget()  # it brought its own key, and is not noted
    if not shape.has_number:
        return None
    return cursor.lastrowid if _counts_itself(table) else cursor.fetchone()[0]


def _told(shape: Shape, row: Row) -> tuple[tuple[str, ...], Row]:
    """Return the fields and the values of a row to be written at once: all but the key that the database gives it."""
    at = shape.key_at
    if not shape.has_number or row[at] is not None:
        return shape.names, row
    return shape.names[:at] + shape.names[at + 1 :], row[:at] + row[at + 1 :]


def _insertion(table: Any, names: tuple[str, ...], condition: str = "") -> str:
    return _remembered(
        table,
        ("insert", condition, *names),
        lambda: statements.insertion(table, names) + condition + statements.returning(table),
    )


def _hold_back(table: Any, shape: Shape, row: Row) -> Any:
    """Hold a whole row back and return its key where the database would give it one."""
    fresh, pending = _own.fresh, _own.pending
    if pending.is_full:
        write_pending()
    if shape.has_number:
        key = row[shape.key_at] = pending.next_number(table) or _number(table)
        pending.add(table, key, row)
        fresh.note(table, key, row)
        return key
    key = row[shape.key_at]
    if pending.row(table, key) is not None:
        write_pending()
    pending.add(table, key, row)
    if shape.together:  # it is not noted
        fresh.forget()
    return None


def write_pending() -> None:
    """Write the rows that were held back. Raises: IntegrityError and the like, for any of them.

    Then nothing more can be done but to take the step back in which they were made: what else was held back is lost.
    """
    if _own.pending:
        _write_held(_own.pending.take())


def _write_changes() -> None:
    """Write what was changed in rows of the database."""
    if _own.pending:
        _write_held(())


def _write_held(taken: Iterable[tuple[Any, list[Row]]]) -> None:
    """Write new rows and all changes, after which the transaction may go on only when that succeeded."""
    pending = _own.pending
    if pending.fault is not None:
        raise pending.fault
    try:
        for table, held in taken:
            _write(table, held)
        for table, names, values in pending.take_changes():
            _run_each(table, _changing(table, names), values)
    except BaseException as fault:
        pending.fault = fault
        raise


def _changing(table: Any, names: Iterable[str]) -> str:
    return _remembered(table, ("update", *names), lambda: statements.change(table, names))


def _write(table: Any, held: list[Row]) -> None:
    """Write whole rows of a table."""
    sql = _remembered(table, ("insert whole",), lambda: statements.insertion(table, table.shape.names))
    _run_each(table, sql, held)


def _run_each(table: Any, sql: str, values: list[list[Any]]) -> None:
    """Run a statement once for each list of values."""
    if len(values) == 1:
        _run(table, sql, values[0])
    else:
        table._meta.database.obj.run_many(sql, values)


def begin(*, is_alone: bool) -> None:
    """Hold rows back from now on, and remember what is made: a transaction was begun.

    `is_alone`: nobody else changes the database until it ends.
    """
    _own.pending.drop()
    _own.fresh.begin(is_alone=is_alone)


def end() -> None:
    """Write each row at once again: the transaction ends."""
    _own.pending.drop()
    _own.fresh.end()


def take_back() -> None:
    """Forget what was made since the innermost savepoint, which is about to be taken back, and all that was known."""
    _own.pending.drop()
    _own.fresh.forget()


def forget() -> None:
    """Ask the database again for all that was known: something is written that is not noted here."""
    write_pending()
    _own.pending.drop()
    _own.fresh.forget()


def _make_ready(table: Any) -> None:
    """Write what a new row of the table could miss or hit: its like, and what it may hang on."""
    if _own.pending and (_own.pending.has(table) or any(map(_own.pending.has, table.shape.parents.values()))):
        write_pending()
    _own.pending.forget_numbers(table)


def _number(table: Any) -> int:
    """Return the key of a new row, which nobody else will use."""
    while (number := _own.pending.next_number(table)) is None:
        _own.pending.reserve(table, _free_numbers(table))
    return number


def _free_numbers(table: Any) -> Iterable[int]:
    """Return keys for new rows: on SQLite all that follow, for nobody else writes now, else some of the sequence."""
    if _counts_itself(table):
        found = _run(table, _remembered(table, ("highest",), lambda: statements.highest(table)), []).fetchone()
        return itertools.count((found[0] or 0) + 1)
    sql = _remembered(table, ("numbers",), lambda: statements.numbers(table))
    return sorted(number for (number,) in _run(table, sql, [_own.pending.wanted_numbers(table)]).fetchall())


def insert_unless_there(table: Any, row: Row) -> Any:
    """Add a row unless a unique key forbids it, and return its key: True where it has no number, None: not added."""
    shape = table.shape
    if _can_tell(shape, row):
        return None if _is_there(table, shape, row) else _hold_back(table, shape, row)
    _make_ready(table)
    names, values = _told(shape, row)
    cursor = _run(table, _insertion(table, names, " ON CONFLICT DO NOTHING"), values)
    if shape.together:  # there is a row that is not noted, whoever made it
        _own.fresh.forget()
    if not shape.has_number:
        return True if int(cursor.rowcount) == 1 else None
    if _counts_itself(table):
        key = cursor.lastrowid if cursor.rowcount == 1 else None
    else:
        found = cursor.fetchone()
        key = None if found is None else found[0]
    if key is not None:
        row[shape.key_at] = key
        _own.fresh.note(table, key, row)
    return key


def _can_tell(shape: Shape, row: Row) -> bool:
    """Say whether the rows that are read together tell if a unique key forbids a new one."""
    if not _own.fresh.is_alone or not shape.has_number or row[shape.key_at] is not None or not shape.together:
        return False
    return row[shape.together_at] is not None and all(shape.together in key for key in shape.uniques)


def _is_there(table: Any, shape: Shape, row: Row) -> bool:
    """Say whether a row has the same values in the columns of a unique key; NULL is like no other."""
    value = row[shape.together_at]
    read_together(table, (value,))
    alike = _own.fresh.find(table, (shape.together,), (value,)) or ()
    return any(
        all(row[at] is not None and row[at] == other[at] for at in map(shape.at.__getitem__, key))
        for other in alike
        for key in shape.uniques
    )


def put(table: Any, key: tuple[str, ...], given: Mapping[str, Any]) -> None:
    """Add a row, or change the one that has the same values in the columns of a unique key."""
    shape = table.shape
    data, _, row = shape.created(given)
    known = _own.fresh.find(table, key, [row[shape.at[name]] for name in key])
    if known == []:
        insert(table, row)
    elif known:
        update(table, {name: value for name, value in data.items() if name not in key}, known[0][shape.key_at])
    else:
        _make_ready(table)
        sql = _remembered(table, ("put", key, *data), lambda: statements.replacement(table, key, data))
        _run(table, sql, [row[shape.at[name]] for name in data])
        _own.fresh.forget()


def newest(table: Any, column: Any) -> Any:
    """Return what stands in a column of the row that was added last; None when there is none."""
    last = _own.fresh.last(table)
    if last is not None:
        return column.python_value(last[table.shape.at[column.name]])
    if _own.pending.has(table):
        write_pending()
    sql = _remembered(table, ("newest", column.name), lambda: statements.newest(table, column))
    found = _run(table, sql, []).fetchone()
    return None if found is None else column.python_value(found[0])


def look(table: Any, sql: str, values: list[Any]) -> list[Any]:
    """Return what a SELECT finds that reads this table alone, so that rows of others may go on being held back."""
    if _own.pending.has(table):
        write_pending()
    return list(_run(table, sql, values).fetchall())


def count_up(table: Any, key: str, column: str) -> int:
    """Return the next number of a counter, whose rows are read together by their key: 1 when it has none yet.

    Raises: RuntimeError when others could count as well, for the transaction is not alone.
    """
    if not _own.fresh.is_alone:
        raise RuntimeError("to count takes a transaction that is alone")
    shape = table.shape
    read_together(table, (key,))
    found = _own.fresh.find(table, (shape.together,), (key,))
    if not found:
        insert(table, shape.whole({shape.key: key, column: 1}))
        return 1
    number: int = found[0][shape.at[column]] + 1
    update(table, {column: number}, key)
    return number


def update(table: Any, data: Mapping[str, Any], key: Any) -> int:
    """Change the row with this key and return how many that was; one that is held back is taken to be there."""
    shape = table.shape
    if type(key) is not int:
        key = shape.written(shape.key, key)
    changes = dict(zip(data, shape.values(tuple(data), data.values()), strict=True))
    can_wait = _own.fresh.is_on and shape.unique.isdisjoint(data) and not _own.pending.is_full
    if not shape.places.isdisjoint(data):  # it may hang on a row that is held back as well
        write_pending()
        can_wait = False
    held = _own.pending.row(table, key)
    if held is not None:
        shape.patch(held, changes)
        return 1
    changed = 1
    if can_wait:
        _own.pending.change(table, key, changes.copy())
    else:
        _write_changes()  # of the same row, perhaps
        changed = int(_run(table, _changing(table, changes), [*changes.values(), key]).rowcount)
    _own.fresh.change(table, key, changes)
    return changed


def update_among(table: Any, data: Mapping[str, Any], keys: Sequence[Any]) -> int:
    """Change the rows with these keys, all in the same way, and return how many that was."""
    write_pending()
    shape = table.shape
    sql = _remembered(
        table, ("update among", len(keys), *data), lambda: statements.change_among(table, data, len(keys))
    )
    values = shape.values(tuple(data), data.values())
    changed = int(_run(table, sql, [*values, *(shape.written(shape.key, key) for key in keys)]).rowcount)
    for key in keys:
        _own.fresh.change(table, key, dict(zip(data, values, strict=True)))
    return changed


def _run(table: Any, sql: str, values: list[Any]) -> Any:
    """Run a statement; on SQLite without the detours of peewee, but with its exceptions."""
    opened = table._meta.database.obj
    connection: Any = vars(opened)["_state"].conn if isinstance(opened, SqliteDatabase) else None
    if connection is None:  # it is opened then
        return opened.run(sql, values)
    try:
        return connection.execute(sql, values)
    except sqlite3.Error:
        with PEEWEES_EXCEPTIONS:
            raise


def _counts_itself(table: Any) -> bool:
    """Say whether the driver knows the key of the row that was added last (SQLite)."""
    return not table._meta.database.obj.returning_clause


def _remembered(table: Any, action: tuple[Any, ...], make: Callable[[], str]) -> str:
    """Return the SQL of an action on a table in the open database."""
    shape = (table._meta.database.obj, table, action)
    sql = _made.get(shape)
    if sql is None:
        sql = _made[shape] = make()
    return sql


def _row(table: Any, shape: Shape, values: Sequence[Any]) -> Any:
    """Return a row as peewee would have made it, unchanged since."""
    row = table.__new__(table)
    row.__data__ = shape.read(values)
    row.__rel__ = {}
    row._dirty = set()
    return row
