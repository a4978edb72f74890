"""Service time runs while the counter is open and at no other time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.desk.timekeeping.service_calendar import (
    CalendarRules,
    OpenHours,
    Season,
    ServiceCalendar,
    UnknownHolidays,
    Week,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
BERLIN = ZoneInfo("Europe/Berlin")
MORNING, AFTERNOON = OpenHours(8 * 60, 12 * 60), OpenHours(13 * 60, 16 * 60)
WEEKDAY, FRIDAY = (MORNING, AFTERNOON), (OpenHours(8 * 60, 11 * 60 + 30), AFTERNOON)
OFFICE = (WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, FRIDAY, (), ())
ALWAYS = ((OpenHours(0, 1440),),) * 7
RULES = CalendarRules(JAKARTA, OFFICE)
CALENDAR = ServiceCalendar(RULES)


def jakarta(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def always_open(zone: ZoneInfo, hours: OpenHours) -> ServiceCalendar:
    return ServiceCalendar(CalendarRules(zone, ((hours,),) * 7, country=""))


def test_break_does_not_count_towards_a_target() -> None:
    assert CALENDAR.add(jakarta("2026-11-23 11:58"), 5 * 60) == jakarta("2026-11-23 13:03")


def test_time_that_ends_with_the_morning_is_due_at_its_end() -> None:
    assert CALENDAR.add(jakarta("2026-11-23 11:58"), 120) == jakarta("2026-11-23 12:00")


def test_friday_prayer_is_not_service_time() -> None:
    assert CALENDAR.service_seconds(jakarta("2026-11-20 11:00"), jakarta("2026-11-20 13:30")) == 3600


def test_weekend_is_skipped() -> None:
    assert CALENDAR.add(jakarta("2026-11-20 15:50"), 1200) == jakarta("2026-11-23 08:10")


def test_mail_in_the_night_starts_its_clock_in_the_morning() -> None:
    assert CALENDAR.add(jakarta("2026-11-23 22:17"), 300) == jakarta("2026-11-24 08:05")


def test_public_holiday_is_closed() -> None:
    assert not CALENDAR.is_open(jakarta("2026-08-17 09:00"))


def test_collective_leave_is_closed() -> None:
    assert not CALENDAR.is_open(jakarta("2026-12-24 09:00"))


def test_country_without_holidays_is_open_on_them() -> None:
    assert ServiceCalendar(replace(RULES, country="")).is_open(jakarta("2026-08-17 09:00"))


def test_closing_day_of_the_campus_is_closed() -> None:
    closed = ServiceCalendar(replace(RULES, closing_days=frozenset({date(2026, 11, 24)})))
    assert closed.add(jakarta("2026-11-23 15:59"), 120) == jakarta("2026-11-25 08:01")


def test_holiday_may_be_a_day_of_service() -> None:
    opened = ServiceCalendar(replace(RULES, open_days=frozenset({date(2026, 8, 17)})))
    assert opened.is_open(jakarta("2026-08-17 09:00"))
    assert not opened.is_open(jakarta("2026-08-25 09:00"))


def test_holiday_has_its_name_in_both_languages() -> None:
    names = [CALENDAR.holiday_names(2026, language)[date(2026, 8, 17)] for language in ("id", "en")]
    assert names == ["Hari Kemerdekaan Republik Indonesia", "Independence Day"]


def test_ten_years_are_reckoned_without_going_through_their_days(monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = ServiceCalendar(RULES)
    calendar.add(jakarta("2017-01-02 09:00"), 18_000 * 3600)  # lays the years out
    looked_at = 0

    def week_on(_self: ServiceCalendar, _day: date) -> Week:
        nonlocal looked_at
        looked_at += 1
        return OFFICE

    monkeypatch.setattr(ServiceCalendar, "week_on", week_on)
    for second in range(1000):
        start = jakarta("2017-01-02 09:00") + timedelta(seconds=second)
        calendar.add(start, calendar.service_seconds(start, jakarta("2026-12-30 16:00")))
    assert looked_at == 0


def test_ramadan_has_its_own_hours_up_to_its_last_day() -> None:
    short = ((OpenHours(8 * 60, 15 * 60),),) * 5 + ((), ())
    calendar = ServiceCalendar(replace(RULES, seasons=(Season(date(2026, 2, 18), date(2026, 3, 17), short),)))
    assert calendar.is_open(jakarta("2026-03-17 12:30"))
    assert not calendar.is_open(jakarta("2026-03-17 15:30"))
    assert calendar.is_open(jakarta("2026-04-01 15:30"))


def test_opening_is_open_and_closing_is_closed() -> None:
    assert CALENDAR.is_open(jakarta("2026-11-23 08:00"))
    assert not CALENDAR.is_open(jakarta("2026-11-23 16:00"))


def test_day_of_spring_has_twenty_three_hours() -> None:
    calendar = always_open(BERLIN, OpenHours(0, 1440))
    assert calendar.service_seconds(berlin("2026-03-29 00:00"), berlin("2026-03-30 00:00")) == 23 * 3600


def test_day_of_autumn_has_twenty_five_hours() -> None:
    calendar = always_open(BERLIN, OpenHours(0, 1440))
    assert calendar.service_seconds(berlin("2026-10-25 00:00"), berlin("2026-10-26 00:00")) == 25 * 3600


def test_hours_that_a_clock_change_swallows_do_not_count() -> None:
    calendar = always_open(BERLIN, OpenHours(2 * 60, 3 * 60))
    assert calendar.service_seconds(berlin("2026-03-29 00:00"), berlin("2026-03-30 00:00")) == 0


def test_hours_across_a_swallowed_hour_do_not_overlap() -> None:
    hours = (OpenHours(2 * 60 + 15, 2 * 60 + 45), OpenHours(3 * 60, 4 * 60))
    calendar = ServiceCalendar(CalendarRules(BERLIN, (hours,) * 7, country=""))
    assert calendar.service_seconds(berlin("2026-03-29 00:00"), berlin("2026-03-30 00:00")) == 3600


def test_office_keeps_its_local_hours_after_the_clocks_change() -> None:
    calendar = ServiceCalendar(CalendarRules(BERLIN, OFFICE, country=""))
    assert calendar.add(berlin("2026-03-27 15:59"), 120) == datetime(2026, 3, 30, 6, 1, tzinfo=UTC)


def test_leap_day_is_a_day() -> None:
    calendar = always_open(JAKARTA, OpenHours(0, 1440))
    assert calendar.service_seconds(jakarta("2028-02-01 00:00"), jakarta("2028-03-01 00:00")) == 29 * 86400


def test_service_goes_on_over_midnight() -> None:
    night = ServiceCalendar(CalendarRules(JAKARTA, ((OpenHours(0, 120), OpenHours(1320, 1440)),) * 7, country=""))
    assert night.service_seconds(jakarta("2026-11-23 23:30"), jakarta("2026-11-24 00:30")) == 3600


def test_new_year_in_local_time_counts_though_it_is_still_the_old_year_in_utc() -> None:
    calendar = always_open(JAKARTA, OpenHours(0, 60))
    assert calendar.service_seconds(jakarta("2026-12-31 23:00"), jakarta("2027-01-01 00:30")) == 1800


def test_end_before_the_start_is_no_time() -> None:
    assert CALENDAR.service_seconds(jakarta("2026-11-23 10:00"), jakarta("2026-11-23 09:00")) == 0


def test_nothing_to_add_stays_where_it_is_even_when_closed() -> None:
    assert CALENDAR.add(jakarta("2026-11-22 03:00"), 0) == jakarta("2026-11-22 03:00")


def test_naive_moment_is_refused() -> None:
    with pytest.raises(TypeError):
        CALENDAR.is_open(datetime(2026, 11, 23, 9))  # noqa: DTZ001 -- the mistake under test


def test_counter_that_never_opens_is_reported() -> None:
    with pytest.raises(ValueError, match="never open"):
        ServiceCalendar(CalendarRules(JAKARTA, ((),) * 7, country="")).add(jakarta("2026-11-23 09:00"), 1)


def test_unknown_country_is_refused_at_once() -> None:
    with pytest.raises(UnknownHolidays, match="of 'XX'; install a newer"):
        ServiceCalendar(replace(RULES, country="XX"))


def test_holidays_of_a_year_that_nobody_knows_are_said_to_be_unknown() -> None:
    with pytest.raises(UnknownHolidays, match="in 2101; install a newer"):
        CALENDAR.holiday_names(2101)


def test_year_without_known_holidays_keeps_its_hours_and_closing_days() -> None:
    closed = replace(RULES, closing_days=frozenset({date(2101, 1, 3)}))
    assert ServiceCalendar(closed).days_off(2101) == {date(2101, 1, 3)}


@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_absurd_clock_does_not_stop_the_calendar(year: int) -> None:
    calendar = ServiceCalendar(replace(RULES, country=""))
    assert calendar.service_seconds(datetime(year, 6, 1, tzinfo=UTC), jakarta("2026-11-23 09:00")) >= 0


def test_earlier_question_after_a_later_one_gets_the_same_answer() -> None:
    calendar = ServiceCalendar(RULES)
    calendar.is_open(jakarta("2026-11-23 09:00"))
    assert calendar.service_seconds(jakarta("2019-06-01 00:00"), jakarta("2026-11-23 09:00")) == ServiceCalendar(
        RULES
    ).service_seconds(jakarta("2019-06-01 00:00"), jakarta("2026-11-23 09:00"))


@given(
    start=st.integers(0, 25 * 366 * 86400).map(
        lambda count: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=count)
    ),
    seconds=st.integers(1, 2_000_000),
)
@settings(max_examples=200, deadline=None)
def test_added_time_is_the_time_counted(start: datetime, seconds: int) -> None:
    end = CALENDAR.add(start, seconds)
    assert CALENDAR.service_seconds(start, end) == seconds
    assert CALENDAR.service_seconds(start, end - timedelta(microseconds=1)) < seconds


@given(minutes=st.lists(st.integers(0, 60 * 24 * 400), min_size=3, max_size=3))
@settings(max_examples=200, deadline=None)
def test_parts_of_a_time_add_up_to_the_whole(minutes: list[int]) -> None:
    first, middle, last = (berlin("2026-01-01 00:00") + timedelta(minutes=count) for count in sorted(minutes))
    parts = CALENDAR.service_seconds(first, middle) + CALENDAR.service_seconds(middle, last)
    assert parts == CALENDAR.service_seconds(first, last)
