"""Choose and decode the bodies of a mail: what people read, what the sender typed, and the HTML (trust.md §3.6, 2)."""

import re
from dataclasses import dataclass

from daemon.reading import charsets, limits
from daemon.reading.flowed import unflow
from daemon.reading.mime import Part
from daemon.reading.transfer import decode_transfer

_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_CONTROLS = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f]")
_LINE_BREAK = re.compile("\r\n?|\u0085|\u2028|\u2029")
_LOOKS_LIKE_HTML = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_READABLE = ("text/plain", "text/html")
_CONTAINERS = ("multipart/mixed", "multipart/related", "multipart/signed")


@dataclass(frozen=True, slots=True)
class Body:
    """A text part, decoded."""

    text: str  # line breaks as "\n", no control characters
    is_html: bool


def content_of(raw: bytes, part: Part) -> bytes:
    """Return the octets of a leaf part, its transfer encoding undone."""
    return decode_transfer(raw[part.start : part.end], part.block.first("content-transfer-encoding"))


def is_readable(part: Part) -> bool:
    """Tell whether the part is text for people: plain or HTML, unnamed, not sent as a file."""
    is_text = part.type in _READABLE or (part.type.startswith("multipart/") and not part.children)
    return is_text and not part.filename and part.disposition.main != "attachment"


def decode_body(raw: bytes, part: Part) -> Body:
    """Return the text of a readable part."""
    octets = content_of(raw, part)
    is_html = part.type == "text/html"
    if is_html:
        octets = octets[: limits.HTML_OCTETS]
        label = part.content_type.get("charset") or _declared_inside(octets)
        return Body(tidy_text(charsets.decode(octets, label)), is_html=True)
    text = tidy_text(charsets.decode(octets[: 4 * limits.TEXT_CHARACTERS], part.content_type.get("charset")))
    if part.content_type.get("format").lower() == "flowed":
        text = unflow(text, is_space_deleted=part.content_type.get("delsp").lower() == "yes")
    return Body(text, is_html=_LOOKS_LIKE_HTML.match(text) is not None)


def tidy_text(text: str) -> str:
    """Return `text` with line feeds as the only line breaks and without controls but the tab."""
    if "\r" in text or not text.isascii():
        text = _LINE_BREAK.sub("\n", text)
    return text if text.isprintable() else _CONTROLS.sub("", text)


def typed_part(part: Part) -> Part | None:
    """Return the sender's first text/plain part: the only one in which commands may stand; None when there is none."""
    if part.type in _CONTAINERS and part.children:
        return typed_part(part.children[0])
    if part.type == "multipart/alternative":
        return next((found for found in map(typed_part, part.children) if found), None)
    return part if part.type == "text/plain" and is_readable(part) else None


def readable_parts(part: Part) -> list[Part]:
    """Return the parts that together are the body, in document order; of alternatives the plain one."""
    if part.type == "multipart/alternative":
        return _best_alternative(part)
    if part.type in ("multipart/signed", "multipart/appledouble"):
        return readable_parts(part.children[0]) if part.children else []
    if part.children:
        return [found for child in part.children for found in readable_parts(child)]
    return [part] if is_readable(part) else []


def _best_alternative(part: Part) -> list[Part]:
    choices = [found for found in map(readable_parts, part.children) if found]
    plain = [found for found in choices if all(one.type == "text/plain" for one in found)]
    filled = [found for found in plain if any(one.end - one.start > 2 for one in found)]
    return (filled or choices or plain or [[]])[0]


def html_part(part: Part) -> Part | None:
    """Return the first readable HTML part, never one of an attached mail; None when there is none."""
    return next((found for found in part.walk() if found.type == "text/html" and is_readable(found)), None)


def _declared_inside(octets: bytes) -> str:
    found = _META_CHARSET.search(octets, 0, 4096)
    return found[1].decode("ascii") if found else ""
