"""LAPORAN: the faculty operators' own report, for nobody else (product.md §2)."""

from datetime import date, datetime

from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.elsewhere import report_orders
from daemon.desk.elsewhere.report_orders import last_month
from daemon.desk.requesters.acknowledging import group_of, may_write_back
from daemon.desk.requesters.people import address_row
from daemon.desk.views import OPERATOR
from daemon.reading.findings.days import month_of
from daemon.reading.findings.short_replies import is_thanks
from daemon.value_objects import value_object

_WORDS = {"laporan": "id", "report": "en"}  # the word says in which language the report is wanted
_FILLING = frozenset({"bulan", "bulanan", "month", "monthly"})
_LAST, _SO_FAR = frozenset({"", "lalu", "last"}), frozenset({"ini", "this"})
_DECORATION = " \t\u00a0.!*_\"'()[]\u201c\u201d\u2018\u2019"
_LONGEST = 60  # characters of the line


@value_object
class Wish:
    """Which days an operator wants the report of, and in which language."""

    first: date
    last: date
    language: str


def handle_own_report(desk: Desk, case: Case) -> Outcome | None:
    """Note the report that a proven operator of a unit asks for, once a day for each month.

    From everybody else the word is text like any other, so that no answer tells who is an operator.
    """
    group = group_of(desk, case)
    if group.role != OPERATOR or not group.unit:
        return None
    reply = case.reading.reply.reply
    wish = wish_of(reply, case.reading.message.subject, _today(desk, case.now))
    if wish is None or not may_write_back(desk, case):
        return None
    address = address_row(case.reading.message.sender.address.lower(), wish.language)
    order = report_orders.UnitOrder(int(address.id), wish.first, wish.last, wish.language)
    is_new = report_orders.order_for_unit(
        order, _today(desk, case.now), case.caused_by(f"address:{address.id}"), case.now
    )
    if not is_new:
        return Outcome(Disposition.IGNORED, "the same report was asked for today already")
    return Outcome(Disposition.COMMANDS_EXECUTED, "report of the unit")


def wish_of(reply: str, subject: str, today: date) -> Wish | None:
    """Return what LAPORAN or REPORT, alone or with a month, asks for; None when it is not all that the mail says.

    An empty reply may carry it in the subject. Without a month it is the last one; the present one goes up to today.
    """
    line, _, rest = (reply.strip() or subject.strip()).partition("\n")
    if len(line) > _LONGEST or (rest.strip() and not is_thanks(rest, "")):
        return None
    word, *others = line.strip(_DECORATION).casefold().split() or [""]
    if word not in _WORDS:
        return None
    days = _days(" ".join(one for one in others if one not in _FILLING), today)
    return None if days is None else Wish(*days, _WORDS[word])


def _days(named: str, today: date) -> tuple[date, date] | None:
    if named in _LAST:
        return last_month(today)
    first = today.replace(day=1) if named in _SO_FAR else month_of(named, today)
    if first is None or first > today:
        return None
    end = last_month(date.fromordinal(first.toordinal() + 31))[1]
    return first, min(end, today)


def _today(desk: Desk, now: datetime) -> date:
    return now.astimezone(desk.rules.zone).date()
