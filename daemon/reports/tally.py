"""Count what the journal says of a period, in one pass over its events (see clock_face.py)."""

import heapq
import json
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from daemon.desk.timekeeping.targets import STAGES
from daemon.reports.figures import DIMENSIONS, Group, Headline, StageFigures, stage_figures
from daemon.reports.likeness import FACULTY, MARK, Cell, Likeness, Likenesses
from daemon.reports.period import Period
from models.journal import RawEvent, of_ticket

CREATED, DECIDED, ABANDONED, REOPENED = "ticket.created", "clock.decided", "clock.abandoned", "clock.reopened"
PLAN, ACTION, RATED = "plan.", "action.", "ticket.rated"
LOCAL_PLANS = "commands"  # plans of desk commands: no action of the integrator
ENDINGS = ("done", "failed", "manual", "stale", "expired", "rejected", "cancelled")  # of plans
NAMES = (
    *(CREATED, DECIDED, ABANDONED, REOPENED, "clock.opened", "clock.contacted", "clock.completed", "clock.notified"),
    *("clock.closed", RATED, "mail.bounced", "mail.quarantined"),
    *(PLAN + ending for ending in ENDINGS),
    *(ACTION + ending for ending in ENDINGS),
)
_READ = json.JSONDecoder().raw_decode  # our own JSON begins and ends without blanks
_STOPPED = '"stopped":'
_LAST = 2**63 - 1  # number of an event
SLOWEST = 5  # runs shown of each stage, of those that missed their target


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


