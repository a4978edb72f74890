"""Hold that dates written as nearly all programs write them are read as the library reads them."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.reading.mime.dates import parse_date, read_usual_date

NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@given(
    st.sampled_from(["", "Sun, ", "Min, "]),
    st.tuples(st.integers(0, 32), st.sampled_from(NAMES), st.integers(1900, 2099)),
    st.tuples(st.integers(0, 24), st.integers(0, 60), st.integers(0, 60)),
    st.sampled_from(["+0000", "-0000", "+0700", "-0930", "+0545", "+1459", "-1200", "+0700 (WIB)"]),
)
def test_a_usual_date_is_read_as_the_library_reads_it(weekday, day, clock, zone):
    text = "{}{} {} {} {:02}:{:02}:{:02} {}".format(weekday, *day, *clock, zone)
    found = read_usual_date(text)
    assert found is None or (found.tzinfo, found) == (UTC, _by_library(text))


def _by_library(text: str) -> datetime:
    stamp = parsedate_to_datetime(text)
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)


@pytest.mark.parametrize("text", ["Sun, 22 Nov 2026 17:04:33 +0700", "2 Nov 2026 07:04:33 -0000 (UTC)"])
def test_a_usual_date_needs_no_library(text):
    assert read_usual_date(text) == parse_date(text) is not None


@pytest.mark.parametrize(
    "text", ["", "Sun, 22 Nov 26 17:04:33 +0700", "22 Nov 2026 17:04 +0700", "٢٢ Nov 2026 17:04:33 +0700"]
)
def test_any_other_date_is_left_to_the_library(text):
    assert read_usual_date(text) is None


@pytest.mark.parametrize("year", [1979, 1980, 2099])
def test_the_year_counts_as_it_is_written(year):
    assert (parse_date(f"1 Jan {year} 00:00:00 +0700") is None) is (year == 1979)
    assert (parse_date(f"31 Dec {year} 23:59:59 -0700") is None) is (year == 1979)
