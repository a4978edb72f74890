"""A full or broken disk loses nothing: the mail stays with its server, the process lives or ends as it should."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from installation import LOKET, wait_until

pytestmark = [pytest.mark.server, pytest.mark.slow]
MakeOffice = Callable[..., Any]


def fill(disk: Path) -> Path:
    """Leave no octet on a disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)) == 4096:
                pass
        except OSError:
            pass
    return ballast


@contextmanager
def straced(office: Any, *injections: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the daemon under strace, which makes system calls fail as told; kill what is left of it afterwards."""
    command = ["strace", "-f", "-qq", "-o", office.loket.folder / "strace.log"]
    command += [word for injection in injections for word in ("-e", f"inject={injection}")]
    calls = sorted({name for injection in injections for name in injection.partition(":")[0].split(",")})
    with (office.loket.folder / "daemon.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "-e", f"trace={','.join(calls)}", LOKET, "run"],
            stdout=log,
            stderr=log,
            env={**os.environ, "LOKET_CONFIG": str(office.loket.config)},
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)


def test_full_disk_is_outlasted_and_work_goes_on_by_itself(
    tmpfs: Callable[[str], Path], make_office: MakeOffice, tmp_path: Path
) -> None:
    disk = tmpfs("6m")
    office = make_office(disk, tmp_path / "Maildir")
    with office.loket.daemon() as daemon:
        office.loket.wait_for_log('"ready"')
        ballast = fill(disk)
        for number in range(5):
            office.complain(number)
        time.sleep(3)
        assert daemon.poll() is None
        assert len([path for path in office.files() if "/new/" in str(path)]) == 5
        ballast.unlink()
        wait_until(lambda: len(office.sink.mails) >= 10, 40, office.loket.log()[-2000:])
    assert office.settle() == []


@pytest.mark.parametrize("moment", ["mail finished", "RCPT"])
def test_disk_that_fills_up_at_work_costs_no_mail(
    tmpfs: Callable[[str], Path], make_office: MakeOffice, tmp_path: Path, moment: str
) -> None:
    disk = tmpfs("6m")
    office = make_office(disk, tmp_path / "Maildir")
    for number in range(12):
        office.complain(number)
    with office.loket.daemon() as daemon:
        seen = {"mail finished": lambda: "mail finished" in office.loket.log(), "RCPT": lambda: office.sink.mails}
        wait_until(seen[moment], 30)
        ballast = fill(disk)
        time.sleep(3)
        assert daemon.poll() is None
        ballast.unlink()
        wait_until(lambda: len(office.sink.mails) >= 24, 60, office.loket.log()[-2000:])
    assert office.settle() == []


def test_disk_that_fills_up_while_the_database_is_made_leaves_nothing_to_repair(
    tmpfs: Callable[[str], Path], make_office: MakeOffice, tmp_path: Path
) -> None:
    disk = tmpfs("6m")
    office = make_office(disk, tmp_path / "Maildir")
    office.complain(1)
    ballast = fill(disk)
    for octets in (0, 4096, 65536, 150_000):
        os.truncate(ballast, ballast.stat().st_size - octets)
        office.loket.run("once")
    ballast.unlink()
    assert office.settle() == []


def test_disk_that_becomes_read_only_is_outlasted(
    tmpfs: Callable[[str], Path], make_office: MakeOffice, tmp_path: Path
) -> None:
    disk = tmpfs("8m")
    office = make_office(disk, tmp_path / "Maildir")
    office.loket.once()
    office.loket.leave()
    office.complain(1)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    refused = office.loket.run("once")
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert office.settle() == []


def test_disk_without_inodes_is_outlasted(
    mounted: Callable[..., Path], make_office: MakeOffice, tmp_path: Path
) -> None:
    image = tmp_path / "image"
    image.write_bytes(bytes(16_000_000))
    subprocess.run(["mkfs.ext4", "-q", "-N", "200", image], check=True)
    office = make_office(mounted("few-inodes", "-o", "loop", str(image)), tmp_path / "Maildir")
    office.loket.once()
    office.loket.leave()
    spent = office.loket.folder / "spent"
    spent.mkdir()
    with suppress(OSError):
        for number in range(300):
            (spent / str(number)).touch()
    office.complain(1)
    assert office.loket.run("once").returncode == 1
    shutil.rmtree(spent)
    assert office.settle() == []


@pytest.mark.parametrize("mails", [1, 12])
def test_failed_synchronisation_ends_the_daemon_and_is_never_tried_again(office: Any, mails: int) -> None:
    office.loket.once()
    office.loket.leave()
    for number in range(mails):
        office.complain(number)
    with straced(office, "fsync,fdatasync,syncfs:error=EIO:when=1+") as process:
        assert process.wait(timeout=60) == 74
    log = (office.loket.folder / "strace.log").read_text()
    assert len(re.findall(r"INJECTED", log)) <= 2  # of the mails' files, and of the database when it was closed
    assert "the disk fails" in office.loket.log()
    assert office.settle() == []


def every_write_fails(office: Any, first: int, fault: str, seconds: float) -> None:
    office.complain(first)
    with straced(office, f"pwrite64,write,ftruncate:error={fault}:when={first}+{7}") as process:
        time.sleep(seconds)
        if process.poll() is None:
            subprocess.run(["pkill", "-TERM", "-P", str(process.pid)], check=False)
            process.wait(timeout=60)


@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
def test_every_seventh_write_that_fails_costs_no_mail(office: Any, fault: str) -> None:
    office.loket.once()
    office.loket.leave()
    every_write_fails(office, 5, fault, 4)
    assert office.settle() == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO", "EROFS"])
def test_every_seventh_write_that_fails_from_any_on_costs_no_mail(office: Any, fault: str) -> None:
    office.loket.once()
    office.loket.leave()
    for first in range(1, int(os.environ.get("LOKET_SOAK_WRITES", "40"))):
        every_write_fails(office, first, fault, 8)
        print(fault, "from write", first, flush=True)  # noqa: T201 - a long run says how far it is
    assert office.settle() == []
