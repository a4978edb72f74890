"""`!catatan`: the text below is for staff only."""

from daemon.desk.planning.arguments import sentence
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import AddNote, Plan
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Keep what stands behind the keyword and below the block as an internal note.

    Raises: Refusal("text-missing") when there is neither.
    """
    ticket, below = call.ticket, call.text.strip()
    note = "\n\n".join(part for part in (sentence(call.arguments), below) if part)
    if not note:
        raise Refusal("text-missing", command=call.command.name)
    return Plan((AddNote(ticket.id, note),), uses_text=bool(below))


COMMAND = Command(
    name="catatan",
    aliases=("note",),
    usage="!catatan [teks]",
    summary_id="Teks di bawahnya menjadi catatan internal dan tidak dikirim kepada pelapor",
    summary_en="The text below becomes an internal note and is not sent to the requester",
    command_class=CommandClass.K0,
    plan=plan,
    offer="Catatan",
)
