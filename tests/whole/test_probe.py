"""`loket check --online` finds out whether a forged result would be believed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from installation import AUTHSERV

from daemon.checks.probe import forged_results
from daemon.config import load
from daemon.duties import Duties

pytestmark = [pytest.mark.server, pytest.mark.slow]
OWN = f"Authentication-Results: {AUTHSERV}; dmarc=none header.from=kampus.example\r\n".encode()
RECEIVED = f"Received: from localhost by {AUTHSERV}; Mon, 23 Nov 2026 02:00:00 +0000\r\n".encode()


@contextmanager
def mail_path(counter: Any, change: Callable[[bytes], bytes]) -> Iterator[None]:
    """Carry what is sent into the mailbox, changed as the campus's mail server changes it."""

    def carry() -> None:
        with suppress(TimeoutError):  # nothing was sent: the test says so
            counter.deliver(change(counter.sink.wait_for(1, 20)[0].content))

    carrier = threading.Thread(target=carry)
    carrier.start()
    yield
    carrier.join()


def look(counter: Any, change: Callable[[bytes], bytes]) -> tuple[str, ...]:
    with mail_path(counter, change):
        return forged_results(load(counter.loket.config), lambda _: None)


def test_server_that_lets_forged_results_through_is_named(imap_counter: Any) -> None:
    assert "was believed" in look(imap_counter, lambda raw: raw)[0]


def test_server_that_removes_forged_results_is_good(imap_counter: Any) -> None:
    assert look(imap_counter, lambda raw: OWN + RECEIVED + raw.split(b"\r\n", 1)[1]) == ()


def test_server_that_writes_its_own_above_is_good(imap_counter: Any) -> None:
    assert look(imap_counter, lambda raw: OWN + RECEIVED + raw) == ()


def test_server_that_refuses_the_probe_is_named(imap_counter: Any) -> None:
    imap_counter.sink.script.data = "550 5.7.1 forged results"
    assert forged_results(load(imap_counter.loket.config), lambda _: None)[0].startswith("the probe was refused")


def test_weekly_probe_runs_by_itself_once_and_warns_the_administrators(imap_counter: Any) -> None:
    app = imap_counter.loket.app
    job = next(job for job in Duties(app).jobs() if job.name == "weekly probe")
    with mail_path(imap_counter, lambda raw: raw):
        for _ in range(3):
            job.run()
        probes = [thread for thread in threading.enumerate() if thread.name == "probe"]
        for thread in probes:
            thread.join(30)
    imap_counter.loket.once()
    letters = [mail for mail in imap_counter.sink.to("admin@kampus.example") if b"was believed" in mail.content]
    assert (len(probes), len(letters)) == (1, 1)
