"""Several daemons on one PostgreSQL database: one reads a mailbox, another takes over when it dies or stands still."""

import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from changed_daemon import start_with
from installation import LOKET, Installation, maildir_box, wait_until
from invariants import Witness, broken_promises, settle
from network_hosts import Host, have_namespaces
from postgresql import Cluster
from smtp_sink import SmtpSink
from writing import write

from daemon.app import open_records
from daemon.config import load
from models.database import close_database
from models.upkeep import Lease

pytestmark = [pytest.mark.server, pytest.mark.slow]

TAKEOVER = 30.0  # seconds, promised
HASTY = "from daemon import leases, service\nleases.BEAT = service.BEAT = 1.0\nleases.EXPIRY = 5.0\n"  # a third
Daemon = Popen[bytes]


class Campus:
    """A Maildir that all daemons can read, and what was put into it."""

    def __init__(self, folder: Path, port: int, url: str) -> None:
        self.box = folder / "Maildir"
        for part in ("cur", "new", "tmp"):
            (self.box / part).mkdir(parents=True)
        self.loket = Installation(folder, port, maildir_box(self.box), url=url)
        self.delivered: list[bytes] = []
        self._names = count(1)

    def deliver(self, number: int = 1) -> None:
        for _ in range(number):
            name = f"{next(self._names)}.test"
            raw = write(f"Siti Contoh <siti{name}@mhs.kampus.example>", f"NIK saya salah ({name}).", f"NIK {name}")
            (self.box / "tmp" / name).write_bytes(raw)
            (self.box / "tmp" / name).rename(self.box / "new" / name)
            self.delivered.append(raw)

    def holder(self) -> str:
        """Return who reads the mailbox; "" when nobody does."""
        with open_records(load(self.loket.config)):
            row = Lease.get_or_none(Lease.name == "mailbox bantuan")
            return str(row.holder) if row else ""

    def finished(self) -> int:
        return sum(row["state"] == "done" for row in self.loket.rows("inbox"))

    def in_mailbox(self) -> list[bytes]:
        folders = (self.box, self.box / ".Loket")
        parts = [folder / part for folder in folders for part in ("new", "cur") if (folder / part).is_dir()]
        return [path.read_bytes() for part in parts for path in part.iterdir()]


@pytest.fixture
def campus(tmp_path: Path, sink: SmtpSink, postgresql_url: str) -> Iterator[Campus]:
    place = Campus(tmp_path, sink.port, postgresql_url)
    yield place
    for process in place.loket.processes:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
    place.loket.close()
    close_database()


@pytest.fixture
def start(campus: Campus) -> Callable[[], Daemon]:
    """Return a function that starts one more daemon and waits until it is ready."""

    def run() -> Daemon:
        before = campus.loket.log().count('"ready"')
        process = start_with(campus.loket, HASTY)
        wait_until(lambda: campus.loket.log().count('"ready"') > before, 90, campus.loket.log()[-2000:])
        return process

    return run


@pytest.fixture
def pair(campus: Campus, start: Callable[[], Daemon]) -> tuple[Daemon, Daemon]:
    """Return two daemons, the one that reads the mailbox first."""
    first = start()
    wait_until(lambda: f":{first.pid}:" in campus.holder(), 20, campus.loket.log()[-2000:])
    return first, start()


def takeover(campus: Campus, fault: Callable[[], object]) -> float:
    """Let the fault happen among mails, and return after how many seconds mails that came behind it are finished."""
    campus.deliver(20)
    wait_until(lambda: campus.finished() > 0, 90, campus.loket.log()[-3000:])
    fault()
    began = time.monotonic()
    campus.deliver(5)
    wait_until(lambda: campus.finished() == len(campus.delivered), 2 * TAKEOVER, campus.loket.log()[-5000:])
    return time.monotonic() - began


def assert_nothing_lost_or_doubled(campus: Campus, sink: SmtpSink) -> None:
    for process in campus.loket.processes:
        if process.poll() is None:
            process.terminate()
            process.wait(40)
    settle(campus.loket)
    witness = Witness(campus.delivered, sink.mails, campus.in_mailbox())
    assert broken_promises(campus.loket, witness) == []


def test_one_daemon_reads_a_mailbox(campus: Campus, pair: tuple[Daemon, Daemon], sink: SmtpSink) -> None:
    campus.deliver(12)
    wait_until(lambda: campus.finished() == 12, 30, campus.loket.log()[-3000:])
    assert f":{pair[0].pid}:" in campus.holder()
    assert_nothing_lost_or_doubled(campus, sink)


