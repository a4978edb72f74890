"""Read single header fields of a parsed mail."""

from collections.abc import Sequence

from daemon.reading.message import Header
from daemon.reading.remembered import HEADER_VALUES


def header_values(headers: Sequence[Header], name: str) -> tuple[str, ...]:
    """Return all values of a header, unfolded, top to bottom. `name` is in lower case."""
    values = HEADER_VALUES.of(headers).get(name)
    return tuple([" ".join(value.split()) for value in values]) if values else ()


def first_header(headers: Sequence[Header], name: str) -> str:
    """Return the first value of a header, unfolded; "" when there is none. `name` is in lower case."""
    values = HEADER_VALUES.of(headers).get(name)
    return " ".join(values[0].split()) if values else ""


def has_any_header(headers: Sequence[Header], names: frozenset[str]) -> bool:
    """Say whether one of the headers is there. The names are in lower case."""
    return not names.isdisjoint(HEADER_VALUES.of(headers))


def has_header(headers: Sequence[Header], name: str) -> bool:
    """Say whether a header is there, were it empty. `name` is in lower case."""
    return name in HEADER_VALUES.of(headers)
