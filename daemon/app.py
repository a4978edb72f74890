"""Put the program together from a configuration: the only file that knows all its parts."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from daemon import tailoring
from daemon.checks.rights import actions_of
from daemon.config import Config, ImapMailbox, Mailbox, MaildirMailbox, read_keys
from daemon.desk import post_reports
from daemon.desk.case import Desk
from daemon.desk.complaint_types import catalogue as catalogues
from daemon.desk.complaint_types.catalogue import Catalogue, CatalogueError
from daemon.desk.four_eyes.plan_kind import PlanKind
from daemon.desk.planning.command import Registry
from daemon.desk.timekeeping.service_calendar import ServiceCalendar, UnknownHolidays
from daemon.desk.timekeeping.targets import Targets
from daemon.desk.views import Directory
from daemon.inbox import Source
from daemon.inbox.imap_source import ImapSource
from daemon.inbox.maildir import MaildirSource
from daemon.inbox.recording import Recorder
from daemon.instance import AlreadyRunning
from daemon.integrator.action_plans import KIND as ACTION_PLANS
from daemon.integrator.action_plans import ActionPlans
from daemon.integrator.bulk_plans import KIND as BULK_PLANS
from daemon.integrator.bulk_plans import BulkPlans
from daemon.integrator.http_actions import BadActions
from daemon.integrator.ordering import registry_of
from daemon.integrator.working import Integrator
from daemon.keeping.sent_log import FOLDER as SENT_LOG
from daemon.keeping.sent_log import Sent, SentLog
from daemon.leases import Alone, Shared, worker_name
from daemon.outbox.delivery import Delivery, DeliveryRules, Listeners
from daemon.outbox.ledger import Accepted
from daemon.outbox.letterhead import letterhead_of
from daemon.outbox.pair_breaker import PairBreaker
from daemon.outbox.phrasebook import BadTemplates
from daemon.outbox.posting import PostOffice, PostRules
from daemon.outbox.rendering import Renderer
from daemon.outbox.sender import sender_of
from daemon.outbox.smtp import SmtpTransport
from daemon.pipeline import Pipeline
from daemon.places import templates_folder
from daemon.readers.isolation import Readers, Trust
from daemon.storage import Blobs, DamagedBlob
from daemon.trust.keys import FetchedKeys, NoKeys, SharedKeys
from daemon.trust.resolver import DnsServer, PatientKeys, Resolver
from daemon.trust.tokens import KeyRing
from daemon.value_objects import value_object
from models import schema
from models.database import (
    DatabaseFault,
    DiskFailure,
    UnreadableRow,
    UnusableDatabase,
    close_database,
    is_for_many,
    open_database,
    transaction,
)
from models.outgoing import OutgoingEmail

READERS = 1  # child processes that read mail: while some are dealt with, the next are read
EVERYDAY_LETTERS = ("acknowledgement", "notification")  # what the first mail after a start needs
# What goes wrong outside the program and is said in one line.
FAULTS = (
    AlreadyRunning,
    BadActions,
    BadTemplates,
    CatalogueError,
    DamagedBlob,
    DatabaseFault,
    DiskFailure,
    OSError,
    UnknownHolidays,
    UnreadableRow,
    UnusableDatabase,
)


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@value_object
class Records:
    """The database opened for looking things up, and what showing them needs (see daemon.desk.facts.Records)."""

    catalogue: Catalogue
    directory: Directory
    calendar: ServiceCalendar
    targets: Targets
    blobs: Blobs
    now: Callable[[], datetime]


@dataclass(slots=True)
class Current:
    """What a changed configuration replaces while the program runs; see daemon/reloading.py."""

    config: Config
    desk: Desk
    readers: Readers


@value_object
class App:
    """The whole program, ready to run: by the configuration it was started with, but for `current`."""

    config: Config
    desk: Desk
    pipeline: Pipeline
    sources: tuple[Source, ...]
    delivery: Delivery
    current: Current
    blobs: Blobs
    renderer: Renderer
    leases: Alone
    integrator: Integrator

    def warm_up(self) -> None:
        """Do now what the first mail would otherwise wait for."""
        self.renderer.prepare(EVERYDAY_LETTERS)

    def close(self) -> None:
        """End the child processes, the server's session and this thread's database connection."""
        self.current.readers.close()
        self.delivery.close()
        close_database()


@contextmanager
def open_records(config: Config, *, is_read_whole: bool = True) -> Iterator[Records]:
    """Open the current database for the command line and close it afterwards; see schema.pending_migrations.

    Raises: UnusableDatabase when it is foreign, damaged, newer, or has to be migrated first.
    """
    open_current_database(config, is_read_whole=is_read_whole)
    try:
        yield Records(
            catalogue=catalogue_of(config),
            directory=tailoring.directory_of(config),
            calendar=tailoring.calendar_of(config),
            targets=tailoring.targets_of(config),
            blobs=Blobs(config.storage.folder),
            now=utc_now,
        )
    finally:
        close_database()


@contextmanager
def open_for_migration(config: Config) -> Iterator[None]:
    """Open the database as it is, of whatever version, and close it afterwards."""
    open_database(config.database.url, config.database.password)
    try:
        yield
    finally:
        close_database()


def open_current_database(config: Config, *, is_read_whole: bool = True) -> None:
    """Open the database and make sure that it is of this version; a new file is made at once.

    Raises: UnusableDatabase.
    """
    open_database(config.database.url, config.database.password)
    pending = schema.pending_migrations(is_read_whole=is_read_whole)
    if not pending:
        return
    if len(pending) != schema.count_migrations():
        raise UnusableDatabase("the database is of an older Loket: make a backup, then run `loket migrate`")
    if next(config.storage.folder.glob("??/*"), None) is not None:
        raise UnusableDatabase(
            f"the database is empty, but {config.storage.folder} holds mail: restore a backup, "
            "or run `loket migrate` to begin with an empty one"
        )
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


def _build(config: Config, dkim_keys: SharedKeys) -> App:
    blobs = Blobs(config.storage.folder)
    keys = KeyRing(dict(read_keys(config.keys)))
    renderer = renderer_of(config)
    desk = desk_of(config, renderer, keys, blobs)
    current = Current(config, desk, readers_of(config, desk, keys, dkim_keys))
    worker = worker_name()
    recorder = Recorder(blobs)
    return App(
        config=config,
        desk=desk,
        pipeline=Pipeline(
            desk=desk,
            reader=current.readers,
            blobs=blobs,
            keys=dkim_keys,
            settings=tailoring.authentication_of(config),
            worker=worker,
        ),
        sources=tuple(source for box in config.mailboxes if (source := _source(config, box, recorder)) is not None),
        delivery=_delivery(config, current, worker, blobs),
        current=current,
        blobs=blobs,
        renderer=renderer,
        leases=_leases(config, worker),
        integrator=Integrator(lambda: current.desk),
    )


def _leases(config: Config, worker: str) -> Alone:
    """Return what shares the work with other daemons, where there can be others."""
    if not is_for_many():
        return Alone()
    read = [box.name for box in config.mailboxes if isinstance(box, ImapMailbox | MaildirMailbox)]
    return Shared(worker, read, utc_now)


def readers_of(config: Config, desk: Desk, keys: KeyRing, dkim_keys: SharedKeys) -> Readers:
    """Return the child processes that read mail with the words of this configuration."""
    vocabulary = tailoring.vocabulary_of(config, desk.catalogue, desk.registry, keys)
    return Readers(vocabulary, READERS, trust=Trust(tailoring.authentication_of(config), dkim_keys))


def desk_of(config: Config, renderer: Renderer, keys: KeyRing, blobs: Blobs) -> Desk:
    """Return the counter's tools by this configuration. Raises: CatalogueError."""
    declared = tailoring.declared_of(config)
    actions = actions_of(config, declared)
    registry = registry_of(actions)
    catalogue = renderer.catalogue

    def on_held(number: int, reason: str) -> None:
        post_reports.held(desk, number, reason, utc_now())

    kinds: dict[str, PlanKind] = {}
    rules = replace(_post_rules(config, registry, catalogue), on_held=on_held)
    desk = Desk(
        rules=tailoring.rules_of(config),
        directory=tailoring.directory_of(config),
        catalogue=catalogue,
        registry=registry,
        calendar=tailoring.calendar_of(config),
        targets=tailoring.targets_of(config),
        post=PostOffice(renderer, rules, keys, clock=utc_now, random=secrets.token_bytes),
        texts=renderer,
        keys=keys,
        store=blobs.put_by_commit,
        random=secrets.token_bytes,
        clock=utc_now,
        looks_up=config.feeder is not None,
        plan_kinds=kinds,
    )
    systems = replace(tailoring.systems_of(config, actions, declared), files=blobs.get)
    kinds[ACTION_PLANS] = ActionPlans(desk, systems)
    kinds[BULK_PLANS] = BulkPlans(desk, systems)
    return desk


