"""Keep everyday letters as skeletons: what they say, with gaps for what differs from letter to letter.

A skeleton is made when the same letter is written the second time, by rendering it with marks (daemon/outbox/marks.py),
and kept only if, filled in, it says exactly what the templates say.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from daemon.desk.writing.letters import Acknowledgement, FormComplete, FormField, LetterContent
from daemon.outbox import wording
from daemon.outbox.links import Links
from daemon.outbox.marks import SHORTEST_WORD, MarkedLinks, Marking, Pattern
from daemon.outbox.part_patterns import PartPattern
from daemon.value_objects import value_object

_REMEMBERED = 64  # letters in each of two generations
_WORD = re.compile(rf"[A-Za-z0-9-]{{{SHORTEST_WORD},40}}")


_Everyday = Acknowledgement | FormComplete  # their number, their subject and the values of their fields differ
_FORMS = {Acknowledgement: ("missing", "form"), FormComplete: ("form",)}


def _others(shape: type[Any], *names: str) -> Callable[[Any], object]:
    """Return what reads all fields of a record but these: what two letters with one skeleton have in common."""
    return attrgetter(*[field.name for field in fields(shape) if field.name not in names])


_same_letter = {kind: _others(kind, "number", "subject", *forms) for kind, forms in _FORMS.items()}
_same_field = _others(FormField, "value")


@value_object
class Skeleton:
    """A letter with gaps."""

    subject: Pattern
    text: Pattern
    html: Pattern
    text_part: PartPattern
    html_part: PartPattern

    def filled(self, values: Sequence[str]) -> tuple[str, str, str, tuple[bytes, bytes]]:
        """Return subject, text and HTML with these values, and the two as parts of a mail."""
        text, html = self.text.said(values), self.html.said(values)
        parts = self.text_part.filled(text), self.html_part.filled(html)
        return self.subject.filled(values), "".join(text), "".join(html), parts


def skeleton_of(subject: Pattern, text: Pattern, html: Pattern) -> Skeleton:
    """Return the skeleton of a letter whose words have these gaps."""
    return Skeleton(subject, text, html, PartPattern("plain", text), PartPattern("html", html))


@value_object
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
    if not isinstance(content, _Everyday) or not _WORD.fullmatch(content.number):
        return None
    kind = type(content)
    forms = [getattr(content, name) for name in _FORMS[kind]]
    lines = [content.subject, *[field.value for form in forms for field in form]]
    known = list(filter(None, lines))
    if not all(map(wording.is_one_line, known)):
        return None
    same = (_same_letter[kind](content), *[tuple(map(_same_field, form)) for form in forms])
    key = (kind, language, links.are_there, len(content.number), *map(bool, lines), same)
    return Sort(key, (content.number, *known, links.target if links.are_there else ""))


def marked(content: LetterContent, sort: Sort, marking: Marking) -> tuple[LetterContent, MarkedLinks]:
    """Return an everyday letter and its links with marks in place of the values of its sort."""
    if not isinstance(content, _Everyday):
        raise TypeError("not an everyday letter")
    last = len(sort.values) - 1
    numbers = iter(range(1, last))
    changes: dict[str, Any] = {"number": marking.word(0, len(content.number))}
    if content.subject:
        changes["subject"] = marking.line(next(numbers))
    for name in _FORMS[type(content)]:
        changes[name] = tuple(_marked(field, marking, numbers) for field in getattr(content, name))
    return replace(content, **changes), marking.links(last, are_there=bool(sort.values[last]))


def _marked(field: FormField, marking: Marking, numbers: Iterator[int]) -> FormField:
    value: Any = marking.line(next(numbers)) if field.value else ""
    return replace(field, value=value)
