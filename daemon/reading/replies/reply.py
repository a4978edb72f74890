"""Split the body into what the sender wrote and the rest: quotation, signature, disclaimer, "sent from"."""

from collections.abc import Iterator, Sequence
from itertools import compress, pairwise
from operator import not_

from daemon.reading.message import InboundMessage, ReplyText
from daemon.reading.remembered import once_per_vocabulary
from daemon.reading.replies.forwarding import is_forward_subject, is_reply_subject, lines_with_spread_headers
from daemon.reading.replies.html_marks import LineMarks, mark_by_html
from daemon.reading.replies.plain_lines import split_lines
from daemon.reading.replies.quotation import Circumstances, MarkedLines, Part, mark_lines
from daemon.reading.replies.quote_marks import is_blank, quote_depth
from daemon.reading.replies.signatures import banner_end, own_end
from daemon.reading.vocabulary import Vocabulary
from daemon.value_objects import value_object

_DASHES = " \t\u00a0-\u2013\u2014"
_VALUE_SIGNS = (":", "=", "|", "\t", "\uff1a")
_AROUND_LABEL = " \t*_-•|.()0123456789"
_LABEL_LENGTH = 60  # characters before the colon of a form field


@value_object
class _Split:
    """The lines of the body, distributed."""

    own: list[str]
    rest: list[str]
    forwarded: list[str]
    dialogue: list[str]  # quoted lines without their mark, with the own lines between and below them
    is_answered_inline: bool


def split_reply(message: InboundMessage, vocabulary: Vocabulary) -> ReplyText:
    """Return what the sender wrote and the rest, in document order; all of the body is in one or the other."""
    lines = lines_with_spread_headers(message.text) if message.plain is not None else split_lines(message.text)
    labels = _field_labels(vocabulary)
    marks = mark_by_html(message, lines)
    circumstances = Circumstances(
        is_answer=bool(message.in_reply_to or message.references) or is_reply_subject(message.subject),
        is_forward=is_forward_subject(message.subject),
        reply_markers=tuple(" ".join(marker.casefold().split()) for marker in vocabulary.reply_markers),
        own_addresses=vocabulary.own_addresses,
        quotation_start=marks.quotation_start,
    )
    marked = mark_lines(lines, marks.quoted, circumstances)
    split = _distribute(marked, labels, marks)
    is_forward = bool(split.forwarded) or (circumstances.is_forward and bool(message.attached_messages))
    reply = _joined(split.own)
    if split.forwarded:
        reply = f"{reply}\n\n{_joined(_without_marks(split.forwarded))}".strip()
    if not reply and not marked.has_break and not any(marked.quoted):
        return ReplyText(_joined(lines), "", is_forward, "")
    return ReplyText(reply, _joined(split.rest), is_forward, _quoted_form(split, labels))


@once_per_vocabulary
def _field_labels(vocabulary: Vocabulary) -> frozenset[str]:
    labels = [label for words in vocabulary.fields for label in (words.name, *words.labels)]
    return frozenset(form.casefold() for label in labels for form in (label, label.strip(_AROUND_LABEL)))


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(map(str.rstrip, lines)).strip("\n").strip()


def _without_marks(forwarded: Sequence[str]) -> Sequence[str]:
    """Return a forwarded part without the ">" that some clients put before all of it."""
    shown = [line for line in forwarded if not is_blank(line)]
    if 3 * sum(1 for line in shown if quote_depth(line)) < 2 * len(shown):
        return forwarded
    return [line.lstrip(" \t\u00a0").removeprefix(">").removeprefix(" ") for line in forwarded]


def _distribute(marked: MarkedLines, labels: frozenset[str], marks: LineMarks) -> _Split:
    keep = _kept_lines(marked, labels, marks)
    if marked.is_all_own:
        own, rest = list(compress(marked.lines, keep)), list(compress(marked.lines, map(not_, keep)))
        return _Split(own, rest, [], [], is_answered_inline=False)
    split = _Split([], [], [], [], _is_answered_inline(marked, keep))
    has_quotation = False
    for index, line in enumerate(marked.lines):
        part = marked.parts[index]
        if index in marked.splits:
            _take_split(split, line, marked.splits[index])
        elif part is Part.FORWARDED:
            split.forwarded.append(line)
        elif part is Part.QUOTED:
            has_quotation = True
            split.rest.append(line)
            _take_dialogue(split, line)
        elif keep[index]:
            split.own.append(line)
            split.dialogue.extend([line] if has_quotation else [])
        else:
            split.rest.append(line)
    return split


