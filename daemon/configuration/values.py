"""The kinds of value that the configuration knows, each checked as it is read.

A validator that refuses a value raises ValueError with a reason for the administrator; it never quotes a secret.
"""

import re
from datetime import timedelta
from ipaddress import ip_address
from os import environ
from pathlib import Path
from stat import S_IMODE, S_IRWXO, S_IWGRP, S_IWOTH
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationInfo

from daemon.value_objects import value_object

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")
_DURATION = re.compile(r"(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,5})s)?")
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")
_TIME = re.compile(r"(\d{2}):(\d{2})")
_DAY = 24 * 60  # minutes
_CREDENTIALS = "${CREDENTIALS_DIRECTORY}"  # systemd.exec(5), LoadCredential=
_MEGABYTE = 1_000_000


class Section(BaseModel):
    """A table of the configuration: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


@value_object
class Endpoint:
    """A server's host and port."""

    host: str
    port: int


@value_object
class Span:
    """A stretch of a day in local time, in minutes since midnight; the end is not part of it and may be 1440."""

    start: int
    end: int


def parse_duration(value: object) -> object:
    """Return the time that "7d", "72h", "1h30m" or "20s" stands for; other types are left to pydantic's check."""
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not value or match is None:
        raise ValueError('expected a duration such as "7d", "72h", "1h30m" or "20s"')
    days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def parse_span(value: object) -> object:
    """Return the stretch of a day that "08:00-12:00" stands for; "24:00" may end it."""
    if isinstance(value, Span):
        return value
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('expected hours such as "08:00-12:00"')
    hour, minute, last_hour, last_minute = (int(group) for group in match.groups())
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    if max(minute, last_minute) > 59 or not start < end <= _DAY:
        raise ValueError(f"{value} is no stretch of one day, from earlier to later")
    return Span(start, end)


def parse_time_of_day(value: object) -> object:
    """Return the minutes after midnight that "07:45" stands for; "never" is None."""
    if value == "never":
        return None
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError('expected a time such as "07:45", or "never"')
    return int(match[1]) * 60 + int(match[2])


def parse_endpoint(value: object) -> object:
    """Return host and port of "127.0.0.1:53" or "[::1]:53"."""
    if isinstance(value, Endpoint):
        return value
    host, colon, port = value.rpartition(":") if isinstance(value, str) else ("", "", "")
    if not (host and colon and port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError('expected host and port such as "127.0.0.1:53"')
    return Endpoint(host.strip("[]"), int(port))


def is_loopback(host: str) -> bool:
    """Say whether the host is this machine, so that a connection without TLS never leaves it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError(f"{value!r} is no email address")
    return value.lower()


def _domain(value: str) -> str:
    _address(f"postmaster@{value}")
    return value.lower()


def _loopback_or_name(value: str) -> str:
    if not value or set(value) & set(" /@"):
        raise ValueError("expected a host name or an IP address, without user, port or path")
    return value.lower()


def _zone(value: object) -> object:
    try:
        return ZoneInfo(value) if isinstance(value, str) else value
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{value!r} is no time zone of the tz database") from error


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


def _path(value: Path, info: ValidationInfo) -> Path:
    """Expand the credentials folder, and take a relative path from the configuration's folder."""
    text = str(value)
    if text.startswith(_CREDENTIALS):
        folder = environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            raise ValueError("CREDENTIALS_DIRECTORY is not set: this only works in a systemd service that loads them")
        text = folder + text.removeprefix(_CREDENTIALS)
    folder_of_file = info.context["folder"] if info.context else Path()
    return Path(folder_of_file, text)


def _file(value: Path) -> Path:
    if not value.is_file():
        raise ValueError(f"{value} is not there, or is not a file")
    return value


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError(f"{value} is not there, or is not a folder")
    return value


def check_secret(value: Path) -> Path:
    """Return the path of a file that only its owner and group may read, and only its owner may change.

    Raises: ValueError otherwise (trust.md §2.5).
    """
    _file(value)
    mode = S_IMODE(value.stat().st_mode)
    if mode & S_IRWXO or mode & S_IWGRP:
        raise ValueError(f"{value} is open to others (mode {mode:04o}): chmod 0600 {value}")
    if value.stat().st_size == 0:
        raise ValueError(f"{value} is empty")
    return value


def check_not_writable(path: Path) -> None:
    """Raise ValueError when it is a folder, or anybody but its owner may change the file (trust.md §2.5)."""
    if path.is_dir():
        raise ValueError("is a folder, not a file")
    mode = S_IMODE(path.stat().st_mode)
    if mode & (S_IWGRP | S_IWOTH):
        raise ValueError(f"others may change it (mode {mode:04o}): chmod 0640 {path}")


def _picture(value: Path) -> Path:
    if value.suffix.lower() not in {".png", ".jpg", ".jpeg", ".gif"}:
        raise ValueError("mail clients show PNG, JPEG and GIF only")
    if _file(value).stat().st_size > _MEGABYTE:
        raise ValueError("larger than 1 MB, and it travels in every mail")
    return value


Address = Annotated[str, AfterValidator(_address)]  # addr-spec, lower case
Domain = Annotated[str, AfterValidator(_domain)]  # lower case
Host = Annotated[str, AfterValidator(_loopback_or_name)]  # name or IP address, lower case
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\r\n]*$")]  # one line
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]  # "#0b5d3b"
Pattern = Annotated[str, AfterValidator(_pattern)]  # full-match regular expression
Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Hours = Annotated[Span, BeforeValidator(parse_span)]
TimeOfDay = Annotated[int | None, BeforeValidator(parse_time_of_day)]  # minutes after midnight, None: never
Server = Annotated[Endpoint, BeforeValidator(parse_endpoint)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
AnyPath = Annotated[Path, AfterValidator(_path)]  # absolute, need not exist
FilePath = Annotated[AnyPath, AfterValidator(_file)]
FolderPath = Annotated[AnyPath, AfterValidator(_folder)]
SecretPath = Annotated[AnyPath, AfterValidator(check_secret)]
PicturePath = Annotated[AnyPath, AfterValidator(_picture)]
