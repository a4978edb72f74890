"""Put together what watches over the service: alarms, the health file, figures; daemon/duties.py does the rest."""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from daemon.app import App, utc_now
from daemon.config import AlarmServer, Config, read_secret
from daemon.desk.case import Desk
from daemon.desk.journal import Cause
from daemon.desk.writing.correspondence import tell_admins
from daemon.desk.writing.letters import Trouble as TroubleLetter
from daemon.duties import Duties, canary_of, room_of
from daemon.keeping import quarantine
from daemon.keeping.disks import Reserve
from daemon.leases import CALENDAR
from daemon.outbox.handover import Envelope, ServerTrouble, Verdict
from daemon.outbox.header_text import safe_header
from daemon.outbox.smtp import SmtpTransport
from daemon.outbox.smtp_session import SmtpSettings
from daemon.regular_work import Job
from daemon.reporting import ReportPost
from daemon.reports import metrics
from daemon.reports.metrics import Figures, Flown
from daemon.watch import canary, troubles
from daemon.watch.alarms import Alarms, Route, Trouble, by_command
from daemon.watch.contacts import Contact, note_contacts
from models.database import DatabaseFault, settled
from models.snapshot import rescue_log

log = logging.getLogger("loket.watch")

RESERVE = ".reserve"  # in the storage folder
ALARMS = "alarms.json"  # in the storage folder
CLOCK = "clock.json"  # in the storage folder: what the clock showed last
LOOK_SECONDS = 10
OUTGOING = "outgoing"


def alarms_of(config: Config) -> Alarms:
    """Return what wakes somebody by a way of its own."""
    section = config.alarm
    routes: list[Route] = [by_command(section.command)] if section.command else []
    if section.smtp is not None:
        routes.append(by_server(section.smtp, section.to))
    return Alarms(config.storage.folder / ALARMS, section.after, tuple(routes), f"Loket {config.institution.name}")


def by_server(server: AlarmServer, to: tuple[str, ...]) -> Route:
    """Return a way through a second outgoing server."""
    file = server.password_file
    settings = SmtpSettings(
        host=server.host,
        port=server.port,
        security=server.security,
        helo=server.from_address.rpartition("@")[2],
        username=server.username,
        password=(lambda: read_secret(file)) if file is not None else str,
        ca_file=server.ca_file,
        timeout=30.0,
        answer_timeout=60.0,
    )

    def tell(subject: str, text: str) -> bool:
        transport = SmtpTransport(settings)
        try:
            transport.open()
            envelope = Envelope(server.from_address, to, _mail(server.from_address, to, subject, text))
            delivered = transport.deliver(envelope, lambda: None)
        except (ServerTrouble, OSError) as fault:
            log.warning("the alarm's server failed", extra={"reason": str(fault)})
            return False
        finally:
            transport.close()
        return any(answer.verdict is Verdict.ACCEPTED for _, answer in delivered.answers)

    return tell


def alarm_at_start(config: Config, fault: Exception) -> None:
    """Tell that the daemon cannot start, once; the word that it is over comes when it did."""
    _tell_down(config, f"Loket cannot start: {fault}")


def alarm_at_stop(config: Config, result: str) -> None:
    """Tell that the service ended by a fault, in systemd's word for it; it may be that it could not even start."""
    _tell_down(config, f"Loket does not run: {result}. See journalctl --unit loket.service")


def try_alarms(config: Config) -> tuple[int, int]:
    """Say a word of trial by every way, and return how many ways took it and how many there are."""
    alarms = alarms_of(config)
    heard = sum(route(f"[{alarms.name}] TEST", "This is a trial. Nothing is wrong.") for route in alarms.routes)
    return heard, len(alarms.routes)


def _tell_down(config: Config, text: str) -> None:
    """Tell once that nothing works; the word that it is over comes when the daemon looks around again."""
    alarms_of(config).look((Trouble("service", text, is_urgent=True),), utc_now(), is_all=False)


@contextmanager
def watching(app: App) -> Iterator[tuple[Job, ...]]:
    """Serve figures while the block runs, and give the jobs that the daemon is to do beside its mail."""
    watch = Watch(app, alarms_of(app.config))
    listen = app.config.metrics.listen
    if listen is None:
        yield watch.jobs()
        return
    with metrics.served(metrics.registry_of(watch.figures()), listen.host, listen.port):
        yield watch.jobs()


