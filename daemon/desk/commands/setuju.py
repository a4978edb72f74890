"""`!setuju KODE`: approve what somebody else planned."""

from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass


def plan(_call: Call) -> Plan:
    """Refuse: alone in its mail the word is taken care of before planning, so here it stands among others."""
    raise Refusal("plan-alone", command="setuju")


COMMAND = Command(
    name="setuju",
    aliases=("approve",),
    usage="!setuju KODE",
    summary_id="Menyetujui rencana orang lain, yang lalu dijalankan",
    summary_en="Approves somebody else's plan, which is then carried out",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
    help_id="Kodenya ada dalam surat permintaan persetujuan; rencana sendiri tidak dapat disetujui sendiri.",
    help_en="The code is in the request to approve; nobody can approve a plan of their own.",
)
