"""`!kategori kode`: which of the SOP's areas the complaint belongs to."""

from daemon.desk.complaint_types.categories import CATEGORIES
from daemon.desk.planning.arguments import known_word, single
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.effects import filed
from daemon.desk.planning.plan import Plan
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Set the category; a type of another category is taken back.

    Raises: Refusal("unknown-word").
    """
    category = known_word("category", single(call), CATEGORIES)
    chosen = call.catalogue.get(call.ticket.type_code)
    keeps_type = chosen is None or chosen.category == category
    return Plan(filed(call.ticket, call.ticket.type_code if keeps_type else "", category))


COMMAND = Command(
    name="kategori",
    aliases=("category",),
    usage="!kategori kode",
    summary_id="Menetapkan kategori; jenis dari kategori lain dikosongkan",
    summary_en="Sets the category; a type of another category is cleared",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Kategori: data-mahasiswa, data-dosen, akademik, sarpras, integrator, lain.",
    help_en="Categories: data-mahasiswa, data-dosen, akademik, sarpras, integrator, lain.",
)
