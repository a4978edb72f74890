"""Ask token servers over HTTP, with limits: nothing is read from the environment, nobody redirects us."""

import logging
import re
from pathlib import Path
from typing import Any

import requests

from daemon.oauth.bearer import Token, TokenRefused, TokenUnavailable
from daemon.oauth.discretion import discreet

TIMEOUT = 20.0  # seconds, to connect and for each answer
_CODE = re.compile(r"[a-z_]{1,40}")  # RFC 6749 §5.2

for _library in ("google", "msal", "urllib3"):  # at level debug they would tell what is sent
    logging.getLogger(_library).setLevel(logging.WARNING)


class TokenWeb(requests.Session):
    """A session for secrets: no .netrc, no proxies or certificates from the environment, no redirects."""

    def __init__(self, ca_file: Path | None) -> None:
        """Trust these certificate authorities, None: the usual ones."""
        super().__init__()
        self.trust_env = False
        self.verify = str(ca_file) if ca_file else True

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        """Send one request."""
        options |= {"timeout": TIMEOUT, "allow_redirects": False}
        return super().request(method, url, *args, **options)


def unavailable(error: Exception) -> TokenUnavailable:
    """Return what it means that the provider cannot be reached or understood; its words may hold anything."""
    while error.__cause__ is not None and isinstance(error.__cause__, Exception):
        error = error.__cause__
    return TokenUnavailable(f"the token server cannot be used ({type(error).__name__})")


def refused(code: object, description: object, *secrets: str) -> TokenRefused:
    """Return what a provider's error means (RFC 6749 §5.2), without any word that is a secret of ours."""
    name = code if isinstance(code, str) and _CODE.fullmatch(code) else "error"
    words = discreet(description, *secrets) if isinstance(description, str) else ""
    return TokenRefused(f"no token is given: {name} {words}".strip())


def token_of(answer: object) -> Token:
    """Return the token of a good answer (RFC 6749 §5.1). Raises: TokenUnavailable when it is none."""
    values = answer if isinstance(answer, dict) else {}
    text, seconds = values.get("access_token"), values.get("expires_in", 3600)
    if not isinstance(text, str) or not re.fullmatch(r"[\x21-\x7e]{1,16000}", text) or not isinstance(seconds, int):
        raise TokenUnavailable("the token server's answer holds no token")
    return Token(text, float(seconds))
