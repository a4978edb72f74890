"""The SMTP dialogue: what the server says is told per recipient, and what nobody can know is told as unknown."""

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from smtp_sink import SmtpSink

from daemon.outbox.handover import Delivered, Envelope, ServerTrouble, Verdict
from daemon.outbox.smtp import SmtpTransport
from daemon.outbox.smtp_session import SmtpSettings

BUDI = "budi@mhs.kampus.example"
SITI = "siti@mhs.kampus.example"
CONTENT = b"Subject: x\r\nMessage-ID: <1@kampus.example>\r\n\r\nhalo\r\n.\r\n..titik\r\n"
MakeTransport = Callable[..., SmtpTransport]


def envelope(*recipients: str, sender: str = "bantuan@kampus.example", content: bytes = CONTENT) -> Envelope:
    return Envelope(sender, recipients or (BUDI,), content)


def nothing() -> None:
    """Before DATA, do nothing."""


def verdicts(delivered: Delivered) -> list[Verdict]:
    return [answer.verdict for _, answer in delivered.answers]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with cert.pem and key.pem for localhost."""
    folder = tmp_path_factory.mktemp("certificate")
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command = ["openssl", "req", "-x509", *key, "-days", "2", *subject]
    subprocess.run([*command, "-keyout", "key.pem", "-out", "cert.pem"], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


@pytest.fixture
def secured(server_context: ssl.SSLContext, request: pytest.FixtureRequest) -> Iterator[SmtpSink]:
    """A sink with TLS from the start or after STARTTLS, and a login."""
    kind = {"tls": "tls", "starttls": "starttls"}[request.param]
    with SmtpSink(login=("loket", "rahasia"), **{kind: server_context}) as sink:
        yield sink


def test_lines_that_begin_with_a_dot_arrive_as_they_are(transport: SmtpTransport, sink: SmtpSink) -> None:
    transport.deliver(envelope(), nothing)
    assert sink.mails[0].content == CONTENT


def test_null_sender_is_sent_as_such(transport: SmtpTransport, sink: SmtpSink) -> None:
    transport.deliver(envelope(sender=""), nothing)
    assert sink.mails[0].sender == ""


def test_every_recipient_has_an_answer_of_its_own(transport: SmtpTransport, sink: SmtpSink) -> None:
    sink.script.rcpt = {SITI: "550 5.1.1 unknown", "x@kampus.example": "451 4.3.0 later"}
    delivered = transport.deliver(envelope(BUDI, SITI, "x@kampus.example"), nothing)
    assert verdicts(delivered) == [Verdict.ACCEPTED, Verdict.REFUSED, Verdict.DEFERRED]


def test_data_is_not_begun_when_nobody_is_left(transport: SmtpTransport, sink: SmtpSink) -> None:
    sink.script.rcpt = {BUDI: "550 5.1.1 unknown"}
    calls: list[int] = []
    transport.deliver(envelope(), lambda: calls.append(1))
    assert (calls, sink.commands) == ([], ["MAIL", "RCPT"])


def test_session_goes_on_after_a_refused_mail(transport: SmtpTransport, sink: SmtpSink) -> None:
    sink.script.mail = ["550 5.7.1 no"]
    transport.deliver(envelope(), nothing)
    assert verdicts(transport.deliver(envelope(), nothing)) == [Verdict.ACCEPTED]
    assert sink.sessions == 1


@pytest.mark.parametrize(
    "address", ["a b@kampus.example", "x@y>\r\nRCPT TO:<e@x.example", "ä@kampus.example", '""@x.example', "nobody"]
)
def test_odd_addresses_are_refused_without_asking(transport: SmtpTransport, sink: SmtpSink, address: str) -> None:
    assert verdicts(transport.deliver(envelope(address), nothing)) == [Verdict.REFUSED]
    assert "RCPT" not in sink.commands


def test_mail_larger_than_the_server_takes_is_refused_without_sending_it(
    sink: SmtpSink, transport: SmtpTransport
) -> None:
    sink.script.size_limit = 1000
    delivered = transport.deliver(envelope(content=CONTENT + b"x" * 2000 + b"\r\n"), nothing)
    assert [(answer.verdict, answer.code) for _, answer in delivered.answers] == [(Verdict.REFUSED, 552)]
    assert sink.commands == []


@pytest.mark.parametrize("stage", ["mail", "rcpt"])
def test_server_that_hangs_before_data_is_left_after_the_timeout(
    make_transport: MakeTransport, sink: SmtpSink, stage: str
) -> None:
    sink.script.hang = stage
    delivered = make_transport(timeout=0.3).deliver(envelope(), nothing)
    assert verdicts(delivered) == [Verdict.DEFERRED]
    sink.script.hang = ""


def test_server_that_hangs_after_the_dot_leaves_the_outcome_unknown(
    make_transport: MakeTransport, sink: SmtpSink
) -> None:
    sink.script.hang = "data"
    delivered = make_transport(answer_timeout=0.3).deliver(envelope(), nothing)
    assert verdicts(delivered) == [Verdict.UNKNOWN]
    sink.script.hang = ""


def test_connection_cut_after_the_dot_leaves_the_outcome_unknown(transport: SmtpTransport, sink: SmtpSink) -> None:
    sink.script.drop_after_dot = 1
    assert verdicts(transport.deliver(envelope(BUDI, SITI), nothing)) == [Verdict.UNKNOWN, Verdict.UNKNOWN]


def test_server_that_asks_for_patience_is_noticed(transport: SmtpTransport, sink: SmtpSink) -> None:
    sink.script.data = ["451 4.7.0 too fast"]
    assert transport.deliver(envelope(), nothing).is_throttled


@pytest.mark.parametrize("secured", ["tls", "starttls"], indirect=True)
def test_mail_goes_over_tls_after_login(secured: SmtpSink, certificate: Path, request: pytest.FixtureRequest) -> None:
    transport = SmtpTransport(_secure(secured, request, certificate))
    transport.deliver(envelope(), nothing)
    transport.close()
    assert [mail.is_authenticated for mail in secured.mails] == [True]


@pytest.mark.parametrize("secured", ["tls", "starttls"], indirect=True)
def test_next_mail_is_named_ahead_over_tls_as_well(
    secured: SmtpSink, certificate: Path, request: pytest.FixtureRequest
) -> None:
    mails = [envelope(f"m{number}@mhs.kampus.example", content=CONTENT * 3000) for number in range(5)]
    transport = SmtpTransport(_secure(secured, request, certificate))
    for mail, following in zip(mails, [*mails[1:], None], strict=True):
        assert verdicts(transport.deliver(mail, nothing, following)) == [Verdict.ACCEPTED]
    transport.close()
    assert [(mail.recipients, mail.content) for mail in secured.mails] == [(m.recipients, m.content) for m in mails]
    assert secured.sessions == 1


@pytest.mark.parametrize("secured", ["tls", "starttls"], indirect=True)
def test_unknown_certificate_is_refused(secured: SmtpSink, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ServerTrouble, match=r"(?i)certificate"):
        SmtpTransport(_secure(secured, request, None)).open()


def test_server_without_starttls_is_refused(make_transport: MakeTransport) -> None:
    with pytest.raises(ServerTrouble, match=r"(?i)starttls"):
        make_transport(security="starttls").open()


@pytest.mark.parametrize("secured", ["tls"], indirect=True)
def test_wrong_password_is_trouble_that_does_not_tell_it(
    secured: SmtpSink, certificate: Path, request: pytest.FixtureRequest
) -> None:
    settings = _secure(secured, request, certificate, password="salah-sekali")
    with pytest.raises(ServerTrouble, match="login refused: 535") as trouble:
        SmtpTransport(settings).open()
    assert "salah-sekali" not in str(trouble.value) + repr(settings)


def _secure(sink: SmtpSink, request: pytest.FixtureRequest, ca: Path | None, password: str = "rahasia") -> SmtpSettings:
    return SmtpSettings(
        host="localhost",
        port=sink.port,
        security=request.node.callspec.params["secured"],
        helo="kampus.example",
        username="loket",
        password=lambda: password,
        ca_file=ca / "cert.pem" if ca else None,
        timeout=5,
    )


def test_error_before_data_ends_the_session_without_sending(transport: SmtpTransport, sink: SmtpSink) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        transport.deliver(envelope(), fail)
    assert verdicts(transport.deliver(envelope(), nothing)) == [Verdict.ACCEPTED]
    assert (len(sink.mails), sink.sessions) == (1, 2)


def test_server_that_never_greets_is_left_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(ServerTrouble, match="timed out"):
            SmtpTransport(SmtpSettings("127.0.0.1", port, "none", "kampus.example", timeout=0.3)).open()
