"""Tokens of Microsoft, asked of a server on loopback over TLS."""

from collections.abc import Callable
from pathlib import Path

import pytest
from token_server import TokenServer

from daemon.config import OAuth2
from daemon.oauth import TokenRefused, TokenUnavailable
from daemon.oauth.microsoft_tokens import fetch

MakeSettings = Callable[..., OAuth2]
USERNAME = "bantuan@kampus.example"


@pytest.fixture
def personal(microsoft: MakeSettings, secret_file: Callable[[str, str], Path]) -> OAuth2:
    """Settings with the mailbox's refresh token, of a public client."""
    return microsoft(client_secret_file=None, refresh_token_file=secret_file("refresh", "token-lama-yang-panjang"))


def test_application_asks_with_its_secret(microsoft: MakeSettings, server: TokenServer) -> None:
    token = fetch(microsoft(), USERNAME)

    form = server.forms[0]
    assert (form["grant_type"], form["scope"]) == ("client_credentials", "https://outlook.office365.com/.default")
    assert form["client_secret"] == "rahasia-klien-yang-panjang"
    assert token.text == "token-number-1"


def test_nobody_but_the_named_server_is_asked(microsoft: MakeSettings, server: TokenServer) -> None:
    fetch(microsoft(), USERNAME)

    assert server.paths == ["/kampus.example/v2.0/.well-known/openid-configuration", "/kampus.example/token"]


def test_second_token_is_a_new_one(microsoft: MakeSettings) -> None:
    settings = microsoft()

    assert [fetch(settings, USERNAME).text for _ in range(2)] == ["token-number-1", "token-number-2"]


def test_national_cloud_has_a_scope_of_its_own(microsoft: MakeSettings, server: TokenServer) -> None:
    fetch(microsoft(scope="https://outlook.office365.us/.default"), USERNAME)

    assert server.forms[0]["scope"] == "https://outlook.office365.us/.default"


def test_refresh_token_is_exchanged(personal: OAuth2, server: TokenServer) -> None:
    fetch(personal, USERNAME)

    assert server.forms[0]["refresh_token"] == "token-lama-yang-panjang"
    assert "https://outlook.office.com/IMAP.AccessAsUser.All" in server.forms[0]["scope"].split()


def test_new_refresh_token_takes_the_place_of_the_old_one(personal: OAuth2, server: TokenServer) -> None:
    server.script.refresh_token = "token-baru"
    fetch(personal, USERNAME)
    fetch(personal, USERNAME)

    assert server.forms[1]["refresh_token"] == "token-baru"
    assert personal.refresh_token_file is not None
    assert personal.refresh_token_file.stat().st_mode & 0o777 == 0o600


def test_refresh_token_that_cannot_be_kept_is_said_without_it(
    personal: OAuth2, server: TokenServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    server.script.refresh_token = "token-baru"

    assert fetch(personal, USERNAME).text == "token-number-1"
    assert "cannot be kept" in caplog.text
    assert "token-baru" not in "".join(str(vars(record)) for record in caplog.records)


def test_wrong_secret_is_a_refusal(microsoft: MakeSettings, server: TokenServer) -> None:
    description = "AADSTS7000215: Invalid client secret 'rahasia-klien-yang-panjang' provided.\r\nTrace ID: 1"
    server.script.answers = [(401, {"error": "invalid_client", "error_description": description})]

    with pytest.raises(TokenRefused) as refusal:
        fetch(microsoft(), USERNAME)
    assert str(refusal.value).startswith("no token is given: invalid_client AADSTS7000215: Invalid client secret …")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "answer",
    [(500, "<html>"), (503, {"error": "temporarily_unavailable"}), (302, "moved"), (200, "<html>"), (200, {})],
    ids=["500", "503", "redirect", "html", "nothing"],
)
def test_server_out_of_order_is_no_refusal(
    microsoft: MakeSettings, server: TokenServer, answer: tuple[int, object]
) -> None:
    server.script.answers = [answer]  # type: ignore[list-item]

    with pytest.raises(TokenUnavailable):
        fetch(microsoft(), USERNAME)
    assert "/elsewhere" not in server.paths


def test_server_that_is_not_there_is_no_refusal(microsoft: MakeSettings) -> None:
    with pytest.raises(TokenUnavailable):
        fetch(microsoft(authority="https://localhost:9"), USERNAME)
