from datetime import UTC, datetime, timedelta

import pytest

from daemon.trust.dkim_rules import is_fresh, key_name, signed_names, signing_domain

ARRIVAL = datetime(2026, 11, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(hours=48), True),
        (timedelta(hours=48, seconds=1), False),
        (-timedelta(minutes=10), True),
        (-timedelta(minutes=10, seconds=1), False),
    ],
)
def test_a_mail_is_fresh_for_two_days_and_ten_minutes_ahead(age, expected):
    assert is_fresh(ARRIVAL - age, ARRIVAL) is expected


def test_signed_fields_are_named_in_any_case_and_spacing():
    assert signed_names({b"h": b"From : TO\r\n :subject"}) == {b"from", b"to", b"subject"}


def test_the_name_of_a_key_is_in_lower_case():
    assert key_name({b"s": b"S1.Mail", b"d": b"Kampus.Example"}) == "s1.mail._domainkey.kampus.example"


@pytest.mark.parametrize(
    "domain", [b"", b"kampus.example.", b"kam pus.example", b"k\xc3\xa1mpus.example", b"a..b", b"*"]
)
def test_a_signing_domain_is_a_host_name(domain):
    assert signing_domain({b"d": domain}) == ""


def test_a_key_name_is_never_longer_than_a_host_name():
    assert key_name({b"s": b"s", b"d": b".".join([b"a" * 60] * 4)}) == ""
