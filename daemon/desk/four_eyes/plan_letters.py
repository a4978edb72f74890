"""Write to the people of a plan: the preview to its actor, the request to its approvers, and what became of it."""

from daemon.desk.case import Desk
from daemon.desk.four_eyes.long_plans import masked, shortened
from daemon.desk.four_eyes.plan_kind import commands_of, items_of, right_of
from daemon.desk.four_eyes.plans import State, Step, ticket_id_of
from daemon.desk.refusal import Refusal
from daemon.desk.views import StaffMember
from daemon.desk.writing.letters import (
    NOTHING_ENCLOSED,
    ApprovalRequest,
    ConfirmationRequest,
    Enclosures,
    Letter,
    PlanOutcome,
)
from daemon.value_objects import value_object
from models.outgoing import Notification
from models.plans import StoredPlan

PlanLetter = ConfirmationRequest | ApprovalRequest | PlanOutcome
CODE_OCTETS = 8  # 64 random bits, used once, five tries an hour
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else on a phone


def preview(desk: Desk, plan: StoredPlan, reason: str, step: Step, to: str) -> None:
    """Ask the actor, at one of their addresses, whether the plan is meant; the code is bound to its snapshot."""
    actor = desk.directory.by_id(plan.actor)
    if actor is None:
        return
    code = new_code(desk)
    shown = shortened(desk, masked(items_of(plan)), actor.language)
    content = ConfirmationRequest(
        number=_number(plan),
        subject=_subject(plan),
        code=code,
        hours=desk.rules.confirmation_hours,
        reason=reason,
        commands=commands_of(plan),
        items=shown.items,
        approvers=_names(asked(desk, plan)),
        whole=shown.whole,
    )
    _send(desk, plan, _To(actor, to, shown.enclosures), content, step)


def ask_approval(desk: Desk, plan: StoredPlan, step: Step) -> tuple[StaffMember, ...]:
    """Ask everybody who may approve, each in a mail of their own with a code of their own; return them."""
    people = asked(desk, plan)
    for member in people:
        code = new_code(desk)
        shown = shortened(desk, items_of(plan), member.language)
        content = ApprovalRequest(
            number=_number(plan),
            subject=_subject(plan),
            actor_name=name_of(desk, plan.actor),
            code=code,
            hours=desk.rules.approval_hours,
            commands=commands_of(plan),
            items=shown.items,
            whole=shown.whole,
        )
        _send(desk, plan, _To(member, member.address, shown.enclosures), content, step)
    return people


@value_object
class Told:
    """What people are told besides the state."""

    by: str = ""  # id of the person who decided; "" when time or the program did
    reason: str = ""  # their words, or ours in the installation's language
    to_approvers: bool = True  # False: the actor alone is told


def tell(desk: Desk, plan: StoredPlan, step: Step, told: Told | None = None) -> None:
    """Tell the actor, and those who were asked to approve, where the plan stands now."""
    told = told or Told()
    others = asked(desk, plan)
    actor = desk.directory.by_id(plan.actor)
    for member in ((actor,) if actor else ()) + (others if told.to_approvers else ()):
        shown = shortened(desk, masked(items_of(plan)), member.language, with_file=False)
        content = PlanOutcome(
            number=_number(plan),
            subject=_subject(plan),
            state=plan.state,
            actor_name=name_of(desk, plan.actor),
            by_name=name_of(desk, told.by) if told.by else "",
            others=_names(others) if plan.state == State.CONFIRMED else (),
            reason=told.reason,
            commands=commands_of(plan),
            items=shown.items,
            whole=shown.whole,
        )
        _send(desk, plan, _To(member, member.address), content, step)


def asked(desk: Desk, plan: StoredPlan) -> tuple[StaffMember, ...]:
    """Return who is asked to approve the plan; nobody when it needs no approval."""
    return desk.directory.approvers(right_of(plan), plan.actor) if plan.needs_approval else ()


def actors_address(desk: Desk, plan: StoredPlan) -> str:
    """Return where the actor was asked for the plan's confirmation, else their first address."""
    row = Notification.get_or_none((Notification.plan_id == plan.id) & (Notification.kind == "C"))
    actor = desk.directory.by_id(plan.actor)
    return str(row.address) if row is not None else actor.address if actor else ""


def reason_of(desk: Desk, refusal: Refusal) -> str:
    """Return a refusal's words in the installation's language."""
    return desk.texts.refusal(refusal.code, desk.rules.language, refusal.facts)


def name_of(desk: Desk, staff_id: str) -> str:
    """Return a person's name, the id of one who no longer works here."""
    member = desk.directory.by_id(staff_id)
    return member.name if member else staff_id


def new_code(desk: Desk) -> str:
    """Return twelve characters that survive any phone keyboard."""
    number = int.from_bytes(desk.random(CODE_OCTETS))
    digits = []
    for _ in range(12):
        number, rest = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[rest])
    return "".join(digits)


@value_object
class _To:
    member: StaffMember
    address: str
    enclosures: Enclosures = NOTHING_ENCLOSED


def _send(desk: Desk, plan: StoredPlan, to: _To, content: PlanLetter, step: Step) -> None:
    desk.post.send(
        Letter(
            content=content,
            to=to.address,
            language=to.member.language,
            ticket_id=ticket_id_of(plan),
            ticket_number=_number(plan),
            subject=_subject(plan),
            inbound_id=step.cause.inbound_id,
            staff_id=to.member.id,
            code="" if isinstance(content, PlanOutcome) else content.code,
            plan_id=int(plan.id),
            snapshot_hash=plan.hash,
            enclosures=to.enclosures,
        )
    )


def _names(members: tuple[StaffMember, ...]) -> tuple[str, ...]:
    return tuple(member.name for member in members)


def _number(plan: StoredPlan) -> str:
    return "" if plan.ticket is None else str(plan.ticket.number)


def _subject(plan: StoredPlan) -> str:
    return "" if plan.ticket is None else str(plan.ticket.subject)
