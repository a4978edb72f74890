"""`!cuti sampai tanggal`: the actor is away, and colleagues take their open tickets over."""

from datetime import date, timedelta

from daemon.desk.planning.arguments import NOBODY, sentence
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan, SetAbsence
from daemon.desk.refusal import Refusal
from daemon.desk.staffing.absences import COMMAND as BY_COMMAND
from daemon.desk.staffing.absences import Leave, handing_over
from daemon.reading.findings.days import day_of
from daemon.trust.levels import CommandClass

_BACK = frozenset({NOBODY, "selesai", "kembali", "back", "over"})
_UNTIL = ("sampai ", "hingga ", "s.d. ", "s/d ", "until ", "till ")
LONGEST = timedelta(days=366)


def plan(call: Call) -> Plan:
    """Hand the actor's open tickets over in turn, until the day named is over; `-` or `selesai` ends the absence.

    Raises: Refusal("argument"), Refusal("day"), Refusal("not-absent").
    """
    words = sentence(call.arguments).casefold()
    before = call.queries.away_until(call.actor.id)
    if words in _BACK:
        if before is None:
            raise Refusal("not-absent")
        return Plan((SetAbsence(call.actor.id, before, None, BY_COMMAND),))
    leave = Leave(call.actor, _last_day(call, words), call.zone, BY_COMMAND)
    tickets = call.queries.held_by(call.actor.id)
    return Plan(handing_over(leave, tickets, call.queries.colleagues, call.queries.summary))


def _last_day(call: Call, words: str) -> date:
    """Return the last day of the absence."""
    named = next((words.removeprefix(word) for word in _UNTIL if words.startswith(word)), words)
    if not named:
        raise Refusal("argument", usage=call.command.usage, problem="missing", argument="")
    today = call.now.astimezone(call.zone).date()
    day = day_of(named, today)
    if day is None or not today <= day <= today + LONGEST:
        raise Refusal("day", typed=named)
    return day


COMMAND = Command(
    name="cuti",
    aliases=("absent", "away"),
    usage="!cuti sampai tanggal",
    summary_id="Mencatat bahwa Anda tidak bertugas; tiket Anda yang terbuka diserahkan kepada rekan yang bertugas",
    summary_en="Notes that you are away; colleagues who are there take your open tickets over",
    command_class=CommandClass.K1,
    plan=plan,
    needs_ticket=False,
    counts_tickets=False,
    help_id="Misalnya `!cuti sampai 30 November` atau `!cuti sampai jumat depan`; hari itu masih cuti. `!cuti selesai` "
    "mencatat bahwa Anda kembali. Balasan otomatis Anda berlaku sama.",
    help_en="For example `!cuti sampai 30 November` or `!away until friday`; that day is still off. `!away over` notes "
    "that you are back. Your out-of-office answer does the same.",
)
