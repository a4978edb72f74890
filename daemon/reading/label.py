"""Read what a mail is labelled with where the mail itself is not to be read: it breaks a limit, or its reader."""

from collections.abc import Iterator

from daemon.reading.mime.addresses import parse_mailboxes, parse_message_ids
from daemon.reading.mime.encoded_words import decode_header, one_line
from daemon.value_objects import value_object

LOOKED_AT = 1024 * 1024  # octets
_LONGEST = 500  # octets of a field
_WANTED = (b"message-id", b"from", b"subject")


@value_object
class Label:
    """What stands on a mail, for people who look for it; "" where nothing does. It proves nothing."""

    message_id: str = ""
    sender: str = ""
    subject: str = ""


def read_label(octets: bytes) -> Label:
    """Return what the first octets of a mail say, in linear time."""
    found: dict[bytes, str] = {}
    for name, value in _fields(octets[:LOOKED_AT]):
        found.setdefault(name, value.decode("latin-1"))
    ids = parse_message_ids(found.get(b"message-id", ""))
    senders = parse_mailboxes(found.get(b"from", ""))
    return Label(
        message_id=ids[0] if ids else "",
        sender=senders[0].address if senders else "",
        subject=one_line(decode_header(found.get(b"subject", ""))),
    )


def _fields(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the fields that are wanted, cut to what people read."""
    lines = head.split(b"\n")
    for index, line in enumerate(lines):
        if line in (b"", b"\r"):
            return
        name = line[:20].partition(b":")[0].strip().lower()
        if name in _WANTED:
            yield name, _value(lines, index)


def _value(lines: list[bytes], index: int) -> bytes:
    value = lines[index].partition(b":")[2][:_LONGEST]
    for line in lines[index + 1 : index + 10]:
        if line[:1] not in (b" ", b"\t") or len(value) >= _LONGEST:
            break
        value += b" " + line.strip()[:_LONGEST]
    return value[:_LONGEST].strip()
