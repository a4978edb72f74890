"""What planning sees: immutable snapshots of a ticket and of the people at the desk."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Protocol

from daemon.desk.statuses import OPEN, Status
from daemon.value_objects import value_object

SUGGESTED = "suggested"  # begins the source of a form value that nobody wrote
DOUBTFUL = f"{SUGGESTED} doubtful"  # begins the source of one that was written, and is asked about


@value_object
class StaffMember:
    """Somebody who works at the counter, from the configuration."""

    id: str
    name: str
    addresses: tuple[str, ...]  # addr-specs, lower case; the first is where mail goes
    roles: tuple[str, ...]
    language: str = "id"

    @property
    def address(self) -> str:
        """Where this person's mail goes."""
        return self.addresses[0]


@value_object
class RequesterGroup:
    """Requesters of one role, by their addresses or their domains."""

    role: str  # mahasiswa, dosen, pegawai, operator
    unit: str = ""  # faculty or office
    addresses: frozenset[str] = frozenset()  # addr-specs, lower case
    domains: frozenset[str] = frozenset()  # lower case


UNKNOWN = RequesterGroup("")
OPERATOR = "operator"  # of a faculty: the SOP gives them solutions and a report of their own


@value_object
class Directory:
    """Who works here, who may do what, and which team serves which category."""

    staff: tuple[StaffMember, ...]
    teams: dict[str, tuple[str, ...]]  # category → staff ids; "*" is the team of all other categories
    commands: dict[str, tuple[str, ...]]  # role → command names, "*" for all
    admins: tuple[str, ...] = ()  # addr-specs that are told about trouble
    approve: dict[str, tuple[str, ...]] = field(default_factory=dict)  # role → what of others it may approve
    request: dict[str, tuple[str, ...]] = field(default_factory=dict)  # role → changes in other systems it may ask for
    requesters: tuple[RequesterGroup, ...] = ()  # those whose role is configured
    _owners: Mapping[str, StaffMember] = field(init=False, repr=False, compare=False)  # by each of their addresses
    _groups: Mapping[str, RequesterGroup] = field(init=False, repr=False, compare=False)  # by addresses and domains

    def __post_init__(self) -> None:
        """Find out once whose an address is: each mail's sender is looked for several times."""
        owned = {address: member for member in reversed(self.staff) for address in member.addresses}
        object.__setattr__(self, "_owners", owned)
        groups = {name: group for group in reversed(self.requesters) for name in (*group.addresses, *group.domains)}
        object.__setattr__(self, "_groups", groups)

    @property
    def campus_domains(self) -> frozenset[str]:
        """Return the domains whose addresses are given out by the campus, lower case."""
        return frozenset(domain for group in self.requesters for domain in group.domains)

    def standing_of(self, address: str) -> RequesterGroup:
        """Return the group that an addr-spec (lower case) belongs to: by itself, else by its domain."""
        return self._groups.get(address) or self._groups.get(address.rpartition("@")[2], UNKNOWN)

    def by_address(self, address: str) -> StaffMember | None:
        """Return who owns this addr-spec (lower case), or None when nobody does."""
        return self._owners.get(address)

    def by_id(self, staff_id: str) -> StaffMember | None:
        """Return the person with this id, or None."""
        return next((member for member in self.staff if member.id == staff_id), None)

    def team(self, category: str) -> tuple[StaffMember, ...]:
        """Return who serves a category; everybody when no team is configured."""
        ids = self.teams.get(category) or self.teams.get("*") or tuple(member.id for member in self.staff)
        return tuple(member for member in self.staff if member.id in ids)

    def may(self, member: StaffMember, command: str) -> bool:
        """Say whether one of the person's roles allows the command."""
        granted = {name for role in member.roles for name in self.commands.get(role, ())}
        return bool(granted & {"*", command})

    def may_request(self, member: StaffMember, right: str) -> bool:
        """Say whether one of the person's roles names exactly this change in another system."""
        return any(right in self.request.get(role, ()) for role in member.roles)

    def may_approve(self, member: StaffMember, right: str) -> bool:
        """Say whether one of the person's roles names exactly this right; there is no word for all of them."""
        return any(right in self.approve.get(role, ()) for role in member.roles)

    def approvers(self, right: str, actor: str) -> tuple[StaffMember, ...]:
        """Return who may approve what the person with the id `actor` asks for: others than that person."""
        return tuple(member for member in self.staff if member.id != actor and self.may_approve(member, right))


@value_object
class FieldView:
    """A form value of a ticket."""

    name: str
    value: str
    is_valid: bool
    is_suggested: bool = False  # we filled it in; the person has not looked it over yet
    is_doubtful: bool = False  # suggested by the person, and probably wrong: they are asked about it


@value_object
class AttachmentView:
    """A file of a ticket."""

    filename: str
    size: int  # octets
    document: str  # the required document it serves as; "" for none
    is_internal: bool = False  # of a note


class FormValues(Protocol):
    """What a form is made up from; a whole ticket is one."""

    @property
    def type_code(self) -> str:
        """Return the ticket's type; "" while nobody knows."""

    @property
    def fields(self) -> tuple[FieldView, ...]:
        """Return the values that are there."""

    @property
    def attachments(self) -> tuple[AttachmentView, ...]:
        """Return the ticket's files."""


@value_object
class FilledForm:
    """A ticket's form values alone."""

    type_code: str
    fields: tuple[FieldView, ...]
    attachments: tuple[AttachmentView, ...]


@value_object
class TicketView:
    """A ticket as it stands, or as it would stand after the effects planned so far."""

    id: int
    number: str
    subject: str
    status: Status
    type_code: str  # "" while nobody knows
    category: str
    priority: str
    assignee: str | None  # staff id
    requester_name: str
    requester_address: str
    requester_role: str
    language: str
    channel: str
    received_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    last_message_id: str
    fields: tuple[FieldView, ...] = ()
    attachments: tuple[AttachmentView, ...] = ()
    labels: tuple[str, ...] = ()
    is_form_complete: bool = False
    version: int = 0
    cc: tuple[str, ...] = field(default=())
    closed_at: datetime | None = None

    @property
    def ending(self) -> str:
        """Return the status of a ticket that is over; "" while it is open."""
        return "" if self.status in OPEN else self.status.value


@value_object
class IncidentView:
    """Similar complaints that are one disturbance, or look like one."""

    is_accepted: bool  # by staff; else it is our proposal
    tickets: tuple[int, ...]  # the parent among them
