"""`!batal [KODE]`: withdraw a plan before it is carried out."""

from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass


def plan(_call: Call) -> Plan:
    """Refuse: alone in its mail the word is taken care of before planning, so here it stands among others."""
    raise Refusal("plan-alone", command="batal")


COMMAND = Command(
    name="batal",
    aliases=("withdraw",),
    usage="!batal [KODE]",
    summary_id="Membatalkan rencana yang belum dijalankan",
    summary_en="Withdraws a plan that was not carried out yet",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
    help_id="Boleh ditulis peminta dan penyetuju. Tanpa kode: rencana dalam surat yang dibalas.",
    help_en="For who asked and who may approve. Without a code: the plan of the mail that is answered.",
)
