"""Make and check the tokens that tie an answer to the mail it answers.

A token is a second factor: it says which mail of ours is being answered, by whom it was received and what for. It is
worth nothing without the authenticated address it was made for, and never enough for changing data.
Whether it was used or revoked stands in the notification's row; what is here needs no database, clock or randomness.
"""

import base64
import hmac
import re
from datetime import datetime
from enum import StrEnum

from daemon.reading.keyed_digest import keyed_digest
from daemon.value_objects import value_object

KIDS = "234567abcdefghijklmnopqrstuvwxyz"  # names of keys, oldest to newest
NID_OCTETS = 8
TAG_OCTETS = 16
KEY_OCTETS = 32

_TOKEN = re.compile(r"([rca])([a-z2-7])([a-z2-7]{39})")


class Kind(StrEnum):
    """What an answer with the token can do."""

    REPLY = "R"
    CONFIRMATION = "C"
    APPROVAL = "A"


@value_object
class Claims:
    """What a token vouches for; kept in the notification's row, since the token itself only names the row."""

    kind: Kind
    nid: str  # the notification: 16 hexadecimal digits, random
    ticket: str  # ticket number; "" when the mail is about none or several
    staff_id: str
    address: str  # the one address that the mail went to
    expires_at: datetime  # aware UTC, whole seconds count
    snapshot_hash: str = ""  # of the plan that is confirmed or approved; "" for replies


@value_object
class Token:
    """A token as it was read from a mail: well-formed, and not checked yet."""

    kind: Kind
    kid: str  # which key signed it
    nid: str  # which notification it names, 16 hexadecimal digits
    tag: bytes
    text: str  # as written in addresses, lower case


def read_token(text: str) -> Token | None:
    """Read a token of any letter case; None when it is none, or not written in the one right way."""
    match = _TOKEN.fullmatch(text.lower())
    if match is None:
        return None
    octets = base64.b32decode(match[3].upper() + "=")
    if _base32(octets) != match[3]:
        return None
    return Token(Kind(match[1].upper()), match[2], octets[:NID_OCTETS].hex(), octets[NID_OCTETS:], match[0])


def read_code(text: str) -> str:
    """Tidy a code that somebody typed: lower case, without the blanks and hyphens that people add."""
    return re.sub(r"[\s-]", "", text).lower()


class KeyRing:
    """The keys that sign tokens. The newest signs; older ones stay until what they signed has expired."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        """Take keys of 32 octets by their one-character names. Raises: ValueError when there is none or one is odd."""
        if not keys or not all(kid in KIDS and len(kid) == 1 for kid in keys):
            raise ValueError("a key ring needs keys named by one character of a-z, 2-7")
        if any(len(key) != KEY_OCTETS for key in keys.values()):
            raise ValueError(f"a key has {KEY_OCTETS} octets")
        self._keys = {kid: keys[kid] for kid in sorted(keys, reverse=True)}
        self._newest = next(iter(self._keys))

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._keys)})"

    @property
    def kids(self) -> tuple[str, ...]:
        """The names of the keys, newest first."""
        return tuple(self._keys)

    def make(self, claims: Claims) -> str:
        """Make the token of 41 characters that vouches for some claims."""
        tag = self._tag(self._newest, claims)
        return claims.kind.lower() + self._newest + _base32(bytes.fromhex(claims.nid) + tag)

    def verify(self, token: Token, claims: Claims) -> bool:
        """Say whether we made a token for exactly these claims (of the row that it names), in constant time."""
        if token.kid not in self._keys or (token.kind, token.nid) != (claims.kind, claims.nid):
            return False
        return hmac.compare_digest(token.tag, self._tag(token.kid, claims))

    def derive(self, purpose: str) -> tuple[bytes, ...]:
        """Derive keys for another purpose, such as "loop"; newest first, 32 octets each."""
        message = _join(b"v1 derive", purpose.encode())
        return tuple(keyed_digest(key, message) for key in self._keys.values())

    def _tag(self, kid: str, claims: Claims) -> bytes:
        """Compute the MAC over all claims, each with its length before it so that none can run into the next."""
        expires = str(int(claims.expires_at.timestamp()))
        parts = (claims.kind, claims.nid, claims.ticket, claims.staff_id, claims.address.lower(), expires)
        message = _join(b"v1", *map(str.encode, parts), claims.snapshot_hash.encode())
        return keyed_digest(self._keys[kid], message)[:TAG_OCTETS]


def _join(*parts: bytes) -> bytes:
    """Join fields so that different fields never give the same octets."""
    return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


def _base32(octets: bytes) -> str:
    """Write octets with a-z and 2-7, without padding (RFC 4648 §6)."""
    return base64.b32encode(octets).decode("ascii").rstrip("=").lower()
