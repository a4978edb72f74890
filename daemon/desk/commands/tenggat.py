"""`!tenggat waktu`: when the ticket is to be done, in words or as a date."""

from datetime import datetime

from daemon.desk.planning.arguments import NOBODY, moment_of, sentence, several
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan
from daemon.desk.planning.structure_effects import SetDue
from daemon.trust.levels import CommandClass


def plan(call: Call) -> Plan:
    """Set when the ticket is due; `-` takes that back. Raises: Refusal("argument"), Refusal("moment")."""
    words = sentence(several(call))
    due = None if words == NOBODY else moment_of(call, words, is_past=False)
    before = call.ticket.due_at
    return Plan((SetDue(call.ticket.id, before, due, (_shown(call, before), _shown(call, due))),))


def _shown(call: Call, at: datetime | None) -> str:
    return f"{at.astimezone(call.zone):%Y-%m-%d %H:%M}" if at else ""


COMMAND = Command(
    name="tenggat",
    aliases=("due", "deadline"),
    usage="!tenggat besok 14:00",
    summary_id="Menetapkan tenggat tiket; petugasnya diingatkan sebelum dan sesudahnya",
    summary_en="Sets when the ticket is due; its staff are reminded before and after",
    command_class=CommandClass.K1,
    plan=plan,
    help_id="Contoh: besok sore, lusa 10:00, jumat jam 2 siang, 3 hari lagi, 2 hari kerja, 4 jam, minggu depan, "
    "akhir bulan, 1 desember, 2026-12-01 10:00. Tanpa jam berarti jam tutup layanan; pagi 10:00, siang 13:00. "
    "`!tenggat -` menghapus tenggat.",
    help_en="Examples: tomorrow afternoon, friday 10:00, next monday at 2 pm, in 3 days, 2 working days, 4 hours, "
    "next week, end of the month, 1 december, 2026-12-01 10:00. Without a time it means closing time; morning is "
    "10:00. `!tenggat -` removes it.",
)