def _post_rules(config: Config, registry: Registry, catalogue: Catalogue) -> PostRules:
    limits = config.limits
    return PostRules(
        sender=sender_of(config),
        commands=tuple(registry),
        admins=config.health.admins,
        breaker=PairBreaker(limits.pair_mails, limits.pair_window, limits.pair_mute),
        personal=frozenset(field.name for field in catalogue.fields if field.is_personal),
    )


def _delivery(config: Config, current: Current, worker: str, blobs: Blobs) -> Delivery:
    """Return what carries the outbox's mails to the outgoing server."""
    smtp = config.smtp

    def on_trouble(what: str, detail: str) -> None:
        with transaction():
            post_reports.trouble(current.desk, what, detail)

    sent_log = SentLog(config.storage.folder / SENT_LOG)

    def on_accepted(reports: Sequence[Accepted]) -> None:
        faculties = post_reports.read_ahead([report.email for report in reports])
        sent_log.add(*((_sent(report.email), report.at) for report in reports))
        for report in reports:
            post_reports.accepted(current.desk, report.email, report.at, faculties)

    return Delivery(
        SmtpTransport(replace(tailoring.smtp_settings(config), opened=blobs.open)),
        DeliveryRules(process=worker, per_hour=smtp.per_hour),
        Listeners(
            on_accepted=on_accepted,
            on_failed=lambda report: post_reports.failed(current.desk, report.email_id, report.reason, report.at),
            on_lightened=lambda report: post_reports.lightened(
                current.desk, report.email_id, report.left_out, report.at
            ),
            on_trouble=on_trouble,
        ),
        utc_now,
    )


