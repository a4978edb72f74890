"""`!tolak-aksi KODE`: reject what somebody else planned, with the reason below."""

from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass


def plan(_call: Call) -> Plan:
    """Refuse: alone in its mail the word is taken care of before planning, so here it stands among others."""
    raise Refusal("plan-alone", command="tolak-aksi")


COMMAND = Command(
    name="tolak-aksi",
    aliases=("disapprove",),
    usage="!tolak-aksi KODE",
    summary_id="Menolak rencana orang lain; teks di bawahnya adalah alasannya",
    summary_en="Rejects somebody else's plan; the text below is the reason",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
)
