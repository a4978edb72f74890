"""Keep the outbox's rows: what is claimed, what was tried, what became of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from daemon.desk.journal import Cause, Entry, record
from daemon.outbox.file_parts import SentFile
from daemon.outbox.handover import Answer, Delivered, Envelope, Verdict
from daemon.outbox.shortening import shortened
from daemon.value_objects import value_object
from models.leasing import is_unheld
from models.outgoing import (
    DeliveryAttempt,
    OutgoingEmail,
    OutgoingFile,
    OutgoingRecipient,
    due_letters,
    octets_of,
    read_contents,
    ticket_of,
)

_STATES = {Verdict.ACCEPTED: "accepted", Verdict.REFUSED: "refused"}


@value_object
class RetryRules:
    """When a mail is tried again (trust.md §4.3)."""

    first_delay: timedelta = timedelta(minutes=1)  # then doubled
    longest_delay: timedelta = timedelta(hours=4)
    give_up_after: timedelta = timedelta(days=3)
    ambiguous_delay: timedelta = timedelta(minutes=15)


@value_object
class Claimed:
    """A mail that this process is sending."""

    email: OutgoingEmail
    attempt: DeliveryAttempt
    recipients: tuple[OutgoingRecipient, ...]
    envelope: Envelope

    def read_again(self) -> "Claimed":
        """Return the same with the rows as they stand in the database."""
        email, attempt = OutgoingEmail.get_by_id(self.email.id), DeliveryAttempt.get_by_id(self.attempt.id)
        return Claimed(email, attempt, tuple(_recipients(email)), self.envelope)


@value_object
class Accepted:
    """The server took a mail for its first recipient."""

    email: OutgoingEmail  # as it was claimed and settled
    at: datetime


@value_object
class Failed:
    """A mail will not reach some recipients, or nobody knows whether it did."""

    email_id: int
    kind: str
    audience: str
    ticket_id: int | None
    message_id: str
    at: datetime
    addresses: tuple[str, ...]
    reason: str  # the server's words, or ours
    is_ambiguous: bool  # it may have arrived after all


@value_object
class Lightened:
    """A mail was too large for the server and goes out without something."""

    email_id: int
    left_out: tuple[str, ...]  # names of files; empty: the rest of its text
    at: datetime


Report = Accepted | Failed | Lightened


def has_due(now: datetime) -> bool:
    """Say whether a mail waits to be sent now."""
    return bool(due_letters(now, 1))


def claim(process: str, now: datetime, most: int) -> tuple[Claimed, ...]:
    """Take the next mails that are due, and write down the attempts; to be committed before the server is spoken to.

    Empty when nothing is due. The caller has opened a transaction.
    """
    keys = due_letters(now, most, are_taken=True)
    found = sorted(OutgoingEmail.among(OutgoingEmail.id, keys), key=lambda email: keys.index(email.id))
    emails = _with_content(found, now)
    recipients: dict[int, list[OutgoingRecipient]] = {email.id: [] for email in emails}
    for row in OutgoingRecipient.among(OutgoingRecipient.email, list(recipients)):
        recipients[row.__data__["email"]].append(row)
    read_contents(emails)
    for attempts in sorted({email.attempts for email in emails}):
        keys = [email.id for email in emails if email.attempts == attempts]
        OutgoingEmail.change(keys, state="sending", claimed_by=process, attempts=attempts + 1)
    return tuple(_claimed(email, tuple(recipients[email.id]), process, now) for email in emails)


def _with_content(emails: list[OutgoingEmail], now: datetime) -> list[OutgoingEmail]:
    """Return the mails that have their octets; others were erased while a server was asked to take them, and end."""
    empty = [email.id for email in emails if email.__data__["content"] is None]
    OutgoingEmail.change(empty, state="cancelled", finished_at=now)
    return [email for email in emails if email.id not in empty]


def _claimed(email: OutgoingEmail, recipients: tuple[OutgoingRecipient, ...], process: str, now: datetime) -> Claimed:
    email.state, email.claimed_by, email.attempts = "sending", process, email.attempts + 1
    attempt = DeliveryAttempt.create(email=email, number=email.attempts, started_at=now)
    waiting = tuple(row.address for row in recipients if row.state == "pending")
    return Claimed(email, attempt, recipients, _envelope(email, waiting))


def _envelope(email: OutgoingEmail, recipients: tuple[str, ...]) -> Envelope:
    rows = OutgoingFile.rows(email=email) if email.files else []
    files = tuple(SentFile(row.filename, int(row.size), row.sha256) for row in rows if not row.is_left_out)
    left_out = tuple(row.filename for row in rows if row.is_left_out)
    return Envelope(email.envelope_from, recipients, octets_of(email), files, left_out)


def note_data(batch: Iterable[Claimed]) -> None:
    """Write down that from now on the server may have these mails: only then is a death ambiguous."""
    DeliveryAttempt.change([claimed.attempt.id for claimed in batch], outcome="data")


def release(claimed: Claimed, now: datetime) -> None:
    """Put a mail back that the server was never asked about."""
    _end_attempt(claimed.attempt, "not-begun", "", now)
    _wait_until(claimed.email, now, "")


def settle(claimed: Claimed, delivered: Delivered, rules: RetryRules, now: datetime) -> tuple[Report, ...]:
    """Write down what the server said, and return what others must be told. The caller has opened a transaction."""
    email, recipients = claimed.email, claimed.recipients
    answers = dict(delivered.answers)
    if answers and all(answer.verdict is Verdict.ACCEPTED for answer in answers.values()):  # as nearly always
        _note_recipients(recipients, answers, now)
        _end_attempt(claimed.attempt, "accepted", "", now)
        _finish(email, recipients, "", now)
        return (Accepted(email, now),) if recipients and recipients[0].address in answers else ()
    return _settle_trouble(claimed, answers, rules, now)


def _settle_trouble(
    claimed: Claimed, answers: dict[str, Answer], rules: RetryRules, now: datetime
) -> tuple[Report, ...]:
    """Write down what the server said when it did not take the mail for everybody."""
    email, recipients = claimed.email, claimed.recipients
    if _is_erased(email):  # meanwhile; servers repeat addresses
        answers = {address: replace(answer, text="") for address, answer in answers.items()}
    elif _is_too_large(answers.values()) and (report := _lightened(claimed, now)):
        return (report,)
    _note_recipients(recipients, answers, now)
    verdicts = {answer.verdict for answer in answers.values()}
    last = next((f"{a.code or ''} {a.text}".strip() for a in answers.values() if a.verdict is not Verdict.ACCEPTED), "")
    _end_attempt(claimed.attempt, _outcome(verdicts), last, now)
    refused = tuple(address for address, answer in answers.items() if answer.verdict is Verdict.REFUSED)
    reports: list[Report] = [_failed(email, refused, last, now)] if refused else []
    first = next((row.address for row in recipients), "")
    if first in answers and answers[first].verdict is Verdict.ACCEPTED:
        reports.insert(0, Accepted(email, now))
    if Verdict.UNKNOWN in verdicts:
        reports.extend(_doubt(email, rules, last, now))
    elif Verdict.DEFERRED in verdicts:
        reports.extend(_try_later(email, rules, last, now))
    else:
        _finish(email, recipients, last, now)
    return tuple(reports)


def _is_erased(email: OutgoingEmail) -> bool:
    """Say whether the mail's octets were removed since it was claimed; what is at hand of them must not be written."""
    there = (OutgoingEmail.id == email.id) & ~OutgoingEmail.content.is_null()
    return not OutgoingEmail.select().where(there).exists()


