"""A quarantine that fills up stays within its room, loses nothing and says so (F22)."""

from typing import Any

import pytest
from writing import write

from daemon.watching import Watch, alarms_of

pytestmark = pytest.mark.server
TOO_MANY_LINES = tuple(f"X-Line-{number}: x" for number in range(2100))


@pytest.fixture
def full(office: Any) -> Any:
    """Give an office with room for two mails in quarantine, and five that belong there."""
    config = office.loket.config
    config.write_text(config.read_text().replace("[limits]\n", "[limits]\nquarantine_mails = 2\n"))
    for number in range(5):
        office.deliver(write(f"Bom <bom{number}@luar.example>", "Bum.", f"Bom {number}", headers=TOO_MANY_LINES))
    office.loket.once()
    return office


def tend(office: Any) -> Watch:
    watch = Watch(office.loket.app, alarms_of(office.loket.app.config))
    next(job for job in watch.jobs() if job.name == "room of the quarantine").run()
    return watch


def stored(office: Any) -> int:
    return len([path for path in (office.loket.folder / "storage").glob("??/*") if path.is_file()])


def states(office: Any) -> list[str]:
    return [row["state"] for row in office.loket.rows("inbox")]


def test_octets_beyond_the_room_stay_on_the_server_alone_and_every_mail_is_listed(full: Any) -> None:
    assert stored(full) == 5
    tend(full)
    assert stored(full) == 2
    assert states(full) == ["quarantined"] * 5
    assert len(full.files()) == 5


def test_full_quarantine_is_an_urgent_alarm(full: Any) -> None:
    watch = tend(full)
    watch.look()
    (alarm,) = [trouble for trouble in watch.alarms.current if trouble.key == "quarantine room"]
    assert alarm.is_urgent
    assert "3 more lie on the mail server alone" in alarm.text


def test_mail_that_was_laid_off_is_taken_up_again_when_it_is_moved_back(full: Any) -> None:
    tend(full)
    last = next(path for path in full.files() if b"Bom 4" in path.read_bytes())
    last.rename(last.parents[2] / "new" / "back.test")
    full.loket.once()
    assert (stored(full), states(full)) == (3, ["quarantined"] * 5)


def test_laid_off_mail_is_not_retried_without_its_octets(full: Any) -> None:
    tend(full)
    number = full.loket.rows("inbox")[-1]["id"]
    refused = full.loket.do("quarantine", "retry", str(number))
    assert refused.returncode == 1
    assert b"move it back" in refused.stderr
    assert states(full)[-1] == "quarantined"


def test_administrators_get_few_letters_about_many_mails(full: Any) -> None:
    for number in range(20):
        full.deliver(write(f"Bom <b{number}@luar.example>", "Bum.", f"Lagi {number}", headers=TOO_MANY_LINES))
    full.loket.once()
    assert 1 <= len(full.sink.to("admin@kampus.example")) <= 10
