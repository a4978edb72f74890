"""`!lihat nomor`: one ticket with its conversation, in the receipt."""

from dataclasses import replace

from daemon.desk.planning.arguments import optional
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import MailStaff, Plan, TellActor
from daemon.desk.refusal import Refusal
from daemon.desk.views import TicketView
from daemon.desk.writing.letters import Files, TicketSheet
from daemon.trust.levels import CommandClass

FILES = frozenset({"lampiran", "files"})


def plan(call: Call) -> Plan:
    """Show the ticket with that number; without one, the ticket that the mail is about.

    Raises: Refusal("unknown-ticket"), Refusal("no-ticket"), Refusal("no-files").
    """
    if call.arguments and call.arguments[-1].casefold() in FILES:
        rest = replace(call, arguments=call.arguments[:-1])
        return _files(call, _wanted(call, optional(rest)))
    view = _wanted(call, optional(call))
    look = call.queries
    return Plan((TellActor(TicketSheet(look.facts(view), look.conversation(view), look.links(view))),))


def _files(call: Call, view: TicketView) -> Plan:
    """Send the actor the ticket's files. Raises: Refusal("no-files")."""
    batches = call.queries.files(view)
    if not batches:
        raise Refusal("no-files", number=view.number)
    letters = (Files(view.number, view.subject, part, len(batches)) for part in range(1, len(batches) + 1))
    mails = zip(letters, batches, strict=True)
    return Plan(tuple(MailStaff(view.id, call.actor.id, letter, files) for letter, files in mails))


def _wanted(call: Call, number: str) -> TicketView:
    if not number:
        return call.ticket
    found = call.queries.find(number.strip("[],.").upper())
    if found is None:
        raise Refusal("unknown-ticket", number=number)
    return found


COMMAND = Command(
    name="lihat",
    aliases=("show",),
    usage="!lihat [nomor] [lampiran]",
    summary_id="Menampilkan tiket beserta percakapannya, atau mengirimkan lampirannya kepada Anda",
    summary_en="Shows a ticket with its conversation, or mails you its files",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
    help_id="`!lihat PDI-2611-0042` menampilkan tiket itu; `!lihat lampiran` atau `!lihat PDI-2611-0042 lampiran` "
    "mengirim semua berkas dari pelapor dan dari catatan petugas, dibagi beberapa surat "
    "bila besar. Berkas yang berbahaya tidak dikirim.",
    help_en="`!show PDI-2611-0042` shows that ticket; `!show files` or `!show PDI-2611-0042 files` mails you all files "
    "of the requester and of notes, in several mails when they are large. Files of a dangerous type are not sent.",
)
