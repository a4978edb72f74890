"""What is done once a day or once for all is done by one of several daemons: the one that holds the calendar."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from installation import Installation, maildir_box
from smtp_sink import SmtpSink
from writing import write

from daemon.app import utc_now
from daemon.leases import Shared
from daemon.regular_work import jobs_of
from daemon.service import Service
from daemon.watching import Watch, alarms_of

pytestmark = pytest.mark.server
WITNESSES = '[health]\njournal_witnesses = ["rektorat@kampus.example", "spi@kampus.example"]\n'
CANARY = '\n[canary]\naddress = "bantuan@kampus.example"\n'


@pytest.fixture
def loket(tmp_path: Path, postgresql_url: str) -> Iterator[Installation]:
    """Give a Loket with witnesses and a canary, and one complaint in its journal."""
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / part).mkdir(parents=True)
    (tmp_path / "Maildir" / "new" / "1.test").write_bytes(write("Siti <siti@mhs.kampus.example>", "NIK saya salah."))
    with SmtpSink() as sink:
        made = Installation(tmp_path, sink.port, maildir_box(tmp_path / "Maildir"), url=postgresql_url)
        made.config.write_text(made.config.read_text().replace("[health]\n", WITNESSES) + CANARY)
        made.once()
        yield made
        made.close()


def kinds(loket: Installation) -> set[str]:
    """Return what is posted to others than those concerned with the complaint."""
    return {row["kind"] for row in loket.rows("outbox")} & {"journal-head", "canary"}


def do_all_jobs(loket: Installation) -> None:
    app = loket.app
    service = Service(app.sources, app.pipeline, app.delivery, leases=app.leases)
    for job in Watch(app, alarms_of(app.config)).jobs():
        service._run(job)


def test_only_the_holder_of_the_calendar_warns_and_writes_the_mornings_lists(
    loket: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = loket.app
    done: list[str] = []
    monkeypatch.setattr("daemon.regular_work.remind", lambda _desk: done.append("reminded"))
    service = Service(app.sources, app.pipeline, app.delivery, leases=app.leases)
    reminders = next(job for job in jobs_of(lambda: app.desk) if job.name == "reminders")
    holder = Shared("elsewhere:1:1:2:4", (), utc_now)
    for leases in (holder, app.leases):
        leases.join()
        leases.look()
    service._run(reminders)
    assert done == []
    holder.leave()
    app.leases.look()
    service._run(reminders)
    app.leases.leave()
    assert done == ["reminded"]


def test_only_the_holder_of_the_calendar_flies_the_canary_and_tells_the_witnesses(loket: Installation) -> None:
    holder, own = Shared("elsewhere:1:1:2:3", (), utc_now), loket.app.leases
    for leases in (holder, own):
        leases.join()
        leases.look()
    do_all_jobs(loket)
    assert kinds(loket) == set()
    holder.leave()
    own.join()
    own.look()
    do_all_jobs(loket)
    assert kinds(loket) == {"journal-head", "canary"}
    own.leave()