@dataclass(slots=True)
class Watch:
    """Looks after one running program."""

    app: App
    alarms: Alarms
    _outgoing_since: datetime | None = None  # in trouble

    def jobs(self) -> tuple[Job, ...]:
        """Return what is to be done again and again."""
        jobs = [
            Job("look after ourselves", LOOK_SECONDS, self.look),
            *Duties(self.app).jobs(),
            *ReportPost(self.app).jobs(),
        ]
        if (path := self.app.config.metrics.file) is not None:
            jobs.append(Job("figures", 60, self._writer(path)))
        return tuple(jobs)

    def look(self) -> None:
        """See what is wrong, write it down, and tell whom it concerns; works without the database, too."""
        now = utc_now()
        Reserve(self.app.config.storage.folder / RESERVE).tend()
        contacts = self._contacts()
        found = [*troubles.with_servers(contacts), *troubles.with_disk(self.app.config.storage.folder)]
        try:
            if rescue_log():
                text = "the file that ends in -wal was deleted: restart Loket now (systemctl restart loket)"
                found.append(Trouble("database log", text, is_urgent=True))
            note_contacts(contacts, now)
            if self.app.leases.holds(CALENDAR):
                found += [*troubles.with_queues(now), *self._with_canary(now), *self._with_quarantine()]
        except DatabaseFault as fault:
            found.append(Trouble("database", f"it cannot be used: {type(fault).__name__}"))
        known = {trouble.key for trouble in self.alarms.current}
        self.alarms.look(found, now)
        self._write_health(found)
        for trouble in found:
            if trouble.is_urgent and trouble.key not in known and trouble.key != f"server {OUTGOING}":
                self._write_to_admins(trouble)

    def figures(self) -> Figures:
        """Return what reads the figures."""
        return Figures(self._desk, utc_now, _flown, lambda: len(self.alarms.current))

    def _desk(self) -> Desk:
        return self.app.current.desk

    def _contacts(self) -> list[Contact]:
        found = [
            Contact(f"mailbox {source.name}", health.failing_since, health.reason, health.refusals)
            for source in self.app.sources
            if self.app.leases.has_mailbox(source.name)  # of the others' we know nothing
            for health in (source.health,)
        ]
        trouble = self.app.delivery.trouble
        self._outgoing_since = (self._outgoing_since or utc_now()) if trouble else None
        refusals = troubles.REFUSALS if trouble.startswith("login refused") else 0  # it pauses in between by itself
        return [*found, Contact(OUTGOING, self._outgoing_since, trouble, refusals)]

    def _with_quarantine(self) -> Iterator[Trouble]:
        filled = quarantine.fill()
        if filled.exceeds(room_of(self.app.current.config)):
            text = (
                f"full: {filled.mails} mails, {filled.octets // 1_000_000} MB; {filled.laid_off} more lie on the "
                "mail server alone: loket quarantine list"
            )
            yield Trouble("quarantine room", text, is_urgent=True)

    def _with_canary(self, now: datetime) -> Iterator[Trouble]:
        rules = canary_of(self.app.current.config)
        if rules is not None and canary.is_missing(rules, now):
            yield Trouble("canary", "the test mail to ourselves did not come back", is_urgent=True)

    def _write_to_admins(self, trouble: Trouble) -> None:
        """Write by our own mail as well, which may work."""
        try:
            content = TroubleLetter("alarm", f"{trouble.key}: {trouble.text}", "loket status")
            settled(lambda: tell_admins(self._desk(), content, Cause("loket")))
        except DatabaseFault as fault:
            log.warning("administrators cannot be written to", extra={"reason": type(fault).__name__})

    def _write_health(self, found: list[Trouble]) -> None:
        """Leave in the health file what is wrong, a line each; its time is the service's to set."""
        file = self.app.config.health.file
        if file is None:
            return
        lines = [f"{trouble.key}: {trouble.text}" for trouble in found]
        try:
            file.write_text("\n".join(["degraded" if lines else "ok", *lines]) + "\n", "utf-8")
        except OSError as error:
            log.warning("health file cannot be written", extra={"reason": error.strerror or ""})

    def _writer(self, path: Path) -> Callable[[], None]:
        registry = metrics.registry_of(self.figures())
        return lambda: metrics.write_file(registry, path)


def _flown() -> Flown | None:
    flight = canary.last_return()
    if flight is None or flight.returned_at is None or flight.seconds is None:
        return None
    return Flown(flight.seconds, flight.returned_at)


def _mail(sender: str, to: tuple[str, ...], subject: str, text: str) -> bytes:
    """Return a plain mail; what a server said may stand in it."""
    domain = sender.rpartition("@")[2]
    lines = [
        f"From: <{sender}>",
        f"To: {', '.join(f'<{address}>' for address in to)}",
        f"Subject: {_ascii(safe_header(subject))}",
        f"Date: {format_datetime(utc_now())}",
        f"Message-ID: <{secrets.token_hex(10)}.alarm@{domain}>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        *(_ascii(line) for line in text.split("\n")),
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode("ascii")
