"""`!pisah "judul"`: a part of this ticket becomes a ticket of its own, for the same requester."""

from dataclasses import replace

from daemon.desk.planning.arguments import known_word, word_and_values
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.planning.structure_effects import OpenTicket, Times, Understood, Whom
from daemon.desk.refusal import Refusal
from daemon.desk.statuses import Status
from daemon.desk.views import TicketView
from daemon.trust.levels import CommandClass

LONGEST = 200  # characters of a subject


def plan(call: Call) -> Plan:
    """Open a ticket for the part that the title names; the text below goes along, else the requester's last words.

    Raises: Refusal("argument"), Refusal("unknown-word"), Refusal("transition").
    """
    title, values = word_and_values(call, "")
    if extra := sorted(set(values) - {"jenis", "type"}):
        raise Refusal("argument", usage=call.command.usage, problem="no-key", argument=extra[0])
    ticket = call.ticket
    if ticket.status is Status.MERGED:
        raise Refusal("transition", status=ticket.status.value, move="split")
    text, files = (call.text.strip(), ()) if call.text.strip() else call.queries.last_words(ticket)
    effect = OpenTicket(
        ticket=ticket.id,
        whom=Whom(ticket.requester_address, ticket.requester_name, ticket.requester_role),
        subject=title[:LONGEST],
        text=text,
        channel=ticket.channel,
        times=Times(call.now),
        understood=_understood(call, ticket, values.get("jenis") or values.get("type", "")),
        staff_name=call.actor.name,
        files=files,
    )
    return Plan((effect,), uses_text=True)


def _understood(call: Call, ticket: TicketView, typed: str) -> Understood:
    """Return the type that was named, and what is known already of what its form asks for."""
    code = known_word("type", typed, call.catalogue.types) if typed else ""
    kind = call.catalogue.get(code)
    known = Understood(
        "", "lain", ticket.language, tuple((one.name, one.value) for one in ticket.fields if one.is_valid)
    )
    if kind is None:
        return known
    asked = {field.name for field in kind.fields}
    fields = tuple(pair for pair in known.fields if pair[0] in asked)
    return replace(known, type_code=kind.code, category=kind.category, fields=fields)


COMMAND = Command(
    name="pisah",
    aliases=("split",),
    usage='!pisah "judul" [jenis=M04]',
    summary_id="Memisahkan satu hal dari tiket ini menjadi tiket baru untuk pelapor yang sama",
    summary_en="Splits one matter off into a new ticket for the same requester",
    command_class=CommandClass.K2,
    plan=plan,
    help_id="Teks di bawah perintah menjadi isi tiket baru; tanpa teks, surat terakhir pelapor beserta lampirannya. "
    "Isian yang sudah diketahui ikut. Pelapor diberi tahu nomor barunya.",
    help_en="The text below the command becomes the new ticket's content; without one, the requester's last mail with "
    "its files. What is known of the form goes along. The requester is told the new number.",
)
