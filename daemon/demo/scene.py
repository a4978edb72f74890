"""The scene of the demo: everybody's mail programs, the desk's records, and waiting for what must happen."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, TypeVar

from daemon.app import Records
from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.letters import body, message_id, recipient
from daemon.demo.mail_client import MailClient, send_from_outside
from daemon.demo.mail_system import MailSystem
from daemon.demo.office import Office
from daemon.demo.people import ACCOUNTS, Person
from daemon.demo.telling import Telling
from daemon.desk.tickets import by_number
from daemon.reports import listings

PATIENCE = 15.0  # seconds for each effect
_LOOK_EVERY = 0.05  # seconds
_LOG_LINES = 5
Found = TypeVar("Found")


class StepFailed(Exception):
    """Something that should have happened did not; the text says what, and what is known."""


@dataclass(slots=True)
class Scene:
    """All that the story needs. Every method that waits raises StepFailed when its effect does not come."""

    mail_system: MailSystem
    office: Office
    telling: Telling
    feeder: FeederServer
    patience: float = PATIENCE
    _clients: dict[str, MailClient] = field(default_factory=dict)

    def send(self, sender: Person, mail: EmailMessage, marks: tuple[str, ...] = ()) -> str:
        """Send a mail to the address in To, logged in as the sender; return its Message-ID."""
        self.telling.mail(mail, is_ours=False, marks=marks)
        self.client(sender).send(mail, recipient(mail))
        return message_id(mail)

    def send_from_outside(self, envelope_from: str, mail: EmailMessage) -> str:
        """Send a mail as a server elsewhere would; return its Message-ID."""
        self.telling.mail(mail, is_ours=False)
        send_from_outside(self.mail_system.ports, envelope_from, recipient(mail), mail)
        return message_id(mail)

    def receive(self, person: Person, what: str, *words: str) -> EmailMessage:
        """Return the person's next unread mail that has all the words, in whatever case and lines, and show it."""

        def is_wanted(mail: EmailMessage) -> bool:
            text = " ".join(f"{mail['Subject']} {body(mail)}".split()).lower()
            return all(word.lower() in text for word in words)

        found = self.wait_for(lambda: self.client(person).find(is_wanted), f"{person.name} gets {what}")
        self.telling.mail(found, is_ours=True)
        self.telling.fact(f"{person.name} got {what}.")
        return found

    def finished(self, sent: str, disposition: str) -> dict[str, Any]:
        """Return the record of a mail, given by its Message-ID, when it ended as it should have."""
        row = self.wait_for(lambda: _finished(sent), f"the mail is finished as {disposition}")
        if row["disposition"] != disposition:
            raise StepFailed(f"the mail became {row['disposition']} ({row['reason']}), not {disposition}")
        return row

    def ticket(self, records: Records, number: str) -> dict[str, Any]:
        """Return the ticket as `loket show --json` prints it."""
        row = by_number(number)
        if row is None:
            raise StepFailed(f"there is no ticket {number}")
        return listings.ticket(records, row, records.now())

    def outgoing_kinds(self) -> list[str]:
        """Return what kinds of mails Loket has written so far, in their order."""
        return [str(row["kind"]) for row in listings.outbox()]

    def count_outgoing(self) -> int:
        """Return how many mails Loket has written so far."""
        return sum(1 for _ in listings.outbox())

    def has_bounced(self, address: str) -> bool:
        """Say whether a mail to the address is recorded as returned."""
        return any(
            recipient["state"] == "bounced"
            for row in listings.outbox()
            for recipient in row["recipients"]
            if recipient["address"] == address
        )

    def require(self, holds: bool, sentence: str) -> None:  # noqa: FBT001 - the thing that is required
        """Tell a fact. Raises: StepFailed when it does not hold."""
        if not holds:
            raise StepFailed(f"it does not hold that {sentence}")
        self.telling.fact(f"{sentence[:1].upper()}{sentence[1:]}.")

    def wait_for(self, find: Callable[[], Found | None], what: str) -> Found:
        """Return what `find` finds, as soon as there is something."""
        end = time.monotonic() + self.patience
        while (found := find()) is None:
            if (status := self.office.ended_with()) is not None:
                raise StepFailed(
                    f"waiting until {what}: the daemon ended with status {status}\n{self._last_log_lines()}"
                )
            if time.monotonic() > end:
                raise StepFailed(
                    f"waited {self.patience:g} s until {what}; it did not happen\n{self._last_log_lines()}"
                )
            time.sleep(_LOOK_EVERY)
        return found

    def client(self, person: Person) -> MailClient:
        """Return the person's mail program, logged in."""
        if person.address not in self._clients:
            self._clients[person.address] = MailClient(person, self.mail_system.ports)
        return self._clients[person.address]

    def unread(self) -> list[tuple[Person, EmailMessage]]:
        """Return the mails that nobody of the story looked for."""
        people = [person for person in ACCOUNTS if person.address in self._clients]
        return [(person, mail) for person in people for mail in self.client(person).unread()]

    def close(self) -> None:
        """Close the mail programs."""
        for client in self._clients.values():
            client.close()

    def _last_log_lines(self) -> str:
        lines = self.office.log.read_text("utf-8", "replace").splitlines()[-_LOG_LINES:]
        return "\n".join(["the end of its log:", *lines]) if lines else "its log is empty"


def _finished(sent: str) -> dict[str, Any] | None:
    """Return the record of a mail that is finished, by its Message-ID."""
    return next((row for row in listings.inbox() if row["message_id"] == sent and row["disposition"]), None)
