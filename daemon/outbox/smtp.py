"""Speak to the outgoing mail server (RFC 5321): the only door to smtplib.

One connection is kept open and used for many mails. What the server says is told per recipient. The one moment that
cannot be known, between the final dot and the answer to it, is told as "unknown" and never as a failure.
"""

import smtplib
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import field, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from daemon.failpoints import reach
from daemon.oauth import Bearer, TokenRefused, TokenTrouble, discreet, exchange
from daemon.outbox.file_parts import Opener, no_files, pieces, readable
from daemon.outbox.handover import Answer, Delivered, Envelope, LoginRefused, ServerTrouble, Verdict
from daemon.outbox.header_text import is_mailable, safe_header
from daemon.value_objects import value_object

ANSWER_TIMEOUT = 600.0  # seconds after the final dot (RFC 5321 §4.5.3.2.6)
_TEXT_LENGTH = 300  # characters kept of a server's words
_LOST = (OSError, smtplib.SMTPServerDisconnected)
_MAILS_PER_CONNECTION = 100
_DATA = "DATA"
_DOT = b".\r\n"


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


class SmtpTransport:
    """A session with the server, opened when it is needed."""

    def __init__(self, settings: SmtpSettings) -> None:
        """Remember the settings; nothing is opened yet."""
        self._settings = settings
        self._session: smtplib.SMTP | None = None
        self._mails = 0
        self._begun: _Dialogue | None = None  # its envelope went along with the final dot before it
        self._speaks_ahead = True

    def open(self) -> None:
        """Connect and log in unless that is done.

        Raises: LoginRefused, ServerTrouble with the reason, which names no secret.
        """
        if self._session is not None:
            return
        try:
            self._session = self._connected()
        except smtplib.SMTPAuthenticationError as fault:
            raise _login_trouble(fault) from None
        except smtplib.SMTPResponseException as fault:
            raise ServerTrouble(f"{fault.smtp_code} {_line(fault.smtp_error)}") from fault
        except (OSError, smtplib.SMTPException) as fault:
            text = safe_header(fault.strerror or str(fault))[:_TEXT_LENGTH]
            raise ServerTrouble(text or type(fault).__name__) from fault
        self._mails = 0

    def close(self) -> None:
        """Take leave of the server, if there is a session; never fails."""
        if self._begun is not None:
            self._drop()  # the server waits for content, not for a word
        session, self._session = self._session, None
        if session is None:
            return
        try:
            session.quit()
        except (OSError, smtplib.SMTPException):
            session.close()

    def deliver(
        self, envelope: Envelope, before_data: Callable[[], None], following: Envelope | None = None
    ) -> Delivered:
        """Hand over one mail; `before_data` is called once, before anything is sent that the server could keep.

        `following` is the next mail, if that is known: it is named along with the final dot (see `_Dialogue.begin`).
        It has to be delivered next, or the session closed. A kept connection that turns out to be dead is replaced
        once. Raises: ServerTrouble when there is no session to be had.
        """
        dialogue = self._begin(envelope)
        self._begun = self._next(following)
        try:
            delivered = dialogue.finish(before_data, self._begun)
        except BaseException:
            self._drop()
            raise
        self._mails += 1
        if self._begun is not None and not self._begun.is_begun:
            self._begun = None
        if dialogue.is_broken:
            self._drop()
        elif self._mails >= _MAILS_PER_CONNECTION:
            self.close()
        return delivered

    def _next(self, envelope: Envelope | None) -> "_Dialogue | None":
        """Return the dialogue about the next mail when this connection may be used for it, and begun already."""
        if envelope is None or not self._speaks_ahead or self._mails + 1 >= _MAILS_PER_CONNECTION:
            return None
        return _Dialogue(self._live(), envelope, self._complete(envelope), self._settings)

    def _complete(self, envelope: Envelope) -> Envelope:
        """Return the envelope with those of its files alone that can be read, the others named."""
        if not envelope.files:
            return envelope
        there = readable(envelope.files, self._settings.opened)
        gone = tuple(file.filename for file in envelope.files if file not in there)
        return replace(envelope, files=there, left_out=envelope.left_out + gone) if gone else envelope

    def _begin(self, envelope: Envelope) -> "_Dialogue":
        dialogue, self._begun = self._begun, None
        if dialogue is not None and dialogue.about is not envelope:
            self._drop()
            dialogue = None
        was_used = self._session is not None and self._mails > 0
        if dialogue is None:
            dialogue = self._new_dialogue(envelope)
        is_answered = dialogue.begin()
        if not is_answered and was_used:
            # A server that does not hear what comes with a final dot keeps us waiting for every mail: not again.
            self._speaks_ahead = self._speaks_ahead and not dialogue.has_timed_out
            self._drop()
            dialogue = self._new_dialogue(envelope)
            dialogue.begin()
        return dialogue

    def _new_dialogue(self, envelope: Envelope) -> "_Dialogue":
        self.open()
        return _Dialogue(self._live(), envelope, self._complete(envelope), self._settings)

    def _live(self) -> smtplib.SMTP:
        if self._session is None:
            raise ServerTrouble("no session")
        return self._session

    def _drop(self) -> None:
        """Close the connection without a word."""
        if self._session is not None:
            self._session.close()
        self._session = self._begun = None

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
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


