"""Fill gaps of a text that is a part of a mail already: only the lines that have one are encoded anew."""

from collections.abc import Sequence

from daemon.outbox.composing import is_plain, quoted_printable, text_head, text_part, tidy
from daemon.outbox.marks import Pattern
from daemon.value_objects import value_object

_WORTHWHILE = 150  # characters: to encode fewer takes less time than to begin anew behind them


@value_object
class _Run:
    """Lines with gaps, maybe with a few others between, and the lines without any that follow them."""

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
        whole = "".join(pattern.parts)
        # Whatever the values are, it is in quoted-printable, and its lines stay as they are.
        self._is_settled = "\r" not in whole and not is_plain(tidy(whole))
        self._head = text_head(subtype, "quoted-printable")
        self._runs = tuple(_runs([*pattern.parts[:-1], tidy(pattern.parts[-1])]))

    def filled(self, said: Sequence[str]) -> bytes:
        """Return what `text_part` makes of the pattern's parts as they are said."""
        if not self._is_settled:
            return text_part(self._subtype, "".join(said))
        octets = [self._head]
        for run in self._runs:
            octets.append(quoted_printable(f"{run.head}{''.join(said[run.first : run.stop])}{run.end}"))
            octets.append(run.others)
        return b"".join(octets)


def _runs(parts: Sequence[str]) -> list[_Run]:
    """Return the runs of a text that ends with a line feed."""
    runs = []
    first, head = 0, ""
    for place in range(0, len(parts), 2):
        end, line_feed, lines = parts[place].partition("\n")
        others, between, begun = lines.rpartition("\n")
        if len(others) >= _WORTHWHILE or place == len(parts) - 1:
            runs.append(_Run(first, place, head, end + line_feed, quoted_printable(others + between)))
            first, head = place + 1, begun
    return runs
