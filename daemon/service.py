"""Run the daemon: one thread per mailbox, one that processes, one that sends, and calendar jobs in the main thread.

`schedule` runs calendar jobs only; everything else waits on monotonic time, so that a clock set back stalls nothing.
A failing job is logged and never stops the others.
"""

import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType

import schedule
import sdnotify

from daemon import regular_work
from daemon.clock_watch import ClockWatch, boot
from daemon.desk import ledger
from daemon.desk.four_eyes import executing
from daemon.desk.timekeeping import clock_changes
from daemon.inbox import Source, Unreachable
from daemon.integrator.working import NoWork, Work
from daemon.leases import BEAT, CALENDAR, Alone
from daemon.outbox.delivery import Delivery
from daemon.pipeline import Pipeline
from daemon.pulse import Patience, Pulse
from daemon.regular_work import Job
from models.database import DatabaseFault, DiskFailure, OutOfService, close_database, settled
from models.postgresql import LeaseLost

log = logging.getLogger("loket.service")

HEARTBEAT = 1.0  # seconds between looks at jobs, signals and the watchdog
IDLE_WAIT = 1.0  # seconds after which a waiting worker looks again: postponed mails have no wake-up
PAUSE_AFTER_FAILURE = 5.0  # seconds
LONGEST_END = 30.0  # seconds that the work in hand has after SIGTERM
EXIT_DISK = 74  # sysexits.h EX_IOERR
EXIT_SHUT_OUT = 75  # sysexits.h EX_TEMPFAIL: other daemons do the work, start again
_OBJECTS_PER_COLLECTION = 10_000
DISTRUST = 24 * 3600.0  # seconds for which nothing expires after the clock was set by more than an hour


