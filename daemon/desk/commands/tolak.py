"""`!tolak [kode] [alasan]`: the complaint cannot be served, and the requester reads why."""

from daemon.desk.planning.arguments import known_word, most_similar, sentence
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import MailRequester, Plan
from daemon.desk.refusal import Refusal
from daemon.desk.statuses import Move
from daemon.desk.writing.letters import Rejection
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Reject the ticket with a template's text, the reason, and the text below, as far as they are given.

    Raises: Refusal("reason-missing") when none is, Refusal("unknown-word") for a code that nearly fits.
    """
    ticket = call.ticket
    rejected = moved(ticket, Move.REJECT)
    code, reason = _split(call)
    template = call.texts.requester_refusal(code, ticket.language, ticket) if code else None
    parts = [part.strip() for part in (template or "", reason, call.text) if part.strip()]
    if not parts:
        raise Refusal("reason-missing", known=", ".join(call.texts.refusal_codes()))
    letter = Rejection(ticket.number, ticket.subject, "\n\n".join(parts), call.actor.name)
    return Plan((rejected, MailRequester(ticket.id, letter)), uses_text=bool(call.text.strip()))


def _split(call: Call) -> tuple[str, str]:
    """Return the code, "" for none, and the reason; a single word or a nearly right one is taken for a code."""
    codes = call.texts.refusal_codes()
    first, rest = (call.arguments or ("",))[0], call.arguments[1:]
    is_code = first.casefold() in codes or bool(most_similar(first, codes)) or (bool(first) and not rest)
    if is_code and " " not in first:
        return known_word("refusal", first, codes), sentence(rest)
    return "", sentence(call.arguments)


COMMAND = Command(
    name="tolak",
    aliases=("reject",),
    usage="!tolak [kode] [alasan]",
    summary_id="Menolak permohonan dengan alasan yang dikirim kepada pelapor",
    summary_en="Rejects the request with a reason that is sent to the requester",
    command_class=CommandClass.K2,
    plan=plan,
    help_id="Kode memilih teks baku (misalnya luar-lingkup); alasan dan teks di bawahnya ditambahkan.",
    help_en="The code chooses a standard text (such as luar-lingkup); the reason and the text below are added.",
    offer="Tolak",
)