def test_killed_holder_is_replaced(campus: Campus, pair: tuple[Daemon, Daemon], sink: SmtpSink) -> None:
    assert takeover(campus, pair[0].kill) < TAKEOVER
    assert f":{pair[1].pid}:" in campus.holder()
    assert_nothing_lost_or_doubled(campus, sink)


def test_stopped_holder_is_replaced_and_shut_out(campus: Campus, pair: tuple[Daemon, Daemon], sink: SmtpSink) -> None:
    assert takeover(campus, lambda: pair[0].send_signal(signal.SIGSTOP)) < TAKEOVER
    pair[0].send_signal(signal.SIGCONT)
    assert pair[0].wait(40) == 75
    assert "took this one for dead" in campus.loket.log()
    assert_nothing_lost_or_doubled(campus, sink)


def test_terminated_holder_hands_over_at_once(campus: Campus, pair: tuple[Daemon, Daemon], sink: SmtpSink) -> None:
    pair[0].terminate()
    assert pair[0].wait(40) == 0
    wait_until(lambda: f":{pair[1].pid}:" in campus.holder(), 8)
    campus.deliver(3)
    wait_until(lambda: campus.finished() == 3, 20)
    assert_nothing_lost_or_doubled(campus, sink)


def test_second_mailbox_goes_to_the_second_daemon(tmp_path: Path, sink: SmtpSink, postgresql_url: str) -> None:
    boxes = []
    for name in ("bantuan", "data"):
        for part in ("cur", "new", "tmp"):
            (tmp_path / name / part).mkdir(parents=True)
        table = maildir_box(tmp_path / name).replace('"bantuan"', f'"{name}"')
        boxes.append(table.replace("bantuan@", f"{name}@"))
    loket = Installation(tmp_path, sink.port, "\n".join(boxes), url=postgresql_url)
    processes = [loket.start({}), loket.start({})]

    def holders() -> set[Any]:
        with open_records(load(loket.config)):
            rows = Lease.select().where(Lease.name.startswith("mailbox "))
            return {row.holder.split(":")[1] for row in rows if row.holder}

    try:
        wait_until(lambda: holders() == {str(process.pid) for process in processes}, 40, loket.log()[-3000:])
    finally:
        loket.close()


@pytest.fixture
def hosts() -> Iterator[tuple[Host, Host]]:
    """Give two hosts. Where namespaces are not to be had the tests that need them fail in CI, see no_skips."""
    if not have_namespaces():
        pytest.skip("needs root and network namespaces")
    pair = (Host(11), Host(12))
    yield pair
    for host in pair:
        host.close()


# This one has the daemon's own patience: the promise is about that.
def test_host_that_is_cut_off_is_replaced_and_shut_out_when_it_returns(
    tmp_path: Path, sink: SmtpSink, hosts: tuple[Host, Host]
) -> None:
    (tmp_path / "pg").mkdir()
    tmp_path.chmod(0o755)
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="loket-pg-", dir="/tmp")), also_at=[host.outside for host in hosts])
    cluster.start()
    try:
        _cut_off(tmp_path, sink, hosts, cluster)
    finally:
        close_database()
        cluster.stop("immediate")
        shutil.rmtree(cluster.folder)


def _cut_off(folder: Path, sink: SmtpSink, hosts: tuple[Host, Host], cluster: Cluster) -> None:
    campus = Campus(folder, sink.port, cluster.make())
    log = folder / "daemon.log"
    processes = []
    for host in hosts:
        host.serve(sink.port, folder / "forwarding.log")
        host.forward(sink.port, folder / "forwarding.log")
        config = folder / f"{host.name}.toml"
        config.write_text(
            campus.loket.config.read_text().replace(f"@127.0.0.1:{cluster.port}", f"@{host.outside}:{cluster.port}")
        )
        config.chmod(0o640)
        before = campus.loket.log().count('"ready"')
        processes.append(host.start([LOKET, "run"], log, {"LOKET_CONFIG": str(config)}))
        wait_until(lambda before=before: campus.loket.log().count('"ready"') > before, 90, campus.loket.log()[-2000:])
    wait_until(lambda: campus.holder().startswith(hosts[0].name), 90)
    assert takeover(campus, hosts[0].pull) < TAKEOVER
    assert campus.holder().startswith(hosts[1].name)
    hosts[0].plug()
    assert processes[0].wait(90) == 75, campus.loket.log()[-3000:]
    processes[1].terminate()
    processes[1].wait(40)
    assert_nothing_lost_or_doubled(campus, sink)
