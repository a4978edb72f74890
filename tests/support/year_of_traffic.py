"""Let a year pass at a counter, by a clock that stands where the story wants it: what reports are judged by.

Everything goes through the desk's own functions, in the order of time: complaints by mail, walk-ins with and without
stated times, forms that come late, questions to the requester, days on which the integrator is down, mass incidents,
decisions, reopenings, merged and split tickets, orders that are taken back, ratings, bounces, mail in quarantine.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from daemon.desk import tickets
from daemon.desk.complaint_types import catalogue
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.timekeeping import clock_journal, clocks
from daemon.desk.timekeeping.clock_face import INTEGRATOR
from daemon.desk.timekeeping.service_calendar import CalendarRules, OpenHours, Season, ServiceCalendar
from daemon.desk.timekeeping.targets import Target, Targets
from models import images
from models.database import transaction
from models.journal import JournalEvent
from models.outgoing import OutgoingEmail
from models.people import Address, Person
from models.tickets import Message, Ticket

JAKARTA = ZoneInfo("Asia/Jakarta")
WHOLE = (OpenHours(480, 720), OpenHours(780, 960))
FRIDAY = (OpenHours(480, 690), OpenHours(780, 960))
FASTING = (OpenHours(480, 720), OpenHours(750, 900))
RULES = CalendarRules(
    zone=JAKARTA,
    week=(WHOLE, WHOLE, WHOLE, WHOLE, FRIDAY, (), ()),
    seasons=(Season(date(2026, 2, 18), date(2026, 3, 19), (*(FASTING,) * 4, FRIDAY, (), ())),),
    closing_days=frozenset({date(2026, 7, 14)}),
)
OUTAGES = ((datetime(2026, 5, 6, 3, tzinfo=UTC), datetime(2026, 5, 7, 6, tzinfo=UTC)),)  # the integrator is down
INCIDENTS = (date(2026, 1, 26), date(2026, 8, 24))  # registration opens, and the network does not carry it
CATEGORIES = ("data-mahasiswa", "akademik", "integrator", "sarpras", "lain")
TYPES = {
    "data-mahasiswa": ("M01", "M04", "M24"),
    "akademik": ("F05", "M26"),
    "integrator": ("F13",),
    "sarpras": ("S01",),
}
FACULTIES = ("Tarbiyah dan Keguruan", "Sains dan Teknologi", "Syariah dan Hukum", "")
STAFF = ("budi", "rina", "joko")
ROLES = ("mahasiswa", "mahasiswa", "mahasiswa", "dosen", "operator", "")
STAGE = Target(120, 600)
TARGETS = Targets(
    {"contact": Target(120, 300), "form": STAGE, "processing": Target(300, 3600), "notification": STAGE},
    {"sarpras": {"processing": Target(3600, 28800)}},
)
NO_CHANGE = ((), {})


@dataclass
class Year:
    """A counter and a year's worth of what happens at it."""

    tickets: int
    year: int = 2026
    seed: int = 1
    first: int = 0  # day of the year on which the first complaints come, from 0
    days: int = 365  # so many they go on
    chance: Random = field(init=False)
    desk: Any = field(init=False)
    _agenda: list[tuple[datetime, int, Callable[..., None], tuple[Any, ...]]] = field(default_factory=list)
    _order: Any = field(default_factory=count)
    _people: list[tuple[Person, Address]] = field(default_factory=list)
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.desk = SimpleNamespace(
            calendar=ServiceCalendar(RULES),
            targets=TARGETS,
            catalogue=catalogue.EMPTY,
            rules=SimpleNamespace(prefix="PDI", zone=JAKARTA),
        )

    def pass_by(self, at_a_time: int = 2000) -> None:
        """Let everything happen, so many happenings in one transaction."""
        self.now = datetime(self.year, 1, 1, tzinfo=UTC)
        with transaction():
            for year in (self.year, self.year + 1):  # what is late ends after it
                clock_journal.set_calendar(self.desk.calendar, datetime(year, 1, 1, tzinfo=UTC))
            self._settle()
        for _ in range(self.tickets):
            self._plan(self._arrival(), self.chance.choices((self.mailed, self.walked_in), (9, 1))[0])
        while self._agenda:
            with transaction():
                for _ in range(min(at_a_time, len(self._agenda))):
                    self.now, _, happens, what = heapq.heappop(self._agenda)
                    happens(*what)

    def _settle(self) -> None:
        for number in range(min(400, self.tickets)):
            person = Person.create(name=f"Siti Contoh {number}", created_at=self.now)
            self._people.append((person, Address.create(address=f"siti{number}@mhs.kampus.example")))

    def _arrival(self) -> datetime:
        """Return when somebody complains: mostly in office hours, on some days hundreds at once."""
        first = date(self.year, 1, 1) + timedelta(days=self.first)
        day = first + timedelta(days=self.chance.randrange(self.days))
        if self.chance.random() < 0.15:
            incident = self.chance.choice(INCIDENTS).replace(year=self.year)
            day = incident if 0 <= (incident - first).days < self.days else day
        hour = self.chance.choices((9, 11, 14, 20), (4, 3, 3, 1))[0]
        local = datetime(day.year, day.month, day.day, hour, tzinfo=JAKARTA)
        return (local + timedelta(seconds=self.chance.randrange(3 * 3600))).astimezone(UTC)

    def _plan(self, at: datetime, happens: Callable[..., None], *what: Any) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), happens, what))

    def _later(self, seconds: float, happens: Callable[..., None], *what: Any) -> None:
        """Plan something after a time of that order of magnitude."""
        self._plan(self.now + timedelta(seconds=round(self.chance.expovariate(1 / seconds)) + 1), happens, *what)

    def _at_work(self, seconds: float, happens: Callable[..., None], *what: Any) -> None:
        """Plan what staff do: in service hours, after a service time of that order of magnitude."""
        self._plan(self.desk.calendar.add(self.now, round(self.chance.expovariate(1 / seconds)) + 1), happens, *what)

    def _cause(self, actor: str = "loket", command: str = "") -> Cause:
        return Cause(actor, None, f"{next(self._order)}@kampus.example", command)

    def _ticket(self, channel: str) -> Ticket:
        category = self.chance.choice(CATEGORIES)
        person, address = self.chance.choice(self._people)
        new = tickets.NewTicket(
            subject="KRS",
            requester=person,
            address=address,
            type_code=self.chance.choice(TYPES.get(category, ("",))),
            category=category,
            language="id",
            channel=channel,
            received_at=self.now - timedelta(seconds=self.chance.randrange(20)),
            role=self.chance.choice(ROLES),
        )
        ticket = tickets.create(self.desk, new, self._cause("address:1"), self.now)
        if faculty := self.chance.choice(FACULTIES):
            value = tickets.FormValue("fakultas", faculty, is_valid=True, source="mail 1")
            tickets.set_field(ticket, value, self.now)
        self._says(ticket)
        return ticket

    def _says(self, ticket: Ticket) -> None:
        Message.create(ticket=ticket, direction="in", author="siti", text="", sent_at=self.now)
        record(Entry("message.received", self._cause(), int(ticket.id)), self.now)

    def mailed(self) -> None:
        if self.chance.random() < 0.02:
            record(Entry("mail.quarantined", self._cause(), None, {"reason": "broken", "size": 1}), self.now)
        ticket = self._ticket("email")
        clocks.ticket_created(self.desk, ticket, self._cause("address:1"), self.now)
        if self.chance.random() < 0.3:
            self.completed(ticket)
        else:
            self._later(self.chance.choice((300, 3600, 86400)), self.completed, ticket)
        self._later(40, self.accepted, ticket, "acknowledgement")
        if self.chance.random() < 0.06:
            self._later(7200, self.gave_up, ticket)

    def walked_in(self) -> None:
        ticket = self._ticket(self.chance.choice(("langsung", "telepon")))
        received = self.now - timedelta(minutes=self.chance.randrange(5, 40))
        stated = self.chance.choice(
            (clocks.NOTHING_STATED, clocks.Stated(received, received + timedelta(minutes=4)), clocks.Stated(received))
        )
        clocks.walked_in(self.desk, ticket, stated, self._cause("staff:rina", "untuk"), self.now)
        if stated.complete_at:
            self._ready(ticket)
        else:
            self._later(600, self.completed, ticket)

    def accepted(self, ticket: Ticket, kind: str) -> None:
        email = OutgoingEmail.create(
            kind=kind,
            audience="requester",
            ticket=ticket,
            message_id=f"{next(self._order)}.{kind}@loket.example",
            envelope_from="",
            subject="",
            is_automatic=True,
            state="sent",
            not_before=self.now,
            created_at=self.now,
        )
        clocks.mail_accepted(self.desk, email, self.now)
        if self.chance.random() < 0.01:
            record(Entry("mail.bounced", self._cause(), int(ticket.id)), self.now)

    def _is_open(self, ticket: Ticket) -> bool:
        ticket.status = Ticket.get_by_id(ticket.id).status
        return ticket.status in ("new", "in_progress", "waiting")

    def _set(self, ticket: Ticket, status: str) -> None:
        ticket.status = status
        ticket.save()

    def completed(self, ticket: Ticket) -> None:
        if not self._is_open(ticket) or ticket.is_form_complete:
            return
        ticket.is_form_complete = True
        self._says(ticket)
        ticket.save()
        clocks.form_completed(self.desk, ticket, self._cause("address:1"), self.now)
        self._ready(ticket)

    def _ready(self, ticket: Ticket) -> None:
        ticket.is_form_complete = True
        self._set(ticket, "in_progress")
        ticket.assignee = self.chance.choice(STAFF)
        ticket.save()
        self._at_work(
            900, self.chance.choices((self.refiled, self.asked, self.split, self.planned), (1, 3, 1, 2))[0], ticket
        )
        self._at_work(self.chance.choice((900, 2400, 20000)), self.decided, ticket)
        for start, end in OUTAGES:
            if start - timedelta(hours=6) <= self.now < end:
                self._plan(max(start, self.now + timedelta(seconds=1)), self.stumbled, ticket)
                self._plan(end + timedelta(seconds=int(ticket.id) % 60), self.rose, ticket)

    def stumbled(self, ticket: Ticket) -> None:
        if self._is_open(ticket):
            clocks.paused(self.desk, ticket, INTEGRATOR, self._cause(), self.now)

    def rose(self, ticket: Ticket) -> None:
        clocks.resumed(self.desk, ticket, INTEGRATOR, self._cause(), self.now)

    def refiled(self, ticket: Ticket) -> None:
        if self._is_open(ticket):
            ticket.category, ticket.type_code = "sarpras", "S01"
            ticket.save()
            clocks.retargeted(self.desk, ticket, self._cause("staff:rina", "jenis"), self.now)

    def asked(self, ticket: Ticket) -> None:
        if self._is_open(ticket) and ticket.status != "waiting":
            self._set(ticket, "waiting")
            clocks.waiting_started(self.desk, ticket, self._cause("staff:rina", "tunggu"), self.now)
            self._later(self.chance.choice((1800, 90000)), self.answered, ticket)

    def answered(self, ticket: Ticket) -> None:
        if self._is_open(ticket) and ticket.status == "waiting":
            self._says(ticket)
            self._set(ticket, "in_progress")
            clocks.waiting_ended(self.desk, ticket, self._cause("address:1"), self.now)

    def split(self, ticket: Ticket) -> None:
        if not self._is_open(ticket):
            return
        other = self._ticket(ticket.channel)
        other.is_form_complete = True
        other.save()
        clocks.split_off(self.desk, other, self._cause("staff:rina", "pisah"), self.now)
        self._ready(other)

    def planned(self, ticket: Ticket) -> None:
        data = {"plan": int(ticket.id), "kind": self.chance.choice(("feeder.ubah-biodata", "commands"))}
        ending = self.chance.choice(("done", "done", "failed", "expired"))
        record(Entry(f"plan.{ending}", self._cause("staff:rina"), int(ticket.id), data), self.now)

    def gave_up(self, ticket: Ticket) -> None:
        if self._is_open(ticket):
            self._set(ticket, self.chance.choice(("cancelled", "merged", "closed")))
            clocks.abandoned(self.desk, ticket, self._cause("address:1"), self.now)

    def decided(self, ticket: Ticket) -> None:
        if not self._is_open(ticket):
            return
        if self.chance.random() < 0.02:
            self._decide_in_vain(ticket)
            self._at_work(600, self.decided, ticket)
            return
        kind = self._decide(ticket)
        self._later(60, self.accepted, ticket, kind)
        if self.chance.random() < 0.4:
            self._later(7200, self.rated, ticket)
        if self.chance.random() < 0.06:
            self._later(40000, self.reopened, ticket)
        else:
            self._plan(self.now + timedelta(days=7), self.closed, ticket)

    def _decide(self, ticket: Ticket) -> str:
        status, kind = self.chance.choices((("solved", "solution"), ("rejected", "rejection")), (9, 1))[0]
        self._set(ticket, status)
        clocks.decided(self.desk, ticket, self._cause(f"staff:{ticket.assignee}", "selesai"), self.now)
        return kind

    def _decide_in_vain(self, ticket: Ticket) -> None:
        """Decide, and take it back."""
        key = int(ticket.id)
        before, first = images.picture([key]), JournalEvent.newest(JournalEvent.id) + 1
        self._decide(ticket)
        last = JournalEvent.newest(JournalEvent.id)
        images.put_back(images.changes(before, images.picture([key])), self.now)
        record(Entry("ticket.restored", self._cause("staff:rina", "urung"), key, {"events": [first, last]}), self.now)

    def rated(self, ticket: Ticket) -> None:
        record(Entry("ticket.rated", self._cause("address:1"), int(ticket.id), {"rating": self._stars()}), self.now)

    def _stars(self) -> int:
        return self.chance.choices((1, 2, 3, 4, 5), (1, 1, 2, 5, 9))[0]

    def reopened(self, ticket: Ticket) -> None:
        if self._is_open(ticket):
            return
        self._says(ticket)
        self._set(ticket, "in_progress")
        clocks.reopened(self.desk, ticket, self._cause("address:1"), self.now)
        self._at_work(2400, self.decided, ticket)

    def closed(self, ticket: Ticket) -> None:
        if self._is_open(ticket) or ticket.status == "closed":
            return
        self._set(ticket, "closed")
        clocks.closed(self.desk, ticket, self._cause(command="clock"), self.now)
