"""Send what lies in the outbox, one mail after the other.

An attempt is committed before the server is spoken to, again before DATA, and its result after the answer; so a
process that dies leaves behind whether the mail can have been delivered. A mail is sent twice only when nobody can
know whether it arrived, and then with the same Message-ID. A few mails share these three transactions, and the doubt
when the process dies between the second and the third. They, and what caused them, lie on the disk by then.

Points to fail at: before_claim, after_claim, before_data, before_dot, after_250, before_record, after_record.
"""

import itertools
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Protocol

from daemon.failpoints import reach
from daemon.outbox import ledger
from daemon.outbox.handover import Delivered, Envelope, LoginRefused, ServerTrouble, Verdict
from daemon.outbox.ledger import Accepted, Claimed, Failed, Lightened, Report, RetryRules
from daemon.outbox.pacing import Pacing
from daemon.value_objects import value_object
from models.database import DiskFailure, OutOfService, make_lasting, transaction

_log = logging.getLogger(__name__)
_HOUR = timedelta(hours=1)
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=5)
BATCH = 50  # mails that share their three transactions: as many as a death may leave in doubt
_UNWRITTEN_PAUSE = 1.0  # seconds between tries to write down an answer
_IDLE = timedelta(seconds=60)  # a connection unused for longer is closed


@value_object
class _Answered:
    """What the server said about a mail, and when."""

    claimed: Claimed
    delivered: Delivered
    at: datetime


class _Once:
    """Do something the first time one is asked to."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work: Callable[[], None] | None = work

    def __call__(self) -> None:
        if self._work is not None:
            self._work()
        self._work = None


class Transport(Protocol):
    """Where mails are handed over."""

    def open(self) -> None:
        """Have a session. Raises: ServerTrouble."""

    def deliver(
        self, envelope: Envelope, before_data: Callable[[], None], following: Envelope | None = None
    ) -> Delivered:
        """Hand over one mail, calling `before_data` before the server can keep it. Raises: ServerTrouble.

        `following` is handed over next, or the session closed.
        """

    def close(self) -> None:
        """End the session; never fails."""


@value_object
class DeliveryRules:
    """How this installation sends."""

    process: str  # names this process in claimed rows
    per_hour: int = 2000
    retry: RetryRules = field(default_factory=RetryRules)


@value_object
class Listeners:
    """Who is told. The first three are called inside the transaction that records the server's answer."""

    on_accepted: Callable[[Sequence[Accepted]], None]  # all that the transaction is about
    on_failed: Callable[[Failed], None]
    on_lightened: Callable[[Lightened], None]
    on_trouble: Callable[[str, str], None]  # code of letters.Trouble ("smtp", "rate") and detail; once per trouble


