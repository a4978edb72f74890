"""Tell people outside each day where the journal stands, so that nobody can change it unseen."""

from collections.abc import Sequence
from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.journal import head
from daemon.desk.writing.letters import JournalHead, Letter
from models.upkeep import JobRun

JOB = "journal head"
SHOWN = 32  # digits of the hash: enough, and the command fits a line


def tell_witnesses(desk: Desk, addresses: Sequence[str], now: datetime) -> int:
    """Write to each witness once a day and return how many letters that were. The caller has opened a transaction."""
    last = head()
    if not addresses or last is None or not is_first_of_day(desk, JOB, now):
        return 0
    day = now.astimezone(desk.rules.zone).date().isoformat()
    for address in addresses:
        content = JournalHead(day, last.event, last.hash[:SHOWN])
        desk.post.send(Letter(content=content, to=address, language=desk.rules.language))
    return len(addresses)


def is_first_of_day(desk: Desk, job: str, now: datetime) -> bool:
    """Say whether a job was not done today, and remember that now it is. The caller has opened a transaction."""
    return is_first_of(now.astimezone(desk.rules.zone).date().isoformat(), job, now)


def is_first_of(period: str, job: str, now: datetime) -> bool:
    """Say whether a job was not done in this period ("2026-W47"), and remember that now it is.

    The caller has opened a transaction.
    """
    row, is_new = JobRun.found_or_made({"last_at": now, "period": period}, name=job)
    if not is_new and row.period == period:
        return False
    JobRun.update(last_at=now, period=period).where(JobRun.name == job).execute()
    return True