Decision = tuple[str, int, int]  # status, round, mails of the requester


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
    broken: dict[str, int] = field(default_factory=dict)
    _likenesses: Likenesses = field(init=False)
    _moments: dict[str, "array[int]"] = field(init=False)  # when tickets came and went
    _decisions: dict[str, Decision] = field(default_factory=dict)  # by the JSON that tells them
    _arrived: dict[int, RawEvent] = field(default_factory=dict)  # tickets of which it is not known whether they count
    _latest: dict[int, Likeness] = field(default_factory=dict)  # what these became
    _first_contacts: set[int] = field(default_factory=set)  # tickets
    _slow: dict[str, list[tuple[int, int, SlowRun]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self._likenesses = Likenesses(self.only, self.in_groups)
        self._moments = {name: array("q") for name in (CREATED, DECIDED, ABANDONED, REOPENED)}

    def take(self, batches: Iterable[list[RawEvent]]) -> None:
        """Count the events."""
        for batch in batches:
            for event in batch:
                if event.id not in self.voided:
                    self._take(event)
        for event in self._arrived.values():
            if self._is_one(event):
                self._happened(event)

    def _take(self, event: RawEvent) -> None:
        name, data = event.name, event.data
        if name == CREATED:
            self._created(event)
        elif name.startswith("clock."):
            start = data.find(MARK)
            if start >= 0:  # else nothing stopped
                self._moved(event, start)
        elif name == RATED:
            self._rated(_READ(data)[0])
        elif name.startswith("mail."):
            self._counted(event)
        else:
            self._acted(event, _READ(data)[0])

    def _created(self, event: RawEvent) -> None:
        if self.only:
            self._arrived[event.ticket_id or 0] = event
        else:
            self._happened(event)

    def _is_one(self, event: RawEvent) -> bool:
        """Say whether a ticket that was opened counts: as it was then, and where that is silent, as it was later on."""
        number = event.ticket_id or 0
        opened = _READ(event.data)[0]
        later = self._latest.get(number) or self._first_later(event)
        return self._likenesses.counts(opened, later.of if later else {})

    def _first_later(self, event: RawEvent) -> Likeness | None:
        told = (one.data for one in of_ticket(event.ticket_id or 0, event.id, _LAST) if one.name.startswith("clock."))
        return next((self._likenesses.of(data, data.index(MARK))[0] for data in told if MARK in data), None)

    def _happened(self, event: RawEvent) -> None:
        self._moments[event.name].append(event.at)

    def _counted(self, event: RawEvent) -> None:
        if not self.only:
            self._add(event.name)

    def _moved(self, event: RawEvent, start: int) -> None:
        data = event.data
        like, end = self._likenesses.of(data, start)
        if self.only:
            self._latest[event.ticket_id or 0] = like
        if not like.counts:
            return
        stopped = data.find(_STOPPED, end)
        if event.name in self._moments:
            self._happened(event)
        if event.name == DECIDED:
            self._decided(event, like, data[:start] + data[end : stopped if stopped >= 0 else None])
        elif event.name == REOPENED:
            self._first_contacts.discard(event.ticket_id or 0)
        if stopped >= 0:
            self._stopped(event, like, _READ(data, stopped + len(_STOPPED))[0])

    def _decided(self, event: RawEvent, like: Likeness, told: str) -> None:
        known = self._decisions.get(told)
        if known is None:
            data = _READ(event.data)[0]
            known = self._decisions[told] = (data["status"], data["round"], data["mails"])
        status, number, mails = known
        self._add(status)
        like.decided += 1
        if status == "solved" and number == 1 and mails <= 1:
            self._first_contacts.add(event.ticket_id or 0)

    def _rated(self, data: dict[str, Any]) -> None:
        if self._likenesses.counts(data.get("of", {})):
            self.ratings[data["rating"]] = self.ratings.get(data["rating"], 0) + 1

    def _acted(self, event: RawEvent, data: dict[str, Any]) -> None:
        name, ending = data.get("action") or data.get("kind") or "", event.name.partition(".")[2]
        if event.name == "action.done" and data.get("kind") == "write":
            return  # it was previewed: its plan counts
        if name and name != LOCAL_PLANS and not self.only:
            results = self.actions.setdefault(name, {})
            results[ending] = results.get(ending, 0) + 1

    def _stopped(self, event: RawEvent, like: Likeness, stopped: list[dict[str, Any]]) -> None:
        cells = like.cells
        for one in stopped:
            stage, seconds = one["stage"], one["seconds"]
            if one["ending"] != "reached":
                self.broken[stage] = self.broken.get(stage, 0) + 1
                continue
            cell = cells.get(stage)
            if cell is None:
                cell = cells[stage] = Cell()
            cell.seconds.append(seconds)
            if seconds <= one["target"]:
                cell.within += 1
            elif self.in_groups:
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

    def _add(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1

    @property
    def received_by_day(self) -> list[int]:
        """Return how many tickets were opened on each day."""
        return self._by_day(CREATED)

    @property
    def decided_by_day(self) -> list[int]:
        """Return how many decisions were made on each day."""
        return self._by_day(DECIDED)

    @property
    def change_by_day(self) -> list[int]:
        """Return by how many the open tickets grew on each day."""
        came, again, gone, left = map(self._by_day, (CREATED, REOPENED, DECIDED, ABANDONED))
        return [a + b - c - d for a, b, c, d in zip(came, again, gone, left, strict=True)]

    def _by_day(self, name: str) -> list[int]:
        moments = sorted(self._moments[name])
        first, zone = self.period.first, self.period.zone
        days = (first + timedelta(days=number) for number in range(1, self.period.days))
        cuts = [0, *(bisect_left(moments, Period(day, day, zone).ticks[0]) for day in days), len(moments)]
        return [end - start for start, end in pairwise(cuts)]

    def headline(self, backlog: int) -> Headline:
        """Return the figures of the whole period; `backlog` is what was open at its beginning."""
        count = self.counts.get
        came, decided, left, again = (len(self._moments[name]) for name in (CREATED, DECIDED, ABANDONED, REOPENED))
        return Headline(
            received=came,
            decided=decided,
            solved=count("solved", 0),
            rejected=count("rejected", 0),
            abandoned=left,
            reopened=again,
            first_contact=len(self._first_contacts),
            ratings=dict(sorted(self.ratings.items())),
            bounced=count("mail.bounced", 0),
            quarantined=count("mail.quarantined", 0),
            backlog=backlog + came + again - decided - left,
            stages=_stages(self._likenesses.cells.values(), self.broken),
        )

    def groups(self, dimension: str) -> tuple[Group, ...]:
        """Return the figures by what a dimension tells apart, the largest group first."""
        position = DIMENSIONS.index(dimension)
        parts: dict[str, list[dict[str, Cell]]] = {}
        for values, cells in self._likenesses.cells.items():
            if cells:
                parts.setdefault(values[position], []).append(cells)
        decided = self._likenesses.decided(position)
        keys = sorted(parts.keys() | decided.keys(), key=lambda key: (-decided[key], key))
        shown = self._likenesses.spelled if dimension == FACULTY else str
        return tuple(Group(shown(key), decided[key], _stages(parts.get(key, ()), {})) for key in keys)

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
