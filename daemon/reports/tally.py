"""Count what the journal says of a period, in one pass over its events (see clock_face.py)."""

import heapq
import json
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from daemon.desk.timekeeping.targets import STAGES
from daemon.reports.figures import DIMENSIONS, Group, Headline, StageFigures, stage_figures
from daemon.reports.period import Period
from models.journal import RawEvent

CREATED, DECIDED, ABANDONED, REOPENED = "ticket.created", "clock.decided", "clock.abandoned", "clock.reopened"
PLAN, ACTION = "plan.", "action."
LOCAL_PLANS = "commands"  # plans of desk commands: no action of the integrator
ENDINGS = ("done", "failed", "manual", "stale", "expired", "rejected", "cancelled")  # of plans
NAMES = (
    *(CREATED, DECIDED, ABANDONED, REOPENED, "clock.opened", "clock.contacted", "clock.completed", "clock.notified"),
    *("clock.closed", "ticket.rated", "mail.bounced", "mail.quarantined"),
    *(PLAN + ending for ending in ENDINGS),
    *(ACTION + ending for ending in ENDINGS),
)
_STOPPING = frozenset({"clock.opened", "clock.closed"})  # they matter only where they stopped a clock
SLOWEST = 5  # runs shown of each stage, of those that missed their target

Values = tuple[str, ...]  # one for each dimension


@dataclass(frozen=True, slots=True)
class SlowRun:
    """A run that took long, as the event that closed it says."""

    seconds: int
    event: int
    ticket: int
    stage: str
    run: int
    target: int
    paused: int
    closed: int  # microseconds since 1970 UTC
    message_id: str


@dataclass(slots=True)
class Cell:
    """The runs of one stage for tickets that have everything in common that a report tells apart."""

    seconds: "array[int]" = field(default_factory=lambda: array("q"))
    within: int = 0


