"""Keep one account's token: fetched when it is first needed, ahead of its end, and once more when it is refused."""

import threading
from collections.abc import Callable
from dataclasses import field

from daemon.value_objects import value_object

AHEAD = 300.0  # seconds before its end that a token is replaced
PATIENCE = 300.0  # seconds between two tries that end in a refusal, lest the account is locked (trust.md §4.5, F2)


class TokenTrouble(Exception):
    """There is no token; the text says why in one line and holds no secret."""


class TokenUnavailable(TokenTrouble):
    """The provider cannot be reached or understood at the moment: try again."""


class TokenRefused(TokenTrouble):
    """The provider does not believe us: only a person can change that."""


@value_object
class Token:
    """What a mail server takes instead of a password."""

    text: str = field(repr=False)
    seconds: float  # it is good for so long, from when it was given


class Bearer:
    """One account's token, for any number of threads: only one of them asks the provider, the others wait for it."""

    def __init__(self, fetch: Callable[[], Token], clock: Callable[[], float]) -> None:
        """Take what asks the provider (raising TokenTrouble) and a monotonic clock in seconds."""
        self._fetch, self._clock = fetch, clock
        self._lock = threading.Lock()
        self._text = ""
        self._ends = self._forced = float("-inf")
        self._refusal: tuple[float, str] | None = None  # when the provider refused us last, and its words

    def token(self) -> str:
        """Return a token that is good for some minutes yet.

        When the provider cannot be reached, the one before is used to its end.
        Raises: TokenRefused, at once for PATIENCE seconds after a refusal; TokenUnavailable.
        """
        with self._lock:
            now = self._clock()
            if now < self._ends - AHEAD:
                return self._text
            try:
                return self._fetched()
            except TokenUnavailable:
                if now < self._ends:
                    return self._text
                raise

    def replacement(self, refused: str) -> str | None:
        """Return another token than the one that a mail server refused, or None when there is none to try now.

        The provider is asked at most once in PATIENCE seconds, unless another thread has done so already.
        Raises: TokenTrouble.
        """
        with self._lock:
            now = self._clock()
            if refused != self._text:
                return self._text
            if now - self._forced < PATIENCE:
                return None
            self._forced = now
            return self._fetched()

    def _fetched(self) -> str:
        """Ask the provider, unless it refused us a moment ago."""
        now = self._clock()
        if self._refusal and now - self._refusal[0] < PATIENCE:
            raise TokenRefused(self._refusal[1])
        try:
            token = self._fetch()
        except TokenRefused as refusal:
            self._refusal = (now, str(refusal))
            raise
        self._refusal = None
        lifetime = max(token.seconds, AHEAD + 1)  # one that is given for less would be fetched at every login
        self._text, self._ends = token.text, now + lifetime
        return self._text
