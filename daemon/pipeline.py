"""The way of one mail, on one screen. Start reading here.

    source → record (daemon/inbox) → claim → read → authenticate
           → [ one transaction: handle → journal → outbox → finish ] → mark on the server (daemon/inbox)
    outbox → SMTP (daemon/outbox)          clocks → reminders (daemon/service.py)

A mail that cannot be processed never stops the next one: it is tried three times and then lies in quarantine.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from daemon import failpoints
from daemon.desk import ledger
from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.handlers import handle, read_ahead
from daemon.readers.ahead import ReadAhead, Reader, ReadMail
from daemon.readers.answers import Stored, Understood
from daemon.readers.isolation import MailMissing
from daemon.reading.label import LOOKED_AT, Label, read_label
from daemon.reading.limits import LimitExceeded
from daemon.reading.message import Reading
from daemon.storage import Blobs
from daemon.trust.authentication import Arrival, Authentication, authenticate, examine
from daemon.trust.keys import Keys
from daemon.trust.levels import Level
from daemon.trust.settings import AuthenticationSettings
from daemon.value_objects import value_object
from models.database import DiskFailure, OutOfService, transaction
from models.mail import InboundEmail

log = logging.getLogger("loket.pipeline")

CLAIMED_MAILS = 50  # at once
GROUP_MAILS = 20  # in one transaction at most: others want to write, too
GROUP_OCTETS = 2_000_000  # of their sizes together: what was understood is kept until the transaction is committed
STRIKES = 3  # failed attempts until a mail goes to quarantine
RETRY_AFTER = timedelta(seconds=30)  # doubled with each attempt
# While a name server cannot be asked: 5 m, 15 m, 1 h, 4 h, then daily … (trust.md §3.4, TEMP)
AUTHENTICATION_WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 1440))
KEY_WAIT = timedelta(seconds=2)  # while a key is being fetched in the background


@value_object
class Pipeline:
    """Takes recorded mails through to their end, in their order.

    While some are dealt with, the next are read. Those that are read together share a transaction. Should one of them
    fail, all are undone and dealt with one by one.
    """

    desk: Desk
    reader: Reader
    blobs: Blobs
    keys: Keys
    settings: AuthenticationSettings
    worker: str  # who claims: host, process and start, so that a dead one's claims are recognised

    def process_waiting(
        self, stopped: Callable[[], bool] = lambda: False, committed: Callable[[], object] = lambda: None
    ) -> int:
        """Process every mail that is due, until `stopped` says so, and return how many; tell of each transaction."""
        count = 0
        while not stopped() and (claimed := self._claim()):
            with ReadAhead(claimed, self.reader, self._stored) as mails:
                while mails and not stopped():
                    count += self._process_group(mails)
                    committed()
                    if mails.run_low and len(claimed) == CLAIMED_MAILS:  # otherwise there were no more
                        claimed = self._claim()
                        mails.add(claimed)
            if mails:
                self.take_back()
        return count

    def _claim(self) -> list[InboundEmail]:
        claimed = ledger.claim(self.worker, self.desk.clock(), CLAIMED_MAILS)
        failpoints.reach("after_claim_mail")
        return claimed

    def take_back(self) -> None:
        """Free the mails that were in hand but not dealt with: at the end, or when the disk or the database failed."""
        with transaction():
            ledger.release_own_claims(self.worker)

    def _process_group(self, mails: ReadAhead) -> int:
        """Deal with the next mail, and those behind it that need not be waited for; return how many those were.

        Raises: DiskFailure, OutOfService; the mails are still claimed then.
        """
        group = [mails.next()]
        try:
            mails.wait(group[0])
            with transaction(soon=True):  # what goes out of it is made lasting by those who let it out
                done = 0
                while done < len(group):
                    while mails.is_ready and _has_room(group):
                        group.append(mails.next())
                    done, together = len(group), group[done:]
                    self._process(together)
                failpoints.reach("before_commit")
        except (DiskFailure, OutOfService):
            raise  # nothing is wrong with the mails; see take_back
        except Exception as error:  # one of them, or what they wrote together: nothing of it is left
            log.warning("mails are dealt with one by one", extra={"mails": len(group), "reason": type(error).__name__})
            for mail in group:
                self._process_alone(mail)
        failpoints.reach("after_commit")
        return len(group)

    def _process_alone(self, mail: ReadMail) -> None:
        """Deal with a mail in a transaction of its own, unless its group was committed although that seemed to fail."""
        with transaction():
            mail.inbound = InboundEmail.get_by_id(mail.inbound.id)
            if mail.inbound.claimed_by != self.worker:
                return
            try:
                with transaction():
                    self._process([mail])
            except (DiskFailure, OutOfService):
                raise
            except Exception as error:  # a bug or a broken mail must never stop the next one
                self._fail(mail.inbound, error)

    def _process(self, mails: Sequence[ReadMail]) -> None:
        """Take each mail to its end, to a later try, or to quarantine. Raises: whatever kept one from all of these."""
        cases = [(mail, case) for mail in mails if (case := self._case(mail)) is not None]
        read_ahead([case for _, case in cases])
        for mail, asked in cases:
            mail.go_on()
            case = replace(asked, now=self.desk.clock())  # not before what the mails ahead of it brought about
            outcome = handle(self.desk, case)
            failpoints.reach("after_handle")
            ledger.finish(case, outcome)
            log.info("mail finished", extra={"mail": case.inbound.id, "disposition": outcome.disposition.value})

    def _case(self, mail: ReadMail) -> Case | None:
        """Return a mail that is to be handled now; None when it was put aside, or could not be read."""
        inbound = mail.inbound
        try:
            understood = self._understood(mail)
            failpoints.reach("after_parse")
            authentication = self._authenticated(inbound, understood)
        except (DiskFailure, OutOfService):
            raise
        except Exception as error:  # nothing was written yet, so the others of the group go on
            self._fail(inbound, error)
            return None
        if self._must_wait(authentication):
            self._wait(inbound, understood.reading, authentication)
            return None
        return Case(inbound, understood.reading, authentication, self.desk.clock())

    def _stored(self, inbound: InboundEmail) -> Stored:
        """Say where a mail lies."""
        return Stored(self.blobs.place(inbound.sha256), inbound.sha256, inbound.received_at, self.desk.clock())

    def _understood(self, mail: ReadMail) -> Understood:
        """Return what was read. Raises: as `ReadMail.understood`; what is wrong with the octets on the disk."""
        try:
            return mail.understood()
        except MailMissing:
            self.blobs.get(mail.inbound.sha256)
            raise

    def _authenticated(self, inbound: InboundEmail, understood: Understood) -> Authentication:
        """Return how far the sender is believed; a key that the reader was not told is asked for here."""
        if understood.authentication is not None:
            return understood.authentication
        arrival = Arrival(
            examined=examine(self.blobs.get(inbound.sha256)),
            headers=understood.reading.message.headers,
            received_at=inbound.received_at,
            now=self.desk.clock(),
        )
        return authenticate(arrival, self.settings, self.keys)

    def _must_wait(self, authentication: Authentication) -> bool:
        """Say whether asking again later may change what becomes of the mail."""
        is_open = authentication.is_temporary or authentication.is_pending
        if not is_open or authentication.address is None:
            return False
        is_staff = self.desk.directory.by_address(authentication.address) is not None
        return is_staff or authentication.level < Level.A1

    def _wait(self, inbound: InboundEmail, reading: Reading, authentication: Authentication) -> None:
        """Put the mail aside until the name server may answer; after the last wait a person decides."""
        now = self.desk.clock()
        log.info("auth.temperror", extra={"mail": inbound.id, "reason": authentication.reason})
        if authentication.is_pending:
            ledger.postpone(inbound, reading, now + KEY_WAIT, "waiting for a DNS answer", counts=False)
        elif inbound.waits < len(AUTHENTICATION_WAITS):
            later = now + AUTHENTICATION_WAITS[inbound.waits]
            ledger.postpone(inbound, reading, later, authentication.reason, counts=True)
        else:
            self._quarantine(inbound, f"no DNS answer for a day: {authentication.reason}")

    def _fail(self, inbound: InboundEmail, error: Exception) -> None:
        """Count a failed attempt; the third one, or a limit exceeded, sends the mail to quarantine."""
        if isinstance(error, LimitExceeded):
            self._quarantine(inbound, f"limit: {error.reason}")
            return
        log.error("mail failed", extra={"mail": inbound.id, "attempt": inbound.attempts}, exc_info=error)
        if inbound.attempts >= STRIKES:
            self._quarantine(inbound, f"{type(error).__name__} in {inbound.attempts} attempts")
        else:
            ledger.retry(inbound, self._next_try(inbound), type(error).__name__)

    def _next_try(self, inbound: InboundEmail) -> datetime:
        return self.desk.clock() + RETRY_AFTER * (1 << (inbound.attempts - 1))

    def _quarantine(self, inbound: InboundEmail, reason: str) -> None:
        log.warning("mail quarantined", extra={"mail": inbound.id, "reason": reason})
        with transaction():
            ledger.quarantine(self.desk, inbound, Outcome(Disposition.QUARANTINED, reason), self._label(inbound))

    def _label(self, inbound: InboundEmail) -> Label:
        """Return what stands on a mail, as far as it lies on the disk at all."""
        try:
            with self.blobs.open(inbound.sha256) as stored:
                return read_label(stored.read(LOOKED_AT))
        except OSError:
            return Label()


def _has_room(group: Sequence[ReadMail]) -> bool:
    """Say whether another mail may share the transaction of these."""
    return len(group) < GROUP_MAILS and sum(mail.inbound.size for mail in group) < GROUP_OCTETS
