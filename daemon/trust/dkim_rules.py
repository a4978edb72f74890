"""Say which DKIM signatures and keys are good enough to command by: stricter than RFC 6376, see the trust contract."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from daemon.trust.identity import is_host_name
from daemon.value_objects import value_object

Tags = Mapping[bytes, bytes]

ALGORITHMS = {b"rsa-sha256": b"rsa", b"ed25519-sha256": b"ed25519"}  # RFC 8301, RFC 8463; never SHA-1
MUST_HAVE = (b"v", b"a", b"b", b"bh", b"d", b"h", b"s")  # RFC 6376 §3.5
MUST_SIGN = frozenset({b"from", b"to", b"subject", b"date", b"message-id"})
OLDEST, NEWEST = timedelta(hours=48), timedelta(minutes=10)  # of t= and Date, seen from the arrival
MIN_RSA_BITS, GOOD_RSA_BITS, MAX_RSA_BITS = 1024, 2048, 8192
MAX_EXPONENT = 2**33
MAX_SIGNED_NAMES = 200

_SECONDS = re.compile(rb"[0-9]{1,12}")
_SELECTOR = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){0,7}")


@value_object
class Claim:
    """What a signature would have to prove."""

    domains: tuple[str, ...]  # d= values that speak for the From domain, lower case
    received_at: datetime  # INTERNALDATE, aware UTC


def is_fresh(stamp: datetime, received_at: datetime) -> bool:
    """Say whether a mail written at a time may have arrived at another."""
    return received_at - OLDEST <= stamp <= received_at + NEWEST


def signing_domain(signature: Tags) -> str:
    """Read d= in lower case; "" when it is no host name."""
    domain = signature.get(b"d", b"").decode("latin-1").lower()
    return domain if is_host_name(domain) else ""


def signed_names(signature: Tags) -> frozenset[bytes]:
    """List the header fields that h= names, lower case."""
    return _listed(signature.get(b"h", b""))


def key_name(signature: Tags) -> str:
    """Name the DNS record of the key (RFC 6376 §3.6.2.1), lower case; "" when there can be none."""
    selector, domain = signature.get(b"s", b"").decode("latin-1"), signing_domain(signature)
    name = f"{selector}._domainkey.{domain}".lower()
    return name if domain and len(name) <= 253 and _SELECTOR.fullmatch(selector) else ""


def signature_fault(signature: Tags, claim: Claim) -> str:
    """Say why a signature cannot count before its key is known; "" when it may."""
    if signing_domain(signature) not in claim.domains:
        return "signed by another domain"
    if any(name not in signature for name in MUST_HAVE):
        return "tag missing"
    if b"l" in signature:
        return "l= leaves a part unsigned"
    if signature.get(b"a") not in ALGORITHMS:
        return "algorithm not accepted"
    if MUST_SIGN - signed_names(signature) or signature[b"h"].count(b":") >= MAX_SIGNED_NAMES:
        return "not all of From, To, Subject, Date and Message-ID are signed"
    return _tag_fault(signature) or _time_fault(signature, claim.received_at)


def _tag_fault(signature: Tags) -> str:
    """Say which tag has a value that RFC 6376 §3.5 does not know; "" when none has."""
    faults = {
        "signature version unknown": signature[b"v"] != b"1",
        "b= malformed": len(signature[b"b"].translate(None, b" \t\r\n")) % 4 != 0,  # Python reads on past the padding
        "selector malformed": not key_name(signature),
        "i= outside the signing domain": not _is_identity_within(signature),
        "key to be found in an unknown way": b"dns/txt" not in _listed(signature.get(b"q", b"dns/txt")),
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")


def _time_fault(signature: Tags, received_at: datetime) -> str:
    """Hold t= and x= against the arrival, without slop for x=."""
    stamps = {name: signature[name] for name in (b"t", b"x") if name in signature}
    if not all(_SECONDS.fullmatch(stamp) for stamp in stamps.values()):
        return "t= or x= malformed"
    signed, expires = stamps.get(b"t"), stamps.get(b"x")
    arrival = received_at.timestamp()
    if signed is not None and not arrival - OLDEST.total_seconds() <= int(signed) <= arrival + NEWEST.total_seconds():
        return "signed too long before or after the arrival"
    if expires is not None and int(expires) < max(arrival, int(signed or 0)):
        return "signature expired"
    return ""


def key_fault(key: Tags, signature: Tags) -> str:
    """Say why a key record cannot count for a signature (RFC 6376 §3.6.1); "" when it may."""
    flags = _list(key, b"t")
    faults = {
        "key version unknown": key.get(b"v", b"DKIM1") != b"DKIM1",
        "key revoked": not key.get(b"p"),
        "key of another algorithm": key.get(b"k", b"rsa") != ALGORITHMS[signature[b"a"]],
        "key in test mode": b"y" in flags,
        "i= in a subdomain": b"s" in flags and not _is_identity_exact(signature),
        "key not for mail": b"s" in key and not _list(key, b"s") & {b"*", b"email"},
        "key not for SHA-256": b"h" in key and b"sha256" not in _list(key, b"h"),
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")


def rsa_fault(modulus: int, exponent: int) -> str:
    """Say why an RSA key is too small, or too costly to compute with; "" when it may be used."""
    if not MIN_RSA_BITS <= modulus.bit_length() <= MAX_RSA_BITS:
        return "key size not accepted"
    if exponent < 3 or not exponent % 2 or exponent > MAX_EXPONENT or not modulus % 2:
        return "key malformed"
    return ""


def _list(tags: Tags, name: bytes) -> frozenset[bytes]:
    """Read a colon-separated tag."""
    return _listed(tags.get(name, b""))


@lru_cache(maxsize=20)  # a sender's mail program writes the same lists into all mails
def _listed(text: bytes) -> frozenset[bytes]:
    return frozenset(item.strip().lower() for item in text.split(b":"))


def _is_identity_within(signature: Tags) -> bool:
    """Say whether i= names the signing domain or one below it."""
    _, at, domain = signature.get(b"i", b"@" + signature[b"d"]).lower().rpartition(b"@")
    return bool(at) and (b"." + domain).endswith(b"." + signature[b"d"].lower())


def _is_identity_exact(signature: Tags) -> bool:
    """Say whether i= names the signing domain itself."""
    identity = signature.get(b"i", b"@" + signature[b"d"])
    return identity.rpartition(b"@")[2].lower() == signature[b"d"].lower()
