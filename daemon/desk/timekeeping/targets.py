"""What the SOP allows each stage, by a ticket's category and type (product.md §1)."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Protocol

from daemon.desk.complaint_types.catalogue import Catalogue, StageTarget
from daemon.desk.timekeeping.service_calendar import ServiceCalendar
from daemon.desk.writing.letter_parts import StageFacts
from daemon.value_objects import value_object
from models.tickets import Ticket

STAGES = ("contact", "form", "processing", "notification", "total")


@value_object
class Target:
    """What the SOP expects of one stage, and the most it allows; service seconds."""

    expected_seconds: int
    target_seconds: int


NOTHING_OWN: Mapping[str, Target] = MappingProxyType({})
_KEPT = 256  # sorts of tickets: categories, by the figures that types have of their own
_Sort = tuple[str, tuple[StageTarget, ...]]


@value_object
class Allowance:
    """What the SOP allows tickets of a category and of a type."""

    of: Mapping[str, Target]  # by stage, the total among them
    promised: tuple[StageFacts, ...]  # the same for people who are told nothing else of the stages


@value_object
class Targets:
    """The SOP's figures per stage, without "total", and the categories that differ."""

    stages: Mapping[str, Target]
    categories: Mapping[str, Mapping[str, Target]] = field(default_factory=dict)  # category → stage → target
    _known: dict[_Sort, Allowance] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, stage: str, category: str, of_type: Mapping[str, Target] = NOTHING_OWN) -> Target:
        """Return a stage's target for tickets of a category and of a type; the total is the sum of the others."""
        of_category = self.categories.get(category, NOTHING_OWN)
        for known in (of_type, of_category, self.stages):
            if stage in known:
                return known[stage]
        own = {**self.stages, **of_category, **of_type}
        return Target(
            sum(target.expected_seconds for target in own.values()),
            sum(target.target_seconds for target in own.values()),
        )

    def allowance(self, category: str, own: tuple[StageTarget, ...]) -> Allowance:
        """Return what tickets of a category are allowed whose type has these figures of its own."""
        found = self._known.get((category, own))
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[category, own] = self._allowance(category, own)
        return found

    def _allowance(self, category: str, own: tuple[StageTarget, ...]) -> Allowance:
        of_type = {one.stage: Target(one.expected_minutes * 60, one.target_minutes * 60) for one in own}
        allowed = {stage: self.of(stage, category, of_type) for stage in STAGES}
        promised = (
            StageFacts(stage, round(target.target_seconds / 60), None, is_closed=False)
            for stage, target in allowed.items()
        )
        return Allowance(allowed, tuple(promised))


class Clockwork(Protocol):
    """What clocks are kept with; the desk is one."""

    @property
    def calendar(self) -> ServiceCalendar:
        """Return when the counter is open."""

    @property
    def targets(self) -> Targets:
        """Return the SOP's figures."""

    @property
    def catalogue(self) -> Catalogue:
        """Return the complaint types, some of which have figures of their own."""


def allowance_of(desk: Clockwork, ticket: Ticket) -> Allowance:
    """Return what the SOP allows the stages of a ticket, by its category and its type."""
    kind = desk.catalogue.get(ticket.type_code)
    return desk.targets.allowance(ticket.category, kind.targets if kind is not None else ())


def target_of(desk: Clockwork, ticket: Ticket, stage: str) -> Target:
    """Return what the SOP allows one stage of a ticket."""
    return allowance_of(desk, ticket).of[stage]
