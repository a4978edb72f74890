"""Signals and hanging: the daemon ends as it is told, and lets the watchdog bite when a part of it hangs."""

import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from changed_daemon import daemon_with
from dovecot import Dovecot
from installation import wait_until
from proxy import Proxy

from daemon.pulse import Pulse
from daemon.regular_work import Job
from daemon.service import Service, _safely

pytestmark = [pytest.mark.server, pytest.mark.slow]


def in_hand(office: Any) -> int:
    with closing(sqlite3.connect(office.loket.folder / "loket.db")) as database:
        return int(database.execute("SELECT count(*) FROM inbound_email WHERE claimed_by IS NOT NULL").fetchone()[0])


def wait_for_claim(office: Any) -> None:
    """Wait until a mail is in hand, and a little longer, until it has come to the point where the daemon hangs."""
    office.loket.wait_for_log('"ready"')
    wait_until(lambda: in_hand(office), 20)
    time.sleep(2)


def test_mail_in_hand_is_finished_before_the_end(office: Any) -> None:
    for number in range(20):
        office.complain(number)
    process = office.loket.start({})
    office.wait_for_finished(1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert in_hand(office) == 0
    assert office.settle() == []


def test_second_request_to_end_is_obeyed_at_once(office: Any) -> None:
    office.complain(1)
    process = office.loket.start({"LOKET_FAILPOINT": "after_parse:sleep"})
    wait_for_claim(office)
    process.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=2) == 128 + signal.SIGTERM
    assert office.settle() == []


def test_work_that_does_not_end_is_left_for_the_next_start(office: Any) -> None:
    office.complain(1)
    with daemon_with(
        office, "import daemon.service as s; s.LONGEST_END = 1.0", LOKET_FAILPOINT="after_parse:sleep"
    ) as it:
        wait_for_claim(office)
        it.send_signal(signal.SIGTERM)
        assert it.wait(timeout=10) == 0
    assert "without the work in hand" in office.loket.log()
    assert office.settle() == []


def test_suspended_daemon_goes_on_where_it_was(make_imap_office: Callable[[int], Any], dovecot: Dovecot) -> None:
    with Proxy(dovecot.port) as proxy:
        office = make_imap_office(proxy.port)
        office.complain(1)
        with office.loket.daemon() as daemon:
            wait_until(lambda: len(office.sink.mails) == 2, 30)
            daemon.send_signal(signal.SIGSTOP)
            proxy.drop_all()
            office.complain(2)
            time.sleep(3)
            daemon.send_signal(signal.SIGCONT)
            wait_until(lambda: len(office.sink.mails) == 4, 30, office.loket.log()[-2000:])
        assert office.settle() == []


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Listen as systemd does (sd_notify(3))."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(0.1)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listener


def notices(supervisor: socket.socket, seconds: float) -> list[bytes]:
    """Return what the daemon told in so many seconds."""
    heard, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(TimeoutError):
            heard.append(supervisor.recv(1000))
    return heard


QUICK = "import daemon.pulse as p; made = p.Patience.__init__; made.__defaults__ = (2.0,) * len(made.__defaults__)"


def test_watchdog_is_fed_by_an_idle_daemon(office: Any, supervisor: socket.socket) -> None:
    with daemon_with(office, QUICK):
        office.loket.wait_for_log('"ready"')
        time.sleep(2.5)
        notices(supervisor, 0.5)
        assert b"WATCHDOG=1" in notices(supervisor, 2.5)


@pytest.mark.parametrize("point", ["after_claim_mail", "after_claim"])
def test_watchdog_is_not_fed_while_a_part_hangs(
    make_imap_office: Callable[[int], Any], dovecot: Dovecot, supervisor: socket.socket, point: str
) -> None:
    office = make_imap_office(dovecot.port)
    office.complain(1)
    with daemon_with(office, QUICK, LOKET_FAILPOINT=f"{point}:sleep"):
        wait_until(lambda: "no sign of life" in office.loket.log(), 20, office.loket.log())
        notices(supervisor, 0.5)
        assert b"WATCHDOG=1" not in notices(supervisor, 2.5)
    assert office.settle() == []


def test_failing_job_stops_neither_the_others_nor_itself(caplog: pytest.LogCaptureFixture) -> None:
    runs: list[int] = []

    def fail() -> None:
        runs.append(1)
        raise ValueError

    _safely(Job("broken", 60, fail))
    _safely(Job("broken", 60, fail))
    assert len(runs) == 2
    assert [record.message for record in caplog.records] == ["job failed", "job failed"]


def test_part_that_fails_is_started_again(monkeypatch: pytest.MonkeyPatch, office: Any) -> None:
    monkeypatch.setattr("daemon.service.PAUSE_AFTER_FAILURE", 0.01)
    app = office.loket.app
    service = Service(app.sources, app.pipeline, app.delivery)
    runs: list[int] = []

    def fail_twice(pulse: Pulse) -> None:
        runs.append(1)
        if len(runs) < 3:
            raise ValueError
        service.stop()

    service._guarded("part", fail_twice, Pulse(service._stop, 1.0))
    assert len(runs) == 3
