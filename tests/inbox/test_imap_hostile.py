"""A server that lies, babbles or is between us and the real one gains nothing (trust.md §4.5, F8, F15 to F17, F20)."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fake_imap import OK, Answer, FakeImap, always, fetch_line

from daemon.inbox import Unreachable
from daemon.inbox.imap import BrokenAnswer, LoginRefused
from daemon.inbox.imap_source import ImapSource
from daemon.inbox.recording import Recorder
from models.mail import InboundEmail

MakeSource = Callable[..., ImapSource]
Serve = Callable[..., FakeImap]
MAILS = {1: b"Subject: satu\r\n\r\nisi satu\r\n", 2: b"Subject: dua\r\n\r\nisi dua\r\n"}


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that starts a server with these answers, names written with "_" for the blank."""
    with ExitStack() as stack:

        def start(greeting: str = "* OK ready\r\n", **answers: Answer) -> FakeImap:
            named = {name.replace("_", " "): answer for name, answer in answers.items()}
            return stack.enter_context(FakeImap(named, greeting))

        yield start


def asked(arguments: str) -> list[int]:
    """Return the UIDs that a FETCH asks for."""
    uids: list[int] = []
    for part in arguments.partition(" ")[0].split(","):
        first, _, last = part.partition(":")
        uids += range(int(first), int(last or first) + 1)
    return uids


def fetch(line: Callable[[int], bytes]) -> Answer:
    """Return the answer to FETCH: true sizes, and whole mails as `line` makes them."""

    def answer(tag: str, arguments: str) -> bytes:
        told = b"".join(
            line(uid)
            if "BODY.PEEK[]" in arguments
            else b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, len(MAILS[uid]))
            for uid in asked(arguments)
        )
        return told + f"{tag} OK done\r\n".encode()

    return answer


def honest(uid: int) -> bytes:
    return fetch_line(uid, MAILS[uid])


def recorded(recorder: Recorder) -> list[bytes]:
    return [recorder.blobs.get(row.sha256) for row in InboundEmail.select().order_by(InboundEmail.id)]


def poll_often(source: ImapSource, times: int = 10) -> None:
    for _ in range(times):
        try:
            source.poll_once()
        except Unreachable:
            continue


# Answers that are unusual


def test_honest_server_is_read(serve: Serve, make_source: MakeSource, recorder: Recorder) -> None:
    assert make_source(port=serve(UID_FETCH=fetch(honest)).port).poll_once() == 2
    assert recorded(recorder) == list(MAILS.values())


def test_uid_may_come_after_the_body_and_news_in_between(
    serve: Serve, make_source: MakeSource, recorder: Recorder
) -> None:
    def line(uid: int) -> bytes:
        raw = MAILS[uid]
        news = b"* 9 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen) UID 1)\r\n* 8 FETCH (FLAGS ())\r\n"
        return news + b"* %d FETCH (BODY[] {%d}\r\n%b UID %d)\r\n" % (uid, len(raw), raw, uid)

    assert make_source(port=serve(UID_FETCH=fetch(line)).port).poll_once() == 2
    assert recorded(recorder) == list(MAILS.values())


def test_short_body_may_be_quoted_and_what_it_says_is_no_answer(
    serve: Serve, make_source: MakeSource, recorder: Recorder
) -> None:
    def line(uid: int) -> bytes:
        return b'* %d FETCH (BODY[] "Subject: \\"%d\\" UID 77 RFC822.SIZE 5" UID %d)\r\n' % (uid, uid, uid)

    make_source(port=serve(UID_FETCH=fetch(line)).port).poll_once()
    assert recorded(recorder) == [b'Subject: "%d" UID 77 RFC822.SIZE 5' % uid for uid in (1, 2)]


