"""The people of a random run who ask by mail: complaint, order, confirmation, approval; and what they were told.

Each errand is one complaint, answered with one order: a change of one record, or a file of several. Its mails have the
same octets whenever they are written, so one that was recorded by a worker that died comes again as it came before.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from installation import STAFF
from integrator_office import JOKO, JOKO_ADDRESS, RINA, with_csv
from writing import write

from daemon.app import NoKeys
from daemon.desk import ledger
from daemon.desk.case import Desk
from daemon.inbox import Arrival
from daemon.inbox.recording import Recorder
from daemon.leases import worker_name
from daemon.pipeline import Pipeline
from daemon.readers.answers import Stored, Understood
from daemon.reading.reader import read
from daemon.reading.vocabulary import Vocabulary
from daemon.storage import Blobs
from daemon.trust.settings import AuthenticationSettings
from models.actions import ActionRequest, BulkRow
from models.mail import InboundEmail
from models.outgoing import Notification, OutgoingEmail, OutgoingRecipient, octets_of
from models.plans import StoredPlan
from models.tickets import Ticket

BOX = "x"
ENDED = ("done", "failed", "manual", "stale", "rejected", "cancelled", "expired")


@dataclass(frozen=True)
class Errand:
    """What one complaint leads to."""

    number: int
    actions: tuple[tuple[str, Mapping[str, str]], ...]  # each change's action and arguments
    is_file: bool = False

    @property
    def address(self) -> str:
        """Who complains."""
        return f"siti{self.number}@mhs.kampus.example"

    def order(self) -> tuple[str, str]:
        """Return staff's line, and the file that comes with it; "" for none."""
        name, arguments = self.actions[0]
        if not self.is_file:
            return f"!{name} {' '.join(f'{key}={value}' for key, value in arguments.items())} bukti=dilihat", ""
        rows = "".join(";".join(values.values()) + "\n" for _, values in self.actions)
        return f"!massal {name} bukti=dilihat", ";".join(arguments) + "\n" + rows


@dataclass(frozen=True)
class Told:
    """What stands in the books about an errand in the end."""

    tickets: int
    requests: tuple[str, ...]  # states of what staff asked for
    plans: tuple[str, ...]  # states
    rows: Mapping[int, str]  # states of the file's planned rows, by their line
    letters: Mapping[str, int]  # by kind, of the ticket
    outcomes: Mapping[str, int]  # of "plan-outcome", by address and what it says

    def faults(self, errand: Errand) -> Iterator[str]:
        """Yield what people were not told, or told twice, or told although it is not so."""
        if self.tickets != 1 or self.letters["acknowledgement"] != 1:
            yield f"{self.tickets} tickets, {self.letters['acknowledgement']} acknowledgements"
        if len(self.requests) != 1 or "waiting" in self.requests:
            yield f"the order was carried out {len(self.requests)} times: {self.requests}"
        if not self.plans and (self.requests != ("failed",) or self.letters["action-stopped"] != 1):
            yield f"nobody was told why there is no plan: {dict(self.letters)}"
        yield from (f"plan {state}" for state in self.plans if state not in ENDED)
        if self.letters["confirmation"] != len(self.plans) or self.letters["approval"] > len(self.plans):
            yield f"{len(self.plans)} plans, {self.letters['confirmation']} confirmations asked for"
        yield from self._of_the_end(errand)

    def _of_the_end(self, errand: Errand) -> Iterator[str]:
        is_done = "done" in self.plans
        if self.letters["solution"] != (is_done and not errand.is_file):
            yield f"{self.letters['solution']} solutions of {self.plans}"
        if len(self.plans) == 1 and any(count > 1 for count in self.outcomes.values()):
            yield f"told more than once: {dict(self.outcomes)}"
        if is_done and not any(STAFF in place for place in self.outcomes):
            yield "staff were not told that it is done"
        if is_done and errand.is_file and self.letters["action-answer"] != 1:
            yield f"{self.letters['action-answer']} results of a file"


@dataclass(frozen=True)
class _Read:
    """A mail that was read at once."""

    understood: Understood
    is_ready: bool = True

    def is_ready_by(self, _until: float) -> bool:
        """Nothing is waited for."""
        return True

    def result(self) -> Understood:
        return self.understood

    def leave(self) -> None:
        """Nothing goes on."""


@dataclass(frozen=True)
class HereReader:
    """Reads mails in the same process: the runs kill it as a whole."""

    vocabulary: Vocabulary
    size: int = 1

    def begin(self, mails: "list[Stored]") -> list[_Read]:
        return [_Read(Understood(read(Path(mail.path).read_bytes(), self.vocabulary), None)) for mail in mails]


