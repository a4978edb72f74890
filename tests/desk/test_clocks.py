"""Each stage clock starts and stops with the mail or command that the SOP names, and says so."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from daemon.desk.complaint_types import catalogue
from daemon.desk.journal import Cause
from daemon.desk.timekeeping import clocks, stage_times
from daemon.desk.timekeeping.clock_face import INTEGRATOR, described, faculties_of
from daemon.desk.timekeeping.service_calendar import CalendarRules, OpenHours, ServiceCalendar
from daemon.desk.timekeeping.stage_times import StageRow
from daemon.desk.timekeeping.targets import STAGES, Target, Targets
from models import schema
from models.clocks import StageRun
from models.database import close_database, database, open_database
from models.outgoing import OutgoingEmail
from models.people import Address, Person
from models.tickets import Ticket, TicketField

JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = (OpenHours(8 * 60, 12 * 60), OpenHours(13 * 60, 16 * 60))
TARGETS = Targets(
    {
        "contact": Target(120, 300),
        "form": Target(300, 600),
        "processing": Target(300, 3600),
        "notification": Target(300, 600),
    },
    {"data-dosen": {"processing": Target(600, 7200)}},
)
DESK = SimpleNamespace(
    calendar=ServiceCalendar(CalendarRules(JAKARTA, (DAY,) * 7, country="")), targets=TARGETS, catalogue=catalogue.EMPTY
)
REQUESTER = Cause("address:1", message_id="keluhan@kampus.example")
STAFF = Cause("staff:budi", message_id="perintah@kampus.example", command="selesai")
NUMBERS = count(1)


@pytest.fixture
def _database(database_url: str) -> Iterator[None]:
    open_database(database_url)
    schema.migrate()
    yield
    close_database()


@pytest.fixture
def ticket(_database: None) -> Iterator[Ticket]:
    with database.atomic() as work:
        yield _ticket()
        work.rollback()


def _ticket() -> Ticket:
    at, number = clock("09:00"), next(NUMBERS)
    person = Person.create(name="Siti Contoh", created_at=at)
    return Ticket.create(
        number=f"PDI-2611-{number:04d}",
        subject="KRS",
        requester=person,
        requester_address=Address.create(address=f"siti{number}@kampus.example"),
        received_at=at,
        created_at=at,
        updated_at=at,
    )


def clock(time: str, day: int = 23) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day} {time}").replace(tzinfo=JAKARTA)


def mail(ticket: Ticket, kind: str, audience: str = "requester", state: str = "sent") -> OutgoingEmail:
    return OutgoingEmail.create(
        kind=kind,
        audience=audience,
        ticket=ticket,
        message_id=f"{next(NUMBERS)}.{kind}@loket.example",
        envelope_from="",
        subject="",
        is_automatic=True,
        state=state,
        not_before=clock("09:00"),
        created_at=clock("09:00"),
    )


def contacted(ticket: Ticket, time: str = "09:02") -> OutgoingEmail:
    """Open the ticket's clocks at 09:00 and have the acknowledgement accepted."""
    clocks.ticket_created(DESK, ticket, REQUESTER, clock("09:01"))
    acknowledgement = mail(ticket, "acknowledgement")
    clocks.mail_accepted(DESK, acknowledgement, clock(time))
    return acknowledgement


def completed(ticket: Ticket, time: str = "09:10") -> None:
    contacted(ticket)
    ticket.is_form_complete = True
    ticket.save()
    clocks.form_completed(DESK, ticket, REQUESTER, clock(time))


def decided(ticket: Ticket, time: str = "09:30") -> None:
    completed(ticket)
    change(ticket, "solved")
    clocks.decided(DESK, ticket, STAFF, clock(time))


def change(ticket: Ticket, status: str) -> None:
    ticket.status = status
    ticket.save()


def rows(ticket: Ticket, stage: str, now: str = "15:00") -> list[StageRow]:
    return [row for row in stage_times.rows(DESK, ticket, clock(now)) if row.name == stage]


