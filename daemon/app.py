"""Put the program together from a configuration: the only file that knows all its parts."""

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon.config import Config, ImapMailbox, Mailbox, MaildirMailbox, Target, Week, read_keys, read_secret
from daemon.desk import catalogue as catalogues
from daemon.desk import clocks, post_reports
from daemon.desk.case import Desk, Rules
from daemon.desk.catalogue import Catalogue, CatalogueError
from daemon.desk.command import Registry, find_commands
from daemon.desk.limits import Limit
from daemon.desk.service_calendar import CalendarRules, OpenHours, Season, ServiceCalendar
from daemon.desk.views import Directory, StaffMember
from daemon.inbox import Source
from daemon.inbox.imap_source import ImapSource
from daemon.inbox.maildir import MaildirSource
from daemon.inbox.recording import Recorder
from daemon.instance import AlreadyRunning
from daemon.isolation import Readers
from daemon.outbox.delivery import Delivery, DeliveryRules, Listeners
from daemon.outbox.letterhead import letterhead_of
from daemon.outbox.phrasebook import BadTemplates
from daemon.outbox.posting import PairBreaker, PostOffice, PostRules
from daemon.outbox.rendering import Renderer
from daemon.outbox.sender import sender_of
from daemon.outbox.smtp import SmtpSettings, SmtpTransport
from daemon.pipeline import Pipeline
from daemon.places import templates_folder
from daemon.reading.vocabulary import Vocabulary
from daemon.storage import Blobs, DamagedBlob
from daemon.trust.keys import FetchedKeys, Keys, NoKeys
from daemon.trust.resolver import DnsServer, PatientKeys, Resolver
from daemon.trust.settings import AuthenticationSettings, Require
from daemon.trust.tokens import KeyRing
from models import schema
from models.database import DatabaseFault, UnusableDatabase, close_database, open_database, transaction

# What goes wrong outside the program and is said in one line.
FAULTS = (AlreadyRunning, BadTemplates, CatalogueError, DamagedBlob, DatabaseFault, OSError, UnusableDatabase)
CONFIRMATION_HOURS = 24  # trust.md §3.5
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STAGES = ("contact", "form", "processing", "notification")


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Records:
    """The database opened for looking things up, and what showing them needs (see daemon.desk.facts.Records)."""

    catalogue: Catalogue
    directory: Directory
    calendar: ServiceCalendar
    targets: clocks.Targets
    blobs: Blobs
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class App:
    """The whole program, ready to run."""

    config: Config
    desk: Desk
    pipeline: Pipeline
    sources: tuple[Source, ...]
    delivery: Delivery
    readers: Readers
    blobs: Blobs
    renderer: Renderer

    def close(self) -> None:
        """End the child processes, the server's session and this thread's database connection."""
        self.readers.close()
        self.delivery.close()
        close_database()


@contextmanager
def open_records(config: Config) -> Iterator[Records]:
    """Open the current database for the command line and close it afterwards.

    Raises: UnusableDatabase when it is foreign, damaged, newer, or has to be migrated first.
    """
    open_current_database(config)
    try:
        yield Records(
            catalogue=catalogues.load(_folder(config) / "catalogue"),
            directory=directory_of(config),
            calendar=calendar_of(config),
            targets=targets_of(config),
            blobs=Blobs(config.storage.folder),
            now=utc_now,
        )
    finally:
        close_database()


@contextmanager
def open_for_migration(config: Config) -> Iterator[None]:
    """Open the database as it is, of whatever version, and close it afterwards."""
    open_database(config.database.url)
    try:
        yield
    finally:
        close_database()


def open_current_database(config: Config) -> None:
    """Open the database and make sure that it is of this version; a new file is made at once.

    Raises: UnusableDatabase.
    """
    open_database(config.database.url)
    pending = schema.pending_migrations()
    if not pending:
        return
    if len(pending) != schema.count_migrations():
        raise UnusableDatabase("the database is of an older Loket: make a backup, then run `loket migrate`")
    schema.migrate()


@contextmanager
def build(config: Config, *, waits_for_keys: bool = False) -> Iterator[App]:
    """Put the program together, database and child processes included, and take it apart afterwards.

    `waits_for_keys`: authentication waits for the name server, where there is no second round to take up a mail.
    """
    open_current_database(config)
    app = _build(config, PatientKeys(dns_keys(config)) if waits_for_keys else dns_keys(config))
    try:
        yield app
    finally:
        app.close()


