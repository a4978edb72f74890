"""`!laporan bulan`: how the SOP was kept, as a mail of its own."""

from datetime import date

from daemon.desk.elsewhere.report_orders import last_month, last_week
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import OrderReport, Plan
from daemon.desk.refusal import Refusal
from daemon.reading.findings.days import day_of
from daemon.trust.levels import CommandClass

_MONTH = frozenset({"", "bulan", "bulanan", "month", "monthly"})
_WEEK = frozenset({"minggu", "mingguan", "week", "weekly"})
_SO_FAR = frozenset({"ini", "this"})


def plan(call: Call) -> Plan:
    """Order the report of the last month or week, of this one so far, of a month named, or from one day to another.

    Raises: Refusal("argument"), Refusal("day").
    """
    first, last = _days(call, [word.casefold() for word in call.arguments])
    return Plan((OrderReport(call.actor.id, first, last),))


def _days(call: Call, words: list[str]) -> tuple[date, date]:
    today = call.now.astimezone(call.zone).date()
    named = [word for word in words if word not in _SO_FAR]
    is_so_far, word = len(named) < len(words), "".join(named[:1])
    if len(named) == 2:
        return _from_to(*(_day(one, today) for one in named))
    if len(named) > 2:
        raise Refusal("argument", usage=call.command.usage, problem="extra", argument="")
    if word in _WEEK:
        return (today.fromordinal(today.toordinal() - today.weekday()), today) if is_so_far else last_week(today)
    if word in _MONTH:
        return (today.replace(day=1), today) if is_so_far else last_month(today)
    return _month(word)


def _month(word: str) -> tuple[date, date]:
    """Return the days of a month written as 2026-11."""
    try:
        first = date.fromisoformat(f"{word}-01")
    except ValueError:
        raise Refusal("day", typed=word) from None
    return first, last_month(date.fromordinal(first.toordinal() + 31))[1]


def _day(word: str, today: date) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        pass
    found = day_of(word, today)
    if found is None:
        raise Refusal("day", typed=word)
    return found


def _from_to(first: date, last: date) -> tuple[date, date]:
    return min(first, last), max(first, last)


COMMAND = Command(
    name="laporan",
    aliases=("report",),
    usage="!laporan [bulan|minggu|2026-11] [ini]",
    summary_id="Mengirim laporan layanan: bulan lalu, minggu lalu, atau masa yang disebut",
    summary_en="Mails the service report: of last month, last week, or the time named",
    command_class=CommandClass.K0,
    plan=plan,
    needs_ticket=False,
    help_id="`!laporan bulan` bulan lalu, `!laporan minggu ini` minggu ini sampai sekarang, `!laporan 2026-11` satu "
    "bulan, `!laporan 2026-11-02 2026-11-15` dari hari ke hari. Laporan datang dalam surat tersendiri.",
    help_en="`!report month` is last month, `!report week this` this week so far, `!report 2026-11` one month, "
    "`!report 2026-11-02 2026-11-15` from day to day. The report comes in a mail of its own.",
)
