"""Build the octets of a mail from finished texts (RFC 5322, RFC 2045-2047, RFC 2387).

Own composition, because `email.message.EmailMessage` takes more than a millisecond a mail and re-reads every header;
the tests read the result back with the standard parser.
"""

from binascii import b2a_base64, b2a_qp
from datetime import datetime

from daemon.outbox.header_text import date, mailboxes, message_ids, unstructured
from daemon.reading.loop_mark import LOOP_HEADER
from daemon.value_objects import value_object

_REFERENCES = 20  # the oldest and the newest; more only makes headers long (RFC 5322 §3.6.4 asks for no number)
_PLAIN_LINE = 78  # characters (RFC 5322 §2.1.1)
_ENCODED_LINE = 76  # characters (RFC 2045 §6.7)


@value_object
class Picture:
    """An image that travels inside the mail and is shown by `cid:`."""

    content: bytes
    subtype: str  # "png"
    content_id: str  # without angle brackets


@value_object
class Composition:
    """All that a mail is made of."""

    sender: tuple[str, str]  # display name and addr-spec
    to: str  # addr-spec; "" when it cannot be mailed
    subject: str
    text: str
    html: str
    message_id: str  # without angle brackets
    date: datetime  # aware, in the institution's time zone
    cc: tuple[str, ...] = ()
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    auto_submitted: str = ""  # "auto-replied" or "auto-generated" (RFC 3834 §5); "" for what a person wrote
    loop_mark: str = ""
    pictures: tuple[Picture, ...] = ()
    has_files: bool = False  # they are put in when the mail is sent (daemon/outbox/file_parts.py)
    parts: tuple[bytes, bytes] | None = None  # what `text_part` makes of text and HTML; None: it is to be made


def compose(mail: Composition, boundary: str) -> bytes:
    """Return the whole mail with CRLF line ends and lines of at most 998 octets.

    `boundary` is random, at most 60 letters and digits, and occurs in no part.
    """
    return b"".join((*_headers(mail), *_body(mail, boundary)))


def _headers(mail: Composition) -> list[bytes]:
    lines = [date("Date", mail.date), mailboxes("From", (mail.sender,))]
    lines.append(mailboxes("To", (("", mail.to),)) if mail.to else b"To: undisclosed-recipients:;\r\n")
    if mail.cc:
        lines.append(mailboxes("Cc", tuple([("", address) for address in mail.cc])))
    if mail.reply_to:
        lines.append(mailboxes("Reply-To", ((mail.sender[0], mail.reply_to),)))
    lines.append(unstructured("Subject", mail.subject))
    lines.append(message_ids("Message-ID", (mail.message_id,)))
    lines.append(message_ids("In-Reply-To", (mail.in_reply_to,)))
    lines.append(message_ids("References", _short(mail.references)))
    automatic = f"Auto-Submitted: {mail.auto_submitted}\r\n" if mail.auto_submitted else ""
    loop = f"{LOOP_HEADER}: {mail.loop_mark}\r\n" if mail.loop_mark else ""  # never folded: its reader wants one line
    lines.append(f"{automatic}X-Auto-Response-Suppress: All\r\n{loop}MIME-Version: 1.0\r\n".encode("ascii"))
    return lines


def _short(references: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the first and the newest references."""
    unique = tuple(dict.fromkeys(references))
    return unique if len(unique) <= _REFERENCES else (unique[0], *unique[1 - _REFERENCES :])


def _body(mail: Composition, boundary: str) -> list[bytes]:
    edge = boundary.encode("ascii")
    text, html = mail.parts or (text_part("plain", mail.text), text_part("html", mail.html))
    alternatives = [
        b'Content-Type: multipart/alternative; boundary="a%b"\r\n\r\n--a%b\r\n' % (edge, edge),
        text,
        b"--a%b\r\n" % edge,
        _with_pictures(html, mail.pictures, edge),
        b"--a%b--\r\n" % edge,
    ]
    if not mail.has_files:
        return alternatives
    mixed = b'Content-Type: multipart/mixed; boundary="m%b"\r\n\r\n--m%b\r\n' % (edge, edge)
    return [mixed, *alternatives, b"--m%b--\r\n" % edge]


def _with_pictures(html: bytes, pictures: tuple[Picture, ...], edge: bytes) -> bytes:
    if not pictures:
        return html
    return (
        b'Content-Type: multipart/related; type="text/html"; boundary="r%b"\r\n\r\n' % edge
        + b"--r%b\r\n%b" % (edge, html)
        + b"".join(b"--r%b\r\n%b" % (edge, _picture_part(picture)) for picture in pictures)
        + b"--r%b--\r\n" % edge
    )


def text_part(subtype: str, text: str) -> bytes:
    """Return a text as a part of a mail, with its own header."""
    text = tidy(text)
    if is_plain(text):
        return text_head(subtype, "7bit") + text.replace("\n", "\r\n").encode("ascii")
    return text_head(subtype, "quoted-printable") + quoted_printable(text)


def tidy(text: str) -> str:
    """Return a text with line feeds as line ends, one at its end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def is_plain(text: str) -> bool:
    """Say whether a tidy text can stand in a mail as it is."""
    return text.isascii() and "\0" not in text and max(map(len, text.split("\n"))) <= _PLAIN_LINE


def text_head(subtype: str, encoding: str) -> bytes:
    """Return the header of a part that is a text."""
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode("ascii")


def quoted_printable(lines: str) -> bytes:
    """Return whole lines of a tidy text in lines of at most 76 characters (RFC 2045 §6.7)."""
    encoded = b2a_qp(lines.encode(), istext=True)
    if b"=20\n" in encoded or b"=09\n" in encoded:  # such an end is encoded after the line was measured
        encoded = b"\n".join([_short_enough(line) for line in encoded.split(b"\n")])
    return encoded.replace(b"\n", b"\r\n")


def _short_enough(line: bytes) -> bytes:
    """Return an encoded line; the blank that ends it stands on a line of its own where there is no room for it."""
    return line if len(line) <= _ENCODED_LINE else line[:-3] + b"=\n" + line[-3:]


def _picture_part(picture: Picture) -> bytes:
    encoded = b2a_base64(picture.content, newline=False)
    lines = b"\r\n".join(encoded[start : start + 76] for start in range(0, len(encoded), 76))
    head = (
        f"Content-Type: image/{picture.subtype}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-ID: <{picture.content_id}>\r\nContent-Disposition: inline\r\n\r\n"
    )
    return head.encode("ascii") + lines + b"\r\n"
