"""Speak to PostgreSQL: sessions that end by themselves when their daemon is gone, and locks that daemons share.

READ COMMITTED, and explicit locks. A transaction has the desk to itself (one advisory lock, held to its end), as on
SQLite: each statement then sees what the one before it in the queue committed, and no code can lose an update. Work
that happens outside the desk (recording, claiming, noting an attempt) says so and locks its rows instead.
SERIALIZABLE was weighed: the journal's chain makes every two transactions conflict, so all but one would be undone.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import peewee
from peewee import PostgresqlDatabase

from models import rows

# A daemon that is stopped inside a transaction, or whose host is gone, must not hold its locks for long: the others
# take over within 30 seconds.
SESSION = """
SET idle_in_transaction_session_timeout = '10s';
SET lock_timeout = '20s';
SET statement_timeout = '60s';
SET tcp_keepalives_idle = 5;
SET tcp_keepalives_interval = 2;
SET tcp_keepalives_count = 3;
SET tcp_user_timeout = '10s';
SET client_min_messages = warning
"""
CLIENT: dict[str, Any] = {"connect_timeout": 10, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
# https://www.postgresql.org/docs/15/errcodes-appendix.html; whole classes by their first two characters
PASSING_CLASSES = ("08", "40", "53", "57")  # connection, rollback, resources, operator's intervention
PASSING = {"55P03", "25P03"}  # lock not available, idle in a transaction for too long


class LeaseLost(peewee.OperationalError):
    """Other daemons took this one for dead and do its work: it cannot write any more, and has to end."""


class Postgresql(PostgresqlDatabase):
    """A PostgreSQL database; a connection that the server ended is opened again."""

    _state: Any  # peewee's, of this thread

    def __init__(self, url: str, secret: Callable[[], str]) -> None:
        """Speak to the database at `url`; `secret` gives the password for each new connection, "" for none."""
        self._secret = secret
        self.fence = ""  # the daemon in whose name this process writes (models/leasing.py); "": nobody's
        address = "postgresql://" + url.partition("://")[2]
        super().__init__(address, prefer_psycopg3=True, application_name="loket", **CLIENT)

    def _connect(self) -> Any:
        if password := self._secret():
            self.connect_params["password"] = password
        untyped: Any = super()
        return untyped._connect()

    def _initialize_connection(self, conn: Any) -> None:
        conn.execute(SESSION)

    def begin(self, isolation_level: str | None = "READ COMMITTED") -> None:
        """Begin a transaction, on a new connection when the server ended the old one meanwhile."""
        untyped: Any = super()
        self._once_more(lambda: untyped.begin(isolation_level))

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run any statement, before which what was held back is written. Raises: as `run`."""
        rows.write_pending()
        return self.run(sql, params)

    def run(self, sql: str, params: Any = None) -> Any:
        """Run a statement that does not care what is held back (models/rows.py).

        One that only reads, outside a transaction, survives the end of the connection.
        Raises: LeaseLost when it is to change something and the daemon may no longer.
        """
        if self.in_transaction():
            return self._execute(sql, params)
        if sql.startswith("SELECT"):
            return self._once_more(lambda: self._execute(sql, params))
        if not self.fence or not sql.startswith(("INSERT", "UPDATE", "DELETE")):
            return self._execute(sql, params)
        with self.atomic():
            self.hold_fence()
            return self._execute(sql, params)

    def execute(self, query: Any, **options: Any) -> Any:
        """Run a query of peewee's; one that writes is not noted, so what was made until now is asked for again."""
        if isinstance(query, peewee._WriteQuery):
            rows.forget()
        untyped: Any = super()
        return untyped.execute(query, **options)

    def commit(self) -> None:
        """Commit. Raises: OperationalError when a fault before had undone the transaction already."""
        cursor = self._execute("COMMIT")
        if cursor.statusmessage != "COMMIT":
            raise peewee.OperationalError("the transaction had failed and was rolled back")

    def drop_if_broken(self) -> bool:
        """Forget this thread's connection when the server ended it, and say so; the next statement opens another."""
        if self.is_closed() or not self._state.conn.closed:
            return False
        self._state.reset()
        return True

    def hold_fence(self) -> None:
        """Keep others from shutting this daemon out until the transaction ends. Raises: LeaseLost when they have."""
        if not self.fence:
            return
        found = self._execute("SELECT 1 FROM lease WHERE name = %s FOR KEY SHARE", (self.fence,)).fetchone()
        if found is None:
            raise LeaseLost(f"{self.fence} was taken for dead, other daemons do its work")

    def lock(self, name: str) -> None:
        """Wait for the lock of that name and hold it to the transaction's end."""
        self.execute_sql("SELECT pg_advisory_xact_lock(%s)", (key_of(name),))

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Hold the lock of that name over several transactions; it ends with the session at the latest."""
        self.execute_sql("SELECT pg_advisory_lock(%s)", (key_of(name),))
        try:
            yield
        finally:
            if not self.drop_if_broken():
                self.execute_sql("SELECT pg_advisory_unlock(%s)", (key_of(name),))

    def run_many(self, sql: str, rows_of_values: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each row of values, without waiting for each answer. Raises: as any statement."""
        untyped: Any = self
        with _passing_as_operational(), rows.PEEWEES_EXCEPTIONS:
            untyped.cursor().executemany(sql, rows_of_values)

    def _execute(self, sql: str, params: Any = None) -> Any:
        """Run a statement. Raises: OperationalError for every fault that passes, whatever psycopg takes it for."""
        untyped: Any = super()
        with _passing_as_operational():
            return untyped.execute_sql(sql, params)

    def _once_more(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except peewee.DatabaseError:
            if not self.drop_if_broken():
                raise
            return work()


@contextmanager
def _passing_as_operational() -> Iterator[None]:
    """Make an OperationalError of every fault that passes."""
    try:
        yield
    except peewee.DatabaseError as fault:
        if is_passing(fault) and not isinstance(fault, peewee.OperationalError):
            raise peewee.OperationalError(*fault.args) from fault
        raise


def key_of(name: str) -> int:
    """Return the 64-bit number that an advisory lock is known by."""
    return int.from_bytes(hashlib.sha256(f"loket {name}".encode()).digest()[:8], "big", signed=True)


def is_passing(fault: BaseException) -> bool:
    """Say whether the same transaction may well succeed when it is tried again."""
    if isinstance(fault, LeaseLost):
        return False
    cause = fault.args[0] if fault.args else None
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        return state in PASSING or state.startswith(PASSING_CLASSES)
    return isinstance(fault, peewee.OperationalError)  # without a state: the connection is gone, or there was none
