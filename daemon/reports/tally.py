"""Count what the journal says of a period, in one pass over its events (see clock_face.py)."""

import heapq
import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from daemon.desk.timekeeping.targets import STAGES
from daemon.reports.figures import DIMENSIONS, Group, Headline, StageFigures, stage_figures
from daemon.reports.likeness import FACULTY, MARK, Cell, Likeness, Likenesses
from daemon.reports.period import Period
from daemon.value_objects import value_object
from models.journal import RawEvent, RawRow, of_ticket

CREATED, DECIDED, ABANDONED, REOPENED = "ticket.created", "clock.decided", "clock.abandoned", "clock.reopened"
PLAN, ACTION, RATED = "plan.", "action.", "ticket.rated"
LOCAL_PLANS = "commands"  # plans of desk commands: no action of the integrator
ENDINGS = ("done", "failed", "manual", "stale", "expired", "rejected", "cancelled")  # of plans
NAMES = (  # what is read beside the tickets that were opened
    *(DECIDED, ABANDONED, REOPENED, "clock.opened", "clock.contacted", "clock.completed", "clock.notified"),
    *("clock.closed", RATED, "mail.bounced", "mail.quarantined"),
    *(PLAN + ending for ending in ENDINGS),
    *(ACTION + ending for ending in ENDINGS),
)
_READ = json.JSONDecoder().raw_decode  # our own JSON begins and ends without blanks
_STOPPED = '"stopped":'
# One run that stopped, as clock_face.py has it and the journal writes it: keys in order, no blanks. The JSON decoder
# would need three times as long, and half of a report's time is this.
_RUN = re.compile(r'"ending":"(\w+)","paused":\d+,"run":\d+,"seconds":(\d+),"stage":"(\w+)","target":(\d+)')
_DETAILS = re.compile(r'"paused":(\d+),"run":(\d+),"seconds":(\d+),"stage":"(\w+)"')  # of the few that were slow
_LAST = 2**63 - 1  # number of an event
SLOWEST = 5  # runs shown of each stage, of those that missed their target


@value_object
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