class _Dialogue:
    """One mail's way through the session. Broken means that the session is not to be used again."""

    def __init__(self, session: smtplib.SMTP, about: Envelope, complete: Envelope, settings: SmtpSettings) -> None:
        self._session = session
        self.about = about  # what was asked for
        self._envelope = complete  # with the files that are there
        self._settings = settings
        self._answers: dict[str, Answer] = {}
        self._ahead: deque[str] = deque()  # lines that were sent and not answered
        self._is_throttled = False
        self.is_broken = False
        self.has_timed_out = False

    @property
    def is_begun(self) -> bool:
        """Say whether the envelope was sent ahead."""
        return bool(self._ahead)

    def begin(self) -> bool:
        """Send MAIL FROM and say whether the server answered at all; what it said is kept.

        Where the server offers that, the whole envelope goes at once, DATA being its last (RFC 2920 §3.1), unless it
        went along with the final dot of the mail before, which that allows as well.
        """
        fault = self._fault()
        if fault is not None:
            self._settle(fault)
            return True
        if not self._ahead:
            self._send_ahead()
        answer = self._command(self._mail())
        if answer.verdict is not Verdict.ACCEPTED:
            self._is_throttled = _asks_for_patience(answer)
            self._settle(answer)
        return answer.code not in (None, 421)

    def finish(self, before_data: Callable[[], None], following: "_Dialogue | None" = None) -> Delivered:
        """Send the recipients and the content, and return the result; begin what follows with the final dot."""
        willing = [address for address in self._open_recipients() if self._recipient(address)]
        self._hear_out()
        if willing and not self.is_broken:
            before_data()
            reach("before_data")
            self._data(following)
        elif not self.is_broken:
            self._withdraw()
        answers = tuple((address, self._answers[address]) for address in self._envelope.recipients)
        return Delivered(answers, self._is_throttled)

    def _fault(self) -> Answer | None:
        """Return what is wrong with the mail without asking the server."""
        if self._is_too_large():
            return Answer(Verdict.REFUSED, 552, "larger than the server takes (SIZE)")
        if self._envelope.sender and not is_mailable(self._envelope.sender):
            return Answer(Verdict.REFUSED, 553, "the sender is not a mailable address")
        return None

    def _mail(self) -> str:
        parameters = f" SIZE={self._envelope.size}" if self._session.has_extn("size") else ""
        return f"MAIL FROM:<{self._envelope.sender}>{parameters}"

    def _lines_ahead(self) -> list[str]:
        """Return the lines that may be sent at once; none when the server has to be asked one by one, or not at all."""
        recipients = [f"RCPT TO:<{address}>" for address in self._open_recipients() if is_mailable(address)]
        if not recipients or not self._session.has_extn("pipelining") or self._fault() is not None:
            return []
        return [self._mail(), *recipients, _DATA]

    def _send_ahead(self) -> None:
        lines = self._lines_ahead()
        if not lines:
            return
        try:
            self._session.send(_wire(lines))
        except _LOST:
            return  # the first answer will be missing
        self._ahead.extend(lines)

    def _hear_out(self) -> None:
        """Hear what the server says about recipients whose sender it does not take."""
        while not self.is_broken and self._ahead and self._ahead[0] != _DATA:
            self._command(self._ahead[0])

    def _withdraw(self) -> None:
        """End the dialogue without content; a server that waits for it all the same gets the dot (RFC 2920 §3.1)."""
        if self._ahead and self._command(_DATA, expected=354).verdict is Verdict.ACCEPTED:
            self._command(".")
        if not self.is_broken:
            self._command("RSET")

    def _open_recipients(self) -> list[str]:
        return [address for address in self._envelope.recipients if address not in self._answers]

    def _recipient(self, address: str) -> bool:
        """Say whether the server takes mail for the address; keep its word when it does not."""
        if not is_mailable(address):
            answer = Answer(Verdict.REFUSED, 553, "not a mailable address")
        elif self.is_broken:
            answer = Answer(Verdict.DEFERRED, None, "connection lost")
        else:
            answer = self._command(f"RCPT TO:<{address}>")
        if answer.verdict is not Verdict.ACCEPTED:
            self._answers[address] = answer
        return answer.verdict is Verdict.ACCEPTED

    def _data(self, following: "_Dialogue | None") -> None:
        answer = self._command(_DATA, expected=354)
        if answer.verdict is Verdict.ACCEPTED:
            answer = self._content(following)
        self._is_throttled = _asks_for_patience(answer)
        self._settle(answer)
        is_next_begun = following is not None and following.is_begun
        if answer.verdict is not Verdict.ACCEPTED and not self.is_broken and not is_next_begun:
            self._command("RSET")

    def _content(self, following: "_Dialogue | None") -> Answer:
        try:
            last = b""
            for piece in self._pieces():
                if last:
                    self._session.send(last)
                last = piece
            reach("before_dot")
            self._end_content(last + _DOT, following)
        except _LOST as fault:
            # The system did not take all of it, so not the dot at its end: the server has no whole mail.
            return self._lost(fault, Verdict.DEFERRED)
        try:
            _set_timeout(self._session, self._settings.answer_timeout)
            code, text = self._session.getreply()
            _set_timeout(self._session, self._settings.timeout)
        except (*_LOST, smtplib.SMTPResponseException) as fault:
            return self._lost(fault, Verdict.UNKNOWN)
        reach("after_250")
        return self._answer(code, text, 250)

    def _end_content(self, ending: bytes, following: "_Dialogue | None") -> None:
        """Send the last piece of the content with its dot, and what follows in the same write.

        Raises: OSError, SMTPServerDisconnected when the system did not take all of `ending`.
        """
        lines = [] if following is None else following._lines_ahead()
        if following is None or not lines or self._session.sock is None:
            self._session.send(ending)
            return
        octets, taken = memoryview(ending + _wire(lines)), 0
        try:
            while taken < len(octets):
                taken += self._session.sock.send(octets[taken:])
        except OSError:
            if taken < len(ending):
                raise
            self.is_broken = True  # of what follows a part may be on its way
        else:
            following._ahead.extend(lines)

    def _pieces(self) -> Iterator[bytes]:
        """Yield the content as it goes over the wire; base64 has no dots."""
        envelope = self._envelope
        if not envelope.files and not envelope.left_out:
            yield _stuffed(envelope.content)
            return
        first, *rest = pieces(envelope.content, envelope.files, envelope.left_out, self._settings.opened)
        yield _stuffed(first)
        yield from rest

    def _command(self, line: str, expected: int = 250) -> Answer:
        """Say a line, unless it was sent ahead, and return the answer."""
        try:
            if self._ahead:
                self._ahead.popleft()
                code, text = self._session.getreply()
            else:
                code, text = self._session.docmd(line)
        except (*_LOST, smtplib.SMTPResponseException) as fault:
            return self._lost(fault, Verdict.DEFERRED)
        return self._answer(code, text, expected)

    def _answer(self, code: int, text: bytes, expected: int) -> Answer:
        if code == 421 or code < 200:  # RFC 5321 §3.8: it closes the channel; -1 is no reply at all
            self.is_broken = True
        if code == expected or (expected == 250 and code == 251):
            verdict = Verdict.ACCEPTED
        else:
            verdict = Verdict.REFUSED if 500 <= code < 600 else Verdict.DEFERRED
        return Answer(verdict, code, _line(text))

    def _lost(self, fault: Exception, verdict: Verdict) -> Answer:
        self.is_broken = True
        self.has_timed_out = isinstance(fault.__context__, TimeoutError)
        return Answer(verdict, None, f"connection lost: {safe_header(str(fault))}"[:_TEXT_LENGTH])

    def _settle(self, answer: Answer) -> None:
        """Give everybody without an answer this one."""
        for address in self._open_recipients():
            self._answers[address] = answer

    def _is_too_large(self) -> bool:
        limit = self._session.esmtp_features.get("size", "")
        return limit.isdecimal() and 0 < int(limit) < self._envelope.size


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
        text = discreet(_line(error.smtp_error), token)
        raise smtplib.SMTPAuthenticationError(error.smtp_code, text) from None


