"""Read single header fields of a parsed mail."""

from collections.abc import Sequence

from daemon.reading.message import Header
from daemon.reading.remembered import HeaderNames

_NAMES = HeaderNames()


def header_values(headers: Sequence[Header], name: str) -> tuple[str, ...]:
    """Return all values of a header, unfolded, top to bottom. `name` is in lower case."""
    if name not in _NAMES.of(headers):
        return ()
    return tuple(" ".join(header.value.split()) for header in headers if header.name.lower() == name)


def first_header(headers: Sequence[Header], name: str) -> str:
    """Return the first value of a header, unfolded; "" when there is none. `name` is in lower case."""
    return next(iter(header_values(headers, name)), "")


def has_header(headers: Sequence[Header], name: str) -> bool:
    """Say whether a header is there, were it empty. `name` is in lower case."""
    return name in _NAMES.of(headers)
