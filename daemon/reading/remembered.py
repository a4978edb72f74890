"""Keep what is made of a vocabulary or of a mail's header fields, so that it is made once.

Both are looked up by identity: they never change, and to hash or compare them takes longer than the work itself.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from daemon.reading.message import Header
from daemon.reading.vocabulary import Vocabulary

_MOST = 4  # vocabularies: after a change of the configuration there is another one
_T = TypeVar("_T")


def once_per_vocabulary(make: Callable[[Vocabulary], _T]) -> Callable[[Vocabulary], _T]:
    """Return a function that makes something of a vocabulary the first time only."""
    made: dict[int, tuple[Vocabulary, _T]] = {}  # by id(), which is nobody else's while the vocabulary is kept

    def remembered(vocabulary: Vocabulary) -> _T:
        found = made.get(id(vocabulary))
        if found is None:
            while len(made) >= _MOST:
                made.pop(next(iter(made)))
            found = made[id(vocabulary)] = (vocabulary, make(vocabulary))
        return found[1]

    return remembered


class HeaderValues:
    """The values of the header fields of the mail that was asked about last, by their names."""

    def __init__(self) -> None:
        """Begin with none."""
        self._headers: Sequence[Header] = ()
        self._values: Mapping[str, Sequence[str]] = {}

    def of(self, headers: Sequence[Header]) -> Mapping[str, Sequence[str]]:
        """Return the values as written, top to bottom, by the names in lower case."""
        if headers is not self._headers:
            self.keep(headers, values_by_name(headers))
        return self._values

    def keep(self, headers: Sequence[Header], values: Mapping[str, Sequence[str]]) -> None:
        """Remember the values of a mail's fields, by their names in lower case."""
        self._values, self._headers = values, headers


HEADER_VALUES = HeaderValues()


def values_by_name(headers: Sequence[Header]) -> dict[str, list[str]]:
    """Return the values of the fields of each name (lower case), top to bottom, as written."""
    values: dict[str, list[str]] = {}
    for header in headers:
        values.setdefault(header.name.lower(), []).append(header.value)
    return values