@dataclass(slots=True)
class Tally:
    """Takes the events of a period, one after the other."""

    period: Period
    only: Mapping[str, str] = field(default_factory=dict)
    voided: Collection[int] = frozenset()  # numbers of events that `!urung` took back
    in_groups: bool = True  # False: what groups and days need is left out
    counts: dict[str, int] = field(default_factory=dict)
    ratings: dict[int, int] = field(default_factory=dict)
    actions: dict[str, dict[str, int]] = field(default_factory=dict)
    cells: dict[Values, dict[str, Cell]] = field(default_factory=dict)
    decided: dict[Values, int] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)
    received_by_day: list[int] = field(default_factory=list)
    decided_by_day: list[int] = field(default_factory=list)
    change_by_day: list[int] = field(default_factory=list)  # of the backlog
    _first_contacts: set[int] = field(default_factory=set)  # tickets
    _slow: dict[str, list[tuple[int, int, SlowRun]]] = field(default_factory=dict)
    _days: list[int] = field(default_factory=list)  # the moments at which they begin

    def __post_init__(self) -> None:
        """Lay out the days."""
        first = self.period.first
        days = [Period(day, day, self.period.zone) for day in (first + timedelta(n) for n in range(self.period.days))]
        self._days = [day.ticks[0] for day in days]
        self.received_by_day, self.decided_by_day, self.change_by_day = ([0] * self.period.days for _ in range(3))

    def take(self, events: Iterable[RawEvent]) -> None:
        """Count the events."""
        ways: dict[str, Callable[[RawEvent, dict[str, Any]], None]] = {
            CREATED: self._created,
            DECIDED: self._decided,
            ABANDONED: self._abandoned,
            REOPENED: self._reopened,
            "ticket.rated": self._rated,
            "mail.bounced": self._counted,
            "mail.quarantined": self._counted,
        }
        read = json.JSONDecoder().raw_decode  # our own JSON begins and ends without blanks
        for event in events:
            if event.id in self.voided or (event.name in _STOPPING and '"stopped"' not in event.data):
                continue
            data = read(event.data)[0]
            way = ways.get(event.name)
            if way is not None:
                way(event, data)
            elif event.name.startswith((PLAN, ACTION)):
                self._acted(event, data)
            if "stopped" in data:
                self._stopped(event, data)

    def _counted(self, event: RawEvent, _data: dict[str, Any]) -> None:
        if not self.only:
            self._add(event.name)

    def _created(self, event: RawEvent, data: dict[str, Any]) -> None:
        if self._counts(data):
            self._add(CREATED)
            self._on_day(self.received_by_day, event)
            self._on_day(self.change_by_day, event)

    def _decided(self, event: RawEvent, data: dict[str, Any]) -> None:
        of = data["of"]
        if not self._counts(of):
            return
        self._add(DECIDED)
        self._add(data["status"])
        self._on_day(self.decided_by_day, event)
        self._on_day(self.change_by_day, event, -1)
        values = self._values(of)
        self.decided[values] = self.decided.get(values, 0) + 1
        if data["status"] == "solved" and data["round"] == 1 and data["mails"] <= 1:
            self._first_contacts.add(event.ticket_id or 0)

    def _abandoned(self, event: RawEvent, data: dict[str, Any]) -> None:
        if self._counts(data["of"]):
            self._add(ABANDONED)
            self._on_day(self.change_by_day, event, -1)

    def _reopened(self, event: RawEvent, data: dict[str, Any]) -> None:
        if self._counts(data["of"]):
            self._add(REOPENED)
            self._on_day(self.change_by_day, event)
            self._first_contacts.discard(event.ticket_id or 0)

    def _rated(self, _event: RawEvent, data: dict[str, Any]) -> None:
        if self._counts(data.get("of", {})):
            self.ratings[data["rating"]] = self.ratings.get(data["rating"], 0) + 1

    def _acted(self, event: RawEvent, data: dict[str, Any]) -> None:
        name, ending = data.get("action") or data.get("kind") or "", event.name.partition(".")[2]
        if event.name == "action.done" and data.get("kind") == "write":
            return  # it was previewed: its plan counts
        if name and name != LOCAL_PLANS and not self.only:
            results = self.actions.setdefault(name, {})
            results[ending] = results.get(ending, 0) + 1

    def _stopped(self, event: RawEvent, data: dict[str, Any]) -> None:
        of = data["of"]
        if not self._counts(of):
            return
        cells = self.cells.setdefault(self._values(of), {})
        for one in data["stopped"]:
            stage, seconds = one["stage"], one["seconds"]
            if one["ending"] != "reached":
                self.broken[stage] = self.broken.get(stage, 0) + 1
                continue
            cell = cells.get(stage)
            if cell is None:
                cell = cells[stage] = Cell()
            cell.seconds.append(seconds)
            cell.within += seconds <= one["target"]
            if self.in_groups and seconds > one["target"]:
                self._remember_slow(event, one)

    def _remember_slow(self, event: RawEvent, one: dict[str, Any]) -> None:
        stage, seconds = one["stage"], one["seconds"]
        slow = self._slow.setdefault(stage, [])
        if len(slow) >= SLOWEST and seconds <= slow[0][0]:
            return
        run = SlowRun(
            seconds=seconds,
            event=event.id,
            ticket=event.ticket_id or 0,
            stage=stage,
            run=one["run"],
            target=one["target"],
            paused=one["paused"],
            closed=event.at,
            message_id=event.message_id,
        )
        heapq.heappush(slow, (seconds, -event.id, run))
        if len(slow) > SLOWEST:
            heapq.heappop(slow)

    def _counts(self, of: Mapping[str, str]) -> bool:
        return not self.only or all(of.get(name, "") == value for name, value in self.only.items())

    def _values(self, of: Mapping[str, str]) -> Values:
        return tuple([of.get(name, "") for name in DIMENSIONS]) if self.in_groups else ()

    def _add(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1

    def _on_day(self, days: list[int], event: RawEvent, change: int = 1) -> None:
        days[max(0, bisect_right(self._days, event.at) - 1)] += change

    def headline(self, backlog: int) -> Headline:
        """Return the figures of the whole period; `backlog` is what was open at its beginning."""
        count = self.counts.get
        return Headline(
            received=count(CREATED, 0),
            decided=count(DECIDED, 0),
            solved=count("solved", 0),
            rejected=count("rejected", 0),
            abandoned=count(ABANDONED, 0),
            reopened=count(REOPENED, 0),
            first_contact=len(self._first_contacts),
            ratings=dict(sorted(self.ratings.items())),
            bounced=count("mail.bounced", 0),
            quarantined=count("mail.quarantined", 0),
            backlog=backlog + sum(self.change_by_day),
            stages=_stages(self.cells.values(), self.broken),
        )

    def groups(self, dimension: str) -> tuple[Group, ...]:
        """Return the figures by what a dimension tells apart, the largest group first."""
        position = DIMENSIONS.index(dimension)
        parts: dict[str, list[dict[str, Cell]]] = {}
        decided: dict[str, int] = {}
        for values, cells in self.cells.items():
            parts.setdefault(values[position], []).append(cells)
        for values, often in self.decided.items():
            decided[values[position]] = decided.get(values[position], 0) + often
        keys = sorted(parts.keys() | decided.keys(), key=lambda key: (-decided.get(key, 0), key))
        return tuple(Group(key, decided.get(key, 0), _stages(parts.get(key, ()), {})) for key in keys)

    def slowest(self) -> Iterator[SlowRun]:
        """Yield the slowest runs of each stage that missed their targets, the slowest first."""
        for stage in STAGES:
            slow = sorted(self._slow.get(stage, ()), key=lambda slow: slow[:2], reverse=True)
            yield from (run for _, _, run in slow)


def _stages(groups: Iterable[dict[str, Cell]], broken: Mapping[str, int]) -> dict[str, StageFigures]:
    every = list(groups)
    found = {}
    for stage in STAGES:
        cells = [cells[stage] for cells in every if stage in cells]
        values = [cell.seconds for cell in cells]
        found[stage] = stage_figures(stage, values, sum(cell.within for cell in cells), broken.get(stage, 0))
    return found
