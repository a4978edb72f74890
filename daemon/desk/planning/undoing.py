"""Remember what a block of commands did, and take it back while its mails are held.

The rows that the block changed are remembered as they were (models/images.py), its letters by their numbers in the
outbox. Nothing is taken back in part: a letter that has gone, or a row that was changed since, refuses all of it.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from daemon.desk.case import Desk
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.planning.plan import Effect, TakeBack, touched, touched_identities, touched_staff
from daemon.desk.planning.undo_ways import Undo
from daemon.desk.refusal import Refusal
from daemon.desk.views import StaffMember
from daemon.desk.writing.letters import (
    Audience,
    Change,
    Handover,
    Letter,
    Post,
    Posted,
    SentFacts,
    ShownMail,
    StaffNotification,
)
from daemon.value_objects import value_object
from models import images
from models.images import Picture, RowChange
from models.journal import JournalEvent
from models.outgoing import OutgoingEmail, OutgoingRecipient
from models.plans import ExecutedBlock

RESTORED = "ticket.restored"  # the journal's event; its data name the first and last event that count no longer
_TO_COLLEAGUES = (Handover, StaffNotification)
_HELD_STATES = ("pending", "held")


class HeldPost:
    """A post that keeps what a block writes back for a while, and remembers its letters. Receipts do not go this way.

    Held are letters to requesters and to colleagues; a question to the actor is asked at once.
    """

    def __init__(self, post: Post, until: datetime) -> None:
        """Hold letters until this moment."""
        self._post = post
        self._until = until
        self.letters: list[int] = []  # rows of the outbox

    def send(self, letter: Letter) -> int:
        """Enqueue the letter, not to be sent before its time."""
        return self.enqueue(letter).number

    def enqueue(self, letter: Letter) -> Posted:
        """Do the same, and return what stands in the outbox."""
        is_held = letter.content.audience is Audience.REQUESTER or isinstance(letter.content, _TO_COLLEAGUES)
        posted = self._post.enqueue(replace(letter, not_before=self._until) if is_held else letter)
        self.letters.append(posted.number)
        return posted

    def show(self, number: int) -> ShownMail:
        """Return a letter as it will be read."""
        return self._post.show(number)


@value_object
class Before:
    """How things stood before a block ran."""

    rows: Picture
    event: int  # the journal's newest, 0 for none


@value_object
class Run:
    """A block that ran just now."""

    actor: str  # staff id
    cause: Cause
    effects: tuple[Effect, ...]
    changes: tuple[Change, ...]
    sent: tuple[SentFacts, ...]
    letters: tuple[int, ...]  # rows of the outbox
    opened: tuple[int, ...] = ()  # tickets that it made


def before(effects: tuple[Effect, ...]) -> Before:
    """Look at what a block is about to change."""
    return Before(_picture(effects), JournalEvent.newest(JournalEvent.id) or 0)


def _picture(effects: tuple[Effect, ...]) -> Picture:
    return images.picture(touched(effects), touched_staff(effects), touched_identities(effects))


def remember(desk: Desk, run: Run, earlier: Before, now: datetime) -> datetime | None:
    """Keep what is needed to take the block back, and return until when that works; None when it never does."""
    ways = {effect.undo for effect in run.effects} - {Undo.NOTHING}
    if not ways or any(isinstance(effect, TakeBack) for effect in run.effects):
        return None
    can_be_undone = Undo.NEVER not in ways
    until = now + _window(desk, run) if can_be_undone else now
    content = _content(run, earlier) if can_be_undone else {}
    ExecutedBlock.create(actor=run.actor, inbound=run.cause.inbound_id, ran_at=now, until=until, content=content)
    return until if until > now else None


def _window(desk: Desk, run: Run) -> timedelta:
    return desk.rules.hold if run.letters else desk.rules.undo


def _content(run: Run, earlier: Before) -> dict[str, Any]:
    tickets = (*touched(run.effects), *run.opened)
    later = images.picture(tickets, touched_staff(run.effects), touched_identities(run.effects))
    return {
        "tickets": list(tickets),
        "rows": [asdict(change) for change in images.changes(earlier.rows, later)],
        "changes": [asdict(change) for change in run.changes],
        "letters": list(run.letters),
        "sent": [asdict(fact) for fact in run.sent],
        "events": [earlier.event + 1, JournalEvent.newest(JournalEvent.id)],
    }


def forget_old(now: datetime) -> None:
    """Keep no copies of rows for longer than they are of use."""
    late = (ExecutedBlock.until < now) & (ExecutedBlock.content != {})
    ExecutedBlock.update(content={}).where(late).execute()


def plan_of_last(member: StaffMember, ticket: int | None, received_at: datetime) -> TakeBack:
    """Return what undoing the member's last block would do; of those about a ticket, when one is named.

    Raises: Refusal with the reason why that is not possible.
    """
    block = _last(member, ticket)
    if block is None:
        raise Refusal("undo-none")
    _check(block, received_at)
    content = block.content
    changes = [Change(**change) for change in reversed(content["changes"])]
    return TakeBack(
        block=int(block.id),
        tickets=tuple(content["tickets"]),
        changes=tuple(replace(one, before=one.after, after=one.before) for one in changes),
        mails=tuple(SentFacts(**fact) for fact in content["sent"]),
    )


def _last(member: StaffMember, ticket: int | None) -> ExecutedBlock | None:
    blocks = ExecutedBlock.select().where(ExecutedBlock.actor == member.id).order_by(ExecutedBlock.id.desc()).limit(20)
    return next((one for one in blocks if ticket is None or ticket in one.content.get("tickets", [ticket])), None)


def _check(block: ExecutedBlock, received_at: datetime) -> None:
    """Hold that a block may be taken back. Raises: Refusal."""
    if block.undone_at is not None:
        raise Refusal("undo-done")
    if block.until <= block.ran_at:
        raise Refusal("undo-never")
    if received_at > block.until or not block.content:
        raise Refusal("undo-late")
    if not _are_held(block.content["letters"]):
        raise Refusal("undo-sent")
    if not images.are_as_left(_rows(block.content)):
        raise Refusal("undo-changed")


def _are_held(letters: list[int]) -> bool:
    """Say whether all these letters still lie in the outbox, and no server was asked to take them."""
    waiting = OutgoingEmail.id.in_(letters) & OutgoingEmail.state.in_((*_HELD_STATES, "cancelled"))
    untouched = waiting & (~OutgoingEmail.is_ambiguous)
    taken = OutgoingRecipient.email.in_(letters) & (OutgoingRecipient.state == "accepted")
    is_whole = OutgoingEmail.select().where(untouched).count() == len(letters)
    return is_whole and not OutgoingRecipient.select().where(taken).exists()


def _rows(content: Mapping[str, Any]) -> tuple[RowChange, ...]:
    return tuple(RowChange(**row) for row in content["rows"])


def take_back(effect: TakeBack, cause: Cause, now: datetime) -> None:
    """Undo the block, inside the caller's transaction.

    The journal keeps what happened and says which of its events count no longer. Raises: Refusal when a letter was
    taken by the sending process meanwhile.
    """
    block = ExecutedBlock.get_by_id(effect.block)
    content = block.content
    _recall(content["letters"], now)
    images.put_back(_rows(content), now)
    ExecutedBlock.update(undone_at=now, content={}).where(ExecutedBlock.id == block.id).execute()
    names = sorted({change["name"] for change in content["changes"]})
    for ticket in content["tickets"]:
        data = {"events": content["events"], "changes": names, "letters": len(content["letters"])}
        record(Entry(RESTORED, cause, ticket, data), now)


def _recall(letters: list[int], now: datetime) -> None:
    """Take letters out of the outbox; of two that want one at the same time, the sending process may be first."""
    waiting = OutgoingEmail.id.in_(letters) & OutgoingEmail.state.in_((*_HELD_STATES, "cancelled"))
    changes = {"state": "cancelled", "finished_at": now, "last_error": "taken back by its author"}
    if OutgoingEmail.update(changes).where(waiting).execute() != len(letters):
        raise Refusal("undo-sent")
