"""Stop automatic mail to an address where a machine may be answering, and never to a person who writes fast.

A machine that does not say so says the same again and again, at most with another number in it (trust.md §2.4, §3.9).
Whoever writes something new is answered on, up to four times as many mails.
"""

import re
from datetime import datetime, timedelta

from daemon.desk import limits
from daemon.desk.limits import Limit
from daemon.value_objects import value_object
from models.people import Address
from models.tickets import Message, Ticket

_MUTE = "mute"
_WEARY = "mute-all"
_TOLD = "mute-told"
_COMPARED = 10  # mails of theirs, newest first
_ALIKE = 0.6  # share of words in common from which two mails say the same
_READ = 2000  # characters of a mail
_WORD = re.compile(r"[^\W\d_]+")


@value_object
class PairBreaker:
    """When automatic mail to one address stops."""

    mails: int = 5
    window: timedelta = timedelta(minutes=10)
    mute: timedelta = timedelta(hours=24)
    patience: int = 3  # times as many mails more, for who writes something new each time

    def allows(self, address: str, now: datetime) -> bool:
        """Count one automatic mail to an addr-spec (lower case), and say whether it may go."""
        is_muted = limits.is_used_up(Limit(_MUTE, 1, self.mute), address, now)
        if not is_muted and limits.take((Limit("automatic", self.mails, self.window),), address, now):
            return True
        return _says_something_new(address, now - self.mute) and self._has_patience(address, now)

    def _has_patience(self, address: str, now: datetime) -> bool:
        """Count one mail more to who writes something new; nobody has so much new to say for ever."""
        if limits.is_used_up(Limit(_WEARY, 1, self.mute), address, now):
            return False
        if limits.take((Limit("automatic-more", self.mails * self.patience, self.window),), address, now):
            return True
        limits.use(_WEARY, address, now)
        return False

    def mute_now(self, address: str, now: datetime) -> str:
        """Mute an address, and return what is to be told: "muted", "muted-person" of who had new things to say.

        Returns "" when that was told within the time of the mute.
        """
        is_new = limits.take((Limit(_MUTE, 1, self.mute),), address, now)
        if limits.is_used_up(Limit(_WEARY, 1, self.mute), address, now):
            return "muted-person" if limits.take((Limit(_TOLD, 1, self.mute),), address, now) else ""
        return "muted" if is_new else ""


USUAL = PairBreaker()


def _says_something_new(address: str, since: datetime) -> bool:
    """Say whether the newest mail from an address is unlike those before it, or there is none that we could answer."""
    newest, *earlier = _texts(address, since) or [""]
    said = _words(newest)
    return not any(_are_alike(said, _words(text)) for text in earlier)


def _texts(address: str, since: datetime) -> list[str]:
    """Return what somebody wrote about their own tickets, newest first."""
    row = Address.get_or_none(Address.address == address)
    theirs = Ticket.select(Ticket.id).where(Ticket.requester_address == row).order_by(Ticket.id.desc())
    keys = [int(ticket.id) for ticket in theirs.limit(_COMPARED)] if row is not None else []
    written = Message.ticket.in_(keys) & (Message.author == address) & (Message.sent_at >= since)
    rows = Message.select().where(written).order_by(Message.id.desc()).limit(_COMPARED) if keys else []
    return [str(message.text)[:_READ] for message in rows]


def _words(text: str) -> frozenset[str]:
    """Return the words of a text without its numbers; of a text without words all of it."""
    return frozenset(_WORD.findall(text.casefold())) or frozenset((text.strip(),))


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)
