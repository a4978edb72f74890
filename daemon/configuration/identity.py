"""Who the desk is, who works at it, and what it takes to be believed (trust.md §3.11)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from daemon.configuration.values import (
    Address,
    Colour,
    Domain,
    Duration,
    PicturePath,
    Section,
    Server,
    Slug,
    Text,
    Zone,
)

Language = Literal["id", "en"]
Category = Literal["data-mahasiswa", "data-dosen", "akademik", "sarpras", "integrator", "lain"]  # product.md §3
CommandName = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z-]{0,31})$")]
_MAX_RECEIVED = 30  # a mail with more is put aside (trust.md §4.4)


def _position(value: object) -> object:
    if value == "top" or (isinstance(value, int) and 1 <= value <= _MAX_RECEIVED):
        return value
    raise ValueError(f'expected "top" or a number of Received lines from 1 to {_MAX_RECEIVED}')


Position = Annotated[Literal["top"] | int, BeforeValidator(_position)]


class Institution(Section):
    """What mails say about the institution and how they look."""

    name: Text
    unit: Text
    address: str = ""  # postal
    phone: str = ""
    website: str = ""
    logo: PicturePath | None = None  # travels inside each mail; None: the name alone
    primary: Colour = "#0b5d3b"
    accent: Colour = "#c8982b"
    language: Language = "id"  # where the requester's is not recognised
    timezone: Zone = ZoneInfo("Asia/Jakarta")


class Authentication(Section):
    """What proves that a mail is from the domain of its From."""

    authserv_ids: tuple[Domain, ...] = ()  # empty: Authentication-Results are never trusted
    position: Position = "top"  # or the number of our own Received lines above the field
    require: Literal["both", "authentication-results", "dkim"] = "both"
    dkim_domains: Mapping[Domain, tuple[Domain, ...]] = {}  # domain of From → signing domains accepted; else itself
    resolver: Server | None = None  # asked for DKIM keys; None: the system's
    command_max_age: Duration = timedelta(hours=72)


class StaffMember(Section):
    """A person at the desk. Everything about them hangs on the person, never on one address."""

    id: Slug
    name: str = ""  # for mails; empty: the id
    addresses: Annotated[tuple[Address, ...], Field(min_length=1)]
    roles: Annotated[tuple[Slug, ...], Field(min_length=1)]
    enabled: bool = True  # False: they stay in the records, and command nothing


class Role(Section):
    """What the people with a role may do."""

    commands: tuple[CommandName, ...] = ()  # names of mail commands; "*": all
    request: tuple[Text, ...] = ()  # actions they may ask for
    approve: tuple[Text, ...] = ()  # actions of others they may approve; "bulk": commands about many tickets

    def may_command(self, name: str) -> bool:
        """Say whether the role allows the mail command of that (Indonesian) name."""
        return "*" in self.commands or name in self.commands


class Team(Section):
    """Who is told about the tickets of a category that nobody has taken."""

    staff: tuple[Slug, ...]  # ids


class Requesters(Section):
    """Requesters of one role, by their addresses or their whole domains."""

    role: Literal["mahasiswa", "dosen", "pegawai", "operator"]
    unit: str = ""  # faculty or office; empty: none
    addresses: tuple[Address, ...] = ()
    domains: tuple[Domain, ...] = ()

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.addresses and not self.domains:
            raise ValueError("name addresses or domains")
        return self
