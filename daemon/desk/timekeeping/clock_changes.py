"""Keep the desk going when the clock was set: nothing may wait for a time that was a mistake."""

from datetime import datetime, timedelta

from daemon.desk.case import Desk
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.ledger import WAITING_STATES
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import Trouble
from models.mail import InboundEmail
from models.outgoing import OutgoingEmail
from models.upkeep import LimitUse

ALARMING = timedelta(hours=1)  # trust.md §4.5, F57


def clock_was_set(desk: Desk, jump: timedelta, now: datetime) -> None:
    """Move what waits along with a clock set back, and tell the administrators of a jump of more than an hour.

    The caller has opened a transaction.
    """
    seconds = round(jump.total_seconds())
    record(Entry("clock.set", Cause("loket"), None, {"seconds": seconds}), now)
    if jump < timedelta(0):
        _move_back(jump, now)
    if abs(jump) > ALARMING:
        correspondence.tell_admins(desk, Trouble("clock", f"{seconds:+d} s", "timedatectl status"), Cause("loket"))


def _move_back(jump: timedelta, now: datetime) -> None:
    """Let mails that wait until a moment of the old clock wait as long by the new one; count no use in the future."""
    waiting = InboundEmail.state.in_(WAITING_STATES)
    for inbound in InboundEmail.select().where(waiting & (InboundEmail.not_before > now)):
        inbound.not_before = _moved(inbound.not_before, jump, now)
        inbound.save(only=[InboundEmail.not_before])
    for outgoing in OutgoingEmail.select().where((OutgoingEmail.state == "pending") & (OutgoingEmail.not_before > now)):
        outgoing.not_before = _moved(outgoing.not_before, jump, now)
        outgoing.save(only=[OutgoingEmail.not_before])
    LimitUse.update(at=now).where(LimitUse.at > now).execute()


def _moved(moment: datetime | None, jump: timedelta, now: datetime) -> datetime:
    return now if moment is None or moment + jump < now else moment + jump
