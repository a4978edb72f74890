"""`!solusi kode k=v`: the complaint is solved with a solution that is kept ready."""

from collections.abc import Mapping

from daemon.desk.planning.arguments import known_word, word_and_values
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import MailRequester, Plan
from daemon.desk.refusal import Refusal
from daemon.desk.statuses import Move
from daemon.desk.writing.letters import Solution
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Solve the ticket and send the solution template with the text below behind it; without a code, the type's own.

    Raises: Refusal("solution-missing") without a code for a type that has no usual one, Refusal("unknown-word") for one
    that does not exist, Refusal("solution-values") for values not given.
    """
    ticket = call.ticket
    codes = (*call.texts.solution_codes(), *call.queries.saved_codes())
    usual = _usual(call)
    if not call.arguments and not usual:
        raise Refusal("solution-missing", known=", ".join(codes))
    typed, values = word_and_values(call, usual)
    code = known_word("solution", typed, codes)
    solved = moved(ticket, Move.SOLVE)
    text = _text(call, code, values)
    is_done = code not in call.texts.solution_codes() or not call.texts.is_handover(code)
    letter = Solution(ticket.number, ticket.subject, text, call.actor.name, is_done)
    return Plan((solved, MailRequester(ticket.id, letter)), uses_text=bool(call.text.strip()))


def _usual(call: Call) -> str:
    """Return the code of the usual solution for the ticket's type; "" when there is none."""
    kind = call.catalogue.get(call.ticket.type_code)
    return kind.route if kind else ""


def _text(call: Call, code: str, values: Mapping[str, str]) -> str:
    solution = _saved(call, code, values) or call.texts.solution(code, call.ticket.language, call.ticket, values) or ""
    text = "\n\n".join(part.strip() for part in (solution, call.text) if part.strip())
    if not text:
        raise Refusal("text-missing", command=call.command.name)
    return text


def _saved(call: Call, code: str, values: Mapping[str, str]) -> str:
    """Return the text that staff kept under a code; "" when the code is a template's.

    Raises: Refusal("solution-language") when it is kept in the other language only, Refusal("solution-extra").
    """
    if code in call.texts.solution_codes():
        return ""
    if values:
        raise Refusal("solution-extra", solution=code, names=", ".join(values), wanted="")
    text = call.queries.saved(code, call.ticket.language)
    if text is None:
        raise Refusal("solution-language", solution=code)
    return text


COMMAND = Command(
    name="solusi",
    aliases=("solution",),
    usage="!solusi [kode] [k=v …]",
    summary_id="Menyelesaikan tiket dengan solusi siap pakai; teks di bawahnya ditambahkan",
    summary_en="Solves the ticket with a solution kept ready; the text below is added",
    command_class=CommandClass.K2,
    plan=plan,
    answers_all=True,
    help_id='Contoh: !solusi dikoreksi data="nama ibu kandung". Tanpa kode: solusi yang biasa untuk jenis keluhannya.',
    help_en='Example: !solusi dikoreksi data="mother\'s name". Without a code: the usual one of the complaint type.',
)
