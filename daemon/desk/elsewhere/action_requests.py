"""Keep what the integrator was asked for, inside the mail's transaction; the integrator does it outside of any."""

from datetime import datetime

from daemon.desk import limits
from daemon.desk.case import Desk
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.planning.plan import StartAction
from daemon.desk.refusal import Refusal
from models.actions import ActionRequest


def ask(desk: Desk, effect: StartAction, cause: Cause, now: datetime) -> None:
    """Keep that staff asked for an action.

    Raises: Refusal("action-limit") when they asked for more changes than an hour or a day may have.
    """
    staff_id = cause.actor.removeprefix("staff:")
    member = desk.directory.by_id(staff_id)
    if effect.is_write and not limits.take(desk.rules.writes, staff_id, now):
        raise Refusal("action-limit")
    row = ActionRequest.create(
        kind="write" if effect.is_write else "read",
        system=effect.system,
        actor=staff_id,
        address=member.address if member else "",
        ticket=effect.ticket,
        inbound=cause.inbound_id,
        order={**effect.order, "action": effect.name, "line": effect.line},
        created_at=now,
    )
    data = {"action": f"{effect.system}.{effect.name}", "request": int(row.id)}
    record(Entry("action.requested", cause, effect.ticket, data), now)
