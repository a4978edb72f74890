"""HMAC-SHA256 (RFC 2104) with few keys and many messages.

What a key does to the digest is worked out once. The library's own HMAC begins anew with each message, which takes
OpenSSL ten times as long as the message.
"""

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

_BLOCK = 64  # octets
_INNER = bytes(octet ^ 0x36 for octet in range(256))
_OUTER = bytes(octet ^ 0x5C for octet in range(256))
_KEYS = 64  # a ring has as many as there were in a month, and what was derived from them


def keyed_digest(key: bytes, message: bytes) -> bytes:
    """Return the 32 octets that only who has the key can make of a message."""
    for_inner, for_outer = _begun(key)
    inner, outer = for_inner.copy(), for_outer.copy()
    inner.update(message)
    outer.update(inner.digest())
    return outer.digest()


@lru_cache(_KEYS)
def _begun(key: bytes) -> "tuple[_Hash, _Hash]":
    block = (key if len(key) <= _BLOCK else sha256(key).digest()).ljust(_BLOCK, b"\0")
    return sha256(block.translate(_INNER)), sha256(block.translate(_OUTER))
