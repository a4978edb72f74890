"""The next mail is named along with the final dot of the one before it, and nobody gets what is not theirs by that."""

import itertools
import random
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from smtp_sink import SmtpSink

from daemon.outbox.handover import Answer, Delivered, Envelope, Verdict
from daemon.outbox.smtp import SmtpTransport
from daemon.outbox.smtp_session import SmtpSettings

MakeTransport = Callable[..., SmtpTransport]
DESK = "bantuan@kampus.example"


def envelope(number: int, *more: str, padding: int = 0) -> Envelope:
    """Return a mail whose recipients and content tell its number."""
    content = f"Subject: {number}\r\nMessage-ID: <{number}@kampus.example>\r\n\r\n.isi {number}\r\n".encode()
    return Envelope(DESK, (f"m{number}@mhs.kampus.example", *more), content + b"x" * padding + b"\r\n")


def hand_over(transport: SmtpTransport, mails: list[Envelope], *, ahead: bool = True) -> list[Delivered]:
    """Deliver the mails one after the other, each told of the next."""
    following = [*mails[1:], None] if ahead else [None] * len(mails)
    done = [transport.deliver(mail, lambda: None, then) for mail, then in zip(mails, following, strict=True)]
    transport.close()
    return done


def verdicts(done: list[Delivered]) -> list[Verdict]:
    return [answer.verdict for delivered in done for _, answer in delivered.answers]


def kept(sink: SmtpSink) -> list[tuple[tuple[str, ...], bytes]]:
    return [(mail.recipients, mail.content) for mail in sink.mails]


def wanted(*mails: Envelope) -> list[tuple[tuple[str, ...], bytes]]:
    return [(mail.recipients, mail.content) for mail in mails]


