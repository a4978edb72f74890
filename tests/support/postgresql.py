"""Run a PostgreSQL of our own for tests: loopback and a socket, trust, no rights needed; a new database per test.

`--database=postgresql`, or LOKET_TEST_DATABASE=postgresql, runs every test that keeps something on it instead of
SQLite, `--database=both` on the one and the other. These tests are marked `database`, so that they can be run alone.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import psycopg
import pytest

from models.database import close_database, open_database
from models.schema import TABLES, migrate

FLAVOURS = ("sqlite", "postgresql")
BOTH = "both"
PLACES = ("/usr/lib/postgresql/15/bin", *(f"/usr/lib/postgresql/{version}/bin" for version in range(18, 13, -1)))
FLAVOUR = "database_flavour"  # the fixture that everything whose database can be another asks
STARTING = 30.0  # seconds
# Nobody cuts the power of a test: durability is the server's business, speed is ours.
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = '{folder}'
port = {port}
max_connections = 100
shared_buffers = 32MB
fsync = off
full_page_writes = off
autovacuum = off
logging_collector = off
log_min_messages = warning
timezone = 'UTC'
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the database be chosen."""
    chosen = os.environ.get("LOKET_TEST_DATABASE", "sqlite")
    parser.addoption("--database", choices=(*FLAVOURS, BOTH), default=chosen, help="what the tests keep their data in")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make two tests of one that can run on both databases, when both are wanted."""
    if metafunc.config.getoption("--database") == BOTH and _has_a_choice(metafunc.definition):
        metafunc.parametrize(FLAVOUR, FLAVOURS, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests whose database can be another."""
    for item in items:
        if _has_a_choice(item):
            item.add_marker("database")


def _has_a_choice(item: pytest.Item) -> bool:
    return FLAVOUR in getattr(item, "fixturenames", ()) and not item.get_closest_marker("sqlite")


class Cluster:
    """One server with its databases. As root it runs as nobody, who cannot read what the tests write."""

    def __init__(self, folder: Path, *, is_durable: bool = False, also_at: Sequence[str] = ()) -> None:
        """Prepare everything in the folder, which must be reachable for nobody when we are root.

        `also_at`: addresses of ours, each the end of a cable to one host (network_hosts.py).
        """
        self.folder = folder
        self.port = _free_port()
        self._names = count(1)
        self._clean: list[str] = []  # databases with tables and nothing in them
        self._account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if self._account:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)
        self._run("initdb", "-A", "trust", "-U", "loket", "-E", "UTF8", "--locale=C", "--no-sync", "-D", self.data)
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(SETTINGS.format(folder=folder, port=self.port))
            file.write(f"listen_addresses = '{','.join(('127.0.0.1', *also_at))}'\n")
            file.write("fsync = on\nfull_page_writes = on\nautovacuum = on\n" if is_durable else "")

        with (self.data / "pg_hba.conf").open("a") as file:
            file.writelines(f"host all all {address}/30 trust\n" for address in also_at)

    @property
    def data(self) -> Path:
        """Where the server keeps everything."""
        return self.folder / "data"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._run("pg_ctl", "-w", "-t", str(int(STARTING)), "-D", self.data, "-l", self.folder / "log", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; "immediate" is a crash."""
        self._run("pg_ctl", "-w", "-D", self.data, "-m", mode, "stop")

    def restart(self, mode: str = "immediate") -> None:
        """Stop and start."""
        self.stop(mode)
        self.start()

    def url(self, database: str, host: str = "127.0.0.1") -> str:
        """Return the address of a database."""
        return f"postgresql://loket@{host}:{self.port}/{database}"

    def make(self) -> str:
        """Return the address of a database with the tables of this version and nothing in them."""
        if self._clean:
            return self._clean.pop()
        url = self.make_empty()
        open_database(url)
        migrate()
        close_database()
        return url

    def make_empty(self) -> str:
        """Make a database without tables and return its address."""
        name = f"test{next(self._names)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    def empty(self, url: str) -> None:
        """Empty all tables of a database, whoever is connected, to be used again: quicker than to make a new one."""
        self.end_sessions(url)
        with psycopg.connect(url) as connection:
            connection.execute("SET session_replication_role = replica")  # no foreign keys for a moment
            connection.execute(";".join(f'DELETE FROM "{table._meta.table_name}"' for table in TABLES))
            connection.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
        self._clean.append(url)

    def lend(self) -> Iterator[str]:
        """Give the address of a database with empty tables, taken back afterwards."""
        url = self.make()
        yield url
        close_database()
        self.empty(url)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected."""
        self.ask(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement as the administrator and return its rows."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            return list(cursor.fetchall()) if cursor.description else []

    def end_sessions(self, database: str) -> int:
        """End all sessions of a database, as an administrator does, and return how many there were."""
        name = database.rpartition("/")[2]
        return len(self.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))

    def _run(self, program: str, *arguments: object) -> None:
        found = shutil.which(program, path=":".join((*PLACES, os.environ.get("PATH", ""))))
        if found is None:
            raise RuntimeError("the tests need PostgreSQL: `make system-packages` installs it")
        user = (
            {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []} if self._account else {}
        )
        with (self.folder / "commands.log").open("ab") as log:
            command = [found, *map(str, arguments)]
            done = subprocess.run(command, stdout=log, stderr=log, cwd=self.folder, check=False, **user)  # type: ignore[call-overload]
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{(self.folder / 'commands.log').read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """Give the session's PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="loket-pg-", dir="/tmp"))
    cluster = Cluster(folder)
    try:
        cluster.start()
        yield cluster
    finally:
        _end(cluster)
        shutil.rmtree(folder, ignore_errors=True)


def _end(cluster: Cluster) -> None:
    """Stop the server, however it is."""
    pid_file = cluster.data / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().splitlines()[0])
    os.kill(pid, signal.SIGQUIT)  # an immediate shutdown
    deadline = time.monotonic() + 10
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)


@pytest.fixture
def database_flavour(request: pytest.FixtureRequest) -> str:
    """Name the database that the test runs on, one of FLAVOURS."""
    wanted = getattr(request, "param", request.config.getoption("--database"))
    return "sqlite" if wanted == BOTH or request.node.get_closest_marker("sqlite") else str(wanted)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_flavour: str, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database of the test's own; on SQLite the file is not there yet."""
    if database_flavour == "sqlite":
        yield f"sqlite:///{tmp_path}/loket.db"
    else:
        yield from request.getfixturevalue("postgresql").lend()


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, database_flavour: str, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without any tables."""
    if database_flavour == "sqlite":
        yield f"sqlite:///{tmp_path}/loket.db"
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    url = cluster.make_empty()
    yield url
    close_database()
    cluster.drop(url)


@pytest.fixture
def postgresql_url(postgresql: Cluster) -> Iterator[str]:
    """Give the address of a PostgreSQL database with tables, whatever the other tests run on."""
    yield from postgresql.lend()
