"""Find the block of command lines in the sender's own text (product.md §6.1, trust.md §3.6).

Nothing here decides whether a command may run: that takes the sender's authentication and the
token. What makes a block unfit to run for anybody is reported as its faults.
"""

from dataclasses import dataclass, field

from daemon.reading.markup.html_text import to_text
from daemon.reading.markup.style_sheets import hides_by_style_sheet
from daemon.reading.message import (
    Classification,
    CommandBlock,
    CommandFault,
    InboundMessage,
    Kind,
    ReplyText,
)
from daemon.reading.orders.argument_words import normalised
from daemon.reading.orders.command_lines import (
    Recognised,
    bare_command,
    digest_command,
    has_command_mark,
    marked_command,
    may_have_mark,
)
from daemon.reading.remembered import once_per_vocabulary
from daemon.reading.replies.forwarding import is_forward_subject
from daemon.reading.replies.own_text import is_drawn, is_separator, may_have_separator, own_lines
from daemon.reading.replies.plain_lines import split_lines
from daemon.reading.vocabulary import Vocabulary
from daemon.value_objects import value_object

MOST_COMMANDS = 20  # in one mail (trust.md §3.6, 4)
LONGEST_LINE = 1000  # characters
_SHORTEST_WRAPPED = 55  # characters; clients break near 78 columns, some phones near 65
_CHARSETS = frozenset(
    (
        *("us-ascii", "ascii", "ansi_x3.4-1968", "utf-8", "utf8", "windows-1252", "cp1252"),
        *("iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1"),
        *("iso-8859-15", "iso8859-15", "iso_8859-15", "latin-9"),
    )
)


@value_object
class _Words:
    """What may stand without a mark."""

    names: frozenset[str]  # of commands
    is_answer: bool  # the mail answers another one: only there has a numbered line arguments


@dataclass(slots=True)
class _Found:
    """Command lines of a block, and the lines of the body that they stood on."""

    recognised: list[Recognised] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    unseen: bool = False  # a line is not among the visible lines of the HTML


def read_commands(
    message: InboundMessage, reply: ReplyText, classification: Classification, vocabulary: Vocabulary
) -> CommandBlock:
    """Return the command block of a mail; without lines when the sender's text starts with something else."""
    body = _body(message)
    names = _command_names(vocabulary)
    if not _may_command(body, names):  # most mails
        return CommandBlock(lines=(), text=_text_after([], reply.reply, []), stray=(), faults=())
    own = own_lines(body, vocabulary.reply_markers)
    words = _Words(names, is_answer=bool(message.in_reply_to or message.references))
    found, rest = _block(own, _visible(message, own, vocabulary), words)
    stray = tuple(normalised(line) for line in rest if has_command_mark(line))
    faults = _faults(message, reply, classification, found) if found.recognised else ()
    return CommandBlock(
        lines=tuple(each.command for each in found.recognised),
        text=_text_after(found.written, reply.reply, rest),
        stray=stray,
        faults=faults,
    )


