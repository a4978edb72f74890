"""The session with PostgreSQL ends at any statement of a mail's way, and nothing is lost, doubled or half written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from installation import Installation, maildir_box
from invariants import Witness, broken_promises, settle
from postgresql import Cluster
from smtp_sink import SmtpSink
from writing import write

from daemon import leases
from models.database import DatabaseFault
from models.postgresql import Postgresql

pytestmark = [pytest.mark.server, pytest.mark.slow]

STUDENT = "siti@mhs.kampus.example"
STATEMENTS = 120  # of one round, at least


class Ender:
    """Ends our own session before a statement of a number, once, as an administrator or a failover does."""

    def __init__(self, postgresql: Cluster) -> None:
        self.count = 0
        self.at = 0  # 0: never
        self._postgresql = postgresql
        self._plain = Postgresql._execute

    def execute(self, opened: Postgresql, sql: str, params: object = None) -> object:
        self.count += 1
        if self.count == self.at:
            pid = opened.connection().info.backend_pid
            self._postgresql.ask(f"SELECT pg_terminate_backend({pid}, 2000)")
        return self._plain(opened, sql, params)


@pytest.fixture
def ender(postgresql: Cluster, monkeypatch: pytest.MonkeyPatch) -> Ender:
    ender = Ender(postgresql)
    monkeypatch.setattr(Postgresql, "_execute", lambda opened, sql, params=None: ender.execute(opened, sql, params))
    return ender


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / part).mkdir(parents=True)
    return tmp_path / "Maildir"


@pytest.fixture
def loket(
    tmp_path: Path, box: Path, sink: SmtpSink, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    monkeypatch.setattr(leases, "has_ended", lambda worker: True)  # each round is another process
    made = Installation(tmp_path, sink.port, maildir_box(box), url=postgresql_url)
    yield made
    made.close()


@pytest.mark.parametrize("every", [29, pytest.param(3, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_session_that_ends_at_any_statement_costs_nothing(
    loket: Installation, box: Path, sink: SmtpSink, ender: Ender, every: int
) -> None:
    delivered: list[bytes] = []
    for number in range(1, 2000, every):
        raw = write(f"Siti Contoh <{len(delivered)}.{STUDENT}>", f"NIK saya salah ({len(delivered)}).", "NIK salah")
        (box / "new" / f"{len(delivered)}.test").write_bytes(raw)
        delivered.append(raw)
        if not _round_with_a_fault(loket, ender, number):
            break  # a whole round has fewer statements
    settle(loket)
    files = [
        path.read_bytes() for part in ("new", "cur", ".Loket/new", ".Loket/cur") for path in (box / part).glob("*")
    ]
    assert len(delivered) > STATEMENTS / every
    assert broken_promises(loket, Witness(delivered, sink.mails, files)) == []


def _round_with_a_fault(loket: Installation, ender: Ender, number: int) -> bool:
    """Do everything that waits; the session ends meanwhile, and a second round needs no help. Say whether it ended."""
    ender.at, ender.count = number, 0
    try:
        loket.once()
    except DatabaseFault:
        loket.leave()  # the process ends
    has_ended = ender.count >= number
    ender.at = 0
    loket.once()
    return has_ended
