"""After kill -9 at any point of fetching and marking, the next start needs no help and no mail is lost or doubled."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dovecot import Account

from daemon.config import ImapMailbox
from daemon.inbox.imap_source import ImapSource
from models.mail import InboundEmail, MailLocation

pytestmark = pytest.mark.server

MAILS = 7
ONE_ROUND = """
import sys
from pathlib import Path
from daemon.config import ImapMailbox
from daemon.inbox import imap_source
from daemon.inbox.recording import Recorder
from daemon.storage import Blobs
from models.database import open_database
from models.mail import InboundEmail

imap_source.BATCH_MAILS = imap_source.MARK_MAILS = 3
open_database(sys.argv[1])
box = ImapMailbox.model_validate_json(sys.argv[2])
source = imap_source.ImapSource(box, Recorder(Blobs(Path(sys.argv[3]))), 25_000_000)
source.poll_once()
InboundEmail.update(state="done").execute()
source.mark()
"""


@pytest.fixture
def run_round(inbox_database: str, make_box: Callable[..., ImapMailbox], tmp_path: Path) -> Callable[[str], int]:
    """Return a function that fetches, finishes and marks everything in a process, and returns its exit status."""

    def run(failpoint: str) -> int:
        arguments = [
            inbox_database,
            make_box().model_dump_json(exclude={"poll", "timeout"}),
            str(tmp_path / "storage"),
        ]
        environment = {**os.environ, "LOKET_FAILPOINT": failpoint}
        command = [sys.executable, "-c", ONE_ROUND, *arguments]
        return subprocess.run(command, env=environment, timeout=60, check=False).returncode

    return run


@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize(
    "name", ["after_fetch", "after_blob", "before_record_commit", "after_record", "before_mark", "after_mark"]
)
def test_killed_round_is_made_up_for_by_the_next(
    account: Account,
    make_source: Callable[..., ImapSource],
    make_mail: Callable[..., bytes],
    run_round: Callable[[str], int],
    name: str,
    passes: int,
) -> None:
    for number in range(MAILS):
        account.deliver(make_mail(number))
    assert run_round(f"{name}:kill:{passes}") == -signal.SIGKILL
    assert run_round("") == 0
    assert (InboundEmail.select().count(), MailLocation.select().count()) == (MAILS, MAILS)
    assert (len(account.files()), len(account.files("Loket"))) == (0, MAILS)
    assert make_source().poll_once() == 0
