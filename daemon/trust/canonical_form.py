"""Write header fields and bodies as DKIM hashes them (RFC 6376 §3.4), in linear time.

Each looks before it replaces: few mails have anything to replace.
"""

import re
from collections.abc import Callable

from daemon.value_objects import value_object

_SUPERFLUOUS = re.compile(rb" (?: |\r\n)")  # a space that relaxing takes away; five times as fast as bytes.find
_SPACES = re.compile(rb"[ \t]+")
_BARE_LINE_FEED = re.compile(rb"\n(?<!\r\n)")  # written so that the line feeds are leapt to


@value_object
class Form:
    """How a signature wants header fields and the body written."""

    field: Callable[[str, bytes], bytes]  # of a name and a value, still folded, without its line end
    body: Callable[[bytes], bytes]  # of a body with any line ends
    keeps_names: bool  # a field's name counts as it is written


def form_called(name: bytes) -> Form:
    """Return the form that c= names. Raises: ValueError when there is none."""
    header, _, body = name.partition(b"/")
    if header not in _FIELDS or (body or b"simple") not in _BODIES or name.endswith(b"/"):
        raise ValueError("unknown canonicalisation")
    return Form(_FIELDS[header], _BODIES[body or b"simple"], keeps_names=header == b"simple")


def _simple_field(name: str, value: bytes) -> bytes:
    """Write a field as it was sent (RFC 6376 §3.4.1)."""
    return name.encode("ascii") + b":" + _crlf(value) + b"\r\n"


def _relaxed_field(name: str, value: bytes) -> bytes:
    """Write the name in lower case, the value in one line with single spaces (RFC 6376 §3.4.2)."""
    if b"\n" in value:
        value = value.replace(b"\r\n", b"").replace(b"\n", b"")
    if b"  " in value or b"\t" in value:
        value = _SPACES.sub(b" ", value)
    return name.lower().encode("ascii") + b":" + value.strip() + b"\r\n"


def _simple_body(body: bytes) -> bytes:
    """Leave out empty lines at the end (RFC 6376 §3.4.3)."""
    return _without_last_lines(_crlf(body))


def _relaxed_body(body: bytes) -> bytes:
    """Leave out white space that means nothing, and empty lines at the end (RFC 6376 §3.4.4)."""
    body = _crlf(body)
    # No further than the last space: the lines of an attachment are many and have none.
    if b"\t" in body or _SUPERFLUOUS.search(body, 0, body.rfind(b" ") + 3):
        body = _SPACES.sub(b" ", body).replace(b" \r\n", b"\r\n")
    body = _without_last_lines(body)
    return b"" if body == b"\r\n" else body


_FIELDS = {b"simple": _simple_field, b"relaxed": _relaxed_field}
_BODIES = {b"simple": _simple_body, b"relaxed": _relaxed_body}


def _without_last_lines(body: bytes) -> bytes:
    """Return the body with one line end at its end, however many there were."""
    ends = body[len(body.rstrip(b"\r\n")) :]  # in one call, where a hostile body has millions of lines
    if ends == b"\r\n":
        return body
    # A CR that stands alone is text: what follows the last one is line ends only.
    kept = len(ends) if ends.endswith(b"\r") else ends.rfind(b"\r\r") + 1
    return body[: len(body) - len(ends) + kept] + b"\r\n"


def _crlf(octets: bytes) -> bytes:
    """Write all line ends as CRLF."""
    if _BARE_LINE_FEED.search(octets) is None:
        return octets
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
