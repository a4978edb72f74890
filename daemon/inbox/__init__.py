"""Fetch mail from where it arrives, keep it before anything reads it, and mark it there when it is finished.

A source brings arrivals, `recording.Recorder` keeps them; what became of them is decided elsewhere.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from daemon.value_objects import value_object

HEADER_OCTETS = 256_000  # of a mail over the size limit, kept in its place (trust.md §4.4)
BATCH_MAILS = 100  # fetched and recorded at once
BATCH_OCTETS = 2_000_000  # of their sizes together; a larger mail comes alone


@value_object
class Arrival:
    """One mail as its server delivered it."""

    mailbox: str  # the name in the configuration
    uidvalidity: int  # 0 where there is no such thing (Maildir, standard input)
    uid: str  # of IMAP, or the unique part of a Maildir file's name; empty: it lies nowhere else (standard input)
    received_at: datetime  # INTERNALDATE, file time or now; UTC
    size: int  # octets on the server
    raw: bytes  # all octets, or the header alone when is_stub
    is_stub: bool = False  # the mail is over the size limit


@value_object
class Health:
    """Say whether a source can be reached."""

    failing_since: datetime | None = None  # UTC; None: all is well
    reason: str = ""  # one line; empty when all is well
    refusals: int = 0  # logins refused in a row


class Source(Protocol):
    """Where mail comes from. One thread may use it; `mark_soon` and `health` are for any."""

    @property
    def name(self) -> str:
        """Return the mailbox's name in the configuration."""

    @property
    def health(self) -> Health:
        """Return whether it can be reached; safe from any thread."""

    def run(self, stop: threading.Event, wake: Callable[[], None]) -> None:
        """Record mail as it arrives and mark what is finished until `stop`; call `wake` after each batch.

        Trouble with the server or the disk is logged once and tried again; nothing of that kind is raised.
        """

    def poll_once(self) -> int:
        """Record what is new, and return how many mails that was.

        Raises: Unreachable; OSError or DatabaseFault when it could not be kept.
        """

    def mark(self) -> int:
        """Move or flag what is finished, and return how many mails that was.

        Raises: Unreachable, DatabaseFault.
        """

    def mark_soon(self) -> None:
        """Have `run` mark at once what is finished, instead of after its next look for mail."""


class Unreachable(Exception):
    """The source cannot be read now; the text says why in one line, without content of mails or secrets."""
