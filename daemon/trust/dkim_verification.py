"""Verify DKIM signatures: the only door to dkimpy, and the guard around it.

dkimpy reads RSA keys. Its own verification accepts text behind l=, SHA-1 and keys in test mode, tries one signature
only, treats a silent name server as a forgery, holds x= against the clock instead of the arrival, and takes 0.1 ms
longer, or minutes for a hostile field. So the rules are checked before, on the same tags, header fields and body come
from our own splitter, and tests hold what is hashed here against what dkimpy hashes. Its exceptions are of many
families.
"""

import base64
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256

from dkim.asn1 import ASN1FormatError
from dkim.crypto import UnparsableKeyError, parse_public_key
from nacl.encoding import Base64Encoder
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from daemon.trust.canonical_form import Form, form_called
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
    UnparsableKeyError,
    ASN1FormatError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NameError,
    TypeError,
    ValueError,
)
_FIELD = "dkim-signature"
_WHITE = b" \t\r\n\v\f"
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # the ASN.1 before SHA-256 (RFC 8017 §9.2)


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
    body_hashes: dict[Callable[[bytes], bytes], bytes]  # of the mail's body by the way it is written, for all of them


@value_object
class _Outcome:
    """What came of one signature."""

    verdict: Verdict
    reason: str
    is_pending: bool = False


def verify_signatures(mail: RawMail, claim: Claim, keys: Keys) -> SignatureFindings:
    """Verify the first five signatures of a mail; one that counts is enough."""
    if not mail.values(_FIELD):
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
    body_hashes: dict[Callable[[bytes], bytes], bytes] = {}
    return [_Signature(index, tags, body_hashes) for index, tags in read if tags is not None]


def _fields(mail: RawMail) -> list[bytes]:
    """List the values of all DKIM-Signature fields, top to bottom."""
    return [value.encode("latin-1") for value in mail.values(_FIELD)]


@lru_cache(maxsize=20)  # a mail's signature is asked for three times, a key by mail after mail
def _tags(field: bytes) -> Tags | None:
    """Read a tag list (RFC 6376 §3.2); None when it is malformed."""
    tags: dict[bytes, bytes] = {}
    for tag in field.strip().removesuffix(b";").split(b";") if field.strip() else ():
        written, equals, value = tag.partition(b"=")
        name = written.strip()
        if not equals or not name[:1].isalpha() or name in tags:
            return None
        tags[name] = value.strip()
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
        key = _only_key(records)
        fault = key_fault(key, signature.tags)
        bits = 0
        if not fault and key.get(b"k", b"rsa") == b"rsa":
            fault, bits = _rsa_fault(key, signature.tags)
        if not fault and not _is_signature_right(mail, signature, key):
            fault = "signature wrong"
    except _DKIMPY_ERRORS:
        fault = "signature or key malformed"
    if fault:
        return _Outcome(Verdict.FAIL, fault)
    return _Outcome(Verdict.PASS, "verified" if not 0 < bits < GOOD_RSA_BITS else f"verified, weak key of {bits} bits")


def _only_key(records: tuple[bytes, ...]) -> Tags:
    """Choose the one record that is a key. Raises: ValueError when there is none or more (RFC 6376 §3.6.2.2)."""
    read = [_tags(record) for record in records if len(record) <= MAX_RECORD]
    found = [tags for tags in read if tags is not None and b"p" in tags]
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


def _is_signature_right(mail: RawMail, signature: _Signature, key: Tags) -> bool:
    """Compare the body's hash, then the signature of the header fields (RFC 6376 §6.1.3)."""
    tags = signature.tags
    form = form_called(tags.get(b"c", b"simple/simple"))
    if _body_hash(mail, signature, form) != base64.b64decode(tags[b"bh"].translate(None, _WHITE)):
        return False
    digest, value = sha256(_signed_octets(mail, signature, form)).digest(), _value(tags[b"b"])
    if tags[b"a"].startswith(b"rsa"):
        return _is_signed_by_rsa(digest, value, *_modulus_and_exponent(key[b"p"]))
    return _is_signed_by_ed25519(digest, value, key[b"p"])


def _body_hash(mail: RawMail, signature: _Signature, form: Form) -> bytes:
    """Hash the body, once for all signatures that want it written alike: it may be large."""
    if form.body not in signature.body_hashes:
        signature.body_hashes[form.body] = sha256(form.body(mail.body)).digest()
    return signature.body_hashes[form.body]


def _signed_octets(mail: RawMail, signature: _Signature, form: Form) -> bytes:
    """Return the header fields that are signed, and the signature's own without its value (RFC 6376 §3.7).

    A field that is named again is the next one of the same name, from below. From is looked for once more than h= says,
    so that no second one can stand in the mail.
    """
    names = [name.strip().decode("latin-1") for name in signature.tags[b"h"].lower().split(b":")]
    written = _names_as_written(mail) if form.keeps_names else {}
    left: dict[str, int] = {}
    octets = []
    for name in (*names, "from"):
        values = mail.values(name)
        left[name] = at = left.get(name, len(values)) - 1
        if at >= 0:
            octets.append(form.field(written[name][at] if written else name, values[at].encode("latin-1")))
    own = _without_value(mail.values(_FIELD)[signature.index].encode("latin-1"))
    octets.append(form.field(written[_FIELD][signature.index] if written else _FIELD, own).removesuffix(b"\r\n"))
    return b"".join(octets)


def _without_value(field: bytes) -> bytes:
    """Empty the b= of a signature's own field, white space around the value included (RFC 6376 §3.7).

    Nothing else is left out, wherever "b=" stands: what is not hashed, anybody could write.
    """
    tags = field.split(b";")
    parted = [tag.partition(b"=") for tag in tags]
    return b";".join(
        name + equals if name.strip() == b"b" else tag for tag, (name, equals, _) in zip(tags, parted, strict=True)
    )


def _names_as_written(mail: RawMail) -> dict[str, list[str]]:
    """Return how the fields of each name (lower case) write it, top to bottom."""
    written: dict[str, list[str]] = {}
    for header in mail.headers:
        written.setdefault(header.name.lower(), []).append(header.name)
    return written


def _is_signed_by_rsa(digest: bytes, value: bytes, modulus: int, exponent: int) -> bool:
    """Say whether a signature is that of a digest (RFC 8017 §8.2.2); by GMP, when installed, in a sixth of the time."""
    length = (modulus.bit_length() + 7) // 8
    encoded = b"\0\1" + b"\xff" * (length - len(_DIGEST_INFO) - len(digest) - 3) + b"\0" + _DIGEST_INFO + digest
    return int(_powmod(int.from_bytes(value, "big"), exponent, modulus)) == int.from_bytes(encoded, "big")


def _is_signed_by_ed25519(digest: bytes, value: bytes, written: bytes) -> bool:
    """Say whether a signature is that of a digest (RFC 8463 §3). Raises: ValueError when the key is malformed."""
    try:
        VerifyKey(written, encoder=Base64Encoder).verify(digest, value)
    except BadSignatureError:
        return False
    return True


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
    return sha256(value).hexdigest()