def _build(config: Config, dkim_keys: Keys) -> App:
    folder = _folder(config)
    catalogue = catalogues.load(folder / "catalogue")
    registry = find_commands()
    keys = KeyRing(dict(read_keys(config.keys)))
    renderer = renderer_of(config)
    blobs = Blobs(config.storage.folder)
    rules = PostRules(
        sender=sender_of(config),
        commands=tuple(registry),
        admins=config.health.admins,
        breaker=PairBreaker(config.limits.pair_mails, config.limits.pair_window, config.limits.pair_mute),
    )
    desk = Desk(
        rules=rules_of(config),
        directory=directory_of(config),
        catalogue=catalogue,
        registry=registry,
        calendar=calendar_of(config),
        targets=targets_of(config),
        post=PostOffice(renderer, rules, keys, clock=utc_now, random=secrets.token_bytes),
        texts=renderer,
        keys=keys,
        store=blobs.put,
        random=secrets.token_bytes,
        clock=utc_now,
    )
    readers = Readers(vocabulary_of(config, catalogue, registry, keys))
    worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    pipeline = Pipeline(
        desk=desk,
        reader=readers,
        blobs=blobs,
        keys=dkim_keys,
        settings=authentication_of(config),
        worker=worker,
    )
    recorder = Recorder(blobs)
    return App(
        config=config,
        desk=desk,
        pipeline=pipeline,
        sources=tuple(source for box in config.mailboxes if (source := _source(config, box, recorder)) is not None),
        delivery=_delivery(config, desk, worker),
        readers=readers,
        blobs=blobs,
        renderer=renderer,
    )


def _delivery(config: Config, desk: Desk, worker: str) -> Delivery:
    """Return what carries the outbox's mails to the outgoing server."""
    smtp = config.smtp

    def on_trouble(what: str, detail: str) -> None:
        with transaction():
            post_reports.trouble(desk, what, detail)

    return Delivery(
        SmtpTransport(smtp_settings(config)),
        DeliveryRules(process=worker, per_hour=smtp.per_hour),
        Listeners(
            on_accepted=lambda report: post_reports.accepted(desk, report.email_id, report.at),
            on_failed=lambda report: post_reports.failed(desk, report.email_id, report.reason, report.at),
            on_trouble=on_trouble,
        ),
        utc_now,
    )


def smtp_settings(config: Config) -> SmtpSettings:
    """Return how the outgoing server is reached; the password is read anew for each session."""
    smtp = config.smtp
    file = smtp.password_file
    return SmtpSettings(
        host=smtp.host,
        port=smtp.port,
        security=smtp.security,
        helo=smtp.from_address.rpartition("@")[2],
        username=smtp.username,
        password=(lambda: read_secret(file)) if file is not None else str,
        ca_file=smtp.ca_file,
        timeout=smtp.timeout.total_seconds(),
    )


def _source(config: Config, box: Mailbox, recorder: Recorder) -> Source | None:
    """Return what reads a mailbox; a pipe is read by `loket receive` alone."""
    if isinstance(box, ImapMailbox):
        return ImapSource(box, recorder, int(config.limits.mail_size))
    if isinstance(box, MaildirMailbox):
        return MaildirSource(box, recorder, int(config.limits.mail_size))
    return None


def renderer_of(config: Config) -> Renderer:
    """Return the words of the templates folders. Raises: BadTemplates."""
    return Renderer(_folders(config), letterhead_of(config.institution))


def checked_templates(renderer: Renderer) -> tuple[str, ...]:
    """Return what is wrong with the templates, one line a fault."""
    return renderer.check()


def _folders(config: Config) -> tuple[Path, ...]:
    """Return the template folders, the operator's first."""
    built_in = templates_folder(None)
    return (config.templates.folder, built_in) if config.templates.folder else (built_in,)


def _folder(config: Config) -> Path:
    """Return the folder whose catalogue counts: the operator's when it has one."""
    own = config.templates.folder
    return own if own is not None and (own / "catalogue").is_dir() else templates_folder(None)


