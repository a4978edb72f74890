"""An SMTP server on loopback that keeps what it gets and answers as a test wants.

    with SmtpSink() as sink:
        sink.script.rcpt["siti@kampus.example"] = "550 5.1.1 no such user"
        ...
        assert sink.mails[0].recipients == ("budi@kampus.example",)

Answers in `Script` may be a text, or a list of texts that are used up one by one before the normal answer comes back.
"""

import asyncio
import base64
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Answers = str | list[str]
_TIMEOUT = 10.0  # seconds


@dataclass(frozen=True)
class SunkMail:
    """A mail that the sink accepted or, when `was_answered` is False, kept without saying so; it is parsed once."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    session: int  # which connection it came through, counted from 1
    was_answered: bool
    is_authenticated: bool = False

    @cached_property
    def message(self) -> EmailMessage:
        """Return the mail, parsed by the standard library's strict-ish modern parser."""
        return cast(EmailMessage, message_from_bytes(self.content, policy=policy.default))

    @cached_property
    def message_id(self) -> str:
        """Return the Message-ID without angle brackets."""
        return str(self.message["Message-ID"]).strip().strip("<>")


@dataclass(slots=True)
class Script:
    """What the sink answers; "" and an empty list mean the normal answer."""

    connect: Answers = ""  # instead of 220
    mail: Answers = ""  # to MAIL FROM
    rcpt: dict[str, Answers] = field(default_factory=dict)  # address → to its RCPT TO
    data: Answers = ""  # to the final dot
    greylist: bool = False  # 450 for the first try of every recipient
    drop_after_dot: int = 0  # so many times: break the connection instead of answering the final dot
    keep_dropped: bool = True  # whether such a mail is kept, as by a server whose answer got lost
    drop_at_rcpt: int = 0  # so many times: break the connection instead of answering RCPT
    hang: str = ""  # "mail", "rcpt" or "data": never answer there
    pipelining: bool = True  # announced, as nearly every server does
    size_limit: int = 0  # announced with SIZE; 0 announces none
    per_session: int = 0  # break the connection after so many mails; 0: never


class SmtpSink:
    """The server, running in a thread of its own; a context manager."""

    def __init__(
        self,
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        knows_token: Callable[[str], bool] | None = None,
    ) -> None:
        """Take the port (0: any free one), encryption, the one user name and password, or token, that are let in."""
        self.knows_token = knows_token  # None: AUTH XOAUTH2 is not offered
        self.tokens: list[str] = []  # that were tried
        self.script = Script()
        self.mails: list[SunkMail] = []
        self.sessions = 0
        self.commands: list[str] = []  # verbs as they came
        self._seen: set[str] = set()
        self._arrived = threading.Condition()
        self.port = port or free_port()  # on 127.0.0.1
        self._make = lambda: _Controller(self, self.port, tls, starttls, login)
        self._controller: _Controller | None = None

    def start(self) -> "SmtpSink":
        """Open the port, once more after a stop."""
        self._controller = self._make()
        self._controller.start()
        self.sessions = 0  # the controller tries its own port
        return self

    def stop(self) -> None:
        """Close the port and all connections; what was kept stays."""
        controller, self._controller = self._controller, None
        if controller is not None:
            controller.stop(no_assert=True)

    def __enter__(self) -> "SmtpSink":
        """Open the port."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Close the port."""
        self.stop()

    def wait_for(self, count: int, timeout: float = _TIMEOUT) -> list[SunkMail]:
        """Return the mails once there are at least so many.

        Raises: TimeoutError when they do not come.
        """
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.mails) >= count, timeout):
                raise TimeoutError(f"{len(self.mails)} of {count} mails came")
            return list(self.mails)

    def wait_until(self, wanted: Callable[[SunkMail], bool], timeout: float = _TIMEOUT) -> SunkMail:
        """Return the first mail that is wanted, once it is there.

        Raises: TimeoutError when it does not come.
        """
        with self._arrived:
            if not self._arrived.wait_for(lambda: any(map(wanted, self.mails)), timeout):
                raise TimeoutError("no such mail came")
            return next(mail for mail in self.mails if wanted(mail))

    def to(self, address: str) -> list[SunkMail]:
        """Return the mails that an address got, oldest first."""
        return [mail for mail in list(self.mails) if address in mail.recipients]

    def clear(self) -> None:
        """Forget the mails."""
        with self._arrived:
            self.mails.clear()

    def keep(self, mail: SunkMail) -> None:
        """Keep a mail; called by the server."""
        with self._arrived:
            self.mails.append(mail)
            self._arrived.notify_all()

    def is_first_try(self, address: str) -> bool:
        """Say whether an address was never tried before; called by the server."""
        is_new = address not in self._seen
        self._seen.add(address)
        return is_new


