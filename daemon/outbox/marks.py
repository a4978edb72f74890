"""Render a letter with marks in place of the values that differ from letter to letter.

A mark is no text: it can be written, cleaned into one line, masked, put into a link, and where it is one word of a
known length, wrapped. Whatever else a template does with it (compare, count, cut, change) raises Unmarkable, and the
letter is rendered with its values, as ever. So templates need not know of marks, and none can be misled by them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import wraps
from secrets import choice
from string import ascii_lowercase
from typing import Any, NoReturn
from urllib.parse import quote

from markupsafe import Markup, escape

from daemon.desk.writing.letters import FormField
from daemon.outbox.links import prefilled
from daemon.outbox.privacy import mask_nik
from daemon.value_objects import value_object

SHORTEST_WORD = 11  # characters of a word that a mark can stand for
Way = Callable[[str], str]  # of saying a value

_STEM = 8  # letters; nobody can have written them
_LINE = "l" * 9  # behind the stem: a mark of whatever length
# Filters that put what they are given beside other words, or leave it out; they look at nothing of it but whether it
# is there. `map` applies other filters, which are asked themselves.
_GLUE = frozenset(
    {"list", "map", "join", "shortened", "easiest", "hint", "look_over", "promises", "service_hours"}
)  # fmt: skip


current: ContextVar["Marking | None"] = ContextVar("marking", default=None)


class Unmarkable(Exception):
    """What a letter says depends on a value in another way than by saying it."""


class Mark:
    """Stands for a value, or for words with values in them."""

    __slots__ = ("_marking", "masked", "quoted", "words")

    def __init__(self, marking: "Marking", words: str, masked: "Mark | None" = None, quoted: str = "") -> None:
        """Take what is written in its place (Markup in HTML), the same with a NIK masked, and as part of a link."""
        self._marking = marking
        self.words = words
        self.masked = masked
        self.quoted = quoted

    def __str__(self) -> str:
        return self._written(is_html=False)

    def __html__(self) -> str:
        return self._written(is_html=True)

    def _written(self, *, is_html: bool) -> str:
        """Return the words, in their own rendering alone. Raises: Unmarkable."""
        marking = self._marking
        if marking.is_html is not is_html or marking.is_muted or current.get() is not marking:
            raise Unmarkable
        return self.words

    def __bool__(self) -> bool:
        return True  # no mark stands for an empty value

    def _refuse(self, *_: object) -> NoReturn:
        raise Unmarkable

    __repr__ = __hash__ = __eq__ = __ne__ = __getitem__ = __getattr__ = _refuse


@value_object
class Pattern:
    """A text with gaps: every second part is one, and is said by a value in a certain way."""

    parts: tuple[str, ...]
    gaps: tuple[tuple[int, Way, tuple[int, ...]], ...]  # number of the value, way of saying it, parts where it stands

    def filled(self, values: Sequence[str]) -> str:
        """Return the text with these values."""
        return "".join(self.said(values))

    def said(self, values: Sequence[str]) -> list[str]:
        """Return the parts with these values."""
        parts = list(self.parts)
        for number, way, places in self.gaps:
            said = way(values[number])
            for place in places:
                parts[place] = said
        return parts


class Marking:
    """The marks of one rendering, and what they stand for."""

    def __init__(self, *, is_html: bool) -> None:
        """Begin without marks."""
        self.is_html = is_html
        self.is_muted = False
        self._stem = "".join(choice(ascii_lowercase) for _ in range(_STEM))
        self._gaps: dict[str, tuple[int, Way]] = {}

    def word(self, number: int, length: int) -> Mark:
        """Return the mark of a value of ASCII letters, digits and hyphens, at least SHORTEST_WORD of them."""
        gap = f"{self._stem}{number:c>{length - _STEM}}".translate(_LETTERS)
        self._gaps[gap] = (number, str)
        return Mark(self, self._safe(gap))

    def line(self, number: int) -> Mark:
        """Return the mark of a value that is one clean line and not empty."""
        return self._line(number, str, self._line(number, mask_nik))

    def _line(self, number: int, way: Way, masked: Mark | None = None) -> Mark:
        words = self._safe(self._gap(number, self._escaped(way)))
        return Mark(self, words, masked, quoted=self._gap(number, lambda value: quote(way(value))))

    def _escaped(self, way: Way) -> Way:
        """Return the way of saying a value as it is written in this rendering."""
        return (lambda value: escape(way(value))) if self.is_html else way

    def links(self, number: int, *, are_there: bool) -> "MarkedLinks":
        """Return the links of a letter that lead to this value."""
        return MarkedLinks(self, self._gap(number, self._escaped(str)), are_there=are_there)

    def _gap(self, number: int, way: Way) -> str:
        gap = f"{self._stem}{_LINE}{len(self._gaps)}x".translate(_LETTERS)
        self._gaps[gap] = (number, way)
        return gap

    def _safe(self, words: str) -> str:
        return Markup(words) if self.is_html else words  # noqa: S704 - letters alone

    def kept(self, value: Any) -> Any:
        """Return a text with marks in it as a mark, so that nothing is done with it unseen; anything else as it is."""
        if not isinstance(value, str) or self._stem not in value:
            return value
        if self.is_html and not isinstance(value, Markup):
            raise Unmarkable
        return Mark(self, value)

    def filtered(self, name: str, function: Callable[..., Any], args: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """Apply a filter or test to what may be marked. Raises: Unmarkable."""
        first, *others = [self.kept(value) for value in args]
        if name == "blank":
            return self._blank(function, first)
        if name in _GLUE:
            return self.kept(function(first, *others, **options))
        if any(isinstance(value, Mark) for value in (*others, *options.values())) or name == "random":
            raise Unmarkable
        if isinstance(first, Mark):
            return self._changed(name, first, lambda words: function(words, *others, **options))
        with self.muted():
            return function(first, *others, **options)

    def _changed(self, name: str, mark: Mark, function: Callable[[str], str]) -> Any:
        if name == "one_line":  # of values that are clean lines it is the same with values and with marks
            return mark if mark.quoted else self.kept(function(mark.words))
        if name == "masked" and mark.masked is not None:
            return mark.masked
        if name == "wrap" and self._stem + _LINE not in mark.words:
            return self.kept(function(mark.words))
        raise Unmarkable

    def _blank(self, function: Callable[..., Any], fields: Iterable[FormField]) -> list[tuple[str, object]]:
        known = list(fields)
        bare = function([replace(field, value="") for field in known])
        values = [getattr(field.value, "masked", "") for field in known]
        return [(label, value) for (label, _), value in zip(bare, values, strict=True)]

    @contextmanager
    def used(self) -> Iterator[None]:
        """Render with these marks meanwhile."""
        token = current.set(self)
        try:
            yield
        finally:
            current.reset(token)

    @contextmanager
    def muted(self) -> Iterator[None]:
        """Let no mark be written meanwhile: who knows what is done with its words."""
        before, self.is_muted = self.is_muted, True
        try:
            yield
        finally:
            self.is_muted = before

    def pattern(self, text: str) -> Pattern:
        """Return a finished text as a pattern."""
        parts = re.split(f"({'|'.join(sorted(self._gaps, key=len, reverse=True))})", text)
        places: dict[str, list[int]] = {}
        for place in range(1, len(parts), 2):
            places.setdefault(parts[place], []).append(place)
            parts[place] = ""
        return Pattern(tuple(parts), tuple((*self._gaps[gap], tuple(at)) for gap, at in places.items()))


_LETTERS = str.maketrans("0123456789", "abcdefghij")


class MarkedLinks:
    """Links with a mark for where they lead."""

    def __init__(self, marking: Marking, target: str, *, are_there: bool) -> None:
        """Take what stands for the target."""
        self._marking = marking
        self.target = target
        self.are_there = are_there

    def write(self, body: str) -> Mark:
        """Return a link that opens an answer with this text."""
        link = self.target + prefilled(body)
        return Mark(self._marking, escape(link) if self._marking.is_html else link)


def quotable(value: Any) -> Any:
    """Return what is put into a link; of a mark letters that stand for the quoted value. Raises: Unmarkable."""
    if not isinstance(value, Mark):
        return value
    if not value.quoted:
        raise Unmarkable
    return value.quoted


def watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter or test that sees marks coming."""

    @wraps(function)
    def asked(*args: Any, **options: Any) -> Any:
        marking = current.get()
        return function(*args, **options) if marking is None else marking.filtered(name, function, args, options)

    return asked
