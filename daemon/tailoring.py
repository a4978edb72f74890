"""Cut the configuration to what each part of the program wants to know, in that part's own records."""

from datetime import timedelta
from hashlib import sha256

from daemon.config import Config, Escalation, Feeder, Target, Week, read_secret
from daemon.desk import case as rules
from daemon.desk.case import Rules
from daemon.desk.complaint_types.catalogue import Catalogue
from daemon.desk.limits import Limit
from daemon.desk.planning.command import Registry
from daemon.desk.timekeeping import targets
from daemon.desk.timekeeping.service_calendar import CalendarRules, OpenHours, Season, ServiceCalendar
from daemon.desk.timekeeping.targets import Targets
from daemon.desk.views import Directory, RequesterGroup, StaffMember
from daemon.integrator.action import Actions
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.exchange import FeederSettings
from daemon.integrator.http_actions import DeclaredActions, declared_actions
from daemon.integrator.systems import ActionRule, Systems
from daemon.integrator.systems import Rules as IntegratorRules
from daemon.integrator.web import WebLimits
from daemon.oauth import bearer_of
from daemon.outbox.smtp_session import SmtpSettings
from daemon.reading.vocabulary import Vocabulary
from daemon.trust.settings import AuthenticationSettings, Require
from daemon.trust.tokens import KeyRing

CONFIRMATION_HOURS = 24  # how long a code may be confirmed
APPROVAL_HOURS = 72  # how long a second person may take
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STAGES = ("contact", "form", "processing", "notification")


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
        bearer=bearer_of(smtp.oauth2, smtp.username) if smtp.oauth2 is not None else None,
        ca_file=smtp.ca_file,
        timeout=smtp.timeout.total_seconds(),
    )


def feeder_settings(section: Feeder, url: str) -> FeederSettings:
    """Return how a Feeder is reached, live or sandbox; the password is read anew for each login."""
    connect, octets = section.connect_timeout.total_seconds(), section.answer_size * 1_000_000
    return FeederSettings(
        url=url,
        username=section.username,
        password=lambda: read_secret(section.password_file),
        ca_file=section.ca_file,
        single=WebLimits(connect, section.timeout.total_seconds(), octets),
        lists=WebLimits(connect, section.list_timeout.total_seconds(), octets),
    )


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


def directory_of(config: Config) -> Directory:
    """Return the enabled staff, their teams and what their roles allow."""
    return Directory(
        staff=tuple(
            StaffMember(
                person.id, person.name or person.id, person.addresses, person.roles, config.institution.language
            )
            for person in config.staff
            if person.enabled
        ),
        requesters=tuple(
            RequesterGroup(
                group.role,
                group.unit,
                frozenset(address.lower() for address in group.addresses),
                frozenset(domain.lower() for domain in group.domains),
            )
            for group in config.requesters
        ),
        teams={str(category): team.staff for category, team in config.teams.items()},
        commands={role: section.commands for role, section in config.roles.items()},
        admins=config.health.admins,
        approve={role: section.approve for role, section in config.roles.items()},
        request={role: section.request for role, section in config.roles.items()},
    )


def calendar_of(config: Config) -> ServiceCalendar:
    """Return when the counter is open."""
    section = config.calendar
    return ServiceCalendar(
        CalendarRules(
            zone=config.institution.timezone,
            week=_week(section.hours),
            seasons=tuple(
                Season(period.first, period.last, _week(period.hours), period.name) for period in section.periods
            ),
            closing_days=frozenset(section.closing_days),
            open_days=frozenset(section.open_days),
            country=section.holidays,
        )
    )


def _week(week: Week) -> tuple[tuple[OpenHours, ...], ...]:
    return tuple(tuple(OpenHours(span.start, span.end) for span in day) for day in week.days)


def _pictures(config: Config) -> frozenset[str]:
    """Return the SHA-256 of the logo, which comes back in answers to our mails."""
    logo = config.institution.logo
    return frozenset() if logo is None else frozenset({sha256(logo.read_bytes()).hexdigest()})