@dataclass(slots=True)
class Service:
    """The running daemon."""

    sources: tuple[Source, ...]
    pipeline: Pipeline
    delivery: Delivery
    health_file: Path | None = None
    clock_file: Path | None = None  # what the clock showed last; None: it is not remembered
    patience: Patience = field(default_factory=Patience)
    leases: Alone = field(default_factory=Alone)
    jobs: tuple[Job, ...] = ()  # beside the service's own
    integrator: Work = field(default_factory=NoWork)
    reload: Callable[[Pipeline], Pipeline] | None = None  # what SIGHUP asks for, between two mails
    troubles: tuple[str, ...] = ()  # mailboxes that `once` could not read, and why
    _stop: threading.Event = field(default_factory=threading.Event)
    _mail: threading.Event = field(default_factory=threading.Event)
    _letters: threading.Event = field(default_factory=threading.Event)
    _hangup: threading.Event = field(default_factory=threading.Event)
    _pulses: dict[str, Pulse] = field(default_factory=dict)  # by the name of the part
    _silent: set[str] = field(default_factory=set)  # the parts whose silence was logged
    _trusts_clock_at: float = 0.0  # monotonic; before, nothing expires
    _status: int = 0

    def run(self) -> int:
        """Work until SIGTERM or SIGINT, finish the mail in hand, and return the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        signal.signal(signal.SIGHUP, self._on_hangup)
        notifier = sdnotify.SystemdNotifier()
        gc.freeze()  # what was loaded stays: looking through it for garbage again and again took a tenth of the time
        gc.set_threshold(_OBJECTS_PER_COLLECTION)
        self._recover_in_time()
        watch = ClockWatch(self.pipeline.desk.clock, file=self.clock_file, boot=boot())
        self._look_at_clock(watch)  # before anything goes by it
        threads = self._start()
        notifier.notify("READY=1")
        log.info("ready", extra={"count": len(self.sources)})
        self._keep_time(notifier, threads, watch)
        notifier.notify("STOPPING=1")
        self._end(threads)
        self._leave()
        log.info("stopped")
        return self._status

    def _recover_in_time(self) -> None:
        """Begin as soon as the database can be written: a full or locked one is no reason to give up."""
        while not self._stop.is_set():
            try:
                self.leases.join()
                self.leases.look()
                self.recover()
            except OutOfService as fault:
                log.warning("database cannot be written, trying again", extra={"reason": str(fault)})
                self._stop.wait(PAUSE_AFTER_FAILURE)
            else:
                return

    def _end(self, threads: list[threading.Thread]) -> None:
        """Wait for the work in hand, and end the process when it does not end: the next start takes it up."""
        until = time.monotonic() + LONGEST_END
        for thread in threads:
            thread.join(timeout=max(0.0, until - time.monotonic()))
        hanging = [thread.name for thread in threads if thread.is_alive()]
        if hanging:
            log.warning("stopped without the work in hand", extra={"job": ", ".join(hanging)})
            os._exit(self._status)

    def recover(self) -> None:
        """Free what a process before this one left in hand."""
        freed = settled(lambda: ledger.release_dead_claims(self.pipeline.worker))
        regular_work.note_calendar(self.pipeline.desk)
        self.delivery.recover()
        if self.leases.holds(CALENDAR):
            executing.recover(self.pipeline.desk, self.pipeline.desk.clock())
        if freed:
            log.info("taken up again", extra={"count": freed})

    def once(self) -> int:
        """Do everything that waits and no other daemon does, and return how many mails were processed."""
        self.leases.join()
        try:
            self.leases.look()
            self.recover()
            return self._once()
        finally:
            self._leave()

    def _once(self) -> int:
        sources = [source for source in self.sources if self.leases.has_mailbox(source.name)]
        self.troubles = ()
        reached = [source for source in sources if self._try(source, source.poll_once)]
        count = self.pipeline.process_waiting()
        if self.leases.holds(CALENDAR):
            regular_work.remind(self.pipeline.desk)
            self.integrator.work()
            regular_work.tell_collected(self.pipeline.desk)
        self.delivery.deliver_due()
        for source in reached:
            self._try(source, source.mark)
        return count

    def _try(self, source: Source, work: Callable[[], object]) -> bool:
        """Work on a mailbox and say whether that was possible; the others are worked on all the same."""
        try:
            work()
        except (Unreachable, OSError, DatabaseFault) as fault:
            log.warning("mailbox in trouble", extra={"mailbox": source.name, "reason": str(fault)})
            self.troubles += (f"{source.name}: {fault}",)
            return False
        return True

    def _leave(self) -> None:
        """Hand everything over to the other daemons; when the database cannot be asked, they find out by themselves."""
        try:
            self.leases.leave()
        except DatabaseFault as fault:
            log.warning("left without a word", extra={"reason": str(fault)})

    def stop(self) -> None:
        """Let every thread end after the work in hand."""
        self._stop.set()
        self._mail.set()
        self._letters.set()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self._stop.is_set():
            os._exit(128 + number)  # asked twice; whatever is in hand is taken up at the next start
        self.stop()

    def _on_hangup(self, _number: int, _frame: FrameType | None) -> None:
        self._hangup.set()
        self._mail.set()

    def _take_up_configuration(self) -> None:
        """Go on by the changed configuration when SIGHUP asked for that."""
        if self._hangup.is_set():
            self._hangup.clear()
            self.pipeline = self.reload(self.pipeline) if self.reload else self.pipeline
            regular_work.note_calendar(self.pipeline.desk)

    def _start(self) -> list[threading.Thread]:
        parts: list[tuple[str, float, Callable[[Pulse], None]]] = [
            (f"mailbox {source.name}", self.patience.mailbox, self._watching(source)) for source in self.sources
        ]
        parts.append(("processing", self.patience.processing, self._process))
        parts.append(("sending", self.patience.sending, self._send))
        parts.append(("integrator", self.patience.integrator, self._integrate))
        if self.leases.is_shared:
            parts.append(("leases", self.patience.leases, self._share))
        threads = []
        for name, patience, run in parts:
            pulse = self._pulses[name] = Pulse(self._stop, patience)
            threads.append(threading.Thread(target=self._guarded, args=(name, run, pulse), name=name, daemon=True))
            threads[-1].start()
        return threads

    def _watching(self, source: Source) -> Callable[[Pulse], None]:
        """Read a mailbox while it is ours."""

        def watch(pulse: Pulse) -> None:
            while not pulse.is_set():
                if self.leases.has_mailbox(source.name):
                    source.run(pulse.while_(lambda: self.leases.has_mailbox(source.name)), self._mail.set)
                    self.leases.let_go(source.name)
                pulse.wait(HEARTBEAT)

        return watch

    def _share(self, pulse: Pulse) -> None:
        """Share the work with other daemons, and take up what one that ended left in hand."""
        while not pulse.is_set():
            try:
                if self.leases.look():
                    self.recover()
                    self._mail.set()
                    self._letters.set()
            except LeaseLost:
                raise
            except DatabaseFault as fault:
                log.warning("other daemons cannot be seen", extra={"reason": str(fault)})
            pulse.wait(BEAT)

    def _guarded(self, name: str, run: Callable[[Pulse], None], pulse: Pulse) -> None:
        """Run a thread's work again when it fails, so that one fault never silences a part of the service."""
        while not pulse.is_set():
            try:
                run(pulse)
            except DiskFailure:  # what the disk holds is to be read afresh, by a process that kept nothing
                log.critical("the disk fails, ending", extra={"job": name})
                self._status = EXIT_DISK
                self.stop()
            except LeaseLost:
                log.critical("other daemons took this one for dead, ending", extra={"job": name})
                self._status = EXIT_SHUT_OUT
                self.stop()
            except Exception:  # the thread must outlive every fault; the log has it
                log.exception("failed", extra={"job": name})
                pulse.wait(PAUSE_AFTER_FAILURE)
        close_database()

    def _process(self, pulse: Pulse) -> None:
        self.pipeline.take_back()
        while not pulse.is_set():
            self._mail.clear()
            self._take_up_configuration()
            if self.pipeline.process_waiting(lambda: pulse.is_set() or self._hangup.is_set(), self._letters.set):
                for source in self.sources:
                    source.mark_soon()
            self._mail.wait(IDLE_WAIT)

    def _send(self, pulse: Pulse) -> None:
        while not pulse.is_set():
            self._letters.clear()
            self.delivery.deliver_due(pulse.is_set)
            self._letters.wait(IDLE_WAIT)

    def _integrate(self, pulse: Pulse) -> None:
        while not pulse.is_set():
            is_ours = self.leases.holds(CALENDAR) and time.monotonic() >= self._trusts_clock_at
            if is_ours and self.integrator.work(pulse.is_set):
                self._letters.set()
            pulse.wait(IDLE_WAIT)

    def _keep_time(
        self, notifier: sdnotify.SystemdNotifier, threads: list[threading.Thread], watch: ClockWatch
    ) -> None:
        jobs = self._scheduled()
        while not self._stop.is_set():
            if self._look_at_clock(watch):
                jobs = self._scheduled()  # the old ones wait for a time that was a mistake
            jobs.run_pending()
            if all(thread.is_alive() for thread in threads) and not self._hanging():
                notifier.notify("WATCHDOG=1")
                self._touch_health_file()
            self._stop.wait(HEARTBEAT)
        watch.remember()

    def _scheduled(self) -> schedule.Scheduler:
        jobs = schedule.Scheduler()
        for job in self._jobs():
            jobs.every(job.seconds).seconds.do(self._run, job)
        return jobs

    def _run(self, job: Job) -> None:
        is_due = not job.goes_by_the_clock or time.monotonic() >= self._trusts_clock_at
        if is_due and (not job.is_for_one or self.leases.holds(CALENDAR)):
            _safely(job)

    def _hanging(self) -> bool:
        """Say whether a part of the service hangs, and log each once; then the watchdog is left to bite."""
        silent = {name for name, pulse in self._pulses.items() if pulse.is_silent}
        for name in silent - self._silent:
            log.critical("no sign of life", extra={"job": name})
        self._silent = silent
        return bool(silent)

    def _look_at_clock(self, watch: ClockWatch) -> bool:
        """Say whether the clock was set since the last look, and act on it."""
        jump = watch.jump()
        if jump:
            self._clock_was_set(jump)
        return bool(jump)

    def _clock_was_set(self, jump: timedelta) -> None:
        """Go on by the new clock, and let nothing expire by it for a day when it is far from the old one."""
        log.warning("the clock was set", extra={"count": round(jump.total_seconds())})
        if abs(jump) > clock_changes.ALARMING:
            self._trusts_clock_at = time.monotonic() + DISTRUST
        _safely(Job("clock", 0, lambda: regular_work.clock_was_set(self.pipeline.desk, jump)))

    def _jobs(self) -> tuple[Job, ...]:
        late = Job("late notifications", 5, self.integrator.hurry, is_for_one=True)
        return (*regular_work.jobs_of(lambda: self.pipeline.desk), late, *self.jobs)

    def _touch_health_file(self) -> None:
        if self.health_file is None:
            return
        try:
            self.health_file.touch()
        except OSError as error:
            log.warning("health file cannot be written", extra={"reason": error.strerror or ""})


def _safely(job: Job) -> None:
    """Run a job; its failure is logged and the next run tries again."""
    started = time.monotonic()
    try:
        job.run()
    except DatabaseFault as fault:
        log.warning("job postponed", extra={"job": job.name, "reason": type(fault).__name__})
    except Exception:  # a failing job never stops the others
        log.exception("job failed", extra={"job": job.name})
    finally:
        log.debug("job ended", extra={"job": job.name, "count": round(time.monotonic() - started, 3)})
