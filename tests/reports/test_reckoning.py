"""Every figure of a report is what an independent recount of the journal says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from recount import DIMENSIONS, STAGES, Recount
from year_of_traffic import JAKARTA, Year

from daemon.desk.timekeeping import clock_replay
from daemon.reports.figures import Headline, Report, StageFigures
from daemon.reports.period import Period, month_of, week_of
from daemon.reports.reckoning import reckon
from daemon.reports.tally import Tally
from models import schema
from models.database import close_database, database, open_database
from models.fields import canonical_json
from models.journal import RawEvent
from models.tickets import Ticket

TICKETS = 600
COUNTED = ("received", "decided", "solved", "rejected", "abandoned", "reopened", "first_contact")
ALSO_COUNTED = ("ratings", "bounced", "quarantined", "backlog")
PERIODS = (
    Period(date(2026, 1, 1), date(2026, 12, 31), JAKARTA),
    *(month_of(date(2026, month, 10), JAKARTA) for month in (1, 3, 5, 8)),
    week_of(date(2026, 8, 26), JAKARTA),
    Period(date(2026, 3, 30), date(2026, 4, 2), JAKARTA),
)


@pytest.fixture(scope="module")
def recount(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recount]:
    """Return the recount of a year that stands in the open database."""
    open_database(f"sqlite:///{tmp_path_factory.mktemp('year') / 'loket.db'}")
    schema.migrate()
    Year(TICKETS).pass_by()
    yield recounted()
    close_database()


def recounted() -> Recount:
    sql = "SELECT id, at, name, ticket_id, message_id, data FROM journal_event ORDER BY id"
    return Recount(database.execute_sql(sql).fetchall())


@pytest.fixture(scope="module", params=PERIODS, ids=lambda period: f"{period.first}_{period.days}")
def report(request: pytest.FixtureRequest, recount: Recount) -> Report:
    return reckon(request.param)


def plain(figures: StageFigures) -> tuple[Any, ...]:
    return (figures.count, figures.median, figures.p90, figures.within, figures.broken)


def check_headline(told: Headline, counted: dict[str, Any]) -> None:
    assert {name: getattr(told, name) for name in (*COUNTED, *ALSO_COUNTED)} == {
        name: counted[name] for name in (*COUNTED, *ALSO_COUNTED)
    }
    assert {stage: plain(told.stages[stage]) for stage in STAGES} == counted["stages"]


def check_report(told: Report, recount: Recount) -> None:
    """Hold every figure of a report against the recount."""
    start, end = told.period.start, told.period.end
    check_headline(told.now, recount.headline(start, end))
    check_headline(told.before, recount.headline(told.period.before.start, start))
    for dimension in DIMENSIONS:
        shown = {
            group.key: (group.decided, {stage: plain(group.stages[stage])[:4] for stage in STAGES})
            for group in told.groups[dimension]
        }
        counted = recount.groups(dimension, start, end)
        assert shown == {
            key: (decided, {stage: figures[:4] for stage, figures in stages.items()})
            for key, (decided, stages) in counted.items()
        }
    assert [day.backlog for day in told.days] == recount.backlog_by_day(told.period.first, told.period.days, JAKARTA)
    assert {name: dict(results) for name, results in told.actions.items()} == recount.actions(start, end)
    for stage in STAGES:
        slow = [(one.seconds, one.target, one.closed_by) for one in told.slowest if one.stage == stage]
        assert slow == recount.slowest(stage, start, end)


def test_every_figure_equals_an_independent_recount(report: Report, recount: Recount) -> None:
    check_report(report, recount)


def test_year_has_what_makes_figures_difficult(recount: Recount) -> None:
    year = reckon(PERIODS[0])
    assert min(year.now.reopened, year.now.abandoned, year.now.first_contact, year.now.bounced, year.now.rejected) > 0
    assert all(year.now.stages[stage].count for stage in STAGES)
    assert recount.taken_back


def test_clocks_of_the_year_follow_from_the_journal(recount: Recount) -> None:
    assert list(clock_replay.differences()) == []


def test_report_of_one_role_counts_its_tickets_alone(recount: Recount) -> None:
    everybody, operators = reckon(PERIODS[0]), reckon(PERIODS[0], {"role": "operator"})
    group = next(group for group in everybody.groups["role"] if group.key == "operator")
    assert (operators.now.decided, {s: plain(operators.now.stages[s])[:4] for s in STAGES}) == (
        group.decided,
        {s: plain(group.stages[s])[:4] for s in STAGES},
    )


def test_report_of_one_role_tells_how_many_it_opened(recount: Recount) -> None:
    roles = {int(row.id): row.requester_role for row in Ticket.select()}
    start, end = PERIODS[0].start.timestamp(), PERIODS[0].end.timestamp()
    opened = [ticket for at, name, ticket, _ in recount.happened if name == "ticket.created" and start <= at < end]
    counted = sum(roles[ticket or 0] == "operator" for ticket in opened)
    assert counted > 0
    assert reckon(PERIODS[0], {"role": "operator"}).now.received == counted


def decision(number: int, faculty: str) -> RawEvent:
    of = {"faculty": faculty}
    data = canonical_json({"mails": 1, "of": of, "round": 1, "status": "solved"})
    return RawEvent(number, PERIODS[0].ticks[0], "clock.decided", number, data)


def test_spellings_of_a_faculty_are_one_group_under_the_usual_one() -> None:
    tally = Tally(PERIODS[0])
    spellings = (
        "SAINS dan teknologi",
        "Sains dan Teknologi",
        "Sains  dan Teknologi ",
        "Sains dan Teknologi",
        "Syariah",
    )
    tally.take([[decision(number, faculty) for number, faculty in enumerate(spellings, 1)]])
    assert [(group.key, group.decided) for group in tally.groups("faculty")] == [
        ("Sains dan Teknologi", 4),
        ("Syariah", 1),
    ]


def test_faculty_is_asked_for_in_any_spelling() -> None:
    tally = Tally(PERIODS[0], {"faculty": "sains DAN  teknologi"})
    tally.take([[decision(1, "Sains dan Teknologi"), decision(2, "Syariah")]])
    assert tally.headline(0).decided == 1


@pytest.mark.parametrize("faculty", ["Seni {rupa}", 'Seni},"role":"dosen', "Seni}, "])
def test_brace_in_a_faculty_is_part_of_its_name(faculty: str) -> None:
    tally = Tally(PERIODS[0])
    tally.take([[decision(1, faculty)]])
    assert [group.key.strip() for group in tally.groups("faculty")] == [faculty.strip()]


def test_both_databases_are_counted_alike(database_url: str) -> None:
    open_database(database_url)
    schema.migrate()
    Year(40, seed=5).pass_by()
    told, counted = reckon(PERIODS[0]), recounted()
    close_database()
    check_headline(told.now, counted.headline(PERIODS[0].start, PERIODS[0].end))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_every_figure_of_a_hundred_thousand_tickets_equals_the_recount(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'loket.db'}")
    schema.migrate()
    Year(100_000).pass_by()
    recount = recounted()
    for period in PERIODS:
        check_report(reckon(period), recount)
    close_database()
