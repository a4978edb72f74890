"""Write the files that go along with a mail, piece by piece as they are read: they are never in memory as a whole.

A mail with files is stored as multipart/mixed with its text alone, and is whole like that. When it is sent, the files
are put in before its last line, which is the closing delimiter (RFC 2046 §5.1.1).
"""

from binascii import b2a_base64
from collections.abc import Callable, Iterator
from typing import BinaryIO
from urllib.parse import quote

from daemon.outbox.header_text import safe_header
from daemon.value_objects import value_object

_LINE = 57  # octets that make one line of 76 characters (RFC 2045 §6.8)
_PIECE = 1000 * _LINE  # octets read at a time
_SEGMENT = 60  # characters of a file name on one line

Opener = Callable[[str], BinaryIO]  # gives the octets that are kept under a SHA-256


@value_object
class SentFile:
    """A file that goes along."""

    filename: str
    size: int  # octets
    sha256: str


def no_files(sha256: str) -> BinaryIO:
    """Open nothing: for mails without files. Raises: FileNotFoundError."""
    raise FileNotFoundError(sha256)


def readable(files: tuple[SentFile, ...], opened: Opener) -> tuple[SentFile, ...]:
    """Return the files whose octets are there; what was lost must not keep the mail from going out."""
    return tuple(file for file in files if _is_readable(file, opened))


def _is_readable(file: SentFile, opened: Opener) -> bool:
    try:
        opened(file.sha256).close()
    except OSError:
        return False
    return True


def pieces(content: bytes, files: tuple[SentFile, ...], left_out: tuple[str, ...], opened: Opener) -> Iterator[bytes]:
    """Yield the mail with its files, and with a note that names those that were left out.

    Raises: OSError when a file cannot be read.
    """
    start = content.rstrip(b"\r\n").rfind(b"\r\n") + 2
    closing = content[start:]
    delimiter = closing.rstrip(b"\r\n").removesuffix(b"--") + b"\r\n"
    yield content[:start]
    if left_out:
        yield delimiter + _note(left_out)
    for file in files:
        yield delimiter + _head(file)
        with opened(file.sha256) as octets:
            yield from _encoded(octets)
    yield closing


def encoded_size(files: tuple[SentFile, ...]) -> int:
    """Return about how many octets the files add to a mail; never too few."""
    return sum(len(_head(file)) + 200 + (file.size // _LINE + 1) * 78 for file in files)


def _encoded(octets: BinaryIO) -> Iterator[bytes]:
    while piece := octets.read(_PIECE):
        lines = (piece[start : start + _LINE] for start in range(0, len(piece), _LINE))
        yield b"".join(b2a_base64(line).replace(b"\n", b"\r\n") for line in lines)


def _head(file: SentFile) -> bytes:
    """Return a file's header; its type says nothing, so that nothing is opened by itself (trust.md §2.5)."""
    disposition = ";\r\n ".join(("Content-Disposition: attachment", *_filename(file.filename)))
    head = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
    return f"{head}{disposition}\r\n\r\n".encode("ascii")


def _filename(name: str) -> tuple[str, ...]:
    """Return a file name as parameters (RFC 2183 §2.3); outside ASCII, or long, as RFC 2231 §3 and §4 want it."""
    name = safe_header(name)
    if name.isascii() and len(name) <= _SEGMENT:
        return ('filename="' + name.replace("\\", "_").replace('"', "'") + '"',)
    letters = [quote(letter, safe="") for letter in name]
    segments = [""]
    for letter in letters:
        if len(segments[-1]) + len(letter) > _SEGMENT:
            segments.append("")
        segments[-1] += letter
    first = "utf-8''"
    return tuple(f"filename*{number}*={'' if number else first}{part}" for number, part in enumerate(segments))


def _note(names: tuple[str, ...]) -> bytes:
    """Return a part that says what is missing, for whoever reads it."""
    lines = ["Tidak dapat dilampirkan / could not be attached:", *(f"- {safe_header(name)}" for name in names)]
    text = "\r\n".join(lines).encode("utf-8")
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head + text + b"\r\n"
