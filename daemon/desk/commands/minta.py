"""`!minta isian…`: the requester is asked for fields or documents."""

from daemon.desk.form_filling.form_words import already_there, missing_request, request_for
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import Effect, MailRequester, Plan, TellActor
from daemon.desk.statuses import Move
from daemon.desk.writing.letters import AlreadyThere
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Ask for the named fields and documents, or for all that is missing, and wait; the text below stands above.

    Raises: Refusal("unknown-word"), Refusal("form-complete") when nothing is named and nothing missing.
    """
    words = tuple(word.strip(",;") for word in call.arguments if word.strip(",;"))
    letter = request_for(call, words) if words else missing_request(call)
    effects: tuple[Effect, ...] = (moved(call.ticket, Move.WAIT), MailRequester(call.ticket.id, letter))
    if names := already_there(call, words):
        effects += (TellActor(AlreadyThere(call.ticket.number, names, bool(letter.text))),)
    return Plan(effects, uses_text=bool(letter.text))


COMMAND = Command(
    name="minta",
    aliases=("ask",),
    usage="!minta [isian|dokumen …]",
    summary_id="Meminta isian atau dokumen tertentu kepada pelapor; tanpa nama: semua yang masih kurang",
    summary_en="Asks the requester for fields or documents; without a name for all that is missing",
    command_class=CommandClass.K2,
    plan=plan,
    help_id="Contoh: !minta nik ktp. Yang diminta boleh yang sudah ada, bila perlu dikirim ulang; tanda "
    "terima menyebutkannya. Tulisan di bawahnya menjadi pengantar.",
    help_en="Example: !minta nik ktp. What is there already may be asked for again; the receipt "
    "says what that is. The text below stands above it.",
    offer="Minta data",
)
