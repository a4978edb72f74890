"""A Maildir is read completely and once, whatever people and their mail programs do in it."""

import os
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.config import MaildirMailbox
from daemon.inbox import Source, Unreachable
from daemon.inbox.ledger import load_cursor
from daemon.inbox.maildir import MaildirSource
from daemon.inbox.recording import Recorder
from models.mail import InboundEmail, MailboxCursor

MakeMail = Callable[..., bytes]
MakeSource = Callable[..., MaildirSource]
Finish = Callable[[], None]
Eventually = Callable[[Callable[[], object]], None]


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (tmp_path / "Maildir" / part).mkdir(parents=True)
    return tmp_path / "Maildir"


@pytest.fixture
def make_source(maildir: Path, recorder: Recorder) -> MakeSource:
    def make(largest: int = 25_000_000, **changed: object) -> MaildirSource:
        fields = {"name": "bantuan", "kind": "maildir", "address": "bantuan@kampus.example", "path": maildir}
        return MaildirSource(MaildirMailbox.model_validate(fields | changed), recorder, largest)

    return make


def deliver(maildir: Path, raw: bytes, name: str | bytes = "1795000000.M1P1.test") -> Path:
    path = maildir / "new" / os.fsdecode(name)
    path.write_bytes(raw)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_mail_is_recorded_with_its_octets_and_file_time(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail, recorder: Recorder
) -> None:
    path = deliver(maildir, make_mail(line_end="\n"))
    os.utime(path, (1_795_000_000, 1_795_000_000))
    assert make_source().poll_once() == 1
    row = InboundEmail.get()
    assert recorder.blobs.get(row.sha256) == make_mail(line_end="\n")
    assert row.received_at == datetime.fromtimestamp(1_795_000_000, UTC)


def test_second_poll_finds_only_what_is_new(maildir: Path, make_source: MakeSource, make_mail: MakeMail) -> None:
    source = make_source()
    deliver(maildir, make_mail(1), "a")
    assert (source.poll_once(), source.poll_once()) == (1, 0)
    deliver(maildir, make_mail(2), "b")
    assert source.poll_once() == 1


def test_many_mails_are_recorded_in_the_order_of_their_names(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail, recorder: Recorder
) -> None:
    for number in range(230):
        deliver(maildir, make_mail(number), f"{number:04}.test")
    assert make_source().poll_once() == 230
    hashes = [row.sha256 for row in InboundEmail.select().order_by(InboundEmail.id)]
    assert [recorder.blobs.get(sha256) for sha256 in hashes] == [make_mail(number) for number in range(230)]


def test_mail_that_a_mail_program_took_first_is_recorded(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail
) -> None:
    deliver(maildir, make_mail(), "a").rename(maildir / "cur" / "a:2,S")
    assert make_source().poll_once() == 1


def test_mail_whose_flags_change_is_the_same_mail(maildir: Path, make_source: MakeSource, make_mail: MakeMail) -> None:
    source = make_source()
    path = deliver(maildir, make_mail(), "a")
    source.poll_once()
    path.rename(maildir / "cur" / "a:2,FS")
    assert source.poll_once() == 0


def test_finished_mail_is_moved_to_its_folder_with_its_flags(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail, finish: Finish
) -> None:
    source = make_source()
    deliver(maildir, make_mail(1), "a")
    deliver(maildir, make_mail(2), "b").rename(maildir / "cur" / "b:2,S")
    source.poll_once()
    finish()
    assert source.mark() == 2
    assert (names(maildir / "new"), names(maildir / "cur")) == ([], [])
    assert names(maildir / ".Loket" / "cur") == ["a:2,", "b:2,S"]


def test_finished_mail_is_moved_to_cur_when_it_is_to_be_flagged(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail, finish: Finish
) -> None:
    source = make_source(finished="flag")
    deliver(maildir, make_mail(1), "a")
    deliver(maildir, make_mail(2), "b").rename(maildir / "cur" / "b:2,S")
    source.poll_once()
    finish()
    source.mark()
    assert (names(maildir / "new"), names(maildir / "cur")) == ([], ["a:2,", "b:2,S"])


