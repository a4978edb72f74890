"""Carry out plans, each at most once: local ones inside a mail's transaction, the others with an attempt on record.

An attempt is committed before its request leaves, so whatever happens then, nobody tries again without having looked.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from threading import Lock

from daemon import failpoints
from daemon.desk.case import Desk
from daemon.desk.four_eyes import plan_letters, plans
from daemon.desk.four_eyes.command_plans import KIND, CommandPlans
from daemon.desk.four_eyes.plan_kind import Ending, Execution, Finding, OutOfReach, PlanKind, Proposal
from daemon.desk.four_eyes.plan_letters import Told
from daemon.desk.four_eyes.plans import Overtaken, State, Step, Wish
from daemon.desk.journal import Cause
from daemon.desk.refusal import Refusal
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import Trouble
from daemon.value_objects import value_object
from models.database import settled, transaction
from models.plans import PlanAttempt, StoredPlan

CAUSE = Cause("loket", command="plans")
TRIES = 3
MOST_PARTS = 50  # attempts at a plan about many, each of which goes on where the one before broke off
OUTAGE_GRACE = timedelta(hours=24)  # that a plan has after its system was last out of reach
Clock = Callable[[], datetime]
BACK_OFF = timedelta(minutes=1)  # before the second try; four times as long before each one after it
_ROUND = Lock()


def kind_of(desk: Desk, plan: StoredPlan) -> PlanKind:
    """Return the kind of a plan. Raises: KeyError when the configuration no longer has it."""
    return CommandPlans(desk) if plan.kind == KIND else desk.plan_kinds[plan.kind]


def replanned(desk: Desk, plan: StoredPlan, step: Step) -> Proposal | None:
    """Plan again; None when something changed: the plan is stale then, and its actor gets a new preview."""
    try:
        proposal = kind_of(desk, plan).propose(plan, step.now)
    except Refusal as refusal:
        plans.move(plan, State.STALE, step, refusal.code)
        plan_letters.tell(desk, plan, step, Told(reason=plan_letters.reason_of(desk, refusal)))
        return None
    if proposal.hash == plan.hash:
        return proposal
    _replace(desk, plan, proposal, step)
    return None


def _replace(desk: Desk, plan: StoredPlan, proposal: Proposal, step: Step) -> None:
    """Void the plan and preview what its order would do now."""
    plans.move(plan, State.STALE, step, "changed meanwhile")
    if plan.needs_approval:
        plan_letters.tell(desk, plan, step)
    wish = Wish(plan.kind, plan.actor, plans.ticket_id_of(plan), step.cause.inbound_id)
    lifetime = timedelta(hours=desk.rules.confirmation_hours)
    renewed = plans.create(wish, proposal, step, lifetime)
    plan_letters.preview(desk, renewed, "stale", step, plan_letters.actors_address(desk, plan))


def carry_out_here(desk: Desk, plan: StoredPlan, step: Step) -> Execution | None:
    """Carry out an approved local plan in the caller's transaction; None when it turned out stale.

    Raises: Overtaken when somebody else carried it out, or ended it, at the same time.
    """
    proposal = replanned(desk, plan, step)
    if proposal is None:
        return None
    failpoints.reach("plan_approved")
    try:
        with transaction():
            plans.move(plan, State.EXECUTING, step)
            execution = proposal.execute(step.cause, step.now)
            failpoints.reach("plan_executed")
            plans.move(plan, State(execution.ending.value), step, execution.response)
            return execution
    except Overtaken:
        raise
    except Refusal as refusal:
        plan.state = State.APPROVED.value  # the savepoint took the moves back
        plans.move(plan, State.FAILED, step, refusal.code)
        return Execution(Ending.FAILED, refusal.code, refusal)


def run_due(desk: Desk, clock: Callable[[], datetime]) -> int:
    """Carry out approved plans that reach outside, and see to those of unknown outcome; return how many moved.

    Only one does this at a time, here by a lock and among daemons by a lease: what it finds under way is what an
    earlier round could not write the end of.
    """
    with _ROUND:
        _take_up(desk, clock())
        return _pass(desk, State.APPROVED, _run, clock) + _pass(desk, State.UNKNOWN, _resolve, clock)


def _pass(
    desk: Desk, state: State, step: Callable[[Desk, StoredPlan, Callable[[], datetime]], bool], clock: Clock
) -> int:
    """See to the plans in a state, oldest first, but for those whose system is out of reach."""
    moved = 0
    for plan in _outside(desk, state):
        if not kind_of(desk, plan).is_free(plan, clock()):
            _keep_waiting(plan, clock())
            continue
        try:
            moved += step(desk, plan, clock)
        except OutOfReach:
            _keep_waiting(plan, clock())
        except Overtaken:
            continue  # cancelled, or carried out by somebody else, since this round began
    return moved


def _keep_waiting(plan: StoredPlan, now: datetime) -> None:
    """Let a plan not expire while it waits for a system, or behind another that does."""
    if plan.expires_at < now + OUTAGE_GRACE / 2:  # not in each round: there may be one each few seconds
        StoredPlan.update(expires_at=now + OUTAGE_GRACE).where(StoredPlan.id == plan.id).execute()


def recover(desk: Desk, now: datetime) -> int:
    """Mark what was left executing, by a process that ended or because its end could not be written; return how many.

    Nobody knows what became of it, so it is read back before anything else. While a round of this process is under
    way, nothing: what is executing then is its own, and the next round begins with this.
    """
    if not _ROUND.acquire(blocking=False):
        return 0
    try:
        return _take_up(desk, now)
    finally:
        _ROUND.release()


def _take_up(desk: Desk, now: datetime) -> int:
    left = _outside(desk, State.EXECUTING)
    for plan in left:
        _write_end(desk, plan, Execution(Ending.UNKNOWN, "the end was not written down"), now)
    return len(left)


def expire(desk: Desk, now: datetime) -> int:
    """End the plans that nobody decided about in time, each in a transaction of its own; return how many."""
    overdue = plans.overdue(now)
    for plan in overdue:
        with transaction():
            step = Step(CAUSE, now)
            was_confirmed = plan.state != State.REQUESTED
            plans.move(plan, State.EXPIRED, step)
            if was_confirmed:
                plan_letters.tell(desk, plan, step)
    return len(overdue)


def _outside(desk: Desk, state: State) -> list[StoredPlan]:
    """Return the plans in a state that are not carried out in a mail's transaction, oldest first."""
    where = (StoredPlan.state == state.value) & StoredPlan.kind.in_(list(desk.plan_kinds))
    return list(StoredPlan.select().where(where).order_by(StoredPlan.id))


