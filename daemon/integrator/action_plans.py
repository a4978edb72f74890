"""Changes in other systems as a kind of plan: previewed, confirmed, approved, applied once, and looked at again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from daemon.desk.case import Desk
from daemon.desk.facts import view_of
from daemon.desk.four_eyes.plan_kind import Ending, Execution, Finding, OutOfReach, Proposal
from daemon.desk.four_eyes.plans import State
from daemon.desk.journal import Cause
from daemon.desk.refusal import Refusal
from daemon.desk.writing.letters import PlannedItem
from daemon.integrator import aftermath, breaker, outages
from daemon.integrator.action import Action, Difference, Write
from daemon.integrator.daily_limit import require_room
from daemon.integrator.describing import changes_of
from daemon.integrator.guarding import (
    ANY_FAULT,
    UNCERTAIN,
    asked,
    refusal_of,
    require_name,
    stands_already,
    waiting_or_refusal,
)
from daemon.integrator.ordering import EVIDENCE, NAME, require_rules
from daemon.integrator.rehearsing import rehearse
from daemon.integrator.systems import Systems
from daemon.integrator.tools import Tools
from daemon.trust.levels import CommandClass
from daemon.value_objects import value_object
from models.plans import StoredPlan
from models.tickets import Ticket

KIND = "action"
Order = Mapping[str, Any]


@value_object
class ActionPlans:
    """Plans that change one record of another system."""

    desk: Desk
    systems: Systems
    name: str = KIND
    is_local: bool = False

    def propose(self, plan: StoredPlan, now: datetime) -> Proposal:
        """Read the record and plan the stored order again."""
        try:
            return self.planned(plan.content["order"], now)
        except OutOfReach as fault:
            outages.failed(self.desk, fault.system, fault.reason, self.desk.clock())
            raise

    def planned(self, order: Order, now: datetime) -> Proposal:
        """Read the record and return what the order would do. Raises: Refusal, OutOfReach."""
        action, write = self._action(order)
        require_rules(action, order["arguments"])
        require_room(self.systems.rules.of(action), order["action"], 1, now)
        tools = self.systems.tools(now)
        difference = asked(action.system, lambda: write.preview(tools, _arguments(action, order)), order["line"])
        outages.answered(self.desk, action.system, now)
        require_name(order["common"].get(NAME) or order.get("name", ""), difference)
        approvals = self.systems.approvals(action, difference)

        def execute(cause: Cause, now: datetime) -> Execution:  # noqa: ARG001 - the protocol's signature
            return self._execute(action, order, difference, now)

        return Proposal(
            order={**order, "key": dict(difference.key)},
            command_class=CommandClass.K3,
            right=action.right if approvals else "",
            approvals=approvals,
            commands=(order["line"],),
            items=(self._item(order, difference),),
            state=difference.state,
            execute=execute,
        )

    def verify(self, plan: StoredPlan) -> Finding:
        """Read back what stands there after an attempt of unknown outcome. Raises: OutOfReach."""
        order, now = plan.content["order"], self.desk.clock()
        action, write = self._action(order)
        difference = _stored(plan)
        tools = self.systems.tools(now)
        try:
            finding = asked(action.system, lambda: write.verify(tools, difference), difference.title)
        except OutOfReach as fault:
            outages.failed(self.desk, fault.system, fault.reason, self.desk.clock())
            raise
        except Refusal:
            return Finding.OTHER  # the record is gone, or there are two: a person has to look
        outages.answered(self.desk, action.system, now)
        return finding

    def settled(self, plan: StoredPlan, refusal: Refusal | None, cause: Cause, now: datetime) -> None:
        """Solve the ticket with the verified change, or put it on the way that locked data takes."""
        breaker.count(self.desk, plan, now)
        if plan.ticket is None:
            return
        if plan.state == State.DONE:
            aftermath.solve(self.desk, plan, cause, now)
        elif refusal is not None:
            aftermath.reroute(self.desk, plan.ticket, refusal, cause, now)

    def is_free(self, plan: StoredPlan, now: datetime) -> bool:
        """Say whether the action's system may be asked and changed now."""
        return breaker.may_go_on(self.desk, plan, now)

    def _action(self, order: Order) -> tuple[Action, Write]:
        action = self.systems.actions.get(order["action"])
        if action is None or action.write is None or action.system != order["system"]:
            raise Refusal("action-gone")
        return action, action.write

    def _item(self, order: Order, difference: Difference) -> PlannedItem:
        ticket = Ticket.get_or_none(Ticket.id == order["ticket"])
        seen = ("evidence-seen",) if order["common"].get(EVIDENCE) else ()
        return PlannedItem(
            number="" if ticket is None else str(ticket.number),
            title=difference.title,
            changes=changes_of(difference, self.systems.rules.personal),
            sent=() if ticket is None else aftermath.letters(self.desk, view_of(ticket), order, difference),
            remarks=(*difference.remarks, *seen),
        )

    def _execute(self, action: Action, order: Order, difference: Difference, now: datetime) -> Execution:
        """Try it in the sandbox where that is wanted, then for real; once."""
        write = action.write
        if write is None:
            raise Refusal("action-gone")
        try:
            rehearse(self.desk, self.systems, action, _arguments(action, order))
        except Refusal as refusal:
            return Execution(Ending.FAILED, f"sandbox: {refusal.code}", refusal)
        return self._done(action, write, self.systems.tools(now), difference)

    def _done(self, action: Action, write: Write, tools: Tools, difference: Difference) -> Execution:
        """Apply it and read it back; an answer alone is not believed."""
        try:
            write.apply(tools, difference)
        except UNCERTAIN as fault:
            return Execution(Ending.UNKNOWN, str(fault))
        except ANY_FAULT as fault:
            if stands_already(fault, lambda: write.verify(tools, difference)):
                return Execution(Ending.DONE, "it stood there already, read back")
            return self._not_applied(action, fault, difference)
        return _read_back(action, write, tools, difference)

    def _not_applied(self, action: Action, fault: Exception, difference: Difference) -> Execution:
        """Return how an attempt ended that changed nothing: for good, or because the system went away."""
        found = waiting_or_refusal(action.system, fault, difference.title)
        if isinstance(found, OutOfReach):
            outages.failed(self.desk, action.system, found.reason, self.desk.clock())
            return Execution(Ending.UNKNOWN, f"not sent: {found.reason}", is_certain=True)
        return Execution(Ending.FAILED, str(fault), refusal_of(action.system, fault, difference.title))