def only(ticket: Ticket, stage: str, now: str = "15:00") -> StageRow:
    (row,) = rows(ticket, stage, now)
    return row


def told(row: StageRow) -> tuple[datetime | None, datetime | None, int | None, int, int | None]:
    return row.opened_at, row.closed_at, row.seconds, row.target_seconds, row.paused_seconds


def test_contact_runs_from_receipt_to_the_accepted_acknowledgement(ticket: Ticket) -> None:
    contacted(ticket, "09:02")
    assert told(only(ticket, "contact")) == (clock("09:00"), clock("09:02"), 120, 300, 0)


def test_contact_names_the_mails_that_opened_and_closed_it(ticket: Ticket) -> None:
    accepted = contacted(ticket)
    run = StageRun.get(StageRun.stage == "contact")
    assert (run.opened_by, run.opened_cause) == ("address:1", "keluhan@kampus.example")
    assert (run.closed_by, run.closed_cause) == ("loket", accepted.message_id)


def test_first_mail_makes_the_contact_when_no_acknowledgement_may_be_sent(ticket: Ticket) -> None:
    clocks.ticket_created(DESK, ticket, REQUESTER, clock("09:00"))
    clocks.mail_accepted(DESK, mail(ticket, "taken"), clock("09:20"))
    assert only(ticket, "contact").closed_at == clock("09:20")


def test_another_mail_makes_no_contact_while_the_acknowledgement_is_on_its_way(ticket: Ticket) -> None:
    clocks.ticket_created(DESK, ticket, REQUESTER, clock("09:00"))
    mail(ticket, "acknowledgement", state="pending")
    clocks.mail_accepted(DESK, mail(ticket, "taken"), clock("09:20"))
    assert only(ticket, "contact").closed_at is None


@pytest.mark.parametrize("is_valid", [True, False])
def test_faculty_is_the_same_whether_read_for_one_ticket_or_for_many(ticket: Ticket, *, is_valid: bool) -> None:
    for row in (ticket, _ticket()):
        field = {"name": "fakultas", "value": row.number, "source": "mail 1", "changed_at": clock("09:00")}
        TicketField.create(ticket=row, is_valid=is_valid, **field)
    assert described(ticket, faculties_of({int(ticket.id)})) == described(ticket)


def test_mail_to_staff_makes_no_contact(ticket: Ticket) -> None:
    clocks.ticket_created(DESK, ticket, REQUESTER, clock("09:00"))
    clocks.mail_accepted(DESK, mail(ticket, "notification", audience="staff"), clock("09:01"))
    assert only(ticket, "contact").closed_at is None


def test_complaint_dated_in_the_future_starts_now(ticket: Ticket) -> None:
    ticket.received_at = clock("15:00")
    clocks.ticket_created(DESK, ticket, REQUESTER, clock("09:00"))
    assert only(ticket, "contact").opened_at == clock("09:00")


def test_form_runs_from_the_acknowledgement_to_the_complete_form(ticket: Ticket) -> None:
    completed(ticket, "09:10")
    assert told(only(ticket, "form")) == (clock("09:02"), clock("09:10"), 480, 600, 0)


def test_form_that_was_complete_before_the_acknowledgement_took_no_time(ticket: Ticket) -> None:
    ticket.is_form_complete = True
    ticket.save()
    contacted(ticket, "09:02")
    assert told(only(ticket, "form")) == (clock("09:02"), clock("09:02"), 0, 600, 0)


def test_processing_starts_with_the_complete_form_though_the_acknowledgement_is_late(ticket: Ticket) -> None:
    clocks.ticket_created(DESK, ticket, REQUESTER, clock("09:00"))
    clocks.form_completed(DESK, ticket, REQUESTER, clock("09:00"))
    assert only(ticket, "processing").opened_at == clock("09:00")


def test_form_completed_twice_starts_processing_once(ticket: Ticket) -> None:
    completed(ticket, "09:10")
    clocks.form_completed(DESK, ticket, REQUESTER, clock("09:40"))
    assert only(ticket, "processing").opened_at == clock("09:10")


