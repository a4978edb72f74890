"""An IMAP folder of a real Dovecot is read completely, once, and without disturbing the people who use it."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dovecot import Account, Dovecot

from daemon.inbox import Source, Unreachable
from daemon.inbox import imap_source as watching
from daemon.inbox.imap import LoginRefused
from daemon.inbox.imap_source import ImapSource
from daemon.inbox.ledger import load_cursor
from daemon.inbox.recording import Recorder
from models.mail import InboundEmail, MailboxCursor, MailLocation

pytestmark = pytest.mark.server

MakeMail = Callable[..., bytes]
MakeSource = Callable[..., ImapSource]
Watch = Callable[[Source], object]
Eventually = Callable[[Callable[[], object]], None]


def deliver(account: Account, make_mail: MakeMail, *numbers: int) -> None:
    for number in numbers:
        account.deliver(make_mail(number, line_end="\n"))


def count() -> int:
    return int(InboundEmail.select().count())


def flags(dovecot: Dovecot, account: Account, folder: str = "INBOX") -> list[bytes]:
    with dovecot.person(account, folder) as person:
        return [line for line in person.fetch("1:*", "(FLAGS)")[1] if line]


# What is recorded


def test_mail_is_recorded_with_its_octets_and_receipt_time(
    account: Account, make_source: MakeSource, make_mail: MakeMail, recorder: Recorder
) -> None:
    account.deliver(make_mail(1, line_end="\n"), received=1_795_000_000)
    assert make_source().poll_once() == 1
    row = InboundEmail.get()
    assert recorder.blobs.get(row.sha256) == make_mail(1)
    assert (row.size, row.received_at) == (len(make_mail(1)), datetime.fromtimestamp(1_795_000_000, UTC))


def test_backlog_is_taken_up_newest_first_when_that_is_wanted(
    account: Account, make_source: MakeSource, make_mail: MakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BATCH_MAILS", 2)
    deliver(account, make_mail, *range(1, 7))
    source = make_source(backlog="newest-first")
    assert source.poll_once() == 6
    uids = [int(row.uid) for row in MailLocation.select().order_by(MailLocation.inbound)]
    assert uids == [5, 6, 3, 4, 1, 2]  # the portions, newest first; within one a conversation keeps its order
    deliver(account, make_mail, 7)
    assert source.poll_once() == 1


def test_second_poll_finds_only_what_is_new(account: Account, make_source: MakeSource, make_mail: MakeMail) -> None:
    source = make_source()
    deliver(account, make_mail, 1, 2)
    assert (source.poll_once(), source.poll_once()) == (2, 0)
    deliver(account, make_mail, 3)
    assert source.poll_once() == 1


def test_many_mails_are_recorded_in_their_order(
    account: Account, make_source: MakeSource, make_mail: MakeMail, recorder: Recorder
) -> None:
    deliver(account, make_mail, *range(230))
    assert make_source().poll_once() == 230
    hashes = [row.sha256 for row in InboundEmail.select().order_by(InboundEmail.id)]
    assert [recorder.blobs.get(sha256) for sha256 in hashes] == [make_mail(number) for number in range(230)]


def test_batch_is_bounded_in_octets(
    account: Account, make_source: MakeSource, make_mail: MakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BATCH_OCTETS", 50_000)
    for number in range(9):
        account.deliver(make_mail(number, size=20_000))
    source, woken = make_source(), []
    with source._session() as session:
        assert source._poll(session, threading.Event(), lambda: woken.append(1)) == 9
    assert len(woken) == 5


@pytest.mark.parametrize("raw", [b"", b"\n", b"\0\xff\n", b"Subject: x", b"A" * 70_000 + b"\n", b")\r\n* BYE\r\n"])
def test_odd_octets_are_recorded_as_they_are(
    account: Account, make_source: MakeSource, recorder: Recorder, raw: bytes
) -> None:
    account.deliver(raw)
    account.deliver(b"Subject: after\r\n\r\n")
    make_source().poll_once()
    first, second = InboundEmail.select().order_by(InboundEmail.id)
    # Dovecot shows a mail's lone LF as CRLF, and NUL as 0x80
    shown = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"\0", b"\x80")
    assert (recorder.blobs.get(first.sha256), recorder.blobs.get(second.sha256)) == (shown, b"Subject: after\r\n\r\n")


def test_mail_over_the_limit_is_recorded_by_its_header(
    account: Account, make_source: MakeSource, make_mail: MakeMail, recorder: Recorder
) -> None:
    big = make_mail(1, size=500_000)
    account.deliver(big)
    deliver(account, make_mail, 2)
    assert make_source(largest=100_000).poll_once() == 2
    stub, whole = InboundEmail.select().order_by(InboundEmail.is_stub.desc())
    assert (stub.is_stub, stub.size, recorder.blobs.get(stub.sha256)) == (
        True,
        len(big),
        big.partition(b"\r\n\r\n")[0] + b"\r\n\r\n",
    )
    assert (whole.is_stub, whole.size) == (False, len(make_mail(2)))


def test_endless_header_of_a_mail_over_the_limit_is_cut(
    account: Account, make_source: MakeSource, recorder: Recorder
) -> None:
    account.deliver(b"".join(b"X-%d: %s\r\n" % (number, b"y" * 990) for number in range(400)) + b"\r\nx\r\n")
    assert make_source(largest=100_000).poll_once() == 1
    assert len(recorder.blobs.get(InboundEmail.get().sha256)) == 256_000


# People use the same folder


def test_fetching_leaves_mail_unread(
    dovecot: Dovecot, account: Account, make_source: MakeSource, make_mail: MakeMail
) -> None:
    deliver(account, make_mail, 1)
    make_source(finished="leave").poll_once()
    assert b"\\Seen" not in flags(dovecot, account)[0]


def test_mail_that_a_person_read_and_flagged_first_is_recorded(
    dovecot: Dovecot, account: Account, make_source: MakeSource, make_mail: MakeMail
) -> None:
    deliver(account, make_mail, 1, 2)
    with dovecot.person(account) as person:
        person.store("1", "+FLAGS", r"(\Seen \Answered)")
        person.store("2", "+FLAGS", r"(\Flagged \Deleted)")
    assert make_source().poll_once() == 2


def test_nobodys_deleted_mail_is_expunged(
    dovecot: Dovecot, account: Account, make_source: MakeSource, make_mail: MakeMail, finish: Callable[[], None]
) -> None:
    deliver(account, make_mail, 1, 2)
    source = make_source(finished="flag")
    source.poll_once()
    with dovecot.person(account) as person:
        person.store("2", "+FLAGS", r"(\Deleted)")
    finish()
    source.mark()
    assert len(account.files()) == 2


def test_mail_deleted_between_search_and_fetch_is_passed_over(
    dovecot: Dovecot, account: Account, make_source: MakeSource, make_mail: MakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(account, make_mail, 1, 2, 3)
    source = make_source()
    with source._session() as session:
        sizes = session.sizes

        def sizes_then_deleted(uids: list[int]) -> dict[int, int]:
            found = sizes(uids)
            with dovecot.person(account) as person:
                person.store("2", "+FLAGS", r"(\Deleted)")
                person.expunge()
            return found

        monkeypatch.setattr(session, "sizes", sizes_then_deleted)
        assert source._poll(session, threading.Event(), lambda: None) == 2
    assert source.poll_once() == 0


def test_mail_moved_away_by_a_person_is_no_fault_when_it_is_marked(
    dovecot: Dovecot, account: Account, make_source: MakeSource, make_mail: MakeMail, finish: Callable[[], None]
) -> None:
    deliver(account, make_mail, 1, 2)
    source = make_source()
    source.poll_once()
    with dovecot.person(account) as person:
        person.create("Arsip")
        person.uid("MOVE", "1", "Arsip")
    finish()
    assert source.mark() == 2
    assert (len(account.files("Arsip")), len(account.files("Loket"))) == (1, 1)


def test_mail_moved_back_by_a_person_is_the_same_mail(
    dovecot: Dovecot, account: Account, make_source: MakeSource, make_mail: MakeMail, finish: Callable[[], None]
) -> None:
    deliver(account, make_mail, 1)
    source = make_source()
    source.poll_once()
    finish()
    source.mark()
    with dovecot.person(account, "Loket") as person:
        person.uid("MOVE", "1", "INBOX")
    assert (source.poll_once(), source.mark(), count()) == (0, 1, 1)


# The folder changes


def test_changed_uidvalidity_doubles_nothing_and_new_mail_is_found(
    dovecot: Dovecot, account: Account, make_source: MakeSource, make_mail: MakeMail
) -> None:
    deliver(account, make_mail, 1, 2, 3)
    source = make_source()
    source.poll_once()
    before = MailboxCursor.get().uidvalidity
    time.sleep(1.1)  # UIDVALIDITY is made from the time in seconds
    account.forget_uids()
    deliver(account, make_mail, 4)
    assert source.poll_once() == 1
    assert MailboxCursor.get().uidvalidity != before
    assert (count(), MailLocation.select().count()) == (4, 7)


def test_mail_missed_before_is_found_by_the_comparison_at_the_start(
    account: Account, make_source: MakeSource, make_mail: MakeMail
) -> None:
    deliver(account, make_mail, 1, 2, 3)
    make_source().poll_once()
    MailLocation.delete().where(MailLocation.uid == "2").execute()
    InboundEmail.delete().where(InboundEmail.id == 2).execute()
    assert make_source().poll_once() == 1


def test_folder_is_compared_again_after_a_day(
    account: Account, make_source: MakeSource, make_mail: MakeMail, recorder: Recorder
) -> None:
    deliver(account, make_mail, 1, 2)
    source = make_source()
    source.poll_once()
    MailLocation.delete().where(MailLocation.uid == "1").execute()
    InboundEmail.delete().where(InboundEmail.id == 1).execute()
    assert source.poll_once() == 0
    MailboxCursor.update(reconciled_at=recorder.now() - timedelta(days=1)).execute()
    assert source.poll_once() == 1


# Finished mail


def test_finished_mail_is_moved_to_a_folder_made_for_it(
    account: Account, make_source: MakeSource, make_mail: MakeMail, finish: Callable[[], None]
) -> None:
    deliver(account, make_mail, *range(120))
    source = make_source(finished_folder="Loket selesai & é")
    source.poll_once()
    finish()
    assert source.mark() == 120
    assert (len(account.files()), len(account.files("Loket selesai &- &AOk-"))) == (0, 120)


def test_unfinished_mail_stays(account: Account, make_source: MakeSource, make_mail: MakeMail) -> None:
    deliver(account, make_mail, 1)
    source = make_source()
    source.poll_once()
    assert (source.mark(), len(account.files())) == (0, 1)


def test_finished_mail_is_flagged_and_stays_unread(
    dovecot: Dovecot, account: Account, make_source: MakeSource, make_mail: MakeMail, finish: Callable[[], None]
) -> None:
    deliver(account, make_mail, 1)
    source = make_source(finished="flag")
    source.poll_once()
    finish()
    assert (source.mark(), source.mark()) == (1, 0)
    assert b"$Loket" in flags(dovecot, account)[0]
    assert b"\\Seen" not in flags(dovecot, account)[0]


def test_finished_mail_is_left_alone_when_told_so(
    dovecot: Dovecot, account: Account, make_source: MakeSource, make_mail: MakeMail, finish: Callable[[], None]
) -> None:
    deliver(account, make_mail, 1)
    source = make_source(finished="leave")
    source.poll_once()
    finish()
    assert source.mark() == 0
    assert b"$Loket" not in flags(dovecot, account)[0]


def test_mail_is_flagged_where_the_server_cannot_move(
    account: Account, make_source: MakeSource, make_mail: MakeMail, finish: Callable[[], None]
) -> None:
    deliver(account, make_mail, 1)
    source = make_source()
    source.poll_once()
    finish()
    with source._session() as session:
        session.select()
        session._client.capabilities = tuple(name for name in session._client.capabilities if name != "MOVE")
        assert source._mark(session) == 1
    assert len(account.files()) == 1
    assert len(account.files("Loket")) == 0


def test_declined_move_is_logged_and_mail_still_comes_in(
    account: Account,
    make_source: MakeSource,
    make_mail: MakeMail,
    finish: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    deliver(account, make_mail, 1)
    source = make_source(finished_folder="tidak//boleh")
    source.poll_once()
    finish()
    assert source.mark() == 0
    assert "finished mail cannot be marked" in caplog.text
    deliver(account, make_mail, 2)
    assert source.poll_once() == 1


# Watching


def test_idle_tells_of_new_mail_long_before_the_next_poll(
    account: Account, make_source: MakeSource, make_mail: MakeMail, watch: Watch, eventually: Eventually
) -> None:
    watch(make_source(poll="10m"))
    eventually(lambda: load_cursor("bantuan"))
    deliver(account, make_mail, 1)
    eventually(lambda: count() == 1)
    deliver(account, make_mail, 2)
    eventually(lambda: count() == 2)


def test_poll_finds_new_mail_where_nothing_is_told(
    account: Account, make_source: MakeSource, make_mail: MakeMail, watch: Watch, eventually: Eventually
) -> None:
    watch(make_source(poll="1s", idle=False))
    eventually(lambda: load_cursor("bantuan"))
    deliver(account, make_mail, 1)
    eventually(lambda: count() == 1)


def test_finished_mail_is_marked_while_watching_without_waiting_for_the_next_poll(
    account: Account,
    make_source: MakeSource,
    make_mail: MakeMail,
    finish: Callable[[], None],
    watch: Watch,
    eventually: Eventually,
) -> None:
    source = make_source(poll="10m")
    deliver(account, make_mail, 1)
    watch(source)
    eventually(lambda: count() == 1)
    finish()
    source.mark_soon()
    eventually(lambda: len(account.files("Loket")) == 1)


def test_contact_with_the_server_is_remembered(account: Account, make_source: MakeSource) -> None:
    make_source().poll_once()
    assert datetime.now(UTC) - MailboxCursor.get().contacted_at < timedelta(seconds=10)


# Trouble


def test_wrong_password_is_told_apart(make_source: MakeSource, tmp_path: Path) -> None:
    (tmp_path / "imap-password").write_text("salah")
    with pytest.raises(LoginRefused, match=r"Authentication failed"):
        make_source().poll_once()


def test_wrong_password_is_not_tried_again_soon(
    dovecot: Dovecot, account: Account, make_source: MakeSource, tmp_path: Path, watch: Watch, eventually: Eventually
) -> None:
    (tmp_path / "imap-password").write_text("salah")
    source = make_source()
    watch(source)
    eventually(lambda: source.health.failing_since)
    time.sleep(1)
    assert dovecot.log().count(f"user=<{account.name}>") == 1


def test_password_is_never_in_the_log(
    make_source: MakeSource, tmp_path: Path, caplog: pytest.LogCaptureFixture, watch: Watch, eventually: Eventually
) -> None:
    caplog.set_level("DEBUG")
    (tmp_path / "imap-password").write_text("sangat-rahasia")
    source = make_source()
    watch(source)
    eventually(lambda: source.health.failing_since)
    assert "sangat-rahasia" not in caplog.text + source.health.reason


def test_server_down_is_said_once_and_mail_comes_when_it_is_up_again(
    account: Account,
    make_source: MakeSource,
    make_mail: MakeMail,
    watch: Watch,
    eventually: Eventually,
    dovecot: Dovecot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "loket.inbox")
    source = make_source()
    watch(source)
    eventually(lambda: load_cursor("bantuan"))
    dovecot.stop()
    try:
        eventually(lambda: source.health.failing_since)
        time.sleep(0.5)
    finally:
        dovecot.start()
    deliver(account, make_mail, 1)
    eventually(lambda: count() == 1 and source.health.failing_since is None)
    refusals = [record for record in caplog.records if "refused" in getattr(record, "reason", "")]
    assert len(refusals) == 1
    assert "works again" in caplog.text


def test_full_disk_is_outlasted_and_the_mail_stays_on_the_server(
    account: Account,
    make_source: MakeSource,
    make_mail: MakeMail,
    recorder: Recorder,
    watch: Watch,
    eventually: Eventually,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_contents: object) -> tuple[str, ...]:
        raise OSError(28, "No space left on device")

    deliver(account, make_mail, 1)
    source = make_source()
    with monkeypatch.context() as patched:
        patched.setattr(type(recorder.blobs), "put_many", lambda self, contents: full(contents))
        watch(source)
        eventually(lambda: "No space left" in source.health.reason)
    eventually(lambda: count() == 1)
    assert len(account.files()) == 1


def test_unknown_folder_is_named_by_the_server(make_source: MakeSource) -> None:
    with pytest.raises(Unreachable, match="Mailbox doesn't exist"):
        make_source(folder="Tidak ada").poll_once()


# Encryption


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_is_fetched_over_verified_tls(
    dovecot: Dovecot, account: Account, make_source: MakeSource, make_mail: MakeMail, security: str
) -> None:
    deliver(account, make_mail, 1)
    port = dovecot.tls_port if security == "tls" else dovecot.port
    assert make_source(security=security, port=port, ca_file=dovecot.ca_file).poll_once() == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_certificate_of_an_unknown_authority_is_refused(
    dovecot: Dovecot, make_source: MakeSource, security: str
) -> None:
    port = dovecot.tls_port if security == "tls" else dovecot.port
    with pytest.raises(Unreachable, match="certificate verify failed"):
        make_source(security=security, port=port).poll_once()
