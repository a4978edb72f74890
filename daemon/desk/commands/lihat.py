"""`!lihat nomor`: one ticket with its conversation, in the receipt."""

from daemon.desk.arguments import optional
from daemon.desk.command import Call, Command
from daemon.desk.letters import TicketSheet
from daemon.desk.plan import Plan, TellActor
from daemon.desk.refusal import Refusal
from daemon.desk.views import TicketView
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Show the ticket with that number; without one, the ticket that the mail is about.

    Raises: Refusal("unknown-ticket"), Refusal("no-ticket").
    """
    view = _wanted(call)
    return Plan((TellActor(TicketSheet(call.queries.facts(view), call.queries.conversation(view))),))


def _wanted(call: Call) -> TicketView:
    number = optional(call)
    if not number:
        return call.ticket
    found = call.queries.find(number.strip("[],.").upper())
    if found is None:
        raise Refusal("unknown-ticket", number=number)
    return found


COMMAND = Command(
    name="lihat",
    aliases=("show",),
    usage="!lihat [nomor]",
    summary_id="Menampilkan tiket beserta percakapannya",
    summary_en="Shows a ticket with its conversation",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
)
