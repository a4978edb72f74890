"""Logins with tokens: at a real Dovecot that asks the token server, and at an SMTP server on loopback."""

import base64
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dovecot import Dovecot, TokenJudge, make_folder
from fake_imap import OK, FakeImap, always
from smtp_sink import SmtpSink
from token_server import TokenServer

from daemon.checks import servers
from daemon.config import Config, ImapMailbox, OAuth2
from daemon.inbox import Unreachable
from daemon.inbox.imap import ImapSession, LoginRefused
from daemon.oauth import bearer_of
from daemon.outbox import handover
from daemon.outbox.smtp import SmtpTransport
from daemon.outbox.smtp_session import SmtpSettings

MakeSettings = Callable[..., OAuth2]
MakeBox = Callable[..., ImapMailbox]
USERNAME = "bantuan@kampus.example"


@pytest.fixture(autouse=True)
def _forget_tokens() -> Iterator[None]:
    yield
    bearer_of.cache_clear()


@pytest.fixture
def judged(server: TokenServer, tmp_path: Path) -> Iterator[Dovecot]:
    """A Dovecot that believes tokens when the token server does."""
    folder = make_folder()
    ca_file = Path(shutil.copy(server.ca_file, folder / "token-server.pem"))
    ca_file.chmod(0o644)
    running = Dovecot(folder, tokens=TokenJudge(server.url, ca_file))
    running.account(USERNAME)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder)


@pytest.fixture
def make_box(google: MakeSettings) -> MakeBox:
    """Return a function that makes the mailbox on a port of this machine."""

    def make(port: int, **changed: object) -> ImapMailbox:
        keys: dict[str, object] = {"name": "bantuan", "address": USERNAME, "host": "127.0.0.1", "security": "none"}
        keys |= {"username": USERNAME, "oauth2": google(), "port": port, "timeout": "10s"}
        return ImapMailbox.model_validate(keys | changed)

    return make


@pytest.fixture
def sink(server: TokenServer) -> Iterator[SmtpSink]:
    """An SMTP server that takes the token server's good tokens."""
    with SmtpSink(login=("nobody", "never"), knows_token=lambda token: token in server.good) as running:
        yield running


@pytest.fixture
def transport(sink: SmtpSink, google: MakeSettings) -> Iterator[SmtpTransport]:
    bearer = bearer_of(google(), USERNAME)
    settings = SmtpSettings("127.0.0.1", sink.port, "none", "kampus.example", USERNAME, bearer=bearer, timeout=10)
    running = SmtpTransport(settings)
    yield running
    running.close()


@pytest.mark.server
def test_dovecot_takes_the_token(judged: Dovecot, make_box: MakeBox, server: TokenServer) -> None:
    session = ImapSession(make_box(judged.port))

    assert session.select() > 0
    assert len(server.forms) == 1
    session.close()


@pytest.mark.server
def test_token_that_dovecot_refuses_is_replaced_once(judged: Dovecot, make_box: MakeBox, server: TokenServer) -> None:
    server.script.answers = [(200, {"access_token": "revoked-meanwhile", "expires_in": 3600})]
    session = ImapSession(make_box(judged.port))

    assert session.select() > 0
    assert len(server.forms) == 2
    session.close()


@pytest.mark.server
def test_tokens_that_dovecot_never_believes_are_like_a_wrong_password(
    judged: Dovecot, make_box: MakeBox, server: TokenServer
) -> None:
    server.script.answers = [(200, {"access_token": f"bad-token-{n}", "expires_in": 3600}) for n in range(5)]

    for _ in range(3):
        with pytest.raises(LoginRefused, match="Authentication failed"):
            ImapSession(make_box(judged.port))
    assert len(server.forms) == 2


@pytest.mark.server
def test_later_sessions_use_the_same_token(judged: Dovecot, make_box: MakeBox, server: TokenServer) -> None:
    for _ in range(3):
        ImapSession(make_box(judged.port)).close()

    assert len(server.forms) == 1


def _imap(mechanisms: str, **answers: str) -> FakeImap:
    scripted = {"CAPABILITY": f"* CAPABILITY IMAP4rev1 {mechanisms}\r\n{OK}"} | answers
    return FakeImap({name: always(text) for name, text in scripted.items()})


def test_server_that_knows_the_standard_alone_is_spoken_to_in_it(make_box: MakeBox) -> None:
    with _imap("AUTH=OAUTHBEARER", AUTHENTICATE="+ \r\n") as imap, pytest.raises(Unreachable):
        ImapSession(make_box(imap.port, timeout="1s"))

    said = base64.b64decode(imap.commands[2]).decode()
    assert said == f"n,a={USERNAME},\x01auth=Bearer token-number-1\x01\x01"


