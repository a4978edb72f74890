"""`!ambil`: the actor works on the ticket from now on."""

from daemon.desk.planning.arguments import expect_none
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import assigned, moved
from daemon.desk.planning.plan import MailRequester, Plan
from daemon.desk.statuses import Move
from daemon.desk.writing.letters import Taken
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Assign the ticket to the actor; the requester is told when nobody had it before."""
    expect_none(call)
    ticket = call.ticket
    effects = (assigned(ticket, call.actor.id), moved(ticket, Move.PROCESS, has_assignee=True))
    if ticket.assignee is not None:
        return Plan(effects)
    return Plan((*effects, MailRequester(ticket.id, Taken(ticket.number, ticket.subject, call.actor.name))))


COMMAND = Command(
    name="ambil",
    aliases=("take",),
    usage="!ambil",
    summary_id="Anda menangani tiket ini; pelapor diberi tahu bila sebelumnya belum ada petugasnya",
    summary_en="You take this ticket; the requester is told when nobody had it before",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Tiket yang sudah ditangani rekan Anda berpindah kepada Anda tanpa surat kepada pelapor. "
    "Bila baris lain atau tulisan di bawahnya sudah menyurati pelapor, ia tidak mendapat surat kedua.",
    help_en="A ticket that a colleague has becomes yours without a mail to the requester. "
    "Where another line or the text below writes to the requester anyway, there is no second mail.",
    offer="Ambil",
)
