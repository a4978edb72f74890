"""A counter without a database: plan a command line against a ticket, and look at the plan or the refusal."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from daemon.desk.complaint_types.catalogue import Catalogue, ComplaintType, Wording
from daemon.desk.planning.command import Call, QueueFilter, find_commands
from daemon.desk.planning.plan import Plan, TakeBack
from daemon.desk.refusal import Refusal
from daemon.desk.statuses import Status
from daemon.desk.views import Directory, IncidentView, StaffMember, TicketView
from daemon.desk.writing.letters import Change, HandedTicket, History, SolutionRow, TicketFacts, TicketRow, Utterance

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BUDI = StaffMember("budi", "Budi Contoh", ("budi@kampus.example",), ("petugas",))
RINA = StaffMember("rina", "Rina Contoh", ("rina@kampus.example", "rina.contoh@kampus.example"), ("kepala",), "en")
DIRECTORY = Directory((BUDI, RINA), {}, {"petugas": ("*",), "kepala": ("antrean", "lihat", "bantuan", "ambil")})
TICKET = TicketView(
    id=7,
    number="PDI-2611-0042",
    subject="KRS hilang",
    status=Status.NEW,
    type_code="M01",
    category="data-mahasiswa",
    priority="normal",
    assignee=None,
    requester_name="Siti Contoh",
    requester_address="siti@kampus.example",
    requester_role="mahasiswa",
    language="id",
    channel="email",
    received_at=NOW - timedelta(hours=1),
    ended_at=None,
    due_at=None,
    last_message_id="",
)


def _type(code: str, category: str, route: str = "") -> ComplaintType:
    none = Wording("", "")
    return ComplaintType(
        code, category, Wording(code, code), (), (), (), (), (), route, none, none, is_outside_scope=False
    )


CATALOGUE = Catalogue(
    MappingProxyType(
        {
            "M01": _type("M01", "data-mahasiswa"),
            "M02": _type("M02", "data-mahasiswa", "data-diperbaiki"),
            "F07": _type("F07", "sarpras"),
        }
    )
)


@dataclass
class FakeQueries:
    """Knows one ticket and remembers what the queue was asked for."""

    asked: list[Any] = field(default_factory=list)
    is_rina_there: bool = True
    disturbance: IncidentView | None = None
    others: tuple[TicketView, ...] = ()
    away: datetime | None = None

    def queue(self, wanted: QueueFilter) -> tuple[TicketRow, ...]:
        self.asked.append(wanted)
        return (TicketRow(TICKET.number, TICKET.subject, "new", TICKET.category, TICKET.requester_name, "", 60),)

    def find(self, number: str) -> TicketView | None:
        return TICKET if number == TICKET.number else None

    def search(self, words: tuple[str, ...]) -> tuple[TicketRow, ...]:
        self.asked.append((None, " ".join(words)))
        return self.queue(QueueFilter())

    def solutions(self, words: tuple[str, ...]) -> tuple[SolutionRow, ...]:
        return (SolutionRow("wifi-login", "Login ulang WiFi", "id", "S01"),)

    def saved(self, code: str, language: str) -> str | None:
        return "Silakan login ulang di wifi.kampus.example." if (code, language) == ("wifi-login", "id") else None

    def saved_codes(self) -> tuple[str, ...]:
        return ("wifi-login",)

    def solution_sent(self, view: TicketView) -> str:
        return "" if view.status is Status.NEW else "Yth. Siti Contoh,\nsilakan login ulang di wifi.kampus.example."

    def personal(self, view: TicketView) -> tuple[str, ...]:
        return (view.requester_name, "Aminah Contoh", "2190000001")

    def merged_here(self, view: TicketView) -> tuple[TicketView, ...]:
        return ()

    def facts(self, view: TicketView) -> TicketFacts:
        return TicketFacts(
            number=view.number,
            subject=view.subject,
            status=view.status.value,
            type_code=view.type_code,
            type_name="",
            category=view.category,
            priority=view.priority,
            requester_name=view.requester_name,
            requester_address=view.requester_address,
            requester_role=view.requester_role,
            assignee_name="",
            channel=view.channel,
            received_at=view.received_at,
            fields=(),
            files=(),
            stages=(),
        )

    def held_by(self, staff_id: str) -> tuple[TicketView, ...]:
        return (replace(TICKET, assignee=staff_id, status=Status.IN_PROGRESS),)

    def colleagues(self, category: str) -> tuple[StaffMember, ...]:
        return (RINA,) if self.is_rina_there else ()

    def away_until(self, staff_id: str) -> datetime | None:
        return self.away

    def summary(self, view: TicketView, language: str) -> HandedTicket:
        row = TicketRow(view.number, view.subject, view.status.value, view.category, view.requester_name, "", 60)
        return HandedTicket(row, "", True, (), view.received_at, "in")

    def incident(self, view: TicketView) -> IncidentView | None:
        return self.disturbance

    def followers(self, view: TicketView) -> tuple[TicketView, ...]:
        return self.others

    def tickets_of(self, person: str) -> tuple[TicketRow, ...]:
        return self.queue(QueueFilter()) if person == TICKET.requester_address else ()

    def history(self, view: TicketView) -> History:
        return History(view.number, view.subject, ())

    def last_block(self, view: TicketView | None) -> TakeBack:
        return TakeBack(3, (7,), (Change(TICKET.number, "priority", "high", "normal"),), ())

    def route(self, view: TicketView) -> tuple[str, str, str] | None:
        return None

    def conversation(self, view: TicketView) -> tuple[Utterance, ...]:
        return (Utterance(view.received_at, view.requester_address, "in", "KRS saya hilang."),)

    def links(self, view: TicketView) -> tuple[str, ...]:
        return ("PDI-2611-0041",)


class FakeTexts:
    """Has two solutions, two refusals, and says in which language they were wanted."""

    def solution(self, code: str, language: str, ticket: TicketView, values: Mapping[str, str]) -> str | None:
        if code == "selesai":
            return f"{language}: selesai"
        if set(values) != {"data"}:
            raise Refusal("solution-values", code=code, names="data")
        return f"{language}: {values['data']} sudah diperbaiki."

    def solution_codes(self) -> tuple[str, ...]:
        return ("data-diperbaiki",)

    def is_handover(self, code: str) -> bool:
        return False

    def remark(self, code: str, language: str) -> str:
        return code

    def requester_refusal(self, code: str, language: str, ticket: TicketView) -> str | None:
        return f"{language}: {code}"

    def refusal_codes(self) -> tuple[str, ...]:
        return ("dokumen", "luar-lingkup")

    def refusal(self, code: str, language: str, facts: Mapping[str, str | int]) -> str:
        return code


@dataclass
class Counter:
    """Budi's place at the counter."""

    queries: FakeQueries = field(default_factory=FakeQueries)
    registry: Any = field(default_factory=find_commands)

    def ticket(self, status: str = "new", **changes: Any) -> TicketView:
        """Return a ticket of Siti's that differs in the given fields."""
        return replace(TICKET, status=Status(status), **changes)

    def plan(self, line: str, view: TicketView | None = TICKET, text: str = "", actor: StaffMember = BUDI) -> Plan:
        """Plan a line as the actor would write it, quotation marks and all."""
        call = self.call(line, view, text, actor)
        plan: Plan = call.command.plan(call)
        return plan

    def call(self, line: str, view: TicketView | None = TICKET, text: str = "", actor: StaffMember = BUDI) -> Call:
        """Return what a command gets to see of a line."""
        name, *arguments = shlex.split(line.removeprefix("!"))
        command = self.registry[name]
        return Call(
            command=command,
            arguments=tuple(arguments),
            text=text,
            view=view,
            actor=actor,
            directory=DIRECTORY,
            catalogue=CATALOGUE,
            queries=self.queries,
            texts=FakeTexts(),
            registry=self.registry,
            now=NOW,
            own_addresses=("bantuan@kampus.example",),
        )

    def effects(self, line: str, view: TicketView | None = TICKET, text: str = "") -> tuple[Any, ...]:
        """Return the planned effects alone."""
        return self.plan(line, view, text).effects

    def refusal(self, line: str, view: TicketView | None = TICKET, text: str = "") -> Refusal:
        """Return the refusal of a line."""
        with pytest.raises(Refusal) as caught:
            self.plan(line, view, text)
        return caught.value


@pytest.fixture
def counter() -> Counter:
    """Return a fresh counter at 09:00 local time on a Monday."""
    return Counter()


@pytest.fixture
def rina() -> StaffMember:
    """Return a colleague who reads English."""
    return RINA
