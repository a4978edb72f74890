"""Measure how long reports over a year of many tickets take, and what memory they need.

    python benchmarks/report.py [--tickets 100000] [--keep FILE]

A year passes at a counter (tests/support/year_of_traffic.py); then each report is made in a process of its own. With
`--keep` the database is kept, and used again the next time. The targets: a monthly report below 5 s and 200 MB.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from year_of_traffic import Year

from daemon.reports.period import Period
from daemon.reports.reckoning import reckon
from models import schema
from models.database import database, open_database

PERIODS = {
    "busiest month": ("2026-08-01", "2026-08-31"),
    "quiet month": ("2026-12-01", "2026-12-31"),
    "whole year": ("2026-01-01", "2026-12-31"),
}


def fill(path: Path, tickets: int) -> None:
    """Let the year pass in a new database."""
    open_database(f"sqlite:///{path}")
    schema.migrate()
    database.execute_sql("PRAGMA synchronous=off")
    started = time.perf_counter()
    Year(tickets).pass_by()
    print(f"{tickets} tickets: made in {time.perf_counter() - started:.0f} s")


def measure(path: Path, first: str, last: str) -> None:
    """Make one report in this process and print what it took."""
    open_database(f"sqlite:///{path}")
    started, used = time.perf_counter(), time.process_time()
    report = reckon(Period(date.fromisoformat(first), date.fromisoformat(last), ZoneInfo("Asia/Jakarta")))
    seconds, used = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"seconds": round(seconds, 2), "of the processor": round(used, 2), "megabytes": round(peak)}
    print(json.dumps({**figures, "received": report.now.received}))


def main() -> None:
    """Make the year unless it is there, and each report."""
    options = argparse.ArgumentParser()
    options.add_argument("--tickets", type=int, default=100_000)
    options.add_argument("--keep", type=Path)
    options.add_argument("--measure", nargs=3)
    chosen = options.parse_args()
    if chosen.measure:
        measure(Path(chosen.measure[0]), *chosen.measure[1:])
        return
    with tempfile.TemporaryDirectory() as folder:
        path = (chosen.keep or Path(folder) / "year.db").absolute()
        if not path.exists():
            fill(path, chosen.tickets)
        for name, (first, last) in PERIODS.items():
            own = [sys.executable, __file__, "--measure", str(path), first, last]
            print(f"{name}: {subprocess.run(own, check=True, capture_output=True, text=True).stdout.strip()}")


if __name__ == "__main__":
    main()
