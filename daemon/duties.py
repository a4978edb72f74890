"""Do what is to be done now and then, once for all daemons of a database: retention, witnesses, canary, reminders."""

import logging
import threading
from datetime import UTC, datetime, timedelta

from daemon.app import App, utc_now
from daemon.checks.probe import forged_results
from daemon.config import Config, PipeMailbox, key_files
from daemon.desk.case import Desk
from daemon.desk.journal import Cause
from daemon.desk.witnesses import is_first_of, is_first_of_day, tell_witnesses
from daemon.desk.writing.correspondence import tell_admins
from daemon.desk.writing.letters import Trouble
from daemon.inbox import Unreachable
from daemon.keeping import quarantine, retention
from daemon.keeping.canaries import forget_canaries
from daemon.keeping.quarantine import Room
from daemon.keeping.sent_log import FOLDER as SENT_LOG
from daemon.keeping.sent_log import SentLog
from daemon.regular_work import Job
from daemon.value_objects import value_object
from daemon.watch import canary
from daemon.watch.canary import CanaryRules
from models.database import close_database, settled
from models.mail import InboundEmail

log = logging.getLogger("loket.duties")

CANARY_SECONDS = 10
KEY_AGE = timedelta(days=365)  # trust.md §3.5: a new key each year


@value_object
class Duties:
    """Does them for one running program."""

    app: App

    def jobs(self) -> tuple[Job, ...]:
        """Return what is to be done again and again by the holder of the calendar."""
        return (
            Job("retention", 3600, self._sweep_daily, goes_by_the_clock=True, is_for_one=True),
            Job("room of the quarantine", 60, self.lay_off, is_for_one=True),
            Job("journal head", 600, self._tell_witnesses, is_for_one=True),
            Job("canary", CANARY_SECONDS, self._fly, is_for_one=True),
            Job("old canaries", 3600, self._forget_canaries, goes_by_the_clock=True, is_for_one=True),
            Job("weekly probe", 600, self._probe_weekly, is_for_one=True),
            Job("age of the key", 3600, self.remind_of_key, is_for_one=True),
        )

    def sweep(self) -> dict[str, int]:
        """Remove what is older than it may be kept, and return how much of each kind."""
        section = self.app.current.config.retention
        rules = retention.Retention(
            raw_mails=section.raw_mails,
            attachments=section.attachments,
            messages=section.messages,
            letters=section.letters,
            plans=section.plans,
            personal_values=section.personal_values,
            sent_log=section.sent_log,
        )
        return retention.sweep(rules, self.app.blobs, SentLog(self.app.config.storage.folder / SENT_LOG), utc_now())

    def lay_off(self) -> None:
        """Keep the quarantine within its room."""
        boxes = self.app.config.mailboxes
        servers = {box.name for box in boxes if not isinstance(box, PipeMailbox)}
        quarantine.lay_off(room_of(self.app.current.config), servers, self.app.blobs, utc_now())

    def probe(self) -> None:
        """Look whether a forged result would be believed, and tell the administrators what is wrong (trust.md §3.4).

        Takes up to a minute, for the mail to come back.
        """
        try:
            faults = forged_results(self.app.current.config, self._recorded)
        except (Unreachable, OSError) as fault:
            faults = (f"the mailbox cannot be reached: {fault}",)
        log.info("mail path probed", extra={"count": len(faults)})
        for line in faults:
            self._tell("probe", line, "loket check --online")

    def remind_of_key(self) -> None:
        """Tell the administrators each month that the key that signs is older than a year."""
        newest = key_files(self.app.config.keys.folder)[0]
        since, now = datetime.fromtimestamp(newest.stat().st_mtime, UTC), utc_now()
        if now - since < KEY_AGE:
            return
        month = now.astimezone(self._desk.rules.zone).strftime("%Y-%m")
        if settled(lambda: is_first_of(month, "age of the key", now)):
            self._tell("key", f"{newest.name}, {since:%Y-%m-%d}", "loket keys rotate")

    @property
    def _desk(self) -> Desk:
        return self.app.current.desk

    def _tell(self, what: str, detail: str, command: str) -> None:
        settled(lambda: tell_admins(self._desk, Trouble(what, detail, command), Cause("loket")))

    def _sweep_daily(self) -> None:
        if settled(lambda: is_first_of_day(self._desk, "retention", utc_now())):
            self.sweep()

    def _tell_witnesses(self) -> None:
        witnesses = self.app.current.config.health.journal_witnesses
        settled(lambda: tell_witnesses(self._desk, witnesses, utc_now()))

    def _fly(self) -> None:
        rules = canary_of(self.app.current.config)
        if rules is not None:
            canary.tend(rules, self._desk, utc_now())

    def _forget_canaries(self) -> None:
        boxes = self.app.config.mailboxes
        emptied = {box.name for box in boxes if not isinstance(box, PipeMailbox) and box.finished == "move"}
        forget_canaries(self.app.blobs, emptied, utc_now())

    def _probe_weekly(self) -> None:
        """Begin the probe in a thread of its own: whoever keeps the time cannot wait for a mail."""
        now = utc_now()
        week = now.astimezone(self._desk.rules.zone).strftime("%G-W%V")
        if settled(lambda: is_first_of(week, "weekly probe", now)):
            threading.Thread(target=self._probe_and_close, name="probe", daemon=True).start()

    def _probe_and_close(self) -> None:
        try:
            self.probe()
        finally:
            close_database()

    def _recorded(self, message_id: str) -> bytes | None:
        row = InboundEmail.get_or_none(InboundEmail.message_id == message_id)
        return None if row is None else self.app.blobs.get(row.sha256)


def room_of(config: Config) -> Room:
    """Return how much the quarantine may hold."""
    return Room(config.limits.quarantine_mails, int(config.limits.quarantine_size))


def canary_of(config: Config) -> CanaryRules | None:
    """Return the canary's rules, None when there is none."""
    section = config.canary
    return None if section.address is None else CanaryRules(section.address, section.interval, section.late)
