"""Get Microsoft's tokens: the only door to msal.

An application's own secret (RFC 6749 §4.4), or the mailbox's refresh token (§6), which Microsoft replaces each time.
https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
"""

import logging
import os
from pathlib import Path
from typing import Any

import msal
from msal.exceptions import MsalError

from daemon.config import OAuth2, read_secret
from daemon.oauth.bearer import Token, TokenRefused
from daemon.oauth.web import TokenWeb, refused, token_of, unavailable

AUTHORITY = "https://login.microsoftonline.com"
APPLICATION_SCOPE = "https://outlook.office365.com/.default"
PERSON_SCOPE = "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send"

log = logging.getLogger("loket.oauth")


def fetch(settings: OAuth2, _username: str) -> Token:
    """Ask Microsoft for a token; secrets are read anew each time.

    Raises: TokenRefused, TokenUnavailable.
    """
    try:
        secret = read_secret(settings.client_secret_file) if settings.client_secret_file else ""
        refresh_token = read_secret(settings.refresh_token_file) if settings.refresh_token_file else ""
    except (OSError, ValueError) as error:
        raise TokenRefused(f"the OAuth2 secret cannot be used ({type(error).__name__})") from None
    with TokenWeb(settings.ca_file) as web:
        try:
            answer = _ask(_application(settings, secret, web), settings, refresh_token)
        except (OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError, MsalError) as error:
            raise unavailable(error) from None
    if not isinstance(answer, dict) or answer.get("error") is None:
        _keep_replacement(settings, refresh_token, answer)
        return token_of(answer)
    if answer["error"] in {"temporarily_unavailable", "server_error"}:
        raise unavailable(RuntimeError(answer["error"]))
    raise refused(answer["error"], answer.get("error_description"), secret, refresh_token)


def _application(settings: OAuth2, secret: str, web: TokenWeb) -> Any:
    """Return the library's application; a new one each time, because it keeps tokens and refusals of its own."""
    authority = f"{(settings.authority or AUTHORITY).rstrip('/')}/{settings.tenant}"
    common = {"authority": authority, "http_client": web, "instance_discovery": False}
    if secret:
        return msal.ConfidentialClientApplication(settings.client_id, client_credential=secret, **common)
    return msal.PublicClientApplication(settings.client_id, **common)


def _ask(application: Any, settings: OAuth2, refresh_token: str) -> Any:
    if not refresh_token:
        return application.acquire_token_for_client([settings.scope or APPLICATION_SCOPE])
    return application.acquire_token_by_refresh_token(refresh_token, (settings.scope or PERSON_SCOPE).split())


def _keep_replacement(settings: OAuth2, old: str, answer: Any) -> None:
    """Write down the refresh token that came in place of the old one, which ends some weeks after its last use."""
    new = answer.get("refresh_token") if isinstance(answer, dict) else None
    file = settings.refresh_token_file
    if file is None or not isinstance(new, str) or not new or new == old:
        return
    try:
        _replace(file, new)
    except OSError as error:
        log.warning("the new refresh token cannot be kept", extra={"reason": f"{file}: {error.strerror}"})


def _replace(file: Path, text: str) -> None:
    """Put a new secret in the place of the old one, in one step."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as written:
        written.write(f"{text}\n")
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(file)
