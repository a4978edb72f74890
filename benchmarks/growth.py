"""Measure whether a mail costs more when the database is full: 1 000 tickets beside 1 000 000.

    python benchmarks/growth.py [--json] [--tickets 1000 1000000] [--rounds 10]

Each database is filled by SQL with copies of one real ticket and all that hangs on it. Then the same kind of mails go
through both, a few in turn, so that whatever else the machine does falls on both alike. By the processor's clock.
"""

import argparse
import json
import shutil
import sqlite3
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import stand
import workload

MAILS = 40  # a round
APART = 64  # between the keys of one copy and the next: more than one ticket has rows in any table
# What has to differ from copy to copy, beside the keys; a table that is not named is not copied.
DIFFERENT = {
    "person": (),
    "address": ("address",),
    "person_address": (),
    "inbound_email": ("sha256", "message_id"),
    "mail_location": ("uid",),
    "content_key": ("message_id", "content_sha256"),
    "ticket": ("number", "last_message_id"),
    "participant": (),
    "ticket_field": (),
    "message": ("message_id",),
    "stage_run": (),
    "journal_event": (),
    "outgoing_content": (),
    "outgoing_email": ("message_id",),
    "outgoing_recipient": ("address",),
    "delivery_attempt": (),
    "notification": ("nid",),
    "limit_use": ("key",),
}


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--json", action="store_true", help="one JSON object")
    arguments.add_argument("--tickets", type=int, nargs=2, default=[1000, 1_000_000])
    arguments.add_argument("--rounds", type=int, default=10)
    options = arguments.parse_args()
    signer = workload.Signer()
    folders = [Path(tempfile.mkdtemp(prefix="loket-growth-")) for _ in options.tickets]
    try:
        with stand.name_server(signer) as resolver, stand.sink() as sink:
            desks = [
                _filled(stand.Place(folder, 1, "none", sink.port, resolver), signer, count)
                for folder, count in zip(folders, options.tickets, strict=True)
            ]
            costs = _measured(desks, signer, options.rounds)
            for desk in desks:
                desk.stop()
    finally:
        for folder in folders:
            shutil.rmtree(folder)
    few, many = (round(statistics.median(cost), 3) for cost in costs)
    figures = {
        "tickets": options.tickets,
        "cpu_ms_per_mail": [few, many],
        "growth_percent": round((statistics.median(b / a for a, b in zip(*costs, strict=True)) - 1) * 100, 1),
    }
    print(json.dumps(figures) if options.json else "\n".join(f"{name:<20}{value}" for name, value in figures.items()))


def _measured(desks: list[stand.MeasuredDesk], signer: workload.Signer, rounds: int) -> list[list[float]]:
    """Return what a mail cost at each desk in each round."""
    costs: list[list[float]] = [[] for _ in desks]
    for number in range(rounds + 1):
        now = datetime.now(UTC).replace(microsecond=0)
        raws = list(workload.mails(MAILS, signer, now, seed=number + 2, first=(number + 1) * MAILS))
        for desk, cost in zip(desks, costs, strict=True):
            cost.append(desk.deal_with(raws)["cpu_ms_per_mail"])
    return [cost[1:] for cost in costs]  # the first round warms up


def _filled(place: stand.Place, signer: workload.Signer, tickets: int) -> stand.MeasuredDesk:
    """Make a desk whose database has so many tickets."""
    config = stand.configure(place)
    desk = stand.MeasuredDesk(config)
    desk.deal_with(workload.mails(1, signer, datetime.now(UTC).replace(microsecond=0)))
    desk.stop()
    database = sqlite3.connect(place.folder / "loket.db")
    with database:
        database.execute("PRAGMA journal_mode = off")  # a database that is thrown away afterwards
        database.execute("PRAGMA synchronous = off")
        database.execute("PRAGMA cache_size = -200000")
        for table, texts in DIFFERENT.items():
            _copy(database, table, texts, tickets - 1)
    database.execute("PRAGMA journal_mode = wal")
    database.close()
    return stand.MeasuredDesk(config)


def _copy(database: sqlite3.Connection, table: str, texts: tuple[str, ...], copies: int) -> None:
    """Copy the rows of a table, keys moved on and the given texts made different."""
    columns = []
    for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})"):
        is_key = "INT" in kind.upper() and (name == "id" or name.endswith("_id"))
        if is_key:
            columns.append((name, f"row.{name} + n * {APART}"))
        elif name in texts:
            columns.append((name, f"CASE row.{name} WHEN '' THEN '' ELSE 'c' || n || '.' || row.{name} END"))
        else:
            columns.append((name, "x'00'" if name == "octets" else f"row.{name}"))
    names, values = ", ".join(name for name, _ in columns), ", ".join(value for _, value in columns)
    database.execute(
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {copies}), "
        f"old AS MATERIALIZED (SELECT * FROM {table}) "
        f"INSERT INTO {table}({names}) SELECT {values} FROM numbers, old AS row"
    )


if __name__ == "__main__":
    main()
