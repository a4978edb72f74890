"""Read what imaplib returns for FETCH, without trusting it to be what was asked for (RFC 3501 §7.4.2)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

Piece = bytes | tuple[bytes, bytes] | None  # a line, or a line that ends in a literal and the literal

_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,19})\b")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]{20,30})"')
_LITERAL_BODY = re.compile(rb"\bBODY\[(?:HEADER)?\](?:<0>)? \{\d+\}$")
_SHORT_BODY = re.compile(rb'\bBODY\[(?:HEADER)?\](?:<0>)? "((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(rb"\\(.)")
_FRESH = re.compile(rb"\d+ \(")
_DATE_FORMAT = "%d-%b-%Y %H:%M:%S %z"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the server told about one mail."""

    uid: int
    size: int | None  # octets; None: not told
    received_at: datetime | None  # UTC; None: not told, or no date
    octets: bytes | None  # body or header, whichever was asked for; None: not told, as of a mail that is gone


def fetched_mails(pieces: Sequence[Piece]) -> Iterator[Fetched]:
    """Yield the mails of an answer; what carries no UID, such as news about flags, is left out."""
    for line, literals in _responses(pieces):
        about = _SHORT_BODY.sub(b"", line)
        uid = _UID.search(about)
        if uid:
            yield Fetched(int(uid[1]), _size(about), _date(about), _octets(line, literals))


def _responses(pieces: Sequence[Piece]) -> Iterator[tuple[bytes, list[tuple[bytes, bytes]]]]:
    """Join the pieces of each response: its lines without literals, and each literal after the line it ended."""
    line, literals = b"", list[tuple[bytes, bytes]]()
    for piece in pieces:
        if piece is None:
            continue
        text, literal = piece if isinstance(piece, tuple) else (piece, None)
        if _FRESH.match(text):
            if line:
                yield line, literals
            line, literals = b"", []
        line += text + b" "
        if literal is not None:
            literals.append((text, literal))
    if line:
        yield line, literals


def _octets(line: bytes, literals: Sequence[tuple[bytes, bytes]]) -> bytes | None:
    literal = next((content for text, content in literals if _LITERAL_BODY.search(text)), None)
    if literal is not None:
        return literal
    short = _SHORT_BODY.search(line)
    return _ESCAPED.sub(rb"\1", short[1]) if short else None


def _size(line: bytes) -> int | None:
    found = _SIZE.search(line)
    return int(found[1]) if found else None


def _date(line: bytes) -> datetime | None:
    """Return INTERNALDATE, such as `17-Jul-1996 02:44:25 -0700` with the day padded by a space."""
    found = _DATE.search(line)
    if not found:
        return None
    try:
        return datetime.strptime(found[1].decode("ascii").strip(), _DATE_FORMAT).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
