"""Mark each line of a body as the sender's own, quoted, or forwarded.

Every step looks at a bounded number of lines around the one it judges, so the time grows with the text only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from daemon.reading.replies.attribution import find_attribution, find_inline_attribution, has_date
from daemon.reading.replies.forwarding import Separator, separator_at
from daemon.reading.replies.header_block import HeaderBlock, find_block, scan_block
from daemon.reading.replies.plain_lines import is_plain, may_hold, telling_lines
from daemon.reading.replies.quotation_phrases import HIDDEN_QUOTATION, REPLY_ABOVE, WROTE
from daemon.reading.replies.quote_marks import BLANK, has_quote_mark, is_blank, quote_depth, with_wrapped_lines
from daemon.reading.replies.signatures import is_rule
from daemon.value_objects import value_object

_MARKER_LINE = 200  # characters; a longer line that holds the marker's words is prose


class Part(StrEnum):
    """Whose words a line holds."""

    OWN = "own"
    QUOTED = "quoted"
    FORWARDED = "forwarded"


@value_object
class Circumstances:
    """What is known about the mail beside its text."""

    is_answer: bool  # it refers to an earlier mail
    is_forward: bool  # the subject says so
    reply_markers: tuple[str, ...]  # of our own letters, case-folded
    own_addresses: tuple[str, ...]  # of this installation
    quotation_start: int | None = None  # line where the HTML alternative says that the quotation begins


@dataclass(slots=True)
class MarkedLines:
    """The lines of a body with the part each belongs to."""

    lines: Sequence[str]
    quoted: list[bool]  # marked as quoted by the sender's client
    parts: list[Part] = field(default_factory=list)
    splits: dict[int, int] = field(default_factory=dict)  # line → column where a quotation begins in the middle of it
    has_break: bool = False  # an introduction, separator or header block was met

    @property
    def is_all_own(self) -> bool:
        """Say whether nothing is quoted or forwarded, as in most mails."""
        return not self.splits and self.parts == [Part.OWN] * len(self.parts)


def mark_lines(lines: Sequence[str], contained: Sequence[bool], circumstances: Circumstances) -> MarkedLines:
    """Return the lines with their parts. `contained` tells the lines from a quotation container of the HTML."""
    text = "\n".join(lines)
    quoted = _quoted_lines(lines, contained, text)
    marked = MarkedLines(lines, with_wrapped_lines(lines, quoted) if any(quoted) else quoted)
    marked.parts = [Part.QUOTED if is_quoted else Part.OWN for is_quoted in marked.quoted]
    _Scan(marked, text, circumstances).run()
    if not marked.has_break and not circumstances.is_answer and not any(contained):
        _keep_single_marks(marked, text)
    return marked


def _quoted_lines(lines: Sequence[str], contained: Sequence[bool], text: str) -> list[bool]:
    if ">" not in text:
        return list(contained)
    return [inside or (">" in line and has_quote_mark(line)) for line, inside in zip(lines, contained, strict=True)]


def _keep_single_marks(marked: MarkedLines, text: str) -> None:
    """Take ">" for the sender's own bullets in a mail that answers nothing and introduces no quotation."""
    if ">" in text and any(quote_depth(line) > 1 for line in marked.lines):
        return
    marked.parts = [Part.OWN] * len(marked.lines)


