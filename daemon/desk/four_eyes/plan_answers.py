"""Obey the words that decide about plans: `!ya`, `!setuju`, `!tolak-aksi`, `!batal`, each alone in its mail."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from daemon.desk.authorising import Act, Actor, Origin, Proof, authorise
from daemon.desk.case import Case, CommandOutcome, Desk, Disposition, Outcome, Result
from daemon.desk.four_eyes import plan_letters, plans
from daemon.desk.four_eyes.executing import carry_out_here, kind_of, replanned
from daemon.desk.four_eyes.plan_kind import Ending, Execution, class_of, right_of
from daemon.desk.four_eyes.plan_letters import Told, reason_of
from daemon.desk.four_eyes.plans import WAITING, Overtaken, State, Step
from daemon.desk.journal import Entry, record
from daemon.desk.planning import receipts
from daemon.desk.refusal import Refusal
from daemon.desk.tokens import find_code, use_code
from daemon.desk.views import StaffMember
from daemon.reading.message import CommandLine
from daemon.trust.levels import CommandClass, Level, raise_level
from daemon.trust.tokens import Kind
from daemon.value_objects import value_object
from models.database import transaction
from models.outgoing import Notification
from models.plans import StoredPlan


@value_object
class Answer:
    """One mail that decides about a plan."""

    desk: Desk
    case: Case
    member: StaffMember
    line: CommandLine
    text: str  # below it
    answered: Notification | None  # the mail of ours that it validly answers

    @property
    def level(self) -> Level:
        """Return how sure we are of the sender, their code counted."""
        has_token = self.answered is not None
        return raise_level(self.case.authentication.level, has_reply_token=has_token, has_confirmation=True)

    @property
    def step(self) -> Step:
        """Return this mail as the reason why a plan moves."""
        cause = self.case.caused_by(f"staff:{self.member.id}", self.line.name)
        return Step(cause, self.case.now, self.level.name)

    def check(self, act: Act) -> None:
        """Hold that this person may do it. Raises: Refusal."""
        decision = authorise(
            self.desk.directory, Actor(Origin.MAIL, self.member), act, Proof(self.level, is_confirmed=True)
        )
        if not decision.is_allowed:
            raise decision.refusal or Refusal("needs-more-proof")

    def outcome(self, plan: StoredPlan, reason: str) -> Outcome:
        """Return that the word was obeyed."""
        commands = (CommandOutcome(self.line.name, Result.EXECUTED),)
        return Outcome(Disposition.COMMANDS_EXECUTED, reason, plans.ticket_id_of(plan), commands)

    def refused(self, plan: StoredPlan, reason: str) -> Outcome:
        """Return that nothing was carried out; the people of the plan have been told why."""
        commands = (CommandOutcome(self.line.name, Result.REFUSED, reason),)
        return Outcome(Disposition.COMMANDS_REFUSED, reason, plans.ticket_id_of(plan), commands)


def confirm(answer: Answer) -> Outcome:
    """Take the actor's word that the plan is meant: carry it out, or ask the second person."""
    row = find_code(answer.desk, answer.case, answer.member, _code(answer), (Kind.CONFIRMATION,))
    plan = _plan(answer, row, (State.REQUESTED,))
    answer.check(Act(class_of(plan), needs_right=right_of(plan)))
    with transaction():
        use_code(answer.case, row)
        return _confirmed(answer, plan)


def _confirmed(answer: Answer, plan: StoredPlan) -> Outcome:
    desk, step = answer.desk, answer.step
    is_local = kind_of(desk, plan).is_local
    if is_local and replanned(desk, plan, step) is None:
        return answer.refused(plan, "stale")
    hours = desk.rules.approval_hours if plan.needs_approval else desk.rules.confirmation_hours
    plans.move(plan, State.CONFIRMED, step, until=step.now + timedelta(hours=hours))
    if plan.needs_approval:
        plan_letters.ask_approval(desk, plan, step)
        plan_letters.tell(desk, plan, step, Told(to_approvers=False))
        return answer.outcome(plan, "waits for approval")
    plans.move(plan, State.APPROVED, step)
    execution = carry_out_here(desk, plan, step) if is_local else None
    return _receipt(answer, plan, execution) if execution else answer.outcome(plan, "will be carried out")


def _receipt(answer: Answer, plan: StoredPlan, execution: Execution) -> Outcome:
    """Answer the actor of a plan that needed nobody else."""
    if execution.ending is not Ending.DONE:
        plan_letters.tell(answer.desk, plan, answer.step, _why(answer, execution))
        return answer.refused(plan, execution.ending.value)
    if execution.receipt is not None:
        receipts.send(answer.desk, answer.case, answer.member, execution.receipt)
    commands = tuple(CommandOutcome(name, Result.EXECUTED) for name in execution.names)
    return Outcome(Disposition.COMMANDS_EXECUTED, "", plans.ticket_id_of(plan), commands)


