"""Build the Feeder's `filter`: the text of a WHERE clause that the server does not bind (feeder-api.md §3.2).

Only this module writes one. Columns come from the act's list, operators from here, values are checked for their
column's form and quoted; what a mail says is never more than a value.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from daemon.integrator.feeder.acts import ReadAct, read_act
from daemon.integrator.feeder.columns import checked, is_same
from daemon.integrator.feeder.faults import BadRequest, WrongRecord
from daemon.integrator.feeder.rows import Row
from daemon.value_objects import value_object

PAGE = 200  # rows at a time (feeder-api.md §2.3: 100 to 500)
MOST_ROWS = 20_000  # of one query; more is a mistake
_MOST_VALUES = 200  # of one any_of


@value_object
class Condition:
    """What a row must have in one column."""

    column: str
    values: tuple[str, ...]  # one of them
    is_part: bool = False  # the value is a part of the column's text, in any case

    def __repr__(self) -> str:
        return f"Condition({self.column})"  # a value may be personal


@value_object
class Order:
    """By which column the rows come."""

    column: str
    is_down: bool = False


@value_object
class Query:
    """Which rows of which act."""

    act: ReadAct
    conditions: tuple[Condition, ...]
    orders: tuple[Order, ...]  # as wanted; empty: as the server likes
    limit: int  # rows at most; more are an error

    def __repr__(self) -> str:
        return f"Query({self.act.name}, {', '.join(condition.column for condition in self.conditions)})"

    def filter(self, name_of: Callable[[str], str] = str) -> str:
        """Return the clause; `name_of` gives the name that the server's version has for a column."""
        return " AND ".join(_clause(condition, name_of(condition.column)) for condition in self.conditions)

    def order(self, name_of: Callable[[str], str] = str) -> str:
        """Return the order in the same way; "" for none."""
        return ",".join(f"{name_of(order.column)}{' DESC' if order.is_down else ''}" for order in self.orders)

    def for_pages(self) -> "Query":
        """Return the query in an order that is unique, so that pages neither repeat nor miss rows."""
        wanted = {order.column for order in self.orders}
        return replace(self, orders=(*self.orders, *(Order(name) for name in self.act.key if name not in wanted)))

    def check(self, rows: Sequence[Row]) -> None:
        """Hold that each row is one that was asked for (feeder-api.md §3.1). Raises: WrongRecord."""
        for row in rows:
            for condition in self.conditions:
                if not _holds(self.act, condition, row):
                    raise WrongRecord(f"{self.act.name}: a row of another {condition.column}")


def equal(column: str, value: str) -> Condition:
    """Ask for one value of a column."""
    return Condition(column, (value,))


def any_of(column: str, values: Sequence[str]) -> Condition:
    """Ask for one of some values, of which there must be one at least."""
    return Condition(column, tuple(values))


def containing(column: str, part: str) -> Condition:
    """Ask for a text column that contains the part, in any case."""
    return Condition(column, (part,), is_part=True)


def select(act: str, *conditions: Condition, order: Sequence[str] = (), limit: int = PAGE) -> Query:
    """Return a query with everything checked that goes into its filter.

    `order` has columns, with " DESC" behind those that go down. Raises: BadRequest.
    """
    described = read_act(act)
    if not 0 < limit <= MOST_ROWS:
        raise BadRequest("limit", f"must be from 1 to {MOST_ROWS}")
    return Query(
        described, tuple(_checked(described, condition) for condition in conditions), _order(described, order), limit
    )


def _order(act: ReadAct, wanted: Sequence[str]) -> tuple[Order, ...]:
    """Return "id_semester DESC" and the like as columns and directions."""
    orders: dict[str, Order] = {}
    for text in wanted:
        name, _, direction = text.partition(" ")
        if direction not in ("", "ASC", "DESC"):
            raise BadRequest("order", "goes up (ASC) or down (DESC)")
        orders.setdefault(act.column(name).name, Order(name, is_down=direction == "DESC"))
    return tuple(orders.values())


def _checked(act: ReadAct, condition: Condition) -> Condition:
    column = act.column(condition.column)
    if not column.is_filterable:
        raise BadRequest(column.name, "cannot be filtered by")
    if not 0 < len(condition.values) <= _MOST_VALUES:
        raise BadRequest(column.name, f"needs from 1 to {_MOST_VALUES} values")
    return replace(condition, values=tuple(checked(column, value) for value in condition.values))


def _clause(condition: Condition, name: str) -> str:
    if condition.is_part:
        return f"{name} ilike {_quoted('%' + _escaped(condition.values[0]) + '%')}"
    if len(condition.values) == 1:
        return f"{name}={_quoted(condition.values[0])}"
    return f"{name} IN ({','.join(map(_quoted, condition.values))})"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _escaped(value: str) -> str:
    """Return the text with PostgreSQL's wildcards as what they look like."""
    return value.replace("%", "\\%").replace("_", "\\_")


def _holds(act: ReadAct, condition: Condition, row: Row) -> bool:
    if not row.has(condition.column):  # nobody can say whose row it is
        raise WrongRecord(f"{act.name}: no column {condition.column}")
    found = row.text(condition.column)
    if found is None:
        return False
    if condition.is_part:
        return condition.values[0].casefold() in found.casefold()
    form = act.column(condition.column).form
    return any(is_same(form, found, value) for value in condition.values)
