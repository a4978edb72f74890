"""Measure what reports over many tickets take: time of the processor, and memory.

    python benchmarks/report.py [--tickets 100000] [--runs 3] [--keep FOLDER]

Traffic passes at a counter twice (tests/support/year_of_traffic.py): so many tickets in a year, and so many in one
month. Then `loket report` is run as a process of its own, from its start to its end, several times: for the figures
alone (`--json`) and for everything (`--html` with charts, `--csv`). Printed is one JSON object a line, of each the
least of the runs. Exit status 1 when a month's report takes 5 s or 200 MB. With `--keep` the databases are kept, and
used again the next time.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from installation import Installation, maildir_box
from year_of_traffic import Year

from models import schema
from models.database import close_database, database, open_database

LIMIT_SECONDS, LIMIT_MEGABYTES = 5, 200
AUGUST = 212  # the day of the year before it begins
TRAFFIC = {"a year": (0, 365), "one month": (AUGUST, 31)}  # the first day and how many
PERIODS = {
    "the busiest month": ("2026-08-01", "2026-08-31"),
    "a quiet month": ("2026-12-01", "2026-12-31"),
    "the whole year": ("2026-01-01", "2026-12-31"),
}
PLAN = (("a year", tuple(PERIODS)), ("one month", ("the busiest month",)))


def fill(path: Path, tickets: int, traffic: str) -> None:
    """Let the traffic pass in a new database."""
    open_database(f"sqlite:///{path}")
    schema.migrate()
    database.execute_sql("PRAGMA synchronous=off")
    first, days = TRAFFIC[traffic]
    started = time.process_time()
    Year(tickets, first=first, days=days).pass_by()
    close_database()
    print(f"{tickets} tickets in {traffic}: made in {time.process_time() - started:.0f} s", file=sys.stderr)


def counter(folder: Path, database_file: Path) -> Path:
    """Return the configuration of a counter with that database."""
    (folder / "Maildir").mkdir(parents=True)
    return Installation(folder, 25, maildir_box(folder / "Maildir"), url=f"sqlite:///{database_file}").config


def run(config: Path, options: list[str]) -> tuple[float, float, bytes]:
    """Run `loket report` and return its seconds of the processor, its peak in megabytes, and what it printed."""
    command = [sys.executable, "-m", "daemon", "report", "--config", str(config), "--json", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, told


def measure(config: Path, period: str, runs: int) -> Iterator[dict[str, Any]]:
    """Yield what the figures alone take, and everything."""
    first, last = PERIODS[period]
    folder = config.parent
    everything = ["--html", str(folder / "report.html"), "--csv", str(folder / "report.csv")]
    for what, options in (("figures", []), ("everything", everything)):
        found = [run(config, ["--from", first, "--to", last, *options]) for _ in range(runs)]
        seconds, megabytes = (min(one[place] for one in found) for place in (0, 1))
        figures = {"cpu_seconds": round(seconds, 2), "peak_rss_mb": round(megabytes)}
        yield {"period": period, "received": json.loads(found[0][2])["now"]["received"], "made": what, **figures}


def main() -> int:
    """Make the traffic unless it is there, and each report; return the exit status."""
    options = argparse.ArgumentParser()
    options.add_argument("--tickets", type=int, default=100_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--keep", type=Path)
    chosen = options.parse_args()
    is_kept = True
    with tempfile.TemporaryDirectory() as name:
        folder = (chosen.keep or Path(name)).absolute()
        folder.mkdir(exist_ok=True)
        for traffic, periods in PLAN:
            path = folder / f"{traffic.replace(' ', '-')}.db"
            if not path.exists():
                fill(path, chosen.tickets, traffic)
            config = counter(Path(name) / traffic.replace(" ", "-"), path)
            for found in (found for period in periods for found in measure(config, period, chosen.runs)):
                print(json.dumps({"traffic": traffic, **found}), flush=True)
                is_within = found["cpu_seconds"] < LIMIT_SECONDS and found["peak_rss_mb"] < LIMIT_MEGABYTES
                is_kept = is_kept and (is_within or "month" not in found["period"])
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
