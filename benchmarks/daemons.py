"""Measure several daemons on one PostgreSQL database: how fast they are together, and how fast one takes over.

    python benchmarks/daemons.py [--mails 400] [--daemons 1 2 4] [--json]

Four mailboxes (Maildir) are shared by 1, 2 and 4 daemons; PostgreSQL keeps its promises (fsync on). The clock runs
from the delivery of all mails to the last acknowledgement's 250. Then the daemon that holds a mailbox is killed, and
stopped, and the time counts until the mail that came behind it is acknowledged.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests" / "support"), str(HERE)]

import stand
import workload
from postgresql import Cluster

BOXES = ("bantuan", "data", "dosen", "sarpras")
TICK = os.sysconf("SC_CLK_TCK")
MAILBOX = """
[[mailbox]]
name = "{name}"
kind = "maildir"
address = "{name}@kampus.example"
path = "{folder}/{name}"
poll = "1s"
"""


class House:
    """One installation: its mailboxes, its database, and the daemons that share them."""

    def __init__(self, folder: Path, cluster: Cluster, sink: stand.Sink) -> None:
        """Write the configuration and make the mailboxes."""
        self.folder, self.cluster, self.sink = folder, cluster, sink
        self.url = cluster.make()
        place = stand.Place(folder, 1, "nobody", sink.port, "127.0.0.1:53")
        self.config = stand.configure(place)
        text = self.config.read_text()
        head, rest = text.split("[[mailbox]]")[0], "[smtp]" + text.partition("[smtp]")[2]
        boxes = "".join(MAILBOX.format(name=name, folder=folder) for name in BOXES)
        rest = rest.replace('require = "both"', 'require = "authentication-results"')
        self.config.write_text(head + boxes + rest.replace(f"sqlite:///{folder}/loket.db", self.url))
        for name in BOXES:
            for part in ("cur", "new", "tmp"):
                (folder / name / part).mkdir(parents=True)
        self.daemons: list[subprocess.Popen[bytes]] = []

    def start(self, count: int) -> None:
        """Start daemons and wait until they share the mailboxes."""
        environment = os.environ | {"LOKET_CONFIG": str(self.config), "PYTHONPATH": str(HERE.parent)}
        with (self.folder / "log").open("ab") as log:
            for _ in range(count):
                command = [sys.executable, "-m", "daemon", "run"]
                self.daemons.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        deadline = time.monotonic() + 120
        while len(set(self.holders().values())) < min(count, len(BOXES)) or len(self.holders()) < len(BOXES):
            if time.monotonic() > deadline:
                raise TimeoutError((self.folder / "log").read_text()[-3000:])
            time.sleep(0.2)

    def holders(self) -> dict[str, int]:
        """Return the process that reads each mailbox."""
        rows = self.cluster.ask(
            "SELECT name, holder FROM lease WHERE name LIKE 'mailbox %' AND holder <> ''", self.url.rpartition("/")[2]
        )
        return {str(name).removeprefix("mailbox "): int(str(holder).split(":")[1]) for name, holder in rows}

    def deliver(self, raws: list[bytes], boxes: tuple[str, ...] = BOXES) -> None:
        """Put mails into the mailboxes by turns, all at the same moment."""
        stamp = time.monotonic_ns()
        for number, raw in enumerate(raws):
            (self.folder / boxes[number % len(boxes)] / "tmp" / f"{stamp}.{number}").write_bytes(raw)
        for number in range(len(raws)):
            box = self.folder / boxes[number % len(boxes)]
            (box / "tmp" / f"{stamp}.{number}").rename(box / "new" / f"{stamp}.{number}")

    def processor_seconds(self) -> float:
        """Return the processor time that the daemons used so far."""
        return sum(_used(daemon.pid) for daemon in self.daemons)

    def close(self) -> None:
        """End everything."""
        for daemon in self.daemons:
            if daemon.poll() is None:
                daemon.send_signal(signal.SIGCONT)
                daemon.terminate()
        for daemon in self.daemons:
            daemon.wait(timeout=60)
        self.cluster.drop(self.url)


def _used(pid: int) -> float:
    """Return the processor time of a process and the children it waited for, and of those that live."""
    total = 0.0
    for path in (Path(f"/proc/{pid}/stat"), *_children(pid)):
        fields = path.read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15])) / TICK
    return total


def _children(pid: int) -> list[Path]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [Path(f"/proc/{child}/stat") for child in listed]


def together(house: House, count: int, raws: list[bytes]) -> dict[str, Any]:
    """Return how fast so many daemons are."""
    house.start(count)
    before, used = house.sink.tally()["mails"], house.processor_seconds()
    began = time.monotonic()
    house.deliver(raws)
    tally = house.sink.wait_for(before + len(raws), 900)
    seconds = tally["last"] - began
    used = house.processor_seconds() - used
    return {
        "daemons": count,
        "mails": len(raws),
        "seconds": round(seconds, 2),
        "mails_per_second": round(len(raws) / seconds, 1),
        "cpu_ms_per_mail": round(1000 * used / len(raws), 2),
    }


def takeover(house: House, number: int, raw: bytes) -> float:
    """Send a signal to the one that holds the first mailbox; return after how long the next mail is answered."""
    before = house.sink.tally()["mails"]
    os.kill(house.holders()[BOXES[0]], number)
    began = time.monotonic()
    house.deliver([raw], BOXES[:1])
    return round(float(house.sink.wait_for(before + 1, 120)["last"]) - began, 1)


def measure(mails: int, numbers: list[int]) -> dict[str, Any]:
    """Measure all and return the figures."""
    folder = Path(tempfile.mkdtemp(prefix="loket-daemons-", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "pg").mkdir()
    cluster = Cluster(folder / "pg", is_durable=True)
    cluster.start()
    signer = workload.Signer()
    runs = []
    try:
        with stand.sink() as sink:
            for count in numbers:
                place = folder / str(count)
                place.mkdir()
                house = House(place, cluster, sink)
                raws = list(workload.mails(mails, signer, datetime.now(UTC), seed=count))
                try:
                    runs.append(together(house, count, raws))
                    if count > 1:
                        more = list(workload.mails(2, signer, datetime.now(UTC), seed=100 + count))
                        name, number = ("stopped", signal.SIGSTOP) if count > 2 else ("killed", signal.SIGKILL)
                        runs[-1][f"takeover_{name}_seconds"] = takeover(house, number, more[0])
                finally:
                    house.close()
    finally:
        cluster.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
    return {"processors": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "mailboxes": len(BOXES), "runs": runs}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=400)
    parser.add_argument("--daemons", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = measure(given.mails, given.daemons)
    if given.json:
        print(json.dumps(figures))
        return
    print(f"{figures['processors']} processors, load {figures['load']}, {figures['mailboxes']} mailboxes")
    for run in figures["runs"]:
        print(", ".join(f"{name} {value}" for name, value in run.items()))


if __name__ == "__main__":
    main()
