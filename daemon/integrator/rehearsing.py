"""Try a change in the sandbox before it is made for real, where this installation wants that."""

from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.four_eyes.plan_kind import Finding, OutOfReach
from daemon.desk.refusal import Refusal
from daemon.integrator.action import Action, Arguments, Write
from daemon.integrator.guarding import ANY_FAULT, UNCERTAIN, asked, waiting_or_refusal
from daemon.integrator.systems import FEEDER, Systems
from daemon.integrator.tools import Tools

_OWN = ("no-sandbox", "sandbox-failed")  # refusals that speak of the sandbox themselves


def rehearse(desk: Desk, systems: Systems, action: Action, arguments: Arguments) -> None:
    """Make the change in the sandbox; its record may be an older one: having the values already is enough.

    Raises: Refusal when it did not work there, or when there is no sandbox: nothing may be done for real then. It
    says that it is about the sandbox, whose records may be others, and so puts no ticket on the way of locked data.
    """
    try:
        _rehearse(systems, action, arguments, desk.clock())
    except Refusal as refusal:
        if refusal.code in _OWN:
            raise
        words = {f"words_{one}": desk.texts.refusal(refusal.code, one, refusal.facts) for one in ("id", "en")}
        raise Refusal("sandbox-refused", **words) from refusal


def _rehearse(systems: Systems, action: Action, arguments: Arguments, now: datetime) -> None:
    if action.write is None or not systems.rules.of(action).sandbox_first:
        return
    if action.system != FEEDER or systems.sandbox is None:
        raise Refusal("no-sandbox")
    try:
        _try(action, action.write, systems.trial_tools(now), arguments)
    except OutOfReach as fault:
        raise Refusal("sandbox-failed") from fault
    except Refusal as refusal:
        if refusal.code != "no-change":
            raise


def _try(action: Action, write: Write, tools: Tools, arguments: Arguments) -> None:
    """Read, change and read back. Raises: Refusal, OutOfReach."""
    difference = asked(action.system, lambda: write.preview(tools, arguments))
    try:
        write.apply(tools, difference)
    except UNCERTAIN as fault:
        raise Refusal("sandbox-failed") from fault
    except ANY_FAULT as fault:
        raise waiting_or_refusal(action.system, fault, difference.title) from fault
    finding = asked(action.system, lambda: write.verify(tools, difference), difference.title)
    if finding is not Finding.NEW:
        raise Refusal("accepted-unchanged" if finding is Finding.OLD else "sandbox-failed")
