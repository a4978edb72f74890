"""Decode the text of header fields: raw 8-bit octets and encoded words (RFC 2047), however broken. Never raises."""

import re
from binascii import a2b_qp
from collections.abc import Iterator

from daemon.reading import limits
from daemon.reading.mime import charsets
from daemon.reading.mime.transfer import decode_base64
from daemon.value_objects import value_object

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
    pending: list[_Word] = []  # adjacent words of one charset: a character may be split between them
    position = 0
    for word in _words(value):
        between = value[position : word.start]
        is_adjacent = bool(pending) and not between.strip(" \t")
        if not is_adjacent or word.charset != pending[0].charset:
            pieces.append(_decoded(pending))
            pieces.append("" if is_adjacent else _raw_text(between))
            pending = []
        pending.append(word)
        position = word.end
    return "".join([*pieces, _decoded(pending), _raw_text(value[position:])])


@value_object
class _Word:
    """One encoded word and where it stands."""

    start: int
    end: int
    charset: str
    is_base64: bool
    text: bytes  # still encoded


def _words(value: str) -> Iterator[_Word]:
    position = 0
    for _ in range(limits.ENCODED_WORDS):
        start = _START.search(value, position)
        end = value.find("?=", start.end()) if start else -1
        if start is None or end < 0:
            return
        position = end + 2
        charset = start[1].partition("*")[0].lower()  # RFC 2231 §5: charset*language
        text = value[start.end() : end].encode("latin-1", "replace")
        yield _Word(start.start(), position, charset, start[2] in "bB", text)


def _decoded(words: list[_Word]) -> str:
    octets: list[bytes] = []
    unfinished = b""  # base64 that goes on in the next word
    for word in words:
        if not word.is_base64:
            octets.append(a2b_qp(word.text.replace(b" ", b"_"), header=True))
            continue
        unfinished += word.text
        if len(unfinished) % 4 == 0 or word is words[-1]:
            octets.append(decode_base64(unfinished))
            unfinished = b""
    return charsets.decode(b"".join(octets), words[0].charset) if words else ""


def _raw_text(value: str) -> str:
    return (
        value if value.isascii() and "\x1b$" not in value else charsets.decode(value.encode("latin-1", "replace"), "")
    )
