"""How long things are kept, and who watches over the service."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from daemon.configuration.connections import Port, SafeSecurity, smtp_port
from daemon.configuration.values import (
    Address,
    AnyPath,
    Duration,
    Endpoint,
    FilePath,
    Host,
    SecretPath,
    Section,
    Server,
    Slug,
    Text,
    TimeOfDay,
    is_loopback,
    parse_duration,
)

_FOREVER = "forever"


def _kept(value: object) -> object:
    return None if value == _FOREVER else parse_duration(value)


def _on_this_machine(value: Endpoint) -> Endpoint:
    """Refuse to show figures to other machines."""
    if not is_loopback(value.host):
        raise ValueError("figures are shown on this machine only: use 127.0.0.1 or [::1]")
    return value


def _absolute(value: str) -> str:
    if not Path(value).is_absolute():
        raise ValueError(f"{value!r}: name a program with its whole path")
    return value


Kept = Annotated[timedelta | None, BeforeValidator(_kept)]  # None: for ever
Program = Annotated[Text, AfterValidator(_absolute)]


class Retention(Section):
    """How long each kind of data is kept; "forever" is possible."""

    raw_mails: Kept = timedelta(days=365)  # after they were finished
    attachments: Kept = timedelta(days=730)  # after their ticket was closed
    messages: Kept = timedelta(days=1825)  # the same; texts, subjects and form values
    letters: Kept = timedelta(days=365)  # copies of sent mails
    plans: Kept = timedelta(days=30)  # after they ended; their old and new values
    personal_values: Kept = timedelta(days=1825)  # of the journal
    sent_log: Kept = timedelta(days=400)  # at least as long as the oldest backup that may be brought back


class Reports(Section):
    """Who gets the weekly and the monthly report by mail, and when."""

    weekly: bool = True  # on Monday
    monthly: bool = True  # on the first
    at: TimeOfDay = 7 * 60  # local time, in minutes; "never"
    to: tuple[Slug, ...] = ()  # staff ids; they see all figures. Empty: whoever has the role escalation.head_role


class Metrics(Section):
    """Where Prometheus finds figures."""

    listen: Annotated[Server, AfterValidator(_on_this_machine)] | None = None  # None: no port
    file: AnyPath | None = None  # for the node exporter's textfile collector; None: none


class AlarmServer(Section):
    """A second outgoing server, of somebody else, for when the first is the trouble."""

    host: Host
    security: SafeSecurity = "starttls"
    port: Port = Field(default_factory=smtp_port)
    username: str = ""
    password_file: SecretPath | None = None
    ca_file: FilePath | None = None
    from_address: Address

    @model_validator(mode="after")
    def _login_is_whole(self) -> Self:
        if bool(self.username) != bool(self.password_file):
            raise ValueError("username and password_file go together: give both or none")
        return self


class Alarm(Section):
    """Whom to wake, and how, when mail itself is in trouble."""

    after: Duration = timedelta(minutes=10)  # trouble that passes sooner alarms nobody
    command: tuple[str, ...] = ()  # a program with its arguments; the text comes on its standard input
    to: tuple[Address, ...] = ()  # through the server below
    smtp: AlarmServer | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if bool(self.to) != bool(self.smtp):
            raise ValueError("to and [alarm.smtp] go together: give both or none")
        if self.command:
            _absolute(self.command[0])
        return self


class Canary(Section):
    """A mail to ourselves, again and again, that shows that the whole loop works."""

    address: Address | None = None  # one that arrives in a mailbox; None: no canary
    interval: Duration = timedelta(minutes=15)
    late: Duration = timedelta(minutes=10)  # not back by then: an alarm
