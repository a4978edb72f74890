"""Measure how long a requester waits: from the IMAP server's word that there is mail to the acknowledgement's 250.

    python benchmarks/latency.py [--json] [--mails 100]

Mails come one at a time into an idle daemon. The moment of the notice is when `EXISTS` passes a proxy between the
daemon and Dovecot; the moment of the end is when the SMTP server answers the final dot.
"""

import argparse
import asyncio
import json
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import stand
import workload

PAUSE = 0.3  # seconds between an acknowledgement and the next mail


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


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--json", action="store_true", help="one JSON object")
    arguments.add_argument("--mails", type=int, default=100)
    options = arguments.parse_args()
    waits = sorted(_waits(options.mails))
    figures = {
        "mails": options.mails,
        "p50_ms": round(statistics.median(waits) * 1000, 1),
        "p99_ms": round(waits[min(len(waits) - 1, int(len(waits) * 0.99))] * 1000, 1),
        "max_ms": round(waits[-1] * 1000, 1),
    }
    print(json.dumps(figures) if options.json else "\n".join(f"{name:<12}{value}" for name, value in figures.items()))


def _waits(count: int) -> list[float]:
    """Return each mail's seconds from the notice to the answer."""
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
                    return [
                        _wait(account, raw, between, sink)
                        for raw in workload.mails(count, signer, datetime.now(UTC).replace(microsecond=0))
                    ]
                finally:
                    daemon.kill()
    finally:
        shutil.rmtree(folder)


def _wait(account: stand.Account, raw: bytes, between: Proxy, sink: stand.Sink) -> float:
    """Deliver one mail and return the seconds from the notice to the acknowledgement's answer."""
    before = sink.tally()["mails"]
    delivered = time.monotonic()
    account.deliver(raw)
    answered = float(sink.wait_for(before + 1, 60)["last"])
    noticed = next(at for at in between.notices if at > delivered)
    time.sleep(PAUSE)
    return answered - noticed


if __name__ == "__main__":
    main()