def _run(desk: Desk, plan: StoredPlan, clock: Callable[[], datetime]) -> bool:
    """Look at the record once more, note the attempt, carry it out and write down how it ended."""
    kind = kind_of(desk, plan)
    now = clock()
    try:
        proposal = kind.propose(plan, now)
    except Refusal as refusal:
        with transaction():
            _settle(desk, plan, Step(CAUSE, now), _End(State.STALE, refusal.code, refusal))
        return True
    if proposal.hash != plan.hash:
        with transaction():
            _replace(desk, plan, proposal, Step(CAUSE, now))
        return True
    _attempt(desk, plan, proposal, clock)
    return True


def _attempt(desk: Desk, plan: StoredPlan, proposal: Proposal, clock: Callable[[], datetime]) -> None:
    """Commit the attempt, let the request leave, commit its outcome."""
    now = clock()
    tries = count()
    settled(lambda: _note_attempt(plan, now, is_again=next(tries) > 0))
    failpoints.reach("plan_attempted")
    asked_by = None if plan.inbound is None else int(plan.inbound.id)
    execution = proposal.execute(Cause(f"staff:{plan.actor}", asked_by), now)
    failpoints.reach("plan_sent")
    _write_end(desk, plan, execution, clock())


def _note_attempt(plan: StoredPlan, now: datetime, *, is_again: bool) -> None:
    """Put an attempt on record; once, when an earlier try at that was committed although its answer was lost.

    Raises: Overtaken when somebody else is carrying the plan out.
    """
    ours = (PlanAttempt.plan == plan) & (PlanAttempt.started_at == now)
    if is_again and PlanAttempt.get_or_none(ours) is not None:
        return
    plans.move(StoredPlan.get_by_id(plan.id), State.EXECUTING, Step(CAUSE, now))
    number = PlanAttempt.select().where(PlanAttempt.plan == plan).count() + 1
    PlanAttempt.create(plan=plan, number=number, started_at=now)


