"""`!tiket A B`: the lines below are about these tickets."""

from daemon.desk.planning.block import empty_plan
from daemon.desk.planning.command import Command
from daemon.trust.levels import CommandClass

COMMAND = Command(
    name="tiket",
    aliases=("ticket",),
    usage="!tiket PDI-2611-0042 [PDI-2611-0051 …]",
    summary_id="Baris perintah di bawahnya berlaku untuk tiket-tiket ini",
    summary_en="The command lines below are about these tickets",
    command_class=CommandClass.K0,
    plan=empty_plan,
    needs_ticket=False,
)