def test_processing_leaves_out_the_break_and_the_wait(ticket: Ticket) -> None:
    completed(ticket, "11:50")
    clocks.waiting_started(DESK, ticket, STAFF, clock("13:10"))
    clocks.waiting_ended(DESK, ticket, REQUESTER, clock("14:00"))
    clocks.decided(DESK, ticket, STAFF, clock("14:05"))
    assert (only(ticket, "processing").seconds, only(ticket, "processing").paused_seconds) == (25 * 60, 50 * 60)


def test_calendar_time_is_kept_beside_service_time(ticket: Ticket) -> None:
    completed(ticket, "11:50")
    clocks.decided(DESK, ticket, STAFF, clock("13:10"))
    assert StageRun.get(StageRun.stage == "processing").calendar_seconds == 80 * 60


def test_total_stands_still_together_with_processing(ticket: Ticket) -> None:
    completed(ticket, "09:10")
    clocks.waiting_started(DESK, ticket, STAFF, clock("09:15"))
    clocks.waiting_ended(DESK, ticket, REQUESTER, clock("09:45"))
    assert only(ticket, "total", now="10:00").seconds == 30 * 60


def test_form_goes_on_while_the_requester_is_asked(ticket: Ticket) -> None:
    contacted(ticket, "09:02")
    clocks.waiting_started(DESK, ticket, STAFF, clock("09:05"))
    assert only(ticket, "form", now="09:32").seconds == 30 * 60


def test_asking_twice_is_one_pause(ticket: Ticket) -> None:
    completed(ticket, "09:10")
    clocks.waiting_started(DESK, ticket, STAFF, clock("09:20"))
    clocks.waiting_started(DESK, ticket, STAFF, clock("09:30"))
    assert only(ticket, "processing", now="10:00").paused_seconds == 40 * 60


def test_form_completed_while_waiting_does_not_start_a_running_clock(ticket: Ticket) -> None:
    change(ticket, "waiting")
    completed(ticket, "09:10")
    assert only(ticket, "processing", now="10:00").seconds == 0


def test_answer_that_ended_the_wait_is_seen_though_the_callers_row_is_old(ticket: Ticket) -> None:
    change(ticket, "waiting")
    Ticket.update(status="new").where(Ticket.id == ticket.id).execute()
    clocks.form_completed(DESK, ticket, REQUESTER, clock("09:10"))
    assert only(ticket, "processing", now="10:00").seconds == 50 * 60


def test_decision_ends_the_wait(ticket: Ticket) -> None:
    completed(ticket, "09:10")
    clocks.waiting_started(DESK, ticket, STAFF, clock("09:20"))
    clocks.decided(DESK, ticket, STAFF, clock("09:50"))
    assert only(ticket, "total", now="10:00").paused_seconds == 30 * 60


def test_decision_without_a_complete_form_ends_the_form_and_leaves_processing_unmeasured(ticket: Ticket) -> None:
    contacted(ticket)
    clocks.decided(DESK, ticket, STAFF, clock("09:30"))
    assert only(ticket, "form").closed_at == clock("09:30")
    assert only(ticket, "processing").seconds is None


def test_notification_and_total_end_with_the_accepted_solution(ticket: Ticket) -> None:
    decided(ticket, "09:30")
    clocks.mail_accepted(DESK, mail(ticket, "solution"), clock("09:34"))
    assert told(only(ticket, "notification")) == (clock("09:30"), clock("09:34"), 240, 600, 0)
    assert told(only(ticket, "total")) == (clock("09:00"), clock("09:34"), 2040, 5100, 0)


def test_other_mail_does_not_end_the_notification(ticket: Ticket) -> None:
    decided(ticket)
    clocks.mail_accepted(DESK, mail(ticket, "reply"), clock("09:34"))
    assert only(ticket, "notification").closed_at is None


