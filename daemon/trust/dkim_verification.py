"""Verify DKIM signatures: the only door to dkimpy, and the guard around it.

dkimpy accepts text behind l=, SHA-1 and keys in test mode, tries one signature only, treats a silent name server as
a forgery, and its exceptions are of many families. So the rules are checked before, on the same tags; header fields
and body come from our own splitter; and what dkimpy sees cannot make its regular expressions slow.
"""

import base64
import binascii
import hashlib
import logging
import re
from functools import lru_cache, partial

import dkim
from dkim import canonicalization, crypto
from dkim.asn1 import ASN1FormatError
from dkim.crypto import DigestTooLargeError, UnparsableKeyError, parse_public_key
from dkim.util import InvalidTagValueList, parse_tag_value

from daemon.trust.dkim_rules import (
    GOOD_RSA_BITS,
    Claim,
    Tags,
    key_fault,
    key_name,
    rsa_fault,
    signature_fault,
    signed_names,
)
from daemon.trust.header_block import RawMail
from daemon.trust.keys import Found, KeyAnswer, Keys, Missing, Pending, Unavailable
from daemon.trust.verdict import Finding, Verdict
from daemon.value_objects import value_object

try:
    from gmpy2 import powmod as _powmod  # type: ignore[import-untyped]  # has no py.typed
except ImportError:  # the extra "fast" is not installed
    _powmod = pow

MAX_SIGNATURES = 5
MAX_FIELD = 4096  # octets of one DKIM-Signature
MAX_RECORD = 4096  # octets of one key record

# All that was seen to come out of dkimpy when fed rubbish; RecursionError and MemoryError are not among it.
_DKIMPY_ERRORS = (
    dkim.DKIMException,
    InvalidTagValueList,
    UnparsableKeyError,
    DigestTooLargeError,
    ASN1FormatError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NameError,
    TypeError,
    ValueError,
)
_SUPERFLUOUS = re.compile(rb" (?: |\r\n)")  # a space that relaxing takes away; five times as fast as bytes.find
_COLON = re.compile(rb"\s*:\s*")
_BARE_LINE_FEED = re.compile(rb"\n(?<!\r\n)")  # written so that the line feeds are leapt to
_DIGEST_INFO = {  # the ASN.1 before a digest (RFC 8017 §9.2, note 1)
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
}
_SILENT = logging.getLogger("loket.dkimpy")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False  # dkimpy logs header lines
_SILENT.setLevel(logging.CRITICAL)


@value_object
class SignatureFindings:
    """What the signatures of a mail prove about its From domain."""

    finding: Finding
    hashes: tuple[str, ...] = ()  # of all signature values, genuine or not, hexadecimal
    signs_cc: bool = False  # a Cc field cannot have been added later
    is_pending: bool = False  # an answer of the name server is on its way


@value_object
class _Signature:
    """One DKIM-Signature field of the mail."""

    index: int  # from the top
    tags: Tags


@value_object
class _Outcome:
    """What came of one signature."""

    verdict: Verdict
    reason: str
    is_pending: bool = False


