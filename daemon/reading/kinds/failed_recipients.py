"""Find the addresses that a server could not reach in a notice that is written for people.

Each address in the notice is judged by the words around it; no dialect of a server is assumed.
"""

import re
from collections.abc import Iterator

from daemon.reading.kinds.bounce_phrases import DAEMONS
from daemon.reading.kinds.header_values import first_header
from daemon.reading.kinds.returned_mail import Returned
from daemon.reading.message import InboundMessage
from daemon.reading.mime.encoded_words import decode_header

_ADDRESS = re.compile(
    r"(?:\"[^\"\n]{1,64}\"|[^\s<>\"',;:()\[\]=]{1,64}(?:=[^\s<>\"',;:()\[\]]{0,64})?)@[^\s<>\"',;:()\[\]]{1,250}"
)
_TRAILING = ".,;:!?>'\"*"
_TO_WORDS = re.compile(
    r"(?:rcpt to|to|recipients?|address|user|mailbox|account|list|was|for|deliver(?:y|ing)?|alamat|penerima|kepada"
    r"|untuk|an|à|a|para|宛先)\s?[:=]?\s?[<'\"]?$",
    re.IGNORECASE,
)
_FROM_WORDS = re.compile(
    r"(?:mail from|from|sender|by|von|de|dari|reply-to|contact|via|oleh|envelope-from|message-id)"
    r"\s?[:=]?\s?<?$",
    re.IGNORECASE,
)
# Behind it stands whom we wrote to, whatever became of that address: the best there is when no other is told.
_WRITTEN_TO = re.compile(r"generated from\s?<?$", re.IGNORECASE)
_ANNOUNCED = re.compile(
    r"(?:recipients?|address(?:es)?|users?|penerima|alamat)(?:\(s\)|\(es\))?"
    r"(?: berikut(?: ini)?)?\s?(?:were|was)?\s?[:.]$",
    re.IGNORECASE,
)
_REACH = 3  # lines below an announcement in which the first address stands
_TYPE = re.compile(r"^[\w:;/= -]*\b(?:smtp|rfc822)[=:]", re.IGNORECASE)  # of an X.400 address or a report's field
_RESTATED = re.compile(r"[ \t>]{0,20}(?:to|cc|kepada|an|à|para)\s?:", re.IGNORECASE)  # a header of the returned mail
_FAILURE = re.compile(
    r"unknown|reject|fail|full|quota|exist|invalid|not found|undeliver|disabled|denied|unavailable|unable|error|no such"
    r"|refused|tidak|ditolak|[45]\d\d[ :-]",
    re.IGNORECASE,
)
_MAX_CANDIDATES = 400
_ENOUGH = 3  # points
_BELOW_ANNOUNCEMENT = 3  # points
_ALONE = 7  # points of an address with nothing beside it


def find_failed_recipients(message: InboundMessage, notice: str, returned: Returned) -> tuple[str, ...]:
    """Return the addresses that were not reached, lower case, the surest first; empty when there is no telling."""
    scores: dict[str, int] = {}
    for address, nearby in _candidates(notice):
        points = nearby + _points_for_address(address, message, returned)
        scores[address] = max(points, scores.get(address, points))
    best = max(scores.values(), default=0)
    ranked = sorted(scores, key=lambda address: -scores[address])  # equal ones stay in their order
    found = tuple(address for address in ranked if scores[address] >= max(_ENOUGH, best - 1))
    named = _named_in_header(message)
    if named or found:
        return tuple(dict.fromkeys((*found, *named)))
    if returned.recipients:
        return returned.recipients if len(returned.recipients) <= 2 else returned.recipients[:1]
    return tuple(ranked[:1]) if best > 0 else ()


def names_recipient(text: str) -> bool:
    """Say whether a text has an address on a line of its own, or at a line's start with what went wrong behind it."""
    return any(points >= _ALONE for _, points in _candidates(text))


def _named_in_header(message: InboundMessage) -> tuple[str, ...]:
    """Read X-Failed-Recipients, as Exim and Google write it."""
    value = decode_header(first_header(message.headers, "x-failed-recipients"))
    found = (part.strip(" <>\t").lower() for part in value.split(","))
    return tuple(dict.fromkeys(part for part in found if "@" in part))[:20]


def _candidates(notice: str) -> Iterator[tuple[str, int]]:
    count, announced = 0, -_REACH - 1
    for number, line in enumerate(notice.split("\n")):
        if "@" not in line:
            announced = number if _ANNOUNCED.search(line.rstrip()[-60:]) else announced
            continue
        bonus = _BELOW_ANNOUNCEMENT if number - announced <= _REACH else 0
        announced = number if bonus else announced
        for found in _ADDRESS.finditer(line[:2000]):
            count += 1
            if count > _MAX_CANDIDATES:
                return
            address = _TYPE.sub("", found.group(0)).strip(_TRAILING + "<").lower()
            yield address, bonus + _points_in_line(line, found.start(), found.end())


def _points_in_line(line: str, start: int, end: int) -> int:
    before, after = line[:start], line[end:]
    points = 1
    if not before.strip(" \t<*-\"'>|"):
        points += 6 if not after.strip(" \t>:.,|\"'*") or after.lstrip("> ")[:1] in (":", "[", "(") else 3
    elif _RESTATED.match(before):
        points += 1
    elif _WRITTEN_TO.search(before[-40:]):
        return points
    elif _FROM_WORDS.search(before[-40:]):
        points -= 5
    elif _TO_WORDS.search(before[-40:]):
        points += 3
    if _FAILURE.search(before[-120:]) or _FAILURE.search(after[:160]):
        points += 2
    return points


def _points_for_address(address: str, message: InboundMessage, returned: Returned) -> int:
    local = address.partition("@")[0]
    points = 0
    if address in returned.recipients:
        points += 3
    if local in DAEMONS or local in ("abuse", "support", "help", "helpdesk"):
        points -= 6
    if address == message.sender.address.lower():
        points -= 6
    if address == returned.sender or any(address == mailbox.address.lower() for mailbox in message.to):
        points -= 3
    return points