def free_port() -> int:
    """Return a port on 127.0.0.1 that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, timeout: float = _TIMEOUT) -> None:
    """Return once somebody listens on the port of 127.0.0.1.

    Raises: TimeoutError when nobody does.
    """
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens on port {port}")


class _Controller(Controller):
    """Runs the server in a thread."""

    def __init__(
        self,
        sink: SmtpSink,
        port: int,
        tls: ssl.SSLContext | None,
        starttls: ssl.SSLContext | None,
        login: tuple[str, str] | None,
    ) -> None:
        self._sink = sink
        self._starttls = starttls
        self._login = login
        super().__init__(_Handler(sink), hostname="127.0.0.1", port=port, ssl_context=tls)

    def factory(self) -> SMTP:
        return _Server(
            self.handler,
            sink=self._sink,
            tls_context=self._starttls,
            require_starttls=self._starttls is not None,
            authenticator=self._authenticate if self._login else None,
            auth_exclude_mechanism=["PLAIN", "LOGIN"] if self._sink.knows_token else None,
            auth_required=self._login is not None and self._starttls is not None,
            auth_require_tls=self._starttls is not None,  # aiosmtpd does not see TLS that was there from the start
            data_size_limit=self._sink.script.size_limit or None,
            hostname="sink.kampus.example",
            enable_SMTPUTF8=False,
        )

    def _authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and self._login == (data.login.decode(), data.password.decode())
        return AuthResult(success=is_right, handled=is_right)


class _Server(SMTP):
    """The protocol, with a script for its first line and a record of what was asked."""

    def __init__(self, handler: Any, *, sink: SmtpSink, **options: Any) -> None:
        self._sink = sink
        self.number = 0  # of the connection; 0 before there is one
        self._is_greeted = False
        super().__init__(handler, **options)

    def connection_made(self, transport: Any) -> None:
        if self.number == 0:  # STARTTLS comes here a second time
            self._sink.sessions += 1
            self.number = self._sink.sessions
        super().connection_made(transport)

    async def push(self, status: Any) -> None:
        refusal = "" if self._is_greeted else _next(self._sink.script, "connect")
        self._is_greeted = True
        await super().push(refusal or status)
        if refusal:
            cast(Any, self.transport).close()


class _Handler:
    """Answers the commands as the script says."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink
        if sink.knows_token is not None:
            self.auth_XOAUTH2 = self._token

    async def _token(self, server: SMTP, args: list[str]) -> AuthResult:
        """Take a token as Google and Microsoft do: a refusal is explained first, and has to be acknowledged."""
        words = base64.b64decode(args[1]).decode().strip("\x01").split("\x01")
        token = words[1].removeprefix("auth=Bearer ")
        self._sink.tokens.append(token)
        if self._sink.knows_token is not None and self._sink.knows_token(token):
            return AuthResult(success=True)
        answer = await server.challenge_auth(b'{"status":"400","schemes":"Bearer"}')
        is_right = answer == b""
        return AuthResult(success=False, handled=False, message=None if is_right else "501 5.5.2 not acknowledged")

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *["250-PIPELINING"] * self._sink.script.pipelining, responses[-1]]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._sink.commands.append("MAIL")
        await self._hang("mail")
        if answer := _next(self._sink.script, "mail"):
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self._sink.commands.append("RCPT")
        script = self._sink.script
        await self._hang("rcpt")
        if script.drop_at_rcpt > 0:
            script.drop_at_rcpt -= 1
            _cut(server)
        if script.greylist and self._sink.is_first_try(address):
            return "450 4.7.1 greylisted, try again"
        if answer := _next(script.rcpt, address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self._sink.commands.append("DATA")
        script = self._sink.script
        if answer := _next(script, "data"):
            return answer
        if script.drop_after_dot > 0:
            script.drop_after_dot -= 1
            if script.keep_dropped:
                self._sink.keep(_mail(server, envelope, was_answered=False))
            _cut(server)
        self._sink.keep(_mail(server, envelope, was_answered=script.hang != "data"))
        await self._hang("data")
        mine = sum(1 for mail in self._sink.mails if mail.session == cast(_Server, server).number)
        if script.per_session and mine >= script.per_session:
            server.loop.call_later(0.05, cast(Any, server.transport).abort)
        return "250 2.0.0 OK kept"

    async def _hang(self, stage: str) -> None:
        while self._sink.script.hang == stage:
            await asyncio.sleep(0.05)


def _mail(server: SMTP, envelope: Envelope, *, was_answered: bool) -> SunkMail:
    sender = str(envelope.mail_from or "")
    return SunkMail(
        sender="" if sender == "<>" else sender,
        recipients=tuple(str(address) for address in envelope.rcpt_tos),
        content=envelope.original_content or b"",
        session=cast(_Server, server).number,
        was_answered=was_answered,
        is_authenticated=bool(server.session and server.session.authenticated),
    )


def _cut(server: SMTP) -> None:
    """Break the connection without an answer."""
    cast(Any, server.transport).abort()
    raise ConnectionResetError("cut by the script")


def _next(place: Any, name: str) -> str:
    """Return the scripted answer, used up when it is one of a list."""
    answers = place.get(name, "") if isinstance(place, dict) else getattr(place, name)
    if isinstance(answers, list):
        return answers.pop(0) if answers else ""
    return str(answers)
