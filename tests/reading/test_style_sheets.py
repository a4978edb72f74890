"""A style sheet that hides something is noticed, whatever its page does to confuse."""

import time

import pytest

from daemon.reading.markup.style_sheets import hides_by_style_sheet


@pytest.mark.parametrize(
    "sheet",
    [
        ".a{display:none}",
        ".a { DISPLAY : none }",
        "#x{visibility:hidden}",
        "p{font-size:0px}",
        "p{opacity: 0}",
        "p{margin:0} .b{font-size:0}",
    ],
)
def test_sheet_that_hides_is_noticed(sheet: str) -> None:
    assert hides_by_style_sheet(f"<html><style>p{{margin:0}}</style><STYLE type=text/css>{sheet}</STYLE><p>x</p>")


@pytest.mark.parametrize(
    "page",
    [
        "<p style='display:none'>x</p>",
        '<style type="text/css" style="display:none;">P {margin-top:0}</style><p>x</p>',
        "<style>p{font-size:0.9em;opacity:0.8}</style>",
        "<p>display:none</p>",
        "",
    ],
)
def test_page_without_such_a_sheet_is_judged_by_its_lines(page: str) -> None:
    assert not hides_by_style_sheet(page)


@pytest.mark.parametrize(
    "page", ["<style" * 100_000, "<style>" * 100_000, "<style></style>" * 50_000, "<style>" + " " * 500_000]
)
def test_hostile_pages_take_linear_time(page: str) -> None:
    start = time.perf_counter()
    hides_by_style_sheet(page)
    assert time.perf_counter() - start < 2