class ScriptedServer:
    """A server that does with each thing it reads what the test's function says; a context manager."""

    def __init__(self, serve: Callable[[socket.socket, Any], None]) -> None:
        self._serve = serve
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.seen: list[str] = []  # lines, of all connections
        self.sessions = 0
        self.is_left = threading.Event()  # by one of those that came
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "ScriptedServer":
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.sessions += 1
            threading.Thread(target=self._greet, args=(connection,), daemon=True).start()

    def _greet(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb", buffering=0) as lines:  # nothing is read that is not asked for
            connection.sendall(b"220 hello\r\n")
            lines.readline()
            connection.sendall(b"250-hello\r\n250 PIPELINING\r\n")
            with suppress(ConnectionError):
                self._serve(connection, self._noted(lines))
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
                list(self._noted(lines))
        self.is_left.set()

    def _noted(self, lines: Any) -> Iterator[str]:
        for line in lines:
            self.seen.append(line.decode().rstrip("\r\n"))
            yield self.seen[-1]


@contextmanager
def connected(server: ScriptedServer, **settings: Any) -> Iterator[SmtpTransport]:
    transport = SmtpTransport(SmtpSettings("127.0.0.1", server.port, "none", "kampus.example", **settings))
    yield transport
    transport.close()


def answer_envelope(connection: socket.socket, lines: Iterator[str]) -> bool:
    """Answer up to DATA with its 354; False when the other side has gone."""
    for line in lines:
        connection.sendall(b"354 go on\r\n" if line == "DATA" else b"250 OK\r\n")
        if line == "DATA":
            return True
    return False


def test_next_mail_is_named_before_the_final_dot_is_answered() -> None:
    def serve(connection: socket.socket, lines: Iterator[str]) -> None:
        answer_envelope(connection, lines)
        assert next(line for line in lines if line == ".") == "."
        named = [next(lines) for _ in range(3)]
        connection.sendall(b"250 kept\r\n" + b"250 OK\r\n" * (len(named) - 1) + b"354 go on\r\n")
        assert next(line for line in lines if line == ".") == "."
        connection.sendall(b"250 kept\r\n")

    with ScriptedServer(serve) as server, connected(server, timeout=5, answer_timeout=5) as transport:
        assert verdicts(hand_over(transport, [envelope(1), envelope(2)])) == [Verdict.ACCEPTED, Verdict.ACCEPTED]
        assert server.seen.index("RCPT TO:<m2@mhs.kampus.example>") == server.seen.index(".") + 2


@pytest.mark.parametrize("pipelining", [True, False])
def test_all_mails_arrive_whole_over_one_connection(sink: SmtpSink, transport: SmtpTransport, pipelining: bool) -> None:
    sink.script.pipelining = pipelining
    mails = [envelope(number, f"cc{number}@kampus.example") for number in range(12)]
    hand_over(transport, mails)
    assert (kept(sink), sink.sessions) == (wanted(*mails), 1)


def test_connection_is_changed_after_a_hundred_mails(sink: SmtpSink, transport: SmtpTransport) -> None:
    mails = [envelope(number) for number in range(205)]
    assert set(verdicts(hand_over(transport, mails))) == {Verdict.ACCEPTED}
    assert (kept(sink), sink.sessions) == (wanted(*mails), 3)


@pytest.mark.parametrize("then", [envelope(3), envelope(2)], ids=["another", "one that is equal"])
def test_mail_that_was_not_named_never_gets_the_envelope_of_the_one_that_was(
    sink: SmtpSink, transport: SmtpTransport, then: Envelope
) -> None:
    transport.deliver(envelope(1), lambda: None, envelope(2))
    assert verdicts([transport.deliver(then, lambda: None)]) == [Verdict.ACCEPTED]
    assert kept(sink) == wanted(envelope(1), then)


def test_mail_that_was_named_and_is_not_sent_is_kept_by_nobody(sink: SmtpSink, transport: SmtpTransport) -> None:
    transport.deliver(envelope(1), lambda: None, envelope(2))
    transport.close()
    hand_over(transport, [envelope(3)])
    assert kept(sink) == wanted(envelope(1), envelope(3))


def test_server_that_waits_for_the_content_of_a_named_mail_is_left_without_a_word() -> None:
    def serve(connection: socket.socket, lines: Iterator[str]) -> None:
        answer_envelope(connection, lines)
        list(itertools.takewhile(lambda line: line != ".", lines))
        connection.sendall(b"250 kept\r\n")
        answer_envelope(connection, lines)

    with ScriptedServer(serve) as server, connected(server, timeout=5) as transport:
        transport.deliver(envelope(1), lambda: None, envelope(2))
        transport.close()
        assert server.is_left.wait(10)
    assert "QUIT" not in server.seen


def test_error_before_the_content_of_a_named_mail_sends_nothing_of_it(sink: SmtpSink, transport: SmtpTransport) -> None:
    def fail() -> None:
        raise RuntimeError("the disk is full")

    second = envelope(2)
    transport.deliver(envelope(1), lambda: None, second)
    with pytest.raises(RuntimeError, match="the disk is full"):
        transport.deliver(second, fail, envelope(3))
    hand_over(transport, [envelope(4)])
    assert kept(sink) == wanted(envelope(1), envelope(4))


@pytest.mark.parametrize(
    ("answer", "verdict", "sessions"),
    [
        ("552 5.2.2 full", Verdict.REFUSED, 1),
        ("450 4.2.0 later", Verdict.DEFERRED, 1),
        ("421 bye", Verdict.DEFERRED, 2),
    ],
)
def test_what_is_said_of_one_mail_is_not_said_of_the_next(
    sink: SmtpSink, transport: SmtpTransport, answer: str, verdict: Verdict, sessions: int
) -> None:
    sink.script.data = [answer]
    mails = [envelope(number) for number in range(3)]
    assert verdicts(hand_over(transport, mails)) == [verdict, Verdict.ACCEPTED, Verdict.ACCEPTED]
    assert (kept(sink), sink.sessions) == (wanted(*mails[1:]), sessions)


def test_cut_after_the_dot_leaves_one_mail_unknown_and_the_next_untouched(
    sink: SmtpSink, transport: SmtpTransport
) -> None:
    sink.script.drop_after_dot = 1
    mails = [envelope(number) for number in range(3)]
    assert verdicts(hand_over(transport, mails)) == [Verdict.UNKNOWN, Verdict.ACCEPTED, Verdict.ACCEPTED]
    assert (kept(sink), sink.sessions) == (wanted(*mails), 2)


def test_named_mail_that_is_too_large_or_has_no_recipient_is_refused_without_asking(
    sink: SmtpSink, transport: SmtpTransport
) -> None:
    sink.script.size_limit = 5000
    odd = Envelope(DESK, ("a b@kampus.example",), b"x\r\n")
    done = hand_over(transport, [envelope(1), envelope(2, padding=6000), odd, envelope(4)])
    assert [verdict.value for verdict in verdicts(done)] == ["accepted", "refused", "refused", "accepted"]
    assert (kept(sink), sink.sessions) == (wanted(envelope(1), envelope(4)), 1)


def test_server_that_does_not_hear_what_comes_with_the_dot_is_waited_for_once() -> None:
    def serve(connection: socket.socket, lines: Iterator[str]) -> None:
        while answer_envelope(connection, lines):
            content = itertools.takewhile(lambda line: line != ".", lines)
            accepted.extend(line for line in content if line.startswith("Subject:"))
            while select.select([connection], [], [], 0.1)[0] and next(lines, None) is not None:
                pass  # thrown away
            connection.sendall(b"250 kept\r\n")

    accepted: list[str] = []
    with ScriptedServer(serve) as server, connected(server, timeout=1.0, answer_timeout=5) as transport:
        done = hand_over(transport, [envelope(number) for number in range(4)])
    assert (set(verdicts(done)), len(accepted)) == ({Verdict.ACCEPTED}, 4)
    assert server.sessions == 2


class FailingSocket:
    """A socket that takes so many octets by `send`, and is reset then."""

    def __init__(self, taken: socket.socket, octets: int) -> None:
        self._taken = taken
        self._left = octets

    def __getattr__(self, name: str) -> Any:
        return getattr(self._taken, name)

    def send(self, octets: memoryview) -> int:
        if not self._left:
            raise ConnectionResetError("reset")
        count = self._taken.send(octets[: self._left])
        self._left -= count
        return count


@pytest.mark.parametrize(
    ("missing", "verdict"),
    [
        (1, Verdict.DEFERRED),
        (20, Verdict.DEFERRED),
        (0, Verdict.ACCEPTED),
        (-1, Verdict.ACCEPTED),
        (-70, Verdict.ACCEPTED),
    ],
)
def test_connection_that_breaks_in_the_one_write_tells_whether_the_dot_went_out(
    sink: SmtpSink, transport: SmtpTransport, missing: int, verdict: Verdict
) -> None:
    first, second = envelope(1), envelope(2)
    whole = len(first.content) + len("..\r\n")  # the doubled dot, and the final one
    transport.open()
    session = transport._session
    assert session is not None
    assert session.sock is not None
    session.sock = FailingSocket(session.sock, whole - missing)  # type: ignore[assignment]
    done = [transport.deliver(first, lambda: None, second), transport.deliver(second, lambda: None)]
    assert verdicts(done) == [verdict, Verdict.ACCEPTED]
    assert kept(sink) == wanted(*([first] if verdict is Verdict.ACCEPTED else []), second)


@pytest.mark.parametrize("seed", range(12))
def test_mails_fare_as_they_do_when_each_waits_for_the_one_before(make_transport: MakeTransport, seed: int) -> None:
    ends = []
    for ahead in (True, False):
        with SmtpSink() as sink:
            mails = odd_script(sink, random.Random(seed))
            transport = make_transport(port=sink.port)
            ends.append((answers(hand_over(transport, mails, ahead=ahead)), kept(sink)))
    assert ends[0] == ends[1]


def odd_script(sink: SmtpSink, dice: random.Random) -> list[Envelope]:
    """Have the server find fault with some of the mails that are returned."""
    faults = ["", "", "", "450 4.3.0 later", "550 5.1.1 no", "452 4.5.3 too many"]
    mails = []
    for number in range(25):
        recipients = [f"r{number}-{place}@kampus.example" for place in range(dice.randint(0, 2))]
        mails.append(envelope(number, *recipients, padding=dice.choice((0, 0, 3000, 200_000))))
        sink.script.rcpt |= {address: dice.choice(faults) for address in mails[-1].recipients}
    sink.script.mail = [dice.choice(faults) for _ in range(15)]
    sink.script.data = [dice.choice(faults) for _ in range(10)]
    sink.script.size_limit = dice.choice((0, 100_000))
    return mails


def answers(done: list[Delivered]) -> list[tuple[str, Answer]]:
    return [answer for delivered in done for answer in delivered.answers]