def test_mail_that_was_not_asked_for_is_not_taken(serve: Serve, make_source: MakeSource, recorder: Recorder) -> None:
    server = serve(UID_FETCH=fetch(lambda uid: honest(uid) + fetch_line(99, b"Subject: asing\r\n\r\n")))
    make_source(port=server.port).poll_once()
    assert recorded(recorder) == list(MAILS.values())


def test_refusal_that_brings_the_mails_that_are_left_is_understood(
    serve: Serve, make_source: MakeSource, recorder: Recorder
) -> None:
    def answer(tag: str, arguments: str) -> bytes:
        left = fetch(honest)(tag, arguments.replace("1:2", "2"))
        return left.replace(b" OK done", b" NO [EXPUNGEISSUED] some are gone")

    make_source(port=serve(UID_FETCH=answer).port).poll_once()
    assert recorded(recorder) == [MAILS[2]]


@pytest.mark.parametrize(
    "date", ["", "31-Feb-2026 25:00:00 +0700", "01-Jan-0001 00:00:00 +1400", "kemarin pagi-pagi sekali"]
)
def test_mail_without_a_usable_receipt_time_came_now(
    serve: Serve, make_source: MakeSource, recorder: Recorder, date: str
) -> None:
    server = serve(UID_FETCH=fetch(lambda uid: honest(uid).replace(b"20-Nov-2026 09:00:00 +0700", date.encode())))
    make_source(port=server.port).poll_once()
    assert abs((recorder.now() - InboundEmail.get().received_at).total_seconds()) < 10


# Lies


def test_size_that_is_a_lie_costs_one_mail_its_body_and_no_other(
    serve: Serve, make_source: MakeSource, recorder: Recorder
) -> None:
    def answer(tag: str, arguments: str) -> bytes:
        if "HEADER" in arguments:
            return (
                b"* 1 FETCH (UID 1 RFC822.SIZE 26 BODY[HEADER]<0> {17}\r\nSubject: satu\r\n\r\n)\r\n"
                + f"{tag} OK done\r\n".encode()
            )
        return fetch(lambda uid: fetch_line(uid, b"x" * 300_000, 26) if uid == 1 else honest(uid))(tag, arguments)

    poll_often(make_source(port=serve(UID_FETCH=answer).port, largest=100_000))
    assert recorded(recorder) == [MAILS[2], b"Subject: satu\r\n\r\n"]
    assert InboundEmail.get_by_id(2).is_stub