class _Scan:
    """One pass over the lines, top to bottom."""

    def __init__(self, marked: MarkedLines, text: str, circumstances: Circumstances) -> None:
        self._marked = marked
        self._lines = marked.lines
        self._circumstances = circumstances
        self._markers = _markers_in(text.casefold(), circumstances.reply_markers)
        self._has_quoted = any(marked.quoted)
        self._no_block_before = 0  # first line where a header block may begin
        self._met_quoted = False
        self._met_marker = False  # in the quotation
        self._floor = 0  # first line that may still become part of an introduction

    def run(self) -> None:
        """Mark all lines."""
        after = 0  # the first line that is not marked yet
        for index in self._worth_a_look():
            if index >= after:
                after = self._step(index)
        start = self._circumstances.quotation_start
        if start is not None and not self._marked.has_break and not any(self._marked.quoted):
            self._cut(start)

    def _worth_a_look(self) -> Sequence[int]:
        """Return the lines, going down, at which something may begin or end: all, where a marker stands in the text."""
        if self._markers:
            return range(len(self._lines))
        telling = telling_lines(self._lines)
        return sorted({*telling, *self._edges()}) if self._has_quoted else telling

    def _edges(self) -> Iterator[int]:
        """Yield the lines between which a quotation begins that the client marked."""
        shown = [index for index, line in enumerate(self._lines) if line.strip(BLANK)]
        yield from shown[:1]
        for above, below in pairwise(shown):
            if self._marked.quoted[below] and not self._marked.quoted[above]:
                yield above
                yield below

    def _step(self, index: int) -> int:
        line = self._lines[index]
        if self._markers and self._is_marker(index):
            return self._cut(index)
        if is_blank(line) or (is_plain(line) and not self._marked.quoted[index] and not self._quote_follows(index)):
            return index + 1
        if _is_groupwise_introduction(line):
            return self._quote(index, index + 1)
        if self._marked.quoted[index] and not self._ends_introduction_oddly(index):
            return self._meet_quoted(index)
        if _is_hidden_quotation(line):
            self._marked.parts[index] = Part.QUOTED
            return index + 1
        return self._break_at(index)

    def _meet_quoted(self, index: int) -> int:
        """Pass a line that the client marked as quoted, unless a forwarded mail begins with it."""
        is_first = not self._marked.has_break and not self._met_quoted
        self._met_quoted = True
        if not is_first:
            return index + 1
        is_forward = self._circumstances.is_forward or separator_at(self._lines, index) is Separator.FORWARDED
        return self._forward(index) if is_forward else index + 1

    def _break_at(self, index: int) -> int:
        separator = separator_at(self._lines, index)
        if separator is not None:
            return self._meet_separator(index, separator)
        if index >= self._no_block_before:
            block, self._no_block_before = scan_block(self._lines, index)
            if block is not None:
                return self._meet_block(index, block)
        return self._meet_introduction(index)

    def _meet_separator(self, index: int, separator: Separator) -> int:
        after = self._next_shown(index + 1)
        block = find_block(self._lines, after) if after < len(self._lines) else None
        end = block.end if block else index + 1
        is_forward = separator is Separator.FORWARDED or self._circumstances.is_forward
        if is_forward and not self._marked.has_break:
            return self._forward(index)
        return self._quote(index, end)

    def _meet_block(self, index: int, block: HeaderBlock) -> int:
        if self._circumstances.is_forward and not self._marked.has_break:
            return self._forward(index)
        if self._next_shown(0) == index and not self._is_ours(block):
            return self._skip(index, block.end)
        return self._quote(index, block.end)

    def _meet_introduction(self, index: int) -> int:
        line = self._lines[index]
        column = find_inline_attribution(line) if ":" in line else None
        if column is not None and not line.rstrip(BLANK + "*_").endswith(":"):
            return self._split(index, column)
        quote_follows = self._quote_follows(index)
        if quote_follows and self._ends_introduction_oddly(self._next_shown(index + 1)):
            return index + 1
        found = find_attribution(self._lines, index, self._floor, quote_follows=quote_follows)
        if found is None:
            return index + 1
        if not found.column:
            return self._quote(found.line, index + 1)
        self._marked.splits[found.line] = found.column + _indentation(self._lines[found.line])
        return self._quote(found.line + 1, index + 1, above=False)

    def _split(self, index: int, column: int) -> int:
        """Cut where a quotation begins in the middle of a line and goes on in it."""
        if not self._lines[index][:column].strip(BLANK + "-*_"):
            return self._cut(index)
        self._marked.splits[index] = column
        self._cut(index + 1)
        return len(self._lines)

    def _quote(self, start: int, end: int, *, above: bool = True) -> int:
        """Mark an introduction as quoted; with it all that follows, unless the client marked the quoted lines."""
        self._marked.has_break = True
        start = self._over_rules(start) if above else start
        following = self._next_shown(end)
        if following < len(self._lines) and self._marked.quoted[following]:
            self._fill(start, end, Part.QUOTED)
            self._floor = end
            return end
        return self._cut(start)

    def _skip(self, start: int, end: int) -> int:
        """Leave out a header block with nothing above it: what follows is all the text there is."""
        self._fill(start, end, Part.QUOTED)
        self._floor = end
        return end

    def _cut(self, start: int) -> int:
        self._marked.has_break = True
        self._fill(start, len(self._lines), Part.QUOTED)
        return len(self._lines)

    def _forward(self, start: int) -> int:
        self._marked.has_break = True
        self._fill(start, len(self._lines), Part.FORWARDED)
        return len(self._lines)

    def _fill(self, start: int, end: int, part: Part) -> None:
        self._marked.parts[start:end] = [part] * (end - start)

    def _over_rules(self, start: int) -> int:
        above = start
        while above > self._floor and (is_blank(self._lines[above - 1]) or is_rule(self._lines[above - 1])):
            above -= 1
        return above

    def _quote_follows(self, index: int) -> bool:
        if not self._has_quoted:
            return False
        following = self._next_shown(index + 1)
        return following < len(self._lines) and self._marked.quoted[following]

    def _next_shown(self, index: int) -> int:
        while index < len(self._lines) and is_blank(self._lines[index]):
            index += 1
        return index

    def _is_marker(self, index: int) -> bool:
        line = self._lines[index]
        if len(line) > _MARKER_LINE:
            return False
        text = " ".join(line.casefold().split())
        if not any(marker in text for marker in self._markers):
            return False
        if find_inline_attribution(line) is not None:
            return False  # an introduction on the same line begins earlier
        if not self._marked.quoted[index]:
            return True
        is_first, self._met_marker = not self._met_marker, True
        return is_first and self._quotation_is_over(index)

    def _quotation_is_over(self, index: int) -> bool:
        """Say whether less is marked as quoted below a quoted marker than is not: the marks are then no help."""
        below = range(index + 1, len(self._lines))
        shown = [self._marked.quoted[other] for other in below if not is_blank(self._lines[other])]
        return 2 * sum(shown) < len(shown) or not shown

    def _ends_introduction_oddly(self, index: int) -> bool:
        """Recognise "> wrote:", the end of an introduction whose address was broken apart."""
        if index == 0 or self._marked.quoted[index - 1] or quote_depth(self._lines[index]) != 1:
            return False
        line = self._lines[index]
        text = line.strip(BLANK + ">")
        return text.endswith(":") and text[:-1].strip().casefold() in WROTE

    def _is_ours(self, block: HeaderBlock) -> bool:
        sender = block.value("from").casefold()
        return any(address in sender for address in self._circumstances.own_addresses)


def _markers_in(folded: str, reply_markers: Sequence[str]) -> tuple[str, ...]:
    """Return the markers that stand in a text, which is case-folded."""
    markers = (*REPLY_ABOVE, *reply_markers)
    if not may_hold(folded, markers):
        return ()
    text = " ".join(folded.split())
    return tuple(marker for marker in markers if marker in text)


def _is_groupwise_introduction(line: str) -> bool:
    """Recognise ">>> Budi <budi@kampus.example> 02/11/2026 10:15 >>>", above text that is not marked."""
    if not line.startswith((">>> ", " >>> ")):
        return False
    text = line.strip()
    return text.endswith(" >>>") and len(text) <= _MARKER_LINE and has_date(text)


def _is_hidden_quotation(line: str) -> bool:
    text = line.strip(BLANK + "[]*")
    return len(text) <= 60 and text.casefold() in HIDDEN_QUOTATION


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
