"""Read the machine-readable part of delivery status and disposition notifications (RFC 3464, RFC 8098, RFC 5965)."""

from collections.abc import Iterator, Sequence

from daemon.reading.message import InboundMessage
from daemon.value_objects import value_object

STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
HEADER_TYPES = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "text/rfc822")
_MAX_OCTETS = 64 * 1024
_MAX_BLOCKS = 200
_MAX_VALUE = 2000


@value_object
class RecipientStatus:
    """What a delivery status notification says about one recipient (RFC 3464 §2.3)."""

    addresses: tuple[str, ...]  # lower case: whom we wrote to, then where it went when that differs; may be empty
    action: str  # failed, delayed, delivered, relayed, expanded; "" when missing
    status: str  # "5.1.1"; "" when missing
    diagnostic: str  # the server's words


def read_statuses(message: InboundMessage) -> tuple[RecipientStatus, ...]:
    """Return what the notification's machine-readable parts say, in their order; empty when there are none."""
    blocks = [block for part in _status_parts(message) for block in parse_blocks(part)]
    return tuple(_recipient_status(block) for block in blocks if _is_about_recipient(block))


def has_part(message: InboundMessage, *types: str) -> bool:
    """Say whether the mail holds a part of one of the media types."""
    return any(attachment.content_type in types for attachment in message.attachments)


def part_texts(message: InboundMessage, types: Sequence[str]) -> tuple[str, ...]:
    """Return the parts of some media types as text, their octets read as UTF-8 or else Latin-1."""
    found = [part.content[:_MAX_OCTETS] for part in message.attachments if part.content_type in types]
    return tuple(decode(content) for content in found)


def decode(content: bytes) -> str:
    """Return octets as text: UTF-8, or Latin-1 when they are not that."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def parse_blocks(text: str) -> Iterator[dict[str, str]]:
    """Yield the blocks of `Name: value` lines, unfolded; names in lower case, the first of equal names counts."""
    block: dict[str, str] = {}
    name, count = "", 0
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            if block:
                yield block
                count += 1
            if count >= _MAX_BLOCKS:
                return
            block, name = {}, ""
        elif line[0] in " \t" and name:
            block[name] = f"{block[name]} {line.strip()}"[:_MAX_VALUE]
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            block.setdefault(name, value.strip()[:_MAX_VALUE])
    if block:
        yield block


def address_of(value: str) -> str:
    """Return the address in a field such as "rfc822; <a@b.example>", in lower case; "" when there is none."""
    for token in value.replace(";", " ").replace("<", " ").replace(">", " ").split():
        text = token.strip("'\"(),:")
        if "@" in text[1:] and text[0] not in "|/":
            return text.lower()
    return ""


def _status_parts(message: InboundMessage) -> tuple[str, ...]:
    """Return the machine-readable parts; where there are none, texts that read like one (their MIME type was lost)."""
    found = part_texts(message, STATUS_TYPES)
    if found:
        return found
    texts = (
        *part_texts(message, ("text/plain", "application/octet-stream")),
        message.text[:_MAX_OCTETS],
        *_attached(message),
    )
    return tuple(text for text in texts if _looks_like_status(text))


def _attached(message: InboundMessage) -> tuple[str, ...]:
    """Return the attached mails: gateways pass on another server's notification in one."""
    return tuple(decode(mail[:_MAX_OCTETS]) for mail in message.attached_messages[:2])


def _looks_like_status(text: str) -> bool:
    lowered = text.lower()
    return "\nfinal-recipient:" in lowered and ("\naction:" in lowered or "\nstatus:" in lowered)


def _is_about_recipient(block: dict[str, str]) -> bool:
    return bool(block.keys() & {"final-recipient", "original-recipient", "action", "diagnostic-code"})


def _recipient_status(block: dict[str, str]) -> RecipientStatus:
    names = ("original-recipient", "final-recipient", "x-original-recipient", "x-actual-recipient")
    addresses = tuple(dict.fromkeys(found for found in (address_of(block.get(name, "")) for name in names) if found))
    action = block.get("action", "").split("(")[0].strip().lower().rstrip(";.")
    status = block.get("status", "").split("(")[0].strip().split(" ")[0].strip("<>")
    return RecipientStatus(addresses[:2], action, status, block.get("diagnostic-code", ""))
