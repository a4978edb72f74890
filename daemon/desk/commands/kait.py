"""`!kait nomor`: this ticket has to do with another one."""

from daemon.desk.planning.arguments import several
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.planning.structure_effects import SetLink
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Link the ticket with each one named; one with a minus before it is no longer linked.

    Raises: Refusal("argument"), Refusal("unknown-ticket"), Refusal("merge-itself").
    """
    return Plan(tuple(_link(call, word) for word in several(call)))


def _link(call: Call, word: str) -> SetLink:
    number = word.lstrip("+-").strip("[],.").upper()
    found = call.queries.find(number)
    if found is None:
        raise Refusal("unknown-ticket", number=number)
    if found.id == call.ticket.id:
        raise Refusal("merge-itself", number=number)
    return SetLink(call.ticket.id, found.id, found.number, not word.startswith("-"))


COMMAND = Command(
    name="kait",
    aliases=("link",),
    usage="!kait PDI-2611-0042 [-PDI-2611-0051 …]",
    summary_id="Mengaitkan tiket ini dengan tiket lain; tanda minus melepas kaitan",
    summary_en="Links this ticket with another one; a minus removes the link",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Kaitan hanya terlihat oleh petugas; pelapor tidak diberi tahu.",
    help_en="Only staff see links; requesters are not told.",
)
