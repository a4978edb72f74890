"""`!kanal kata`: by which way the complaint came."""

from daemon.desk.planning.arguments import channel, single
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan, SetField
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Set the channel. Raises: Refusal("unknown-word")."""
    ticket = call.ticket
    return Plan((SetField(ticket.id, "channel", ticket.channel, channel(single(call))),))


COMMAND = Command(
    name="kanal",
    aliases=("channel",),
    usage="!kanal langsung",
    summary_id="Menetapkan saluran keluhan: email, langsung, telepon, atau pddikti",
    summary_en="Sets the channel: email, langsung (in person), telepon or pddikti",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Waktu SOP yang sudah terukur tidak berubah. Tiket baru untuk tamu di loket: `!untuk alamat`.",
    help_en="Times that were measured stay as they are. A new ticket for somebody at the counter: `!untuk address`.",
)
