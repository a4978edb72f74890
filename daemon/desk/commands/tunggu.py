"""`!tunggu [alasan]`: the requester is asked, and the clocks stand still until the answer."""

from daemon.desk.planning.arguments import sentence
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import AddNote, Effect, MailRequester, Plan
from daemon.desk.statuses import Move
from daemon.desk.writing.letters import Reply
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Wait; the text below is the question to the requester, the reason behind the keyword is a note for staff."""
    ticket, question, reason = call.ticket, call.text.strip(), sentence(call.arguments)
    effects: tuple[Effect, ...] = (moved(ticket, Move.WAIT),)
    if reason:
        effects += (AddNote(ticket.id, reason),)
    if question:
        letter = Reply(ticket.number, ticket.subject, question, call.actor.name, is_question=True)
        effects += (MailRequester(ticket.id, letter),)
    return Plan(effects, uses_text=bool(question))


COMMAND = Command(
    name="tunggu",
    aliases=("wait",),
    usage="!tunggu [alasan]",
    summary_id="Menunggu pelapor; teks di bawahnya dikirim sebagai pertanyaan",
    summary_en="Waits for the requester; the text below is sent as the question",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Alasan di belakang perintah dicatat untuk petugas saja. Jam proses berhenti sampai pelapor menjawab.",
    help_en="The reason behind the keyword is a note for staff only. The processing clock stops until the answer.",
    offer="Tanya pelapor",
)
