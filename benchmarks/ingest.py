"""Measure the way from the mailbox to the acknowledgement, beside the least that any program would have to do.

    python benchmarks/ingest.py [--json] [--mails 1000 10000] [--staff] [--no-limit]

The mails lie in an IMAP mailbox when the clock starts; it stops when the SMTP server has said 250 to the last
acknowledgement. Everything a real day asks for is done: raw mail on the disk, reading in a child process, DKIM and
Authentication-Results, ticket, form, clocks, journal, acknowledgement. `--staff` has a member of staff notified of
each ticket, too. The limit is bare_loop.py over the same mails, run right afterwards.
"""

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import stand
import workload

HERE = Path(__file__).resolve().parent
SECONDS_A_MAIL = 0.5  # at most, before we give up


def main() -> None:
    """Measure each size and print one line for it."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments.add_argument("--mails", type=int, nargs="+", default=[1000, 10000])
    arguments.add_argument("--staff", action="store_true", help="notify a member of staff of each ticket")
    arguments.add_argument("--details", action="store_true", help="say more than the agreed keys")
    options = arguments.parse_args()
    for count in options.mails:
        figures = measure(count, with_staff=options.staff)
        if not options.details:
            figures.pop("details")
        print(json.dumps(figures) if options.json else _table(figures), flush=True)


def measure(count: int, *, with_staff: bool) -> dict[str, Any]:
    """Return the figures for so many mails."""
    signer = workload.Signer()
    folder = Path(tempfile.mkdtemp(prefix="loket-ingest-"))
    try:
        with stand.dovecot() as server, stand.name_server(signer) as resolver:
            accounts = server.account("loket"), server.account("bare")
            stand.fill(accounts, workload.mails(count, signer, datetime.now(UTC).replace(microsecond=0)))
            with stand.sink() as sink:
                place = stand.Place(folder, server.port, "loket", sink.port, resolver, with_staff)
                ours = _daemon(stand.configure(place), sink, count * (2 if with_staff else 1))
            with stand.sink() as sink:
                limit, ours["limit_cpu_ms_per_mail"] = _bare_loop(folder, server.port, sink, count)
            if not with_staff:
                _compare(*(_written(folder / name) for name in ("loket.db", "bare.db")))
    finally:
        shutil.rmtree(folder)
    rate = count / ours["seconds"]
    return {
        "mails": count,
        "seconds": round(ours["seconds"], 3),
        "mails_per_second": round(rate, 1),
        "cpu_ms_per_mail": round(ours["cpu_seconds"] / count * 1000, 3),
        "peak_rss_mb": round(ours["peak_octets"] / 1e6, 1),
        "acks": ours["recipients"],
        "limit_mails_per_second": round(count / limit, 1),
        "ratio_to_limit": round(rate / (count / limit), 3),
        "details": ours,
    }


def _daemon(config: Path, sink: stand.Sink, letters: int) -> dict[str, Any]:
    """Run the daemon until all letters are accepted."""
    daemon = stand.MeasuredDaemon(config)
    try:
        started = daemon.go()
        tally = sink.wait_for(letters, 30 + letters * SECONDS_A_MAIL)
        time.sleep(1)  # let it move the last mails
        used = daemon.stop()
    finally:
        daemon.kill()
    return {"seconds": tally["last"] - started, "recipients": tally["recipients"], **used}


def _bare_loop(folder: Path, imap_port: int, sink: stand.Sink, count: int) -> tuple[float, float]:
    """Run the least that must be done; return its seconds, and its milliseconds of processor time a mail."""
    command = [sys.executable, HERE / "bare_loop.py", str(folder), str(imap_port), "bare", str(sink.port)]
    started, used = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    tally = sink.wait_for(count, 10)
    return float(tally["last"]) - started, used / count * 1000


def _written(database: Path) -> dict[str, int]:
    """Return how many rows each table has, and how many octets the letters have."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        counts = {name: opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
        octets = opened.execute("SELECT sum(length(octets)) FROM outgoing_content").fetchone()[0]
    return counts | {"octets of letters": octets}


def _compare(ours: dict[str, int], bare: dict[str, int]) -> None:
    """Hold that the limit writes what Loket writes. Raises: SystemExit when it writes more, or much less."""
    for what, count in bare.items():
        if count > 1.1 * ours[what] or count < 0.9 * ours[what] - bare["ticket"] / 4:
            raise SystemExit(f"the bare loop is no measure: {what}: it writes {count}, Loket {ours[what]}")


def _table(figures: dict[str, Any]) -> str:
    return "\n".join(f"{name:<24}{value}" for name, value in figures.items()) + "\n"


if __name__ == "__main__":
    main()
