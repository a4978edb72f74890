"""`!insiden`: similar complaints are one disturbance, and the solution of its ticket answers them all."""

from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan, SetIncident
from daemon.desk.refusal import Refusal
from daemon.desk.views import TicketView
from daemon.trust.levels import CommandClass

_OUT = frozenset({"lepas", "keluar", "without"})
_END = frozenset({"bubar", "bukan", "end", "no"})


def plan(call: Call) -> Plan:
    """Accept what was proposed, add the tickets that are named, take some out (`lepas`), or end it (`bubar`).

    Raises: Refusal("incident-none") when nothing was proposed and no ticket is named, Refusal("unknown-ticket").
    """
    ticket, words = call.ticket, call.arguments
    known = call.queries.incident(ticket)
    before = known.tickets if known and known.is_accepted else ()
    first = words[0].casefold() if words else ""
    if first in _END:
        everything = known.tickets if known else ()
        return Plan((SetIncident(_parent(ticket, is_known=known is not None), everything, ()),))
    named = tuple(_find(call, number).id for number in (words[1:] if first in _OUT else words))
    if first in _OUT:
        kept = tuple(one for one in before if one not in named)
        return Plan((SetIncident(_parent(ticket, is_known=bool(before)), before, kept),))
    proposed = known.tickets if known else ()
    after = tuple(dict.fromkeys((ticket.id, *proposed, *named)))
    if len(after) < 2:
        raise Refusal("incident-none")
    return Plan((SetIncident(ticket.id, before, after),))


def _parent(ticket: TicketView, *, is_known: bool) -> int:
    if not is_known:
        raise Refusal("incident-none")
    return ticket.id


def _find(call: Call, number: str) -> TicketView:
    found = call.queries.find(number.strip("[],.").upper())
    if found is None:
        raise Refusal("unknown-ticket", number=number)
    return found


COMMAND = Command(
    name="insiden",
    aliases=("incident",),
    usage="!insiden [nomor …]",
    summary_id="Menjadikan keluhan serupa satu gangguan; solusi tiket itu menjawab semuanya",
    summary_en="Makes similar complaints one disturbance; the solution of that ticket answers them all",
    command_class=CommandClass.K1,
    plan=plan,
    counts_tickets=False,
    help_id="Balas usulan kami dengan `insiden` saja, atau sebutkan nomor tiket yang ikut. `!insiden lepas NOMOR` "
    "mengeluarkan sebuah tiket, `!insiden bubar` mengakhirinya. Sesudah itu `!selesai` atau `!solusi` pada tiket "
    "induk menjawab setiap pelapor dengan suratnya sendiri.",
    help_en="Answer our proposal with `incident`, or name the tickets that belong to it. `!incident without NUMBER` "
    "takes a ticket out, `!incident end` ends it. From then on `!selesai` or `!solusi` on the parent ticket answers "
    "each requester in a mail of their own.",
)