def targets_of(config: Config) -> Targets:
    """Return the SOP's minutes as service seconds."""
    section = config.targets
    return Targets(
        stages={stage: _target(getattr(section, stage)) for stage in STAGES},
        categories={
            str(category): {stage: _target(own) for stage in STAGES if (own := getattr(differing, stage)) is not None}
            for category, differing in section.categories.items()
        },
    )


def _target(target: Target) -> targets.Target:
    return targets.Target(int(target.expected.total_seconds()), int(target.target.total_seconds()))


def _escalation(section: Escalation) -> rules.Escalation:
    shares = {name: getattr(section, name) for name in ("assignee", "team", "head", "reassign")}
    steps = sorted(((name, share) for name, share in shares.items() if share), key=lambda step: step[1])
    return rules.Escalation(section.stages, tuple(steps), section.head_role)


def rules_of(config: Config) -> Rules:
    """Return the numbers that the desk obeys."""
    limits, tickets = config.limits, config.tickets
    return Rules(
        prefix=tickets.prefix,
        zone=config.institution.timezone,
        own_addresses=tuple(sorted(config.own_addresses)),
        language=config.institution.language,
        acknowledge=tickets.acknowledgement,
        hold=config.commands.hold,
        undo=config.commands.undo,
        in_turn=config.assignment.in_turn,
        out_of_office=config.assignment.out_of_office,
        escalation=_escalation(config.escalation),
        incidents=rules.IncidentRules(**config.incidents.model_dump()),
        digest_at=config.digest.at,
        close_after=tickets.close_after,
        chase=tickets.chase,
        warn=tickets.warn,
        close_waiting=tickets.close_waiting,
        reopen_within=tickets.reopen_within,
        command_max_age=config.authentication.command_max_age,
        confirmation_hours=CONFIRMATION_HOURS,
        confirmation_tries=limits.confirmation_tries,
        approval_hours=APPROVAL_HOURS,
        bulk_tickets=limits.bulk_tickets,
        staff_letters=limits.staff_letters_per_hour,
        mail_size=int(limits.mail_size),
        tickets=(Limit("ticket", limits.tickets_per_hour, HOUR),),
        acknowledgements=(Limit("acknowledgement", limits.acknowledgements_per_hour, HOUR),),
        unverified_acknowledgements=(
            Limit("acknowledgement", limits.unverified_acknowledgements_per_hour, HOUR),
            Limit("acknowledgement", limits.unverified_acknowledgements_per_day, DAY),
        ),
        refusals=(Limit("refusal", limits.refusals_per_hour, HOUR),),
        enclosed_size=int(limits.enclosed_size),
        own_pictures=_pictures(config),
        writes=(Limit("write", limits.writes_per_hour, HOUR), Limit("write", limits.writes_per_day, DAY)),
    )


def declared_of(config: Config) -> DeclaredActions:
    """Return the actions that the configuration declares."""
    return declared_actions(config.systems)


def systems_of(config: Config, actions: Actions, declared: DeclaredActions) -> Systems:
    """Return the systems that actions reach out to, by this configuration."""
    feeder = config.feeder
    sandbox = feeder.sandbox_url if feeder else None
    return Systems(
        feeder=FeederClient(feeder_settings(feeder, feeder.url)) if feeder else None,
        sandbox=FeederClient(feeder_settings(feeder, sandbox)) if feeder and sandbox else None,
        zone=config.institution.timezone,
        actions=actions,
        rules=_integrator_rules(config),
        simak=declared.record_of,
    )


def _integrator_rules(config: Config) -> IntegratorRules:
    section = config.integrator
    return IntegratorRules(
        actions={
            name: ActionRule(
                is_single=rule.approval == "single",
                single_columns=frozenset(rule.single_approval_fields),
                sandbox_first=rule.sandbox_first,
                max_per_day=rule.max_per_day,
            )
            for name, rule in config.actions.items()
        },
        personal=frozenset(section.personal),
        most_rows=section.bulk_rows,
        notification_wait=section.notification_wait,
        watch_every=section.watch,
    )
