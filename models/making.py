"""Make the functions that turn a row's values from Python's into the database's and back, one for each shape.

Each is written out for the fields of its table, as the standard library's dataclasses and named tuples are: to look up
for each value of each row what has to become of it takes several times as long.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import peewee

Convert = Callable[[Any], Any]
Row = list[Any]  # a whole row, as the database holds it, in the order of the table's fields
Created = tuple[dict[str, Any], dict[str, Any], Row]  # a row's data, the rows that it was given to hang on, and itself


class Way(NamedTuple):
    """How the values of a field go to the database and come back."""

    taken: type[Any] | None  # what goes as it is; None: nothing does
    write: Convert  # the others
    read: Convert | None  # None: what comes is what is wanted
    is_link: bool  # to another table's row, for which the row itself may be given


class Ways(NamedTuple):
    """Those of all fields of a table, in their order, and what stands in those that nothing is said about."""

    fields: Mapping[str, Way]
    constants: Mapping[str, Any]
    makers: Mapping[str, Callable[[], Any]]


def reading(ways: Ways) -> Callable[[Sequence[Any]], dict[str, Any]]:
    """Return what makes a row's data of what the database gives."""
    names = {f"r{at}": way.read for at, way in enumerate(ways.fields.values())}
    places = ", ".join(f"v{at}" for at in range(len(ways.fields)))
    data = ", ".join(_read(name, at, way) for at, (name, way) in enumerate(ways.fields.items()))
    return _made(f"def made(row):\n  {places}, = row\n  return {{{data}}}", names)


def _read(name: str, at: int, way: Way) -> str:
    return f"{name!r}: v{at}" if way.read is None else f"{name!r}: None if v{at} is None else r{at}(v{at})"


def writing(ways: Ways, fields: Sequence[str]) -> Callable[[Iterable[Any]], list[Any]]:
    """Return what makes the database's of the values of some fields."""
    written = ", ".join(_written(ways.fields[name], f"v{at}", f"w{name}") for at, name in enumerate(fields))
    return _made(f"def made(values):\n{_taken(len(fields))}  return [{written}]", _writers(ways))


def adding(ways: Ways, fields: Sequence[str]) -> Callable[[Mapping[str, Any]], Row]:
    """Return what makes a whole row of the values of some fields."""
    code = f"def made(given):\n  values = given.values()\n{_taken(len(fields))}{_defaults(ways, fields)}"
    return _made(f"{code}  return {_whole(ways, fields)}", _writers(ways) | _constants(ways))


def creating(ways: Ways, fields: Sequence[str]) -> Callable[[Mapping[str, Any]], Created]:
    """Return what makes the same with its data as peewee keeps them, and the rows among the values."""
    code = ["def made(given):\n  values = given.values()\n", _taken(len(fields)), "  related = {}\n"]
    for at, name in enumerate(fields):
        if ways.fields[name].is_link:
            code.append(f"  if isinstance(v{at}, Model):\n")
            code.append(f"    related[{name!r}] = v{at}\n    v{at} = v{at}.__data__[v{at}.shape.key]\n")
    code.append(_defaults(ways, fields))
    data = {name: f"c{name}" for name in (*ways.constants, *ways.makers)}
    data |= {name: f"v{at}" for at, name in enumerate(fields)}
    told = ", ".join(f"{name!r}: {value}" for name, value in data.items())
    code.append(f"  return {{{told}}}, related, {_whole(ways, fields)}")
    return _made("".join(code), _writers(ways) | _constants(ways) | {"Model": peewee.Model})


def _taken(count: int) -> str:
    return f"  {', '.join(f'v{at}' for at in range(count))}, = values\n" if count else ""


def _defaults(ways: Ways, fields: Sequence[str]) -> str:
    return "".join(f"  c{name} = m{name}()\n" for name in ways.makers if name not in fields)


def _whole(ways: Ways, fields: Sequence[str]) -> str:
    given = {name: f"v{at}" for at, name in enumerate(fields)}
    values = [
        _written(way, given.get(name) or f"c{name}", f"w{name}")
        if name in given or name in ways.makers
        else f"k{name}"
        if name in ways.constants
        else "None"
        for name, way in ways.fields.items()
    ]
    return f"[{', '.join(values)}]"


def _written(way: Way, value: str, convert: str) -> str:
    """Return the expression for a value as the database holds it; text is looked at here, which saves a call."""
    if way.taken is str:
        return (
            f"{value} if type({value}) is str and {value}.isascii() and '\\0' not in {value}"
            f" else None if {value} is None else {convert}({value})"
        )
    if way.taken is None:
        return f"None if {value} is None else {convert}({value})"
    return f"{value} if {value} is None or type({value}) is {way.taken.__name__} else {convert}({value})"


def _writers(ways: Ways) -> dict[str, Any]:
    return {f"w{name}": way.write for name, way in ways.fields.items()}


def _constants(ways: Ways) -> dict[str, Any]:
    """Return the names for what stands in fields that nothing is said about, and for the same as it is written."""
    found = {f"c{name}": value for name, value in ways.constants.items()}
    for name, value in ways.constants.items():
        way = ways.fields[name]
        found[f"k{name}"] = value if value is None or type(value) is way.taken is not str else way.write(value)
    return found | {f"m{name}": make for name, make in ways.makers.items()}


def _made(code: str, names: dict[str, Any]) -> Callable[..., Any]:
    space = dict(names)
    exec(code, space)  # noqa: S102 - it consists of the names of our own fields
    made: Callable[..., Any] = space["made"]
    return made
