"""Keep everyday letters as skeletons: what they say, with gaps for what differs from letter to letter.

A skeleton is made when the same letter is written the second time, by rendering it with marks (daemon/outbox/marks.py),
and kept only if, filled in, it says exactly what the templates say.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from daemon.desk.writing.letters import Acknowledgement, FormComplete, FormField, LetterContent, StageFacts
from daemon.outbox import wording
from daemon.outbox.links import Links
from daemon.outbox.marks import HIDDEN, SHORTEST_WORD, MarkedLinks, Marking, Pattern, Unmarkable

_REMEMBERED = 64  # letters in each of two generations
_WORD = re.compile(rf"[A-Za-z0-9-]{{{SHORTEST_WORD},40}}")


@dataclass(frozen=True, slots=True)
class _Kind:
    """Which fields of a record differ from letter to letter; "" for none."""

    kept: Callable[[Any], object]  # all others: what two letters with one skeleton have in common
    word: str  # of ASCII letters, digits and hyphens
    line: str
    hidden: str  # no letter says it
    records: tuple[str, ...]  # tuples of records that have such fields themselves


def _kind(shape: type[Any], word: str = "", line: str = "", hidden: str = "", records: tuple[str, ...] = ()) -> _Kind:
    kept = [field.name for field in fields(shape) if field.name not in {word, line, hidden, *records}]
    return _Kind(attrgetter(*kept), word, line, hidden, records)


_LETTERS = (Acknowledgement, FormComplete)
_KINDS = {
    Acknowledgement: _kind(Acknowledgement, "number", "subject", records=("missing", "form", "targets")),
    FormComplete: _kind(FormComplete, "number", "subject", records=("form",)),
    FormField: _kind(FormField, line="value"),
    StageFacts: _kind(StageFacts, hidden="service_minutes"),
}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A letter with gaps."""

    subject: Pattern
    text: Pattern
    html: Pattern

    def filled(self, values: Sequence[str]) -> tuple[str, str, str]:
        """Return subject, text and HTML with these values."""
        return self.subject.filled(values), self.text.filled(values), self.html.filled(values)


@dataclass(frozen=True, slots=True)
class Sort:
    """What letters with one skeleton have in common, and the values in which they differ."""

    key: object
    values: tuple[str, ...]  # the last one is where the links lead


Known = Skeleton | bool  # True: one is worth making; False: none can be made


class Skeletons:
    """The skeletons of the newest letters."""

    def __init__(self) -> None:
        """Begin with none."""
        self._young: dict[object, Known] = {}
        self._old: dict[object, Known] = {}

    def find(self, sort: Sort) -> Known:
        """Return what is known of a sort of letters; of one that was not written lately, False this time alone."""
        found = self._young.get(sort.key)
        if found is None:
            found = self._old.get(sort.key)
            self.keep(sort, True if found is None else found)
        return found or False

    def keep(self, sort: Sort, skeleton: Known) -> None:
        """Remember the skeleton of a sort of letters."""
        if len(self._young) >= _REMEMBERED:
            self._old, self._young = self._young, {}
        self._young[sort.key] = skeleton


def sort_of(content: LetterContent, language: str, links: Links) -> Sort | None:
    """Return the sort of an everyday letter; None of any other, and of one with values that no mark can stand for."""
    if not isinstance(content, _LETTERS):
        return None
    values: list[str] = []
    try:
        key = (type(content), language, links.are_there, _read(content, values))
    except Unmarkable:
        return None
    return Sort(key, (*values, links.target if links.are_there else ""))


def _read(record: Any, values: list[str]) -> object:
    """Return what has to be the same, and add to the values what may differ. Raises: Unmarkable."""
    kind = _KINDS[type(record)]
    key = [kind.kept(record)]
    if kind.word:
        word = getattr(record, kind.word)
        if not _WORD.fullmatch(word):
            raise Unmarkable
        key.append(len(word))
        values.append(word)
    if kind.line:
        line = getattr(record, kind.line)
        key.append(bool(line))
        if line:
            values.append(line)
            if line != wording.one_line(line):
                raise Unmarkable
    if kind.hidden:
        key.append(getattr(record, kind.hidden) is None)
    for name in kind.records:
        key += [_read(one, values) for one in getattr(record, name)]
        key.append(name)
    return tuple(key)


def _marked(record: Any, marking: Marking, numbers: Iterator[int]) -> Any:
    """Return the record with marks in place of the values that _read found, in the same order."""
    kind = _KINDS[type(record)]
    marks: dict[str, object] = {}
    if kind.word:
        marks[kind.word] = marking.word(next(numbers), len(getattr(record, kind.word)))
    if kind.line and getattr(record, kind.line):
        marks[kind.line] = marking.line(next(numbers))
    if kind.hidden and getattr(record, kind.hidden) is not None:
        marks[kind.hidden] = HIDDEN
    for name in kind.records:
        marks[name] = tuple(_marked(one, marking, numbers) for one in getattr(record, name))
    return replace(record, **marks)


def marked(content: LetterContent, sort: Sort, marking: Marking) -> tuple[LetterContent, MarkedLinks]:
    """Return a letter and its links with marks in place of the values of its sort."""
    last = len(sort.values) - 1
    links = marking.links(last, are_there=bool(sort.values[last]))
    return _marked(content, marking, iter(range(last))), links