class _Relaxed(canonicalization.Relaxed):  # type: ignore[misc]  # dkimpy has no annotations
    """The relaxed algorithm in linear time, which looks before it replaces: few mails have anything to replace."""

    @staticmethod
    def canonicalize_headers(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Write names in lower case, values in one line with single spaces (RFC 6376 §3.4.2)."""
        return [(name.lower().rstrip(), _squeezed(value) + b"\r\n") for name, value in headers]

    @staticmethod
    def canonicalize_body(body: bytes) -> bytes:
        """Leave out white space that means nothing, and empty lines at the end (RFC 6376 §3.4.4)."""
        if b"\t" in body or (b" " in body and _SUPERFLUOUS.search(body)):
            body = re.sub(rb"[ \t]+", b" ", body).replace(b" \r\n", b"\r\n")
        tame: bytes = canonicalization.correct_empty_body(_without_last_lines(body))
        return tame


def _squeezed(value: bytes) -> bytes:
    unfolded = value.replace(b"\r\n", b"").replace(b"\n", b"")
    if b"  " in unfolded or b"\t" in unfolded:
        unfolded = re.sub(rb"[ \t]+", b" ", unfolded)
    return unfolded.strip()


def _octets_of(number: int, length: int = -1) -> bytes:
    """Return a number as octets; as many as it needs when `length` is negative."""
    return number.to_bytes(length if length >= 0 else max(1, (number.bit_length() + 7) // 8), "big")


def _power(base: int, exponent: int, modulus: int) -> int:
    """Compute as `pow` does, by GMP when it is installed: in a sixth of the time."""
    return int(_powmod(base, exponent, modulus))


def _encoded_digest(hashed: "hashlib._Hash", length: int) -> bytes:
    """Return a digest as RSA signs it, in so many octets (RFC 8017 §9.2). Raises: DigestTooLargeError; KeyError."""
    octets = _DIGEST_INFO[hashed.name] + hashed.digest()
    if len(octets) + 11 > length:
        raise DigestTooLargeError
    return b"\0\1" + b"\xff" * (length - len(octets) - 3) + b"\0" + octets


def _unwrapped(hasher: "hashlib._Hash", is_shown: bool = False) -> "hashlib._Hash":  # noqa: ARG001, FBT001, FBT002 - dkimpy's call
    return hasher


# dkimpy's own slow ways, each replaced by what gives the same: it moves numbers octet by octet, raises them by Python's
# own arithmetic, looks for white space between any two characters of b=, builds the ASN.1 around a digest for each
# mail, and hands each piece that is hashed through another object.
dkim.RE_BTAG = re.compile(rb"([;\s]b\s*=)[a-zA-Z0-9+/=]*(?:\s+[a-zA-Z0-9+/=]+)*(?:\r?\n\Z)?")
canonicalization.ALGORITHMS[b"relaxed"] = _Relaxed
crypto.int2str = _octets_of
crypto.str2int = partial(int.from_bytes, byteorder="big")
crypto.pow = _power  # the name stands before the built-in one there
crypto.EMSA_PKCS1_v1_5_encode = _encoded_digest
dkim.HashThrough = _unwrapped


def verify_signatures(mail: RawMail, claim: Claim, keys: Keys) -> SignatureFindings:
    """Verify the first five signatures of a mail; one that counts is enough."""
    if not mail.values("dkim-signature"):
        return SignatureFindings(Finding(Verdict.NONE, "not signed", is_blank=True))
    signatures = _signatures(mail)
    outcomes = [_judge(mail, signature, claim, keys) for signature in signatures]
    passed = [each for each, outcome in zip(signatures, outcomes, strict=True) if outcome.verdict is Verdict.PASS]
    finding = _summary(outcomes)
    return SignatureFindings(
        finding=finding,
        hashes=_hashes(mail),
        signs_cc=any(b"cc" in signed_names(signature.tags) for signature in passed),
        is_pending=finding.verdict is Verdict.TEMPORARY and any(outcome.is_pending for outcome in outcomes),
    )


def describe_signatures(mail: RawMail) -> SignatureFindings:
    """Tell, without verifying anything, what the signatures of a mail cover if they are genuine.

    All of them are looked at, whatever their number, length and domain, since somebody else verified one we do not
    know: Cc counts as signed only when none leaves it out.
    """
    fields = _fields(mail)
    signatures = [tags for field in fields if (tags := _tags(field)) is not None]
    return SignatureFindings(
        finding=Finding(Verdict.NONE, "signatures not verified here", is_blank=True),
        hashes=_hashes(mail),
        signs_cc=len(signatures) == len(fields) and all(b"cc" in signed_names(tags) for tags in signatures),
    )


def key_names(mail: RawMail, claim: Claim) -> tuple[str, ...]:
    """List the names of all keys that verifying a mail would ask for, to have them fetched beforehand."""
    usable = (each.tags for each in _signatures(mail) if not signature_fault(each.tags, claim))
    return tuple(dict.fromkeys(key_name(tags) for tags in usable))


def _signatures(mail: RawMail) -> list[_Signature]:
    """Read the tags of the first signatures; one that is malformed or too long is left out."""
    fields = _fields(mail)[:MAX_SIGNATURES]
    read = [(index, _tags(field)) for index, field in enumerate(fields) if len(field) <= MAX_FIELD]
    return [_Signature(index, tags) for index, tags in read if tags is not None]


def _fields(mail: RawMail) -> list[bytes]:
    """List the values of all DKIM-Signature fields, top to bottom."""
    return [value.encode("latin-1") for value in mail.values("dkim-signature")]


@lru_cache(maxsize=20)  # a mail's signature is asked for three times, a key by mail after mail
def _tags(field: bytes) -> Tags | None:
    """Read a tag list (RFC 6376 §3.2); None when it is malformed."""
    try:
        tags: Tags = parse_tag_value(field)
    except InvalidTagValueList:
        return None
    return tags


def _summary(outcomes: list[_Outcome]) -> Finding:
    """Choose the outcome that decides: a pass, else a temporary failure, else the most telling failure."""
    for verdict in (Verdict.PASS, Verdict.TEMPORARY):
        for outcome in outcomes:
            if outcome.verdict is verdict:
                return Finding(verdict, outcome.reason)
    reasons = [outcome.reason for outcome in outcomes] or ["signature malformed"]
    reasons.sort(key=lambda reason: reason == "signed by another domain")
    return Finding(Verdict.FAIL, reasons[0])


def _judge(mail: RawMail, signature: _Signature, claim: Claim, keys: Keys) -> _Outcome:
    """Apply the rules, find the key, and verify."""
    fault = signature_fault(signature.tags, claim)
    if fault:
        return _Outcome(Verdict.FAIL, fault)
    answer = keys.lookup(key_name(signature.tags))
    if isinstance(answer, Found):
        return _verify(mail, signature, answer.records)
    return _without_key(answer)


def _without_key(answer: KeyAnswer) -> _Outcome:
    """Keep "there is no key" apart from "nobody could say"."""
    match answer:
        case Pending():
            return _Outcome(Verdict.TEMPORARY, "waiting for the key", is_pending=True)
        case Unavailable():
            return _Outcome(Verdict.TEMPORARY, f"key not available: {answer.reason}")
        case Missing() | Found():
            return _Outcome(Verdict.FAIL, "no key in the DNS")


def _verify(mail: RawMail, signature: _Signature, records: tuple[bytes, ...]) -> _Outcome:
    """Check the key and then the signature itself."""
    try:
        record, key = _only_key(records)
        fault = key_fault(key, signature.tags)
        bits = 0
        if not fault and key.get(b"k", b"rsa") == b"rsa":
            fault, bits = _rsa_fault(key, signature.tags)
        if not fault and not _is_signature_right(mail, signature, record):
            fault = "signature wrong"
    except dkim.ValidationError:
        fault = "signature wrong"
    except _DKIMPY_ERRORS:
        fault = "signature or key malformed"
    if fault:
        return _Outcome(Verdict.FAIL, fault)
    return _Outcome(Verdict.PASS, "verified" if not 0 < bits < GOOD_RSA_BITS else f"verified, weak key of {bits} bits")


def _only_key(records: tuple[bytes, ...]) -> tuple[bytes, Tags]:
    """Choose the one record that is a key. Raises: ValueError when there is none or more (RFC 6376 §3.6.2.2)."""
    read = [(record, _tags(record)) for record in records if len(record) <= MAX_RECORD]
    found = [(record, tags) for record, tags in read if tags is not None and b"p" in tags]
    if len(found) != 1:
        raise ValueError("not exactly one key record")
    return found[0]


def _rsa_fault(key: Tags, signature: Tags) -> tuple[str, int]:
    """Check size and shape of key and signature value; also the key's size in bits.

    RFC 8017 §8.2.2 wants the signature as long as the modulus and below it. dkimpy does not look, so that one
    signature could be written in several ways and a replay would look new.
    """
    modulus, exponent = _modulus_and_exponent(key[b"p"])
    value = _value(signature[b"b"])
    fault = rsa_fault(modulus, exponent)
    if not fault and (len(value) != (modulus.bit_length() + 7) // 8 or int.from_bytes(value, "big") >= modulus):
        fault = "signature of the wrong length"
    return fault, modulus.bit_length()


@lru_cache(maxsize=200)  # the mails of a domain have one key
def _modulus_and_exponent(written: bytes) -> tuple[int, int]:
    """Read p= of a key record. Raises: what dkimpy raises."""
    public = parse_public_key(base64.b64decode(written))
    return public["modulus"], public["publicExponent"]


def _is_signature_right(mail: RawMail, signature: _Signature, record: bytes) -> bool:
    """Let dkimpy compare the hashes and the signature; what its `verify` would read once more is given to it."""
    dkim.validate_signature_fields(signature.tags)
    key = _verifying_key(record)
    if key is None:
        return False
    verifier = dkim.DKIM(None, logger=_SILENT)
    verifier.pk, verifier.keysize, verifier.ktag, verifier.seqtlsrpt = key
    wanted = signed_names(signature.tags)
    named = [(header.name.encode("ascii"), header.value) for header in mail.headers]
    own = [each for each in named if each[0].lower() == b"dkim-signature"][signature.index]
    verifier.headers = [_as_sent(*each) for each in named if each[0].lower() in wanted]  # the others count for nothing
    verifier.body = _crlf(mail.body)
    included = [name.lower() for name in _COLON.split(signature.tags[b"h"])]
    return bool(verifier.verify_sig_process(signature.tags, included, _as_sent(*own), None))


@lru_cache(maxsize=200)  # the mails of a domain have one key
def _verifying_key(record: bytes) -> tuple[object, ...] | None:
    """Read a key record as dkimpy verifies with it; None when that cannot be read."""
    try:
        key: tuple[object, ...] = dkim.evaluate_pk("", record)
    except (dkim.KeyFormatError, binascii.Error):
        return None
    return key


def _as_sent(name: bytes, value: str) -> tuple[bytes, bytes]:
    return name, _crlf(value.encode("latin-1")) + b"\r\n"


def _without_last_lines(body: bytes) -> bytes:
    """Return the body with one line end at its end, however many there were."""
    end = len(body)
    while body.endswith(b"\r\n", 0, end):
        end -= 2
    return body if end == len(body) - 2 else body[:end] + b"\r\n"


def _crlf(octets: bytes) -> bytes:
    """Write all line ends as CRLF."""
    if _BARE_LINE_FEED.search(octets) is None:
        return octets
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@lru_cache(maxsize=MAX_SIGNATURES)  # asked for twice of each
def _value(written: bytes) -> bytes:
    """Decode b=; white space in it means nothing. Raises: ValueError."""
    return base64.b64decode(written.translate(None, b" \t\r\n"), validate=True)


def _hashes(mail: RawMail) -> tuple[str, ...]:
    """Name all signatures by their decoded values, or by their text where that cannot be decoded.

    White space is the one thing that can be changed about a signature without breaking it.
    """
    found = (tags for field in _fields(mail) if (tags := _tags(field)) is not None and b"b" in tags)
    return tuple(dict.fromkeys(_hash(tags) for tags in found))


def _hash(signature: Tags) -> str:
    try:
        value = _value(signature[b"b"])
    except ValueError:
        value = signature[b"b"]
    return hashlib.sha256(value).hexdigest()