def _take_split(split: _Split, line: str, column: int) -> None:
    split.own.append(line[:column].rstrip(_DASHES))
    split.rest.append(line[column:])
    split.dialogue.append(line[column:])


def _take_dialogue(split: _Split, line: str) -> None:
    if quote_depth(line) <= 1:
        split.dialogue.append(line.lstrip(" \t\u00a0").removeprefix(">").removeprefix(" "))


def _kept_lines(marked: MarkedLines, labels: frozenset[str], marks: LineMarks) -> list[bool]:
    """Tell the own lines that are neither signature, disclaimer nor a gateway's warning."""
    keep = [part is Part.OWN for part in marked.parts]
    if marks.is_sure:
        keep = [is_own and not is_signed for is_own, is_signed in zip(keep, marks.signature, strict=True)]
    top = banner_end(marked.lines)
    keep[:top] = [False] * top
    is_last = True
    for start, end in reversed(list(_runs(keep))):
        lines = marked.lines[start:end]
        last_kept = start + own_end(lines, labels, is_last=is_last)
        last_kept = _above_signature(marked.lines, marks.signature, start, last_kept)
        if end - 1 in marked.splits:
            last_kept = end
        keep[last_kept:end] = [False] * (end - last_kept)
        if start > 0 and not _says_something(marked.lines[start:last_kept]):
            keep[start:last_kept] = [False] * (last_kept - start)
        elif not all(is_blank(line) for line in marked.lines[start:last_kept]):
            is_last = False
    return keep


def _says_something(lines: Sequence[str]) -> bool:
    """Say whether more stands in the lines than the ASCII punctuation that broken addresses leave below a quotation."""
    return any(character.isalnum() or not character.isascii() for line in lines for character in line.strip())


def _above_signature(lines: Sequence[str], signed: Sequence[bool], start: int, end: int) -> int:
    """Return `end`, moved up over lines that the HTML calls a signature."""
    above = end
    while above > start and (signed[above - 1] or is_blank(lines[above - 1])):
        above -= 1
    return above if above > start and any(signed[above:end]) else end


def _runs(keep: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for index, is_own in enumerate(keep):
        if is_own and start is None:
            start = index
        elif not is_own and start is not None:
            yield start, index
            start = None
    if start is not None:
        yield start, len(keep)


def _is_answered_inline(marked: MarkedLines, keep: Sequence[bool]) -> bool:
    """Say whether own words stand below quoted ones."""
    has_quotation = False
    for index, line in enumerate(marked.lines if Part.QUOTED in marked.parts else ()):
        if is_blank(line):
            continue
        if marked.parts[index] is Part.QUOTED:
            has_quotation = True
        elif has_quotation and keep[index]:
            return True
    return False


def _quoted_form(split: _Split, labels: frozenset[str]) -> str:
    if split.forwarded or not split.dialogue:
        return ""
    if not split.is_answered_inline and not any(map("\n".join(split.dialogue).__contains__, _VALUE_SIGNS)):
        return ""  # nothing stands there that asks or answers
    has_answers = any(_is_filled_field(line, labels) for line in split.dialogue)
    if split.is_answered_inline or has_answers or _is_answered_below(split.dialogue, labels):
        return _joined(split.dialogue)
    return ""


def _is_answered_below(lines: Sequence[str], labels: frozenset[str]) -> bool:
    """Say whether something that is no label stands right below a label with nothing behind it."""
    return any(
        _is_empty_field(line, labels) and not is_blank(below) and not _starts_field(below, labels)
        for line, below in pairwise(lines)
    )


def _is_empty_field(line: str, labels: frozenset[str]) -> bool:
    bare = line.strip()
    return bare.endswith(_VALUE_SIGNS) and bare[:-1].strip(_AROUND_LABEL).casefold() in labels


def _starts_field(line: str, labels: frozenset[str]) -> bool:
    starts = (line[: _LABEL_LENGTH + 20].partition(sign)[0] for sign in _VALUE_SIGNS if sign in line)
    return any(start.strip(_AROUND_LABEL).casefold() in labels for start in starts)


def _is_filled_field(line: str, labels: frozenset[str]) -> bool:
    head = line[: _LABEL_LENGTH + 20]
    for sign in _VALUE_SIGNS:
        if sign in head:
            label, _, value = head.partition(sign)
            if value.strip() and label.strip(_AROUND_LABEL).casefold() in labels:
                return True
    return False
