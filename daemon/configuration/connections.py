"""Where mail comes from, where it goes, and where things are kept."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from daemon.configuration.oauth import OAuth2, one_way_in
from daemon.configuration.values import (
    Address,
    AnyPath,
    Duration,
    FilePath,
    FolderPath,
    Host,
    SecretPath,
    Section,
    Slug,
    check_secret,
    is_loopback,
)

Security = Literal["tls", "starttls", "none"]
Port = Annotated[int, Field(ge=1, le=65535)]
_IMAP_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_SQLITE = "sqlite:///"
_KEY_NAME = re.compile(r"[a-z2-7]\.key")  # the kid is one character of a token (trust.md §3.5)
KEY_OCTETS = 32


def _imap_port(section: dict[str, Any]) -> int:
    return _IMAP_PORTS[section.get("security", "tls")]


def smtp_port(section: dict[str, Any]) -> int:
    """Return the usual port of an outgoing server with the section's security."""
    return _SMTP_PORTS[section.get("security", "starttls")]


def _local_when_open(security: Security, info: ValidationInfo) -> Security:
    """Refuse a connection in the clear to another machine."""
    if security == "none" and not is_loopback(info.data.get("host", "localhost")):
        raise ValueError('"none" is for a server on this machine only: use "tls" or "starttls"')
    return security


def _database(url: str, info: ValidationInfo) -> str:
    """Take the relative path of an SQLite file from the configuration's folder, and refuse a password."""
    if url.startswith(("postgresql://", "postgres://")):
        parts = urlsplit(url)
        if parts.password or "password" in parse_qs(parts.query):
            raise ValueError("a password does not stand here: name its file with password_file")
        return url
    if not url.startswith(_SQLITE) or url == _SQLITE:
        raise ValueError('expected "sqlite:///FILE" or "postgresql://HOST/DATABASE"')
    folder = info.context["folder"] if info.context else Path()
    return _SQLITE + str(Path(folder, url.removeprefix(_SQLITE)))


def _key_files(folder: Path) -> Path:
    """Hold that the folder has keys, that each is whole, and that nobody else can read one."""
    files = key_files(folder)
    if not files:
        raise ValueError(f"{folder} has no keys: `loket init` makes one")
    for file in files:
        if not _KEY_NAME.fullmatch(file.name) or check_secret(file).stat().st_size != KEY_OCTETS:
            raise ValueError(f"{file} is no key: expected a name such as a.key and {KEY_OCTETS} octets")
    return folder


def key_files(folder: Path) -> tuple[Path, ...]:
    """Return the key files of a folder, newest first: by name, from z to a."""
    return tuple(sorted(folder.glob("*.key"), reverse=True))


KeysPath = Annotated[FolderPath, AfterValidator(_key_files)]
SafeSecurity = Annotated[Security, AfterValidator(_local_when_open)]


class _Mailbox(Section):
    """What every source of mail has."""

    name: Slug
    address: Address  # the support address that people write to
    aliases: tuple[Address, ...] = ()  # other addresses that arrive here
    sub_addressing: bool = True  # mail to helpdesk+anything@ arrives too


class ImapMailbox(_Mailbox):
    """A folder on an IMAP server."""

    kind: Literal["imap"] = "imap"
    host: Host
    security: SafeSecurity = "tls"
    port: Port = Field(default_factory=_imap_port)
    username: Annotated[str, Field(min_length=1)]
    password_file: SecretPath | None = None
    oauth2: OAuth2 | None = None  # instead of a password
    folder: str = "INBOX"
    finished: Literal["move", "flag", "leave"] = "move"
    finished_folder: str = "Loket"  # where finished mail is moved to
    backlog: Literal["oldest-first", "newest-first"] = "oldest-first"  # the order of what lies there at the start
    idle: bool = True  # be woken by the server where it can
    poll: Duration = timedelta(seconds=60)  # look anyway this often
    timeout: Duration = timedelta(seconds=30)  # of one network operation
    ca_file: FilePath | None = None  # None: the system's certificate authorities

    @model_validator(mode="after")
    def _has_one_way_in(self) -> Self:
        one_way_in(self, may_be_none=False)
        return self


class MaildirMailbox(_Mailbox):
    """A Maildir on a local disk."""

    kind: Literal["maildir"] = "maildir"
    path: AnyPath
    finished: Literal["move", "flag", "leave"] = "move"
    finished_folder: str = "Loket"  # Maildir++ folder, without its leading dot
    poll: Duration = timedelta(seconds=60)


class PipeMailbox(_Mailbox):
    """An address whose mail the mail server pipes into `loket receive`."""

    kind: Literal["pipe"] = "pipe"


Mailbox = Annotated[ImapMailbox | MaildirMailbox | PipeMailbox, Field(discriminator="kind")]


class Smtp(Section):
    """The server that takes outgoing mail."""

    host: Host
    security: SafeSecurity = "starttls"
    port: Port = Field(default_factory=smtp_port)
    username: str = ""  # empty: no login
    password_file: SecretPath | None = None
    oauth2: OAuth2 | None = None  # instead of a password
    from_address: Address
    from_name: str = ""  # empty: the institution's unit
    envelope_from: Address | None = None  # where bounces go; None: from_address
    ca_file: FilePath | None = None
    timeout: Duration = timedelta(seconds=30)
    per_hour: Annotated[int, Field(ge=1)] = 2000  # mails, at most (trust.md §3.9)

    @model_validator(mode="after")
    def _login_is_whole(self) -> Self:
        one_way_in(self, may_be_none=True)
        return self

    @property
    def sender(self) -> str:
        """Return the envelope's sender, where bounces go."""
        return self.envelope_from or self.from_address


class Database(Section):
    """Where tickets are kept."""

    url: Annotated[str, AfterValidator(_database)] = "sqlite:////var/lib/loket/loket.db"
    password_file: SecretPath | None = None  # of the user in a PostgreSQL address; None: libpq's own ways

    def password(self) -> str:
        """Return the password, read anew so that it can be replaced; "" when libpq is to find it."""
        return self.password_file.read_text("utf-8").rstrip("\r\n") if self.password_file else ""


class Storage(Section):
    """Where raw mails and attachments are kept."""

    folder: AnyPath = Path("/var/lib/loket/storage")


class Keys(Section):
    """The keys that sign reply tokens and mark own mail."""

    folder: KeysPath  # of files "<kid>.key", kid one of a-z2-7, 32 random octets each; the last by name signs


class Templates(Section):
    """Where mail templates are looked for before the built-in ones."""

    folder: FolderPath | None = None


class Health(Section):
    """Who and what watches over the service."""

    file: AnyPath | None = None  # its time tells a monitor that the daemon is alive
    admins: tuple[Address, ...] = ()  # told about mail in quarantine and servers that refuse us
    journal_witnesses: tuple[Address, ...] = ()  # get the journal's head each day; two at least, or nobody

    @model_validator(mode="after")
    def _witnesses_are_several(self) -> Self:
        if len(set(self.journal_witnesses)) == 1:
            raise ValueError("journal_witnesses: name two people at least, for one alone can be mistaken")
        return self


class Log(Section):
    """What the daemon says about its work."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "text"] = "json"
