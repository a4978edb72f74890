"""Be Loket's daemon in a process that tells what it used.

    python benchmarks/measured_daemon.py LOKET.TOML KEY-NAME

Prints "ready" once the child processes are warm and the DKIM key of that name is known, works from the line "go" on
its standard input until SIGTERM, and prints JSON: processor seconds and peak memory of itself and of its children.
With LOKET_PROFILE=FILE the threads are profiled, each into a file of its name.
"""

import cProfile
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.modules["psycopg"] = None  # type: ignore[assignment]  # as installed for SQLite: without the extra `postgresql`

from daemon.app import build
from daemon.config import load
from daemon.logs import start_logging
from daemon.readers.isolation import Readers
from daemon.service import Service


def profiled(file: str) -> None:
    """Profile each thread's work and keep it in a file of the thread's name."""
    guarded = Service._guarded

    def run(service: Service, name: str, *work: Any) -> None:
        profile = cProfile.Profile()
        profile.runcall(guarded, service, name, *work)
        profile.dump_stats(f"{file}.{name.split(maxsplit=1)[0]}")

    Service._guarded = run  # type: ignore[method-assign]


def warm(readers: Readers) -> None:
    """Wait until every child process can read."""
    for _ in range(readers.size):
        readers.read(b"From: budi@kampus.example\r\nSubject: halo\r\n\r\nhalo\r\n")


def peak_octets(pid: int) -> int:
    """Return the most memory a process ever had resident."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def children() -> list[int]:
    """Return the processes that this one has started."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def processor_seconds(pid: int) -> float:
    """Return the processor time of a living process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def used() -> float:
    """Return the processor seconds of this process and of its children, the ended ones too."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    own_seconds = own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime
    return own_seconds + sum(processor_seconds(child) for child in children())


def main() -> None:
    """Run."""
    config = load(Path(sys.argv[1]))
    start_logging(config.log.level, as_json=True)
    with build(config) as app:
        app.pipeline.keys.lookup(sys.argv[2])
        app.pipeline.keys.wait(10)  # type: ignore[attr-defined]
        app.current.readers.read(b"From: budi@kampus.example\r\nSubject: halo\r\n\r\nhalo\r\n")
        app.warm_up()
        service = Service(app.sources, app.pipeline, app.delivery)
        if file := os.environ.get("LOKET_PROFILE"):
            profiled(file)
        print("ready", flush=True)
        sys.stdin.readline()
        before, readers_before = used(), sum(map(processor_seconds, children()))
        service.run()
        total, readers = used() - before, sum(map(processor_seconds, children())) - readers_before
        peak = peak_octets(os.getpid())
        readers_peak = [peak_octets(child) for child in children()]
    figures = {
        "cpu_seconds": total,
        "readers_cpu_seconds": readers,
        "peak_octets": peak + sum(readers_peak),
        "own_peak_octets": peak,
        "readers": len(readers_peak),
    }
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