@once_per_vocabulary
def _command_names(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(vocabulary.command_names)


def _may_command(body: str, names: frozenset[str]) -> bool:
    """Say whether a line of a body may bear the mark of a command, or its first one be a command without it."""
    if may_have_mark(body):
        return True
    first = body.lstrip().partition("\n")[0].partition("\r")[0]
    return (bare_command(first, names) or digest_command(first, names)) is not None


def _body(message: InboundMessage) -> str:
    return message.text if _is_html_only(message) else message.plain or ""


def _is_html_only(message: InboundMessage) -> bool:
    return not (message.plain or "").strip() and message.html is not None


def _visible(message: InboundMessage, own: list[str], vocabulary: Vocabulary) -> list[str] | None:
    """Return the HTML's visible lines; None when there is nothing to compare them with."""
    if message.html is None or _is_html_only(message):
        return None
    first = next((line for line in own if line.strip()), "")
    names = _command_names(vocabulary)
    if not (has_command_mark(first) or bare_command(first, names) or digest_command(first, names)):
        return None  # no block: spare the work
    if hides_by_style_sheet(message.html):
        return []  # what can be seen then depends on more than the line
    page = message.html_text or to_text(message.html)
    quoted = {index for start, end in page.quoted for index in range(start, end)}
    lines = enumerate(page.text.split("\n"))
    return [normalised(line) for index, line in lines if index not in quoted and not line.startswith(">")]


def _block(own: list[str], visible: list[str] | None, words: _Words) -> tuple[_Found, list[str]]:
    """Split the sender's lines into the block and the lines after it."""
    found = _Found()
    index = 0
    while index < len(own) and len(found.recognised) <= MOST_COMMANDS:
        if not own[index].strip():
            index += 1
            continue
        count = 1 if visible is None else _lines_joined(own, index, visible)
        recognised = _recognise(" ".join(own[index : index + count]), found, words)
        if recognised is None:
            break
        found.recognised.append(recognised)
        found.written.extend(own[index : index + count])
        found.unseen |= visible is not None and not _is_seen(recognised, visible)
        index += count
    return found, own[index:]


def _recognise(line: str, found: _Found, words: _Words) -> Recognised | None:
    marked = marked_command(line)
    if marked is not None:
        return marked
    if all(each.command.target is not None for each in found.recognised):
        digest = digest_command(line, words.names, has_arguments=words.is_answer)
        if digest is not None:
            return digest
    return None if found.recognised else bare_command(line, words.names)


def _lines_joined(own: list[str], index: int, visible: list[str]) -> int:
    """Return how many plain lines make up one line of the HTML; 1 when the line was not wrapped."""
    joined = normalised(own[index])
    if len(joined) < _SHORTEST_WRAPPED or not has_command_mark(joined):
        return 1
    candidates = [line for line in visible if line.startswith(joined) and line != joined]
    for last in range(index + 1, min(len(own), index + 1 + LONGEST_LINE // _SHORTEST_WRAPPED)):
        joined = normalised(f"{joined} {own[last]}")
        if joined in candidates:
            return last - index + 1
    return 1


def _is_seen(recognised: Recognised, visible: list[str]) -> bool:
    return recognised.has_invisible or recognised.command.line in visible


def _faults(
    message: InboundMessage, reply: ReplyText, classification: Classification, found: _Found
) -> tuple[CommandFault, ...]:
    """Return why the block may not run, in the order of the declaration of the faults."""
    checks = {
        CommandFault.HTML_ONLY: _is_html_only(message),
        CommandFault.HTML_DIFFERS: found.unseen,
        CommandFault.CHARSET: not _is_html_only(message) and not _has_plain_charset(message),
        CommandFault.INVISIBLE: message.has_controls or any(each.has_invisible for each in found.recognised),
        CommandFault.UNCLOSED_QUOTE: any(not each.is_closed for each in found.recognised),
        CommandFault.TOO_MANY: len(found.recognised) > MOST_COMMANDS,
        CommandFault.TOO_LONG: any(len(each.command.line) > LONGEST_LINE for each in found.recognised),
        CommandFault.FORWARD: reply.is_forward or is_forward_subject(message.subject),
        CommandFault.ROBOT: classification.is_robot or classification.kind is not Kind.ORDINARY,
        CommandFault.CALENDAR: message.has_calendar,
    }
    return tuple(fault for fault, is_so in checks.items() if is_so)


def _has_plain_charset(message: InboundMessage) -> bool:
    return message.plain_charset in _CHARSETS or not message.plain_charset


def _text_after(written: list[str], reply: str, rest: list[str]) -> str:
    """Return the sender's text without the block and without stray command lines.

    The reply has lost its signature, so it is used whenever it starts with the lines of the block.
    """
    lines = _without_block(written, split_lines(reply))
    remaining = rest if lines is None else lines
    if written or may_have_mark(reply) or may_have_separator(reply):  # most texts have neither
        remaining = [line for line in remaining if not has_command_mark(line) and not is_separator(line)]
    text = "\n".join(remaining).strip()
    return "" if is_drawn(text) else text


def _without_block(written: list[str], lines: list[str]) -> list[str] | None:
    """Return the lines after the block; None when they do not start with it."""
    block = " ".join(normalised(" ".join(written)).split())
    if not block:
        return lines
    seen = ""
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        seen = " ".join(normalised(f"{seen} {line}").split())
        if seen == block:
            return lines[index + 1 :]
        if not block.startswith(seen):
            return None
    return None if seen else []
