"""`!urung`: take back the actor's last block, while its mails are held."""

from daemon.desk.planning.arguments import expect_none
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Take the last block back: of the ticket that the mail is about, else whichever was last.

    The text below is nobody's letter: what was written in haste about a mistake is not for the requester.
    Raises: Refusal when it is too late, or something has changed since.
    """
    expect_none(call)
    return Plan((call.queries.last_block(call.view),), uses_text=True)


COMMAND = Command(
    name="urung",
    aliases=("undo",),
    usage="!urung",
    summary_id="Membatalkan perintah Anda yang terakhir selama suratnya masih ditahan",
    summary_en="Takes your last commands back while their mails are still held",
    command_class=CommandClass.K1,
    plan=plan,
    needs_ticket=False,
    help_id="Resi menyebut sampai kapan `!urung` berlaku. Balas resi itu dengan `urung` saja. Surat yang sudah "
    "terkirim tidak dapat ditarik lagi.",
    help_en="The receipt says until when `!urung` works. Just answer that receipt with `undo`. A mail that was sent "
    "cannot be called back.",
)
