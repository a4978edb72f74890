"""Find the token of a configured account; mailboxes and the outgoing server share it when they are configured alike."""

import time
from functools import cache, partial
from importlib import import_module

from daemon.config import OAuth2
from daemon.oauth.bearer import Bearer, Token, TokenRefused

_DOORS = {"google": "daemon.oauth.google_tokens", "microsoft": "daemon.oauth.microsoft_tokens"}


@cache
def bearer_of(settings: OAuth2, username: str) -> Bearer:
    """Return the token of an account, the same for everybody who asks in this process.

    Nothing is fetched yet, and the provider's library is imported only when it is.
    """
    return Bearer(partial(_fetch, settings, username), time.monotonic)


def _fetch(settings: OAuth2, username: str) -> Token:
    try:
        door = import_module(_DOORS[settings.provider])
    except ModuleNotFoundError as error:
        raise TokenRefused(f"{error.name} is not installed: install loket[{settings.provider}]") from None
    token: Token = door.fetch(settings, username)
    return token
