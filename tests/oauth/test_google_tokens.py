"""Tokens of Google, asked of a server on loopback over TLS."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from token_server import TokenServer, claims_of

from daemon.config import OAuth2
from daemon.oauth import TokenRefused, TokenUnavailable
from daemon.oauth.google_tokens import fetch

MakeSettings = Callable[..., OAuth2]
USERNAME = "bantuan@kampus.example"


@pytest.fixture
def delegated(google: MakeSettings, account_key: RSAPublicKey, tmp_path: Path) -> OAuth2:
    """Settings with a service account, whose JSON key says where tokens come from."""
    others = dict.fromkeys(("client_id", "client_secret_file", "refresh_token_file", "token_uri"))
    return google(service_account_file=tmp_path / "google.json", **others)


def test_service_account_asks_in_the_name_of_the_mailbox(
    delegated: OAuth2, server: TokenServer, account_key: RSAPublicKey
) -> None:
    token = fetch(delegated, USERNAME)

    claims = claims_of(server.forms[0]["assertion"], account_key)
    assert (claims["sub"], claims["scope"]) == (USERNAME, "https://mail.google.com/")
    assert token.text == "token-number-1"


def test_token_server_may_be_another_than_the_key_file_says(
    delegated: OAuth2, server: TokenServer, account_key: RSAPublicKey
) -> None:
    fetch(delegated.model_copy(update={"token_uri": f"{server.url}/other"}), USERNAME)

    assert server.paths == ["/other"]


def test_refresh_token_is_exchanged(google: MakeSettings, server: TokenServer) -> None:
    token = fetch(google(), USERNAME)

    assert server.forms[0]["grant_type"] == "refresh_token"
    assert server.forms[0]["refresh_token"] == "token-lama-yang-panjang"
    assert 3500 < token.seconds <= 3600


def test_secret_that_was_replaced_counts_at_once(
    google: MakeSettings, server: TokenServer, secret_file: Callable[[str, str], Path]
) -> None:
    settings = google()
    secret_file("refresh", "token-baru")
    fetch(settings, USERNAME)

    assert server.forms[0]["refresh_token"] == "token-baru"


def test_withdrawn_permission_is_a_refusal(google: MakeSettings, server: TokenServer) -> None:
    server.script.answers = [(400, {"error": "invalid_grant", "error_description": "Token has been revoked."})]

    with pytest.raises(TokenRefused, match=r"^no token is given: invalid_grant Token has been revoked\.$"):
        fetch(google(), USERNAME)


def test_server_that_repeats_our_secrets_does_not_make_us_repeat_them(
    google: MakeSettings, server: TokenServer
) -> None:
    description = "bad token-lama-yang-panjang with client_secret=rahasia-klien-yang-panjang"
    server.script.answers = [(400, {"error": "invalid_grant", "error_description": description})]

    with pytest.raises(TokenRefused) as refusal:
        fetch(google(), USERNAME)
    assert str(refusal.value) == "no token is given: invalid_grant bad … with …"


@pytest.mark.parametrize(
    "answer",
    [(302, "moved"), (404, "<html>"), (200, "<html>"), (200, {"expires_in": 3600}), (200, {"access_token": 7})],
    ids=["redirect", "page", "html", "nothing", "number"],
)
def test_answer_that_makes_no_sense_is_no_refusal(
    google: MakeSettings, server: TokenServer, answer: tuple[int, object]
) -> None:
    server.script.answers = [answer]  # type: ignore[list-item]

    with pytest.raises(TokenUnavailable):
        fetch(google(), USERNAME)
    assert server.paths == ["/token"]


def test_server_of_an_unknown_authority_gets_no_secret(google: MakeSettings, server: TokenServer) -> None:
    with pytest.raises(TokenUnavailable, match="SSLError"):
        fetch(google(ca_file=None), USERNAME)
    assert server.forms == []


def test_environment_sends_no_secret_elsewhere(
    google: MakeSettings, server: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    assert fetch(google(), USERNAME).text == "token-number-1"


def test_damaged_key_file_is_a_refusal_without_its_content(google: MakeSettings, tmp_path: Path) -> None:
    (tmp_path / "google.json").write_text('{"private_key": "rahasia"}')
    (tmp_path / "google.json").chmod(0o600)
    others = dict.fromkeys(("client_id", "client_secret_file", "refresh_token_file", "token_uri"))

    with pytest.raises(TokenRefused, match=r"^the OAuth2 secret cannot be used \(\w+\)$"):
        fetch(google(service_account_file=tmp_path / "google.json", **others), USERNAME)
