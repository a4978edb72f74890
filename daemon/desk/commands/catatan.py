"""`!catatan`: the text below is for staff only."""

from daemon.desk.planning.arguments import sentence
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import AddNote, Plan
from daemon.desk.refusal import Refusal
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Keep what stands behind the keyword and below the block as an internal note, and the files with it.

    Raises: Refusal("text-missing") when there is none of it.
    """
    ticket, below = call.ticket, call.text.strip()
    note = "\n\n".join(part for part in (sentence(call.arguments), below) if part)
    if not note and not call.attached:
        raise Refusal("text-missing", command=call.command.name)
    return Plan((AddNote(ticket.id, note, call.attached),), uses_text=bool(below))


COMMAND = Command(
    name="catatan",
    aliases=("note",),
    usage="!catatan [teks]",
    summary_id="Teks di bawahnya menjadi catatan internal dan tidak dikirim kepada pelapor",
    summary_en="The text below becomes an internal note and is not sent to the requester",
    help_id="Berkas yang Anda lampirkan ikut disimpan pada catatan itu, hanya untuk petugas; ambil kembali dengan "
    "!lihat lampiran.",
    help_en="Files that you attach are kept with the note, for staff only; get them back with !show files.",
    command_class=CommandClass.K0,
    plan=plan,
    offer="Catatan",
    is_for_staff=True,
)
