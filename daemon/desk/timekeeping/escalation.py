"""Warn when a stage's clock runs towards its target: the assignee, then the team, then the head, each once.

What was said is a row with a unique key per run of a stage and step, written in the transaction that enqueues the
letters. So nothing is said twice, whatever restarts, is reloaded, or is set back.
"""

from datetime import datetime

from daemon.desk.authorising import SCHEDULER, Act, require
from daemon.desk.case import Desk
from daemon.desk.facts import facts_of
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.staffing import absences, turns
from daemon.desk.statuses import Status
from daemon.desk.timekeeping import stage_times
from daemon.desk.views import StaffMember
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import ClockWarning, StageFacts
from daemon.failpoints import reach
from daemon.trust.levels import CommandClass
from models.clocks import StageRun
from models.database import transaction
from models.staffing import StageWarning, runs_to_warn_of
from models.tickets import Ticket

CAUSE = Cause("loket", command="escalation")
REASSIGN = "reassign"
_WATCHED = (Status.NEW.value, Status.IN_PROGRESS.value)


def run(desk: Desk, now: datetime) -> int:
    """Say what is due, one run of a stage a transaction, and return how many there were; nothing while it is closed."""
    require(desk.directory, SCHEDULER, Act(CommandClass.K1))
    if not desk.rules.escalation.steps or not desk.calendar.is_open(now):
        return 0
    escalation = desk.rules.escalation
    due = runs_to_warn_of(escalation.stages, _WATCHED, dict(escalation.steps), now)
    return sum(_look(desk, run, now) for run in due)


def _look(desk: Desk, run_id: int, now: datetime) -> bool:
    """Say what is due about one run, and whether anything was."""
    with transaction():
        run = StageRun.get_or_none((StageRun.id == run_id) & StageRun.closed_at.is_null())
        if run is None or stage_times.is_paused(run):
            return False
        used = stage_times.elapsed(desk, run, now)
        share = round(100 * used / run.target_seconds) if run.target_seconds else 0
        due = [step for step in desk.rules.escalation.steps if share >= step[1] and _is_news(run, step, now)]
        for name, _ in due:
            if name == REASSIGN:
                _reassign(desk, run.ticket, now)
        words = [name for name, _ in due if name != REASSIGN]
        if words:
            _warn(desk, run, words[-1], share, now)
        reach("before_warning_commit")
    reach("after_warning")
    return bool(due)


def _is_news(run: StageRun, step: tuple[str, int], now: datetime) -> bool:
    """Write down that a step is taken, and say whether it was not before."""
    name, share = step
    return StageWarning.add_unless_there(
        ticket=run.ticket, stage=run.stage, run=run.run, step=name, share=share, is_sent=False, at=now
    )


def _warn(desk: Desk, run: StageRun, step: str, share: int, now: datetime) -> None:
    ticket = run.ticket
    stage = StageFacts(
        run.stage, round(run.target_seconds / 60), stage_times.elapsed(desk, run, now) / 60, is_closed=False
    )
    for member in _told(desk, ticket, step, now):
        facts = facts_of(desk, ticket, member.language, now)
        reason = step if step != "assignee" or ticket.assignee else "unassigned"
        content = ClockWarning(reason, share, stage, facts, correspondence.offers(desk, member))
        correspondence.to_staff(desk, ticket, content, member, CAUSE)
    key = (StageWarning.ticket == ticket) & (StageWarning.stage == run.stage) & (StageWarning.run == run.run)
    StageWarning.update(is_sent=True).where(key & (StageWarning.step == step)).execute()
    data = {"stage": run.stage, "run": run.run, "step": step, "share": share}
    record(Entry("ticket.warned", CAUSE, int(ticket.id), data), now)


def _told(desk: Desk, ticket: Ticket, step: str, now: datetime) -> tuple[StaffMember, ...]:
    """Return who hears of a step: those who are there, else the whole team."""
    away = absences.absent(now)
    assignee = desk.directory.by_id(ticket.assignee) if ticket.assignee else None
    heads = tuple(member for member in desk.directory.staff if desk.rules.escalation.head_role in member.roles)
    team = desk.directory.team(ticket.category)
    wanted = {"assignee": (assignee,) if assignee else team, "head": heads}.get(step, team)
    there = tuple(member for member in wanted if member.id not in away)
    return there or tuple(member for member in team if member.id not in away) or team


def _reassign(desk: Desk, ticket: Ticket, now: datetime) -> None:
    """Give the ticket to the next of its team, who is told; nobody else there: it stays where it is."""
    chosen = turns.give(desk, ticket, CAUSE, now, without=ticket.assignee)
    if chosen is not None:
        changed = Ticket.get_by_id(ticket.id)
        correspondence.notify(desk, changed, correspondence.News("reassigned"), CAUSE, now)
