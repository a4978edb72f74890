"""Open a session with the outgoing mail server: encryption, login, tokens."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from daemon.oauth import Bearer, TokenRefused, TokenTrouble, discreet, exchange
from daemon.outbox.file_parts import Opener, no_files
from daemon.outbox.handover import LoginRefused, ServerTrouble
from daemon.outbox.header_text import safe_header
from daemon.value_objects import value_object

ANSWER_TIMEOUT = 600.0  # seconds after the final dot (RFC 5321 §4.5.3.2.6)
TEXT_LENGTH = 300  # characters kept of a server's words


@value_object
class SmtpSettings:
    """How the server is reached."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    helo: str  # the name we give
    username: str = ""  # "": no login
    password: Callable[[], str] = field(default=str, repr=False)
    bearer: Bearer | None = None  # whose tokens are used instead of a password
    ca_file: Path | None = None  # None: the system's certificate authorities
    timeout: float = 60.0  # seconds, of every step but the answer to the final dot
    answer_timeout: float = ANSWER_TIMEOUT
    opened: Opener = no_files  # where the files lie that go along


def connected(settings: SmtpSettings) -> smtplib.SMTP:
    """Return a session with the server, logged in. Raises: OSError, smtplib's; LoginRefused, ServerTrouble."""
    session = _new_session(settings)
    try:
        session.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            session.starttls(context=_context(settings))
            session.ehlo_or_helo_if_needed()
        if settings.bearer is not None:
            _log_in_with_token(session, settings.username, settings.bearer)
        elif settings.username:
            session.login(settings.username, settings.password())
        _answer_at_once(session)
    except BaseException:
        session.close()
        raise
    return session


def _new_session(settings: SmtpSettings) -> smtplib.SMTP:
    """Return a connection whose server has greeted us; the host's name is what its certificate must say."""
    host, port, helo = settings.host, settings.port, settings.helo
    if settings.security == "tls":
        return smtplib.SMTP_SSL(host, port, helo, timeout=settings.timeout, context=_context(settings))
    return smtplib.SMTP(host, port, helo, timeout=settings.timeout)


def _log_in_with_token(session: smtplib.SMTP, username: str, bearer: Bearer) -> None:
    """Log in, and when the token is refused once more with a fresh one. Raises: ServerTrouble, smtplib's."""
    try:
        token = bearer.token()
        try:
            _say_token(session, username, token)
        except smtplib.SMTPAuthenticationError as refusal:
            fresh = bearer.replacement(token) if refusal.smtp_code >= 500 else None
            if fresh is None:
                raise
            _say_token(session, username, fresh)
    except TokenTrouble as trouble:
        kind = LoginRefused if isinstance(trouble, TokenRefused) else ServerTrouble
        raise kind(str(trouble)) from None


def _say_token(session: smtplib.SMTP, username: str, token: str) -> None:
    words = exchange(session.esmtp_features.get("auth", "").split(), username, token)
    if words is None:
        raise LoginRefused("the server takes no OAuth2 tokens: it offers neither XOAUTH2 nor OAUTHBEARER")
    try:
        session.auth(words.mechanism, words.answers())
    except smtplib.SMTPAuthenticationError as error:
        text = discreet(one_line(error.smtp_error), token)
        raise smtplib.SMTPAuthenticationError(error.smtp_code, text) from None


def login_trouble(fault: smtplib.SMTPAuthenticationError) -> ServerTrouble:
    """Return what a failed login means: only a lasting refusal may make us wait long (RFC 4954 §6)."""
    kind = LoginRefused if fault.smtp_code >= 500 else ServerTrouble
    return kind(f"login refused: {fault.smtp_code} {one_line(fault.smtp_error)}")


def _context(settings: SmtpSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)


def _answer_at_once(session: smtplib.SMTP) -> None:
    """Do not let the final dot wait for the receipt of the content before it (Nagle's algorithm)."""
    if session.sock is not None:
        session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@lru_cache(maxsize=64)  # most answers are the same few words
def one_line(text: bytes | str) -> str:
    """Return a server's words as one short line."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return safe_header(words)[:TEXT_LENGTH]
