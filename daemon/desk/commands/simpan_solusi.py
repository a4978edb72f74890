"""`!simpan-solusi kode "judul"`: the solution that was sent is kept, to be sent again with `!solusi kode`."""

import re

from daemon.desk.learning.depersonalising import personal_in, without_salutation
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan, SaveSolution, TellActor
from daemon.desk.refusal import Refusal
from daemon.desk.writing.letters import SolutionList
from daemon.trust.levels import CommandClass

WITHDRAW = "-"
_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
_SHOWN = 5  # personal values named in a refusal


def plan(call: Call) -> Plan:
    """Keep the text below, or the solution that the ticket's requester was sent; `-` as title withdraws the code.

    Without arguments the kept solutions are listed.
    Raises: Refusal("argument"), Refusal("solution-code"), Refusal("solution-none") when none was sent,
    Refusal("solution-personal") when it names a person.
    """
    if not call.arguments:
        return Plan((TellActor(SolutionList(call.queries.solutions(()))),))
    code, title = _code_and_title(call)
    ticket = call.ticket
    if title == WITHDRAW:
        return Plan((_withdrawal(call, code),))
    text = _text(call)
    effect = SaveSolution(ticket.id, code, ticket.language, title, text, ticket.type_code)
    return Plan((effect,), uses_text=bool(call.text.strip()))


def _code_and_title(call: Call) -> tuple[str, str]:
    code, title = call.arguments[0].casefold(), " ".join(call.arguments[1:]).strip()
    if not title:
        raise Refusal("argument", usage=call.command.usage, problem="missing", argument="")
    if not _CODE.fullmatch(code) or code in call.texts.solution_codes():
        raise Refusal("solution-code", typed=code)
    if found := personal_in(title, call.queries.personal(call.ticket)):
        raise Refusal("solution-personal", found=", ".join(found[:_SHOWN]))
    return code, title


def _withdrawal(call: Call, code: str) -> SaveSolution:
    if call.queries.saved(code, call.ticket.language) is None:
        raise Refusal("unknown-word", kind="solution", typed=code, similar="", known="")
    return SaveSolution(call.ticket.id, code, call.ticket.language, "", "", "")


def _text(call: Call) -> str:
    """Return what is to be kept, and nothing of it may point to a person."""
    values = call.queries.personal(call.ticket)
    sent = call.text.strip() or call.queries.solution_sent(call.ticket)
    if not sent:
        raise Refusal("solution-none")
    text = without_salutation(sent, values)
    if found := personal_in(text, values):
        raise Refusal("solution-personal", found=", ".join(found[:_SHOWN]))
    return text


COMMAND = Command(
    name="simpan-solusi",
    aliases=("save-solution",),
    usage='!simpan-solusi [kode "judul"]',
    summary_id="Menyimpan solusi yang sudah dikirim agar dapat dipakai lagi; tanpa kode: daftarnya",
    summary_en="Keeps the solution that was sent, to be used again; without a code lists them",
    command_class=CommandClass.K2,
    plan=plan,
    needs_ticket=False,
    help_id='Contoh: !simpan-solusi wifi-login "Login ulang WiFi kampus", lalu pakai dengan !solusi wifi-login. '
    "Teks di bawahnya menggantikan solusi yang terkirim. Data pribadi tidak boleh ikut. "
    "Anda diminta memastikannya dulu. !simpan-solusi kode - menghapusnya.",
    help_en='Example: !simpan-solusi wifi-login "Log in to the campus WiFi again", then use !solusi wifi-login. '
    "The text below takes the place of the solution that was sent. Personal data may not be in it. "
    "You are asked to confirm it first. !simpan-solusi code - withdraws it.",
)
