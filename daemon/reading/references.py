"""Say which of our mails and tickets a mail belongs to: this identifies, it never authorises (trust.md §3.5)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from functools import lru_cache

from daemon.reading.kinds.header_values import first_header, header_values
from daemon.reading.limits import ADDRESSES, LimitExceeded
from daemon.reading.message import InboundMessage, Mailbox, Reference
from daemon.reading.mime.parsing import parse
from daemon.reading.replies.forwarding import Separator, is_forward_subject, lines_with_spread_headers, separator_at
from daemon.reading.replies.header_block import HeaderBlock, find_block
from daemon.reading.replies.plain_lines import is_plain, telling_lines
from daemon.reading.replies.quoted_dates import parse_quoted_date
from daemon.reading.vocabulary import Vocabulary
from daemon.value_objects import value_object

_FORM = r"[rca][a-z2-7]{40}"
_TOKEN_AT_START = re.compile(rf"({_FORM})\.")
_SUB_ADDRESS = re.compile(rf"([^\s<>\"',;:+]{{1,64}})\+({_FORM})@([a-z0-9.-]{{1,253}})", re.IGNORECASE)
_DELIVERY_HEADERS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]]{1,64}@[^\s<>\"',;:()\[\]]{1,250}")
_MAX_LINES = 400  # of the text in which a forwarded mail's headers are looked for
_MAX_DELIVERIES = 10
_MAX_IDS = 100


@value_object
class _Original:
    """A forwarded mail."""

    sender: Mailbox | None
    date: datetime | None
    subject: str
    text: str
    is_attached: bool = False


_NOTHING = _Original(None, None, "", "")


def find_references(message: InboundMessage, vocabulary: Vocabulary) -> Reference:
    """Return the tokens, Message-IDs and ticket numbers that a mail names, and the author of a forwarded mail."""
    original = _original(message)
    return Reference(
        tokens=_unique(_tokens(message, vocabulary)),
        message_ids=_unique(one for one in (message.in_reply_to, *reversed(message.references)) if one)[:_MAX_IDS],
        ticket_numbers=_ticket_numbers(message.subject, vocabulary.ticket_prefix),
        original_sender=original.sender,
        original_date=original.date,
        original_subject=original.subject,
        original_text=original.text,
        is_attached=original.is_attached,
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _tokens(message: InboundMessage, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield tokens from our sub-addresses, then from our Message-IDs: In-Reply-To and the last reference."""
    for text in _addressed(message):
        for found in _SUB_ADDRESS.finditer(text):
            if f"{found.group(1)}@{found.group(3)}".lower() in vocabulary.own_addresses:
                yield found.group(2).lower()
    for message_id in (message.in_reply_to, *message.references[-1:]):
        match = _TOKEN_AT_START.match(message_id.lower())
        if match and message_id.lower().endswith(f"@{vocabulary.message_id_domain.lower()}"):
            yield match.group(1)


def _addressed(message: InboundMessage) -> Iterator[str]:
    for mailbox in (*message.to, *message.cc)[:ADDRESSES]:
        yield mailbox.address
    for name in _DELIVERY_HEADERS:
        yield from (value[:1000] for value in header_values(message.headers, name)[:_MAX_DELIVERIES])


def _ticket_numbers(subject: str, prefix: str) -> tuple[str, ...]:
    return _unique(found.upper() for found in _number_pattern(prefix).findall(subject))


@lru_cache(maxsize=4)
def _number_pattern(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"[\[【]\s{{0,3}}({re.escape(prefix)}-\d{{4}}-\d{{4,9}})\s{{0,3}}[\]】]", re.IGNORECASE)


def _original(message: InboundMessage) -> _Original:
    attached = _attached_original(message)
    if attached is not None:
        return _Original(attached.sender, attached.date, attached.subject, attached.text.strip(), is_attached=True)
    lines = lines_with_spread_headers(message.text)
    block = _forwarded_block(lines[:_MAX_LINES], is_forward=is_forward_subject(message.subject))
    if block is None:
        return _NOTHING
    sender = read_mailbox(block.value("from"))
    date = parse_quoted_date(block.value("sent") or block.value("date"), _sender_zone(message))
    text = "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines[block.end :]).strip()
    return _Original(sender if sender.address or sender.name else None, date, block.value("subject")[:200], text)


def _attached_original(message: InboundMessage) -> InboundMessage | None:
    """Return the mail that was forwarded as an attachment; its headers are better than any copied into text."""
    if not message.attached_messages or not is_forward_subject(message.subject):
        return None
    try:
        attached = parse(message.attached_messages[0])
    except LimitExceeded:
        return None
    return attached if attached.sender.address else None


def _forwarded_block(lines: Sequence[str], *, is_forward: bool) -> HeaderBlock | None:
    """Return the forwarded mail's headers: below a line that announces it or, when the subject does, the first."""
    bare = [line.lstrip("> \t\u00a0") for line in lines]
    for index in telling_lines(lines):
        line = bare[index]
        if not line or (is_plain(line) and not lines[index].startswith(">")):
            continue
        separator = separator_at(bare, index)
        if separator is Separator.FORWARDED:
            return _first_block(bare, index + 1)
        if separator is not None and not is_forward:
            return None
        block = find_block(bare, index)
        if block is not None:
            return block if is_forward else None
        if lines[index].startswith(">") and not is_forward:
            return None
    return None


def _first_block(lines: Sequence[str], start: int) -> HeaderBlock | None:
    for index in range(start, min(start + 4, len(lines))):
        if lines[index].strip():
            return find_block(lines, index)
    return None


def read_mailbox(value: str) -> Mailbox:
    """Return the mailbox in a quoted From value, such as "Budi Contoh [mailto:budi@kampus.example]"."""
    found = _ADDRESS.search(value.replace("mailto:", " "))
    if found is None:
        return Mailbox("", value.strip(" \"'<>[]*")[:200])
    address = found.group(0).strip(".>")
    local, _, domain = address.rpartition("@")
    name = value.partition("<")[0].partition("[")[0].partition("(")[0].strip(" \"'*")
    return Mailbox(f"{local}@{domain.lower()}", "" if "@" in name else name[:200])


def _sender_zone(message: InboundMessage) -> tzinfo:
    """Return the zone of the forwarding mail's Date header: clients write quoted dates in it."""
    fields = parsedate_tz(first_header(message.headers, "date")[:120])
    offset = fields[9] if fields else None
    return timezone(timedelta(seconds=offset)) if offset and abs(offset) < 86_400 else UTC
