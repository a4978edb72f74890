"""Lay out the events of an HTML parser as lines of text with marks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.reading.markup.element_facts import ElementFacts, facts_of
from daemon.reading.markup.html_containers import Mark, mark_of_comment
from daemon.reading.markup.html_elements import bare_address
from daemon.reading.message import HtmlText
from daemon.value_objects import value_object

MOST_LEVELS = 500  # of nested elements; mail programs stay below 100 even in long quotations

_CELLS = frozenset(("td", "th"))
_HOLDERS = frozenset(("td", "th", "li"))
_LONGEST_ROW = 2000  # characters; cells beyond stand on lines of their own
_LONGEST_TARGET = 300  # characters of a link worth showing; longer ones count clicks
_SPACES = " \u00a0\t\r\n\f"


class TooDeep(Exception):
    """Tell that the elements are nested deeper than any mail program does."""


@dataclass(slots=True)
class _Element:
    tag: str
    facts: ElementFacts
    is_tiny: bool  # font size zero, unless an element inside says otherwise
    # Elements that have no state are all the same one, and none of these is ever asked for.
    first_line: int = -1  # of its content
    number: int = -1  # of the last item of an ordered list; -1: unordered
    first_quote_end: int = -1  # of a wrapper: the line after the first quotation inside it
    row_line: int = -1  # of a table row: the line that its cells share; -1: not yet; -2: never


@value_object
class _Link:
    """An open link."""

    target: str = ""
    line: int = -1  # where its text starts
    piece: int = 0


@dataclass(slots=True)
class _Marks:
    """The ranges of marked lines, as the containers end."""

    quoted: list[tuple[int, int]] = field(default_factory=list)
    signatures: list[tuple[int, int]] = field(default_factory=list)
    rest_from: int = -1  # everything from this line on is quoted; -1: nothing

    def last_line(self) -> int:
        """Return the line after the last marked one so far."""
        return max(self.rest_from + 1, *(spans[-1][1] for spans in (self.quoted, self.signatures) if spans), 0)


class Layout:
    """Take the events of lxml's parser (its "target" protocol) and return an HtmlText when it closes."""

    def __init__(self) -> None:
        """Start with an empty page."""
        self._lines: list[str] = []
        self._line: list[str] = []  # pieces of the line being laid out
        self._open = [_Element("", facts_of("", {}), is_tiny=False)]  # the page itself, then from the outermost
        self._marks = _Marks()
        # Mail programs write most elements in the same few ways, all with long styles: as they stand, and as tiny ones.
        self._known: dict[str | tuple[str, ...], tuple[_Element, _Element]] = {}
        self._hidden = self._quotes = self._verbatim = 0  # how many open elements are such
        self._wants_gap = False
        self._item = ""  # "- ", waits for the text of the item
        self._link = _Link()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element. Raises: TooDeep."""
        if len(self._open) > MOST_LEVELS:
            raise TooDeep
        key = (tag, *attributes.keys(), *attributes.values()) if attributes else tag
        known = self._known.get(key) or self._meet(key, tag, attributes)
        facts = known[0].facts
        element = known[self._open[-1].is_tiny if facts.is_tiny is None else facts.is_tiny]
        if facts.is_silent:
            self._open.append(element)
            return
        self._break_before(facts)
        if facts.has_state:
            element = _Element(tag, facts, element.is_tiny, len(self._lines), 0 if tag == "ol" else -1)
        self._open.append(element)
        if facts.is_counted:
            self._count(facts, 1)
        if facts.mark is Mark.REST_QUOTED and self._marks.rest_from < 0:
            self._marks.rest_from = len(self._lines)

    def end(self, tag: str) -> None:  # noqa: ARG002 - lxml's protocol
        """Close the innermost element."""
        element = self._open.pop()
        facts = element.facts
        if facts.is_silent:
            return
        if facts.tag == "a" and not self._hidden:
            self._show_target()
        if facts.ends_line:
            if self._line:
                self._push()
            self._wants_gap = self._wants_gap or facts.is_spaced
            if facts.has_state:
                self._finish(element)
        if facts.is_counted:
            self._count(facts, -1)

    def data(self, text: str) -> None:
        """Add text as a browser would show it."""
        if self._hidden or self._open[-1].is_tiny:
            return
        if self._verbatim:
            self._add_verbatim(text)
            return
        if text == "\n" and not self._line:
            return  # as behind most elements that end a line
        # A printable text has no white space but spaces: then none need be joined anew.
        flat = text.replace("\n", " ")
        words = flat.strip(" ") if flat.isprintable() and "  " not in flat else " ".join(text.split())
        if words:
            before = " " if self._line and text[0] in _SPACES else ""
            self._line.append(f"{before}{self._item}{words}{' ' if text[-1] in _SPACES else ''}")
            self._item = ""
        elif text and (self._line or "\u00a0" in text):
            self._line.append(" ")  # a line with nothing but a no-break space is an empty line

    def comment(self, text: str) -> None:
        """Heed the comments by which a mail program marks a quotation."""
        if mark_of_comment(text) is Mark.REST_QUOTED and self._marks.rest_from < 0:
            if self._line:
                self._push()
            self._marks.rest_from = len(self._lines)

    def close(self) -> HtmlText:
        """Return the page."""
        if self._line:
            self._push()
        while self._lines and not self._lines[-1].strip("> "):
            self._lines.pop()
        total = len(self._lines)
        quoted = list(self._marks.quoted)
        if self._marks.rest_from >= 0:
            quoted.append((self._marks.rest_from, total))
        return HtmlText("\n".join(self._lines), _merged(quoted, total), _merged(self._marks.signatures, total))

    def _meet(self, key: str | tuple[str, ...], tag: str, attributes: Mapping[str, str]) -> tuple[_Element, _Element]:
        """Look at an element that is written as none before it."""
        facts = facts_of(tag, attributes)
        self._known[key] = _Element(tag, facts, is_tiny=False), _Element(tag, facts, is_tiny=True)
        return self._known[key]

    def _break_before(self, facts: ElementFacts) -> None:
        if facts.tag == "br":
            self._push()
        elif facts.ends_line:
            if self._line:
                self._push()
            if self._wants_gap or facts.wants_gap:
                self._wants_gap = not self._is_holder_empty(facts.tag)
            if facts.tag == "li":
                self._item = self._next_item()
        elif facts.tag == "a":
            self._link = _Link(facts.target, len(self._lines), len(self._line))

    def _count(self, facts: ElementFacts, change: int) -> None:
        """Count the open elements inside which all lines are different."""
        self._hidden += change * facts.is_hidden
        self._quotes += change * facts.is_quote
        self._verbatim += change * (facts.tag == "pre")

    def _finish(self, element: _Element) -> None:
        """Conclude an element of which something was noted."""
        if element.tag in _HOLDERS:
            self._wants_gap = False
        if element.tag in _CELLS:
            self._end_cell(element)
        if element.facts.mark is not Mark.NONE:
            self._note(element)

    def _end_cell(self, cell: _Element) -> None:
        """Put a cell of one line beside the cells before it; unless a mark counts on its line."""
        row = self._open[-1] if self._open[-1].tag == "tr" else None
        height = len(self._lines) - cell.first_line
        if height and not self._lines[-1].strip("> "):
            self._lines.pop()
            height -= 1
        if row is None or height == 0:
            return
        is_marked = self._marks.last_line() > cell.first_line or cell.facts.mark is not Mark.NONE
        if height > 1 or is_marked:
            row.row_line = -2
        elif row.row_line == -1:
            row.row_line = cell.first_line
        elif row.row_line == cell.first_line - 1 and len(self._lines[row.row_line]) < _LONGEST_ROW:
            text = self._lines.pop().removeprefix(">" * self._quotes).strip()
            self._lines[-1] += f"\t{text}"

    def _show_target(self) -> None:
        """Add where a link leads, unless its text says so already."""
        link, self._link = self._link, _Link()
        is_same_line = link.line == len(self._lines)
        text = "".join(self._line[link.piece :]).strip() if is_same_line else ""
        target = "".join(link.target.split())
        is_web = target.lower().startswith(("http://", "https://"))
        if text and is_web and len(target) <= _LONGEST_TARGET and bare_address(text) not in bare_address(target):
            self._line.append(f" <{target}>")

    def _is_holder_empty(self, tag: str) -> bool:
        """Tell whether nothing stands yet in the cell or list item that is open: no empty line goes there."""
        if tag in _CELLS or len(self._open) == 1:
            return True
        holder = self._open[-1]
        return holder.tag in _HOLDERS and holder.first_line == len(self._lines)

    def _next_item(self) -> str:
        holder = next((element for element in reversed(self._open[-4:]) if element.tag in ("ol", "ul")), None)
        if holder is None or holder.number < 0:
            return "- "
        holder.number += 1
        return f"{holder.number}. "

    def _add_verbatim(self, text: str) -> None:
        first, *others = text.split("\n")
        self._line.append(first)
        for line in others:
            self._push()
            self._line.append(line)

    def _push(self) -> None:
        """End the line; at most one empty line follows another."""
        line = self._line
        text = "".join(line).rstrip() if self._verbatim else line[0].strip(" ") if len(line) == 1 else _squeezed(line)
        line.clear()
        if self._wants_gap or not text:
            self._push_empty()
        if text:
            self._lines.append(f"{'>' * self._quotes} {text}" if self._quotes else text)

    def _push_empty(self) -> None:
        self._wants_gap = False
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(">" * self._quotes)

    def _note(self, element: _Element) -> None:
        """Remember the lines of a marked element that has ended."""
        span = (element.first_line, len(self._lines))
        if element.facts.mark is Mark.SIGNATURE:
            self._marks.signatures.append(span)
        elif element.facts.mark is Mark.QUOTED:
            self._marks.quoted.append(span)
            self._tell_wrapper(span[1])
        elif element.facts.mark is Mark.WRAPPER and element.first_quote_end >= 0:
            self._marks.quoted.append((element.first_line, element.first_quote_end))
        elif element.facts.mark is Mark.WRAPPER:
            self._marks.quoted.append(span)

    def _tell_wrapper(self, end: int) -> None:
        wrapper = next((one for one in reversed(self._open) if one.facts.mark is Mark.WRAPPER), None)
        is_quote = self._lines and self._lines[-1].startswith(">")
        if wrapper is not None and wrapper.first_quote_end < 0 and is_quote:
            wrapper.first_quote_end = end


def _squeezed(pieces: list[str]) -> str:
    """Return a line laid out in several pieces with one space between words."""
    return " ".join("".join(pieces).split())


def _merged(spans: list[tuple[int, int]], total: int) -> tuple[tuple[int, int], ...]:
    """Return the ranges sorted, cut to the page, overlapping ones joined, empty ones left out."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((start, min(end, total)) for start, end in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