def _read_back(action: Action, write: Write, tools: Tools, difference: Difference) -> Execution:
    """Return how an attempt ended that the system says to have carried out."""
    try:
        finding = asked(action.system, lambda: write.verify(tools, difference), difference.title)
    except (OutOfReach, Refusal) as fault:
        return Execution(Ending.UNKNOWN, f"applied, not read back: {type(fault).__name__}")
    if finding is Finding.NEW:
        return Execution(Ending.DONE, "applied and read back")
    if finding is Finding.OLD:
        return Execution(Ending.FAILED, "accepted but not changed", Refusal("accepted-unchanged"))
    return Execution(Ending.UNKNOWN, "applied, but something else stands there")


def _arguments(action: Action, order: Order) -> dict[str, str]:
    """Return the arguments in the order of the parameters: stored JSON has another, and a plan shows them in theirs."""
    return {
        found.name: order["arguments"][found.name] for found in action.parameters if found.name in order["arguments"]
    }


def _stored(plan: StoredPlan) -> Difference:
    """Return the difference that was approved, from the plan's own record."""
    item = plan.content["items"][0]
    order = plan.content["order"]
    return Difference(
        title=item["title"],
        old={change["name"]: change["before"] for change in item["changes"]},
        new={change["name"]: change["after"] for change in item["changes"]},
        key=order["key"],
    )
