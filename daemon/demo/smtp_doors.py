"""The two ways into the campus's mail system: people who log in, and the rest of the world."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from daemon.demo.people import AUTHSERV, PASSWORD, has_mailbox, is_on_campus
from daemon.demo.receiving import Receipt

Deliver = Callable[[bytes, Receipt, list[str]], Awaitable[None]]
logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of itself at every connection
_LARGEST = 30 * 1024 * 1024  # octets


@dataclass(frozen=True)  # no slots: aiosmtpd looks at every attribute, and Python before 3.11.3 fails at a slotted one
class Door:
    """Answers the commands of one port."""

    deliver: Deliver
    needs_login: bool  # the port where people and programs of the campus hand in their mail

    def protocol(self) -> SMTP:
        """Return the protocol for one connection."""
        return SMTP(
            self,
            hostname=AUTHSERV,
            ident="Loket's demo",
            authenticator=_authenticate if self.needs_login else None,
            auth_require_tls=False,  # on this machine only
            data_size_limit=_LARGEST,
        )

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender; who logged in may only send in their own name."""
        if self.needs_login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self.needs_login and address.lower() not in ("", _login(session)):
            return "553 5.7.1 You may not send from this address"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient: of the campus when there is such a mailbox, elsewhere for those who logged in."""
        if is_on_campus(address) and not has_mailbox(address):
            return "550 5.1.1 No such mailbox"
        if not is_on_campus(address) and not self.needs_login:
            return "550 5.7.1 We do not relay"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Deliver the mail before saying that it was taken."""
        receipt = Receipt(
            envelope_from=envelope.mail_from or "",
            helo=_printable(str(session.host_name)),
            login=_login(session),
            received_at=datetime.now(UTC),
        )
        await self.deliver(envelope.original_content or b"", receipt, envelope.rcpt_tos)
        return "250 2.0.0 Ok"


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    if not isinstance(data, LoginPassword) or data.password != PASSWORD.encode():
        return AuthResult(success=False, handled=False)
    login = data.login.decode("ascii", "replace").lower()
    return AuthResult(success=has_mailbox(login), handled=False, auth_data=login)


def _login(session: Session) -> str:
    """Return the address somebody logged in as; "" when nobody did."""
    login: object = session.auth_data
    return login if isinstance(login, str) else ""


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isprintable())[:100]
