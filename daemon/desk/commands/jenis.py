"""`!jenis M01`: what the complaint is about."""

from daemon.desk.planning.arguments import known_word, single
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import filed
from daemon.desk.planning.plan import Plan
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Set the type and with it the category.

    Raises: Refusal("unknown-word") for a code that the catalogue does not have.
    """
    types = call.catalogue.types
    chosen = types[known_word("type", single(call), types)]
    return Plan(filed(call.ticket, chosen.code, chosen.category))


COMMAND = Command(
    name="jenis",
    aliases=("type",),
    usage="!jenis M01",
    summary_id="Menetapkan jenis permohonan, sekaligus kategorinya",
    summary_en="Sets the type of the complaint, and its category with it",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Formulir dan dokumen yang diminta mengikuti jenis.",
    help_en="The form and the documents that are asked for follow the type.",
)
