"""The lines that the sender wrote above any quotation, found strictly: a doubtful one is not theirs (trust.md §3.6)."""

import re

from daemon.reading.replies.plain_lines import may_hold, split_lines, telling_lines

_HEADER_START = re.compile(r"[*_]{0,2}(?:dari|from|de|von|pengirim)[*_]{0,2}\s?[:\uff1a]", re.IGNORECASE)
_HEADER_NEXT = re.compile(
    r"[*_]{0,2}(?:dikirim(?: pada)?|sent|date|tanggal|kepada|to|untuk|subject|subjek|perihal)[*_]{0,2}\s?[:\uff1a]",
    re.IGNORECASE,
)
_INTRO_START = re.compile(r"(?:pada|on)\s", re.IGNORECASE)
_INTRO_END = re.compile(r"(?:menulis|wrote)\s?[:\uff1a]$", re.IGNORECASE)
_NAMED_SEPARATOR = re.compile(
    r"(?:original message|pesan asli|forwarded message|pesan (?:yang )?diteruskan|pesan terusan|begin forwarded message"
    r"|mulai pesan yang diteruskan|forwarded by|diteruskan oleh|original appointment|asal mesej)",
    re.IGNORECASE,
)
_SEPARATING = ("original", "forwarded", "pesan", "diteruskan", "mesej")  # one of them in each of these
_RULES = "-_=*\u2500\u2014\u2013"
_INTRO_LINES = 4  # "On … wrote:" is broken by clients over at most this many lines
_HEADER_LINES = 4


def own_lines(text: str, reply_markers: tuple[str, ...]) -> list[str]:
    """Return the leading lines that the sender wrote, as written; empty when a quotation comes first."""
    lines = split_lines(text)
    markers = tuple(map(_squeeze, reply_markers))
    whole = _squeeze(text) if may_hold(text.casefold(), markers) else ""
    markers = tuple(marker for marker in markers if marker in whole)
    for index in range(len(lines)) if markers else telling_lines(lines):
        if _ends_own_text(lines, index, lines[index].strip(), markers):
            return lines[:index]
    return lines


def is_separator(line: str) -> bool:
    """Say whether a line announces a forwarded or an original message."""
    bare = line.strip()
    words = bare.strip(_RULES + " :>")
    if not _NAMED_SEPARATOR.match(words):
        return False
    return bare != words or bare.endswith(":")


def may_have_separator(text: str) -> bool:
    """Say whether is_separator() may say so of a line of a text; where it does not, it does of none."""
    return not text.isascii() or any(map(text.lower().__contains__, _SEPARATING))


def is_drawn(text: str) -> bool:
    """Say whether a text is nothing but lines that divide: above a signature, a quotation."""
    return not text.strip(_RULES + "> \t\u00a0\n")


def _ends_own_text(lines: list[str], index: int, line: str, markers: tuple[str, ...]) -> bool:
    if not line:
        return False
    if line.startswith(">") or line == "--" or is_separator(line) or _is_rule(line):
        return True
    if markers and any(marker in _squeeze(line[:500]) for marker in markers):
        return True
    return _starts_header_block(lines, index, line) or _starts_introduction(lines, index, line)


def _is_rule(line: str) -> bool:
    return len(line) >= 20 and not line.strip("_")  # Outlook's line above the quoted headers


def _starts_header_block(lines: list[str], index: int, line: str) -> bool:
    if not _HEADER_START.match(line):
        return False
    following = lines[index + 1 : index + 1 + _HEADER_LINES]
    return any(_HEADER_NEXT.match(other.strip()) for other in following)


def _starts_introduction(lines: list[str], index: int, line: str) -> bool:
    if not _INTRO_START.match(line):
        return False
    for other in lines[index : index + _INTRO_LINES]:
        if not other.strip():
            return False
        if _INTRO_END.search(other.strip()[-20:]):
            return True
    return False


def _squeeze(text: str) -> str:
    return " ".join(text.split()).casefold()
