"""Hand over one mail in a session (RFC 5321): what the server says is told per recipient.

The one moment that cannot be known, between the final dot and the answer to it, is told as "unknown" and never as a
failure.
"""

import smtplib
from collections import deque
from collections.abc import Callable, Iterator

from daemon.failpoints import reach
from daemon.outbox.file_parts import pieces
from daemon.outbox.handover import Answer, Delivered, Envelope, Verdict
from daemon.outbox.header_text import is_mailable, safe_header
from daemon.outbox.smtp_session import TEXT_LENGTH, SmtpSettings, one_line

_LOST = (OSError, smtplib.SMTPServerDisconnected)
_DATA = "DATA"
_DOT = b".\r\n"


class Dialogue:
    """One mail's way through the session. Broken means that the session is not to be used again."""

    def __init__(self, session: smtplib.SMTP, about: Envelope, complete: Envelope, settings: SmtpSettings) -> None:
        """Be about an envelope; `complete` is the same with those of its files alone that are there."""
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

    def finish(self, before_data: Callable[[], None], following: "Dialogue | None" = None) -> Delivered:
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

    def _data(self, following: "Dialogue | None") -> None:
        answer = self._command(_DATA, expected=354)
        if answer.verdict is Verdict.ACCEPTED:
            answer = self._content(following)
        self._is_throttled = _asks_for_patience(answer)
        self._settle(answer)
        is_next_begun = following is not None and following.is_begun
        if answer.verdict is not Verdict.ACCEPTED and not self.is_broken and not is_next_begun:
            self._command("RSET")

    def _content(self, following: "Dialogue | None") -> Answer:
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

    def _end_content(self, ending: bytes, following: "Dialogue | None") -> None:
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
        return Answer(verdict, code, one_line(text))

    def _lost(self, fault: Exception, verdict: Verdict) -> Answer:
        self.is_broken = True
        self.has_timed_out = isinstance(fault.__context__, TimeoutError)
        return Answer(verdict, None, f"connection lost: {safe_header(str(fault))}"[:TEXT_LENGTH])

    def _settle(self, answer: Answer) -> None:
        """Give everybody without an answer this one."""
        for address in self._open_recipients():
            self._answers[address] = answer

    def _is_too_large(self) -> bool:
        limit = self._session.esmtp_features.get("size", "")
        return limit.isdecimal() and 0 < int(limit) < self._envelope.size


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
