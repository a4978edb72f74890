"""The stage clocks can be reckoned again from the journal alone, and what differs is found."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daemon.desk.complaint_types import catalogue
from daemon.desk.journal import Cause, Entry, broken_links, record
from daemon.desk.timekeeping import clock_journal, clock_replay, clocks
from daemon.desk.timekeeping.clock_face import INTEGRATOR
from daemon.desk.timekeeping.service_calendar import CalendarRules, OpenHours, Season, ServiceCalendar
from daemon.desk.timekeeping.targets import Target, Targets
from models import images, schema
from models.clocks import StagePause, StageRun
from models.database import close_database, database, open_database
from models.journal import JournalEvent
from models.outgoing import OutgoingEmail
from models.people import Address, Person
from models.tickets import Ticket

JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = (OpenHours(8 * 60, 12 * 60), OpenHours(13 * 60, 16 * 60))
SHORT = (OpenHours(8 * 60, 12 * 60),)
RULES = CalendarRules(JAKARTA, (*(DAY,) * 5, (), ()))
CAUSE = Cause("staff:budi", message_id="perintah@kampus.example")
NUMBERS = count(1)
START = datetime(2026, 3, 2, 2, tzinfo=UTC)


def desk_with(rules: CalendarRules) -> Any:
    own = dict.fromkeys(("contact", "form", "processing", "notification"), Target(60, 600))
    return SimpleNamespace(
        calendar=ServiceCalendar(rules),
        targets=Targets(own, {"akademik": {"form": Target(60, 900)}}),
        catalogue=catalogue.EMPTY,
    )


DESK = desk_with(RULES)


@pytest.fixture
def _database(database_url: str) -> Iterator[None]:
    open_database(database_url)
    schema.migrate()
    with database.atomic() as work:
        clock_journal.set_calendar(DESK.calendar, START)
        yield
        work.rollback()
    close_database()


@dataclass
class Story:
    """A ticket to which anything may happen, as chance wants it."""

    chance: Random
    desk: Any = field(default_factory=lambda: DESK)
    now: datetime = START
    ticket: Ticket = field(default_factory=lambda: new_ticket())  # noqa: PLW0108 - defined below

    def happen(self, times: int) -> None:
        clocks.ticket_created(self.desk, self.ticket, CAUSE, self.now)
        for _ in range(times):
            self.now += timedelta(seconds=self.chance.randrange(1, 90_000))
            getattr(self, self.chance.choice(HAPPENINGS))()

    def mail(self) -> None:
        number = next(NUMBERS)
        email = OutgoingEmail.create(
            kind=self.chance.choice(["acknowledgement", "solution", "reply"]),
            audience="requester",
            ticket=self.ticket,
            message_id=f"{number}@loket.example",
            envelope_from="",
            subject="",
            is_automatic=True,
            state="sent",
            not_before=self.now,
            created_at=self.now,
        )
        clocks.mail_accepted(self.desk, email, self.now)

    def complete(self) -> None:
        self.ticket.is_form_complete = True
        clocks.form_completed(self.desk, self.ticket, CAUSE, self.now)

    def wait(self) -> None:
        clocks.waiting_started(self.desk, self.ticket, CAUSE, self.now)

    def answer(self) -> None:
        clocks.waiting_ended(self.desk, self.ticket, CAUSE, self.now)

    def stumble(self) -> None:
        clocks.paused(self.desk, self.ticket, INTEGRATOR, CAUSE, self.now)

    def rise(self) -> None:
        clocks.resumed(self.desk, self.ticket, INTEGRATOR, CAUSE, self.now)

    def decide(self) -> None:
        clocks.decided(self.desk, self.ticket, CAUSE, self.now)

    def reopen(self) -> None:
        clocks.reopened(self.desk, self.ticket, CAUSE, self.now)

    def refile(self) -> None:
        self.ticket.category = self.chance.choice(["akademik", "lain"])
        clocks.retargeted(self.desk, self.ticket, CAUSE, self.now)

    def set_back(self) -> None:
        self.now -= timedelta(hours=5)


HAPPENINGS = (
    *("mail", "complete", "wait", "answer", "stumble", "rise"),
    *("decide", "reopen", "refile", "set_back"),
)


def new_ticket() -> Ticket:
    number = next(NUMBERS)
    return Ticket.create(
        number=f"PDI-2603-{number:04d}",
        subject="KRS",
        requester=Person.create(name="Siti Contoh", created_at=START),
        requester_address=Address.create(address=f"siti{number}@kampus.example"),
        received_at=START,
        created_at=START,
        updated_at=START,
    )


@pytest.mark.usefixtures("_database")
@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_follows_from_the_journal(seed: int) -> None:
    Story(Random(seed)).happen(40)
    assert list(clock_replay.differences()) == []


@pytest.mark.usefixtures("_database")
@pytest.mark.parametrize(
    ("column", "found"), [("service_seconds", "seconds"), ("target_seconds", "target"), ("ending", "ending")]
)
def test_figure_that_was_changed_is_found(column: str, found: str) -> None:
    story = Story(Random(1))
    clocks.ticket_created(DESK, story.ticket, CAUSE, story.now)
    clocks.abandoned(DESK, story.ticket, CAUSE, story.now + timedelta(hours=1))
    StageRun.update({column: 7}).where(StageRun.stage == "total").execute()
    assert [(one.stage, one.what) for one in clock_replay.differences()] == [("total", found)]


@pytest.mark.usefixtures("_database")
def test_clock_that_was_removed_or_added_is_found() -> None:
    story = Story(Random(1))
    clocks.ticket_created(DESK, story.ticket, CAUSE, story.now)
    StageRun.update(stage="form").where(StageRun.stage == "total").execute()
    assert [(one.stage, one.what) for one in clock_replay.differences()] == [
        ("form", "unknown to the journal"),
        ("total", "missing"),
    ]


@pytest.mark.usefixtures("_database")
def test_pause_that_was_invented_is_found() -> None:
    story = Story(Random(1))
    clocks.ticket_created(DESK, story.ticket, CAUSE, story.now)
    run = StageRun.get(StageRun.stage == "total")
    StagePause.create(stage_run=run, reason="waiting", started_at=story.now, started_by="x", started_cause="x")
    assert [one.what for one in clock_replay.differences()] == ["pauses"]


@pytest.mark.usefixtures("_database")
def test_later_calendar_does_not_change_what_past_times_amount_to() -> None:
    story = Story(Random(3))
    story.happen(20)
    later = desk_with(replace(RULES, week=(*(SHORT,) * 5, (), ())))
    clock_journal.set_calendar(later.calendar, story.now)
    Story(Random(4), later).happen(20)
    assert list(clock_replay.differences()) == []


@pytest.mark.usefixtures("_database")
def test_calendar_is_written_down_once_a_year() -> None:
    calendar = DESK.calendar
    assert not clock_journal.set_calendar(calendar, START + timedelta(days=30))
    assert clock_journal.set_calendar(calendar, START + timedelta(days=365))


@pytest.mark.usefixtures("_database")
def test_written_calendar_counts_as_the_one_it_was_made_from() -> None:
    season = Season(datetime(2027, 2, 8).date(), datetime(2027, 3, 9).date(), (SHORT,) * 7)  # noqa: DTZ001 - a day
    calendar = ServiceCalendar(replace(RULES, seasons=(season,)))
    clock_journal.set_calendar(calendar, START)
    read = clock_journal.calendars()[clock_journal.mark(calendar, START)]
    days = [START + timedelta(hours=7 * number) for number in range(900)]
    assert [read.service_seconds(START, day) for day in days] == [calendar.service_seconds(START, day) for day in days]


@pytest.mark.usefixtures("_database")
def test_moves_are_part_of_the_chain_and_name_their_mail() -> None:
    story = Story(Random(5))
    story.happen(5)
    moves = [event for event in JournalEvent.select() if event.name.startswith("clock.")]
    assert moves[0].message_id == CAUSE.message_id
    assert list(broken_links()) == []


@pytest.mark.usefixtures("_database")
def test_what_was_taken_back_never_happened() -> None:
    story = Story(Random(6))
    clocks.ticket_created(DESK, story.ticket, CAUSE, story.now)
    earlier = images.picture([int(story.ticket.id)])
    first = JournalEvent.newest(JournalEvent.id) + 1
    clocks.decided(DESK, story.ticket, CAUSE, story.now + timedelta(hours=1))
    images.put_back(images.changes(earlier, images.picture([int(story.ticket.id)])), story.now)
    data = {"events": [first, JournalEvent.newest(JournalEvent.id)]}
    record(Entry("ticket.restored", CAUSE, int(story.ticket.id), data), story.now)
    assert list(clock_replay.differences()) == []
