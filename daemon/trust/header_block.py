"""Split a raw mail into header fields and body in the one way that identity and DKIM both rely on.

Nothing is repaired here: where two readers could disagree about what a field is, the block is refused.
"""

import re
from collections.abc import Mapping, Sequence

from daemon.reading.message import Header
from daemon.value_objects import value_object

MAX_BLOCK = 256 * 1024  # octets
MAX_LINE = 16 * 1024  # octets
MAX_LINES = 2000

# RFC 5322 §2.2: a name of printable ASCII without colon and space; then the line, and those that are folded.
_FIELD = re.compile(r"^([!-9;-~]+):([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_OLD_FROM = re.compile(rb"From[ \t]+:")  # RFC 5322 §4.5 allowed it once; some readers still take it for From
_FOLD = re.compile(r"\r?\n(?=[ \t])")


class HeaderBlockError(ValueError):
    """The header block cannot be read in exactly one way; the text is a short English phrase."""


@value_object
class RawMail:
    """A mail as octets: its header fields, and all that follows the first empty line."""

    headers: tuple[Header, ...]  # top to bottom, values still folded, without the final line end
    body: bytes  # as it stood
    named: Mapping[str, Sequence[str]]  # the values of the fields of each name (lower case), top to bottom

    def values(self, name: str) -> Sequence[str]:
        """List the values of all fields of one name (lower case), top to bottom, still folded."""
        return self.named.get(name, ())


def split(raw: bytes) -> RawMail:
    """Split a mail at its first empty line.

    Lines end in CRLF or in LF (Maildir). A leading mbox "From " line is skipped.
    Raises: HeaderBlockError when a limit is broken, or at a bare CR, a NUL, or a line that is no field.
    """
    block, body = _cut(raw)
    if b"\0" in block:
        raise HeaderBlockError("NUL in the header")
    if block.count(b"\r") != block.count(b"\r\n"):
        raise HeaderBlockError("bare CR in the header")
    if block.count(b"\n") >= MAX_LINES:
        raise HeaderBlockError("too many header lines")
    if len(block) > MAX_LINE and max(map(len, block.split(b"\n"))) > MAX_LINE:
        raise HeaderBlockError("header line too long")
    headers = _fields(block)
    return RawMail(headers, body, by_name(headers))


def unfold(value: str) -> str:
    """Join a folded field value into one line, without white space at the ends (RFC 5322 §2.2.3)."""
    return (_FOLD.sub("", value) if "\n" in value else value).strip(" \t\r\n")


def values(headers: tuple[Header, ...], name: str) -> tuple[str, ...]:
    """List the values of all fields of one name (lower case), top to bottom, still folded."""
    return tuple(header.value for header in headers if header.name.lower() == name)


def by_name(headers: tuple[Header, ...]) -> dict[str, list[str]]:
    """Return the values of the fields of each name (lower case), top to bottom, still folded."""
    named: dict[str, list[str]] = {}
    for header in headers:
        named.setdefault(header.name.lower(), []).append(header.value)
    return named


def _cut(raw: bytes) -> tuple[bytes, bytes]:
    """Find the first empty line, looking no further than the largest block we read."""
    end = min(len(raw), MAX_BLOCK + 4)
    at, length = raw.find(b"\n\r\n", 0, end), 3
    earlier = raw.find(b"\n\n", 0, end if at < 0 else at + 1)  # no further: the body may be long and without one
    if earlier >= 0:
        at, length = earlier, 2
    if at >= 0:
        return raw[:at].removesuffix(b"\r"), raw[at + length :]
    if len(raw) > MAX_BLOCK:
        raise HeaderBlockError("header block too large")
    return raw.removesuffix(b"\n").removesuffix(b"\r"), b""


def _fields(block: bytes) -> tuple[Header, ...]:
    """Return the fields of a block, of which each line must be one or the continuation of one."""
    if block.startswith(b"From ") and not _OLD_FROM.match(block):
        _, line_end, block = block.partition(b"\n")
        if not line_end:
            return ()
    text = block.decode("latin-1")
    found = _FIELD.findall(text)
    if sum([len(name) + len(value) + 2 for name, value in found]) != len(text) + 1:  # a colon and a line end each
        raise HeaderBlockError("a line in the header is not a field")
    return tuple([Header(name, value.removesuffix("\r")) for name, value in found])
