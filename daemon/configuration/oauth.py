"""How a mail server that takes no passwords is logged in to: OAuth2 at Google or Microsoft (RFC 6749, RFC 7628)."""

import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints, model_validator

from daemon.configuration.values import FilePath, SecretPath, Section, Text, is_loopback

_SECRETS = {
    "google": ("service_account_file", "refresh_token_file"),
    "microsoft": ("client_secret_file", "refresh_token_file"),
}
_FOREIGN = {"google": ("tenant", "authority"), "microsoft": ("service_account_file", "token_uri")}
_TENANT = r"^[A-Za-z0-9][A-Za-z0-9.-]{0,254}$"  # an id or a domain; it becomes a part of an address


def _address_of_server(url: str) -> str:
    """Refuse what would send secrets in the clear to another machine."""
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if not is_safe or not parts.hostname or parts.username or re.search(r"\s", url):
        raise ValueError('expected an address that begins with "https://", without user and password')
    return url


Url = Annotated[str, AfterValidator(_address_of_server)]
Tenant = Annotated[str, StringConstraints(pattern=_TENANT)]


class OAuth2(Section):
    """Where tokens come from, instead of a password.

    Google: a service account with domain-wide delegation, or the refresh token of the mailbox.
    Microsoft: an application's own secret (client credentials), or the refresh token of the mailbox.
    """

    provider: Literal["google", "microsoft"]
    client_id: Text | None = None
    client_secret_file: SecretPath | None = None
    service_account_file: SecretPath | None = None  # Google's JSON key
    refresh_token_file: SecretPath | None = None  # replaced when Microsoft gives a new one
    tenant: Tenant | None = None  # Microsoft: the directory's id or domain
    token_uri: Url | None = None  # Google; None: Google's own, or what the JSON key says
    authority: Url | None = None  # Microsoft; None: https://login.microsoftonline.com
    scope: Text | None = None  # None: what the provider's mail servers ask for
    ca_file: FilePath | None = None  # of the provider; None: the usual certificate authorities

    @model_validator(mode="after")
    def _fits_its_provider(self) -> Self:
        foreign = [key for key in _FOREIGN[self.provider] if getattr(self, key) is not None]
        if foreign:
            raise ValueError(f'{foreign[0]} is nothing of provider = "{self.provider}"')
        given = [key for key in _SECRETS[self.provider] if getattr(self, key) is not None]
        if not given:
            raise ValueError(f"{' or '.join(_SECRETS[self.provider])} is missing")
        if self.service_account_file and self.refresh_token_file:
            raise ValueError("service_account_file or refresh_token_file: give one of them")
        self._ask_for(("client_id", "tenant") if self.provider == "microsoft" else ())
        if self.provider == "google" and self.refresh_token_file:
            self._ask_for(("client_id", "client_secret_file"))
        return self

    def _ask_for(self, keys: tuple[str, ...]) -> None:
        missing = [key for key in keys if getattr(self, key) is None]
        if missing:
            raise ValueError(f"{missing[0]} is missing")


def one_way_in(section: Any, *, may_be_none: bool) -> None:
    """Hold that a server's section has a password or OAuth2, not both, and a user name with it.

    Raises: ValueError.
    """
    ways = [key for key in ("password_file", "oauth2") if getattr(section, key) is not None]
    if len(ways) > 1:
        raise ValueError("password_file or oauth2: give one of them")
    if not ways and not may_be_none:
        raise ValueError("password_file or oauth2 is missing")
    if bool(ways) != bool(section.username):
        raise ValueError("username goes together with password_file or oauth2: give both or none")
    if section.oauth2 is not None and not section.username.isascii():
        raise ValueError("a username for oauth2 is an email address, in ASCII")
