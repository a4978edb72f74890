import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from dns.rcode import FORMERR, NOTIMP, REFUSED, SERVFAIL
from dns_stand_in import SILENT

from daemon.trust import resolver as resolving
from daemon.trust.keys import Answer, Found, Missing, Pending, Unavailable
from daemon.trust.resolver import DnsServer, PatientKeys, Reply, Resolver

NAME = "s1._domainkey.kampus.example"
KEY = b"v=DKIM1; p=" + b"A" * 390


@dataclass
class Clock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(dns) -> DnsServer:
    dns.add_key(NAME, KEY)
    host, _, port = dns.address.partition(":")
    return DnsServer((host, int(port)))


@pytest.fixture
def resolver(server, clock) -> Iterator[Resolver]:
    resolver = Resolver(server.ask_txt, clock)
    yield resolver
    resolver.close()


@pytest.fixture
def asked(resolver) -> Callable[[str], Answer]:
    def ask(name: str) -> Answer:
        resolver.lookup(name)
        assert resolver.wait(10)
        return resolver.lookup(name)

    return ask


def test_the_strings_of_a_record_are_joined(asked):
    assert asked(NAME) == Found((KEY,))


def test_all_records_of_a_name_are_found(dns, asked):
    dns.records["two.example"] = (b"a", b"b")
    assert sorted(asked("two.example").records) == [b"a", b"b"]


def test_a_name_that_does_not_exist_is_missing(asked):
    assert asked("gone._domainkey.kampus.example") == Missing()


def test_a_name_without_texts_is_missing(dns, asked):
    dns.records["empty.example"] = ()
    assert asked("empty.example") == Missing()


@pytest.mark.parametrize("trouble", [SERVFAIL, REFUSED, FORMERR, NOTIMP])
def test_a_server_in_trouble_is_unavailable_and_not_missing(dns, asked, trouble):
    dns.troubles["*"] = trouble
    assert isinstance(asked(NAME), Unavailable)


def test_a_silent_server_is_unavailable_after_its_time(dns, asked, monkeypatch):
    monkeypatch.setattr(resolving, "LIFETIME", 0.3)
    dns.troubles["*"] = SILENT
    assert isinstance(asked(NAME), Unavailable)


def test_a_port_where_nobody_listens_is_unavailable(clock, monkeypatch):
    monkeypatch.setattr(resolving, "LIFETIME", 0.3)
    assert isinstance(DnsServer(("127.0.0.1", 1)).ask_txt(NAME).answer, Unavailable)


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example", "a." * 200 + "b"])
def test_a_name_that_cannot_be_asked_for_is_unavailable(server, name):
    assert isinstance(server.ask_txt(name).answer, Unavailable)


def test_a_server_is_named_by_its_address():
    with pytest.raises(ValueError, match=r"dns\.example"):
        DnsServer(("dns.example", 53))


def test_looking_up_never_waits_for_the_server(clock):
    release = threading.Event()

    def ask(name: str) -> Reply:
        release.wait(20)
        return Reply(Missing(), 60)

    resolver = Resolver(ask, clock)
    started = time.perf_counter()
    answers = {type(resolver.lookup(f"{number}.example")) for number in range(500)}
    elapsed = time.perf_counter() - started
    release.set()
    resolver.close()
    assert (answers, elapsed < 10) == ({Pending}, True)  # half of one server's time, for all of them


def test_a_question_on_its_way_is_not_sent_twice(dns, resolver):
    for _ in range(20):
        resolver.lookup(NAME)
    resolver.wait(10)
    assert dns.questions[NAME] == 1


def test_patient_keys_wait_for_the_answer(resolver):
    assert PatientKeys(resolver).lookup(NAME) == Found((KEY,))


@pytest.mark.parametrize(
    ("name", "ttl", "kept"),
    [(NAME, 600, 600), (NAME, 0, 60), (NAME, 86400, 3600), ("gone.example", 600, 60)],
)
def test_an_answer_is_kept_for_its_time(dns, asked, clock, name, ttl, kept):
    dns.ttl = ttl
    asked(name)
    clock.seconds += kept - 1
    asked(name)
    assert dns.questions[name] == 1
    clock.seconds += 2
    asked(name)
    assert dns.questions[name] == 2


def test_a_server_that_recovers_is_asked_again_before_the_next_try_of_a_mail(dns, asked, clock):
    dns.troubles["*"] = SERVFAIL
    asked(NAME)
    del dns.troubles["*"]
    clock.seconds += 60
    assert asked(NAME) == Found((KEY,))


def test_a_question_that_breaks_is_unavailable(clock):
    def ask(name: str) -> Reply:
        raise RecursionError

    resolver = Resolver(ask, clock)
    resolver.lookup(NAME)
    resolver.wait(5)
    resolver.close()
    assert resolver.lookup(NAME) == Unavailable("RecursionError")


def test_no_more_names_are_kept_than_allowed(clock, monkeypatch):
    monkeypatch.setattr(resolving, "MAX_KNOWN", 10)
    resolver = Resolver(lambda name: Reply(Missing(), 60), clock)
    for number in range(30):
        resolver.lookup(f"{number}.example")
        resolver.wait(5)
    first = resolver.lookup("0.example")
    last = resolver.lookup("29.example")
    resolver.close()
    assert (first, last) == (Pending(), Missing())


def test_a_flood_of_questions_does_not_pile_up(clock, monkeypatch):
    monkeypatch.setattr(resolving, "MAX_WAITING", 5)
    release, asked = threading.Event(), []

    def ask(name: str) -> Reply:
        asked.append(name)
        release.wait(10)
        return Reply(Missing(), 60)

    resolver = Resolver(ask, clock)
    for number in range(50):
        resolver.lookup(f"{number}.example")
    release.set()
    resolver.wait(5)
    resolver.close()
    assert len(asked) == 5
