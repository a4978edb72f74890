"""Count a report's figures once more, in plain Python over the journal's rows; nothing of Loket is imported here."""

import json
import math
import statistics
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

STAGES = ("contact", "form", "processing", "notification", "total")
DIMENSIONS = ("category", "type", "faculty", "staff", "channel", "role")
Row = tuple[int, int, str, int | None, str, str]  # id, microseconds, name, ticket, Message-ID, JSON


class Calendar:
    """Service hours as an event of the journal tells them; every question is answered day by day."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.zone = ZoneInfo(told["zone"])
        self.told = told
        self.closed = set(told["closed"])
        self.known: dict[date, list[tuple[float, float]]] = {}

    def hours(self, day: date) -> list[tuple[float, float]]:
        if day not in self.known:
            self.known[day] = self._hours(day)
        return self.known[day]

    def _hours(self, day: date) -> list[tuple[float, float]]:
        if day.isoformat() in self.closed:
            return []
        week = self.told["week"]
        for first, last, other in self.told["periods"]:
            if first <= day.isoformat() <= last:
                week = other
                break
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return [
            ((midnight + timedelta(minutes=a)).timestamp(), (midnight + timedelta(minutes=b)).timestamp())
            for a, b in week[day.weekday()]
        ]

    def between(self, start: float, end: float) -> float:
        day = datetime.fromtimestamp(start, self.zone).date()
        last = datetime.fromtimestamp(end, self.zone).date()
        total = 0.0
        while day <= last:
            total += sum(max(0.0, min(end, b) - max(start, a)) for a, b in self.hours(day))
            day += timedelta(days=1)
        return total


def without_overlap(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return joined


class Run:
    """One run of a stage, put together from the events that moved it."""

    def __init__(self, at: float, target: int) -> None:
        self.opened, self.target = at, target
        self.pauses: list[list[Any]] = []

    def seconds(self, end: float, calendar: Calendar) -> int:
        spans = [(max(a, self.opened), min(end if b is None else b, end)) for _, a, b in self.pauses]
        stood = sum(calendar.between(a, b) for a, b in without_overlap([s for s in spans if s[0] < s[1]]))
        return round(calendar.between(self.opened, end) - stood)


class Recount:
    """What happened, as lists that any question can be put to."""

    def __init__(self, rows: Iterable[Row]) -> None:
        every = [
            (number, at / 1e6, name, ticket, mail, json.loads(data)) for number, at, name, ticket, mail, data in rows
        ]
        undone = [(ticket, *data["events"]) for _, _, name, ticket, _, data in every if name == "ticket.restored"]
        self.taken_back = {ticket: [(a, b) for t, a, b in undone if t == ticket] for ticket, _, _ in undone}
        self.calendars = {data["mark"]: Calendar(data) for _, _, name, _, _, data in every if name == "calendar.set"}
        self.happened: list[tuple[float, str, int | None, dict[str, Any]]] = []
        self.stops: list[dict[str, Any]] = []
        self.mails: Counter[int | None] = Counter()
        runs: dict[tuple[int | None, str, int], Run] = {}
        for number, at, name, ticket, mail, data in every:
            if any(a <= number <= b for a, b in self.taken_back.get(ticket or 0, ())):
                continue
            if name == "message.received":
                self.mails[ticket] += 1
            self.happened.append((at, name, ticket, {**data, "counted": self.mails[ticket]}))
            self._replay(runs, number, at, ticket, mail, data)
        self._lay_out()

    def _replay(self, runs: Any, number: int, at: float, ticket: Any, mail: str, data: dict[str, Any]) -> None:
        for one in data.get("started", ()):
            runs[ticket, one["stage"], one["run"]] = Run(at, one["target"])
        for one in data.get("stopped", ()):
            run = runs[ticket, one["stage"], one["run"]]
            seconds = self._stopped(run, at, data["calendar"])
            self.stops.append(
                {"at": at, "id": number, "ticket": ticket, "stage": one["stage"], "seconds": seconds, "mail": mail}
                | {"target": run.target, "reached": one["ending"] == "reached", "of": data["of"], "run": one["run"]}
            )
        for stage, number_of_run, reason in data.get("resumed", ()):
            standing = runs[ticket, stage, number_of_run].pauses
            for pause in [pause for pause in standing if pause[0] == reason and pause[2] is None]:
                pause[2] = at
        for stage, number_of_run, reason in data.get("paused", ()):
            runs[ticket, stage, number_of_run].pauses.append([reason, at, None])
        for one in data.get("targets", ()):
            runs[ticket, one["stage"], one["run"]].target = one["target"]

    def _stopped(self, run: Run, at: float, calendar: str) -> int:
        for pause in run.pauses:
            pause[2] = at if pause[2] is None else pause[2]
        return run.seconds(max(at, run.opened), self.calendars[calendar])

    def headline(self, start: datetime, end: datetime) -> dict[str, Any]:
        a, b = start.timestamp(), end.timestamp()
        within = [one for one in self.happened if a <= one[0] < b]
        named = Counter(name for _, name, _, _ in within)
        decisions = [(ticket, data) for _, name, ticket, data in within if name == "clock.decided"]
        first = {
            ticket
            for ticket, data in decisions
            if data["status"] == "solved" and data["round"] == 1 and data["counted"] <= 1
        }
        again = {ticket for _, name, ticket, _ in within if name == "clock.reopened"}
        return {
            "received": named["ticket.created"],
            "decided": named["clock.decided"],
            "solved": sum(data["status"] == "solved" for _, data in decisions),
            "rejected": sum(data["status"] == "rejected" for _, data in decisions),
            "abandoned": named["clock.abandoned"],
            "reopened": named["clock.reopened"],
            "first_contact": len(first - again),
            "ratings": dict(sorted(Counter(d["rating"] for _, n, _, d in within if n == "ticket.rated").items())),
            "bounced": named["mail.bounced"],
            "quarantined": named["mail.quarantined"],
            "backlog": self.open_at(b),
            "stages": self.stages([stop for stop in self.stops if a <= stop["at"] < b]),
        }

    def open_at(self, moment: float) -> int:
        return self.open_after[bisect_left(self.open_changes, moment)]

    def _lay_out(self) -> None:
        change = {"ticket.created": 1, "clock.reopened": 1, "clock.decided": -1, "clock.abandoned": -1}
        changes = sorted((at, change[name]) for at, name, _, _ in self.happened if name in change)
        self.open_changes = [at for at, _ in changes]
        self.open_after = [0, *accumulate(step for _, step in changes)]

    def stages(self, stops: list[dict[str, Any]]) -> dict[str, tuple[int, float | None, int | None, int, int]]:
        found = {}
        for stage in STAGES:
            runs = [stop for stop in stops if stop["stage"] == stage]
            reached = sorted(stop["seconds"] for stop in runs if stop["reached"])
            kept = sum(stop["seconds"] <= stop["target"] for stop in runs if stop["reached"])
            median = statistics.median(reached) if reached else None
            p90 = reached[math.ceil(0.9 * len(reached) - 1e-9) - 1] if reached else None
            found[stage] = (len(reached), median, p90, kept, len(runs) - len(reached))
        return found

    def groups(self, dimension: str, start: datetime, end: datetime) -> dict[str, tuple[int, Any]]:
        a, b = start.timestamp(), end.timestamp()
        decided = Counter(
            data["of"].get(dimension, "")
            for at, name, _, data in self.happened
            if name == "clock.decided" and a <= at < b
        )
        stops = defaultdict(list)
        for stop in self.stops:
            if a <= stop["at"] < b:
                stops[stop["of"].get(dimension, "")].append(stop)
        return {key: (decided[key], self.stages(stops[key])) for key in decided.keys() | stops.keys()}

    def backlog_by_day(self, first: date, days: int, zone: ZoneInfo) -> list[int]:
        ends = [first + timedelta(days=number + 1) for number in range(days)]
        return [self.open_at(datetime(end.year, end.month, end.day, tzinfo=zone).timestamp()) for end in ends]

    def actions(self, start: datetime, end: datetime) -> dict[str, dict[str, int]]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for at, name, _, data in self.happened:
            if name.startswith("plan.") and start.timestamp() <= at < end.timestamp() and data["kind"] != "commands":
                found[data["kind"]][name.removeprefix("plan.")] += 1
        return {kind: dict(results) for kind, results in found.items()}

    def slowest(self, stage: str, start: datetime, end: datetime) -> list[tuple[int, int, str]]:
        a, b = start.timestamp(), end.timestamp()
        late = [
            stop
            for stop in self.stops
            if a <= stop["at"] < b and stop["stage"] == stage and stop["reached"] and stop["seconds"] > stop["target"]
        ]
        ordered = sorted(late, key=lambda stop: (-stop["seconds"], stop["id"]))[:5]
        return [(stop["seconds"], stop["target"], stop["mail"]) for stop in ordered]