def test_solution_before_any_contact_makes_it_and_opens_no_form(ticket: Ticket) -> None:
    clocks.ticket_created(DESK, ticket, REQUESTER, clock("09:00"))
    change(ticket, "solved")
    clocks.decided(DESK, ticket, STAFF, clock("09:10"))
    clocks.mail_accepted(DESK, mail(ticket, "solution"), clock("09:12"))
    assert only(ticket, "contact").closed_at == clock("09:12")
    assert only(ticket, "form").opened_at is None


def test_reopening_starts_a_second_run_and_keeps_the_first(ticket: Ticket) -> None:
    decided(ticket, "09:30")
    change(ticket, "in_progress")
    clocks.reopened(DESK, ticket, REQUESTER, clock("10:00"))
    first, second = rows(ticket, "processing", now="10:05")
    assert (first.seconds, second.seconds) == (20 * 60, 5 * 60)


def test_second_decision_is_notified_in_its_own_run(ticket: Ticket) -> None:
    decided(ticket, "09:30")
    clocks.reopened(DESK, ticket, REQUESTER, clock("10:00"))
    clocks.decided(DESK, ticket, STAFF, clock("10:10"))
    clocks.mail_accepted(DESK, mail(ticket, "solution"), clock("10:11"))
    assert [row.seconds for row in rows(ticket, "notification")] == [30 * 60, 60]


def test_ticket_reopened_without_a_complete_form_asks_for_it_again(ticket: Ticket) -> None:
    contacted(ticket)
    clocks.decided(DESK, ticket, STAFF, clock("09:30"))
    clocks.reopened(DESK, ticket, REQUESTER, clock("10:00"))
    assert [row.opened_at for row in rows(ticket, "form")] == [clock("09:02"), clock("10:00")]


def test_late_contact_does_not_open_a_form_beside_the_reopened_one(ticket: Ticket) -> None:
    clocks.ticket_created(DESK, ticket, REQUESTER, clock("09:00"))
    clocks.decided(DESK, ticket, STAFF, clock("09:10"))
    clocks.reopened(DESK, ticket, REQUESTER, clock("09:20"))
    clocks.mail_accepted(DESK, mail(ticket, "taken"), clock("09:30"))
    assert only(ticket, "form").opened_at == clock("09:20")


def test_cancelled_ticket_waits_only_for_its_first_mail(ticket: Ticket) -> None:
    clocks.ticket_created(DESK, ticket, REQUESTER, clock("09:00"))
    change(ticket, "cancelled")
    clocks.abandoned(DESK, ticket, REQUESTER, clock("09:30"))
    assert only(ticket, "total").closed_at == clock("09:30")
    assert only(ticket, "contact").closed_at is None


def test_closed_ticket_has_no_running_clock(ticket: Ticket) -> None:
    completed(ticket)
    change(ticket, "closed")
    clocks.closed(DESK, ticket, STAFF, clock("10:00"))
    assert not StageRun.select().where(StageRun.closed_at.is_null()).exists()


def test_walk_in_is_not_measured_rather_than_instant(ticket: Ticket) -> None:
    ticket.channel = "langsung"
    clocks.ticket_created(DESK, ticket, STAFF, clock("09:00"))
    clocks.form_completed(DESK, ticket, STAFF, clock("09:00"))
    measured = {row.name: row.seconds for row in stage_times.rows(DESK, ticket, clock("09:05"))}
    assert measured == {"contact": None, "form": None, "processing": 300, "notification": None, "total": None}


def test_reopened_walk_in_stays_unmeasured_until_its_form_is_complete(ticket: Ticket) -> None:
    ticket.channel = "langsung"
    clocks.reopened(DESK, ticket, STAFF, clock("09:00"))
    assert not StageRun.select().exists()


def test_night_between_two_days_is_no_service_time(ticket: Ticket) -> None:
    completed(ticket, "15:50")
    clocks.decided(DESK, ticket, STAFF, clock("08:10", day=24))
    assert only(ticket, "processing").seconds == 20 * 60


