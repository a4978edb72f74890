"""`!tutup`: nothing more happens with the ticket."""

from daemon.desk.planning.arguments import expect_none, text_below
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import MailRequester, Plan
from daemon.desk.statuses import OPEN, Move
from daemon.desk.writing.letters import Reply
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Close the ticket; one that was never decided only with a text to its requester.

    Raises: Refusal("text-missing") for an open ticket without a text below.
    """
    expect_none(call)
    ticket = call.ticket
    closed = moved(ticket, Move.CLOSE)
    if ticket.status not in OPEN:
        return Plan((closed,))
    text, by = text_below(call), call.actor.name
    letter = Reply(ticket.number, ticket.subject, text, by, is_question=False, ending=closed.after.value)
    return Plan((closed, MailRequester(ticket.id, letter)), uses_text=True)


COMMAND = Command(
    name="tutup",
    aliases=("close",),
    usage="!tutup",
    summary_id="Menutup tiket; bila belum diputuskan, teks di bawahnya dikirim kepada pelapor",
    summary_en="Closes the ticket; when it was not decided yet, the text below is sent to the requester",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Tiket yang selesai, ditolak, atau dibatalkan juga tertutup sendiri setelah beberapa hari.",
    help_en="Tickets that are solved, rejected or cancelled also close by themselves after some days.",
)
