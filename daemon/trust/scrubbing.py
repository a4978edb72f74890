"""Take our tokens out of text that goes to anybody else than the person they were made for."""

import re

# Simple repetitions only: each text position is looked at a bounded number of times.
_SUB_ADDRESS = re.compile(r"(?:\+|%2b|=2b|&#43;|&plus;)[rca][a-z2-7]{19,63}(?=@|%40|=40|&#64;)", re.IGNORECASE)
_TOKEN = re.compile(r"(?<![a-z0-9])[rca][a-z2-7]{40}(?![a-z0-9])", re.IGNORECASE)
_CODE = re.compile(r"(![a-z-]{1,20}[ \t\u00a0]{1,4})([a-z2-7]{12})(?![a-z0-9])", re.IGNORECASE)
_CODE_COMMANDS = frozenset({"!ya", "!yes", "!setuju", "!approve", "!tolak-aksi"})
_MESSAGE_ID = re.compile(r"<?[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,200}@[a-z0-9.-]{1,253}>?", re.IGNORECASE)


def scrub(text: str, message_id_domain: str) -> str:
    """Remove reply tokens, their codes and our own Message-IDs from a text; the plain address stays usable.

    `message_id_domain`: right-hand side of our Message-IDs. An address of that domain stays when it holds no token
    and does not stand in angle brackets with one.
    """
    text = _SUB_ADDRESS.sub("", text)
    text = _MESSAGE_ID.sub(lambda match: _without_own_id(match[0], message_id_domain), text)
    text = _TOKEN.sub("[…]", text)
    return _CODE.sub(_without_code, text)


def has_token(text: str) -> bool:
    """Say whether a text still holds something that looks like a token: the gate before a mail to a requester."""
    return bool(_TOKEN.search(text) or _SUB_ADDRESS.search(text))


def _without_own_id(found: str, message_id_domain: str) -> str:
    """Drop an id of our domain whose left-hand side begins with a token."""
    local, _, domain = found.strip("<>").rpartition("@")
    is_own = domain.lower() == message_id_domain.lower() and _TOKEN.match(local)
    return "[…]" if is_own else found


def _without_code(match: re.Match[str]) -> str:
    """Hide the code behind a command that takes one."""
    return f"{match[1]}[…]" if match[1].strip().lower() in _CODE_COMMANDS else match[0]