def test_category_has_its_own_target(ticket: Ticket) -> None:
    ticket.category = "data-dosen"
    completed(ticket)
    assert only(ticket, "processing").target_seconds == 7200


def test_running_clocks_take_the_targets_of_a_new_category(ticket: Ticket) -> None:
    completed(ticket)
    ticket.category = "data-dosen"
    clocks.retargeted(DESK, ticket, STAFF, clock("10:00"))
    assert (only(ticket, "processing").target_seconds, only(ticket, "total").target_seconds) == (7200, 8700)


def test_ended_clocks_keep_the_targets_they_ran_under(ticket: Ticket) -> None:
    decided(ticket)
    ticket.category = "data-dosen"
    clocks.retargeted(DESK, ticket, STAFF, clock("10:00"))
    assert only(ticket, "processing").target_seconds == 3600


def test_people_see_the_newest_run_in_minutes(ticket: Ticket) -> None:
    contacted(ticket, "09:02")
    shown = {fact.name: fact for fact in stage_times.facts(DESK, ticket, clock("09:05"))}
    assert (shown["contact"].service_minutes, shown["contact"].is_closed) == (2.0, True)
    assert (shown["form"].service_minutes, shown["form"].is_closed) == (3.0, False)
    assert shown["notification"].service_minutes is None


def test_stages_stand_in_the_order_of_the_sop(ticket: Ticket) -> None:
    assert tuple(fact.name for fact in stage_times.facts(DESK, ticket, clock("09:05"))) == STAGES


def test_clock_set_back_gives_no_negative_time(ticket: Ticket) -> None:
    completed(ticket, "09:10")
    clocks.decided(DESK, ticket, STAFF, clock("08:30"))
    assert only(ticket, "processing").seconds == 0


def test_integrator_that_is_down_stops_processing_and_total(ticket: Ticket) -> None:
    completed(ticket, "09:10")
    clocks.paused(DESK, ticket, INTEGRATOR, STAFF, clock("09:20"))
    clocks.resumed(DESK, ticket, INTEGRATOR, STAFF, clock("10:20"))
    assert [only(ticket, stage, now="10:30").paused_seconds for stage in ("processing", "total")] == [3600, 3600]


def test_two_reasons_at_a_time_are_one_standstill(ticket: Ticket) -> None:
    completed(ticket, "09:10")
    clocks.waiting_started(DESK, ticket, STAFF, clock("09:20"))
    clocks.paused(DESK, ticket, INTEGRATOR, STAFF, clock("09:40"))
    clocks.waiting_ended(DESK, ticket, REQUESTER, clock("10:00"))
    clocks.resumed(DESK, ticket, INTEGRATOR, STAFF, clock("10:20"))
    assert only(ticket, "processing", now="10:30").paused_seconds == 3600


def test_each_pause_tells_its_reason_and_who_ended_it(ticket: Ticket) -> None:
    completed(ticket, "09:10")
    clocks.waiting_started(DESK, ticket, STAFF, clock("09:20"))
    clocks.waiting_ended(DESK, ticket, REQUESTER, clock("10:00"))
    (pause,) = only(ticket, "processing").pauses
    assert (pause.reason, pause.started_by, pause.ended_by) == (
        "waiting",
        "perintah@kampus.example",
        "keluhan@kampus.example",
    )


def test_time_on_the_wall_is_service_and_pause_and_closed_hours(ticket: Ticket) -> None:
    completed(ticket, "11:30")
    clocks.waiting_started(DESK, ticket, STAFF, clock("11:40"))
    clocks.waiting_ended(DESK, ticket, REQUESTER, clock("13:10"))
    clocks.decided(DESK, ticket, STAFF, clock("13:30"))
    row = only(ticket, "processing")
    assert (row.seconds, row.paused_seconds, row.outside_seconds) == (30 * 60, 30 * 60, 60 * 60)


