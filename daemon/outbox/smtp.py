"""Speak to the outgoing mail server: one connection is kept open and used for many mails.

Together with its session (smtp_session.py) and one mail's dialogue (smtp_dialogue.py) the only door to smtplib.
"""

import smtplib
from collections.abc import Callable
from dataclasses import replace

from daemon.outbox.file_parts import readable
from daemon.outbox.handover import Delivered, Envelope, ServerTrouble
from daemon.outbox.header_text import safe_header
from daemon.outbox.smtp_dialogue import Dialogue
from daemon.outbox.smtp_session import TEXT_LENGTH, SmtpSettings, connected, login_trouble, one_line

_MAILS_PER_CONNECTION = 100


class SmtpTransport:
    """A session with the server, opened when it is needed."""

    def __init__(self, settings: SmtpSettings) -> None:
        """Remember the settings; nothing is opened yet."""
        self._settings = settings
        self._session: smtplib.SMTP | None = None
        self._mails = 0
        self._begun: Dialogue | None = None  # its envelope went along with the final dot before it
        self._speaks_ahead = True

    def open(self) -> None:
        """Connect and log in unless that is done.

        Raises: LoginRefused, ServerTrouble with the reason, which names no secret.
        """
        if self._session is not None:
            return
        try:
            self._session = connected(self._settings)
        except smtplib.SMTPAuthenticationError as fault:
            raise login_trouble(fault) from None
        except smtplib.SMTPResponseException as fault:
            raise ServerTrouble(f"{fault.smtp_code} {one_line(fault.smtp_error)}") from fault
        except (OSError, smtplib.SMTPException) as fault:
            text = safe_header(fault.strerror or str(fault))[:TEXT_LENGTH]
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

        `following` is the next mail, if that is known: it is named along with the final dot (see `Dialogue.begin`).
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

    def _next(self, envelope: Envelope | None) -> "Dialogue | None":
        """Return the dialogue about the next mail when this connection may be used for it, and begun already."""
        if envelope is None or not self._speaks_ahead or self._mails + 1 >= _MAILS_PER_CONNECTION:
            return None
        return Dialogue(self._live(), envelope, self._complete(envelope), self._settings)

    def _complete(self, envelope: Envelope) -> Envelope:
        """Return the envelope with those of its files alone that can be read, the others named."""
        if not envelope.files:
            return envelope
        there = readable(envelope.files, self._settings.opened)
        gone = tuple(file.filename for file in envelope.files if file not in there)
        return replace(envelope, files=there, left_out=envelope.left_out + gone) if gone else envelope

    def _begin(self, envelope: Envelope) -> "Dialogue":
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

    def _new_dialogue(self, envelope: Envelope) -> "Dialogue":
        self.open()
        return Dialogue(self._live(), envelope, self._complete(envelope), self._settings)

    def _live(self) -> smtplib.SMTP:
        if self._session is None:
            raise ServerTrouble("no session")
        return self._session

    def _drop(self) -> None:
        """Close the connection without a word."""
        if self._session is not None:
            self._session.close()
        self._session = self._begun = None