def test_finished_mail_is_left_alone_when_told_so(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail, finish: Finish
) -> None:
    source = make_source(finished="leave")
    deliver(maildir, make_mail(), "a")
    source.poll_once()
    finish()
    assert (source.mark(), names(maildir / "new")) == (0, ["a"])


def test_mail_that_a_person_deleted_is_no_fault_when_it_is_marked(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail, finish: Finish
) -> None:
    source = make_source()
    path = deliver(maildir, make_mail())
    source.poll_once()
    path.unlink()
    finish()
    assert (source.mark(), source.mark()) == (1, 0)


def test_mail_moved_back_by_a_person_is_the_same_mail(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail, finish: Finish
) -> None:
    source = make_source()
    deliver(maildir, make_mail(), "a")
    source.poll_once()
    finish()
    source.mark()
    (maildir / ".Loket" / "cur" / "a:2,").rename(maildir / "cur" / "other-name:2,S")
    assert (source.poll_once(), source.mark()) == (0, 1)


def test_mail_over_the_limit_is_recorded_by_its_header(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail, recorder: Recorder
) -> None:
    big = make_mail(size=50_000, line_end="\n")
    deliver(maildir, big)
    make_source(largest=10_000).poll_once()
    row = InboundEmail.get()
    header = big.partition(b"\n\n")[0] + b"\n\n"
    assert (row.is_stub, row.size, recorder.blobs.get(row.sha256)) == (True, len(big), header)


def test_links_folders_and_hidden_files_are_no_mail(maildir: Path, make_source: MakeSource, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"Subject: not for others\n\n")
    (maildir / "new" / "link").symlink_to(tmp_path / "secret")
    (maildir / "new" / "folder").mkdir()
    os.mkfifo(maildir / "new" / "pipe")
    deliver(maildir, b"x", ".hidden")
    assert make_source().poll_once() == 0


def test_file_name_that_is_no_text_is_known_again(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail, finish: Finish
) -> None:
    source = make_source()
    deliver(maildir, make_mail(), b"1795000000.M1P1.\xff\xfe")
    assert (source.poll_once(), source.poll_once()) == (1, 0)
    finish()
    assert source.mark() == 1
    assert names(maildir / "new") == []


def test_file_that_cannot_be_read_stops_no_other(
    maildir: Path, make_source: MakeSource, make_mail: MakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(maildir, make_mail(1), "a")
    deliver(maildir, make_mail(2), "b")
    opened = os.open

    def refuse(path: Path, flags: int, *rest: int) -> int:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, *rest)

    monkeypatch.setattr(os, "open", refuse)
    source = make_source()
    assert (source.poll_once(), source.poll_once()) == (1, 0)
    monkeypatch.undo()
    assert source.poll_once() == 1


def test_delivery_is_noticed_long_before_the_next_poll(
    maildir: Path,
    make_source: MakeSource,
    make_mail: MakeMail,
    watch: Callable[[Source], threading.Event],
    eventually: Eventually,
) -> None:
    woken = watch(make_source(poll="10m"))
    eventually(lambda: load_cursor("bantuan"))
    deliver(maildir, make_mail())
    assert woken.wait(5)
    assert InboundEmail.select().count() == 1


def test_finished_mail_is_moved_while_watching(
    maildir: Path,
    make_source: MakeSource,
    make_mail: MakeMail,
    finish: Finish,
    watch: Callable[[Source], threading.Event],
    eventually: Eventually,
) -> None:
    source = make_source(poll="10m")
    deliver(maildir, make_mail())
    assert watch(source).wait(5)
    finish()
    source.mark_soon()
    eventually(lambda: names(maildir / "new") == [])


def test_missing_folder_is_said(maildir: Path, make_source: MakeSource) -> None:
    source = make_source()
    shutil.rmtree(maildir)
    with pytest.raises(Unreachable, match="No such file"):
        source.poll_once()


def test_contact_is_remembered(make_source: MakeSource) -> None:
    make_source().poll_once()
    assert MailboxCursor.get().contacted_at is not None
