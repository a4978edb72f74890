"""A person's mail program: it logs in, reads over IMAP and sends over SMTP, as any other does."""

import imaplib
import time
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage

from daemon.demo.mail_system import Ports
from daemon.demo.people import PASSWORD, Person
from daemon.outbox.handover import Envelope, Verdict
from daemon.outbox.smtp import SmtpTransport
from daemon.outbox.smtp_session import SmtpSettings

_TIMEOUT = 10.0  # seconds of one network operation
_LOOK_EVERY = 0.05  # seconds


class Refused(Exception):
    """The server did not take a mail; the text is its answer."""


class MailClient:
    """One person's mailbox. What was read once is not found again."""

    def __init__(self, person: Person, ports: Ports) -> None:
        """Log in over IMAP. Raises: OSError, imaplib.IMAP4.error."""
        self.person = person
        self._ports = ports
        self._imap = imaplib.IMAP4("127.0.0.1", ports.imap, _TIMEOUT)
        self._imap.login(person.address, PASSWORD)
        self._unread: list[EmailMessage] = []
        self._last_uid = 0

    def close(self) -> None:
        """Log out; a server that is gone already is no trouble."""
        with suppress(OSError, imaplib.IMAP4.error):
            self._imap.logout()

    def send(self, mail: EmailMessage, to: str) -> None:
        """Hand in a mail, logged in as oneself. Raises: Refused, daemon.outbox.handover.ServerTrouble."""
        settings = SmtpSettings(
            host="127.0.0.1",
            port=self._ports.submission,
            security="none",
            helo="laptop.kampus.example",
            username=self.person.address,
            password=lambda: PASSWORD,
            timeout=_TIMEOUT,
        )
        hand_in(settings, self.person.address, to, mail)

    def find(self, wanted: Callable[[EmailMessage], bool]) -> EmailMessage | None:
        """Return the first unread mail that is wanted and take it as read; None when there is none yet."""
        self._fetch_new()
        for number, mail in enumerate(self._unread):
            if wanted(mail):
                return self._unread.pop(number)
        return None

    def wait_for(self, wanted: Callable[[EmailMessage], bool], seconds: float) -> EmailMessage | None:
        """Return the first unread mail that is wanted; None when none comes in so many seconds."""
        end = time.monotonic() + seconds
        while (mail := self.find(wanted)) is None and time.monotonic() < end:
            time.sleep(_LOOK_EVERY)
        return mail

    def unread(self) -> tuple[EmailMessage, ...]:
        """Return the mails that nobody looked for."""
        self._fetch_new()
        return tuple(self._unread)

    def _fetch_new(self) -> None:
        self._imap.select(readonly=True)
        _, answer = self._imap.uid("SEARCH", f"UID {self._last_uid + 1}:*")
        for uid in sorted(int(word) for word in (answer[0] or b"").split()):
            if uid > self._last_uid:  # "n:*" means the last mail too (RFC 3501 §6.4.8)
                self._unread.append(self._fetch(uid))
                self._last_uid = uid

    def _fetch(self, uid: int) -> EmailMessage:
        _, answer = self._imap.uid("FETCH", str(uid), "(BODY.PEEK[])")
        raw = next(part[1] for part in answer if isinstance(part, tuple))
        return message_from_bytes(raw, policy=policy.default)


def send_from_outside(ports: Ports, envelope_from: str, to: str, mail: EmailMessage) -> None:
    """Hand a mail to the campus as a server elsewhere would, with no login. Raises: Refused, ServerTrouble."""
    helo = envelope_from.rpartition("@")[2] or "elsewhere.example"
    settings = SmtpSettings("127.0.0.1", ports.exchange, "none", f"mail.{helo}", timeout=_TIMEOUT)
    hand_in(settings, envelope_from, to, mail)


def hand_in(settings: SmtpSettings, sender: str, to: str, mail: EmailMessage) -> None:
    """Give one mail for one recipient to a server. Raises: Refused, ServerTrouble."""
    transport = SmtpTransport(settings)
    content = mail.as_bytes(policy=policy.SMTP)
    try:
        answer = transport.deliver(Envelope(sender, (to,), content), lambda: None).answers[0][1]
    finally:
        transport.close()
    if answer.verdict is not Verdict.ACCEPTED:
        raise Refused(f"{answer.code} {answer.text}")
