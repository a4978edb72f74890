"""Advice about the campus's mail system: DKIM keys of staff domains, and Postfix's guard against smuggling."""

from collections.abc import Callable, Iterator

import pytest
from dns.rcode import SERVFAIL
from dns_stand_in import DnsStandIn

from daemon.checks.advice import smuggling, staff_domains_without_dkim
from daemon.config import Config
from daemon.reading.message import Header


@pytest.fixture
def dns() -> Iterator[DnsStandIn]:
    with DnsStandIn() as running:
        yield running


@pytest.fixture
def config(make_config: Callable[..., Config], dns: DnsStandIn) -> Config:
    """A configuration whose one member of staff writes from kampus.example."""
    return make_config(authentication={"require": "dkim", "resolver": dns.address})


def received(*values: str) -> tuple[Header, ...]:
    return tuple(Header("Received", value) for value in values)


def test_domain_without_keys_is_named(config: Config) -> None:
    (line,) = staff_domains_without_dkim(config)

    assert line.startswith("kampus.example has no DKIM keys")


def test_domain_with_something_below_domainkey_is_good(config: Config, dns: DnsStandIn) -> None:
    dns.records["_domainkey.kampus.example"] = ()

    assert staff_domains_without_dkim(config) == ()


def test_domain_that_another_signs_for_is_good(make_config: Callable[..., Config], dns: DnsStandIn) -> None:
    dns.records["_domainkey.mail.example"] = ()
    signers = {"kampus.example": ["kampus.example", "mail.example"]}
    config = make_config(authentication={"require": "dkim", "resolver": dns.address, "dkim_domains": signers})

    assert staff_domains_without_dkim(config) == ()


def test_name_server_in_trouble_says_nothing(config: Config, dns: DnsStandIn) -> None:
    dns.troubles["*"] = SERVFAIL

    assert staff_domains_without_dkim(config) == ()


def test_postfix_as_our_own_server_is_spoken_of() -> None:
    mails = [received("from x by mx.kampus.example (Postfix) with ESMTP id 1; Sun, 22 Nov 2026")]

    assert "smtpd_forbid_bare_newline" in smuggling(mails)[0]


def test_postfix_on_the_way_is_nothing_of_ours() -> None:
    assert smuggling([received("by imap.example (Cyrus)", "by mx.example (Postfix)"), ()]) == ()
