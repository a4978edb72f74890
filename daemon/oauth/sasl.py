"""Say a token in the words of SASL: XOAUTH2 (Google and Microsoft) and OAUTHBEARER (RFC 7628)."""

from collections.abc import Callable, Iterable

from daemon.value_objects import value_object

_END = "\x01"
MECHANISMS = ("XOAUTH2", "OAUTHBEARER")  # in the order in which we prefer them


@value_object
class Exchange:
    """What is said in one login, and what is said when the server explains why it refuses."""

    mechanism: str
    first: str  # ASCII, before base64
    last: str  # ends the exchange after a refusal (RFC 7628 §3.2.3)

    def answers(self) -> Callable[..., str]:
        """Return a function that gives the next thing to say, whatever the server said."""
        said = iter((self.first,))

        def answer(_challenge: object = None) -> str:
            return next(said, self.last)

        return answer


def exchange(offered: Iterable[str], username: str, token: str) -> Exchange | None:
    """Return how to log in with one of the mechanisms that the server offers, or None when it takes no tokens."""
    names = {name.upper() for name in offered}
    mechanism = next((name for name in MECHANISMS if name in names), None)
    if mechanism == "XOAUTH2":
        return Exchange(mechanism, f"user={username}{_END}auth=Bearer {token}{_END}{_END}", "")
    if mechanism == "OAUTHBEARER":
        name = username.replace("=", "=3D").replace(",", "=2C")  # RFC 5801 §4, saslname
        return Exchange(mechanism, f"n,a={name},{_END}auth=Bearer {token}{_END}{_END}", _END)
    return None