def _write_end(desk: Desk, plan: StoredPlan, execution: Execution, now: datetime) -> None:
    """Write how an attempt ended, in one transaction that is tried again; nothing when that was done before."""

    def write() -> None:
        current = StoredPlan.get_by_id(plan.id)
        if current.state != State.EXECUTING:
            return
        _end_attempt(current, execution, now)
        end = _End(State(execution.ending.value), execution.response, execution.refusal, execution.is_certain)
        _settle(desk, current, Step(CAUSE, now), end)

    settled(write)


def _resolve(desk: Desk, plan: StoredPlan, clock: Callable[[], datetime]) -> bool:
    """Look what an attempt of unknown outcome did: end the plan, or try once more, or call a person."""
    attempts = PlanAttempt.select().where(PlanAttempt.plan == plan).count()
    last = PlanAttempt.select().where(PlanAttempt.plan == plan).order_by(PlanAttempt.number.desc()).first()
    if last is not None and clock() < last.started_at + BACK_OFF * 4 ** min(attempts - 1, TRIES - 1):
        return False
    try:
        finding = kind_of(desk, plan).verify(plan)
    except Refusal as refusal:  # nobody can look any more: the configuration has not the action
        return _end_unknown(desk, plan, _End(State.MANUAL, refusal.code, refusal), clock())
    if (finding is Finding.OLD and attempts < TRIES) or (finding is Finding.PART and attempts < MOST_PARTS):
        return _again(desk, plan, clock)
    target = State.DONE if finding is Finding.NEW else State.MANUAL
    why = Refusal("tried-in-vain", count=attempts) if finding is Finding.OLD else None
    return _end_unknown(desk, plan, _End(target, f"found {finding}", why), clock())


def _end_unknown(desk: Desk, plan: StoredPlan, end: "_End", now: datetime) -> bool:
    with transaction():
        _settle(desk, plan, Step(CAUSE, now), end)
    return True


def _again(desk: Desk, plan: StoredPlan, clock: Callable[[], datetime]) -> bool:
    """Try once more what has certainly not happened, if it is still the plan that was approved."""
    try:
        proposal = kind_of(desk, plan).propose(plan, clock())
    except Refusal:
        proposal = None
    if proposal is not None and proposal.hash == plan.hash:
        _attempt(desk, plan, proposal, clock)
        return True
    return _end_unknown(desk, plan, _End(State.MANUAL, "changed meanwhile"), clock())


def _end_attempt(plan: StoredPlan, execution: Execution, now: datetime) -> None:
    started = (PlanAttempt.plan == plan) & (PlanAttempt.outcome == "started")
    PlanAttempt.update(finished_at=now, outcome=execution.ending.value, response=execution.response).where(
        started
    ).execute()


@value_object
class _End:
    """Where a plan goes, and why."""

    target: State
    result: str  # short English phrase
    refusal: Refusal | None = None
    is_certain: bool = False  # unknown as a whole, but nothing is uncertain: it goes on later


def _settle(desk: Desk, plan: StoredPlan, step: Step, end: _End) -> None:
    """Move the plan, tell its people, and the administrators when one of them has to look."""
    plans.move(plan, end.target, step, end.result)
    reason = plan_letters.reason_of(desk, end.refusal) if end.refusal else ""
    if end.target is not State.UNKNOWN or (not end.is_certain and _is_first_doubt(plan)):
        plan_letters.tell(desk, plan, step, Told(reason=reason))
    kind_of(desk, plan).settled(plan, end.refusal, step.cause, step.now)
    if end.target is State.MANUAL:
        trouble = Trouble("plan-manual", f"plan {plan.id}: {end.result}", "loket journal --last 20")
        correspondence.tell_admins(desk, trouble, step.cause)


def _is_first_doubt(plan: StoredPlan) -> bool:
    """Say whether people do not know yet that nobody knows: they are told that once, and in the end how it is."""
    doubts = (PlanAttempt.plan == plan) & (PlanAttempt.outcome == Ending.UNKNOWN.value)
    return PlanAttempt.select().where(doubts).count() <= 1