def test_server_without_tokens_is_named(make_box: MakeBox) -> None:
    with _imap("AUTH=PLAIN") as imap, pytest.raises(LoginRefused, match="neither XOAUTH2 nor OAUTHBEARER"):
        ImapSession(make_box(imap.port))


def test_server_that_repeats_the_token_does_not_make_us_repeat_it(make_box: MakeBox) -> None:
    refusal = "{tag} NO bad token-number-1 and token-number-2\r\n"
    with _imap("AUTH=XOAUTH2", AUTHENTICATE=refusal) as imap, pytest.raises(LoginRefused) as caught:
        ImapSession(make_box(imap.port))

    assert "token-number" not in str(caught.value)


def test_server_out_of_order_is_no_wrong_password(make_box: MakeBox, server: TokenServer) -> None:
    refusal = "{tag} NO [UNAVAILABLE] later\r\n"
    with _imap("AUTH=XOAUTH2", AUTHENTICATE=refusal) as imap, pytest.raises(Unreachable) as caught:
        ImapSession(make_box(imap.port))

    assert not isinstance(caught.value, LoginRefused)
    assert len(server.forms) == 1


def test_provider_that_refuses_is_like_a_wrong_password(make_box: MakeBox, server: TokenServer) -> None:
    server.script.answers = [(400, {"error": "invalid_grant", "error_description": "revoked"})] * 5

    for _ in range(2):
        with pytest.raises(LoginRefused, match="invalid_grant revoked"):
            ImapSession(make_box(9))
    assert len(server.forms) == 1


def test_provider_out_of_order_is_tried_again(make_box: MakeBox, server: TokenServer) -> None:
    server.script.answers = [(503, "later")] * 9

    with pytest.raises(Unreachable) as caught:
        ImapSession(make_box(9))
    assert not isinstance(caught.value, LoginRefused)


def test_smtp_server_takes_the_token(transport: SmtpTransport, sink: SmtpSink) -> None:
    transport.open()

    assert sink.tokens == ["token-number-1"]


def test_token_that_the_smtp_server_refuses_is_replaced_once(
    transport: SmtpTransport, sink: SmtpSink, server: TokenServer
) -> None:
    server.script.answers = [(200, {"access_token": "revoked-meanwhile", "expires_in": 3600})]
    transport.open()

    assert sink.tokens == ["revoked-meanwhile", "token-number-1"]


def test_tokens_that_the_smtp_server_never_believes_are_like_a_wrong_password(
    transport: SmtpTransport, sink: SmtpSink, server: TokenServer
) -> None:
    server.script.answers = [(200, {"access_token": f"bad-token-{n}", "expires_in": 3600}) for n in range(5)]

    with pytest.raises(handover.LoginRefused, match="login refused: 535"):
        transport.open()
    assert sink.tokens == ["bad-token-0", "bad-token-1"]


def test_smtp_server_without_tokens_is_named(google: MakeSettings) -> None:
    bearer = bearer_of(google(), USERNAME)
    with SmtpSink() as plain, pytest.raises(handover.LoginRefused, match="neither XOAUTH2 nor OAUTHBEARER"):
        SmtpTransport(SmtpSettings("127.0.0.1", plain.port, "none", "x.example", USERNAME, bearer=bearer)).open()


@pytest.fixture
def config(make_config: Callable[..., Config], google: MakeSettings, sink: SmtpSink) -> Config:
    """A configuration whose mailbox and outgoing server are one account."""
    oauth2 = google().model_dump(exclude_none=True)
    login = {"host": "127.0.0.1", "security": "none", "username": USERNAME, "oauth2": oauth2}
    box = {"name": "bantuan", "kind": "imap", "address": USERNAME, "port": 9, **login}
    return make_config(mailbox=[box], smtp={"from_address": USERNAME, "port": sink.port, **login})


def test_mailbox_and_outgoing_server_share_a_token(config: Config, server: TokenServer, sink: SmtpSink) -> None:
    servers.mailboxes(config)

    assert servers.outgoing_server(config) == ()
    assert len(server.forms) == 1


def test_check_says_what_is_wrong_with_the_tokens_in_one_line(config: Config, server: TokenServer) -> None:
    server.script.answers = [(400, {"error": "invalid_grant", "error_description": "Token has been\nrevoked."})]

    line = "no token is given: invalid_grant Token has been revoked."
    assert servers.mailboxes(config) == (f"bantuan on 127.0.0.1: {line}",)
    assert servers.outgoing_server(config) == (f"127.0.0.1: {line}",)
