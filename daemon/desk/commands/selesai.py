"""`!selesai`: the complaint is solved, and the text below says how."""

from daemon.desk.planning.arguments import expect_none
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import MailRequester, Plan
from daemon.desk.statuses import Move
from daemon.desk.writing.letters import Solution
from daemon.trust.levels import CommandClass

GENERAL = "selesai"  # the solution template that says no more than that it is done


def plan(call: Call) -> Plan:
    """Solve the ticket and send the text below as the solution; without one, the general words that it is done.

    A requester always hears of it: that is what makes `3 selesai` and the bare word from a phone safe.
    """
    expect_none(call)
    ticket = call.ticket
    solved = moved(ticket, Move.SOLVE)
    text = call.text.strip() or call.texts.solution(GENERAL, ticket.language, ticket, {}) or ""
    letter = Solution(ticket.number, ticket.subject, text, call.actor.name)
    return Plan((solved, MailRequester(ticket.id, letter)), uses_text=True)


COMMAND = Command(
    name="selesai",
    aliases=("solve", "solved"),
    usage="!selesai",
    summary_id="Menyelesaikan tiket; teks di bawahnya dikirim kepada pelapor sebagai solusi",
    summary_en="Solves the ticket; the text below is sent to the requester as the solution",
    command_class=CommandClass.K2,
    plan=plan,
    answers_all=True,
    help_id="Tulis solusinya di bawah perintah, atau pakai `!solusi kode` untuk solusi yang sudah tersedia. "
    "Tanpa teks, pelapor hanya diberi tahu bahwa keluhannya selesai.",
    help_en="Write the solution below the command, or use `!solusi code` for one that is kept ready. "
    "Without a text the requester is only told that the complaint is solved.",
    offer="Selesai",
)
