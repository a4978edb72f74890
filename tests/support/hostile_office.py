"""An office with two members of staff, many students and one attacker, whose whole post is watched."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from dns_stand_in import DnsStandIn
from installation import AUTHSERV, STAFF, SUPPORT, Installation, maildir_box
from signing import Signer, rsa_key
from smtp_sink import SmtpSink, SunkMail
from writing import write

from models.outgoing import OutgoingEmail

RINA, JOKO, ADMIN = STAFF, "joko@kampus.example", "admin@kampus.example"
CAMPUS = Signer("kampus.example", rsa_key())
EVIL = Signer("evil.example", rsa_key(number=1))
NIK = "3273014107020003"
MOTHER = "Wati Rahasia"
COMPLAINT = "NIK saya salah di PDDIKTI, mohon diperbaiki.\nNIM: 2190000001"
_numbers = count(1)


class Records(logging.Handler):
    """Keeps what the program logs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.__dict__}")


@dataclass
class Situation:
    """One ticket of one student, the mails that it caused so far, and a stranger of its own."""

    office: "Office"
    name: str
    number: str  # of the ticket
    student: str
    notice: SunkMail  # what Rina got
    acknowledgement: SunkMail  # what the student got

    @property
    def token_address(self) -> str:
        """The address that Rina's mail program answers to."""
        return str(self.notice.message["Reply-To"]).rpartition("<")[2].rstrip(">")

    @property
    def subject(self) -> str:
        """What a mail program writes as the subject of an answer."""
        return f"Re: [{self.number}] NIK salah"

    @property
    def mallory(self) -> str:
        """A stranger whose domain is in order."""
        return f"Mallory <mallory{self.number[-4:]}@evil.example>"

    def from_rina(self, text: str = "!ambil", sender: str = f"Rina Contoh <{RINA}>", **changes: Any) -> bytes:
        """Return Rina's unsigned answer to her notification, without changes a good one."""
        given = {"subject": self.subject, "to": self.token_address, "in_reply_to": self.notice.message_id} | changes
        return write(sender, text, **given)

    def order(self, text: str = "!ambil", **changes: Any) -> bytes:
        """Return Rina's signed answer to her notification."""
        return CAMPUS.sign(self.from_rina(text, **changes))

    def from_student(self, text: str, **changes: Any) -> bytes:
        """Return the student's answer to the acknowledgement."""
        given = {"subject": self.subject, "in_reply_to": self.acknowledgement.message_id} | changes
        return write(given.pop("sender", f"Siti Contoh <{self.student}>"), text, **given)


@dataclass(frozen=True)
class Attack:
    """One mail and what must come of it."""

    name: str
    mail: Callable[[Situation], bytes]
    disposition: str  # or several, parted by "|"
    mailed: str = ""  # who gets mail because of it: rina, joko, admin, student, sender; or an address; parted by blanks
    status: str = "new"  # of the ticket afterwards
    assignee: str | None = None


@dataclass(frozen=True)
class Result:
    """What came of one mail."""

    disposition: str
    reason: str
    commands: tuple[tuple[str, str], ...]
    mailed: frozenset[str]
    letters: tuple[SunkMail, ...] = field(repr=False)
    status: str
    assignee: str | None

    @property
    def told(self) -> str:
        """Say in one line what happened."""
        return (
            f"{self.disposition} ({self.reason}) {self.commands} mailed {set(self.mailed) or 'nobody'}, {self.status}"
        )


