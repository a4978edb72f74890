"""Turn the octets of a mail into an InboundMessage."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from hashlib import sha256

from daemon.reading import limits
from daemon.reading.limits import LimitExceeded
from daemon.reading.markup.html_text import to_text
from daemon.reading.message import HtmlText, InboundMessage, Mailbox
from daemon.reading.mime import charsets
from daemon.reading.mime.addresses import parse_mailboxes, parse_message_ids
from daemon.reading.mime.attachments import Collected, add_uuencoded, collect_attachments
from daemon.reading.mime.bodies import Body, decode_body, tidy_text
from daemon.reading.mime.body_parts import body_parts, html_part, typed_part
from daemon.reading.mime.dates import parse_date
from daemon.reading.mime.encoded_words import decode_header
from daemon.reading.mime.structure import Part, scan
from daemon.reading.mime.uuencoded import extract_uuencoded
from daemon.reading.remembered import HEADER_VALUES

_IDENTIFYING = ("from", "to", "subject", "date", "message-id")
_NOBODY = Mailbox("", "")
_PKCS7 = ("application/pkcs7-mime", "application/x-pkcs7-mime")


def parse(raw: bytes) -> InboundMessage:
    """Return everything that stands in a mail; any octets are a mail.

    Raises: LimitExceeded, and nothing else.
    """
    if len(raw) > limits.RAW_OCTETS:
        raise LimitExceeded("mail too large")
    octets = raw.removeprefix(BOM_UTF8)
    octets = octets if b"\n" in octets else octets.replace(b"\r", b"\n")
    return _Parsing(octets).message()


class _Parsing:
    """The state of parsing one mail: each body is decoded and converted once."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.root = scan(raw)
        self.block = self.root.block
        HEADER_VALUES.keep(self.block.headers, self.block.named)  # the next stages ask for them
        self.typed = typed_part(self.root)
        self.html_part = html_part(self.root)
        self.bodies: dict[int, Body] = {}  # by offset
        self.html_texts: dict[str, HtmlText] = {}
        self.defects: list[str] = []

    def message(self) -> InboundMessage:
        """Assemble the record."""
        plain = self.body(self.typed) if self.typed else None
        html = self.html(plain)
        collected = collect_attachments(self.raw, self.root, html or "")
        text = self.text(collected)
        digest = self.digest()
        ids = parse_message_ids(self.block.first("message-id"))
        in_reply_to = parse_message_ids(self.block.first("in-reply-to"))
        is_plain = plain is not None and not plain.is_html
        return InboundMessage(
            headers=self.block.headers,
            subject=decode_header(self.block.first("subject")),
            sender=next(iter(self.mailboxes("from")), _NOBODY),
            reply_to=self.mailboxes("reply-to"),
            to=self.mailboxes("to"),
            cc=self.mailboxes("cc"),
            message_id=ids[0] if ids else f"{digest[:32]}@made-up.invalid",
            message_id_is_made_up=not ids,
            in_reply_to=in_reply_to[0] if in_reply_to else "",
            references=parse_message_ids(self.block.first("references")),
            date=parse_date(decode_header(self.block.first("date"))),
            content_sha256=digest,
            text=text,
            plain=extract_uuencoded(plain.text)[0] if plain and is_plain else None,
            plain_charset=self.typed.content_type.get("charset").lower() if self.typed and is_plain else "",
            html=html,
            attachments=tuple(collected.attachments),
            attached_messages=tuple(collected.mails),
            is_encrypted=self.is_encrypted(text),
            is_signed=self.is_signed(text),
            has_controls=plain is not None and plain.has_controls,
            has_calendar=any(part.type == "text/calendar" for part in self.root.walk()),
            content_type=self.root.type,
            defects=tuple(self.found_defects(collected)),
            html_text=self.html_text(html) if html is not None else None,
        )

    def body(self, part: Part) -> Body:
        """Decode a readable part, once."""
        if part.start not in self.bodies:
            self.bodies[part.start] = decode_body(self.raw, part)
        return self.bodies[part.start]

    def html(self, plain: Body | None) -> str | None:
        """Return the HTML body: the first HTML part, or HTML under a plain label."""
        if self.html_part is not None:
            return self.body(self.html_part).text
        return plain.text if plain and plain.is_html else None

    def html_text(self, html: str) -> HtmlText:
        """Convert an HTML body, once."""
        if html not in self.html_texts:
            self.html_texts[html] = to_text(html)
        return self.html_texts[html]

    def mailboxes(self, name: str) -> tuple[Mailbox, ...]:
        """Return the mailboxes of the first header called `name`."""
        value = self.block.first(name)
        return parse_mailboxes(value) if value else ()

    def text(self, collected: Collected) -> str:
        """Return the whole readable body; uuencoded files go to the attachments."""
        pieces = [self.piece(self.body(part), collected) for part in body_parts(self.raw, self.root)]
        text = "\n".join(piece for piece in pieces if piece.strip())
        if not text and collected.tnef:
            text = tidy_text(collected.tnef.text) or to_text(charsets.decode(collected.tnef.html, "")).text
        if len(text) > limits.TEXT_CHARACTERS:
            self.defects.append("text cut")
        return text[: limits.TEXT_CHARACTERS]

    def piece(self, body: Body, collected: Collected) -> str:
        """Return one part of the body as text."""
        if body.is_html:
            return self.html_text(body.text).text
        text, files = extract_uuencoded(body.text)
        add_uuencoded(collected, files)
        return text

    def digest(self) -> str:
        """Hash what identifies the content, whichever way the mail came."""
        hashed = sha256()
        for name in _IDENTIFYING:
            hashed.update(self.block.first(name).encode("latin-1") + b"\0")
        hashed.update(memoryview(self.raw)[self.block.body_start :])
        return hashed.hexdigest()

    def is_encrypted(self, text: str) -> bool:
        """Tell whether the body is S/MIME or OpenPGP ciphertext."""
        if self.root.type == "multipart/encrypted" or text.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
            return True
        return any(part.type in _PKCS7 and not _holds_signed_data(part) for part in self.root.walk())

    def is_signed(self, text: str) -> bool:
        """Tell whether the mail claims a signature."""
        if "-----BEGIN PGP SIGNED MESSAGE-----" in text[:2000]:
            return True
        return any(
            part.type == "multipart/signed" or (part.type in _PKCS7 and _holds_signed_data(part))
            for part in self.root.walk()
        )

    def found_defects(self, collected: Collected) -> Iterator[str]:
        """Yield what was repaired or left out."""
        yield from self.defects
        if any(part.block.is_damaged for part in self.root.walk()):
            yield "lines in a header that are no header fields"
        if not all(part.is_complete for part in self.root.walk()):
            yield "multipart without its end"
        if collected.is_cut:
            yield "more attachments than are kept"


def _holds_signed_data(part: Part) -> bool:
    return part.content_type.get("smime-type").lower() == "signed-data"
