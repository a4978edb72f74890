"""Decide who may do what: the one place where that is decided, for mail, command line and scheduler alike.

Deny by default. A right that no role names is nobody's; the console and the scheduler have fixed rights of their own.
"""

from dataclasses import field
from enum import StrEnum

from daemon.desk.refusal import Refusal
from daemon.desk.views import Directory, StaffMember
from daemon.trust.levels import CommandClass, Level, Need, what_is_needed
from daemon.value_objects import value_object

BULK = "bulk"  # the right to approve commands about many tickets


class Origin(StrEnum):
    """Where an order comes from."""

    MAIL = "mail"
    CONSOLE = "console"  # the command line, on the host itself
    SCHEDULER = "scheduler"  # the service's own jobs


@value_object
class Actor:
    """Who wants something done."""

    origin: Origin
    member: StaffMember | None = None  # of mail

    @property
    def name(self) -> str:
        """Return the actor as the journal names it."""
        return f"staff:{self.member.id}" if self.member else {"scheduler": "loket"}.get(self.origin, self.origin.value)


CONSOLE = Actor(Origin.CONSOLE)
SCHEDULER = Actor(Origin.SCHEDULER)


@value_object
class Proof:
    """How sure we are of the actor; nothing for console and scheduler, which no mail can be."""

    level: Level = Level.A0
    is_confirmed: bool = False  # the mail brought the code of exactly this plan


@value_object
class Act:
    """What is wanted."""

    command_class: CommandClass
    names: tuple[str, ...] = ()  # of the commands, Indonesian; empty: a reply without commands
    tickets: int = 1  # how many would be changed or written about
    bulk_from: int = 0  # more tickets than this need a second person; 0: no number of them does
    needs_right: str = ""  # of a second person in any case
    approves: str = ""  # the right that is exercised; "" when nobody's plan is approved or rejected
    plan_actor: str = ""  # id of the person whose plan that is


@value_object
class Decision:
    """What becomes of it."""

    need: Need
    refusal: Refusal | None = field(default=None)  # why not; None unless it is held or refused
    right: str = ""  # what the role of a second person must name; "" when none is needed

    @property
    def is_allowed(self) -> bool:
        """Say whether it may be done at once."""
        return self.need is Need.ALLOW


def authorise(directory: Directory, actor: Actor, act: Act, proof: Proof) -> Decision:
    """Decide about one act of one actor."""
    if actor.member is None:
        return _of_machine(actor.origin, act)
    if refusal := why_forbidden(directory, actor.member, act):
        return Decision(Need.REFUSE, refusal)
    need = what_is_needed(proof.level, act.command_class, is_confirmed=proof.is_confirmed)
    if need in (Need.REFUSE, Need.HOLD):
        return Decision(need, Refusal("needs-more-proof"))
    right = second_right(act)
    if not right:
        return Decision(need)
    if not directory.approvers(right, actor.member.id):
        return Decision(Need.REFUSE, Refusal("no-approver", right=right))
    return Decision(need if proof.is_confirmed else Need.ASK_CONFIRMATION, right=right)


def second_right(act: Act) -> str:
    """Return what the role of a second person must name before the act is done; "" when one person is enough."""
    return act.needs_right or (BULK if act.bulk_from and act.tickets > act.bulk_from else "")


def _of_machine(origin: Origin, act: Act) -> Decision:
    """Decide for the console, which may all but write into other systems, and the scheduler, which runs the desk."""
    if act.approves or act.command_class is CommandClass.K3:
        return Decision(Need.REFUSE, Refusal("person-only"))
    if origin is Origin.CONSOLE or (origin is Origin.SCHEDULER and act.command_class < CommandClass.K3):
        return Decision(Need.ALLOW)
    return Decision(Need.REFUSE, Refusal("console-only"))


def require(directory: Directory, actor: Actor, act: Act) -> None:
    """Hold that the console or the scheduler may do something. Raises: Refusal."""
    decision = authorise(directory, actor, act, Proof())
    if not decision.is_allowed:
        raise decision.refusal or Refusal("needs-more-proof")


def why_forbidden(directory: Directory, member: StaffMember, act: Act) -> Refusal | None:
    """Return why the roles of a person, or who they are, forbid the act whatever the proof; None when they do not."""
    if act.command_class is CommandClass.K4:
        return Refusal("console-only")
    if act.approves and member.id == act.plan_actor:
        return Refusal("own-plan")
    if act.approves and not directory.may_approve(member, act.approves):
        return Refusal("approve-permission", right=act.approves)
    forbidden = next((name for name in act.names if not directory.may(member, name)), None)
    return Refusal("permission", command=forbidden) if forbidden is not None else None