@dataclass
class Office:
    """The installation, its mailbox and its wires."""

    folder: Path
    sink: SmtpSink
    dns: DnsStandIn
    records: Records
    _names: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        box = self.folder / "Maildir"
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir(parents=True)
        self.box = box
        for signer in (CAMPUS, EVIL):
            self.dns.add_key(signer.key_name, signer.key.record)
        self.loket = Installation(self.folder, self.sink.port, maildir_box(box))
        config = self.loket.config
        needs = f'require = "both"\nresolver = "{self.dns.address}"'
        text = config.read_text().replace('require = "authentication-results"', needs)
        # One mail's absence would hand over the tickets of all the others.
        config.write_text(f"{text}\n[assignment]\nout_of_office = false\n")

    def close(self) -> None:
        self.loket.close()

    def deliver(self, raw: bytes) -> str:
        """Put a mail into the mailbox and return its hash."""
        name = f"{next(self._names):06}.test"
        (self.box / "tmp" / name).write_bytes(raw)
        (self.box / "tmp" / name).rename(self.box / "new" / name)
        return hashlib.sha256(raw).hexdigest()

    def work(self) -> None:
        """Process all that waits until nothing is left to do."""
        while self.loket.once():
            pass

    def open_tickets(self, names: list[str]) -> dict[str, Situation]:
        """Let a student of its own complain for each name."""
        students = {name: f"siti{next(_numbers)}@mhs.kampus.example" for name in names}
        for student in students.values():
            self.deliver(write(f"Siti Contoh <{student}>", COMPLAINT, f"NIK salah {student}"))
        self.work()
        numbers = {row["requester"]: row["number"] for row in self.loket.rows("tickets")}
        notices = {str(mail.message["Subject"]): mail for mail in reversed(self.sink.to(RINA))}
        return {name: self._situation(name, student, numbers[student], notices) for name, student in students.items()}

    def _situation(self, name: str, student: str, number: str, notices: dict[str, SunkMail]) -> Situation:
        notice = next(mail for subject, mail in notices.items() if number in subject)
        return Situation(self, name, number, student, notice, self.sink.to(student)[0])

    def run(self, attacks: tuple[Attack, ...]) -> dict[str, Result]:
        """Send each attack at a ticket of its own, all in one batch, and tell what came of each."""
        names = [attack.name for attack in attacks]
        assert len(set(names)) == len(names), "two attacks of one name"
        situations = self.open_tickets(names)
        self.sink.clear()
        hashes = {attack.name: self.deliver(attack.mail(situations[attack.name])) for attack in attacks}
        self.work()
        inbox = {row["sha256"]: row for row in self.loket.rows("inbox")}
        tickets = {row["number"]: row for row in self.loket.rows("tickets")}
        return {
            name: self._result(inbox[digest], tickets[situations[name].number], situations[name])
            for name, digest in hashes.items()
        }

    def _result(self, row: dict[str, Any], ticket: dict[str, Any], situation: Situation) -> Result:
        """Tell what came of a mail, from its row and that of the ticket."""
        ids = {email.message_id for email in OutgoingEmail.select().where(OutgoingEmail.inbound == row["id"])}
        letters = tuple(mail for mail in list(self.sink.mails) if mail.message_id in ids)
        people = {str(row["from"]).lower(): "sender", situation.student: "student"}
        people |= {RINA: "rina", JOKO: "joko", ADMIN: "admin"}
        return Result(
            disposition=row["disposition"] or row["state"],
            reason=row["reason"],
            commands=tuple((command["name"], command["result"]) for command in row["commands"]),
            mailed=frozenset(people.get(to, to) for mail in letters for to in mail.recipients),
            letters=letters,
            status=ticket["status"],
            assignee=ticket["assignee"],
        )


def check(attack: Attack, result: Result) -> None:
    """Hold what came of a mail against what must."""
    wanted = (frozenset(attack.mailed.split()), attack.status, attack.assignee)
    assert (result.mailed, result.status, result.assignee) == wanted, result.told
    assert result.disposition in attack.disposition.split("|"), result.told
    if attack.disposition != "commands_executed":
        assert "executed" not in dict(result.commands).values(), result.told


def with_header(raw: bytes, line: bytes, *, top: bool = False) -> bytes:
    """Return the mail with one more header field: above all others, or below."""
    if top:
        return line + b"\r\n" + raw
    head, _, body = raw.partition(b"\r\n\r\n")
    return head + b"\r\n" + line + b"\r\n\r\n" + body


def with_verdict(raw: bytes, value: str) -> bytes:
    """Return the mail with another Authentication-Results value of our own server."""
    lines = raw.split(b"\r\n")
    index = next(at for at, line in enumerate(lines) if line.startswith(b"Authentication-Results:"))
    lines[index] = f"Authentication-Results: {value}".encode()
    return b"\r\n".join(lines)


__all__ = ["ADMIN", "AUTHSERV", "CAMPUS", "EVIL", "JOKO", "RINA", "SUPPORT", "Attack", "Office", "Situation", "check"]
