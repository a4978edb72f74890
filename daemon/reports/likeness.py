"""Tell what a ticket was when something happened; each wording is read once, as events repeat it a thousandfold."""

import json
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.reports.figures import DIMENSIONS

FACULTY = "faculty"  # people spell it in many ways
MARK = '"of":{'  # within a string the quotes would be escaped
_POSITION = DIMENSIONS.index(FACULTY)

Values = tuple[str, ...]  # one for each dimension


@dataclass(slots=True)
class Cell:
    """The runs of one stage for tickets that have everything in common that a report tells apart."""

    seconds: "array[int]" = field(default_factory=lambda: array("q"))
    within: int = 0


@dataclass(slots=True)
class Likeness:
    """What tickets of one wording have in common."""

    counts: bool  # they are among those that the report is about
    values: Values  # () where groups are left out
    cells: dict[str, Cell]  # by stage; wordings with the same values share it
    of: Mapping[str, str]  # dimension → value, as it is spelled
    decided: int = 0


@dataclass(slots=True)
class Likenesses:
    """Those of a report; with `only`, those count that have these values in these dimensions."""

    only: Mapping[str, str]
    in_groups: bool
    cells: dict[Values, dict[str, Cell]] = field(default_factory=dict)
    _known: dict[str, Likeness] = field(default_factory=dict)  # by JSON, MARK included

    def of(self, data: str, start: int) -> tuple[Likeness, int]:
        """Return what an event's JSON says from MARK at `start`, and where that ends."""
        end = data.index("}", start) + 1
        text = data[start:end]
        known = self._known.get(text)
        if known is None:
            try:
                known = self._known[text] = self.made(json.loads(text[len(MARK) - 1 :]))
            except json.JSONDecodeError:  # a value has a brace
                of, end = json.JSONDecoder().raw_decode(data, start + len(MARK) - 1)
                known = self._known.setdefault(data[start:end], self.made(of))
        return known, end

    def made(self, of: Mapping[str, str]) -> Likeness:
        """Return what these values are to the report."""
        values = tuple(folded(of.get(name, ""), name) for name in DIMENSIONS) if self.in_groups else ()
        return Likeness(self.counts(of), values, self.cells.setdefault(values, {}), of)

    def counts(self, *known: Mapping[str, str]) -> bool:
        """Say whether a ticket is one that the report is about; of several descriptions the first that knows counts."""
        said = {name: next((of[name] for of in known if of.get(name)), "") for name in self.only}
        return all(folded(said[name], name) == folded(value, name) for name, value in self.only.items())

    def sort(self) -> None:
        """Put the runs of each cell in order; groups merge the same cells in many ways, which is fast then."""
        for cells in self.cells.values():
            for cell in cells.values():
                cell.seconds = array("q", sorted(cell.seconds))

    def decided(self, position: int) -> Counter[str]:
        """Return how many decisions there were by the values of a dimension."""
        found: Counter[str] = Counter()
        for one in self._known.values():
            if one.decided:
                found[one.values[position]] += one.decided
        return found

    def spelled(self, key: str) -> str:
        """Return the spelling of a faculty with the most decisions, the first by the alphabet of several."""
        found: Counter[str] = Counter()
        for one in self._known.values():
            if one.values[_POSITION] == key:
                found[one.of.get(FACULTY, "")] += one.decided
        return min(found, key=lambda spelling: (-found[spelling], spelling), default=key)


def folded(value: str, dimension: str) -> str:
    """Return what is compared of a value: a faculty's without regard to capitals and blanks."""
    return " ".join(value.split()).casefold() if dimension == FACULTY else value
