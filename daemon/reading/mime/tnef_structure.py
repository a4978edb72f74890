"""Check the structure of a TNEF stream ([MS-OXTNEF] §2.1.3) before the library reads it.

tnefparse believes every count it finds: a file of 60 octets makes it loop four thousand million times. So the same walk
is done here first, with every count held against the octets that are left.
"""

import struct
from collections.abc import Iterator

from daemon.value_objects import value_object

_SIGNATURE = 0x223E9F78
_HEAD = struct.Struct("<BHHI")  # level, attribute, type, length of an object
_MOST_COPIED = 1_000_000_000  # octets: the library copies the rest of the stream for each object
_DEEPEST = 3  # messages inside messages

_BODY, _ATTACHMENT_DATA, _ATTACHMENT_TITLE = 0x800C, 0x800F, 0x8010
_RENDERING, _PROPERTIES, _ATTACHMENT, _CODEPAGE = 0x9002, 0x9003, 0x9005, 0x9007
_NEEDED = frozenset((_BODY, _ATTACHMENT_DATA, _ATTACHMENT_TITLE, _RENDERING, _PROPERTIES, _ATTACHMENT, _CODEPAGE))
_RECIPIENTS = 0x9004

_FIXED_SIZES = {2: 2, 11: 2, 3: 4, 4: 4, 10: 4, 5: 8, 6: 8, 7: 8, 20: 8, 64: 8, 72: 16}
_SHORTS = (2, 11)  # padded to four octets together
_VARIABLE = (0, 13, 30, 31, 258)
_MULTIPLE = 0x1000
_NAMED = 0x8000
_EMBEDDED_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")


class UnsoundError(ValueError):
    """Say that a TNEF stream is broken, or made to exhaust its reader."""


@value_object
class _Object:
    attribute: int
    start: int  # of the object in the stream
    end: int
    content: bytes


def needed_objects(octets: bytes) -> bytes:
    """Return the stream with the objects alone that hold bodies and files, all of them sound.

    Raises: UnsoundError.
    """
    objects = [found for found in _objects(octets) if found.attribute in _NEEDED]
    for found in objects:
        _check(found, 0)
    return octets[:6] + b"".join(octets[found.start : found.end] for found in objects)


def _objects(octets: bytes) -> Iterator[_Object]:
    if len(octets) < 6 or struct.unpack_from("<I", octets)[0] != _SIGNATURE:
        raise UnsoundError("no TNEF signature")
    position, count = 6, 0
    while position + _HEAD.size <= len(octets):
        _, attribute, _, length = _HEAD.unpack_from(octets, position)
        start = position + _HEAD.size
        end = min(start + length + 2, len(octets))
        yield _Object(attribute, position, end, octets[start : start + length])
        position, count = end, count + 1
        if count * len(octets) > _MOST_COPIED:
            raise UnsoundError("too many objects")


def _check(found: _Object, depth: int) -> None:
    if found.attribute in (_PROPERTIES, _ATTACHMENT):
        _check_properties(found.content, 0, depth)
    elif found.attribute == _RECIPIENTS:
        position = 4
        for _ in range(_count(found.content, 0, 4)):
            position = _check_properties(found.content, position, depth)


def _check_properties(content: bytes, position: int, depth: int) -> int:
    """Walk a list of MAPI properties as the library does; return where it ends."""
    count = _count(content, position, 4)
    position += 4
    for _ in range(count):
        if position >= len(content):
            break
        position = _check_property(content, position, depth)
    return position


def _check_property(content: bytes, position: int, depth: int) -> int:
    kind, name = _short(content, position), _short(content, position + 2)
    position = _skip_name(content, position + 4) if name >= _NAMED else position + 4
    values = 1
    is_multiple = bool(kind & _MULTIPLE)
    kind &= ~_MULTIPLE
    if is_multiple or kind in _VARIABLE:
        values = _count(content, position, 2)
        position += 4
    if kind in _FIXED_SIZES:
        padding = 2 if kind in _SHORTS and values % 2 else 0
        return position + values * _FIXED_SIZES[kind] + padding
    if kind not in _VARIABLE:
        return len(content)  # the library stops here
    for _ in range(values):
        length = _count(content, position, 1)
        _check_embedded(content[position + 4 : position + 4 + length], depth)
        position += 4 + length + -length % 4
    return position


def _skip_name(content: bytes, position: int) -> int:
    if _long(content, position + 16) == 0:
        return position + 24
    length = _count(content, position + 20, 1)
    return position + 24 + length + -length % 4


def _check_embedded(value: bytes, depth: int) -> None:
    if not value.startswith(_EMBEDDED_MESSAGE):
        return
    if depth >= _DEEPEST:
        raise UnsoundError("messages nested too deeply")
    for found in _objects(value[len(_EMBEDDED_MESSAGE) :]):
        _check(found, depth + 1)


def _count(content: bytes, position: int, size: int) -> int:
    """Return the count at `position` of things of at least `size` octets."""
    count = _long(content, position)
    if count * size > len(content) - position:
        raise UnsoundError("a count exceeds the content")
    return count


def _long(content: bytes, position: int) -> int:
    return int(_unpack("<I", content, position))


def _short(content: bytes, position: int) -> int:
    return int(_unpack("<H", content, position))


def _unpack(form: str, content: bytes, position: int) -> int:
    try:
        return int(struct.unpack_from(form, content, position)[0])
    except struct.error:
        raise UnsoundError("the content ends early") from None
