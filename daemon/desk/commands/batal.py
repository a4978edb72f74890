"""`!batal [KODE]`: withdraw a plan before it is carried out."""

from daemon.desk.command import Call, Command
from daemon.desk.plan import Plan
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
    help_id="Boleh ditulis oleh peminta rencana dan oleh mereka yang boleh menyetujuinya. Tanpa kode berlaku untuk rencana dalam surat yang dibalas.",
    help_en="The person who asked for the plan may write it, and so may those who may approve it. Without a code it is about the plan of the mail that is answered.",
)
