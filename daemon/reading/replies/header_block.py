"""Recognise the block of header lines that mail clients put above an unprefixed quotation or a forwarded mail."""

import re
from collections.abc import Sequence

from daemon.reading.replies.quotation_phrases import HEADER_LABELS
from daemon.value_objects import value_object

_KIND_OF_LABEL = {label: kind for kind, labels in HEADER_LABELS.items() for label in labels}
_LONGEST_LABEL = max(len(label) for label in _KIND_OF_LABEL)
_EMPHASIS = "*_ \t\u00a0\u200b\ufeff"
_CLOCK = re.compile(r"(?<!\d)\d{1,2}\s?[:.h時点시]\s?\d{1,2}|\d{1,2}\s?(?:am|pm|Uhr)\b", re.IGNORECASE)
_MAX_LINES = 30  # of one block, with folded address lists
_MAX_FOLDED = 6  # lines of one value
_MAX_VALUE = 1000  # characters of one value that are looked at


@value_object
class HeaderBlock:
    """A run of quoted header lines."""

    start: int  # index of its first line
    end: int  # index after its last line
    values: tuple[tuple[str, str], ...]  # (kind, value), kind is a key of HEADER_LABELS

    def value(self, kind: str) -> str:
        """Return the first value of a kind; "" when there is none."""
        return next((value for found, value in self.values if found == kind), "")


def read_label(line: str) -> tuple[str, str] | None:
    """Split a line into the kind of its header label and its value; None when it bears no such label."""
    head = line[: _LONGEST_LABEL + 12].replace("\uff1a", ":")
    colon = head.find(":")
    if colon < 0:
        return None
    label = head[:colon].strip(_EMPHASIS + "\u3000|").casefold()
    kind = _KIND_OF_LABEL.get(label)
    if kind is None:
        return None
    return kind, line[colon + 1 : colon + 1 + _MAX_VALUE].strip(_EMPHASIS)


def find_block(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """Return the header block that begins at line `start`, which must bear a label; None when it is none.

    A block needs a date and a sender or recipient, and one sign of a machine: an address, a "Sent" label or a clock
    time beside three labels. "Kepada: … Dari: … Perihal: …" at the head of a letter is therefore not taken for one.
    """
    return scan_block(lines, start)[0]


def scan_block(lines: Sequence[str], start: int) -> tuple[HeaderBlock | None, int]:
    """Return what find_block does, and the first line from which it is worth asking again."""
    if read_label(lines[start]) is None:
        return None, start + 1
    values, end = _collect(lines, start)
    block = HeaderBlock(start, end, tuple(values))
    if _is_machine_made(block):
        return block, end
    return None, max(start + 1, end - _MAX_FOLDED)


def without_headers(lines: Sequence[str]) -> list[str]:
    """Return the lines with the blocks of header lines emptied: "Subject: …" of a forwarded mail is no form field."""
    kept, index = list(lines), 0
    while index < len(kept):
        block, after = scan_block(lines, index)
        if block is not None:
            kept[block.start : block.end] = [""] * (block.end - block.start)
        index = after
    return kept


def _collect(lines: Sequence[str], start: int) -> tuple[list[tuple[str, str]], int]:
    values: list[tuple[str, str]] = []
    end = index = start
    folded = 0
    while index < min(len(lines), start + _MAX_LINES):
        found = read_label(lines[index])
        if found is not None:
            values.append(found)
            end, folded = index + 1, 0
        elif not lines[index].strip(_EMPHASIS):
            if not _label_follows(lines, index + 1):
                break
        elif _continues(values, lines, index, folded):
            kind, value = values[-1]
            values[-1] = kind, f"{value} {lines[index].strip()}"[:_MAX_VALUE]
            end, folded = index + 1, folded + 1
        else:
            break
        index += 1
    return values, end


def _label_follows(lines: Sequence[str], index: int) -> bool:
    return index < len(lines) and read_label(lines[index]) is not None


def _continues(values: list[tuple[str, str]], lines: Sequence[str], index: int, folded: int) -> bool:
    """Say whether a line without a label still belongs to the value above it."""
    if not values or folded >= _MAX_FOLDED:
        return False
    kind, value = values[-1]
    if not value or value.endswith(("<", ",", ";", "[mailto:", "&")):
        return True
    if lines[index][:1] in " \t" and lines[index].strip():
        return True
    return any(_label_follows(lines, index + ahead) for ahead in (1, 2)) or (kind != "subject" and "@" in lines[index])


def _is_machine_made(block: HeaderBlock) -> bool:
    kinds = {kind for kind, _ in block.values}
    if not kinds & {"date", "sent"} or not kinds & {"from", "to"}:
        return False
    has_address = any("@" in value for kind, value in block.values if kind in ("from", "to", "cc"))
    has_clock = any(_CLOCK.search(value[:200]) for kind, value in block.values if kind in ("date", "sent"))
    return has_address or "sent" in kinds or (has_clock and len(kinds) > 2)
