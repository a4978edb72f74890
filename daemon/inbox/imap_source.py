r"""Watch one IMAP folder: record what arrives, mark what is finished, and outlast every trouble of the server.

The cursor is (UIDVALIDITY, UID). The whole folder is compared with what is known at the start, once a day and when
UIDVALIDITY changes; `\Seen` means nothing here, because people read the same folder.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from daemon import failpoints
from daemon.config import ImapMailbox
from daemon.inbox import BATCH_MAILS, BATCH_OCTETS, Arrival, Health, Unreachable
from daemon.inbox.health import HealthRecord
from daemon.inbox.imap import BrokenAnswer, Declined, ImapSession, LoginRefused
from daemon.inbox.imap_answers import Fetched
from daemon.inbox.ledger import (
    Cursor,
    finished_uids,
    known_uids,
    load_cursor,
    refetch_since,
    refused_at,
    remember_login,
    remember_marked,
    remember_refetched,
    save_cursor,
)
from daemon.inbox.recording import Recorder
from daemon.inbox.suspects import Suspects
from daemon.value_objects import value_object
from models.database import DatabaseFault, close_database
from models.fields import EPOCH

MARK_MAILS = 200  # in one command
LONGEST_IDLE = 540.0  # seconds, below the 10 minutes after which some networks drop a silent connection
RECONCILE_EVERY = timedelta(days=1)
RETRY_EVERY = timedelta(hours=1)  # the same, while mails are left alone
CONTACT_EVERY = 30.0  # seconds between notes that the server answered
_HEARTBEAT = 0.5  # seconds

log = logging.getLogger("loket.inbox")


@value_object
class Pace:
    """How long to wait after trouble, in seconds."""

    first: float = 1.0  # doubled with every further failure
    longest: float = 300.0
    refused: float = 300.0  # after a refused login, lest the account is locked
    jitter: Callable[[], float] = random.random  # 0 to 1; keeps many daemons from coming at once

    def pause(self, failures: int) -> float:
        """Return how long to wait after so many failures in a row."""
        return min(self.longest, self.first * 2.0 ** min(failures - 1, 30)) * (0.75 + self.jitter() / 4)


_USUAL_PACE = Pace()


class ImapSource:
    """A folder on an IMAP server (see Source)."""

    def __init__(self, box: ImapMailbox, recorder: Recorder, largest: int, pace: Pace = _USUAL_PACE) -> None:
        """Watch the folder that `box` describes; of mails over `largest` octets only the header is fetched."""
        self._box, self._recorder, self._largest, self._pace = box, recorder, largest, pace
        self._health = HealthRecord(box.name, recorder.now)
        self._suspects = Suspects()
        self._is_reconciled = False
        self._marking = threading.Event()
        self._contacted = -CONTACT_EVERY
        self._mark_not_before = 0.0

    @property
    def name(self) -> str:
        """Return the mailbox's name in the configuration."""
        return self._box.name

    @property
    def health(self) -> Health:
        """Return whether the server can be reached; safe from any thread."""
        return self._health.current

    def run(self, stop: threading.Event, wake: Callable[[], None]) -> None:
        """Record mail as it arrives and mark what is finished until `stop`; call `wake` after each batch."""
        failures = 0
        try:
            while not stop.is_set():
                try:
                    self._watch(stop, wake)
                except (Unreachable, OSError, DatabaseFault) as error:
                    failures = 1 if self._health.current.failing_since is None else failures + 1
                    self._health.trouble(_described(error), is_refusal=isinstance(error, LoginRefused))
                    stop.wait(self._pace.refused if isinstance(error, LoginRefused) else self._pace.pause(failures))
        finally:
            close_database()

    def poll_once(self) -> int:
        """Record what is new, and return how many mails that was.

        Raises: Unreachable; OSError or DatabaseFault when it could not be kept.
        """
        with self._session() as session:
            self._bring_back(session)
            return self._poll(session, threading.Event(), lambda: None)

    def mark(self) -> int:
        """Move or flag what is finished, and return how many mails that was.

        Raises: Unreachable, DatabaseFault.
        """
        with self._session() as session:
            session.select()
            return self._mark(session)

    def mark_soon(self) -> None:
        """Have `run` mark at once what is finished, instead of after its next look for mail; from any thread."""
        self._marking.set()

    @contextmanager
    def _session(self) -> Iterator[ImapSession]:
        """Give a session, closed in order at the end, and dropped after trouble."""
        session = self._logged_in()
        try:
            yield session
        except BaseException:
            session.discard()
            raise
        session.close()

    def _logged_in(self) -> ImapSession:
        """Return a session, not sooner after a refused login than an account can bear (trust.md F2).

        A restart does not shorten the wait; a new password does. Raises: LoginRefused, Unreachable.
        """
        refused = refused_at(self.name)
        waited = 0.0 if refused is None else (self._recorder.now() - refused).total_seconds()
        if refused is not None and 0 <= waited < self._pace.refused - 1 and not self._has_new_password(refused):
            raise Unreachable(f"the login was refused; the next try is in {round(self._pace.refused - waited)} seconds")
        try:
            session = ImapSession(self._box)
        except LoginRefused:
            remember_login(self.name, self._recorder.now())
            raise
        if refused is not None:
            remember_login(self.name, None)
        return session

    def _has_new_password(self, refused: datetime) -> bool:
        file = self._box.password_file
        return file is not None and file.stat().st_mtime > refused.timestamp()

    def _watch(self, stop: threading.Event, wake: Callable[[], None]) -> None:
        """Look after the folder over one connection until `stop`. Raises: as poll_once."""
        with self._session() as session:
            self._bring_back(session)
            while not stop.is_set():
                self._marking.clear()
                self._poll(session, stop, wake)
                self._mark(session)
                self._health.well()
                self._wait(session, lambda: stop.is_set() or self._marking.is_set())

    def _wait(self, session: ImapSession, interrupted: Callable[[], bool]) -> None:
        """Wait for news, but no longer than a poll's interval: some servers never tell."""
        seconds = self._box.poll.total_seconds()
        if self._box.idle and session.can_idle:
            session.idle(min(seconds, LONGEST_IDLE), interrupted)
            return
        until = time.monotonic() + seconds
        while not interrupted() and time.monotonic() < until:
            self._marking.wait(min(_HEARTBEAT, seconds))

    def _poll(self, session: ImapSession, stop: threading.Event, wake: Callable[[], None]) -> int:
        """Record what is new in the folder, or a part of it when told to stop; return how many mails that was."""
        cursor = self._cursor(session.select())
        self._forget_old_comparison(cursor)
        is_reconciling = not self._is_reconciled
        recorded = 0
        for batch in self._batches(session, self._wanted(session, cursor)):
            cursor, count = self._take(session, cursor, batch)
            recorded += count
            if count:
                wake()
            if stop.is_set():
                return recorded
        if is_reconciling:
            self._is_reconciled = True
            cursor = replace(cursor, reconciled_at=self._recorder.now())
        self._note_contact(cursor, is_changed=is_reconciling)
        return recorded

    def _bring_back(self, session: ImapSession) -> None:
        """Have finished mail offered again that came since a backup was made which was restored."""
        since = refetch_since(self.name)
        if since is None:
            return
        count = session.bring_back(since) if self._box.finished == "move" else 0
        log.info("finished mail is looked at again", extra={"mailbox": self.name, "count": count})
        self._is_reconciled = False
        remember_refetched(self.name)

    def _cursor(self, uidvalidity: int) -> Cursor:
        """Return how far the folder has been read; begin anew when it is another one than before."""
        cursor = load_cursor(self.name)
        if cursor is not None and cursor.uidvalidity == uidvalidity:
            return cursor
        if cursor is not None:
            log.warning("UIDVALIDITY changed, comparing the whole folder", extra={"mailbox": self.name})
        self._suspects.clear()
        self._is_reconciled = False
        fresh = Cursor(self.name, uidvalidity, 0)
        save_cursor(fresh, self._recorder.now())
        return fresh

    def _forget_old_comparison(self, cursor: Cursor) -> None:
        """Have the folder compared again once a day, and sooner when mails were left alone."""
        every = RETRY_EVERY if self._suspects.given_up() else RECONCILE_EVERY
        if self._is_reconciled and self._recorder.now() - (cursor.reconciled_at or EPOCH) >= every:
            self._is_reconciled = False
            self._suspects.clear()

    def _wanted(self, session: ImapSession, cursor: Cursor) -> list[int]:
        """Return the UIDs of mails that were not recorded: those behind the cursor, or any when comparing."""
        if self._is_reconciled:
            return session.uids(cursor.last_uid)
        known = known_uids(self.name, cursor.uidvalidity)
        missing = [uid for uid in session.uids() if str(uid) not in known]
        return missing[::-1] if self._box.backlog == "newest-first" else missing

    def _batches(self, session: ImapSession, uids: Sequence[int]) -> Iterator[dict[int, int]]:
        """Yield what to fetch at once, sizes by UID: first batches of what is new, then each suspect alone."""
        fresh = [uid for uid in uids if uid not in self._suspects]
        for start in range(0, len(fresh), BATCH_MAILS):
            yield from _by_size(session.sizes(fresh[start : start + BATCH_MAILS]), self._largest)
        for uid in self._suspects.to_try():
            sizes = session.sizes([uid])
            if sizes:
                yield sizes
            else:
                self._suspects.settle([uid])

    def _take(self, session: ImapSession, cursor: Cursor, batch: dict[int, int]) -> tuple[Cursor, int]:
        """Fetch and record a batch; return the cursor behind it and how many mails were new."""
        try:
            arrivals = self._fetch(session, batch)
        except Unreachable as error:
            self._suspect(batch, is_broken=isinstance(error, BrokenAnswer) and len(batch) == 1)
            raise
        failpoints.reach("after_fetch")
        ahead = replace(cursor, last_uid=max(cursor.last_uid, *batch))
        created = self._recorder.record_many(arrivals, ahead)
        arrived = {int(arrival.uid) for arrival in arrivals}
        self._suspects.settle(arrived)
        self._suspect(batch.keys() - arrived, is_broken=True)
        return ahead, len(created)

    def _suspect(self, uids: Collection[int], *, is_broken: bool) -> None:
        """Remember mails that could not be fetched, and say when one is left alone."""
        self._suspects.add(uids, is_broken=is_broken)
        for uid in self._suspects.given_up().intersection(uids):
            log.error("mail of UID %d cannot be fetched, left alone for an hour", uid, extra={"mailbox": self.name})

    def _fetch(self, session: ImapSession, batch: dict[int, int]) -> list[Arrival]:
        """Return what the server sends of a batch: whole mails, or the header of a single one that is too large."""
        first, size = next(iter(batch.items()))
        if size > self._largest or self._suspects.is_header_only(first):
            return [self._arrival(session, mail, stub_of=size) for mail in session.header(first)]
        # sizes are estimates on some servers
        octets = self._largest if len(batch) == 1 else sum(batch.values()) * 2
        return [self._arrival(session, mail) for mail in session.mails(list(batch), octets)]

    def _arrival(self, session: ImapSession, mail: Fetched, stub_of: int | None = None) -> Arrival:
        """Return a mail as it is recorded; `stub_of` is the size of one that is represented by its header."""
        return Arrival(
            mailbox=self.name,
            uidvalidity=session.uidvalidity,
            uid=str(mail.uid),
            received_at=mail.received_at or self._recorder.now(),
            size=len(mail.octets) if stub_of is None else stub_of,
            raw=mail.octets,
            is_stub=stub_of is not None,
        )

    def _note_contact(self, cursor: Cursor, *, is_changed: bool) -> None:
        """Keep the cursor, or now and then only that the server answered."""
        if is_changed or time.monotonic() - self._contacted >= CONTACT_EVERY:
            save_cursor(cursor, self._recorder.now())
            self._contacted = time.monotonic()

    def _mark(self, session: ImapSession) -> int:
        """Mark what is finished and return how many mails that was; what is declined waits for a later poll."""
        if self._box.finished == "leave" or time.monotonic() < self._mark_not_before:
            return 0
        marked = 0
        while uids := finished_uids(self.name, session.uidvalidity, MARK_MAILS):
            failpoints.reach("before_mark")
            if not self._try_to_mark(session, uids):
                self._mark_not_before = time.monotonic() + self._box.poll.total_seconds()
                break
            failpoints.reach("after_mark")
            remember_marked(self.name, session.uidvalidity, uids)
            marked += len(uids)
        return marked

    def _try_to_mark(self, session: ImapSession, uids: Sequence[str]) -> bool:
        try:
            return session.mark(uids)
        except Declined as error:
            log.warning("finished mail cannot be marked", extra={"mailbox": self.name, "reason": str(error)})
            return False


def _by_size(sizes: dict[int, int], largest: int) -> Iterator[dict[int, int]]:
    """Split mails into batches of BATCH_OCTETS, UIDs rising; a mail over `largest` or over a batch is alone."""
    batch: dict[int, int] = {}
    octets, was_large = 0, False
    for uid, size in sorted(sizes.items()):
        is_large = size > largest
        if batch and (is_large or was_large or octets + size > BATCH_OCTETS):
            yield batch
            batch, octets = {}, 0
        batch[uid] = size
        octets, was_large = octets + size, is_large
    if batch:
        yield batch


def _described(error: Exception) -> str:
    return str(error) if isinstance(error, Unreachable) else f"mail cannot be kept: {error}"
