"""Collect the files that came with a mail, the attached mails among them."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote

from daemon.reading import limits
from daemon.reading.message import Attachment
from daemon.reading.mime.bodies import content_of
from daemon.reading.mime.body_parts import is_readable
from daemon.reading.mime.encoded_words import one_line
from daemon.reading.mime.filenames import tidy_filename
from daemon.reading.mime.structure import Part
from daemon.reading.mime.tnef import Tnef, unpack_tnef
from daemon.reading.mime.uuencoded import UuencodedFile

_MAIL_TYPES = ("message/rfc822", "message/global")
_TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
_UNTYPED = "application/octet-stream"
_CID = re.compile(r"cid:([^\"'\s<>)]{1,250})", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")


@dataclass(slots=True)
class Collected:
    """The files of a mail."""

    attachments: list[Attachment] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)  # message/rfc822 parts, whole
    tnef: Tnef | None = None  # the first that could be unpacked
    is_cut: bool = False  # more files than the limit allows

    def add(self, attachment: Attachment) -> None:
        """Take a file, as long as the limit allows."""
        if len(self.attachments) < limits.ATTACHMENTS:
            self.attachments.append(attachment)
        else:
            self.is_cut = True


def collect_attachments(raw: bytes, root: Part, html: str) -> Collected:
    """Return every part that is not the body; `html` ("" when there is none) tells which images it shows."""
    collected = Collected()
    # Lower case is what is searched first: an expression that knows no case is ten times as slow on a long page.
    shown = frozenset(unquote(found) for found in (_CID.findall(html) if "cid:" in html.lower() else ()))
    for part in root.walk():
        if part.children or is_readable(part):
            continue
        if len(collected.attachments) >= limits.ATTACHMENTS:
            collected.is_cut = True
            break
        _take(collected, part, content_of(raw, part), shown)
    return collected


def add_uuencoded(collected: Collected, files: tuple[UuencodedFile, ...]) -> None:
    """Add the files that stood in the text."""
    for found in files:
        collected.add(_untyped(collected, found.filename, found.content))


def _take(collected: Collected, part: Part, content: bytes, shown: frozenset[str]) -> None:
    if part.type in _TNEF_TYPES or part.filename.lower() == "winmail.dat":
        unpacked = unpack_tnef(content)
        if unpacked and (unpacked.files or unpacked.text or unpacked.html):
            collected.tnef = collected.tnef or unpacked
            for found in unpacked.files:
                collected.add(_untyped(collected, found.filename, found.content))
            return
    if part.type in _MAIL_TYPES:
        collected.mails.append(content)
    content_id = one_line(part.block.first("content-id")).strip("<> ")
    content_type = part.type if _MEDIA_TYPE.fullmatch(part.type) else _UNTYPED
    name = part.filename or _location(part)
    filename = tidy_filename(name, content_type, len(collected.attachments) + 1)
    is_inline = bool(content_id) and content_id in shown
    digest = sha256(content).hexdigest()
    collected.add(Attachment(filename, content_type, content, digest, content_id, is_inline))


def _location(part: Part) -> str:
    """Return the last step of Content-Location (RFC 2557): pages saved as mail name their images by it alone."""
    steps = one_line(part.block.first("content-location")).partition("?")[0].split("/")
    return unquote(steps[-1]) if "." in steps[-1] else ""


def _untyped(collected: Collected, name: str, content: bytes) -> Attachment:
    """Return a file that came without a type."""
    filename = tidy_filename(name, _UNTYPED, len(collected.attachments) + 1)
    return Attachment(filename, _UNTYPED, content, sha256(content).hexdigest(), "", inline=False)
