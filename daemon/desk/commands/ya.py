"""`!ya KODE`: run the commands that Loket asked about."""

from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass


def plan(_call: Call) -> Plan:
    """Refuse: alone in its mail the word is taken care of before planning, so here it stands among others."""
    raise Refusal("plan-alone", command="ya")


COMMAND = Command(
    name="ya",
    aliases=("yes", "confirm"),
    usage="!ya KODE",
    summary_id="Menjalankan perintah yang ditanyakan Loket",
    summary_en="Runs the commands that Loket asked about",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
)
