"""Get the Feeder's tokens and know how long each is good (feeder-api.md §2.4).

A token is taken up again until shortly before its end. A wrong password is not tried again at once: the account could
be locked.
"""

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from daemon.integrator.feeder.faults import FeederAuthError, FeederUnreachable

SHORTEST_LIFE = 30.0  # seconds, of a token that seems to have ended before it was given
UNKNOWN_LIFE = 20 * 60.0  # seconds, of a token that says nothing about it
LONGEST_LIFE = 12 * 3600.0  # seconds; a later end is not believed
EARLY = 180.0  # seconds before its end a token is renewed, or a quarter of its life when that is less
LOCKED_OUT = 300.0  # seconds without a login after wrong credentials
_LONGEST_TOKEN = 8000  # characters


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A token and until when it is used, on the monotonic clock."""

    text: str
    until: float


class TokenKeeper:
    """Holds one account's token; safe for several threads, of which one logs in while the others wait."""

    def __init__(self, log_in: Callable[[str], str], password: Callable[[], str], clock: Callable[[], float]) -> None:
        """Keep how to log in with a password, where the password is read anew each time, and a monotonic clock."""
        self._log_in = log_in
        self._password = password
        self._clock = clock
        self._time = time.time
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._refused: tuple[str, float, FeederAuthError] | None = None  # password, until when, and the answer

    def current(self) -> str:
        """Return a token, logging in where there is none. Raises: FeederError."""
        with self._lock:
            now = self._clock()
            if self._token is None or now >= self._token.until:
                self._token = None
                text = self._fresh(now)
                self._token = Token(text, now + life_of(text, self._time()))
            return self._token.text

    def forget(self, text: str) -> None:
        """Drop a token that the Feeder no longer takes, unless another thread has replaced it."""
        with self._lock:
            if self._token is not None and self._token.text == text:
                self._token = None

    def _fresh(self, now: float) -> str:
        password = self._read_password()
        if self._refused is not None and self._refused[0] == password and now < self._refused[1]:
            raise FeederAuthError(self._refused[2].complaint)
        self._refused = None
        try:
            return self._log_in(password)
        except FeederAuthError as error:
            self._refused = (password, now + LOCKED_OUT, error)
            raise

    def _read_password(self) -> str:
        try:
            return self._password()
        except (OSError, UnicodeDecodeError) as error:
            raise FeederUnreachable(f"the password cannot be read ({type(error).__name__})") from None


def life_of(token: str, now: float) -> float:
    """Return for how many seconds from `now` (Unix time) a token is used, by the `iat` and `exp` of a JWT.

    Where there is an `iat`, the difference counts: both are of the server's clock, which may be wrong.
    """
    claims = _claims(token)
    ends, issued = _time(claims.get("exp")), _time(claims.get("iat"))
    if ends is None:
        return UNKNOWN_LIFE
    life = ends - (now if issued is None else issued)
    if life <= 0:  # a clock is wrong, for the token was given just now
        return SHORTEST_LIFE
    life = min(life, LONGEST_LIFE)
    return life - min(EARLY, life / 4)


def _time(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12
    return float(value) if is_number else None  # type: ignore[arg-type]


def is_token(value: object) -> bool:
    """Say whether a value can be a token: printable ASCII without blanks."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_TOKEN:
        return False
    return value.isascii() and value.isprintable() and " " not in value


def _claims(token: str) -> dict[str, object]:
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
