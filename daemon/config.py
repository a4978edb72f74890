"""Turn the configuration file into one frozen Config, or say everything that is wrong with it at once."""

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from daemon.configuration.checking import check
from daemon.configuration.comfort import Assignment, Commands, Digest, Escalation, Incidents
from daemon.configuration.connections import (
    Database,
    Health,
    ImapMailbox,
    Keys,
    Log,
    Mailbox,
    MaildirMailbox,
    PipeMailbox,
    Smtp,
    Storage,
    Templates,
    key_files,
)
from daemon.configuration.counter import Calendar, Limits, Period, Stage, Target, Targets, Tickets, Week
from daemon.configuration.http_systems import (
    HttpAction,
    HttpCall,
    HttpChange,
    HttpCondition,
    HttpQuestion,
    HttpSystem,
    places_in,
)
from daemon.configuration.identity import (
    Authentication,
    Category,
    Institution,
    Language,
    Requesters,
    Role,
    StaffMember,
    Team,
)
from daemon.configuration.integrator import Action, Integrator
from daemon.configuration.lines import Key, dotted, key_lines, line_of
from daemon.configuration.oauth import OAuth2
from daemon.configuration.systems import Feeder
from daemon.configuration.upkeep import Alarm, AlarmServer, Canary, Metrics, Reports, Retention
from daemon.configuration.values import Endpoint, Section, Slug, Span, Text, check_not_writable
from daemon.value_objects import value_object

__all__ = [
    "Action",
    "Alarm",
    "AlarmServer",
    "Assignment",
    "Authentication",
    "Calendar",
    "Canary",
    "Category",
    "Commands",
    "Config",
    "ConfigError",
    "Database",
    "Digest",
    "Endpoint",
    "Escalation",
    "Fault",
    "Feeder",
    "Health",
    "HttpAction",
    "HttpCall",
    "HttpChange",
    "HttpCondition",
    "HttpQuestion",
    "HttpSystem",
    "ImapMailbox",
    "Incidents",
    "Institution",
    "Integrator",
    "Keys",
    "Language",
    "Limits",
    "Log",
    "Mailbox",
    "MaildirMailbox",
    "Metrics",
    "OAuth2",
    "Period",
    "PipeMailbox",
    "Reports",
    "Requesters",
    "Retention",
    "Role",
    "Smtp",
    "Span",
    "StaffMember",
    "Stage",
    "Storage",
    "Target",
    "Targets",
    "Team",
    "Templates",
    "Tickets",
    "Week",
    "from_mapping",
    "key_files",
    "load",
    "places_in",
    "read_keys",
    "read_secret",
]

_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@value_object
class Fault:
    """One thing that is wrong with the configuration."""

    key: str  # "staff.0.roles"; "" for the file as a whole
    line: int | None  # of the file, counted from 1; None when it is nowhere in it
    reason: str  # one line

    def __str__(self) -> str:
        """Return it as one line for the administrator."""
        line = f"line {self.line}: " if self.line else ""
        return f"{line}{self.key}: {self.reason}" if self.key else f"{line}{self.reason}"


class ConfigError(Exception):
    """The configuration cannot be used; every reason is in faults."""

    def __init__(self, path: Path, faults: tuple[Fault, ...]) -> None:
        """Keep the file and its faults."""
        super().__init__(f"{path}: " + "; ".join(str(fault) for fault in faults))
        self.path = path
        self.faults = faults


