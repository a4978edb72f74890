"""Put the headers on a mail that a receiving server puts there, and take away what only it may say."""

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import format_datetime, parseaddr
from itertools import count

from daemon.demo.people import AUTHSERV, is_on_campus
from daemon.value_objects import value_object

_CRLF = b"\r\n"
_SAYS_AUTHENTICATION = b"authentication-results:"
_FIELD_START = re.compile(rb"\r\n(?![ \t])")
_queue_numbers = count(1)


@value_object
class Receipt:
    """How a mail came to the server."""

    envelope_from: str  # "" for reports of delivery
    helo: str
    login: str  # the address somebody logged in as; "" when nobody did
    received_at: datetime  # aware


def stamp(raw: bytes, receipt: Receipt) -> bytes:
    """Return the mail as it lies in the mailbox: our verdict on top, forged ones gone (RFC 8601 §5)."""
    number = f"{next(_queue_numbers):06d}"
    moment = format_datetime(receipt.received_at)
    protocol = "ESMTPA" if receipt.login else "ESMTP"
    lines = (
        f"Return-Path: <{receipt.envelope_from}>",
        f"Authentication-Results: {AUTHSERV}; {_verdict(raw, receipt)}",
        f"Received: from {receipt.helo} (localhost [127.0.0.1])",
        f"\tby {AUTHSERV} with {protocol} id {number}; {moment}",
    )
    return "\r\n".join(lines).encode("ascii", "replace") + _CRLF + _without_forgeries(raw)


def from_domain(raw: bytes) -> str:
    """Return the domain of the address in From, lower case; empty when there is none."""
    header = message_from_bytes(raw.partition(_CRLF * 2)[0], policy=policy.compat32)
    return parseaddr(str(header.get("From", "")))[1].lower().rpartition("@")[2]


def _verdict(raw: bytes, receipt: Receipt) -> str:
    """Return the DMARC result: campus addresses pass for those who logged in, and for nobody else."""
    domain = from_domain(raw)
    if not is_on_campus(f"@{domain}"):
        result = "none"  # the demo's outer world publishes no policy
    elif receipt.login.rpartition("@")[2] == domain:
        result = "pass"
    else:
        result = "fail"
    return f"dmarc={result} header.from={domain or 'unknown.invalid'}"


def _without_forgeries(raw: bytes) -> bytes:
    """Return the mail without header fields, folded ones too, that speak in our name."""
    head, separator, body = raw.partition(_CRLF * 2)
    kept = [field for field in _FIELD_START.split(head) if not _is_forged(field)]
    return _CRLF.join(kept) + separator + body


def _is_forged(field: bytes) -> bool:
    text = field.lower()
    return text.startswith(_SAYS_AUTHENTICATION) and AUTHSERV.encode() in text
