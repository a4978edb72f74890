"""Measure how long a requester waits: from the IMAP server's word that there is mail to the acknowledgement's 250.

    python benchmarks/latency.py [--json] [--mails 100]

Mails come one at a time into an idle daemon. The moment of the notice is when `EXISTS` passes a proxy between the
daemon and Dovecot; the moment of the end is when the SMTP server answers the final dot. In between, by the database:
when the mail was on the disk, and when what becomes of it was decided. A mail that takes too long ends the measurement,
and it is said where it stuck.
"""

import argparse
import asyncio
import json
import shutil
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import stand
import workload
from dovecot import Account

PAUSE = 0.3  # seconds between an acknowledgement and the next mail
LONGEST = 15.0  # seconds from the delivery to the acknowledgement; Dovecot alone may take half a second to tell
STEPS = ("fetched", "decided", "sent", "all")


class Proxy:
    """Passes octets between a client and the server, and remembers when the server spoke of mail."""

    def __init__(self, port: int) -> None:
        """Stand before a port of this machine."""
        self._behind = port
        self.notices: list[float] = []  # monotonic

    async def serve(self, ready: threading.Event) -> None:
        """Serve until cancelled."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._behind)
        await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer, listens=True))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, listens: bool = False) -> None:
        while data := await reader.read(65536):
            if listens and b" EXISTS" in data:
                self.notices.append(time.monotonic())
            writer.write(data)
            await writer.drain()
        writer.close()


@contextmanager
def proxy(port: int) -> Iterator[Proxy]:
    """Run a proxy in a thread."""
    running, ready = Proxy(port), threading.Event()
    threading.Thread(target=lambda: asyncio.run(running.serve(ready)), daemon=True).start()
    ready.wait()
    yield running


@dataclass(frozen=True)
class Bench:
    """What the measurement is made with."""

    account: Account
    between: Proxy
    sink: stand.Sink
    daemon: stand.MeasuredDaemon
    folder: Path


class Stuck(Exception):
    """A mail was not acknowledged in time; the text says how far it came."""


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--json", action="store_true", help="one JSON object")
    arguments.add_argument("--mails", type=int, default=100)
    options = arguments.parse_args()
    try:
        waits = _waits(options.mails)
    except Stuck as stuck:
        raise SystemExit(str(stuck)) from None
    columns = {name: sorted(wait[number] for wait in waits) for number, name in enumerate(STEPS)}
    whole = columns["all"]
    figures = {
        "mails": options.mails,
        "p50_ms": round(statistics.median(whole) * 1000, 1),
        "p99_ms": round(whole[min(len(whole) - 1, int(len(whole) * 0.99))] * 1000, 1),
        "max_ms": round(whole[-1] * 1000, 1),
        "first_ms": round(waits[0][-1] * 1000, 1),
        "steps_p50_ms": {name: round(statistics.median(columns[name]) * 1000, 1) for name in STEPS[:-1]},
    }
    print(json.dumps(figures) if options.json else "\n".join(f"{name:<14}{value}" for name, value in figures.items()))


def _waits(count: int) -> list[tuple[float, ...]]:
    """Return for each mail the seconds of each step, and all of them from the notice to the answer."""
    signer = workload.Signer()
    folder = Path(tempfile.mkdtemp(prefix="loket-latency-"))
    try:
        with stand.dovecot() as server, stand.name_server(signer) as resolver, stand.sink() as sink:
            account = server.account("loket")
            with proxy(server.port) as between:
                config = stand.configure(stand.Place(folder, between.port, "loket", sink.port, resolver))
                daemon = stand.MeasuredDaemon(config)
                try:
                    daemon.go()
                    time.sleep(3)
                    mails = workload.mails(count, signer, datetime.now(UTC).replace(microsecond=0))
                    return _measured(Bench(account, between, sink, daemon, folder), mails)
                finally:
                    daemon.kill()
    finally:
        shutil.rmtree(folder)


def _measured(bench: Bench, mails: Iterator[bytes]) -> list[tuple[float, ...]]:
    found = [_wait(bench, raw) for raw in mails]
    with closing(sqlite3.connect(bench.folder / "loket.db")) as database:
        rows = database.execute("SELECT recorded_at, finished_at FROM inbound_email ORDER BY id").fetchall()
    to_monotonic = time.monotonic() - time.time()
    waits: list[tuple[float, ...]] = []
    for (noticed, answered), moments in zip(found, rows, strict=True):
        recorded, finished = (moment / 1_000_000 + to_monotonic for moment in moments)
        waits.append((recorded - noticed, finished - recorded, answered - finished, answered - noticed))
    return waits


def _wait(bench: Bench, raw: bytes) -> tuple[float, float]:
    """Deliver one mail and return when the server told of it and when the acknowledgement was answered."""
    before = bench.sink.tally()["mails"]
    delivered = time.monotonic()
    bench.account.deliver(raw)
    try:
        answered = float(bench.sink.wait_for(before + 1, LONGEST)["last"])
    except TimeoutError:
        raise Stuck(_stuck(bench, before, delivered)) from None
    noticed = next(at for at in bench.between.notices if at > delivered)
    time.sleep(PAUSE)
    return noticed, answered


def _stuck(bench: Bench, number: int, delivered: float) -> str:
    """Say how far a mail came."""
    noticed = [at - delivered for at in bench.between.notices if at > delivered]
    told = f"the IMAP server told of it after {noticed[0]:.1f} s" if noticed else "the IMAP server never told of it"
    ended = bench.daemon.process.poll()
    lives = "the daemon runs" if ended is None else f"the daemon ended with {ended}"
    with closing(sqlite3.connect(bench.folder / "loket.db")) as database:
        mails = database.execute("SELECT state, count(*) FROM inbound_email GROUP BY state").fetchall()
        letters = database.execute("SELECT state, count(*) FROM outgoing_email GROUP BY state").fetchall()
    log = (bench.folder / "daemon.log").read_text(errors="replace").splitlines()[-5:]
    head = f"mail {number + 1} was not acknowledged within {LONGEST:g} s: {told}; {lives}"
    return "\n".join([head, f"mails {dict(mails)}, letters {dict(letters)}", *log])


if __name__ == "__main__":
    main()
