"""`!balas`: the text below goes to the requester."""

from daemon.desk.planning.arguments import expect_none, text_below
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import MailRequester, Plan
from daemon.desk.writing.letters import Reply
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Send the text below as a reply; the ticket stays as it is.

    Raises: Refusal("text-missing").
    """
    expect_none(call)
    ticket = call.ticket
    text, by = text_below(call), call.actor.name
    letter = Reply(ticket.number, ticket.subject, text, by, is_question=False, ending=ticket.ending)
    return Plan((MailRequester(ticket.id, letter),), uses_text=True)


COMMAND = Command(
    name="balas",
    aliases=("reply",),
    usage="!balas",
    summary_id="Mengirim teks di bawahnya kepada pelapor tanpa mengubah tiket",
    summary_en="Sends the text below to the requester and leaves the ticket as it is",
    command_class=CommandClass.K0,
    plan=plan,
)