def _sent(email: OutgoingEmail) -> Sent:
    """Return what the log of sent mails says about one."""
    return Sent(email.message_id, email.kind, "" if email.ticket is None else email.ticket.number)


def _source(config: Config, box: Mailbox, recorder: Recorder) -> Source | None:
    """Return what reads a mailbox; a pipe is read by `loket receive` alone."""
    if isinstance(box, ImapMailbox):
        return ImapSource(box, recorder, int(config.limits.mail_size))
    if isinstance(box, MaildirMailbox):
        return MaildirSource(box, recorder, int(config.limits.mail_size))
    return None


def renderer_of(config: Config) -> Renderer:
    """Return the words of the templates folders and of the catalogue. Raises: BadTemplates, CatalogueError."""
    return Renderer(_folders(config), letterhead_of(config.institution), catalogue_of(config))


def catalogue_of(config: Config) -> catalogues.Catalogue:
    """Return the complaint types of this counter. Raises: CatalogueError."""
    return catalogues.load(_folder(config) / "catalogue")


def checked_templates(renderer: Renderer) -> tuple[str, ...]:
    """Return what is wrong with the templates, and with what the catalogue says of them, one line a fault."""
    return (*renderer.check(), *renderer.catalogue.faults(renderer.solution_codes()))


def _folders(config: Config) -> tuple[Path, ...]:
    """Return the template folders, the operator's first."""
    built_in = templates_folder(None)
    return (config.templates.folder, built_in) if config.templates.folder else (built_in,)


def _folder(config: Config) -> Path:
    """Return the folder whose catalogue counts: the operator's when it has one."""
    own = config.templates.folder
    return own if own is not None and (own / "catalogue").is_dir() else templates_folder(None)


def dns_keys(config: Config) -> FetchedKeys:
    """Return where DKIM keys are looked up; nowhere when only Authentication-Results count."""
    if config.authentication.require == "authentication-results":
        return NoKeys()
    server = config.authentication.resolver
    return Resolver(DnsServer((server.host, server.port) if server else None).ask_txt, time.monotonic)
