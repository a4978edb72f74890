"""The way of one mail, on one screen. Start reading here.

    source → record (daemon/inbox) → claim → read → authenticate
           → [ one transaction: handle → journal → outbox → finish ] → mark on the server (daemon/inbox)
    outbox → SMTP (daemon/outbox)          clocks → reminders (daemon/service.py)

A mail that cannot be processed never stops the next one: it is tried three times and then lies in quarantine.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from daemon import failpoints
from daemon.desk import ledger
from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.handlers import handle
from daemon.reading.limits import LimitExceeded
from daemon.reading.message import Reading
from daemon.storage import Blobs
from daemon.trust.authentication import Arrival, Authentication, authenticate, wanted_keys
from daemon.trust.keys import Keys
from daemon.trust.levels import Level
from daemon.trust.settings import AuthenticationSettings
from models.database import DiskFailure, OutOfService, transaction
from models.mail import InboundEmail

log = logging.getLogger("loket.pipeline")

STRIKES = 3  # failed attempts until a mail goes to quarantine
RETRY_AFTER = timedelta(seconds=30)  # doubled with each attempt
# While a name server cannot be asked: 5 m, 15 m, 1 h, 4 h, then daily … (trust.md §3.4, TEMP)
AUTHENTICATION_WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 1440))
KEY_WAIT = timedelta(seconds=2)  # while a key is being fetched in the background


class Reader(Protocol):
    """Understands a mail from its octets, where a crash, hang or memory bomb cannot hurt this process."""

    def read(self, raw: bytes) -> Reading:
        """Return the reading. Raises: LimitExceeded, or UnreadableMail when the mail broke the reader."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Takes recorded mails through to their end, one at a time."""

    desk: Desk
    reader: Reader
    blobs: Blobs
    keys: Keys
    settings: AuthenticationSettings
    worker: str  # who claims: host, process and start, so that a dead one's claims are recognised

    def process_waiting(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Process every mail that is due, until `stopped` says so, and return how many were taken up."""
        count = 0
        while not stopped() and (inbound := ledger.claim(self.worker, self.desk.clock())) is not None:
            failpoints.reach("after_claim_mail")
            self.process(inbound)
            count += 1
        return count

    def take_back(self) -> None:
        """Free the mails that were in hand when the disk or the database failed; that was no fault of theirs."""
        with transaction():
            ledger.release_own_claims(self.worker)

    def process(self, inbound: InboundEmail) -> None:
        """Take one claimed mail to its end, to a later try, or to quarantine.

        Raises: DiskFailure, OutOfService; the mail is still claimed then.
        """
        try:
            raw = self.blobs.get(inbound.sha256)
            self._ask_for_keys(inbound, raw)
            reading = self.reader.read(raw)
            failpoints.reach("after_parse")
            authentication = self._authenticate(inbound, raw, reading)
            if self._must_wait(authentication):
                self._wait(inbound, authentication)
                return
            with transaction():
                case = Case(inbound, reading, authentication, self.desk.clock())
                outcome = handle(self.desk, case)
                failpoints.reach("after_handle")
                ledger.finish(case, outcome)
                failpoints.reach("before_commit")
            failpoints.reach("after_commit")
            log.info("mail finished", extra={"mail": inbound.id, "disposition": outcome.disposition.value})
        except LimitExceeded as exceeded:
            self._quarantine(inbound, f"limit: {exceeded.reason}")
        except (DiskFailure, OutOfService):
            raise  # nothing is wrong with the mail; see take_back
        except Exception as error:  # a bug or a broken mail must never stop the next one
            self._strike(inbound, error)

    def _ask_for_keys(self, inbound: InboundEmail, raw: bytes) -> None:
        """Send the questions for the mail's DKIM keys off, so that the answers come while it is read."""
        for name in wanted_keys(raw, inbound.received_at, self.settings):
            self.keys.lookup(name)

    def _authenticate(self, inbound: InboundEmail, raw: bytes, reading: Reading) -> Authentication:
        arrival = Arrival(
            raw=raw,
            headers=reading.message.headers,
            received_at=inbound.received_at,
            now=self.desk.clock(),
        )
        return authenticate(arrival, self.settings, self.keys)

    def _must_wait(self, authentication: Authentication) -> bool:
        """Say whether asking again later may change what becomes of the mail."""
        if not authentication.is_temporary or authentication.address is None:
            return False
        is_staff = self.desk.directory.by_address(authentication.address) is not None
        return is_staff or authentication.level < Level.A1

    def _wait(self, inbound: InboundEmail, authentication: Authentication) -> None:
        """Put the mail aside until the name server may answer; after the last wait a person decides."""
        now = self.desk.clock()
        if authentication.is_pending:
            ledger.postpone(inbound, now + KEY_WAIT, "waiting for a DNS answer", counts=False)
        elif inbound.waits < len(AUTHENTICATION_WAITS):
            ledger.postpone(inbound, now + AUTHENTICATION_WAITS[inbound.waits], authentication.reason, counts=True)
        else:
            self._quarantine(inbound, f"no DNS answer for a day: {authentication.reason}")

    def _strike(self, inbound: InboundEmail, error: Exception) -> None:
        """Count a failed attempt; the third one sends the mail to quarantine."""
        log.exception("mail failed", extra={"mail": inbound.id, "attempt": inbound.attempts})
        if inbound.attempts >= STRIKES:
            self._quarantine(inbound, f"{type(error).__name__} in {inbound.attempts} attempts")
        else:
            ledger.retry(inbound, self._next_try(inbound), type(error).__name__)

    def _next_try(self, inbound: InboundEmail) -> datetime:
        return self.desk.clock() + RETRY_AFTER * (1 << (inbound.attempts - 1))

    def _quarantine(self, inbound: InboundEmail, reason: str) -> None:
        log.warning("mail quarantined", extra={"mail": inbound.id, "reason": reason})
        with transaction():
            ledger.quarantine(self.desk, inbound, Outcome(Disposition.QUARANTINED, reason))
