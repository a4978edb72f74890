import time
from collections.abc import Callable, Iterator

import pytest
from dns.rcode import SERVFAIL

from daemon.trust.authentication import Arrival, Authentication, authenticate, examine
from daemon.trust.header_block import split
from daemon.trust.levels import Level
from daemon.trust.resolver import DnsServer, Resolver
from daemon.trust.verdict import Verdict


@pytest.fixture
def resolver(dns, campus) -> Iterator[Resolver]:
    dns.add_key(campus.key_name, campus.key.record)
    host, _, port = dns.address.partition(":")
    resolver = Resolver(DnsServer((host, int(port))).ask_txt, time.monotonic)
    yield resolver
    resolver.close()


@pytest.fixture
def signed(mail, campus, passed) -> bytes:
    return passed.encode() + b"\r\n" + campus.sign(mail())


@pytest.fixture
def ask(settings, resolver, signed, now) -> Callable[[], Authentication]:
    return lambda: authenticate(Arrival(examine(signed), split(signed).headers, now, now), settings, resolver)


def test_a_mail_waits_for_its_key_and_then_commands(ask, resolver):
    assert ask().is_pending
    resolver.wait(10)
    assert ask().level is Level.A2


def test_a_mail_whose_key_was_asked_for_before_does_not_wait(ask, resolver, settings, signed, now):
    for name in examine(signed).wanted_keys(now, settings):
        resolver.lookup(name)
    resolver.wait(10)
    assert ask().level is Level.A2


def test_a_name_server_in_trouble_makes_a_mail_wait_and_not_a_forgery(ask, dns, resolver):
    dns.troubles["*"] = SERVFAIL
    ask()
    resolver.wait(10)
    assert (ask().verdict, ask().is_pending) == (Verdict.TEMPORARY, False)


def test_a_key_that_was_withdrawn_makes_a_mail_a_forgery(ask, dns, resolver):
    dns.records.clear()
    ask()
    resolver.wait(10)
    assert ask().verdict is Verdict.FAIL
