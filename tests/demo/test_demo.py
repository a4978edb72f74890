import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console

from daemon.demo.performance import DemoFailed, Wishes, perform

LOKET = Path(sys.executable).with_name("loket")
SERVES = "Ctrl-C ends the demo"
ONE_DAY = pytest.mark.xdist_group("demo")  # for the tests that look at the same day


def demo(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [LOKET, "demo", *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={**os.environ, **environment},
    )


@contextmanager
def begun(*arguments: str | Path) -> Iterator["subprocess.Popen[str]"]:
    """Start the demo; it does not outlive the block, whatever it does to a Ctrl-C."""
    with subprocess.Popen([LOKET, "demo", *arguments], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def rows(folder: Path, *arguments: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [LOKET, *arguments, "--json", "--config", folder / "loket.toml"], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple["subprocess.CompletedProcess[str]", Path]:
    folder = tmp_path_factory.mktemp("demo") / "kept"
    return demo("--keep", str(folder)), folder


@pytest.mark.slow
@ONE_DAY
def test_whole_day_happens_and_says_so(day: tuple["subprocess.CompletedProcess[str]", Path]) -> None:
    done, _ = day

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert "Every step really happened" in done.stdout
    assert done.stderr == ""


@pytest.mark.slow
@ONE_DAY
def test_day_leaves_a_rated_ticket_with_closed_clocks(day: tuple["subprocess.CompletedProcess[str]", Path]) -> None:
    ticket = rows(day[1], "tickets")[0]

    assert (ticket["status"], ticket["rating"], ticket["assignee"]) == ("solved", 5, "rina")
    assert [stage for stage in ticket["stages"] if stage["closed_at"] is None] == []  # type: ignore[attr-defined]


@pytest.mark.slow
@ONE_DAY
def test_day_shows_every_kind_of_ending(day: tuple["subprocess.CompletedProcess[str]", Path]) -> None:
    endings = {row["disposition"] for row in rows(day[1], "inbox")}

    assert endings >= {"form_requested", "appended", "commands_executed", "commands_refused", "ignored"}
    assert "bounce_recorded" in endings
    assert endings.isdisjoint({"quarantined", "held", None})


@pytest.mark.slow
@ONE_DAY
def test_every_mail_is_kept_as_a_file(day: tuple["subprocess.CompletedProcess[str]", Path]) -> None:
    kept = list((day[1] / "mails").glob("*.eml"))

    accepted = [row for row in rows(day[1], "outbox") if row["state"] == "sent"]
    assert len(kept) == len(accepted) + len(rows(day[1], "inbox"))


@pytest.mark.slow
@ONE_DAY
def test_daemon_had_no_trouble(day: tuple["subprocess.CompletedProcess[str]", Path]) -> None:
    log = [json.loads(line) for line in (day[1] / "daemon.log").read_text().splitlines()]

    assert [line for line in log if line["level"] not in {"info", "debug"}] == []
    assert log[-1]["event"] == "stopped"


@pytest.mark.slow
def test_daemon_that_dies_fails_the_demo_with_the_reason(tmp_path: Path) -> None:
    done = demo("--keep", str(tmp_path / "kept"), LOKET_FAILPOINT="after_commit:kill:2")

    assert done.returncode == 1
    assert "the demo failed: waiting until" in done.stderr
    assert "the daemon ended with status -9" in done.stderr
    assert "Every step really happened" not in done.stdout


@pytest.mark.slow
def test_effect_that_does_not_come_in_time_fails_the_demo(tmp_path: Path) -> None:
    with pytest.raises(DemoFailed, match="until Siti Contoh gets an acknowledgement with the form; it did not happen"):
        perform(Wishes(folder=tmp_path / "kept", patience=0.01), Console(quiet=True))


def test_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(DemoFailed, match="is not empty"):
        perform(Wishes(folder=tmp_path), Console(quiet=True))

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.slow
def test_serving_goes_on_until_somebody_interrupts(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with begun("--serve", "--keep", folder) as process:
        assert process.stdout is not None
        told = next((line for line in process.stdout if SERVES in line), "")
        time.sleep(1)
        still_serves = process.poll() is None
        process.send_signal(signal.SIGINT)
        status = process.wait(timeout=30)

    assert (SERVES in told, still_serves, status) == (True, True, 0)
    assert '"stopped"' in (folder / "daemon.log").read_text()


@pytest.mark.slow
def test_interrupted_day_stops_the_daemon_and_is_no_success(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with begun("--keep", folder) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "got an acknowledgement" in line)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)

    assert process.returncode == 130
    assert '"stopped"' in (folder / "daemon.log").read_text()
