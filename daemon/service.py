"""Run the daemon: one thread per mailbox, one that processes, one that sends, and calendar jobs in the main thread.

`schedule` runs calendar jobs only; everything else waits on monotonic time, so that a clock set back stalls nothing.
A failing job is logged and never stops the others.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import schedule
import sdnotify

from daemon.desk import ledger, limits, reminders
from daemon.inbox import Source
from daemon.outbox.delivery import Delivery
from daemon.pipeline import Pipeline
from models.database import DatabaseFault, close_database, transaction

log = logging.getLogger("loket.service")

HEARTBEAT = 1.0  # seconds between looks at jobs, signals and the watchdog
IDLE_WAIT = 1.0  # seconds after which a waiting worker looks again: postponed mails have no wake-up
PAUSE_AFTER_FAILURE = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again."""

    name: str
    seconds: int
    run: Callable[[], object]


@dataclass(slots=True)
class Service:
    """The running daemon."""

    sources: tuple[Source, ...]
    pipeline: Pipeline
    delivery: Delivery
    health_file: Path | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _mail: threading.Event = field(default_factory=threading.Event)
    _letters: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Work until SIGTERM or SIGINT, finish the mail in hand, and return the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        notifier = sdnotify.SystemdNotifier()
        self.recover()
        threads = self._start()
        notifier.notify("READY=1")
        log.info("ready", extra={"count": len(self.sources)})
        self._keep_time(notifier, threads)
        notifier.notify("STOPPING=1")
        for thread in threads:
            thread.join(timeout=30)
        log.info("stopped")
        return 0

    def recover(self) -> None:
        """Free what a process before this one left in hand."""
        with transaction():
            freed = ledger.release_dead_claims(self.pipeline.worker)
        self.delivery.recover()
        if freed:
            log.info("taken up again", extra={"count": freed})

    def once(self) -> int:
        """Do everything that waits, and return how many mails were processed."""
        self.recover()
        count = 0
        for source in self.sources:
            source.poll_once()
        count += self.pipeline.process_waiting()
        run_reminders(self.pipeline)
        self.delivery.deliver_due()
        for source in self.sources:
            source.mark()
        return count

    def stop(self) -> None:
        """Let every thread end after the work in hand."""
        self._stop.set()
        self._mail.set()
        self._letters.set()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self._stop.is_set():
            raise SystemExit(128 + number)
        self.stop()

    def _start(self) -> list[threading.Thread]:
        work: list[tuple[str, Callable[[], None]]] = [
            (f"mailbox {source.name}", self._watching(source)) for source in self.sources
        ]
        work += [("processing", self._process), ("sending", self._send)]
        threads = [threading.Thread(target=self._guarded, args=(name, run), name=name) for name, run in work]
        for thread in threads:
            thread.start()
        return threads

    def _watching(self, source: Source) -> Callable[[], None]:
        return lambda: source.run(self._stop, self._mail.set)

    def _guarded(self, name: str, run: Callable[[], None]) -> None:
        """Run a thread's work again when it fails, so that one fault never silences a part of the service."""
        while not self._stop.is_set():
            try:
                run()
            except Exception:  # the thread must outlive every fault; the log has it
                log.exception("failed", extra={"job": name})
                self._stop.wait(PAUSE_AFTER_FAILURE)
        close_database()

    def _process(self) -> None:
        while not self._stop.is_set():
            self._mail.clear()
            if self.pipeline.process_waiting(self._stop.is_set):
                self._letters.set()
                for source in self.sources:
                    source.mark_soon()
            self._mail.wait(IDLE_WAIT)

    def _send(self) -> None:
        while not self._stop.is_set():
            self._letters.clear()
            self.delivery.deliver_due(self._stop.is_set)
            self._letters.wait(IDLE_WAIT)

    def _keep_time(self, notifier: sdnotify.SystemdNotifier, threads: list[threading.Thread]) -> None:
        jobs = schedule.Scheduler()
        for job in self._jobs():
            jobs.every(job.seconds).seconds.do(_safely, job)
        while not self._stop.is_set():
            jobs.run_pending()
            if all(thread.is_alive() for thread in threads):
                notifier.notify("WATCHDOG=1")
                self._touch_health_file()
            self._stop.wait(HEARTBEAT)

    def _jobs(self) -> tuple[Job, ...]:
        return (
            Job("reminders", 60, lambda: run_reminders(self.pipeline)),
            Job("daily word about refused mail", 3600, lambda: self._in_transaction(reminders.tell_impersonated)),
            Job("sweep of limits", 3600, lambda: limits.sweep(self.pipeline.desk.clock())),
        )

    def _in_transaction(self, run: Callable[..., object]) -> None:
        with transaction():
            run(self.pipeline.desk, self.pipeline.desk.clock())

    def _touch_health_file(self) -> None:
        if self.health_file is None:
            return
        try:
            self.health_file.touch()
        except OSError as error:
            log.warning("health file cannot be written", extra={"reason": error.strerror or ""})


def run_reminders(pipeline: Pipeline) -> None:
    """Chase, warn and close what waits for its requester, one ticket a transaction."""
    reminders.run(pipeline.desk, pipeline.desk.clock())


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
