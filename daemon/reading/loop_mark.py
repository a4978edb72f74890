"""Sign and recognise our own mail, so that it is never answered when it comes back (trust.md §2.4).

Every mail that we send carries `X-Loket-Loop: v1 HEX`, where HEX is HMAC-SHA256(key, b"loop" + Message-ID) in
lower-case hexadecimal; the Message-ID is taken as UTF-8, without angle brackets and the white space around them.
A server that rewrites the Message-ID breaks the mark; such mail is still caught by its Auto-Submitted header.
"""

import hmac
from collections.abc import Sequence

from daemon.reading.keyed_digest import keyed_digest

LOOP_HEADER = "X-Loket-Loop"
_VERSION = "v1"


def loop_mark(key: bytes, message_id: str) -> str:
    """Return the value of the X-Loket-Loop header for a mail that we send."""
    return f"{_VERSION} {_digest(key, message_id)}"


def is_own_mark(value: str, message_id: str, keys: Sequence[bytes]) -> bool:
    """Say whether one of the keys made this header value for this Message-ID; compares in constant time."""
    version, _, digest = value.strip().partition(" ")
    if version != _VERSION or not digest.isascii():
        return False
    return any(hmac.compare_digest(digest.strip(), _digest(key, message_id)) for key in keys)


def _digest(key: bytes, message_id: str) -> str:
    bare = message_id.strip().strip("<>").strip()
    return keyed_digest(key, b"loop" + bare.encode("utf-8", "surrogatepass")).hex()
