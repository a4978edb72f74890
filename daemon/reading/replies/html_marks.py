"""Tell which lines of the body the sender's mail program marked in the HTML as quotation or signature."""

from collections.abc import Sequence

from daemon.reading.message import HtmlText, InboundMessage
from daemon.value_objects import value_object

_EMPHASIS = str.maketrans("", "", "*_<>[]|\u00a0\u200b\ufeff")
_TELLING = 8  # characters from which a line is long enough to be recognised in the other alternative
_MAX_SIGNATURE = 60  # lines of a signature that are compared


@value_object
class LineMarks:
    """What the HTML says about the lines of the body."""

    quoted: list[bool]  # in a container of quotation or forward
    signature: list[bool]  # in a container of a signature; sure only where `is_sure`
    is_sure: bool  # the body is the HTML itself; otherwise its lines were compared with the HTML's
    quotation_start: int | None  # compared: first line of the quotation; None when unknown


def mark_by_html(message: InboundMessage, lines: Sequence[str]) -> LineMarks:
    """Return the marks of the body's lines; all False when there is no HTML."""
    html = message.html_text
    nothing = LineMarks([False] * len(lines), [False] * len(lines), is_sure=False, quotation_start=None)
    if html is None or not html.text.strip():
        return nothing
    position = _position(html.text, message.text) if message.plain is None else -1
    if position >= 0:
        offset = message.text.count("\n", 0, position)
        return LineMarks(
            _spread(html.quoted, offset, len(lines)),
            _spread(html.signatures, offset, len(lines)),
            is_sure=True,
            quotation_start=None,
        )
    return _compared(html, lines) if html.quoted or html.signatures else nothing


def _position(part: str, text: str) -> int:
    """Return where a part of a text begins, -1 when nowhere; nearly always it is all of it."""
    return 0 if part == text else text.find(part)


def _spread(ranges: Sequence[tuple[int, int]], offset: int, length: int) -> list[bool]:
    flags = [False] * length
    for start, end in ranges:
        first, last = min(start + offset, length), min(end + offset, length)
        flags[first:last] = [True] * (last - first)
    return flags


def _compared(html: HtmlText, lines: Sequence[str]) -> LineMarks:
    """Find the HTML's marked lines again in the plain text, which has no marks of its own."""
    marked = html.text.split("\n")
    squeezed = [_squeeze(line) for line in lines]
    signed = {_squeeze(line) for start, end in html.signatures for line in marked[start:end][:_MAX_SIGNATURE]} - {""}
    quoted = next((_squeeze(line) for start, end in html.quoted for line in marked[start:end] if line.strip("> ")), "")
    start = squeezed.index(quoted) if len(quoted) >= _TELLING and squeezed.count(quoted) == 1 else None
    return LineMarks([False] * len(lines), [line in signed for line in squeezed], is_sure=False, quotation_start=start)


def _squeeze(line: str) -> str:
    return " ".join(line.translate(_EMPHASIS).casefold().split())