@dataclass
class MailPeople:
    """Those who write, and the pipeline that takes their mails."""

    blobs: Blobs
    vocabulary: Vocabulary
    settings: AuthenticationSettings
    start: datetime
    errands: tuple[Errand, ...] = ()
    _noted: set[bytes] = field(default_factory=set)

    def work(self, desk: Desk) -> None:
        """Have everybody write what is next for them, and the pipeline take it."""
        worker = worker_name()
        ledger.release_dead_claims(worker)
        for row in InboundEmail.rows(state="quarantined"):  # three workers died over it: an administrator tries again
            ledger.reopen(row)
        recorder = Recorder(self.blobs, desk.clock)
        for raw in [raw for errand in self.errands for raw in self._mails(errand)]:
            if raw not in self._noted:
                recorder.record(Arrival(BOX, 0, "", desk.clock(), len(raw), raw))
                self._noted.add(raw)
        Pipeline(
            desk=desk,
            reader=HereReader(self.vocabulary),
            blobs=self.blobs,
            keys=NoKeys(),
            settings=self.settings,
            worker=worker,
        ).process_waiting()

    def _mails(self, errand: Errand) -> Iterator[bytes]:
        """Yield all that is written in an errand until now."""
        yield self._dated(
            write(
                errand.address,
                "NIK saya salah di PDDIKTI, mohon dibetulkan.",
                _subject(errand),
                message_id=f"{errand.number}.complaint@mhs.kampus.example",
            )
        )
        ticket = Ticket.get_or_none(Ticket.subject == _subject(errand))
        if ticket is None:
            return
        line, file = errand.order()
        for notice in _asked(ticket, "R", STAFF)[:1]:
            raw = self._reply(RINA, notice, line, f"{errand.number}.order")
            yield with_csv(raw, file) if file else raw
        for question in _asked(ticket, "C", STAFF):
            yield self._reply(RINA, question, f"!ya {question.code}", f"{errand.number}.yes.{question.plan_id}")
        for request in _asked(ticket, "A", JOKO_ADDRESS):
            yield self._reply(JOKO, request, f"!setuju {request.code}", f"{errand.number}.agree.{request.plan_id}")

    def _reply(self, who: str, asked: Notification, text: str, name: str) -> bytes:
        return self._dated(
            write(who, text, "Re: data", in_reply_to=asked.email.message_id, message_id=f"{name}@kampus.example")
        )

    def _dated(self, raw: bytes) -> bytes:
        stamp = format_datetime(self.start).encode()
        return re.sub(rb"(\r\nDate: |with ESMTPS; )[^\r]+", lambda found: found[1] + stamp, raw)


def told(errand: Errand) -> Told:
    """Return what the open database says of an errand."""
    tickets = Ticket.rows(subject=_subject(errand))
    ticket = tickets[0] if tickets else None
    plans = [] if ticket is None else [plan for plan in StoredPlan.rows(ticket=ticket) if plan.kind != "commands"]
    last = plans[-1] if plans else None
    letters = [] if ticket is None else OutgoingEmail.rows(ticket=ticket)
    outcomes = [
        f"{recipient.address} {_first_words(letter)}"
        for letter in letters
        if letter.kind == "plan-outcome"
        for recipient in OutgoingRecipient.rows(email=letter)
    ]
    requests = [] if ticket is None else ActionRequest.rows(ticket=ticket, kind="write")
    rows = [] if last is None else BulkRow.rows(plan=last)
    return Told(
        tickets=len(tickets),
        requests=tuple(row.state for row in requests),
        plans=tuple(str(plan.state) for plan in plans),
        rows={int(row.number): str(row.state) for row in rows},
        letters=Counter(letter.kind for letter in letters),
        outcomes=Counter(outcomes),
    )


def _first_words(letter: OutgoingEmail) -> str:
    """Return the first paragraph of a letter, which says where the plan stands."""
    body = message_from_bytes(octets_of(letter), policy=policy.default).get_body(("plain",))
    lines = [line for line in str(body.get_content()).splitlines() if line and not line.startswith("==")]
    return lines[0]


def moved(desk: Desk, clock: Callable[[], datetime]) -> Any:
    """Return the desk's post office by another clock."""
    post: Any = desk.post
    copy = type(post).__new__(type(post))
    copy.__dict__.update({**post.__dict__, "_clock": clock})
    return copy


def _asked(ticket: Ticket, kind: str, address: str) -> list[Notification]:
    """Return the letters of a kind that a person got about a ticket, oldest first."""
    rows = [row for row in Notification.rows(ticket=ticket, kind=kind) if row.address == address and row.email]
    return sorted(rows, key=lambda row: int(row.email.id))


def _subject(errand: Errand) -> str:
    return f"Data salah nomor {errand.number}"
