"""Whatever the clock shows, work goes on and nothing expires in masses (F57)."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from installation import STAFF, wait_until

from daemon.clock_watch import ClockWatch
from daemon.desk.timekeeping import clock_changes
from daemon.outbox.pacing import Pacing
from daemon.service import Service
from daemon.watch.alarms import Alarms
from daemon.watching import Watch
from models.database import transaction
from models.outgoing import OutgoingEmail

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
JUMPS = {
    "an hour back": "-1h",
    "a day ahead": "+1d",
    "ten years ahead": "+10y",
    "before all time": "@1970-01-02 00:00:00",
}


@pytest.mark.server
@pytest.mark.parametrize(
    "jump",
    [pytest.param(jump, id=name, marks=[pytest.mark.soak] if "ahead" in name else []) for name, jump in JUMPS.items()],
)
def test_mail_is_handled_and_answered_after_the_clock_was_set(office: Any, jump: str) -> None:
    libraries = list(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    assert libraries, "`make system-packages` installs faketime"
    shown = office.loket.folder / "clock"
    shown.write_text("+0\n")
    faked = {
        "LD_PRELOAD": str(libraries[0]),
        "FAKETIME_TIMESTAMP_FILE": str(shown),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    office.complain(1)
    with office.loket.daemon(faked):
        wait_until(lambda: office.sink.to("siti1@mhs.kampus.example"), 30, office.loket.log()[-2000:])
        shown.write_text(f"{jump}\n")
        wait_until(lambda: "the clock was set" in office.loket.log(), 15, office.loket.log()[-2000:])
        office.complain(2)
        wait_until(lambda: len(office.sink.to(STAFF)) == 2, 15, office.loket.log()[-2000:])
        told = [mail for mail in office.sink.to("admin@kampus.example") if "timedatectl" in mail.content.decode()]
        assert told or jump == "-1h"
    assert [event["name"] for event in office.loket.rows("journal")].count("clock.set") == 1


def watched(clock: Callable[[], datetime]) -> tuple[ClockWatch, list[float]]:
    passed = [0.0]
    return ClockWatch(clock, lambda: passed[0]), passed


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1), timedelta(days=3650)])
def test_clock_that_was_set_is_noticed_once(jump: timedelta) -> None:
    shown = [NOON]
    watch, passed = watched(lambda: shown[0])
    passed[0] += 1.0
    shown[0] += timedelta(seconds=1) + jump
    assert watch.jump() == jump
    assert watch.jump() == timedelta(0)


def kept(folder: Path, shown: datetime, passed: float, boot: str = "a") -> ClockWatch:
    """Return the watch of a process that begins at that moment beside what the one before left."""
    return ClockWatch(lambda: shown, lambda: passed, folder / "clock", boot)


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1), timedelta(days=3650)])
def test_clock_that_was_set_while_we_were_down_is_noticed(tmp_path: Path, jump: timedelta) -> None:
    kept(tmp_path, NOON, 1000.0).remember()
    after = kept(tmp_path, NOON + timedelta(minutes=10) + jump, 1600.0)
    assert after.jump() == jump
    assert after.jump() == timedelta(0)


def test_time_that_went_by_while_we_were_down_is_no_jump(tmp_path: Path) -> None:
    kept(tmp_path, NOON, 1000.0).remember()
    assert kept(tmp_path, NOON + timedelta(days=3), 1000.0 + 3 * 86_400).jump() == timedelta(0)


@pytest.mark.parametrize(
    ("went", "jump"),
    [(timedelta(days=-1), timedelta(days=-1)), (timedelta(days=3), timedelta(0)), (timedelta(days=400),) * 2],
    ids=["back", "a few days ahead", "a year ahead"],
)
def test_over_a_start_of_the_machine_only_what_cannot_be_is_a_jump(
    tmp_path: Path, went: timedelta, jump: timedelta
) -> None:
    kept(tmp_path, NOON, 50_000.0).remember()
    assert kept(tmp_path, NOON + went, 10.0, boot="b").jump() == jump


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"shown": 1e99, "passed": 1, "boot": "a"}'])
def test_damaged_memory_of_the_clock_stops_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "clock").write_text(content)
    assert kept(tmp_path, NOON, 1.0).jump() == timedelta(0)


@pytest.mark.server
def test_daemon_alarms_when_the_clock_was_set_while_it_was_down(office: Any) -> None:
    with office.loket.daemon():
        office.loket.wait_for_log('"ready"')
    memory = office.loket.folder / "storage" / "clock.json"
    content = json.loads(memory.read_text())
    memory.write_text(json.dumps(content | {"shown": content["shown"] - 86_400}))  # the clock went on a day too far
    with office.loket.daemon():
        office.loket.wait_for_log("the clock was set")
        wait_until(lambda: office.sink.to("admin@kampus.example"), 20, office.loket.log()[-2000:])
    assert b"timedatectl" in office.sink.to("admin@kampus.example")[0].content


def test_suspended_machine_is_no_clock_that_was_set() -> None:
    shown = [NOON]
    watch, passed = watched(lambda: shown[0])
    passed[0] += 86_400.0
    shown[0] += timedelta(days=1, seconds=2)
    assert watch.jump() == timedelta(0)


def test_letter_that_waits_is_not_held_up_by_a_clock_set_back(office: Any) -> None:
    office.complain(1)
    app = office.loket.app
    office.sink.script.rcpt["siti1@mhs.kampus.example"] = "450 4.2.0 later"
    office.loket.once()
    letter = OutgoingEmail.get(OutgoingEmail.state == "pending")
    jump, now = timedelta(hours=-5), letter.not_before - timedelta(hours=5, seconds=40)
    with transaction():
        clock_changes.clock_was_set(app.desk, jump, now)
    assert OutgoingEmail.get_by_id(letter.id).not_before - now == timedelta(seconds=40)


def test_pause_for_the_servers_sake_ends_though_the_clock_was_set_back() -> None:
    pacing = Pacing(100)
    pacing.slow_down(NOON)
    assert not pacing.allows(NOON + timedelta(seconds=30))
    assert pacing.allows(NOON - timedelta(hours=1))


def test_hours_limit_counts_no_mail_of_the_future() -> None:
    pacing = Pacing(2, [NOON, NOON])
    assert not pacing.allows(NOON)
    assert pacing.allows(NOON - timedelta(days=1))


@pytest.mark.parametrize("name", ["reminders", "retention"])
def test_nothing_expires_after_a_jump_of_more_than_an_hour(
    office: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    app, done = office.loket.app, []
    service = Service(
        app.sources,
        app.pipeline,
        app.delivery,
        jobs=Watch(app, Alarms(office.loket.folder / "alarms", timedelta(0), (), "loket")).jobs(),
    )
    job = next(job for job in service._jobs() if job.name == name)
    counted = replace(job, run=lambda: done.append(1))
    service._run(counted)
    service._clock_was_set(timedelta(days=3650))
    service._run(counted)
    assert len(done) == 1
    tomorrow = time.monotonic() + 86_401
    monkeypatch.setattr(time, "monotonic", lambda: tomorrow)
    service._run(counted)
    assert len(done) == 2


class Counting:
    """Stands for what carries out plans, and counts its rounds."""

    def __init__(self) -> None:
        self.rounds = 0

    def work(self, _stopped: object = None) -> int:
        self.rounds += 1
        return 0


class OneRound:
    """Ends a part of the service after one round."""

    def __init__(self) -> None:
        self._looks = 0

    def is_set(self) -> bool:
        self._looks += 1
        return self._looks > 1

    def wait(self, _seconds: float) -> None:
        """Do not wait."""


@pytest.mark.server
def test_nothing_is_changed_in_other_systems_after_a_jump_of_more_than_an_hour(office: Any) -> None:
    app, integrator = office.loket.app, Counting()
    service = Service(app.sources, app.pipeline, app.delivery, integrator=integrator)
    service._integrate(OneRound())
    service._clock_was_set(timedelta(hours=-2))
    service._integrate(OneRound())
    assert integrator.rounds == 1
