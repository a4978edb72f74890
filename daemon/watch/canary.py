"""Send a small mail to ourselves again and again, to see that the whole loop works.

It goes through the outbox, both mail servers and the pipeline. It is known again by the mark that all our mail bears
(HMAC over its Message-ID, daemon/reading/loop_mark.py), so nobody can make one up, and it never becomes a ticket.
"""

from datetime import datetime, timedelta
from typing import Any

from daemon.desk.case import Desk
from daemon.desk.writing.letters import Canary, Letter
from daemon.value_objects import value_object
from models.database import transaction
from models.mail import InboundEmail
from models.outgoing import OutgoingEmail


@value_object
class CanaryRules:
    """Where it flies, how often, and how long it may take."""

    address: str  # one of our own
    interval: timedelta
    late: timedelta


@value_object
class Flight:
    """The newest canary."""

    sent_at: datetime
    returned_at: datetime | None  # None: not yet

    @property
    def seconds(self) -> float | None:
        """Return how long it took, None while it is under way."""
        return None if self.returned_at is None else max(0.0, (self.returned_at - self.sent_at).total_seconds())


def tend(rules: CanaryRules, desk: Desk, now: datetime) -> bool:
    """Send the next canary when it is due and the one before went out; say whether one was sent."""
    newest = _newest()
    if newest is not None and (newest.state in ("pending", "sending") or now - newest.created_at < rules.interval):
        return False
    with transaction():
        desk.post.send(Letter(content=Canary(), to=rules.address, language=desk.rules.language))
    return True


def last_flight() -> Flight | None:
    """Return the newest canary, None when there never was one."""
    newest = _newest()
    if newest is None:
        return None
    back = InboundEmail.select().where(InboundEmail.message_id == newest.message_id).order_by(InboundEmail.id).first()
    return Flight(newest.created_at, None if back is None else back.finished_at)


def last_return() -> Flight | None:
    """Return the newest canary that came back, None when none did."""
    for email in _canaries().limit(20):
        back = InboundEmail.get_or_none(InboundEmail.message_id == email.message_id)
        if back is not None and back.finished_at is not None:
            return Flight(email.created_at, back.finished_at)
    return None


def is_missing(rules: CanaryRules, now: datetime) -> bool:
    """Say whether the newest canary should be back and is not."""
    flight = last_flight()
    return flight is not None and flight.returned_at is None and now - flight.sent_at > rules.late


def _newest() -> OutgoingEmail | None:
    found: OutgoingEmail | None = _canaries().first()
    return found


def _canaries() -> Any:
    wanted = OutgoingEmail.ticket.is_null() & (OutgoingEmail.kind == Canary.kind)
    return OutgoingEmail.select().where(wanted).order_by(OutgoingEmail.id.desc())