def vocabulary_of(config: Config, catalogue: Catalogue, registry: Registry, keys: KeyRing) -> Vocabulary:
    """Return the words that reading needs."""
    installation = Vocabulary(
        fields=(),
        types=(),
        ticket_prefix=config.tickets.prefix,
        own_addresses=tuple(sorted(config.own_addresses)),
        message_id_domain=config.smtp.from_address.rpartition("@")[2],
        loop_keys=keys.derive("loop"),
        command_names=tuple(sorted(registry)),
    )
    return catalogue.vocabulary(installation)


def authentication_of(config: Config) -> AuthenticationSettings:
    """Return the settings that authentication needs."""
    section = config.authentication
    return AuthenticationSettings(
        own_addresses=tuple(sorted(config.own_addresses)),
        authserv_ids=section.authserv_ids,
        own_received=0 if section.position == "top" else int(section.position),
        require=Require(section.require),
        dkim_domains=section.dkim_domains,
        command_max_age=section.command_max_age,
    )


def dns_keys(config: Config) -> FetchedKeys:
    """Return where DKIM keys are looked up; nowhere when only Authentication-Results count."""
    if config.authentication.require == "authentication-results":
        return NoKeys()
    server = config.authentication.resolver
    return Resolver(DnsServer((server.host, server.port) if server else None).ask_txt, time.monotonic)


def directory_of(config: Config) -> Directory:
    """Return the enabled staff, their teams and what their roles allow."""
    return Directory(
        staff=tuple(
            StaffMember(person.id, person.name or person.id, person.addresses, person.roles, config.institution.language)
            for person in config.staff
            if person.enabled
        ),
        teams={str(category): team.staff for category, team in config.teams.items()},
        commands={role: section.commands for role, section in config.roles.items()},
        admins=config.health.admins,
    )


def calendar_of(config: Config) -> ServiceCalendar:
    """Return when the counter is open."""
    section = config.calendar
    return ServiceCalendar(
        CalendarRules(
            zone=config.institution.timezone,
            week=_week(section.hours),
            seasons=tuple(Season(period.first, period.last, _week(period.hours)) for period in section.periods),
            closing_days=frozenset(section.closing_days),
            country=section.holidays,
        )
    )


def _week(week: Week) -> tuple[tuple[OpenHours, ...], ...]:
    return tuple(tuple(OpenHours(span.start, span.end) for span in day) for day in week.days)


def targets_of(config: Config) -> clocks.Targets:
    """Return the SOP's minutes as service seconds."""
    section = config.targets
    return clocks.Targets(
        stages={stage: _target(getattr(section, stage)) for stage in STAGES},
        categories={
            str(category): {
                stage: _target(own) for stage in STAGES if (own := getattr(targets, stage)) is not None
            }
            for category, targets in section.categories.items()
        },
    )


def _target(target: Target) -> clocks.Target:
    return clocks.Target(int(target.expected.total_seconds()), int(target.target.total_seconds()))


def rules_of(config: Config) -> Rules:
    """Return the numbers that the desk obeys."""
    limits, tickets = config.limits, config.tickets
    return Rules(
        prefix=tickets.prefix,
        zone=config.institution.timezone,
        own_addresses=tuple(sorted(config.own_addresses)),
        language=config.institution.language,
        acknowledge=tickets.acknowledgement,
        close_after=tickets.close_after,
        chase=tickets.chase,
        warn=tickets.warn,
        close_waiting=tickets.close_waiting,
        reopen_within=tickets.reopen_within,
        command_max_age=config.authentication.command_max_age,
        confirmation_hours=CONFIRMATION_HOURS,
        confirmation_tries=limits.confirmation_tries,
        mail_size=int(limits.mail_size),
        tickets=(Limit("ticket", limits.tickets_per_hour, HOUR),),
        acknowledgements=(Limit("acknowledgement", limits.acknowledgements_per_hour, HOUR),),
        unverified_acknowledgements=(
            Limit("acknowledgement", limits.unverified_acknowledgements_per_hour, HOUR),
            Limit("acknowledgement", limits.unverified_acknowledgements_per_day, DAY),
        ),
        refusals=(Limit("refusal", limits.refusals_per_hour, HOUR),),
    )
