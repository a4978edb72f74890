"""Write the mails of a story as people's mail programs write them, files and forwarded mails included."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from installation import AUTHSERV
from mail_programs import PROGRAMS, Program, wrapped
from smtp_sink import SunkMail

_SIGNATURES = {"iPhone": "\n\nDikirim dari iPhone saya", "Outlook mobile": "\n\nDapatkan Outlook untuk Android"}
_WRAPPING = ("Gmail", "Thunderbird")
_HEADS = {  # how content begins, by extension: what tells a file's type
    "jpg": ("image/jpeg", b"\xff\xd8\xff\xe0"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "pdf": ("application/pdf", b"%PDF-1.7\n"),
    "exe": ("application/x-msdownload", b"MZ\x90\x00"),
    "html": ("text/html", b"<html><script>"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
}
_SIZE = re.compile(r"(?P<name>.+?)(?: (?P<count>\d+) (?P<unit>kB|MB))?")


@dataclass(frozen=True)
class Draft:
    """A mail about to be written."""

    sender: str  # "Siti Contoh <siti@…>"
    to: str
    subject: str
    text: str
    at: datetime
    message_id: str
    cc: str = ""
    files: tuple[str, ...] = ()  # "ktp.jpg 20 kB"
    verdict: str = "pass"  # the DMARC result that our server reports; "none" for no report at all
    answers: SunkMail | None = None
    attached: bytes = b""  # a whole mail


def written(draft: Draft, program: str) -> bytes:
    """Return the mail as the program writes it."""
    parts = [_body(draft, PROGRAMS[program], program), *map(_file, draft.files)]
    if draft.attached:
        parts.append(b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + draft.attached)
    return "\r\n".join(_headers(draft, PROGRAMS[program])).encode() + b"\r\n" + _joined(parts)


def forwarded(original: Draft) -> str:
    """Return a mail as Gmail and Outlook quote it when it is forwarded in the text."""
    stamp = original.at.strftime("%d %b %Y %H:%M %z")
    head = f"From: {original.sender}\nDate: {stamp}\nSubject: {original.subject}\nTo: {original.to}"
    return f"---------- Forwarded message ---------\n{head}\n\n{original.text}"


def _headers(draft: Draft, program: Program) -> list[str]:
    address = draft.sender.rpartition("<")[2].rstrip(">")
    domain = address.rpartition("@")[2]
    stamp = format_datetime(draft.at)
    lines = [f"Return-Path: <{address}>"]
    if draft.verdict != "none":
        lines.append(f"Authentication-Results: {AUTHSERV}; dmarc={draft.verdict} header.from={domain}")
    lines += [f"Received: from mail.{domain} by {AUTHSERV} with ESMTPS; {stamp}", f"From: {draft.sender}"]
    lines += [f"To: {draft.to}", *([f"Cc: {draft.cc}"] if draft.cc else [])]
    lines += [f"Subject: {draft.subject}", f"Date: {stamp}", f"Message-ID: <{draft.message_id}>"]
    if draft.answers:
        before = str(draft.answers.message["References"] or "").split()
        lines += [f"In-Reply-To: <{draft.answers.message_id}>"]
        lines += ["References: " + "\r\n ".join([*before[-3:], f"<{draft.answers.message_id}>"])]
    return [*lines, *program.headers]


def _body(draft: Draft, program: Program, name: str) -> bytes:
    if draft.answers:
        return program.body(draft.text, draft.answers)
    text = draft.text + _SIGNATURES.get(name, "")
    return program.new(text, wrapped(text) if name.startswith(_WRAPPING) else text)


def _joined(parts: list[bytes]) -> bytes:
    if len(parts) == 1:
        return parts[0]
    first = parts[0].removeprefix(b"MIME-Version: 1.0\r\n")
    lines = [b"MIME-Version: 1.0", b'Content-Type: multipart/mixed; boundary="mm"', b""]
    for part in [first, *parts[1:]]:
        lines += [b"--mm", part]
    return b"\r\n".join([*lines, b"--mm--", b""])


def _file(wish: str) -> bytes:
    found = _SIZE.fullmatch(wish)
    assert found is not None, wish
    name = found["name"]
    kind, head = _HEADS.get(name.rpartition(".")[2].lower(), ("application/octet-stream", b""))
    size = int(found["count"] or 2) * (1_000_000 if found["unit"] == "MB" else 1000)
    content = head + name.encode() + bytes(max(0, size - len(head) - len(name.encode())))
    head_lines = (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
    )
    return head_lines.encode() + base64.encodebytes(content).replace(b"\n", b"\r\n")
