"""A ticket's new type or category is felt by its form and its clocks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from daemon.desk.complaint_types import catalogue
from daemon.desk.journal import Cause
from daemon.desk.planning.applying import Applier
from daemon.desk.planning.plan import SetField
from daemon.desk.timekeeping.service_calendar import CalendarRules, OpenHours, ServiceCalendar
from daemon.desk.timekeeping.targets import Target, Targets
from models import schema
from models.clocks import StageRun
from models.database import close_database, open_database
from models.people import Address, Person
from models.tickets import Ticket

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
STAFF = Cause("staff:budi", command="jenis")
STAGE = Target(300, 600)
CATALOGUE = catalogue.load(Path(__file__).parents[2] / "templates" / "catalogue")
NOTHING_ASKED = next(code for code, kind in CATALOGUE.types.items() if not kind.required_fields)
MUCH_ASKED = next(code for code, kind in CATALOGUE.types.items() if kind.required_fields)
WITH_TARGETS = next(kind for kind in CATALOGUE.types.values() if kind.targets)
DESK = SimpleNamespace(
    calendar=ServiceCalendar(CalendarRules(ZoneInfo("Asia/Jakarta"), ((OpenHours(0, 1440),),) * 7, country="")),
    targets=Targets(
        MappingProxyType(dict.fromkeys(("contact", "form", "processing", "notification"), STAGE)),
        {"sarpras": {"form": Target(60, 120)}},
    ),
    catalogue=CATALOGUE,
)


@pytest.fixture
def ticket(database_url: str) -> Iterator[Ticket]:
    open_database(database_url)
    schema.migrate()
    yield Ticket.create(
        number="PDI-2611-0001",
        subject="KRS",
        requester=Person.create(name="Siti Contoh", created_at=NOW),
        requester_address=Address.create(address="siti@kampus.example"),
        received_at=NOW,
        created_at=NOW,
        updated_at=NOW,
    )
    close_database()


def set_field(ticket: Ticket, name: str, before: str, after: str) -> Ticket:
    Applier(DESK, STAFF, NOW).apply((SetField(int(ticket.id), name, before, after),))
    changed: Ticket = Ticket.get_by_id(ticket.id)
    return changed


def test_type_that_asks_for_nothing_completes_the_form_and_starts_processing(ticket: Ticket) -> None:
    assert set_field(ticket, "type_code", "", NOTHING_ASKED).is_form_complete
    assert StageRun.get(StageRun.stage == "processing").opened_cause == "jenis"


def test_type_that_asks_for_more_makes_the_form_incomplete_again(ticket: Ticket) -> None:
    changed = set_field(ticket, "type_code", "", NOTHING_ASKED)
    assert not set_field(changed, "type_code", NOTHING_ASKED, MUCH_ASKED).is_form_complete


def start(ticket: Ticket, stage: str) -> None:
    StageRun.create(
        ticket=ticket,
        stage=stage,
        expected_seconds=300,
        target_seconds=600,
        opened_at=NOW,
        opened_by="loket",
        opened_cause="x",
    )


def test_running_clocks_take_the_new_categorys_targets(ticket: Ticket) -> None:
    start(ticket, "form")
    set_field(ticket, "category", "lain", "sarpras")
    assert StageRun.get().target_seconds == 120


def test_running_clocks_take_the_new_types_targets(ticket: Ticket) -> None:
    start(ticket, "total")
    set_field(ticket, "type_code", "", WITH_TARGETS.code)
    (own,) = WITH_TARGETS.targets
    assert StageRun.get().target_seconds == 3 * STAGE.target_seconds + own.target_minutes * 60
