"""What the tests of tokens share: a token server, and configurations that ask it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from token_server import TokenServer, service_account

from daemon.config import OAuth2

USERNAME = "bantuan@kampus.example"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TokenServer]:
    with TokenServer(tmp_path) as running:
        yield running


@pytest.fixture
def secret_file(tmp_path: Path) -> Callable[[str, str], Path]:
    """Return a function that writes a secret into a file of a name."""

    def write(name: str, text: str) -> Path:
        file = tmp_path / name
        file.write_text(f"{text}\n")
        file.chmod(0o600)
        return file

    return write


@pytest.fixture
def account_key(server: TokenServer, tmp_path: Path) -> RSAPublicKey:
    """Return the public key of a service account whose JSON key is google.json."""
    return service_account(tmp_path / "google.json", f"{server.url}/token")


MakeSettings = Callable[..., OAuth2]


@pytest.fixture
def google(server: TokenServer, secret_file: Callable[[str, str], Path]) -> MakeSettings:
    """Return a function that makes Google's settings with a refresh token, with changes."""

    def make(**changed: object) -> OAuth2:
        keys: dict[str, object] = {
            "provider": "google",
            "client_id": "loket",
            "client_secret_file": secret_file("client", "rahasia-klien-yang-panjang"),
            "refresh_token_file": secret_file("refresh", "token-lama-yang-panjang"),
            "token_uri": f"{server.url}/token",
            "ca_file": server.ca_file,
        }
        kept = {key: value for key, value in (keys | changed).items() if value is not None}
        return OAuth2.model_validate(kept)

    return make


@pytest.fixture
def microsoft(server: TokenServer, secret_file: Callable[[str, str], Path]) -> MakeSettings:
    """Return a function that makes Microsoft's settings with an application's secret, with changes."""

    def make(**changed: object) -> OAuth2:
        keys: dict[str, object] = {
            "provider": "microsoft",
            "tenant": "kampus.example",
            "client_id": "loket",
            "client_secret_file": secret_file("client", "rahasia-klien-yang-panjang"),
            "authority": server.url,
            "ca_file": server.ca_file,
        }
        kept = {key: value for key, value in (keys | changed).items() if value is not None}
        return OAuth2.model_validate(kept)

    return make
