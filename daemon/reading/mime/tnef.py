"""Unpack Outlook's winmail.dat (TNEF), the only door to tnefparse."""

import struct

import tnefparse

from daemon.reading.mime.tnef_structure import needed_objects
from daemon.value_objects import value_object

# What tnefparse lets out on broken files: it reads them without checking lengths, types or enumerations.
_FAULTS = (ValueError, LookupError, struct.error, TypeError, AttributeError, AssertionError, OverflowError, EOFError)
_MOST_OCTETS = 10 * 1024 * 1024


@value_object
class TnefFile:
    """A file out of a winmail.dat."""

    filename: str  # as written
    content: bytes


@value_object
class Tnef:
    """The contents of a winmail.dat."""

    files: tuple[TnefFile, ...]
    text: str  # the plain body, "" when there is none
    html: bytes  # the HTML body in an unstated charset, b"" when there is none


def unpack_tnef(octets: bytes) -> Tnef | None:
    """Return what a winmail.dat holds, None when it cannot be read."""
    if len(octets) > _MOST_OCTETS:
        return None
    try:
        parsed = tnefparse.TNEF(needed_objects(octets), do_checksum=False)
        files = tuple(TnefFile(_filename(attached), bytes(attached.data or b"")) for attached in parsed.attachments)
        return Tnef(files, _text(parsed.body), _octets(parsed.htmlbody))
    except _FAULTS:
        return None


def _filename(attached: tnefparse.TNEFAttachment) -> str:
    return str(attached.long_filename() or attached.name or "").strip("\0")


def _text(body: object) -> str:
    return body.decode("utf-8", "replace").strip("\0") if isinstance(body, bytes) else str(body or "").strip("\0")


def _octets(body: object) -> bytes:
    return body if isinstance(body, bytes) else str(body or "").encode("utf-8", "replace")