def _is_too_large(answers: Iterable[Answer]) -> bool:
    """Say whether the server refused the mail for its size (RFC 1870 §6.1, RFC 3463 §3.4)."""
    return all(
        answer.verdict is Verdict.REFUSED
        and (answer.code == 552 or "5.3.4" in answer.text)
        and "5.2.2" not in answer.text  # a full mailbox is 552, too
        for answer in answers
    )


def _lightened(claimed: Claimed, now: datetime) -> "Lightened | None":
    """Send the mail at once without its files, or when it has none the beginning of its text; None when it is that."""
    email = claimed.email
    names = tuple(file.filename for file in claimed.envelope.files)
    shorter = None if names else shortened(octets_of(email))
    if names:
        OutgoingFile.update(is_left_out=True).where(OutgoingFile.email == email).execute()
    elif shorter is not None and email.content is not None:
        email.content.octets = shorter
        email.content.save()
    else:
        return None
    reason = "too large with its files" if names else "too large, its text is cut short"
    _end_attempt(claimed.attempt, "refused", reason, now)
    _wait_until(email, now, reason)
    return Lightened(email.id, names, now)


def recover(rules: RetryRules, now: datetime, *, due: datetime, claimed_by: str = "") -> tuple[int, tuple[Report, ...]]:
    """Take up mails that are being sent by nobody any more; return how many there were, and what is to be told.

    What had not come to DATA is sent when it is `due`. What had may have been delivered: it is sent once more, later,
    with the same Message-ID, and given up when that happened before. `claimed_by` is the one process whose mails are
    meant; "" means all that are no more.
    """
    rows = OutgoingEmail.select().where(OutgoingEmail.state == "sending")
    meant = OutgoingEmail.claimed_by == claimed_by if claimed_by else is_unheld(OutgoingEmail.claimed_by)
    found = list(rows.where(meant))
    reports = [report for email in found for report in _take_up(email, rules, now, due)]
    return len(found), tuple(reports)


