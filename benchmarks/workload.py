"""Make mails as a campus gets them: each from another student, signed by DKIM, vouched for by the receiving server.

Seven in ten are 2 KB of plain text with a form, two are 15 KB of HTML as web mail writes it, one carries a scan of
300 KB. No two are alike in body, sender or Message-ID.
"""

import base64
import hashlib
import random
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

DESK = "bantuan@kampus.example"
DOMAIN = "mhs.kampus.example"
AUTHSERV = "mx.kampus.example"
STAFF_DOMAIN = "kampus.example"
STAFF = f"rina@{STAFF_DOMAIN}"
KEY_NAME = f"s1._domainkey.{DOMAIN}"
STAFF_KEY_NAME = f"s1._domainkey.{STAFF_DOMAIN}"
KINDS = ("plain",) * 7 + ("html",) * 2 + ("attachment",)
SUBJECTS = (
    "Perbaikan nama di PDDikti",
    "NIK saya salah",
    "Nilai belum muncul",
    "KRS tidak bisa diisi",
    "Mohon bantuan",
)
SENTENCE = "nama saya di PDDikti tertulis salah mohon diperbaiki sesuai ijazah dan KTP terima kasih atas bantuannya"
WORDS = SENTENCE.split()
FORM = "Yth. Layanan PDDikti,\r\n\r\nNIM: {nim}\r\nNama benar: {name}\r\nProgram studi: Informatika\r\n\r\n"


class Signer:
    """Signs mails of one domain with a fresh RSA key of 2048 bits, relaxed/relaxed (RFC 6376)."""

    def __init__(self, domain: str = DOMAIN) -> None:
        """Make the key."""
        self._domain = domain
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    def field(self, headers: dict[str, str], body: bytes, at: datetime) -> str:
        """Return the DKIM-Signature field's value for a mail whose signed headers are single lines."""
        bh = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode()
        value = (
            f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={self._domain}; s=s1; t={int(at.timestamp())}; "
            f"h={':'.join(headers)}; bh={bh}; b="
        )
        lines = [f"{name}:{' '.join(headers[name].split())}\r\n" for name in headers]
        octets = ("".join(lines) + f"dkim-signature:{value.strip()}").encode()
        signature = base64.b64encode(self._key.sign(octets, padding.PKCS1v15(), hashes.SHA256())).decode()
        return value + signature


def _relaxed_body(body: bytes) -> bytes:
    """Return the body in its relaxed form (RFC 6376 §3.4.4)."""
    body = re.sub(rb"[ \t]+(?=\r\n)", b"", body)
    body = re.sub(rb"[ \t]+", b" ", body)
    return body.rstrip(b"\r\n") + b"\r\n"


def mails(count: int, signer: Signer, at: datetime, seed: int = 1, first: int = 0) -> Iterator[bytes]:
    """Yield so many mails, in the order of their kinds; the first one's sender has the number `first`."""
    dice = random.Random(seed)
    for number in range(first, first + count):
        yield _mail(number, KINDS[number % len(KINDS)], signer, at, dice)


def sender(number: int) -> str:
    """Return the address that a mail is from."""
    return f"mahasiswa{number}@{DOMAIN}"


def _mail(number: int, kind: str, signer: Signer, at: datetime, dice: random.Random) -> bytes:
    content_type, body = _BODIES[kind](number, dice)
    signed = {
        "from": f"Budi Contoh {number} <{sender(number)}>",
        "to": f"Layanan PDDikti <{DESK}>",
        "subject": SUBJECTS[number % len(SUBJECTS)],
        "date": format_datetime(at),
        "message-id": f"<{number}.{dice.getrandbits(64):016x}@mail.{DOMAIN}>",
    }
    head = (
        f"Return-Path: <{sender(number)}>\r\n"
        f"Authentication-Results: {AUTHSERV}; dkim=pass header.d={DOMAIN};\r\n"
        f"\tspf=pass smtp.mailfrom={DOMAIN}; dmarc=pass header.from={DOMAIN}\r\n"
        f"Received: from mail.{DOMAIN} (mail.{DOMAIN} [192.0.2.7])\r\n"
        f"\tby {AUTHSERV} (Postfix) with ESMTPS id 4XyZ{number};\r\n\t{format_datetime(at)}\r\n"
        f"DKIM-Signature: {signer.field(signed, body, at)}\r\n"
    )
    fields = "".join(f"{name.title()}: {value}\r\n" for name, value in signed.items())
    return (head + fields + f"MIME-Version: 1.0\r\n{content_type}\r\n\r\n").encode() + body


def command_mail(number: int, notification: str, signer: Signer, at: datetime) -> bytes:
    """Return the answer of a member of staff to a notification, who takes the ticket; with all that trust asks for."""
    body = b"!ambil\r\n"
    signed = {
        "from": f"Rina Contoh <{STAFF}>",
        "to": f"Layanan PDDikti <{DESK}>",
        "subject": "Re: Perbaikan nama",
        "date": format_datetime(at),
        "message-id": f"<perintah.{number}@{STAFF_DOMAIN}>",
        "in-reply-to": f"<{notification}>",
    }
    head = (
        f"Authentication-Results: {AUTHSERV}; dkim=pass header.d={STAFF_DOMAIN};\r\n"
        f"\tspf=pass smtp.mailfrom={STAFF_DOMAIN}; dmarc=pass header.from={STAFF_DOMAIN}\r\n"
        f"DKIM-Signature: {signer.field(signed, body, at)}\r\n"
    )
    fields = "".join(f"{name.title()}: {value}\r\n" for name, value in signed.items())
    return f"{head}{fields}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n".encode() + body


def _form(number: int) -> str:
    return FORM.format(nim=2190000000 + number, name="Budi Contoh")


def _plain(number: int, dice: random.Random) -> tuple[str, bytes]:
    text = _form(number) + _sentences(dice, 900)
    return "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit", text.encode()


def _html(number: int, dice: random.Random) -> tuple[str, bytes]:
    line = '<div style="font-family:Calibri,sans-serif;font-size:12pt"><span>{}</span><br></div>\r\n'
    quote = "<p class=MsoNormal>{}<o:p></o:p></p>\r\n"
    form = "".join(line.format(text) for text in _form(number).split("\r\n"))
    typed = form + "".join(line.format(_sentences(dice, 120)) for _ in range(32))
    quoted = "".join(quote.format(_sentences(dice, 120)) for _ in range(38))
    page = f'<html><body>{typed}<div class="gmail_quote"><blockquote>{quoted}</blockquote></div></body></html>\r\n'
    return "Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit", page.encode()


def _attachment(number: int, dice: random.Random) -> tuple[str, bytes]:
    scan = base64.encodebytes(dice.randbytes(219_000)).replace(b"\n", b"\r\n")
    body = (
        b"--=_b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + _form(number).encode() + b"\r\n--=_b1\r\n"
        b"Content-Type: application/pdf; name=ijazah.pdf\r\nContent-Disposition: attachment; filename=ijazah.pdf\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + scan + b"--=_b1--\r\n"
    )
    return 'Content-Type: multipart/mixed; boundary="=_b1"', body


def _sentences(dice: random.Random, characters: int) -> str:
    lines = [" ".join(dice.choice(WORDS) for _ in range(12)) for _ in range(characters // 70 + 1)]
    return "\r\n".join(lines)[:characters]


_BODIES = {"plain": _plain, "html": _html, "attachment": _attachment}
