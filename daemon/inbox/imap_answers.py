"""Read what imaplib returns for FETCH, without trusting it to be what was asked for (RFC 3501 §7.4.2)."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone

from daemon.value_objects import value_object

Piece = bytes | tuple[bytes, bytes] | None  # a line, or a line that ends in a literal and the literal

_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,19})\b")
_DATE = re.compile(  # such as "17-Jul-1996 02:44:25 -0700", the day padded by a space (RFC 3501 §9, date-time)
    rb'\bINTERNALDATE " ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})"'
)
_MONTHS = (b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec")
_LITERAL_BODY = re.compile(rb"\bBODY\[(?:HEADER)?\](?:<0>)? \{\d+\}$")
_SHORT_BODY = re.compile(rb'\bBODY\[(?:HEADER)?\](?:<0>)? "((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(rb"\\(.)")
_FRESH = re.compile(rb"\d+ \(")


@value_object
class Fetched:
    """What the server told about one mail."""

    uid: int
    received_at: datetime | None  # UTC; None: not told, or no date
    octets: bytes  # body or header, whichever was asked for


def fetched_mails(pieces: Sequence[Piece]) -> Iterator[Fetched]:
    """Yield the mails of an answer with their octets; a mail that is gone has none, and is left out."""
    for line, literals in _responses(pieces):
        octets = _octets(line, literals)
        about = _SHORT_BODY.sub(b"", line)
        uid = _UID.search(about)
        if uid and octets is not None:
            yield Fetched(int(uid[1]), _date(about), octets)


def fetched_sizes(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield UID and octets of each mail of an answer that tells them."""
    for line, _ in _responses(pieces):
        uid, size = _UID.search(line), _SIZE.search(line)
        if uid and size:
            yield int(uid[1]), int(size[1])


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


def _date(line: bytes) -> datetime | None:
    """Return INTERNALDATE; strptime takes as long as all the rest of reading the answer."""
    found = _DATE.search(line)
    if not found:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        zone = timezone(timedelta(hours=int(hours), minutes=int(minutes)) * (1 if sign == b"+" else -1))
        date = int(year), _MONTHS.index(month.lower()) + 1, int(day)
        return datetime(*date, int(hour), int(minute), int(second), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
