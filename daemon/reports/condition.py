"""How the service is, in figures: what waits, since when, and what needs a person."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from daemon.desk.timekeeping import stage_times
from daemon.desk.timekeeping.clock_face import described
from daemon.desk.timekeeping.targets import Clockwork
from daemon.desk.views import OPERATOR
from daemon.reports.likeness import FACULTY, folded
from models.actions import ActionRequest, Outage
from models.clocks import StageRun
from models.mail import InboundEmail, MailboxCursor
from models.outgoing import OutgoingEmail
from models.plans import StoredPlan
from models.tickets import Ticket
from models.upkeep import ServerContact

OPEN_STATES = ("new", "waiting")
UNSENT_STATES = ("pending", "sending")
CHANGES_WAITING = ("approved", "unknown")  # not those that wait for a person
OPEN_TICKETS = ("new", "in_progress", "waiting")
AT_RISK = 0.8  # of a stage's target
NEWS = timedelta(days=1)  # a letter that failed longer ago needs nobody's attention any more
LAG_WINDOW = timedelta(hours=1)


def read(desk: Clockwork, now: datetime) -> dict[str, Any]:
    """Return the figures; ages are whole seconds, None when nothing waits."""
    figures = queues(now)
    running = list(stages_at_risk(desk, now))
    contacts = servers()
    trouble = outages()
    for_people = ("mails_held", "mails_quarantined", "letters_held", "letters_failed_today")
    return {
        **figures,
        "stages_late": sum(1 for stage in running if stage["is_late"]),
        "needs_attention": any(figures[name] for name in for_people)
        or any(row["failing_since"] for row in contacts)
        or any(row["opened_at"] for row in trouble),
        "mailboxes": [
            {
                "mailbox": row.mailbox,
                "contacted_at": _iso(row.contacted_at),
                "last_uid": row.last_uid,
            }
            for row in MailboxCursor.select().order_by(MailboxCursor.mailbox)
        ],
        "servers": contacts,
        "outages": trouble,
        "clocks_at_risk": running,
    }


def servers() -> list[dict[str, Any]]:
    """Return how contact with each server stands, as the daemon last wrote it down."""
    return [
        {
            "server": row.name,
            "succeeded_at": _iso(row.succeeded_at),
            "failing_since": _iso(row.failing_since),
            "reason": row.reason,
            "refusals": row.refusals,
        }
        for row in ServerContact.select().order_by(ServerContact.name)
    ]


def outages() -> list[dict[str, Any]]:
    """Return the trouble with the systems of actions; "feeder/changes": it answers, but changes fail."""
    return [
        {
            "system": row.system,
            "began_at": _iso(row.began_at),
            "opened_at": _iso(row.opened_at),
            "next_try_at": _iso(row.next_try_at),
            "failures": row.failures,
            "reason": row.reason,
        }
        for row in Outage.select().where(Outage.ended_at.is_null()).order_by(Outage.system)
    ]


def stages_at_risk(desk: Clockwork, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the running stages that have used most of their target, or more than it, the most urgent first."""
    runs: Any = StageRun.select(StageRun, Ticket).join(Ticket).where(StageRun.closed_at.is_null())
    found = [(stage_times.remaining(desk, run, now), run) for run in runs]
    at_risk = [(left, run) for left, run in found if left <= (1 - AT_RISK) * run.target_seconds]
    for left, run in sorted(at_risk, key=lambda pair: pair[0]):
        yield {
            "ticket": run.ticket.number,
            "stage": run.stage,
            "seconds": run.target_seconds - left,
            "target_seconds": run.target_seconds,
            "due_at": _iso(stage_times.reached_at(desk, run)),
            "is_late": left < 0,
            "assignee": run.ticket.assignee,
        }


def queues(now: datetime) -> dict[str, Any]:
    """Return lengths and ages of what waits."""
    mails = InboundEmail.select().where(InboundEmail.state.in_(OPEN_STATES))
    unsent = OutgoingEmail.select().where(OutgoingEmail.state.in_(UNSENT_STATES))
    failed = OutgoingEmail.select().where(OutgoingEmail.state == "failed")
    return {
        "mails_waiting": mails.count(),
        "oldest_mail_seconds": _age(mails.order_by(InboundEmail.received_at).first(), "received_at", now),
        "mails_held": InboundEmail.select().where(InboundEmail.state == "held").count(),
        "mails_quarantined": InboundEmail.select().where(InboundEmail.state == "quarantined").count(),
        "letters_unsent": unsent.count(),
        "oldest_letter_seconds": _age(unsent.order_by(OutgoingEmail.created_at).first(), "created_at", now),
        "letters_held": OutgoingEmail.select().where(OutgoingEmail.state == "held").count(),
        "letters_failed": failed.count(),
        "letters_failed_today": failed.where(OutgoingEmail.finished_at > now - NEWS).count(),
        "requests_waiting": ActionRequest.select().where(ActionRequest.state == "waiting").count(),
        "changes_waiting": StoredPlan.select().where(StoredPlan.state.in_(CHANGES_WAITING)).count(),
        "mail_lag_seconds": lag(now),
        "tickets_open": Ticket.select().where(Ticket.status.in_(OPEN_TICKETS)).count(),
    }


def lag(now: datetime) -> int | None:
    """Return the longest time of the last hour from a mail's arrival (INTERNALDATE) to its end here, in seconds."""
    recent = InboundEmail.select().where(InboundEmail.recorded_at > now - LAG_WINDOW)
    lags = [(row.finished_at - row.received_at).total_seconds() for row in recent if row.finished_at is not None]
    return int(max(lags)) if lags else None


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _age(row: Any, field: str, now: datetime) -> int | None:
    return None if row is None else int((now - getattr(row, field)).total_seconds())


def open_of_operators(unit: str) -> int:
    """Return how many tickets of a unit's operators wait for a decision, told apart as the reports tell them."""
    rows: Any = Ticket.select().where((Ticket.requester_role == OPERATOR) & Ticket.status.in_(OPEN_TICKETS))
    return sum(folded(described(row).get(FACULTY, ""), FACULTY) == folded(unit, FACULTY) for row in rows)
