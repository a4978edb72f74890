"""Whatever the network does, every mail is recorded once and nothing waits for ever (trust.md §4.5, F3 to F7)."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from dovecot import Account, Dovecot
from proxy import Faults, Proxy

from daemon.inbox import Source, Unreachable, imap_source
from daemon.inbox.imap_source import ImapSource, Pace
from daemon.inbox.ledger import load_cursor
from daemon.storage import Blobs
from models.mail import InboundEmail

pytestmark = pytest.mark.server

MakeMail = Callable[..., bytes]
MakeSource = Callable[..., ImapSource]
Watch = Callable[[Source], threading.Event]
Eventually = Callable[[Callable[[], object]], None]
MAILS = 12


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    with Proxy(dovecot.port) as proxy:
        yield proxy


@pytest.fixture
def full_account(account: Account, make_mail: MakeMail) -> Account:
    for number in range(MAILS):
        account.deliver(make_mail(number, line_end="\n"))
    return account


def count() -> int:
    return int(InboundEmail.select().count())


def poll_until_done(source: ImapSource) -> int:
    """Poll until a poll ends in order and return how many did not."""
    for failures in range(50):
        try:
            source.poll_once()
        except Unreachable:
            continue
        return failures
    raise AssertionError("fifty polls failed")


@pytest.mark.parametrize(
    "step", ["CAPABILITY", "Logged in", "UIDVALIDITY", "* SEARCH", "FETCH (", "Mohon diperbaiki", "OK Fetch"]
)
def test_connection_lost_at_any_step_loses_and_doubles_nothing(
    proxy: Proxy, full_account: Account, make_source: MakeSource, step: str
) -> None:
    proxy.faults = Faults(cut_at=step.encode(), cuts=2)
    source = make_source(port=proxy.port)
    assert poll_until_done(source) == 2
    assert count() == MAILS


def test_reset_at_every_octet_of_a_session_loses_and_doubles_nothing(
    proxy: Proxy, full_account: Account, make_source: MakeSource
) -> None:
    source = make_source(port=proxy.port)
    for octets in range(1, 8000, 97):
        proxy.faults = Faults(cut_after=octets, cuts=1, reset=True)
        try:
            source.poll_once()
        except Unreachable:
            continue
    proxy.faults = Faults()
    source.poll_once()
    assert count() == MAILS


def test_connection_lost_while_idle_is_made_again(
    proxy: Proxy,
    full_account: Account,
    make_source: MakeSource,
    make_mail: MakeMail,
    watch: Watch,
    eventually: Eventually,
) -> None:
    source = make_source(port=proxy.port)
    watch(source)
    eventually(lambda: count() == MAILS)
    time.sleep(0.2)
    proxy.drop_all()
    full_account.deliver(make_mail(99))
    eventually(lambda: count() == MAILS + 1)


def test_server_that_says_goodbye_while_idle_is_left(
    proxy: Proxy, full_account: Account, make_source: MakeSource, watch: Watch, eventually: Eventually
) -> None:
    proxy.faults = Faults(swallow=lambda piece: piece.replace(b"+ idling", b"+ idling\r\n* BYE till later"), cuts=0)
    source = make_source(port=proxy.port)
    watch(source)
    eventually(lambda: proxy.connections > 2)
    proxy.faults = Faults()
    eventually(lambda: source.health.failing_since is None)
    assert count() == MAILS


def test_black_hole_ends_in_time(proxy: Proxy, full_account: Account, make_source: MakeSource) -> None:
    proxy.faults = Faults(black_hole=True)
    begun = time.monotonic()
    with pytest.raises(Unreachable, match=r"timed out|too slow"):
        make_source(port=proxy.port, timeout="1s").poll_once()
    assert time.monotonic() - begun < 5


def test_connection_that_becomes_a_black_hole_while_idle_is_found_out(
    proxy: Proxy,
    full_account: Account,
    make_source: MakeSource,
    watch: Watch,
    eventually: Eventually,
) -> None:
    source = make_source(port=proxy.port, timeout="1s", poll="1s")
    watch(source)
    eventually(lambda: count() == MAILS)
    proxy.faults = Faults(black_hole=True)
    eventually(lambda: source.health.failing_since)
    proxy.faults = Faults()
    eventually(lambda: source.health.failing_since is None)


def test_server_that_sends_an_octet_now_and_then_is_given_up(
    proxy: Proxy, full_account: Account, make_source: MakeSource
) -> None:
    proxy.faults = Faults(octets_per_second=10)
    begun = time.monotonic()
    with pytest.raises(Unreachable, match=r"timed out|too slow"):
        make_source(port=proxy.port, timeout="1s").poll_once()
    assert time.monotonic() - begun < 5


def test_new_mail_is_found_where_idle_never_tells(
    proxy: Proxy,
    account: Account,
    make_source: MakeSource,
    make_mail: MakeMail,
    watch: Watch,
    eventually: Eventually,
) -> None:
    def keep_silent(piece: bytes) -> bytes:
        return b"" if b"EXISTS" in piece and b"FLAGS" not in piece else piece

    proxy.faults = Faults(swallow=keep_silent)
    watch(make_source(port=proxy.port, poll="1s"))
    eventually(lambda: load_cursor("bantuan"))
    account.deliver(make_mail())
    eventually(lambda: count() == 1)


def test_stopping_does_not_wait_for_the_next_poll(
    account: Account, make_source: MakeSource, eventually: Eventually
) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=make_source(poll="10m").run, args=(stop, lambda: None))
    thread.start()
    eventually(lambda: load_cursor("bantuan"))
    begun = time.monotonic()
    stop.set()
    thread.join(timeout=10)
    assert time.monotonic() - begun < 2


def test_mail_before_a_large_one_is_not_passed_over_when_the_disk_is_full_for_a_moment(
    account: Account, make_source: MakeSource, make_mail: MakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_source(largest=20_000)
    source.poll_once()
    for number, size in enumerate((0, 0, 50_000, 0, 0)):
        account.deliver(make_mail(number, size))
    put_many, calls = Blobs.put_many, itertools.count(1)

    def full_once(blobs: Blobs, contents: list[bytes]) -> tuple[str, ...]:
        if next(calls) == 2:
            raise OSError(28, "No space left on device")
        return put_many(blobs, contents)

    monkeypatch.setattr(Blobs, "put_many", full_once)
    with pytest.raises(OSError, match="No space"):
        source.poll_once()
    source.poll_once()
    assert count() == 5


def test_stopping_does_not_wait_for_a_whole_backlog(
    full_account: Account, make_source: MakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_source, "BATCH_MAILS", 5)
    stop = threading.Event()
    make_source().run(stop, stop.set)
    assert count() == 5
    assert make_source().poll_once() == MAILS - 5


@pytest.mark.parametrize(("failures", "longest"), [(1, 1), (2, 2), (5, 16), (9, 256), (10, 300), (10_000, 300)])
def test_pause_after_trouble_doubles_up_to_five_minutes(failures: int, longest: int) -> None:
    assert Pace(jitter=lambda: 1.0).pause(failures) == longest
    assert Pace(jitter=lambda: 0.0).pause(failures) == longest * 0.75
