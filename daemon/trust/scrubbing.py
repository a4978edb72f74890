"""Take our tokens out of text that goes to anybody else than the person they were made for."""

import re

# Bounded repetitions only: each position of a text is looked at a bounded number of times.
_SUB_ADDRESS = re.compile(r"(?:\+|%2b|=2b|&#43;|&plus;)[rca][a-z2-7]{19,63}(?=@|%40|=40|&#64;)", re.IGNORECASE)
_MESSAGE_ID = re.compile(
    r"<?(?<![a-z0-9])[rca][a-z2-7]{40}(?![a-z0-9])(?:\.[a-z0-9-]{1,64})?(?:@[a-z0-9.-]{1,253})?>?", re.IGNORECASE
)
_CODE = re.compile(r"(![a-z-]{1,20}[ \t\u00a0]{1,4})[a-z0-9]{12}(?![a-z0-9])", re.IGNORECASE)
_CODE_COMMANDS = frozenset({"!ya", "!yes", "!setuju", "!approve", "!tolak-aksi"})
_SHORTEST = 22  # characters of a token with what makes it one; there is no space in it
# Octets of UTF-8: what may be a letter of a token, or a part of one, as a; and how many follow one another in it.
_LETTERS = bytes(
    97 if octet >= 128 or chr(octet).lower() in "abcdefghijklmnopqrstuvwxyz234567" else 32 for octet in range(256)
)
_RUN = 20 * b"a"
_GAP = "[…]"


def scrub(text: str) -> str:
    """Remove reply tokens, the Message-IDs made of them, and their codes; the desk's plain address stays usable."""
    text = _MESSAGE_ID.sub(_GAP, _SUB_ADDRESS.sub("", text))
    return _CODE.sub(_without_code, text)


def has_token(text: str) -> bool:
    """Say whether a text still holds something that looks like a token: a gate before mail to requesters."""
    if _RUN not in text.encode("utf-8", "surrogatepass").translate(_LETTERS):
        return False
    long_words = " ".join([word for word in text.split() if len(word) >= _SHORTEST])
    return bool(_MESSAGE_ID.search(long_words) or _SUB_ADDRESS.search(long_words))


def _without_code(match: re.Match[str]) -> str:
    """Hide the code behind a command that takes one."""
    return match[1] + _GAP if match[1].strip().lower() in _CODE_COMMANDS else match[0]
