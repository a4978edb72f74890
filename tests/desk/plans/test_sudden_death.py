"""Killed around a request to another system, Loket never sends it twice without having looked."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from daemon.desk.four_eyes import executing
from daemon.desk.four_eyes.plan_kind import Ending, Finding
from daemon.desk.four_eyes.plans import State
from daemon.desk.journal import broken_links
from models.plans import PlanAttempt

# The request leaves by writing a line into the file that stands for the other system.
VICTIM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from daemon.desk.four_eyes import executing
from daemon.desk.four_eyes.plan_kind import Ending, Execution
from daemon.desk.views import Directory
from models.database import open_database
from models.plans import StoredPlan

def execute(cause, now):
    with other.open("a") as file:
        file.write("written\\n")
    return Execution(Ending.DONE)

other = Path(sys.argv[2])
open_database(f"sqlite:///{sys.argv[1]}")
plan = StoredPlan.get()
offer = SimpleNamespace(hash=plan.hash, execute=execute)
kind = SimpleNamespace(propose=lambda *_: offer, is_free=lambda *_: True, settled=lambda *_: None)
desk = SimpleNamespace(plan_kinds={"fake": kind}, directory=Directory((), {}, {}))
executing.run_due(desk, lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
"""


@pytest.mark.parametrize(("point", "was_written"), [("plan_attempted", False), ("plan_sent", True)])
def test_killed_attempt_is_looked_at_before_anything_else(
    bench: Any, tmp_path: Path, point: str, was_written: bool
) -> None:
    plan = bench.plan(State.APPROVED)
    other = tmp_path / "other-system"
    killed = subprocess.run(
        [sys.executable, "-c", VICTIM, tmp_path / "loket.db", other],
        env={**os.environ, "LOKET_FAILPOINT": f"{point}:kill"},
        check=False,
        timeout=60,
    )
    assert (killed.returncode, other.exists()) == (-9, was_written)
    assert bench.read(plan).state == "executing"
    bench.kind.finding = Finding.NEW if was_written else Finding.OLD
    bench.kind.endings = [Ending.DONE]
    executing.recover(bench.desk, bench.now)
    bench.now += timedelta(minutes=1)
    executing.run_due(bench.desk, bench.clock)
    assert bench.read(plan).state == "done"
    assert len(bench.kind.executed) == (0 if was_written else 1)
    assert PlanAttempt.get(PlanAttempt.number == 1).outcome == "unknown"
    assert list(broken_links()) == []
