"""Take a staff member's out-of-office answer for what `!cuti` says, when it is certainly theirs (trust.md §2.3, §3.3).

Nobody commands by an automatic mail; but somebody whose server says, proven and in answer to a notification of ours,
that they are away is relieved of their open tickets. They read of it when they are back: an automatic mail is never
answered (RFC 3834 §2).
"""

from datetime import date, timedelta

from daemon.desk.case import Case, Desk
from daemon.desk.planning.applying import Applied, Applier
from daemon.desk.queries import DeskQueries
from daemon.desk.staffing.absences import AUTO_REPLY, Leave, away_until, back_at, handing_over
from daemon.desk.tokens import answered_notification
from daemon.desk.views import StaffMember
from daemon.desk.writing.letters import AwayNoted, Letter
from daemon.reading.findings.days import last_day_away
from daemon.trust.levels import Level, raise_level

LONGEST = timedelta(days=366)
_LOOKED_AT = 3000  # characters
# What a note says whose author is away, case-folded; other automatic answers only say that mail came in.
_AWAY = (
    *("out of office", "out of the office", "on leave", "on vacation", "on holiday", "annual leave", "away from"),
    *("di luar kantor", "diluar kantor", "sedang cuti", "dalam cuti", "cuti sampai", "cuti tahunan", "masa cuti"),
    *("tidak berada di kantor", "tidak di kantor", "tidak di tempat", "dinas luar", "i am away", "i will be away"),
)


def take(desk: Desk, case: Case) -> bool:
    """Note the absence that an automatic mail tells of and hand its sender's tickets over; say whether it did."""
    member = desk.directory.by_address(case.authentication.address or "")
    if member is None or not desk.rules.out_of_office or not _tells_of_absence(case):
        return False
    if not _is_certain(desk, case, member) or away_until(member.id, case.now) is not None:
        return False
    leave = Leave(member, _last_day(desk, case), desk.rules.zone, AUTO_REPLY)
    _tell(desk, case, leave, _hand_over(desk, case, leave))
    return True


def _tells_of_absence(case: Case) -> bool:
    message = case.reading.message
    words = f"{message.subject}\n{message.text[:_LOOKED_AT]}".casefold()
    return any(phrase in words for phrase in _AWAY)


def _is_certain(desk: Desk, case: Case, member: StaffMember) -> bool:
    """Say whether the mail is proven to be theirs and answers what we wrote to them."""
    has_token = answered_notification(desk, case, member) is not None
    level = raise_level(case.authentication.level, has_reply_token=has_token, has_confirmation=False)
    return level >= Level.A3


def _last_day(desk: Desk, case: Case) -> date:
    """Return the last day that the note names; today when it names none, since another note will come tomorrow."""
    today = case.now.astimezone(desk.rules.zone).date()
    message = case.reading.message
    found = last_day_away(f"{message.subject}\n{message.text}", today)
    return found if found is not None and today <= found <= today + LONGEST else today


def _hand_over(desk: Desk, case: Case, leave: Leave) -> Applied:
    queries = DeskQueries(desk, case.now, leave.member)
    tickets = queries.held_by(leave.member.id)
    effects = handing_over(leave, tickets, queries.colleagues, queries.summary)
    return Applier(desk, case.caused_by("loket", "cuti"), case.now).apply(effects)


def _tell(desk: Desk, case: Case, leave: Leave, done: Applied) -> None:
    content = AwayNoted(leave.last_day.isoformat(), tuple(one for one in done.changes if one.name == "assignee"))
    letter = Letter(
        content,
        leave.member.address,
        leave.member.language,
        inbound_id=int(case.inbound.id),
        staff_id=leave.member.id,
        not_before=back_at(leave.last_day, leave.zone),
    )
    desk.post.send(letter)
