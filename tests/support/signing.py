"""Sign test mails as a mail server would, with keys made here."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

SIGNED = (b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"in-reply-to")


@dataclass(frozen=True)
class SigningKey:
    """A key pair: what signs, and the TXT record that belongs into the DNS."""

    private: bytes  # PEM for RSA, base64 for Ed25519
    record: bytes
    algorithm: bytes = b"rsa-sha256"


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> SigningKey:
    """Make an RSA key once per size and number."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return SigningKey(private, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public))


@cache
def ed25519_key() -> SigningKey:
    """Make an Ed25519 key (RFC 8463)."""
    from nacl.signing import SigningKey as Ed25519Key  # noqa: PLC0415 - only who signs with it needs PyNaCl

    key = Ed25519Key.generate()
    public = base64.b64encode(key.verify_key.encode())
    return SigningKey(base64.b64encode(key.encode()), b"v=DKIM1; k=ed25519; p=" + public, b"ed25519-sha256")


@dataclass(frozen=True)
class Signer:
    """One domain's way of signing."""

    domain: str
    key: SigningKey
    selector: str = "s1"
    headers: tuple[bytes, ...] = SIGNED
    canonicalisation: tuple[bytes, bytes] = (b"relaxed", b"relaxed")
    algorithm: bytes = b""  # "" is the key's own; b"rsa-sha1" to be old-fashioned
    clock: Callable[[], float] = time.time  # when it signs

    @property
    def key_name(self) -> str:
        """Name the DNS record of the key."""
        return f"{self.selector}._domainkey.{self.domain}"

    def sign(self, mail: bytes, extra: bytes = b"", signed_at: float | None = None) -> bytes:
        """Put a DKIM-Signature above a mail. `extra`: further tags, such as b"x=1700000000; l=5"."""
        return self.field(mail, extra, signed_at) + mail

    def field(self, mail: bytes, extra: bytes = b"", signed_at: float | None = None) -> bytes:
        """Make the DKIM-Signature field alone, with its line end."""
        signer = _Signer(mail, signature_algorithm=self.algorithm or self.key.algorithm)
        signer.extra = extra
        signer.signed_at = int(self.clock() if signed_at is None else signed_at)
        return signer.sign(
            self.selector.encode(),
            self.domain.encode(),
            self.key.private,
            canonicalize=self.canonicalisation,
            include_headers=list(self.headers),
            length=b"l=" in extra,
        )


class _Signer(dkim.DKIM):
    """dkimpy's signer with a clock and further tags."""

    extra = b""
    signed_at = 0

    def gen_header(self, fields, *rest, **options):
        further = [tuple(tag.strip().split(b"=", 1)) for tag in self.extra.split(b";") if tag.strip()]
        replaced = dict([*further, (b"t", str(self.signed_at).encode())])
        fields = [(name, replaced.pop(name, value)) for name, value in fields]
        fields[-2:-2] = [(name, value) for name, value in replaced.items() if name != b"t"]
        return super().gen_header(fields, *rest, **options)
