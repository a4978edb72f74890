"""A report is a table, a page, a spreadsheet or JSON, and all of them say the same."""

import csv
import json
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result
from year_of_traffic import JAKARTA

from daemon.cli import build_application
from daemon.reports import charts
from daemon.reports.period import Period, month_of
from daemon.reports.spreadsheet import harmless

Run = Callable[..., Result]


class Page(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, year: Path) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    CliRunner().invoke(
        build_application("report"), ["report", "--config", str(year), "--from", "2026-08-01", "--html", str(path)]
    )
    return path.read_text("utf-8")


def test_json_has_every_figure(report: Run) -> None:
    told = json.loads(report("--json").stdout)
    assert told["period"] == {"first": "2026-08-01", "last": "2026-08-31"}
    assert told["previous"] == {"first": "2026-07-01", "last": "2026-07-31"}
    assert set(told["groups"]) == {"category", "type", "faculty", "staff", "channel", "role"}
    assert told["now"]["stages"]["total"]["median"] > 0


def test_spreadsheet_says_what_the_json_says(report: Run, tmp_path: Path) -> None:
    told = json.loads(report("--json", "--csv", str(tmp_path / "report.csv")).stdout)
    lines = list(csv.DictReader(StringIO((tmp_path / "report.csv").read_text("utf-8-sig"))))
    found = {(line["by"], line["value"], line["stage"], line["measure"]): line["number"] for line in lines}
    assert found["", "", "total", "p90_seconds"] == str(told["now"]["stages"]["total"]["p90"])
    assert found["", "", "", "received"] == str(told["now"]["received"])
    assert sum(measure == "decided" for by, *_, measure in found if by == "category") == len(told["groups"]["category"])


def test_spreadsheet_names_the_mails_that_prove_what_was_slow(report: Run, tmp_path: Path) -> None:
    told = json.loads(report("--json", "--csv", str(tmp_path / "report.csv")).stdout)["slowest"][0]
    lines = list(csv.DictReader(StringIO((tmp_path / "report.csv").read_text("utf-8-sig"))))
    found = next(line for line in lines if (line["by"], line["measure"]) == ("slowest", "closed_by"))
    assert (found["value"], found["stage"], found["number"]) == (told["ticket"], told["stage"], told["closed_by"])


def test_terminal_that_knows_links_leads_to_the_mails(report: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert ";mid:" in report().stdout


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1"])
def test_formula_is_text_in_a_spreadsheet(text: str) -> None:
    assert str(harmless(text)).startswith("'")


@pytest.mark.parametrize("cell", ["Sains dan Teknologi", 3, 0.5])
def test_harmless_cell_stays_as_it_is(cell: object) -> None:
    assert harmless(cell) == cell


def test_table_is_for_the_terminal(report: Run) -> None:
    assert "Waktu layanan menurut SOP" in report().stdout


def test_report_is_also_in_english(report: Run) -> None:
    assert "Service times of the SOP" in report("--language", "en").stdout


def test_page_needs_nothing_from_elsewhere(page: str) -> None:
    tags = Page(page).tags
    sources = [value for _, attributes in tags for name, value in attributes.items() if name in {"src", "srcset"}]
    assert not [source for source in sources if not (source or "").startswith("data:")]
    assert not {tag for tag, _ in tags} & {"script", "link", "iframe", "object", "form"}
    assert "url(" not in page
    assert "@import" not in page


def test_every_picture_of_the_page_has_words(page: str) -> None:
    pictures = [attributes for tag, attributes in Page(page).tags if tag == "img"]
    assert len(pictures) == 4
    assert all(len(one["alt"] or "") > 20 for one in pictures)


def test_slow_stages_lead_to_the_mails_that_prove_them(page: str) -> None:
    links = [attributes["href"] or "" for tag, attributes in Page(page).tags if tag == "a"]
    assert [link for link in links if link.startswith("mid:") and "@kampus.example" in link]


def test_page_prints_on_a4(page: str) -> None:
    assert "@page { size: A4" in page


def test_report_without_matplotlib_is_tables_only(report: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "are_possible", lambda: False)
    told = report("--html", str(tmp_path / "report.html"))
    assert "<img" not in (tmp_path / "report.html").read_text("utf-8")
    assert "loket[charts]" in told.output


def test_sop_sheet_has_the_targets_and_the_hours_that_clocks_go_by(report: Run) -> None:
    told = report("--sop").stdout
    assert "08.00\u201312.00, 13.00\u201316.00" in told
    assert "85" in told  # 5 + 10 + 60 + 10


@pytest.mark.parametrize(("language", "name"), [("id", "Hari Kemerdekaan"), ("en", "Independence Day")])
def test_sop_sheet_names_the_holidays(report: Run, language: str, name: str) -> None:
    assert name in report("--sop", "--language", language).stdout


@pytest.mark.parametrize(
    ("options", "word"),
    [(("--to", "2026-07-01"), "after"), (("--to", "besok"), "no day"), (("--only", "nama=Siti"), "known are")],
)
def test_wrong_option_is_explained(report: Run, options: tuple[str, ...], word: str) -> None:
    with pytest.raises(Exception, match=word):
        report(*options)


def test_one_role_can_be_looked_at_alone(report: Run) -> None:
    told: dict[str, Any] = json.loads(report("--json", "--only", "role=operator").stdout)
    assert told["only"] == {"role": "operator"}
    assert "role" not in told["groups"]


def test_month_is_compared_with_the_month_before() -> None:
    assert month_of(date(2026, 3, 15), JAKARTA).before == month_of(date(2026, 2, 1), JAKARTA)


def test_days_are_compared_with_as_many_days_before() -> None:
    week = Period(date(2026, 3, 2), date(2026, 3, 8), JAKARTA)
    assert week.before == Period(date(2026, 2, 23), date(2026, 3, 1), JAKARTA)