def test_mail_that_never_comes_in_order_is_left_alone_in_the_end(
    serve: Serve, make_source: MakeSource, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(UID_FETCH=fetch(lambda uid: b"\x00 junk\r\n" if uid == 1 else honest(uid)))
    source = make_source(port=server.port)
    poll_often(source)
    assert source.poll_once() == 0
    assert recorded(recorder) == [MAILS[2]]
    assert "UID 1 cannot be fetched" in caplog.text


def test_announced_gigabytes_are_not_reserved(serve: Serve, make_source: MakeSource) -> None:
    server = serve(UID_FETCH=fetch(lambda uid: b"* 1 FETCH (UID 1 BODY[] {9999999999}\r\n"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BrokenAnswer, match="announces 9999999999 octets"):
        make_source(port=server.port).poll_once()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_endless_babble_is_ended(serve: Serve, make_source: MakeSource) -> None:
    server = serve(SELECT=always("* OK and another thing\r\n" * 200_000))
    with pytest.raises(BrokenAnswer, match="more than was asked for"):
        make_source(port=server.port).poll_once()


def test_endless_line_is_ended(serve: Serve, make_source: MakeSource) -> None:
    server = serve(UID_SEARCH=always("* SEARCH " + "1 " * 9_000_000))
    with pytest.raises(BrokenAnswer, match=r"without an end|more than"):
        make_source(port=server.port).poll_once()


@pytest.mark.parametrize(
    "line",
    [
        "ZZZ9 OK not your tag\r\n",
        "\xff\xfe\x00\r\n",
        "* SEARCH one two\r\n{tag} OK\r\n",
        "* SEARCH -1\r\n{tag} BAD\r\n",
    ],
)
def test_binary_junk_and_foreign_tags_end_the_session(serve: Serve, make_source: MakeSource, line: str) -> None:
    server = serve(UID_SEARCH=always(line))
    with pytest.raises(Unreachable):
        make_source(port=server.port).poll_once()


def test_silence_after_a_command_ends_in_time(serve: Serve, make_source: MakeSource) -> None:
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="timed out"):
        make_source(port=serve(UID_SEARCH=always("")).port, timeout="1s").poll_once()
    assert time.monotonic() - begun < 4


# Login


def test_server_out_of_order_is_no_wrong_password(serve: Serve, make_source: MakeSource) -> None:
    server = serve(LOGIN=always("{tag} NO [UNAVAILABLE] try later\r\n"))
    with pytest.raises(Unreachable, match="try later") as raised:
        make_source(port=server.port).poll_once()
    assert not isinstance(raised.value, LoginRefused)


def test_name_with_a_line_end_is_never_sent(serve: Serve, make_source: MakeSource) -> None:
    server = serve()
    with pytest.raises(Unreachable, match="line end"):
        make_source(port=server.port, username='a"\r\nx DELETE INBOX').poll_once()
    assert server.commands == ["CAPABILITY"]


# TLS


@pytest.mark.parametrize(
    ("greeting", "answer"),
    [
        ("* OK ready\r\n", "{tag} NO not today\r\n"),
        ("* OK ready\r\n", "{tag} BAD what\r\n"),
        ("* OK ready\r\n", "{tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"),
        ("* PREAUTH you are in\r\n", OK),
    ],
)
def test_failed_starttls_never_goes_on_in_the_clear(
    serve: Serve, make_source: MakeSource, greeting: str, answer: str
) -> None:
    server = serve(greeting, STARTTLS=always(answer))
    with pytest.raises(Unreachable):
        make_source(port=server.port, security="starttls").poll_once()
    assert set(server.commands) <= {"CAPABILITY", "STARTTLS"}


# What the server does not let us do


def test_folder_for_reading_only_is_read_and_nothing_is_marked(
    serve: Serve, make_source: MakeSource, finish: Callable[[], None]
) -> None:
    server = serve(
        SELECT=always("* OK [UIDVALIDITY 7]\r\n{tag} OK [READ-ONLY] ok\r\n"),
        EXAMINE=always("* OK [UIDVALIDITY 7]\r\n{tag} OK [READ-ONLY] ok\r\n"),
        UID_FETCH=fetch(honest),
    )
    source = make_source(port=server.port)
    assert source.poll_once() == 2
    finish()
    assert source.mark() == 0


def test_nothing_is_flagged_where_keywords_are_not_kept(
    serve: Serve, make_source: MakeSource, finish: Callable[[], None]
) -> None:
    select = "* OK [UIDVALIDITY 7]\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)]\r\n{tag} OK [READ-WRITE] ok\r\n"
    server = serve(SELECT=always(select), UID_FETCH=fetch(honest))
    source = make_source(port=server.port, finished="flag")
    source.poll_once()
    finish()
    assert source.mark() == 0
    assert not [command for command in server.commands if "STORE" in command]


def test_folder_is_made_among_a_persons_own(serve: Serve, make_source: MakeSource, finish: Callable[[], None]) -> None:
    server = serve(
        CAPABILITY=always(f"* CAPABILITY IMAP4rev1 MOVE NAMESPACE\r\n{OK}"),
        NAMESPACE=always(f'* NAMESPACE (("INBOX." ".")) NIL NIL\r\n{OK}'),
        UID_FETCH=fetch(honest),
    )
    source = make_source(port=server.port)
    source.poll_once()
    finish()
    assert source.mark() == 2
    assert 'UID MOVE 1:2 "INBOX.Loket"' in server.commands