def _login_trouble(fault: smtplib.SMTPAuthenticationError) -> ServerTrouble:
    """Return what a failed login means: only a lasting refusal may make us wait long (RFC 4954 §6)."""
    kind = LoginRefused if fault.smtp_code >= 500 else ServerTrouble
    return kind(f"login refused: {fault.smtp_code} {_line(fault.smtp_error)}")


def _context(settings: SmtpSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)


def _answer_at_once(session: smtplib.SMTP) -> None:
    """Do not let the final dot wait for the receipt of the content before it (Nagle's algorithm)."""
    if session.sock is not None:
        session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _set_timeout(session: smtplib.SMTP, seconds: float) -> None:
    if session.sock is not None:
        session.sock.settimeout(seconds)


def _wire(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _stuffed(content: bytes) -> bytes:
    """Return the content with dots at line starts doubled and CRLF at its end (RFC 5321 §4.5.2)."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _asks_for_patience(answer: Answer) -> bool:
    """Say whether a refusal of the whole mail is about how much we send (RFC 3463 §3.8, 4.7.x)."""
    return answer.verdict is Verdict.DEFERRED and (answer.code == 421 or answer.text.startswith("4.7."))


@lru_cache(maxsize=64)  # most answers are the same few words
def _line(text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return safe_header(words)[:_TEXT_LENGTH]
