"""Read the one address that a mail claims to come from, by a grammar that nobody can bend.

Library parsers are not used: they repair, decode and guess, and each of that has been an attack (CVE-2023-27043).
The rules are steps 2 and 3 of the evaluation in the project's trust contract.
"""

import re
from collections.abc import Mapping, Sequence

from daemon.trust.header_block import unfold
from daemon.value_objects import value_object

# RFC 5322 §3.6 and the MIME fields: a second one of these makes readers disagree.
SINGLETONS = (
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "content-type",
    "mime-version",
    "content-transfer-encoding",
    "auto-submitted",
)
MAX_ADDRESSES = 100
_SINGLETONS = frozenset(SINGLETONS)

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")
_QUOTED = re.compile(r'"(?:[^"\\\x00-\x1f\x7f]|\\[ -~])*"')
# Mailboxes without quotation marks, comments and escapes: each comma parts two of them.
_PLAIN_LIST = re.compile(r'[^<>"(\\]*(?:<[^<>",(\\]*>[^<>"(\\]*)*')
_ATOMS = re.compile(r'[^<>@,;:"()\x00-\x08\x0a-\x1f\x7f]*')


@value_object
class Identity:
    """The address in From, or why there is none."""

    address: str | None  # addr-spec, domain in lower case, local part as written; None: nobody
    fault: str  # "dup_header", "no_from", "from_syntax" or another short word; "" when there is an address

    @property
    def domain(self) -> str:
        """The part after the last @, lower case; "" for nobody."""
        return "" if self.address is None else self.address.rpartition("@")[2]


def identify(named: Mapping[str, Sequence[str]]) -> Identity:
    """Read the sender's address from raw header fields: the values of each name (lower case)."""
    if any(len(values) > 1 and name in _SINGLETONS for name, values in named.items()):
        return Identity(None, "dup_header")
    if "from" not in named:
        return Identity(None, "no_from")
    address = read_mailbox(unfold(named["from"][0]))
    return Identity(address, "" if address else "from_syntax")


def read_mailbox(text: str) -> str | None:
    """Read exactly one mailbox, `name <address>` or `address`, from an unfolded value; None for anything else."""
    if not text.endswith(">"):
        return read_address(text)
    quoted = _QUOTED.match(text)
    start = text.find("<", quoted.end() if quoted else 0)
    name = text[:start].rstrip(" \t")
    if start < 0 or not _is_display_name(name):
        return None
    return read_address(text[start + 1 : -1])


def read_address(text: str) -> str | None:
    """Read an addr-spec of ASCII dot-atoms and host name labels; the domain comes back in lower case."""
    local, at, domain = text.rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local) or not is_host_name(domain):
        return None
    return f"{local}@{domain.lower()}"


def is_host_name(text: str) -> bool:
    """Say whether a text is letters, digits and hyphens in labels of at most 63, 253 in all (RFC 1123 §2.1)."""
    return len(text) <= 253 and _HOST_NAME.fullmatch(text) is not None


def read_recipients(value: str) -> tuple[str, ...]:
    """List the addresses in a To or Cc value (folded or not), leaving out whatever is not a plain mailbox."""
    parts = _split_list(unfold(value))[:MAX_ADDRESSES]
    found = (read_mailbox(part.strip(" \t")) for part in parts)
    return tuple(address for address in found if address)


def is_one_of(address: str, own_addresses: tuple[str, ...]) -> bool:
    """Say whether an address is one of the desk's own, or a sub-address of one (helpdesk+token@)."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" in own_addresses or f"{local}@{domain}" in own_addresses


def _is_display_name(name: str) -> bool:
    """Accept nothing, one quoted string, or atoms; octets above ASCII only as UTF-8 (RFC 6532 §3.2)."""
    if not (_ATOMS.fullmatch(name) or _QUOTED.fullmatch(name)):
        return False
    if name.isascii():
        return True
    try:
        name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _split_list(text: str) -> list[str]:
    """Split at commas that stand outside quotation marks, comments and angle brackets; nothing when one stays open."""
    if _PLAIN_LIST.fullmatch(text):
        return text.split(",")
    parts: list[str] = []
    closers: list[str] = []  # what ends the constructs we are inside of, innermost last
    start, escaped = 0, False
    for index, char in enumerate(text):
        inside = closers[-1] if closers else ""
        if escaped:
            escaped = False
        elif char == "\\" and inside in ('"', ")"):
            escaped = True
        elif char == inside:
            closers.pop()
        elif closer := _opens(char, inside):
            closers.append(closer)
        elif char == "," and not inside:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]] if not closers else []


def _opens(char: str, inside: str) -> str:
    """Name what ends the construct that a character begins; "" when it begins none."""
    if inside == '"':
        return ""
    if inside == ")":
        return ")" if char == "(" else ""
    return {'"': '"', "(": ")", "<": ">"}.get(char, "")
