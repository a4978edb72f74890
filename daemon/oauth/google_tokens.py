"""Get Google's tokens: the only door to google-auth.

A service account with domain-wide delegation acts as the mailbox (RFC 7523); or the mailbox's own refresh token is
used (RFC 6749 §6). https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
"""

from datetime import UTC, datetime
from typing import Any

from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials
from google.oauth2.service_account import Credentials as ServiceAccount

from daemon.config import OAuth2, read_secret
from daemon.oauth.bearer import Token, TokenRefused, TokenUnavailable
from daemon.oauth.web import TokenWeb, refused, token_of, unavailable

SCOPE = "https://mail.google.com/"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address


def fetch(settings: OAuth2, username: str) -> Token:
    """Ask Google for a token of the mailbox; secrets are read anew each time.

    Raises: TokenRefused, TokenUnavailable.
    """
    credentials, secrets = _credentials(settings, username)
    with TokenWeb(settings.ca_file) as web:
        try:
            credentials.refresh(Request(session=web))
        except RefreshError as error:
            raise _meaning(error, *secrets) from None
        except (GoogleAuthError, OSError, ValueError, TypeError, LookupError) as error:
            raise unavailable(error) from None
    return token_of({"access_token": credentials.token, "expires_in": _seconds_left(credentials.expiry)})


def _credentials(settings: OAuth2, username: str) -> tuple[Any, tuple[str, ...]]:
    """Return the library's credentials, and their secrets."""
    try:
        if settings.service_account_file is not None:
            return _service_account(settings, username), ()
        refresh_token = read_secret(settings.refresh_token_file) if settings.refresh_token_file else ""
        client_secret = read_secret(settings.client_secret_file) if settings.client_secret_file else ""
    except (OSError, ValueError, GoogleAuthError) as error:
        raise TokenRefused(f"the OAuth2 secret cannot be used ({type(error).__name__})") from None
    token_uri = settings.token_uri or TOKEN_URI
    own: Any = Credentials
    parts = {"client_id": settings.client_id, "client_secret": client_secret, "refresh_token": refresh_token}
    credentials = own(None, token_uri=token_uri, scopes=[settings.scope or SCOPE], **parts)
    return credentials, (refresh_token, client_secret)


def _service_account(settings: OAuth2, username: str) -> Any:
    library: Any = ServiceAccount
    account = library.from_service_account_file(
        str(settings.service_account_file), scopes=[settings.scope or SCOPE], subject=username
    )
    if settings.token_uri:
        account._token_uri = settings.token_uri  # the key file names Google's; there is no public way to name another
    return account


def _seconds_left(expiry: datetime | None) -> int:
    """Return for how long the library's naive UTC moment lies ahead; an hour when it says nothing."""
    return int((expiry.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()) if expiry else 3600


def _meaning(error: RefreshError, *secrets: str) -> TokenRefused | TokenUnavailable:
    """Tell a refusal, which only a person can change, from a server that is out of order."""
    details = error.args[1] if len(error.args) > 1 else None
    if error.retryable or not isinstance(details, dict) or "error" not in details:
        return unavailable(error)
    return refused(details["error"], details.get("error_description"), *secrets)
