"""`!coba`: show what the block would do, and do nothing of it."""

from daemon.desk.planning.arguments import expect_none
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Plan nothing: where this word stands in a block, the desk plans the others and shows what they would do."""
    expect_none(call)
    return Plan(())


COMMAND = Command(
    name="coba",
    aliases=("dry", "try"),
    usage="!coba",
    summary_id="Memperlihatkan akibat perintah dalam surat itu, beserta surat lengkapnya, tanpa menjalankannya",
    summary_en="Shows what the commands in the same mail would do, with the whole mails, and does nothing of it",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
    help_id="Tulis `!coba` di atas perintah-perintah lain. Tidak ada yang berubah dan tidak ada yang dikirim.",
    help_en="Write `!coba` above the other commands. Nothing is changed and nothing is sent.",
)
