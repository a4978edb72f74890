"""`!gabung nomor`: this ticket goes on in another one, which gets the replies to both."""

from daemon.desk.planning.arguments import single
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import moved
from daemon.desk.planning.plan import MailRequester, Plan
from daemon.desk.planning.structure_effects import Merge
from daemon.desk.refusal import Refusal
from daemon.desk.statuses import OPEN, Move
from daemon.desk.views import TicketView
from daemon.desk.writing.letters import Merged
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Merge the ticket into the other one and tell its requester; of another person's ticket they learn nothing.

    Raises: Refusal("unknown-ticket"), Refusal("merge-itself"), Refusal("merge-ended"), Refusal("transition").
    """
    ticket, into = call.ticket, _other(call)
    shares = ticket.requester_address == into.requester_address
    letter = Merged(ticket.number, ticket.subject, into.number if shares else "")
    status = moved(ticket, Move.MERGE)
    return Plan((status, Merge(ticket.id, into.id, into.number, shares), MailRequester(ticket.id, letter)))


def _other(call: Call) -> TicketView:
    number = single(call).strip("[],.").upper()
    found = call.queries.find(number)
    if found is None:
        raise Refusal("unknown-ticket", number=number)
    if found.id == call.ticket.id:
        raise Refusal("merge-itself", number=number)
    if found.status not in OPEN:
        raise Refusal("merge-ended", number=number, status=found.status.value)
    return found


COMMAND = Command(
    name="gabung",
    aliases=("merge",),
    usage="!gabung PDI-2611-0042",
    summary_id="Menggabungkan tiket ini ke tiket lain; balasan atas keduanya masuk ke tiket itu",
    summary_en="Merges this ticket into another one, which gets the replies to both",
    command_class=CommandClass.K2,
    plan=plan,
    help_id="Pelapor tiket ini diberi tahu. Bila pelapornya orang lain, ia tidak melihat nomor dan isi tiket yang "
    "lain, "
    "tetapi diberi tahu ketika tiket itu selesai. Isian dan lampiran hanya ikut pindah bila pelapornya sama.",
    help_en="This ticket's requester is told. Another person's requester sees neither number nor content of the other "
    "ticket, but hears when it is solved. Form values and files go along only when the requester is the same.",
)
