"""Long work says how far it is: on a terminal alone, and never where a program reads."""

import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from installation import Installation, maildir_box
from year_of_traffic import Year

from daemon.app import open_records
from daemon.config import load
from models.tickets import Ticket

LONG = {  # what is typed, "{}" stands for a number of its own: what is shown meanwhile
    "backup {folder}/backup{number}": "checking the database",
    "restore --yes {folder}/kept": "preparing the database",
    "export {person} {folder}/{number}.zip": "Sent mails",
    "erase --yes {person}": "overwriting what was deleted",
    "journal --verify": "Clocks",
    "report --json --from 2026-08-01": "Events",
    "migrate": "Bringing the database to this version",
    "check": "templates and catalogue",
    "explain --json {mail}": "Mails",
}
MAIL = Path(__file__).parents[1] / "emails" / "balas-bebas-squirrelmail.eml"


class Screen(io.StringIO):
    """A terminal that remembers all that was on it."""

    def isatty(self) -> bool:
        return True


class Office:
    """A counter with a little behind it."""

    def __init__(self, folder: Path) -> None:
        (folder / "Maildir").mkdir()
        self.loket, self._numbers = Installation(folder, 25, maildir_box(folder / "Maildir")), count(1)
        with open_records(load(self.loket.config)):
            Year(20).pass_by()
        assert self.loket.do("backup", str(folder / "kept")).returncode == 0

    def type(self, line: str, screen: Screen | None = None) -> bytes:
        """Run a command and return what it wrote beside its result, unless that went to a screen."""
        number = next(self._numbers)
        words = line.format(folder=self.loket.folder, number=number, person=self._somebody(), mail=MAIL)
        return self.loket.do(*words.split(), terminal=screen).stderr

    def _somebody(self) -> str:
        """Return a requester whose tickets are all finished."""
        with open_records(load(self.loket.config)):
            rows = list(Ticket.select())
            busy = {row.requester_address_id for row in rows if row.status in ("new", "in_progress", "waiting")}
            return next(
                str(row.requester_address.address)
                for row in rows
                if row.requester_address_id not in busy and "dihapus" not in row.requester_address.address
            )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office(tmp_path_factory.mktemp("office"))
    yield office
    office.loket.close()


@pytest.mark.parametrize(("line", "word"), LONG.items(), ids=[line.partition(" ")[0] for line in LONG])
def test_terminal_shows_how_far_the_work_is(
    office: Office, monkeypatch: pytest.MonkeyPatch, line: str, word: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    office.type(line, screen)
    assert word in screen.getvalue()


@pytest.mark.parametrize("line", [line for line in LONG if line != "check"], ids=lambda line: line.partition(" ")[0])
def test_pipe_gets_nothing_but_the_result(office: Office, line: str) -> None:
    assert office.type(line) == b""
