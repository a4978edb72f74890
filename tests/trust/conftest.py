from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from dns_stand_in import DnsStandIn
from signing import Signer, rsa_key

from daemon.reading.message import Header
from daemon.trust.authentication import Arrival, Authentication, authenticate, examine
from daemon.trust.header_block import HeaderBlockError, split
from daemon.trust.keys import Found, KeyAnswer, Missing
from daemon.trust.settings import AuthenticationSettings

NOW = datetime.now(UTC).replace(microsecond=0)
DATE = NOW.strftime("%a, %d %b %Y %H:%M:%S +0000")
PASSED = "Authentication-Results: mx.kampus.example; dmarc=pass header.from=kampus.example"


@dataclass
class Zone:
    """A name server that answers at once."""

    answers: dict[str, KeyAnswer] = field(default_factory=dict)

    def lookup(self, name: str) -> KeyAnswer:
        return self.answers.get(name, Missing())


class Mails:
    """Writes test mails. A field given as None is left out, a list repeats it; `top` lines stand above all others."""

    plain: ClassVar = {
        "From": "Rina Contoh <rina@kampus.example>",
        "To": "helpdesk@kampus.example",
        "Subject": "Re: [PDI-2611-0042] nilai",
        "Date": DATE,
        "Message-ID": "<1@kampus.example>",
    }

    def __call__(self, top: str = "", body: str = "!selesai\r\n", **fields: str | list[str] | None) -> bytes:
        named = {name.replace("_", "-").lower(): value for name, value in fields.items()}
        lines = [top] if top else []
        for name, usual in self.plain.items():
            value = named.pop(name.lower(), usual)
            lines += [f"{name}: {each}" for each in ([value] if isinstance(value, str) else value or [])]
        for name, value in named.items():
            lines += [f"{name}: {each}" for each in ([value] if isinstance(value, str) else value or [])]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode("utf-8")


@pytest.fixture
def mail() -> Mails:
    return Mails()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def passed() -> str:
    return PASSED


@pytest.fixture
def settings() -> AuthenticationSettings:
    return AuthenticationSettings(own_addresses=("helpdesk@kampus.example",), authserv_ids=("mx.kampus.example",))


@pytest.fixture
def zone() -> Zone:
    return Zone()


@pytest.fixture(scope="session")
def campus() -> Signer:
    return Signer("kampus.example", rsa_key(), clock=NOW.timestamp)


@pytest.fixture
def published(zone: Zone, campus: Signer) -> Zone:
    zone.answers[campus.key_name] = Found((campus.key.record,))
    return zone


@pytest.fixture
def check(settings: AuthenticationSettings, zone: Zone) -> Callable[..., Authentication]:
    def run(raw: bytes, received_at: datetime = NOW, waited: timedelta = timedelta(), **changes) -> Authentication:
        arrival = Arrival(examine(raw), read(raw), received_at, received_at + waited)
        return authenticate(arrival, replace(settings, **changes), zone)

    return run


def read(raw: bytes) -> tuple[Header, ...]:
    """What the reading stage would hand over for a mail whose header it does not have to repair."""
    try:
        return split(raw).headers
    except HeaderBlockError:
        return ()


@pytest.fixture
def dns() -> Iterator[DnsStandIn]:
    with DnsStandIn() as server:
        yield server
