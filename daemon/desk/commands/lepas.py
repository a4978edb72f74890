"""`!lepas`: nobody has the ticket any more."""

from daemon.desk.planning.arguments import expect_none
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import assigned, moved
from daemon.desk.planning.plan import Plan
from daemon.desk.statuses import Move
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Put the ticket back into the queue; what was in progress is new again."""
    expect_none(call)
    return Plan((assigned(call.ticket, None), moved(call.ticket, Move.RELEASE)))


COMMAND = Command(
    name="lepas",
    aliases=("release",),
    usage="!lepas",
    summary_id="Mengembalikan tiket ke antrean, tanpa petugas",
    summary_en="Puts the ticket back into the queue, without an assignee",
    command_class=CommandClass.K1,
    plan=plan,
)
