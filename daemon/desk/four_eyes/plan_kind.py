"""What a kind of plan has to offer, so that confirmation, approval and execution can treat all kinds alike.

The commands of a mail are one kind (command_plans.py); the integrator's actions are another, handed to the desk by
app.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Protocol

from daemon.desk.journal import Cause
from daemon.desk.refusal import Refusal
from daemon.desk.writing.letters import Change, PlannedItem, Receipt, SentFacts
from daemon.trust.levels import CommandClass
from daemon.value_objects import value_object
from models.fields import canonical_json
from models.plans import StoredPlan


class Ending(StrEnum):
    """How an attempt to carry a plan out ended."""

    DONE = "done"  # carried out, and seen to be
    FAILED = "failed"  # definitely not carried out
    UNKNOWN = "unknown"  # the connection broke after the request had left


class Finding(StrEnum):
    """What stands there when one looks after an attempt of unknown outcome."""

    NEW = "new"  # what the plan wanted
    OLD = "old"  # what was there before
    OTHER = "other"  # neither: a person has to look
    PART = "part"  # some of many are done for certain, and the others were not begun: it can go on


@value_object
class Execution:
    """What an attempt did."""

    ending: Ending
    response: str = ""  # short English phrase for the administrator; no personal data
    refusal: Refusal | None = None  # why it failed, for people
    names: tuple[str, ...] = ()  # of the commands that were carried out, Indonesian
    receipt: Receipt | None = None  # for the actor when nobody else took part; None: the outcome alone is told
    is_certain: bool = False  # with UNKNOWN: it broke off where nothing is uncertain, and goes on later by itself


@value_object
class Proposal:
    """What a plan would do now: what people are shown, and what their codes are bound to."""

    order: Mapping[str, Any]  # what was asked, as plain data, enough to plan it again
    command_class: CommandClass
    right: str  # what the role of an approver must name; "" when nobody has to approve
    approvals: int  # how many persons other than the actor
    commands: tuple[str, ...]  # as the actor wrote them
    items: tuple[PlannedItem, ...]  # before and after, and the mails, one item a ticket or record
    state: object  # plain data that differs when what it was planned upon has changed
    execute: Callable[[Cause, datetime], Execution]  # a local kind's runs inside the caller's transaction

    @property
    def content(self) -> dict[str, Any]:
        """Return what is stored: everything but the state and the way to carry it out, as plain data."""
        return {
            "order": dict(self.order),
            "class": int(self.command_class),
            "right": self.right,
            "commands": list(self.commands),
            "items": [asdict(item) for item in self.items],
        }

    @property
    def hash(self) -> str:
        """Return the snapshot hash over content and state (trust.md §3.7)."""
        return sha256(canonical_json([self.content, self.approvals, self.state]).encode()).hexdigest()


class OutOfReach(Exception):
    """A system does not answer, or is not fit to: nothing was changed, and the plan waits for it."""

    def __init__(self, system: str, reason: str) -> None:
        """Keep the system's name, and a short English reason."""
        super().__init__(f"{system}: {reason}")
        self.system = system
        self.reason = reason


class PlanKind(Protocol):
    """One kind of plan."""

    @property
    def name(self) -> str:
        """Return StoredPlan.kind."""

    @property
    def is_local(self) -> bool:
        """Say whether it changes nothing but our own database, so that it runs in the approving mail's transaction."""

    def propose(self, plan: StoredPlan, now: datetime) -> Proposal:
        """Plan the stored order again, upon the state of now; change nothing.

        Called outside any transaction unless the kind is local. Raises: Refusal when it can no longer be planned,
        OutOfReach when nobody can say.
        """

    def verify(self, plan: StoredPlan) -> Finding:
        """Look what stands there after an attempt of unknown outcome; never called for a local kind.

        Raises: OutOfReach when nobody can say.
        """

    def settled(self, plan: StoredPlan, refusal: Refusal | None, cause: Cause, now: datetime) -> None:
        """Do to our own records what the plan's new state entails, inside the transaction that brings it about.

        `refusal` is why it failed, where it did. Never called for a local kind.
        """

    def is_free(self, plan: StoredPlan, now: datetime) -> bool:
        """Say whether the system that the plan reaches out to can be asked now; never called for a local kind."""


def right_of(plan: StoredPlan) -> str:
    """Return what the role of an approver must name."""
    return str(plan.content["right"])


def class_of(plan: StoredPlan) -> CommandClass:
    """Return what harm the plan can do."""
    return CommandClass(plan.content["class"])


def commands_of(plan: StoredPlan) -> tuple[str, ...]:
    """Return the lines that the actor wrote."""
    return tuple(plan.content["commands"])


def items_of(plan: StoredPlan) -> tuple[PlannedItem, ...]:
    """Return what the plan would do, as it was shown."""
    return tuple(_item(item) for item in plan.content["items"])


def _item(item: Mapping[str, Any]) -> PlannedItem:
    return PlannedItem(
        number=item["number"],
        title=item["title"],
        changes=tuple(Change(**change) for change in item["changes"]),
        sent=tuple(SentFacts(**mail) for mail in item["sent"]),
        remarks=tuple(item.get("remarks", ())),
    )
