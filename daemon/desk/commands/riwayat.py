"""`!riwayat`: what happened to a ticket, or which tickets somebody has had."""

from daemon.desk.planning.arguments import optional
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan, TellActor
from daemon.desk.refusal import Refusal
from daemon.desk.writing.letters import TicketList
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Tell the history of the ticket with that number, or list the tickets of an address or a student number.

    Without an argument it is the ticket that the mail is about. Raises: Refusal("unknown-ticket"),
    Refusal("no-history"), Refusal("no-ticket").
    """
    wanted = optional(call).removeprefix("mailto:").strip("<>[],")
    if not wanted:
        return Plan((TellActor(call.queries.history(call.ticket)),))
    if "@" in wanted or wanted.isdecimal():
        rows = call.queries.tickets_of(wanted.casefold())
        if not rows:
            raise Refusal("no-history", typed=wanted)
        return Plan((TellActor(TicketList("history", rows)),))
    found = call.queries.find(wanted.rstrip(".").upper())
    if found is None:
        raise Refusal("unknown-ticket", number=wanted)
    return Plan((TellActor(call.queries.history(found)),))


COMMAND = Command(
    name="riwayat",
    aliases=("history",),
    usage="!riwayat [nomor|alamat|NIM]",
    summary_id="Riwayat sebuah tiket, atau semua tiket seorang pelapor",
    summary_en="The history of a ticket, or all tickets of a requester",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
    help_id="Tanpa nomor: tiket dalam surat yang dibalas. Dengan alamat surel atau NIM: semua tiket orang itu, juga "
    "yang sudah ditutup; jawab daftarnya dengan nomor.",
    help_en="Without a number: the ticket of the mail that is answered. With an address or a student number: all "
    "tickets of that person, closed ones too; answer the list by numbers.",
)
