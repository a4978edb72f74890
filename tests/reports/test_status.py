"""`loket status` tells which clocks are at risk, once or again and again."""

import json
import os
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from installation import LOKET
from year_of_traffic import Year

from daemon.printing import duration
from daemon.reports import condition
from models import schema
from models.clocks import StageRun
from models.database import close_database, open_database


def test_running_clocks_stand_in_the_order_of_their_urgency(database_url: str) -> None:
    open_database(database_url)
    schema.migrate()
    year = Year(5)
    year.pass_by()
    StageRun.update(closed_at=None).where(StageRun.stage.in_(["processing", "total"])).execute()
    found = list(condition.stages_at_risk(year.desk, datetime(2026, 11, 23, 2, tzinfo=UTC)))
    close_database()
    left = [row["target_seconds"] - row["seconds"] for row in found]
    assert left == sorted(left)
    assert {row["is_late"] for row in found} == {True}
    assert all(row["due_at"] for row in found)


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, None), (45, "45 s"), (750, "12 min 30 s"), (36003, "10 h 0 min")]
)
def test_people_read_durations_in_hours_and_minutes(seconds: int | None, words: str | None) -> None:
    assert duration(seconds) == words


def test_watching_shows_it_anew_until_it_is_interrupted(year: Path) -> None:
    command = [LOKET, "status", "--config", str(year), "--json", "--watch", "0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ}) as process:
        assert process.stdout is not None
        shown = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
    assert [set(one) for one in shown] == [set(shown[0])] * 2
    assert process.returncode == 130