class Config(Section):
    """The whole configuration. Sections that the file leaves out have their defaults."""

    institution: Institution
    mailboxes: Annotated[tuple[Mailbox, ...], Field(alias="mailbox", min_length=1)]
    smtp: Smtp
    authentication: Authentication = Authentication()
    staff: tuple[StaffMember, ...] = ()
    requesters: tuple[Requesters, ...] = ()  # whose role is known by their address
    roles: Mapping[Slug, Role] = {}
    teams: Mapping[Category, Team] = {}  # a category without a team is everybody's
    integrator: Integrator = Integrator()
    actions: Mapping[Text, Action] = {}
    database: Database = Database()
    storage: Storage = Storage()
    keys: Keys
    templates: Templates = Templates()
    tickets: Tickets = Tickets()
    targets: Targets = Targets()
    calendar: Calendar = Calendar()
    commands: Commands = Commands()
    assignment: Assignment = Assignment()
    escalation: Escalation = Escalation()
    digest: Digest = Digest()
    incidents: Incidents = Incidents()
    limits: Limits = Limits()
    health: Health = Health()
    log: Log = Log()
    retention: Retention = Retention()
    metrics: Metrics = Metrics()
    alarm: Alarm = Alarm()
    canary: Canary = Canary()
    reports: Reports = Reports()
    feeder: Feeder | None = None  # None: no Feeder is asked
    systems: Mapping[Slug, HttpSystem] = {}  # SIMAK and others, by their names

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """Return the desk's addresses, lower case: those it reads, and those it writes with."""
        read = {address for box in self.mailboxes for address in (box.address, *box.aliases)}
        return frozenset(read | {self.smtp.from_address, self.smtp.sender})

    def is_own_address(self, address: str) -> bool:
        """Say whether mail to this address reaches the desk, or is the desk's, sub-addresses included."""
        local, _, domain = address.lower().rpartition("@")
        return f"{local}@{domain}" in self.own_addresses or f"{local.partition('+')[0]}@{domain}" in self.own_addresses

    def staff_with_address(self, address: str) -> StaffMember | None:
        """Return the enabled member of staff that the address belongs to."""
        wanted = address.lower()
        return next((person for person in self.staff if person.enabled and wanted in person.addresses), None)

    def staff_with_id(self, identifier: str) -> StaffMember | None:
        """Return the member of staff of that id, enabled or not."""
        return next((person for person in self.staff if person.id == identifier), None)

    def staff_with_role(self, role: str) -> tuple[StaffMember, ...]:
        """Return the enabled members of staff that have the role."""
        return tuple(person for person in self.staff if person.enabled and role in person.roles)

    def team(self, category: str) -> tuple[StaffMember, ...]:
        """Return the enabled members of staff for a category: its team, or everybody where it has none."""
        team = next((team.staff for name, team in self.teams.items() if name == category), None)
        return tuple(person for person in self.staff if person.enabled and (team is None or person.id in team))

    def may_command(self, person: StaffMember, command: str) -> bool:
        """Say whether one of the person's roles allows the mail command of that (Indonesian) name."""
        return person.enabled and any(self.roles[role].may_command(command) for role in person.roles)


def load(path: Path) -> Config:
    """Read the configuration file; relative paths in it count from its folder.

    Raises: ConfigError with every fault when it cannot be used.
    """
    try:
        check_not_writable(path)
        text = path.read_text("utf-8-sig")  # Windows editors put a mark before the first line
        data = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise ConfigError(path, (_unreadable(error),)) from error
    return _checked(data, path, key_lines(text))


def from_mapping(data: Mapping[str, Any], path: Path) -> Config:
    """Check a configuration that was read already, as if it had come from the file at path.

    Raises: ConfigError with every fault, without lines.
    """
    return _checked(data, path, {})


def read_secret(path: Path) -> str:
    """Return a secret's text without the line end. Read it when it is needed, so that it can be replaced."""
    return path.read_text("utf-8").rstrip("\r\n")


def read_keys(keys: Keys) -> Mapping[str, bytes]:
    """Return the signing keys by kid, newest first: the first signs, all verify (trust.md §3.5)."""
    return {file.stem: file.read_bytes() for file in key_files(keys.folder)}


def _checked(data: Mapping[str, Any], path: Path, lines: Mapping[Key, int]) -> Config:
    config, problems = check(Config, data, path.absolute().parent)
    if config is None or problems:
        faults = (Fault(dotted(key), line_of(key, lines), reason) for key, reason in problems)
        raise ConfigError(path, tuple(sorted(faults, key=lambda fault: fault.line or 0)))
    return config


def _unreadable(error: OSError | ValueError) -> Fault:
    """Return why the file as a whole cannot be read."""
    if isinstance(error, OSError):
        return Fault("", None, error.strerror or str(error))
    if isinstance(error, UnicodeDecodeError):
        return Fault("", None, "not UTF-8")
    line = _TOML_LINE.search(str(error))
    return Fault("", int(line[1]) if line else None, str(error))
