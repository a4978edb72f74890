"""Keep one subject for one conversation."""

import re

from daemon.outbox.header_text import safe_header
from daemon.outbox.privacy import mask_nik

_LENGTH = 200  # characters
_REPLY = "Re: "
_PREFIX = re.compile(r"(?:re|bls|balas|balasan|aw|sv|fw|fwd|trs|terusan|wg)(?:\[\d{1,3}\])?\s?:\s?", re.IGNORECASE)
_NUMBER = re.compile(r"\[[A-Z]{2,6}-\d{4}-\d{4,9}\]\s?")


def conversation_subject(subject: str, number: str, *, is_reply: bool) -> str:
    """Return "Re: [PDI-2611-0042] subject": the ticket's number, and the subject without what clients put before it.

    A NIK in it is masked (trust.md §2.5). An empty subject leaves the number alone.
    """
    bare = mask_nik(_bare(safe_header(subject)))[:_LENGTH].rstrip()
    tagged = f"[{number}] {bare}".rstrip() if number else bare
    return f"{_REPLY}{tagged}" if is_reply else tagged


def answered_subject(subject: str) -> str:
    """Return the subject of an answer to a mail with this subject of a conversation."""
    return subject if subject.startswith(_REPLY) else f"{_REPLY}{subject}"


def _bare(subject: str) -> str:
    position = 0
    while match := _PREFIX.match(subject, position) or _NUMBER.match(subject, position):
        position = match.end()
    return subject[position:].lstrip()