def approve(answer: Answer) -> Outcome:
    """Take a second person's word for the plan, and carry it out when nobody more is needed."""
    row = find_code(answer.desk, answer.case, answer.member, _code(answer), (Kind.APPROVAL,))
    plan = _plan(answer, row, (State.CONFIRMED,))
    answer.check(_deciding(plan))
    with transaction():
        use_code(answer.case, row)
        return _approved(answer, plan)


def _approved(answer: Answer, plan: StoredPlan) -> Outcome:
    desk, step = answer.desk, answer.step
    is_enough = plans.approve(plan, answer.member.id, int(answer.case.inbound.id), step)
    data = {"plan": int(plan.id), "hash": plan.hash, "level": step.level}
    record(Entry("plan.approval", step.cause, plans.ticket_id_of(plan), data), step.now)
    if not is_enough:
        return answer.outcome(plan, "waits for more approvals")
    plans.move(plan, State.APPROVED, step)
    if not kind_of(desk, plan).is_local:
        return answer.outcome(plan, "will be carried out")
    execution = carry_out_here(desk, plan, step)
    if execution is None:
        return answer.refused(plan, "stale")
    plan_letters.tell(desk, plan, step, _why(answer, execution))
    is_done = execution.ending is Ending.DONE
    return answer.outcome(plan, "") if is_done else answer.refused(plan, execution.ending.value)


def reject(answer: Answer) -> Outcome:
    """Take a second person's no; what they wrote is the reason that the others read."""
    row = find_code(answer.desk, answer.case, answer.member, _code(answer), (Kind.APPROVAL,))
    plan = _plan(answer, row, (State.CONFIRMED, State.APPROVED))
    answer.check(_deciding(plan))
    with transaction():
        use_code(answer.case, row)
        plans.move(plan, State.REJECTED, answer.step)
        words = " ".join(answer.line.arguments[1:])
        reason = "\n\n".join(part.strip() for part in (words, answer.text) if part.strip())
        plan_letters.tell(answer.desk, plan, answer.step, Told(answer.member.id, reason))
    return answer.outcome(plan, "rejected")


def cancel(answer: Answer) -> Outcome:
    """Withdraw a plan that is not being carried out yet, for its actor or one who may approve it."""
    plan = _named_plan(answer)
    if plan.actor != answer.member.id:
        if not right_of(plan):
            raise Refusal("plan-none")
        answer.check(_deciding(plan))
    answer.check(Act(CommandClass.K0))
    with transaction():
        plans.move(plan, State.CANCELLED, answer.step)
        plan_letters.tell(answer.desk, plan, answer.step, Told(answer.member.id))
    return answer.outcome(plan, "cancelled")


ANSWERS: Mapping[str, Callable[[Answer], Outcome]] = MappingProxyType(
    {"ya": confirm, "setuju": approve, "tolak-aksi": reject, "batal": cancel}
)


def _code(answer: Answer) -> str:
    """Return the code behind the word."""
    if not answer.line.arguments:
        usage = answer.desk.registry[answer.line.name].usage
        raise Refusal("argument", usage=usage, problem="missing", argument="")
    return answer.line.arguments[0]


def _deciding(plan: StoredPlan) -> Act:
    return Act(class_of(plan), approves=right_of(plan), plan_actor=plan.actor)


def _plan(answer: Answer, row: Notification, states: tuple[State, ...]) -> StoredPlan:
    """Return the plan that a code is bound to, while it is in one of the states.

    Raises: Refusal when there is none, it moved on, or its time is over.
    """
    plan: StoredPlan | None = StoredPlan.get_or_none(StoredPlan.id == row.plan_id)
    if plan is None or plan.hash != row.snapshot_hash:
        raise Refusal("confirm-unknown", typed=row.code)
    if State(plan.state) not in states:
        raise Overtaken(plan.state)
    if answer.case.now >= plan.expires_at:
        raise Refusal("confirm-expired")
    return plan


def _named_plan(answer: Answer) -> StoredPlan:
    """Return the plan to withdraw: of the code, else of the mail that is answered, else the only one that waits."""
    if answer.line.arguments:
        kinds = (Kind.CONFIRMATION, Kind.APPROVAL)
        row = find_code(answer.desk, answer.case, answer.member, _code(answer), kinds)
        return _plan(answer, row, WAITING)
    if answer.answered is not None and answer.answered.plan_id is not None:
        plan: StoredPlan = StoredPlan.get_by_id(answer.answered.plan_id)
        if State(plan.state) not in WAITING:
            raise Overtaken(plan.state)
        return plan
    states = [state.value for state in WAITING]
    own = StoredPlan.select().where((StoredPlan.actor == answer.member.id) & StoredPlan.state.in_(states))
    found = list(own.limit(2))
    if not found:
        raise Refusal("plan-none")
    if len(found) > 1:
        raise Refusal("plan-which", count=own.count())
    return found[0]


def _why(answer: Answer, execution: Execution) -> Told:
    """Return who decided, and why the plan failed if it did."""
    refusal = execution.refusal
    return Told(answer.member.id, reason_of(answer.desk, refusal) if refusal else "")
