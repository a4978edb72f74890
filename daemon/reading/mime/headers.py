"""Split header blocks into fields, however broken (RFC 5322 §2.2). Never raises but for limits."""

import re
from collections.abc import Iterator, Mapping, Sequence

from daemon.reading import limits
from daemon.reading.limits import LimitExceeded
from daemon.reading.message import Header
from daemon.reading.remembered import values_by_name
from daemon.value_objects import value_object

_NAME = re.compile(rb"([!-9;-~]{1,128})[ \t]*:")
_KNOWN = re.compile(
    rb"(?:from|to|cc|bcc|subject|date|sender|received|return-path|delivered-to|message-id|references|in-reply-to"
    rb"|reply-to|mime-version|precedence|content-[a-z-]{2,40}|x-[a-z0-9-]{1,60}|list-[a-z-]{2,20}|arc-[a-z-]{4,30}"
    rb"|auto-submitted|authentication-results|dkim-signature|thread-[a-z]{4,10}|importance|user-agent)[ \t]*:",
    re.IGNORECASE,
)
_BLANK = re.compile(rb"\n\r?\n")
# A field as nearly all are written, with the lines that are folded.
_USUAL = re.compile(r"^([!-9;-~]{1,128}):([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_EMPTY = re.compile(rb"\r?\n")
_LINES_AHEAD = 12  # folded lines that lost their indentation on the way: a DKIM signature is that long


@value_object
class HeaderBlock:
    """The header fields of a mail or a part, and where its body starts."""

    headers: tuple[Header, ...]
    body_start: int  # offset into the raw octets
    is_damaged: bool  # lines between the fields that are no fields
    named: Mapping[str, Sequence[str]]  # the values of the fields of each name (lower case) as written, top to bottom

    def first(self, name: str) -> str:
        """Return the value of the first field called `name` (lower case) as written, "" when there is none."""
        values = self.named.get(name)
        return values[0] if values else ""


def split_block(raw: bytes, start: int, end: int) -> HeaderBlock:
    """Return the header block that starts at `start`.

    A line that is no field ends the block unless a field follows before an empty line: then it is skipped.
    Raises: LimitExceeded.
    """
    return _usual_block(raw, start, end) or _any_block(raw, start, end)


def _usual_block(raw: bytes, start: int, end: int) -> HeaderBlock | None:
    """Return a block that is no longer than a line may be, and all of fields; None when it is not such a one."""
    blank = _BLANK.search(raw, start, min(end, start + limits.HEADER_LINE_OCTETS))
    if blank is None:
        return None
    text = raw[start : blank.start()].decode("latin-1")
    found = _USUAL.findall(text)
    has_others = sum([len(name) + len(value) + 2 for name, value in found]) != len(text) + 1  # a colon, a line end
    if has_others or text.count("\n") >= limits.HEADER_LINES - 1 or "\n--" in text or text.startswith("--"):
        return None
    headers = tuple([Header(name, value.rstrip("\r\n").strip(" \t")) for name, value in found])
    return HeaderBlock(headers, blank.end(), is_damaged=False, named=values_by_name(headers))


def _any_block(raw: bytes, start: int, end: int) -> HeaderBlock:
    fields: list[list[bytes]] = []  # each: its first line, then the folded ones
    position, is_damaged = start, False
    for line_start, line_end in _lines(raw, start, end):
        line = raw[line_start:line_end]
        position = line_end
        if line in (b"\n", b"\r\n", b"\r"):
            break
        if line[0] in b" \t" and fields:
            fields[-1].append(line)
        elif _NAME.match(line) and not line.startswith(b"--"):
            fields.append([line])
        elif line.startswith(b"--") or not _field_follows(raw, line_end, end):
            position = line_start
            break
        else:
            is_damaged = is_damaged or bool(fields) or not line.startswith((b"From ", b">From "))
    headers = tuple(map(_header, fields))
    return HeaderBlock(headers, position, is_damaged, values_by_name(headers))


def _lines(raw: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end (behind the line break) of each line, within the limits."""
    position = start
    for _ in range(limits.HEADER_LINES):
        if position >= end:
            return
        found = raw.find(b"\n", position, min(end, position + limits.HEADER_LINE_OCTETS))
        if found < 0 and end - position > limits.HEADER_LINE_OCTETS:
            raise LimitExceeded("header line too long")
        line_end = found + 1 if found >= 0 else end
        yield position, line_end
        position = line_end
        if position - start > limits.HEADER_OCTETS:
            raise LimitExceeded("header block too large")
    if position < end:
        raise LimitExceeded("too many header lines")


def _header(lines: list[bytes]) -> Header:
    name, _, value = b"".join(lines).partition(b":")
    return Header(name.rstrip().decode("ascii"), value.rstrip(b"\r\n").strip(b" \t").decode("latin-1"))


def _field_follows(raw: bytes, position: int, end: int) -> bool:
    """Tell whether a field that mails really have follows among the next lines, before an empty one."""
    for _ in range(_LINES_AHEAD):
        line_end = raw.find(b"\n", position, min(end, position + limits.HEADER_LINE_OCTETS)) + 1
        if _EMPTY.match(raw, position, end) or not line_end:
            return False
        if _KNOWN.match(raw, position, end):
            return True
        position = line_end
    return False
