"""Decode the contents of parts: transfer encoding, charset, line breaks."""

import re

from daemon.reading import limits
from daemon.reading.mime import charsets
from daemon.reading.mime.flowed import unflow
from daemon.reading.mime.structure import Part
from daemon.reading.mime.transfer import decode_transfer, looks_like_base64
from daemon.value_objects import value_object

_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_CONTROLS = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f]")
_ASCII_CONTROLS = bytes(code for code in range(128) if _CONTROLS.match(chr(code)))
_LINE_BREAKS = ("\r\n", "\r", "\u0085", "\u2028", "\u2029")
_LOOKS_LIKE_HTML = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_HTML = ("text/html", "text/x-amp-html", "text/watch-html")
_ENRICHED = ("text/enriched", "text/richtext")
_COMMAND = re.compile(r"<[^<>]{0,200}>")  # of enriched text (RFC 1896)


@value_object
class Body:
    """A text part, decoded."""

    text: str  # line breaks as "\n", no control characters
    is_html: bool
    has_controls: bool = False  # there were control characters, which nobody types


def content_of(raw: bytes, part: Part) -> bytes:
    """Return the octets of a leaf part, its transfer encoding undone."""
    return decode_transfer(raw[part.start : part.end], part.block.first("content-transfer-encoding"))


def decode_body(raw: bytes, part: Part) -> Body:
    """Return the text of a readable part."""
    octets = _text_octets(raw, part)
    label = part.content_type.get("charset")
    if part.type in _HTML:
        octets = octets[: limits.HTML_OCTETS]
        return Body(tidy_text(charsets.decode(octets, label or _declared_inside(octets))), is_html=True)
    decoded = charsets.decode(octets[: 4 * limits.TEXT_CHARACTERS], label)
    text = tidy_text(decoded)
    if part.type in _ENRICHED:
        text = _COMMAND.sub("", text)
    if part.content_type.get("format").lower() == "flowed":
        text = unflow(text, is_space_deleted=part.content_type.get("delsp").lower() == "yes")
    has_controls = _has_controls(decoded) and _has_controls(decoded.rstrip("\x1a\0"))
    return Body(text, is_html=_LOOKS_LIKE_HTML.match(text) is not None, has_controls=has_controls)


def _text_octets(raw: bytes, part: Part) -> bytes:
    """Return the content of a text part, undecoded where it is plainly no base64 although it says so."""
    written = raw[part.start : part.end]
    if "base64" in part.block.first("content-transfer-encoding").lower() and not looks_like_base64(written):
        return written
    return content_of(raw, part)


def tidy_text(text: str) -> str:
    """Return `text` with line feeds as the only line breaks and without controls but the tab."""
    for line_break in _LINE_BREAKS if not text.isascii() else _LINE_BREAKS[:2]:
        text = text.replace(line_break, "\n")
    return _CONTROLS.sub("", text) if _has_controls(text) else text


def _has_controls(text: str) -> bool:
    """Tell whether there are controls but the tab and line ends; of ASCII in a fifth of what an expression takes."""
    if text.isascii():
        return len(text.encode("ascii").translate(None, _ASCII_CONTROLS)) < len(text)
    return _CONTROLS.search(text) is not None


def _declared_inside(octets: bytes) -> str:
    found = _META_CHARSET.search(octets, 0, 4096)
    return found[1].decode("ascii") if found else ""
