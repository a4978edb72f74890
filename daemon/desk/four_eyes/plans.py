"""Keep plans and move them from state to state: the state machine of two steps and four eyes (trust.md §3.7).

    requested ──!ya──> confirmed ──!setuju──> approved ──> executing ──> done
                                                              │  └─────> failed
                                                              └> unknown ──> executing (once more) | done | manual

Until it is executing a plan can be cancelled, rejected, expire, or turn out stale. Every move is an UPDATE that names
the state it starts from, so of two that try at the same time one wins; every move is an event of the journal.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from daemon.desk.four_eyes.plan_kind import Proposal
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.refusal import Refusal
from daemon.value_objects import value_object
from models.plans import PlanApproval, StoredPlan


class State(StrEnum):
    """Where a plan stands."""

    REQUESTED = "requested"  # previewed to the actor, who has the code
    CONFIRMED = "confirmed"  # the actor means it; waits for others where it needs them
    APPROVED = "approved"  # nobody more is needed
    EXECUTING = "executing"  # an attempt is under way
    UNKNOWN = "unknown"  # an attempt broke off, and nobody knows yet what it did
    DONE = "done"
    FAILED = "failed"
    MANUAL = "manual"  # a person has to look
    STALE = "stale"  # what it was planned upon has changed
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


WAITING = (State.REQUESTED, State.CONFIRMED, State.APPROVED)
_GIVEN_UP = frozenset({State.STALE, State.REJECTED, State.CANCELLED, State.EXPIRED})
MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.REQUESTED: frozenset({State.CONFIRMED}) | _GIVEN_UP - {State.REJECTED},
        State.CONFIRMED: frozenset({State.APPROVED}) | _GIVEN_UP,
        State.APPROVED: frozenset({State.EXECUTING, State.FAILED}) | _GIVEN_UP,
        State.EXECUTING: frozenset({State.DONE, State.FAILED, State.UNKNOWN}),
        State.UNKNOWN: frozenset({State.EXECUTING, State.DONE, State.MANUAL}),
    }
)
ENDED = frozenset(State) - frozenset(MOVES)


@value_object
class Step:
    """Why a plan moves: who or what did it, how sure we are of them, and when."""

    cause: Cause
    now: datetime
    level: str = ""  # "A3"; "" when it was nobody's mail


@value_object
class Wish:
    """Who asks for a plan, from which mail and ticket."""

    kind: str  # PlanKind.name
    actor: str  # staff id
    ticket_id: int | None
    inbound_id: int | None


class Overtaken(Refusal):
    """The plan is no longer where one thought it was."""

    def __init__(self, state: str) -> None:
        super().__init__("plan-state", state=state)


def create(wish: Wish, proposal: Proposal, step: Step, lifetime: timedelta) -> StoredPlan:
    """Store a plan that is about to be previewed."""
    plan = StoredPlan.create(
        kind=wish.kind,
        ticket=wish.ticket_id,
        actor=wish.actor,
        inbound=wish.inbound_id,
        content=proposal.content,
        hash=proposal.hash,
        state=State.REQUESTED.value,
        needs_approval=proposal.approvals,
        created_at=step.now,
        expires_at=step.now + lifetime,
    )
    _journal(plan, State.REQUESTED, step, "")
    return plan


def move(plan: StoredPlan, target: State, step: Step, result: str = "", *, until: datetime | None = None) -> None:
    """Move the plan from the state it was read in, inside the caller's transaction; `until` is its new expiry.

    `result` is a short English phrase for the journal. Raises: Overtaken when it has moved meanwhile, or may not go
    there; Refusal("plan-unapproved") when it would run without the persons it needs.
    """
    source = State(plan.state)
    if target not in MOVES.get(source, frozenset()):
        raise Overtaken(source)
    if target in (State.APPROVED, State.EXECUTING) and not is_approved(plan):
        raise Refusal("plan-unapproved")
    changes: dict[str, Any] = {
        "state": target.value,
        "expires_at": until or plan.expires_at,
        "finished_at": step.now if target in ENDED else None,
    }
    where = (StoredPlan.id == plan.id) & (StoredPlan.state == source.value)
    if StoredPlan.update(**changes).where(where).execute() != 1:
        raise Overtaken(StoredPlan.get_by_id(plan.id).state)
    for name, value in changes.items():
        setattr(plan, name, value)
    _journal(plan, target, step, result)


def approve(plan: StoredPlan, approver: str, inbound_id: int, step: Step) -> bool:
    """Note that a person approves the plan; say whether nobody more is needed.

    Raises: Refusal when it is the actor's own plan or the person approved it before.
    """
    if approver == plan.actor:
        raise Refusal("own-plan")
    key = {"plan": plan, "approver": approver}
    _, is_new = PlanApproval.found_or_made({"inbound": inbound_id, "at": step.now}, **key)
    if not is_new:
        raise Refusal("approved-before")
    return is_approved(plan)


def is_approved(plan: StoredPlan) -> bool:
    """Say whether as many persons other than the actor approved as the plan needs."""
    return len(approvers_of(plan)) >= plan.needs_approval


def approvers_of(plan: StoredPlan) -> frozenset[str]:
    """Return the ids of the persons other than the actor who approved."""
    rows = PlanApproval.select().where(PlanApproval.plan == plan)
    return frozenset(row.approver for row in rows) - {plan.actor}


def overdue(now: datetime) -> tuple[StoredPlan, ...]:
    """Return the plans whose time ran out before they were carried out."""
    states = [state.value for state in WAITING]
    return tuple(StoredPlan.select().where(StoredPlan.state.in_(states) & (StoredPlan.expires_at <= now)))


def ticket_id_of(plan: StoredPlan) -> int | None:
    """Return the ticket that the plan was asked from, if any."""
    return None if plan.ticket is None else int(plan.ticket.id)


def _journal(plan: StoredPlan, state: State, step: Step, result: str) -> None:
    """Write who moved the plan, by which mail, at which level, with which snapshot and result."""
    order = plan.content.get("order", {})  # of an action of the integrator
    action = {"action": f"{order['system']}.{order['action']}"} if "action" in order else {}
    known = {"plan": int(plan.id), "kind": plan.kind, "hash": plan.hash, "level": step.level, "result": result}
    data = {**known, **action}
    record(Entry(f"plan.{state}", step.cause, ticket_id_of(plan), data), step.now)
