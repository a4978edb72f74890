"""Decode the text of header fields: raw 8-bit octets and encoded words (RFC 2047), however broken. Never raises."""

import re
from binascii import a2b_qp

from daemon.reading import charsets, limits
from daemon.reading.transfer import decode_base64

_START = re.compile(r"=\?([^?\s=]{1,64})\?([bBqQ])\?")
_UNPRINTABLE = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029]+")
# Joiners stay (U+200C, U+200D): emoji and Arabic script need them.
_FORMAT = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_SPACES = re.compile(r"[ \t\u00a0]{2,}")


def decode_header(value: str) -> str:
    """Return the text of a header value (octets as latin-1) on one line, without control and format characters."""
    return one_line(decode_words(unfold(value)))


def unfold(value: str) -> str:
    """Join folded lines (RFC 5322 §2.2.3); the white space of the fold stays."""
    return value.replace("\r", "").replace("\n", "") if "\n" in value or "\r" in value else value


def one_line(text: str) -> str:
    """Return `text` fit for one line: controls and line breaks as spaces, format characters dropped."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _FORMAT.sub("", _UNPRINTABLE.sub(" ", text))).strip()


def decode_words(value: str) -> str:
    """Decode the raw octets and the encoded words of an unfolded value (RFC 2047 §6.2: no space between words)."""
    if "=?" not in value:
        return _raw_text(value)
    pieces: list[str] = []
    pending: list[bytes] = []  # octets of adjacent words of one charset: a character may be split between them
    charset, position = "", 0
    for start, end, label, octets in _words(value):
        between = value[position:start]
        if not pending or between.strip(" \t") or label != charset:
            pieces.append(charsets.decode(b"".join(pending), charset) if pending else "")
            pieces.append("" if pending and not between.strip(" \t") else _raw_text(between))
            pending = []
        pending.append(octets)
        charset, position = label, end
    pieces.append(charsets.decode(b"".join(pending), charset) if pending else "")
    return "".join(pieces) + _raw_text(value[position:])


def _words(value: str) -> list[tuple[int, int, str, bytes]]:
    """Return start, end, charset label and octets of each encoded word."""
    found: list[tuple[int, int, str, bytes]] = []
    position = 0
    while len(found) < limits.ENCODED_WORDS:
        start = _START.search(value, position)
        end = value.find("?=", start.end()) if start else -1
        if start is None or end < 0:
            break
        label = start[1].partition("*")[0].lower()  # RFC 2231 §5: charset*language
        found.append((start.start(), end + 2, label, _octets(start[2], value[start.end() : end])))
        position = end + 2
    return found


def _octets(encoding: str, text: str) -> bytes:
    octets = text.encode("latin-1", "replace")
    if encoding in "bB":
        return decode_base64(octets)
    return a2b_qp(octets.replace(b" ", b"_"), header=True)


def _raw_text(value: str) -> str:
    return value if value.isascii() else charsets.decode(value.encode("latin-1", "replace"), "")
