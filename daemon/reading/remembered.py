"""Keep what is made of a vocabulary or of a mail's header fields, so that it is made once.

Both are looked up by identity: they never change, and to hash or compare them takes longer than the work itself.
"""

from collections.abc import Callable, Sequence
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


class HeaderNames:
    """The names of the header fields of the mail that was asked about last."""

    def __init__(self) -> None:
        """Begin with none."""
        self._headers: Sequence[Header] = ()
        self._names: frozenset[str] = frozenset()

    def of(self, headers: Sequence[Header]) -> frozenset[str]:
        """Return the names in lower case."""
        if headers is not self._headers:
            self._names = frozenset(header.name.lower() for header in headers)
            self._headers = headers
        return self._names
