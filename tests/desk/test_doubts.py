"""Numbers that are probably wrong are told from those that only look odd."""

import pytest

from daemon.desk.complaint_types.catalogue import Field, Wording
from daemon.desk.form_filling.doubts import is_doubtful

NONE = Wording("", "")
NIM = Field("nim", NONE, (), "nim", "", (), "", NONE, True, False, intake="([0-9]{2})[0-9]{6,13}")


@pytest.mark.parametrize("value", ["1111111111", "0000000", "2790000001", "4130000001"])
def test_doubtful_number_is_asked_about(value: str) -> None:
    assert is_doubtful(NIM, value, 2026)


@pytest.mark.parametrize(
    "value",
    ["2190000001", "2690000001", "9912345", "1654400050", "A1B2C3", "12.34.507", "2021-0001", "1111", "1234567890"],
)
def test_number_that_may_be_right_is_not(value: str) -> None:
    assert not is_doubtful(NIM, value, 2026)


def test_year_of_four_digits_is_compared_whole() -> None:
    field = Field("nim", NONE, (), "nim", "", (), "", NONE, True, False, intake="([0-9]{4})[0-9]{4}")
    assert (is_doubtful(field, "20270001", 2026), is_doubtful(field, "20260001", 2026)) == (True, False)


def test_nothing_is_doubted_where_no_year_is_in_the_number() -> None:
    field = Field("nim", NONE, (), "nim", "", (), "", NONE, True, False)
    assert not is_doubtful(field, "1111111111", 2026)
