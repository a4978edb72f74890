"""`loket receive` keeps the mail or has the mail server try again; it never makes it bounce."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from daemon.cli import main
from daemon.inbox.recording import Recorder
from daemon.inbox.stdin import receive
from models.database import close_database, database, open_database
from models.mail import InboundEmail, MailLocation
from models.schema import migrate
from models.versions import HISTORY_TABLE

MakeMail = Callable[..., bytes]
Loket = Callable[..., int]

CONFIG = """
[institution]
name = "UIN Contoh"
unit = "Pusat Data"
[[mailbox]]
name = "pipa"
kind = "pipe"
address = "bantuan@kampus.example"
{more}
[smtp]
host = "127.0.0.1"
security = "none"
from_address = "bantuan@kampus.example"
[authentication]
authserv_ids = ["mx.kampus.example"]
require = "authentication-results"
[database]
url = "{url}"
[storage]
folder = "{folder}/storage"
[keys]
folder = "keys"
[limits]
mail_size = 10000
"""
SECOND = """
[[mailbox]]
name = "pipa2"
kind = "pipe"
address = "pddikti@kampus.example"
"""


class Input:
    """Standard input with octets behind it."""

    def __init__(self, octets: bytes) -> None:
        self.buffer = io.BytesIO(octets)


@pytest.fixture
def write_config(config_folder: Path, database_url: str) -> Callable[..., Path]:
    def write(more: str = "", url: str = "") -> Path:
        path = config_folder / "loket.toml"
        path.write_text(CONFIG.format(more=more, folder=config_folder, url=url or database_url))
        path.chmod(0o640)
        return path

    return write


@pytest.fixture
def loket(write_config: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Loket:
    """Return a function that runs `loket receive` with a mail and returns its exit status."""

    def run(raw: bytes, *options: str, more: str = "", url: str = "") -> int:
        monkeypatch.setattr(sys, "argv", ["loket", "receive", "--config", str(write_config(more, url)), *options])
        monkeypatch.setattr(sys, "stdin", Input(raw))
        with pytest.raises(SystemExit) as exit_:
            main()
        return int(exit_.value.code or 0)

    return run


def rows(inbox_database: str) -> list[Any]:
    open_database(inbox_database)
    return list(InboundEmail.select())


def test_piped_mail_is_kept(loket: Loket, inbox_database: str, make_mail: MakeMail) -> None:
    assert loket(make_mail()) == 0
    (row,) = rows(inbox_database)
    assert (row.mailbox, row.size, row.state) == ("pipa", len(make_mail()), "new")


def test_mail_piped_twice_is_one_mail(loket: Loket, inbox_database: str, make_mail: MakeMail) -> None:
    assert (loket(make_mail()), loket(make_mail())) == (0, 0)
    assert len(rows(inbox_database)) == 1


def test_mailbox_is_named_when_there_are_several(loket: Loket, inbox_database: str, make_mail: MakeMail) -> None:
    assert loket(make_mail(), "--mailbox", "pipa2", more=SECOND) == 0
    assert rows(inbox_database)[0].mailbox == "pipa2"


def test_database_of_a_newer_loket_has_the_server_try_again(
    loket: Loket, empty_database_url: str, make_mail: MakeMail
) -> None:
    open_database(empty_database_url)
    migrate()
    database.execute_sql(
        f"INSERT INTO {HISTORY_TABLE} (id, name, applied) VALUES (999, '0999_future', '2030-01-01 00:00:00')"
    )
    assert loket(make_mail(), url=empty_database_url) == 75
    assert rows(empty_database_url) == []


@pytest.mark.parametrize("options", [[], ["--mailbox", "tidak-ada"]])
def test_unclear_mailbox_has_the_server_try_again(
    loket: Loket, inbox_database: str, make_mail: MakeMail, options: list[str]
) -> None:
    assert loket(make_mail(), *options, more=SECOND) == 75
    assert rows(inbox_database) == []


def test_missing_database_has_the_server_try_again_and_is_not_made(
    loket: Loket, config_folder: Path, make_mail: MakeMail
) -> None:
    assert loket(make_mail(), url=f"sqlite:///{config_folder}/loket.db") == 75
    assert not (config_folder / "loket.db").exists()


def test_faulty_configuration_has_the_server_try_again(
    loket: Loket, make_mail: MakeMail, capsys: pytest.CaptureFixture[str]
) -> None:
    assert loket(make_mail(), more="colour = 'red'") == 75
    assert "colour" in capsys.readouterr().err


def test_storage_that_cannot_be_written_has_the_server_try_again(
    loket: Loket, inbox_database: str, config_folder: Path, make_mail: MakeMail
) -> None:
    (config_folder / "storage").write_text("a file where the folder should be")
    assert loket(make_mail()) == 75
    assert rows(inbox_database) == []


def test_database_of_another_program_has_the_server_try_again(
    loket: Loket, config_folder: Path, make_mail: MakeMail
) -> None:
    (config_folder / "loket.db").write_bytes(b"these are minutes of a meeting\n" * 200)
    assert loket(make_mail(), url=f"sqlite:///{config_folder}/loket.db") == 75
    close_database()


def test_mail_over_the_limit_is_kept_by_its_header(recorder: Recorder, make_mail: MakeMail) -> None:
    big = make_mail(size=50_000)
    row = InboundEmail.get_by_id(receive("pipa", io.BytesIO(big), recorder, 10_000))
    header = big.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert (row.is_stub, row.size, recorder.blobs.get(row.sha256)) == (True, len(big), header)


def test_piped_mail_lies_nowhere_else(recorder: Recorder, make_mail: MakeMail) -> None:
    receive("pipa", io.BytesIO(make_mail()), recorder, 10_000)
    assert MailLocation.select().count() == 0
