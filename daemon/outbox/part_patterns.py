"""Fill gaps of a text that is a part of a mail already: only the lines that have one are encoded anew."""

from collections.abc import Sequence

from daemon.outbox.composing import is_plain, quoted_printable, text_head, text_part, tidy
from daemon.outbox.marks import Pattern
from daemon.value_objects import value_object


@value_object
class _Run:
    """Neighbouring lines with gaps, and the lines without any that follow them."""

    first: int  # of the pattern's parts
    stop: int
    head: str  # how the first line begins
    end: str  # how the last one ends
    others: bytes  # as they stand in the mail


class PartPattern:
    """A part of a mail with gaps, each of which is said within a line and not empty."""

    def __init__(self, subtype: str, pattern: Pattern) -> None:
        """Take the text and which it is of "plain" and "html"."""
        self._subtype = subtype
        whole = tidy("".join(pattern.parts))
        self._is_settled = not is_plain(whole)  # what no value can change
        self._head = text_head(subtype, "quoted-printable")
        self._runs = tuple(_runs([*map(_with_line_feeds, pattern.parts[:-1]), tidy(pattern.parts[-1])]))

    def filled(self, said: Sequence[str]) -> bytes:
        """Return what `text_part` makes of the pattern's parts as they are said."""
        if not self._is_settled:
            return text_part(self._subtype, "".join(said))
        octets = [self._head]
        for run in self._runs:
            octets.append(quoted_printable(f"{run.head}{''.join(said[run.first : run.stop])}{run.end}"))
            octets.append(run.others)
        return b"".join(octets)


def _with_line_feeds(part: str) -> str:
    return part.replace("\r\n", "\n").replace("\r", "\n")


def _runs(parts: Sequence[str]) -> list[_Run]:
    runs = []
    first, head = 0, ""
    for place in range(0, len(parts), 2):
        end, line_feed, lines = parts[place].partition("\n")
        if line_feed:
            others, between, begun = lines.rpartition("\n")
            runs.append(_Run(first, place, head, end + line_feed, quoted_printable(others + between)))
            first, head = place + 1, begun
    return runs
