"""Make header values that can neither break out of their line nor be misread (trust.md §2.5)."""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LINE = 76  # characters of a folded header line (RFC 2047 §2)
_WORD = 39  # octets of text in one encoded word: with its 64 characters it fits behind the longest header name
_ADDRESSES = 128  # that are remembered: each is looked at when a letter is stored, written and sent
_PLAIN = re.compile(r"[ -~]*")
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")  # atoms and spaces (RFC 5322 §3.2.3)
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){0,32}[A-Za-z0-9-]{1,63}")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,400}@[!-;=?-~]{1,255}")  # no space, no angle brackets (RFC 5322 §3.6.4)


def is_mailable(address: str) -> bool:
    """Say whether mail can be sent to this addr-spec: a plain ASCII dot-atom and a host name, nothing clever."""
    return len(address) <= 254 and _is_address(address)


@lru_cache(_ADDRESSES)
def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def is_message_id(text: str) -> bool:
    """Say whether the text can stand between the angle brackets of a Message-ID."""
    return _MESSAGE_ID.fullmatch(text) is not None


def safe_header(text: str) -> str:
    """Return the text as one line without control, format, surrogate and private-use characters.

    Line ends and tabs become spaces; runs of spaces become one; the ends are bare.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (_harmless(character) for character in text)
    return " ".join("".join(kept).split())


def _harmless(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\r\n\t" or category in {"Zl", "Zp", "Zs"}:
        return " "
    return "" if category.startswith("C") else character


def unstructured(name: str, text: str) -> bytes:
    """Return a whole header line or lines, CRLF at the end, for a value such as a subject (RFC 5322 §3.6.5)."""
    text = safe_header(text)
    first_line = f"{name}:_{text}"  # the first word stands beside the name
    if _PLAIN.fullmatch(text) and "=?" not in text and not _has_long_word(first_line):
        return _fold(name, text.split(" "))
    return _fold(name, list(_encoded_words(text)))


def date(name: str, at: datetime) -> bytes:
    """Return a header of a moment (RFC 5322 §3.3), in the moment's own zone."""
    iso = at.isoformat(timespec="seconds")  # 2026-11-23T09:00:00+07:00
    day = f"{_DAYS[at.weekday()]}, {iso[8:10]} {_MONTHS[at.month - 1]} {iso[:4]}"
    return f"{name}: {day} {iso[11:19]} {iso[19:22]}{iso[23:25]}\r\n".encode("ascii")


@lru_cache(_ADDRESSES)  # our own stands in every letter
def mailboxes(name: str, people: tuple[tuple[str, str], ...]) -> bytes:
    """Return a header of mailboxes, each a display name ("" for none) and an addr-spec that is_mailable."""
    items = ", ".join([_mailbox(phrase, address) for phrase, address in people])
    return _fold(name, items.split(" "))


def message_ids(name: str, identifiers: tuple[str, ...]) -> bytes:
    """Return a header of Message-IDs, each on a line of its own; b"" when none is left.

    What is no Message-ID is left out, because it came from other people's mails.
    """
    kept = [f"<{identifier}>" for identifier in identifiers if is_message_id(identifier)]
    lines = "\r\n ".join(kept)
    return f"{name}: {lines}\r\n".encode("ascii") if kept else b""


def _mailbox(phrase: str, address: str) -> str:
    if not is_mailable(address):
        raise ValueError("not a mailable address")
    phrase = safe_header(phrase)
    if not phrase:
        return address
    if _PHRASE.fullmatch(phrase) and "=?" not in phrase and not _has_long_word(phrase):
        return f"{phrase} <{address}>"
    if _PLAIN.fullmatch(phrase) and "=?" not in phrase and len(phrase) <= 60:
        quoted = phrase.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{' '.join(_encoded_words(phrase))} <{address}>"


def _has_long_word(text: str) -> bool:
    return len(text) >= LINE and any(len(word) >= LINE for word in text.split(" "))


def _encoded_words(text: str) -> Iterator[str]:
    """Yield RFC 2047 encoded words of whole characters, each at most 75 characters long."""
    chunk = b""
    for character in text:
        octets = character.encode("utf-8")
        if len(chunk) + len(octets) > _WORD:
            yield _encoded_word(chunk)
            chunk = b""
        chunk += octets
    yield _encoded_word(chunk)


def _encoded_word(octets: bytes) -> str:
    return f"=?utf-8?b?{b64encode(octets).decode('ascii')}?="


def _fold(name: str, words: list[str]) -> bytes:
    """Return the header with its words on lines of at most LINE characters where the words allow."""
    whole = f"{name}: {' '.join(words)}"
    if len(whole) <= LINE:
        return f"{whole}\r\n".encode("ascii")
    lines = [f"{name}: {words[0]}"]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) > LINE:
            lines.append(f" {word}")
        else:
            lines[-1] += f" {word}"
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