def _take_up(email: OutgoingEmail, rules: RetryRules, now: datetime, due: datetime) -> list[Report]:
    reason = "the sending process ended before the answer was written down"
    attempt = _attempts(email).order_by(DeliveryAttempt.number.desc()).first()
    if attempt is not None and attempt.outcome == "data":
        _end_attempt(attempt, "ambiguous", reason, now)
        return _doubt(email, rules, reason, now)
    if attempt is not None:
        _end_attempt(attempt, "not-begun", "", now)
    _wait_until(email, due, email.last_error)
    return []


def decide_held(number: int, now: datetime, *, is_sent: bool) -> bool:
    """Send a held mail after all, or never; say whether it was held. The caller has opened a transaction."""
    email = OutgoingEmail.get_or_none((OutgoingEmail.id == number) & (OutgoingEmail.state == "held"))
    if email is None:
        return False
    if is_sent:
        _wait_until(email, now, "")
    else:
        email.state, email.finished_at, email.last_error = "cancelled", now, "dropped by the administrator"
        email.save()
    record(Entry("letter.released" if is_sent else "letter.dropped", Cause("console"), None, {"outgoing": number}), now)
    return True


def recently_sent(since: datetime) -> list[datetime]:
    """Return when mails went out after `since`, oldest first."""
    rows = DeliveryAttempt.select(DeliveryAttempt.started_at).where(
        (DeliveryAttempt.started_at > since) & DeliveryAttempt.outcome.in_(("accepted", "partly"))
    )
    return [row.started_at for row in rows.order_by(DeliveryAttempt.started_at)]


def _attempts(email: OutgoingEmail) -> Any:
    return DeliveryAttempt.select().where(DeliveryAttempt.email == email)


def _recipients(email: OutgoingEmail) -> list[OutgoingRecipient]:
    return OutgoingRecipient.rows(email=email)


def _waiting(email: OutgoingEmail) -> list[OutgoingRecipient]:
    return OutgoingRecipient.rows(email=email, state="pending")


def _note_recipients(recipients: Iterable[OutgoingRecipient], answers: dict[str, Answer], now: datetime) -> None:
    for row in recipients:
        if row.state == "pending" and (answer := answers.get(row.address)):
            row.state = _STATES.get(answer.verdict, "pending")
            row.code, row.response, row.changed_at = answer.code, answer.text, now
            row.save()


def _outcome(verdicts: set[Verdict]) -> str:
    """Return the attempt's outcome: the worst thing that is still open comes first."""
    if Verdict.UNKNOWN in verdicts:
        return "ambiguous"
    if Verdict.ACCEPTED in verdicts:
        return "accepted" if len(verdicts) == 1 else "partly"
    return "deferred" if Verdict.DEFERRED in verdicts else "refused"


def _doubt(email: OutgoingEmail, rules: RetryRules, reason: str, now: datetime) -> list[Report]:
    """Send once more after a while; when that was the second time, give up and say so."""
    if not email.is_ambiguous:
        email.is_ambiguous = True
        _wait_until(email, now + rules.ambiguous_delay, reason)
        return []
    return [_give_up(email, reason, now)]


def _try_later(email: OutgoingEmail, rules: RetryRules, reason: str, now: datetime) -> list[Report]:
    first = _attempts(email).order_by(DeliveryAttempt.number).first()
    doublings = min(email.attempts - 1, 20)
    next_time = now + min(rules.first_delay * 2**doublings, rules.longest_delay)
    if next_time - first.started_at <= rules.give_up_after:
        _wait_until(email, next_time, reason)
        return []
    return [_give_up(email, f"given up: {reason}", now)]


def _give_up(email: OutgoingEmail, reason: str, now: datetime) -> Failed:
    """End the mail for everybody who still waits."""
    addresses = []
    for row in _waiting(email):
        row.state, row.response, row.changed_at = "refused", row.response or reason, now
        row.save()
        addresses.append(row.address)
    _finish(email, _recipients(email), reason, now)
    return _failed(email, tuple(addresses), reason, now)


def _finish(email: OutgoingEmail, recipients: Iterable[OutgoingRecipient], reason: str, now: datetime) -> None:
    reached = any(row.state == "accepted" for row in recipients)
    email.state, email.claimed_by = "sent" if reached else "failed", None
    email.finished_at, email.last_error = now, reason
    email.save()


def _wait_until(email: OutgoingEmail, at: datetime, reason: str) -> None:
    email.state, email.claimed_by, email.not_before, email.last_error = "pending", None, at, reason
    email.save()


def _end_attempt(attempt: DeliveryAttempt, outcome: str, response: str, now: datetime) -> None:
    attempt.outcome, attempt.response, attempt.finished_at = outcome, response, now
    attempt.save()


def _failed(email: OutgoingEmail, addresses: tuple[str, ...], reason: str, now: datetime) -> Failed:
    return Failed(
        email_id=email.id,
        kind=email.kind,
        audience=email.audience,
        ticket_id=ticket_of(email),
        message_id=email.message_id,
        at=now,
        addresses=addresses,
        reason=reason,
        is_ambiguous=email.is_ambiguous,
    )
