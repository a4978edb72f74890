"""Undo content transfer encodings (RFC 2045 §6) over `binascii`, leniently. Never raises."""

import re
from binascii import Error, a2b_base64, a2b_qp, a2b_uu

_PADDED_BREAK = re.compile(rb"=[ \t]+\r?\n")  # RFC 2045 §6.7 (3): blanks at the end of a line came on the way
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_LONG_WORD = 20  # octets; lines of base64 that were joined with spaces are longer, words of any language shorter
_NOT_BASE64 = bytes(octet for octet in range(256) if octet not in _ALPHABET)


def decode_transfer(octets: bytes, encoding: str) -> bytes:
    """Return the content of a body; an unknown encoding means there is none."""
    name = encoding.strip().lower().partition(";")[0].strip(" \t'\"")
    if name.startswith("base64"):
        return decode_base64(octets)
    if name.startswith(("quoted-printable", "quoted_printable")):
        return a2b_qp(_PADDED_BREAK.sub(b"=\n", octets) if b"= " in octets or b"=\t" in octets else octets)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return decode_uu_block(octets)
    return octets


def decode_base64(octets: bytes) -> bytes:
    """Decode base64 with any line breaks, foreign characters, wrong or missing padding."""
    try:
        decoded = a2b_base64(octets)
    except Error:
        return _decode_base64_mended(octets)
    if octets.find(b"=", 0, len(octets) - 8) >= 0:
        return _decode_base64_segments(octets) or decoded
    return decoded


def looks_like_base64(octets: bytes) -> bool:
    """Tell whether octets labelled base64 may be it: hardly anything but its alphabet, no words with spaces between."""
    head = octets[:4096].strip()
    if len(head.translate(None, _ALPHABET + b"=\r\n")) * 10 > len(head):
        return False
    words = head.split()
    has_spaces = len(words) > sum(1 for line in head.splitlines() if line.strip())
    return not has_spaces or len(head) >= _LONG_WORD * len(words)


def _decode_base64_mended(octets: bytes) -> bytes:
    clean = octets.partition(b"=")[0].translate(None, _NOT_BASE64)
    clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    return a2b_base64(clean + b"=" * (-len(clean) % 4))


def _decode_base64_segments(octets: bytes) -> bytes:
    """Decode base64 that was padded piece by piece: each `=` run ends a piece; stops at what is no base64 any more."""
    pieces = []
    for segment in octets.split(b"="):
        clean = segment.translate(None, b"\r\n \t")
        if clean and (len(clean) % 4 == 1 or clean.translate(None, _ALPHABET)):
            break
        pieces.append(a2b_base64(clean + b"=" * (-len(clean) % 4)))
    return b"".join(pieces)


def decode_uu_block(octets: bytes) -> bytes:
    """Decode the lines between `begin` and `end` of uuencode; a line that does not decode is left out."""
    pieces = []
    for line in octets.splitlines():
        if line.startswith(b"begin "):
            continue
        if line.rstrip() in (b"end", b"`", b""):
            continue
        pieces.append(decode_uu_line(line))
    return b"".join(pieces)


def decode_uu_line(line: bytes) -> bytes:
    """Decode one line of uuencode; b"" when it is none."""
    try:
        return a2b_uu(line)
    except Error:
        pass
    length = (((line[0] - 32) & 63) * 4 + 5) // 3  # some encoders end lines with rubbish
    try:
        return a2b_uu(line[:length])
    except Error:
        return b""