class Delivery:
    """Carries mails from the outbox to the outgoing server."""

    def __init__(
        self, transport: Transport, rules: DeliveryRules, listeners: Listeners, clock: Callable[[], datetime]
    ) -> None:
        """Take the tools; `clock` gives aware UTC."""
        self._transport = transport
        self._rules = rules
        self._listeners = listeners
        self._clock = clock
        self._pacing: Pacing | None = None
        self._pause = _FIRST_PAUSE
        self._resume_at: datetime | None = None
        self._used_at: datetime | None = None
        self._is_rate_told = False
        self._has_failed = False
        self._is_stopping: Callable[[], bool] = lambda: False
        self.trouble = ""  # why the server cannot be used; "" while it can

    def recover(self) -> int:
        """Take up what a process that died was sending, and return how many mails that were.

        To be called at start, when no other process sends.
        """
        now = self._clock()
        with transaction():
            count, reports = ledger.recover(self._rules.retry, now, due=now)
            self._tell(reports)
        return count

    def deliver_due(self, is_stopping: Callable[[], bool] = lambda: False) -> int:
        """Send everything that is due, as far as pace and server allow, and return how many mails were tried."""
        self._is_stopping = is_stopping
        if self._has_failed:
            self._put_back()
        tried = 0
        try:
            while not is_stopping() and (count := self._deliver_batch()):
                tried += count
            if tried:
                make_lasting()
        except Exception:
            self._has_failed = True
            raise
        self._rest()
        return tried

    def close(self) -> None:
        """End the session with the server."""
        self._transport.close()

    def _put_back(self) -> None:
        """Take up what was in hand when an unforeseen error came, so that no mail stays claimed."""
        now = self._clock()
        with transaction():
            process = self._rules.process
            _, reports = ledger.recover(self._rules.retry, now, due=now + _FIRST_PAUSE, claimed_by=process)
            self._tell(reports)
        self._has_failed = False

    def _deliver_batch(self) -> int:
        """Try the next mails and return how many were tried; 0 when nothing can be sent now."""
        now = self._clock()
        if not self._may_send(now) or not ledger.has_due(now) or not self._connect(now):
            return 0
        reach("before_claim")
        # A power cut may take back this and what is noted below: the mails are sent (again) with the same Message-ID,
        # as they are when it is in doubt whether they were.
        with transaction(shared=True, lasting=False):
            batch = ledger.claim(self._rules.process, now, BATCH)
        make_lasting()  # nobody gets a letter of which nothing is left after a power cut
        reach("after_claim")
        return self._deliver(batch)

    def _deliver(self, batch: tuple[Claimed, ...]) -> int:
        """Hand the mails over one after the other, write all answers down, and return how many were tried."""
        done: list[_Answered] = []
        trouble: ServerTrouble | None = None
        begun = 0
        note = _Once(lambda: _note_data(batch))
        try:
            while begun < len(batch) and not self._is_stopping() and self._may_send(self._clock()):
                claimed, *following = batch[begun : begun + 2]
                begun += 1
                done.append(self._hand_over(claimed, note, *following))
        except ServerTrouble as fault:
            trouble, begun = fault, len(done)  # there was no session: the mail was not begun
        finally:
            reach("before_record")
            self._record(done, batch[begun:])
            reach("after_record")
        if begun < len(batch):
            self._transport.close()  # the next mail may be named there already
        if trouble is not None:
            self._server_failed(trouble, self._clock())
        self._watch_rate()
        return len(done)

    def _hand_over(
        self, claimed: Claimed, before_data: Callable[[], None], following: Claimed | None = None
    ) -> _Answered:
        next_envelope = None if following is None else following.envelope
        delivered = self._transport.deliver(claimed.envelope, before_data, next_envelope)
        now = self._used_at = self._clock()
        self._pace(delivered, now)
        return _Answered(claimed, delivered, now)

    def _record(self, done: list[_Answered], untried: tuple[Claimed, ...]) -> None:
        """Write down the answers, put back what was not tried and tell the listeners, in one transaction.

        When a listener fails, the answer is written down all the same before the error goes on: a mail that the
        server has must not be sent again because of a fault in a clock. Nor because the database is locked or full:
        then this waits until it can be written, or until the service is to stop.
        """
        for number in itertools.count():
            try:
                self._record_once(done, untried, is_again=number > 0)
            except OutOfService as fault:
                if self._is_stopping():
                    raise
                _log.warning("%d answers cannot be written down yet: %s", len(done), fault)
                time.sleep(_UNWRITTEN_PAUSE)
            else:
                return

    def _record_once(self, done: list[_Answered], untried: tuple[Claimed, ...], *, is_again: bool) -> None:
        if is_again:
            done, untried = _read_again(done), tuple(claimed.read_again() for claimed in untried)
        try:
            with transaction(soon=True):
                reports = [report for answered in done for report in self._settled(answered)]
                for claimed in untried:
                    ledger.release(claimed, self._clock())
                self._tell(reports)
        except (DiskFailure, OutOfService):
            raise
        except Exception:
            with transaction():
                for claimed in untried:
                    ledger.release(claimed.read_again(), self._clock())
            self._settle_each(_read_again(done))
            raise
        _log_outcomes(done)

    def _settled(self, answered: _Answered) -> tuple[Report, ...]:
        return ledger.settle(answered.claimed, answered.delivered, self._rules.retry, answered.at)

    def _settle_each(self, done: list[_Answered]) -> None:
        """Write each answer down by itself, all of them whatever happens, and tell the listeners who can hear."""
        if not done:
            return
        try:
            self._settle_alone(done[0])
        finally:
            self._settle_each(done[1:])

    def _settle_alone(self, answered: _Answered) -> None:
        try:
            with transaction():
                self._tell(self._settled(answered))
        except (DiskFailure, OutOfService):
            raise
        except Exception:
            with transaction():
                self._settled(replace(answered, claimed=answered.claimed.read_again()))
            raise

    def _may_send(self, now: datetime) -> bool:
        if self._pacing is None:
            self._pacing = Pacing(self._rules.per_hour, ledger.recently_sent(now - _HOUR))
        # a pause longer than the longest began before the clock was set back
        is_paused = self._resume_at is not None and now < self._resume_at <= now + _LONGEST_PAUSE
        return not is_paused and self._pacing.allows(now)

    def _connect(self, now: datetime) -> bool:
        try:
            self._transport.open()
        except ServerTrouble as trouble:
            self._server_failed(trouble, now)
            return False
        if self.trouble:
            _log.info("the outgoing server answers again")
        self.trouble, self._pause, self._resume_at = "", _FIRST_PAUSE, None
        return True

    def _server_failed(self, trouble: ServerTrouble, now: datetime) -> None:
        """Wait before the next try, and say so once; the mails stay where they are, untried."""
        self._transport.close()
        is_news, reason = not self.trouble, str(trouble)
        self.trouble = reason
        self._resume_at = now + (_LONGEST_PAUSE if isinstance(trouble, LoginRefused) else self._pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        if is_news:
            _log.warning("the outgoing server cannot be used: %s", reason)
            self._listeners.on_trouble("smtp", reason)

    def _pace(self, delivered: Delivered, now: datetime) -> None:
        """Count what went out, and go slower when the server asks for it."""
        if self._pacing is None:
            return
        answers = [answer for _, answer in delivered.answers]
        if any(answer.verdict is Verdict.ACCEPTED for answer in answers):
            self._pacing.went_out(now)
        elif delivered.is_throttled:
            self._pacing.slow_down(now)
        elif any(answer.verdict is Verdict.DEFERRED and answer.text.startswith("4.7.") for answer in answers):
            self._pacing.was_put_off(now)

    def _watch_rate(self) -> None:
        """Tell once when the hour's limit is nearly reached."""
        is_near = self._pacing is not None and self._pacing.is_nearly_used_up()
        if is_near and not self._is_rate_told:
            self._listeners.on_trouble("rate", f"80 % of {self._rules.per_hour} mails an hour")
        self._is_rate_told = is_near

    def _tell(self, reports: Iterable[Report]) -> None:
        accepted: list[Accepted] = []
        for report in reports:
            if isinstance(report, Accepted):
                accepted.append(report)
            elif isinstance(report, Lightened):
                self._listeners.on_lightened(report)
            else:
                self._listeners.on_failed(report)
        if accepted:
            self._listeners.on_accepted(accepted)

    def _rest(self) -> None:
        if self._used_at is not None and self._clock() - self._used_at > _IDLE:
            self._transport.close()
            self._used_at = None


def _read_again(done: list[_Answered]) -> list[_Answered]:
    return [replace(answered, claimed=answered.claimed.read_again()) for answered in done]


def _log_outcomes(done: Iterable[_Answered]) -> None:
    """Name the mails of each outcome in one line: to write a line for each would take a tenth of handing them over."""
    mails: dict[str, list[str]] = {}
    for answered in done:
        mails.setdefault(answered.claimed.attempt.outcome, []).append(str(answered.claimed.email.id))
    for outcome, numbers in mails.items():
        _log.info("mail %s: %s", ", ".join(numbers), outcome)


def _note_data(batch: tuple[Claimed, ...]) -> None:
    with transaction(shared=True, lasting=False):
        ledger.note_data(batch)
