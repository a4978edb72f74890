"""Check reply tokens and confirmation codes against what was sent to whom (trust.md §3.5)."""

import logging
from datetime import timedelta
from enum import StrEnum

from daemon.desk import limits
from daemon.desk.case import Case, Desk
from daemon.desk.journal import Entry, record
from daemon.desk.limits import Limit
from daemon.desk.refusal import Refusal
from daemon.desk.views import StaffMember
from daemon.desk.writing.letters import Letter, TokenMisused
from daemon.trust.tokens import Claims, Kind, Token, read_code, read_token
from daemon.value_objects import value_object
from models.outgoing import Notification

log = logging.getLogger("loket.tokens")

MISMATCHES_UNTIL_REVOKED = 3
_NOTICES = Limit("token-mismatch", 1, timedelta(days=1))  # to the owner of a token that somebody else used


class TokenState(StrEnum):
    """What a mail's reply token is worth."""

    NONE = "none"
    VALID = "valid"
    EXPIRED = "expired"  # or revoked
    MISMATCH = "mismatch"  # genuine, but somebody else's
    OTHER_TICKET = "other-ticket"  # genuine, but the subject names another ticket


@value_object
class Checked:
    """The first token of a mail that we made, and what it is worth."""

    state: TokenState
    notification: Notification | None


def check_reply_token(desk: Desk, case: Case, member: StaffMember | None) -> Checked:
    """Return what the mail's tokens are worth in the hands of this member of staff; of nobody: None."""
    for text in case.reading.reference.tokens:
        row = _genuine(desk, read_token(text))
        if row is not None:
            return Checked(_state(case, member, row), row)
    return Checked(TokenState.NONE, None)


def answered_notification(desk: Desk, case: Case, member: StaffMember) -> Notification | None:
    """Return the notification that the mail validly answers, or None."""
    checked = check_reply_token(desk, case, member)
    return checked.notification if checked.state is TokenState.VALID else None


def _genuine(desk: Desk, token: Token | None) -> Notification | None:
    """Return the row of a reply token of staff that we made; None for forgeries and those of requesters."""
    if token is None or token.kind is not Kind.REPLY:
        return None
    row: Notification | None = Notification.get_or_none(Notification.nid == token.nid)
    if row is None or not row.staff_id:  # those in mails to requesters only lead the answer here
        return None
    return row if desk.keys.verify(token, _claims(row)) else None


def _state(case: Case, member: StaffMember | None, row: Notification) -> TokenState:
    if member is None or row.staff_id != member.id:
        return TokenState.MISMATCH
    if row.address != case.authentication.address:  # the same person, writing from another mailbox
        return TokenState.NONE
    if row.revoked_at is not None or case.now >= row.expires_at:
        return TokenState.EXPIRED
    numbers = case.reading.reference.ticket_numbers
    if row.ticket is not None and numbers and row.ticket.number not in numbers:
        return TokenState.OTHER_TICKET
    return TokenState.VALID


def _claims(row: Notification) -> Claims:
    """Return what the token of a notification must vouch for."""
    return Claims(
        kind=Kind(row.kind),
        nid=row.nid,
        ticket="" if row.ticket is None else row.ticket.number,
        staff_id=row.staff_id,
        address=row.address,
        expires_at=row.expires_at,
        snapshot_hash=row.snapshot_hash,
    )


def find_code(desk: Desk, case: Case, member: StaffMember, code: str, kinds: tuple[Kind, ...]) -> Notification:
    """Return the row of a code that this person was sent, used or not; wrong codes are counted.

    Raises: Refusal when the code is unknown or somebody else's, or too many wrong ones were typed.
    """
    wrong = Limit("confirmation", desk.rules.confirmation_tries, timedelta(hours=1))
    if limits.is_used_up(wrong, member.id, case.now):
        raise Refusal("confirm-tries")
    typed = read_code(code)
    names = [kind.value for kind in kinds]
    row: Notification | None = Notification.get_or_none((Notification.code == typed) & Notification.kind.in_(names))
    if not typed or row is None or row.staff_id != member.id or row.address != case.authentication.address:
        limits.use(wrong.name, member.id, case.now)
        raise Refusal("confirm-unknown", typed=code)
    return row


def use_code(case: Case, row: Notification) -> None:
    """Use a code up, once.

    Raises: Refusal when it was used before, has expired or was revoked.
    """
    if row.revoked_at is not None or case.now >= row.expires_at:
        raise Refusal("confirm-expired")
    unused = (Notification.nid == row.nid) & Notification.used_at.is_null()
    if Notification.update(used_at=case.now).where(unused).execute() != 1:
        raise Refusal("confirm-used")


def note_mismatch(desk: Desk, case: Case, row: Notification) -> None:
    """Count that somebody else used a person's token, and tell that person once a day.

    The third time the token is worth nothing any more.
    """
    row.mismatches += 1
    if row.mismatches >= MISMATCHES_UNTIL_REVOKED and row.revoked_at is None:
        row.revoked_at = case.now
    row.save()
    ticket_id = None if row.ticket is None else int(row.ticket.id)
    record(Entry("token.mismatch", case.cause, ticket_id, {"staff": row.staff_id}), case.now)
    log.warning("token.mismatch", extra={"mail": case.inbound.id, "staff": row.staff_id})
    owner = desk.directory.by_id(row.staff_id)
    if owner is not None and limits.take((_NOTICES,), row.staff_id, case.now):
        number = "" if row.ticket is None else row.ticket.number
        content = TokenMisused(number, is_revoked=row.revoked_at is not None)
        desk.post.send(Letter(content, owner.address, owner.language, inbound_id=int(case.inbound.id)))
