"""What happens when nothing happens: chasing, warning, closing, and the daily word about refused mail."""

from datetime import datetime, timedelta

from daemon.desk.authorising import SCHEDULER, Act, require
from daemon.desk.case import Desk
from daemon.desk.facts import view_of
from daemon.desk.form_filling.form_view import form_of
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.planning.applying import Applier
from daemon.desk.planning.plan import SetStatus
from daemon.desk.requesters import merged_others
from daemon.desk.statuses import ENDED, Status
from daemon.desk.timekeeping import due_reminders
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import Letter, RefusedInYourName, WaitingReminder
from daemon.trust.levels import CommandClass
from models.database import transaction
from models.journal import JournalEvent
from models.tickets import Ticket
from models.upkeep import JobRun

CAUSE = Cause("loket", command="clock")


def run(desk: Desk, now: datetime) -> int:
    """Do what is due with tickets that wait or ended, each in a transaction of its own; return how many moved."""
    require(desk.directory, SCHEDULER, Act(CommandClass.K2))
    return _close_ended(desk, now) + _remind_waiting(desk, now) + due_reminders.run(desk, now)


def _close_ended(desk: Desk, now: datetime) -> int:
    ended = [status.value for status in ENDED]
    due = Ticket.select(Ticket.id).where(Ticket.status.in_(ended) & (Ticket.ended_at <= now - desk.rules.close_after))
    ids = [row.id for row in due]
    for ticket_id in ids:
        with transaction():
            _close(desk, Ticket.get_by_id(ticket_id), now)
    return len(ids)


def _close(desk: Desk, ticket: Ticket, now: datetime) -> None:
    Applier(desk, CAUSE, now).apply((SetStatus(int(ticket.id), Status(ticket.status), Status.CLOSED),))


def _remind_waiting(desk: Desk, now: datetime) -> int:
    due = Ticket.select(Ticket.id).where(
        (Ticket.status == Status.WAITING.value) & (Ticket.waiting_since <= now - desk.rules.chase)
    )
    return sum(_remind(desk, row.id, now) for row in list(due))


def _remind(desk: Desk, ticket_id: int, now: datetime) -> bool:
    """Send the step that is due unless it was sent for this wait already; say whether it was sent."""
    with transaction():
        ticket = Ticket.get_by_id(ticket_id)
        if ticket.waiting_since is None:
            return False
        step, days_left = _step(desk, now - ticket.waiting_since)
        if _was_sent(ticket, step):
            return False
        view = view_of(ticket)
        form = form_of(desk.catalogue, view, view.language)
        content = WaitingReminder(view.number, view.subject, step, days_left, form.missing, form.documents)
        correspondence.to_requester(desk, ticket, content, CAUSE, now)
        record(Entry("ticket.reminded", CAUSE, ticket_id, {"step": step}), now)
        if step == "closed":
            _close(desk, Ticket.get_by_id(ticket_id), now)
            merged_others.let_go_on(desk, ticket, CAUSE, now)
        return True


def _step(desk: Desk, waited: timedelta) -> tuple[str, int]:
    """Return the step that is due after waiting so long, and the days that are left after it."""
    days_left = max(0, (desk.rules.close_waiting - waited).days)
    if waited >= desk.rules.close_waiting:
        return "closed", 0
    return ("warned" if waited >= desk.rules.warn else "chased"), days_left


def _was_sent(ticket: Ticket, step: str) -> bool:
    events = JournalEvent.select().where(
        (JournalEvent.ticket_id == ticket.id)
        & (JournalEvent.name == "ticket.reminded")
        & (JournalEvent.at >= ticket.waiting_since)
    )
    return any(event.data["step"] == step for event in events)


def tell_impersonated(desk: Desk, now: datetime) -> int:
    """Tell staff once a day how many mails in their name were refused the day before; return how many were told."""
    day = now.astimezone(desk.rules.zone).date()
    job, is_new = JobRun.found_or_made({"last_at": now, "period": day.isoformat()}, name="impersonated")
    if not is_new and job.period == day.isoformat():
        return 0
    since = now - timedelta(days=1) if is_new else job.last_at
    JobRun.update(last_at=now, period=day.isoformat()).where(JobRun.name == "impersonated").execute()
    counts: dict[str, int] = {}
    refused = JournalEvent.select().where((JournalEvent.name == "auth.refused") & (JournalEvent.at >= since))
    for event in refused:
        counts[event.data["staff"]] = counts.get(event.data["staff"], 0) + 1
    told = 0
    for staff_id, count in counts.items():
        member = desk.directory.by_id(staff_id)
        if member is not None:
            content = RefusedInYourName(count, (day - timedelta(days=1)).isoformat())
            desk.post.send(Letter(content=content, to=member.address, language=member.language))
            told += 1
    return told
