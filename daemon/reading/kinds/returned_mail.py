"""Find the mail that a bounce returns: as an attached mail, as bare headers, or below a line in the notice."""

import re
from collections.abc import Sequence

from daemon.reading.kinds.bounce_phrases import RETURNED
from daemon.reading.kinds.delivery_status import HEADER_TYPES, decode, parse_blocks, part_texts
from daemon.reading.kinds.header_values import first_header
from daemon.reading.message import InboundMessage
from daemon.value_objects import value_object

_HEADER_LINE = re.compile(
    r"(?:Received|Return-Path|DKIM-Signature|Message-ID|X-Received|Delivered-To|MIME-Version):\s", re.IGNORECASE
)
_MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]]{1,64}@[^\s<>\"',;:()\[\]]{1,250}")
_MAX_HEADERS = 32 * 1024  # octets of the returned mail that are looked at
_DECORATION = "-_=*#<> \t:."
_HEADER_LINES = 2  # so many header lines in a row begin a returned mail


@value_object
class Returned:
    """What is known about the mail that did not arrive."""

    is_there: bool
    notice_end: int  # where in the bounce's text its own words end
    message_id: str  # without angle brackets; "" when unknown
    recipients: tuple[str, ...]  # its To and Cc, lower case
    sender: str  # its From, lower case; "" when unknown


def find_returned(message: InboundMessage) -> Returned:
    """Return what can be known about the mail that a bounce returns."""
    start = _start_in_text(message.text)
    sources = [decode(content[:_MAX_HEADERS]) for content in message.attached_messages]
    sources += part_texts(message, HEADER_TYPES)
    if start < len(message.text):
        sources.append(message.text[start : start + _MAX_HEADERS])
    blocks = [block for source in sources[:4] for block in _leading_blocks(source)]
    block = next((one for one in blocks if one.keys() & {"message-id", "to", "received", "subject"}), {})
    return Returned(
        is_there=bool(sources),
        notice_end=start,
        message_id=_message_id(block) or _named_id(message),
        recipients=tuple(
            dict.fromkeys(found.lower() for found in _ADDRESS.findall(f"{block.get('to', '')} {block.get('cc', '')}"))
        ),
        sender=next(iter(_ADDRESS.findall(block.get("from", "").lower())), ""),
    )


def _leading_blocks(source: str) -> list[dict[str, str]]:
    blocks: list[dict[str, str]] = []
    for block in parse_blocks(source):
        blocks.append(block)
        if len(blocks) == 3:
            break
    return blocks


def _start_in_text(text: str) -> int:
    """Return where the returned mail begins in a notice; the length of the text when it holds none."""
    position = 0
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if (index and _announces(line)) or _begins_headers(lines, index):
            return position
        position += len(line) + 1
    return len(text)


def _announces(line: str) -> bool:
    if len(line) > 120:
        return False
    words = line.strip().casefold()
    bare = words.strip(_DECORATION)
    if words[:2] in ("--", "==", "__", "**") or words[-2:] in ("--", "==", "**"):
        return any(phrase in bare for phrase in RETURNED)
    return bare.startswith(RETURNED) and words.endswith((":", ".", "follows", "follow"))


def _begins_headers(lines: Sequence[str], index: int) -> bool:
    if not _HEADER_LINE.match(lines[index]):
        return False
    following = lines[index + 1 : index + 8]
    return sum(1 for line in following if ":" in line[:40] and not line.startswith((" ", "\t"))) >= _HEADER_LINES


def _message_id(block: dict[str, str]) -> str:
    found = _MESSAGE_ID.search(block.get("message-id", ""))
    return found.group(1) if found else ""


def _named_id(message: InboundMessage) -> str:
    """Return the id that the bounce's own headers name when the returned mail shows none."""
    named = first_header(message.headers, "x-original-message-id").strip("<> ")
    return named or message.in_reply_to or (message.references[-1] if message.references else "")
