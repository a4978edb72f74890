"""A process that may open no more files, and side files that are gone while it works (F41, F50)."""

import resource
import time
from typing import Any

import pytest
from changed_daemon import daemon_with
from installation import wait_until

pytestmark = [pytest.mark.server, pytest.mark.slow]


def test_daemon_outlasts_that_it_may_open_no_more_files(office: Any) -> None:
    with office.loket.daemon() as daemon:
        office.complain(1)
        office.wait_for_finished(1)
        soft, hard = resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (3, hard))
        office.complain(2)
        wait_until(lambda: "Too many open files" in office.loket.log(), 30, office.loket.log()[-2000:])
        resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (soft, hard))
        office.wait_for_finished(2, 60)
    assert office.settle() == []


def test_write_ahead_log_that_is_deleted_at_work_is_brought_in_and_an_alarm(office: Any) -> None:
    with daemon_with(office, "from daemon import watching\nwatching.LOOK_SECONDS = 1\n") as daemon:
        office.complain(1)
        office.wait_for_finished(1)
        wait_until(lambda: len(office.sink.mails) >= 2, 20)
        for end in ("-wal", "-shm"):
            (office.loket.folder / f"loket.db{end}").unlink()
        office.complain(2)
        wait_until(lambda: len(office.sink.mails) >= 4, 60, office.loket.log()[-2000:])
        office.loket.wait_for_log("ALARM database log")
        time.sleep(2.5)  # another look
        daemon.kill()
        daemon.wait()
    assert office.loket.do("check").returncode == 0
    assert len(office.loket.rows("tickets")) == 2
    assert office.settle() == []
