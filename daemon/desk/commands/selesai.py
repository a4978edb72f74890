"""`!selesai`: the complaint is solved, and the text below says how."""

from daemon.desk.arguments import expect_none, text_below
from daemon.desk.command import Call, Command
from daemon.desk.effects import moved
from daemon.desk.letters import Solution
from daemon.desk.plan import MailRequester, Plan
from daemon.desk.statuses import Move
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Solve the ticket and send the text below as the solution.

    Raises: Refusal("text-missing"), since no ticket is solved without a word to its requester.
    """
    expect_none(call)
    ticket = call.ticket
    solved = moved(ticket, Move.SOLVE)
    letter = Solution(ticket.number, ticket.subject, text_below(call), call.actor.name)
    return Plan((solved, MailRequester(ticket.id, letter)), uses_text=True)


COMMAND = Command(
    name="selesai",
    aliases=("solve", "solved"),
    usage="!selesai",
    summary_id="Menyelesaikan tiket; teks di bawahnya dikirim kepada pelapor sebagai solusi",
    summary_en="Solves the ticket; the text below is sent to the requester as the solution",
    command_class=CommandClass.K2,
    plan=plan,
    help_id="Tulis solusinya di bawah perintah, atau pakai `!solusi kode` untuk solusi yang sudah tersedia.",
    help_en="Write the solution below the command, or use `!solusi code` for one that is kept ready.",
    offer="Selesai",
)
