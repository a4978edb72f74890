"""Remember which mails could not be fetched, so that one of them never stops the others.

A mail in whose batch the connection broke is fetched alone, after the rest. One that the server cannot send in order
is recorded by its header in the end. One that brings every connection down is left alone for a while.
"""

from collections.abc import Iterable

BROKEN_ANSWERS = 3  # until only the header is asked for
TRIES = 6  # until the mail is left alone


class Suspects:
    """The mails of one folder that could not be fetched, by UID."""

    def __init__(self) -> None:
        """Begin without any."""
        self._tries: dict[int, int] = {}
        self._broken: dict[int, int] = {}

    def add(self, uids: Iterable[int], *, is_broken: bool) -> None:
        """Remember mails that could not be fetched; `is_broken` when the answer was at fault and not the network."""
        for uid in uids:
            self._tries[uid] = self._tries.get(uid, 0) + 1
            self._broken[uid] = self._broken.get(uid, 0) + is_broken

    def settle(self, uids: Iterable[int]) -> None:
        """Forget mails that were fetched, or are gone."""
        for uid in uids:
            self._tries.pop(uid, None)
            self._broken.pop(uid, None)

    def clear(self) -> None:
        """Forget all."""
        self._tries.clear()
        self._broken.clear()

    def __contains__(self, uid: object) -> bool:
        return uid in self._tries

    def to_try(self) -> list[int]:
        """Return the UIDs that are worth another try, least suspicious first."""
        return sorted(self._tries.keys() - self.given_up(), key=lambda uid: (self._tries[uid], uid))

    def given_up(self) -> set[int]:
        """Return the UIDs of mails that are to be left alone."""
        return {uid for uid, tries in self._tries.items() if tries >= TRIES}

    def is_header_only(self, uid: int) -> bool:
        """Say whether only the mail's header is to be asked for."""
        return self._broken.get(uid, 0) >= BROKEN_ANSWERS