def test_share_of_a_target_is_reached_after_the_break(ticket: Ticket) -> None:
    ticket.received_at = clock("11:58")
    clocks.ticket_created(DESK, ticket, REQUESTER, clock("11:58"))
    run = StageRun.get(StageRun.stage == "contact")
    assert stage_times.reached_at(DESK, run) == clock("13:03")
    assert stage_times.reached_at(DESK, run, 0.4) == clock("12:00")


def test_share_of_a_target_waits_for_the_end_of_the_pause(ticket: Ticket) -> None:
    completed(ticket, "09:00")
    clocks.waiting_started(DESK, ticket, STAFF, clock("09:10"))
    run = StageRun.get(StageRun.stage == "processing")
    assert stage_times.reached_at(DESK, run, 0.5) is None
    clocks.waiting_ended(DESK, ticket, REQUESTER, clock("10:10"))
    assert stage_times.reached_at(DESK, run, 0.5) == clock("10:30")


def test_share_that_was_reached_before_the_pause_stays_reached(ticket: Ticket) -> None:
    completed(ticket, "09:00")
    clocks.waiting_started(DESK, ticket, STAFF, clock("09:40"))
    assert stage_times.reached_at(DESK, StageRun.get(StageRun.stage == "processing"), 0.5) == clock("09:30")


def test_stage_that_ended_in_time_never_reached_its_target(ticket: Ticket) -> None:
    decided(ticket, "09:30")
    assert stage_times.reached_at(DESK, StageRun.get(StageRun.stage == "processing")) is None


def test_what_is_left_goes_below_nothing(ticket: Ticket) -> None:
    completed(ticket, "09:00")
    run = StageRun.get(StageRun.stage == "processing")
    assert [stage_times.remaining(DESK, run, clock(time)) for time in ("09:45", "10:15")] == [900, -900]


def test_stage_that_something_else_ended_is_broken(ticket: Ticket) -> None:
    contacted(ticket)
    change(ticket, "cancelled")
    clocks.abandoned(DESK, ticket, REQUESTER, clock("09:30"))
    assert [only(ticket, stage).ending for stage in ("contact", "form", "total")] == ["reached", "broken", "broken"]


def test_stated_times_measure_a_walk_in(ticket: Ticket) -> None:
    ticket.channel, ticket.is_form_complete = "langsung", True
    clocks.walked_in(DESK, ticket, clocks.Stated(clock("09:10"), clock("09:20")), STAFF, clock("09:25"))
    measured = {row.name: (row.seconds, row.ending) for row in stage_times.rows(DESK, ticket, clock("09:25"))}
    assert (measured["contact"], measured["form"]) == ((0, "reached"), (600, "reached"))
    assert (measured["processing"], measured["total"]) == ((300, ""), (900, ""))


def test_walk_in_without_stated_times_is_not_measured(ticket: Ticket) -> None:
    ticket.channel = "langsung"
    clocks.walked_in(DESK, ticket, clocks.NOTHING_STATED, STAFF, clock("09:25"))
    assert not StageRun.select().exists()


def test_measured_walk_in_stays_measured_when_it_is_reopened(ticket: Ticket) -> None:
    ticket.channel, ticket.is_form_complete = "langsung", True
    clocks.walked_in(DESK, ticket, clocks.Stated(clock("09:10"), clock("09:20")), STAFF, clock("09:25"))
    clocks.decided(DESK, ticket, STAFF, clock("09:30"))
    clocks.reopened(DESK, ticket, STAFF, clock("10:00"))
    assert rows(ticket, "total")[-1].opened_at == clock("10:00")


def test_ticket_that_was_split_off_begins_with_the_split_and_makes_no_contact_again(ticket: Ticket) -> None:
    clocks.split_off(DESK, ticket, STAFF, clock("10:00"))
    opened = {row.name: row.opened_at for row in stage_times.rows(DESK, ticket, clock("10:05"))}
    assert (opened["contact"], opened["form"], opened["total"]) == (None, clock("10:00"), clock("10:00"))
