"""`!buka`: work goes on at a ticket that had ended."""

from daemon.desk.planning.arguments import expect_none
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import Plan
from daemon.desk.refusal import Refusal
from daemon.desk.statuses import Move
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Reopen the ticket.

    Raises: Refusal("closed-too-long") when it was closed too long ago (product.md §3).
    """
    expect_none(call)
    ticket = call.ticket
    reopened = moved(ticket, Move.REOPEN)
    if ticket.closed_at is not None and call.now - ticket.closed_at > call.reopen_within:
        raise Refusal("closed-too-long", number=ticket.number, days=call.reopen_within.days)
    return Plan((reopened,))


COMMAND = Command(
    name="buka",
    aliases=("reopen",),
    usage="!buka",
    summary_id="Membuka kembali tiket yang sudah selesai, ditolak, dibatalkan, atau ditutup",
    summary_en="Reopens a ticket that was solved, rejected, cancelled or closed",
    command_class=CommandClass.K1,
    plan=plan,
)
