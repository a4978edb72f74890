"""`!proses`: the ticket is being worked on."""

from daemon.desk.planning.arguments import expect_none
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import Plan
from daemon.desk.statuses import Move
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Set the status; the assignee stays who it was."""
    expect_none(call)
    return Plan((moved(call.ticket, Move.PROCESS),))


COMMAND = Command(
    name="proses",
    aliases=("process",),
    usage="!proses",
    summary_id="Status menjadi diproses; petugasnya tetap",
    summary_en="The ticket is in progress; its assignee stays",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Dipakai juga untuk melanjutkan tiket yang menunggu pelapor.",
    help_en="Also takes up a ticket that was waiting for the requester.",
)