Run = tuple[str, str, str, str]  # ending, seconds, stage, target; as _RUN finds it
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
    _ratings: dict[str, int] = field(default_factory=dict)  # the same; 0: one that does not count
    _arrived: dict[int, RawEvent] = field(default_factory=dict)  # tickets of which it is not known whether they count
    _latest: dict[int, Likeness] = field(default_factory=dict)  # what these became
    _first_contacts: set[int] = field(default_factory=set)  # tickets
    _slow: dict[str, list[tuple[int, int, SlowRun]]] = field(default_factory=dict)
    _bar: dict[str, int] = field(default_factory=dict)  # by stage: seconds that are not slow enough to be remembered

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self._likenesses = Likenesses(self.only, self.in_groups)
        self._moments = {name: array("q") for name in (CREATED, DECIDED, ABANDONED, REOPENED)}

    def arrived(self, tickets: Iterable[tuple[int, int]]) -> None:
        """Count tickets that were opened, by the number of the event and its moment, whatever they are."""
        self._moments[CREATED].extend(at for number, at in tickets if number not in self.voided)

    def take(self, batches: Iterable[Sequence[RawRow]]) -> None:
        """Count the events; tickets that were opened are looked at when all else is known."""
        for batch in batches:
            self._take_all(batch if not self.voided else [row for row in batch if row[0] not in self.voided])
        for event in self._arrived.values():
            if self._is_one(event):
                self._moments[CREATED].append(event.at)
        self._likenesses.sort()

    def _take_all(self, rows: Iterable[RawRow]) -> None:
        """Count events; those of the clocks, which are nearly all, without a detour."""
        moved, take = self._moved, self._take
        for row in rows:
            if not row[2].startswith("clock."):
                take(row)
            elif (start := row[4].find(MARK)) >= 0:  # else nothing stopped
                moved(row, start)

    def _take(self, row: RawRow) -> None:
        _, _, name, _, data = row
        if name == CREATED:
            self._arrived[row[3] or 0] = RawEvent(*row)
        elif name == RATED:
            self._rated(data)
        elif name.startswith("mail."):
            self._counted(name)
        else:
            self._acted(name, _READ(data)[0])

    def _is_one(self, event: RawEvent) -> bool:
        """Say whether a ticket that was opened counts: as it was then, and where that is silent, as it was later on."""
        number = event.ticket_id or 0
        opened = _READ(event.data)[0]
        later = self._latest.get(number) or self._first_later(event)
        return self._likenesses.counts(opened, later.of if later else {})

    def _first_later(self, event: RawEvent) -> Likeness | None:
        told = (one.data for one in of_ticket(event.ticket_id or 0, event.id, _LAST) if one.name.startswith("clock."))
        return next((self._likenesses.of(data, data.index(MARK))[0] for data in told if MARK in data), None)

    def _counted(self, name: str) -> None:
        if not self.only:
            self._add(name)

    def _moved(self, row: RawRow, start: int) -> None:
        _, at, name, ticket, data = row
        like, end = self._likenesses.of(data, start)
        if self.only:
            self._latest[ticket or 0] = like
        if not like.counts:
            return
        if name in self._moments:
            self._moments[name].append(at)
        if name == DECIDED:
            stopped = data.find(_STOPPED, end)
            self._decided(row, like, data[:start] + data[end : stopped if stopped >= 0 else None])
        elif name == REOPENED:
            self._first_contacts.discard(ticket or 0)
        self._stopped(row, like.cells, _RUN.findall(data, end))

    def _decided(self, row: RawRow, like: Likeness, told: str) -> None:
        known = self._decisions.get(told)
        if known is None:
            data = _READ(row[-1])[0]
            known = self._decisions[told] = (data["status"], data["round"], data["mails"])
        status, number, mails = known
        self._add(status)
        like.decided += 1
        if status == "solved" and number == 1 and mails <= 1:
            self._first_contacts.add(row[3] or 0)

    def _rated(self, told: str) -> None:
        rating = self._ratings.get(told, -1)
        if rating < 0:
            data = _READ(told)[0]
            rating = self._ratings[told] = data["rating"] if self._likenesses.counts(data.get("of", {})) else 0
        if rating:
            self.ratings[rating] = self.ratings.get(rating, 0) + 1

    def _acted(self, event: str, data: dict[str, Any]) -> None:
        name, ending = data.get("action") or data.get("kind") or "", event.partition(".")[2]
        if event == "action.done" and data.get("kind") == "write":
            return  # it was previewed: its plan counts
        if name and name != LOCAL_PLANS and not self.only:
            results = self.actions.setdefault(name, {})
            results[ending] = results.get(ending, 0) + 1

    def _stopped(self, row: RawRow, cells: dict[str, Cell], runs: list[Run]) -> None:
        for ending, took, stage, target in runs:
            if ending != "reached":
                self.broken[stage] = self.broken.get(stage, 0) + 1
                continue
            seconds = int(took)
            cell = cells.get(stage)
            if cell is None:
                cell = cells[stage] = Cell()
            cell.seconds.append(seconds)
            if seconds <= int(target):
                cell.within += 1
            elif self.in_groups and seconds > self._bar.get(stage, -1):
                self._remember_slow(row, (ending, took, stage, target))

    def _remember_slow(self, row: RawRow, told: Run) -> None:
        _, took, stage, target = told
        event, at, _, ticket, data = row
        seconds, slow = int(took), self._slow.setdefault(stage, [])
        paused, number = next(one[:2] for one in _DETAILS.findall(data) if one[2:] == (took, stage))
        found = SlowRun(
            seconds=seconds,
            event=event,
            ticket=ticket or 0,
            stage=stage,
            run=int(number),
            target=int(target),
            paused=int(paused),
            closed=at,
        )
        heapq.heappush(slow, (seconds, -event, found))
        if len(slow) > SLOWEST:
            heapq.heappop(slow)
        if len(slow) == SLOWEST:
            self._bar[stage] = slow[0][0]

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
