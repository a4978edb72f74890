"""Take uuencoded files out of plain text, as mails carried them before MIME. Linear, never raises."""

import re

from daemon.reading.mime.transfer import decode_uu_block
from daemon.value_objects import value_object

_BEGIN = re.compile(r"^begin [0-7]{3,4} (\S[^\r\n]{0,250})\r?$", re.MULTILINE)
_END = re.compile(r"^end[ \t]*\r?$", re.MULTILINE)
_LINE = re.compile(r"[ -`]{1,90}\r?$", re.MULTILINE)


@value_object
class UuencodedFile:
    """A file found in the text."""

    filename: str  # as written
    content: bytes


def extract_uuencoded(text: str) -> tuple[str, tuple[UuencodedFile, ...]]:
    """Return the text without its uuencoded files, and the files."""
    if "begin " not in text:
        return text, ()
    kept, files, position = list[str](), list[UuencodedFile](), 0
    for begin in _BEGIN.finditer(text):
        if begin.start() < position or not _LINE.match(text, begin.end() + 1):
            continue
        end = _END.search(text, begin.end())
        if end is None:
            break
        block = text[begin.end() : end.start()].encode("ascii", "replace")
        files.append(UuencodedFile(begin[1].strip(), decode_uu_block(block)))
        kept.append(text[position : begin.start()])
        position = end.end()
    return "".join([*kept, text[position:]]), tuple(files)
