"""A report can be read by everybody: axe-core finds nothing wrong with the page and the mail, in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from browser import print_page, violations
from report_pictures import mail_of, page_of_year

pytestmark = pytest.mark.soak

GUIDELINES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")  # a mail has no landmarks: its reader's program has
MOST_PAGES = 12  # of a month on A4


def told(found: list[dict[str, Any]]) -> list[str]:
    return [f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:120]})" for one in found]


@pytest.mark.parametrize("language", ["id", "en"])
def test_page_has_nothing_wrong(year: Path, language: str) -> None:
    found, passed = violations(page_of_year(year, language))
    assert told(found) == []
    assert passed > 15


@pytest.mark.parametrize("language", ["id", "en"])
def test_mail_keeps_to_the_guidelines(year: Path, language: str) -> None:
    found, passed = violations(mail_of(year, language), GUIDELINES)
    assert told(found) == []
    assert passed > 8


def test_sop_sheet_has_nothing_wrong(year: Path) -> None:
    found, _ = violations(page_of_year(year, "id", is_sop=True))
    assert told(found) == []


def test_check_finds_what_is_wrong() -> None:
    found, _ = violations("<!DOCTYPE html><html><body><img src='data:,'></body></html>")
    assert {"html-has-lang", "image-alt"} <= {one["id"] for one in found}


def test_page_is_printed_on_a_few_sheets_of_a4(year: Path, tmp_path: Path) -> None:
    print_page(page_of_year(year, "id"), tmp_path / "report.pdf")
    octets = (tmp_path / "report.pdf").read_bytes()
    assert 1 < octets.count(b"/Type /Page\n") + octets.count(b"/Type /Page ") <= MOST_PAGES
