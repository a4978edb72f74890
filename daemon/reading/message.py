"""The records that the stages of reading hand to each other and to the desk.

Everything here came in the mail, or was concluded from it alone. What *we* decided about the
mail (may this sender command? which ticket?) is never stored in these records.
"""

from datetime import datetime
from enum import StrEnum

from daemon.value_objects import value_object


@value_object
class Header:
    """One header field as it stood in the mail."""

    name: str  # as written, without the colon
    value: str  # octets as latin-1, still folded and still RFC 2047 encoded, no trailing line end


@value_object
class Mailbox:
    """A mailbox for display and for answering (RFC 5322 §3.4), read leniently; never an identity."""

    address: str  # addr-spec, domain in lower case; "" when none could be made out
    name: str  # display name, decoded; "" when there is none


@value_object
class Attachment:
    """A file that came with the mail, decoded."""

    filename: str  # NFC, at most 120 characters, no separators, controls or format characters; never empty
    content_type: str  # "image/jpeg", lower case
    content: bytes
    sha256: str  # of content, hexadecimal
    content_id: str  # without angle brackets; "" when there is none
    inline: bool  # shown inside the HTML body (referred to by cid:), such as a logo

    @property
    def size(self) -> int:
        """Length of the content in octets."""
        return len(self.content)


@value_object
class HtmlText:
    """An HTML body as text, and which of its lines the sender's mail program marked as something else.

    Line ranges are half-open pairs of line numbers (from 0), in document order, never overlapping.
    """

    text: str  # visible text; lines inside quotation blocks start with ">" once per level
    quoted: tuple[
        tuple[int, int], ...
    ]  # containers of quotation, reply or forward: everything inside was not typed now
    signatures: tuple[tuple[int, int], ...]  # containers of signatures and "sent from"


@value_object
class InboundMessage:
    """One email, parsed: headers decoded, bodies as text, attachments decoded."""

    headers: tuple[Header, ...]  # all, top to bottom
    subject: str  # decoded, one line
    sender: Mailbox  # From, lenient
    reply_to: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    message_id: str  # without angle brackets; made up from the content when missing
    message_id_is_made_up: bool
    in_reply_to: str  # first id, without angle brackets; "" when there is none
    references: tuple[str, ...]  # without angle brackets, oldest first
    date: datetime | None  # Date header, aware UTC; None when missing or absurd
    content_sha256: str  # of From, To, Subject, Date, Message-ID and body octets, no trace headers
    text: str  # the body for people, in document order; HTML converted when there is no plain text
    plain: str | None  # the sender's first text/plain part alone (never of an attached mail); None when there is none
    plain_charset: str  # charset label of that part, lower case; "" when undeclared
    html: str | None  # first text/html part, decoded, not cleaned; None when there is none
    attachments: tuple[Attachment, ...]
    attached_messages: tuple[bytes, ...]  # message/rfc822 parts, whole
    is_encrypted: bool  # S/MIME or OpenPGP: nothing to read
    is_signed: bool  # multipart/signed or inline OpenPGP; never verified
    has_calendar: bool  # a text/calendar part
    content_type: str  # of the whole mail, lower case, e.g. "multipart/report"
    defects: tuple[str, ...]  # what was repaired or left out, one short English phrase each
    has_controls: bool = False  # the text part had control characters, which nobody types
    html_text: HtmlText | None = None  # `html` as text with its marks; None when there is no HTML


class Kind(StrEnum):
    """What sort of mail this is (product.md §3)."""

    ORDINARY = "ordinary"
    AUTO_REPLY = "auto-reply"  # out-of-office, receipts, calendar answers, challenge-responses
    BOUNCE = "bounce"
    OWN = "own"  # sent by this Loket


@value_object
class Bounce:
    """A delivery status notification, or what a server sends instead of one (RFC 3464)."""

    recipients: tuple[str, ...]  # addr-specs that could not be reached, lower case; may be empty
    is_permanent: bool
    status: str  # RFC 3463, "5.1.1"; "" when unknown
    reason: str  # the server's words, one line, at most 500 characters; "" when unknown
    original_message_id: str  # of the mail that bounced, without angle brackets; "" when unknown


@value_object
class Classification:
    """The kind of a mail, and why."""

    kind: Kind
    is_bulk: bool  # list or bulk mail: never answered automatically
    is_robot: bool  # anything machine-made (trust.md §3.6, 1): never commands, never gets an automatic answer
    reason: str  # the header or pattern that decided, short English phrase; "" for ordinary mail
    bounce: Bounce | None


@value_object
class Reference:
    """What the mail says about the mails and tickets it belongs to. It identifies, it never authorises."""

    tokens: tuple[str, ...]  # reply tokens, in the order of trust.md §3.5 "read"; unverified
    message_ids: tuple[str, ...]  # In-Reply-To first, then References newest first
    ticket_numbers: tuple[str, ...]  # in brackets in the subject, upper case, e.g. "PDI-2611-0042"
    original_sender: Mailbox | None  # author of the forwarded mail, when this is a forward
    original_date: datetime | None  # aware UTC
    original_subject: str = ""  # of the forwarded mail; "" when unknown
    original_text: str = ""  # what the forwarded mail says; "" when this is no forward
    is_attached: bool = False  # the forwarded mail came whole, as an attachment


@value_object
class ReplyText:
    """The body split into what the sender wrote and the rest."""

    reply: str  # what the sender wrote: no quotation, signature, disclaimer, "sent from"
    elided: str  # all the rest, in document order; never thrown away
    is_forward: bool
    quoted_form: str  # quotation with answers written inside or below it, for the form reader; "" when none


class CommandFault(StrEnum):
    """Why a block of command lines may not run at all (trust.md §3.6)."""

    HTML_ONLY = "html-only"  # no text/plain part: ask, never run
    HTML_DIFFERS = "html-differs"  # the line is not visible in the HTML alternative
    CHARSET = "charset"
    INVISIBLE = "invisible"  # control or format characters
    UNCLOSED_QUOTE = "unclosed-quote"
    TOO_MANY = "too-many"
    TOO_LONG = "too-long"
    FORWARD = "forward"
    ROBOT = "robot"
    CALENDAR = "calendar"


@value_object
class CommandLine:
    """One `!word arguments` line, split. Names are as typed, lower case; nobody looked them up yet."""

    line: str  # as understood: wrapped lines joined, smart quotes normalised
    name: str  # ASCII, lower case, without "!"
    arguments: tuple[str, ...]  # positional and key=value alike, quotes removed
    target: int | None  # digest line "3 selesai": 3; None otherwise
    is_bare: bool  # "selesai" alone on the first line, or a digest line: needs a valid token


@value_object
class CommandBlock:
    """The first contiguous block of command lines in the sender's own text, and what follows it."""

    lines: tuple[CommandLine, ...]  # empty: no commands
    text: str  # the sender's text after the block: a public reply or a note
    stray: tuple[str, ...]  # `!word` lines elsewhere: not run, the receipt says so
    faults: tuple[CommandFault, ...]  # any: nothing of the block may run


@value_object
class FoundField:
    """A form value found in the mail."""

    name: str  # the catalogue's field name: "nim"
    value: str  # tidied, as the catalogue's pattern wants it; as written when it does not fit
    is_valid: bool  # fits the field's pattern
    is_labelled: bool  # stood behind its label ("NIM: ..."); False: recognised in free text
    is_quoted: bool = False  # stood in the quoted form: may be nothing but what our own form was filled in with


@value_object
class Suggestion:
    """A complaint type guessed from the text."""

    type_code: str  # "M01"
    category: str  # "data-mahasiswa"
    confidence: float  # 0..1


@value_object
class Findings:
    """What the sender's text says about the complaint."""

    fields: tuple[FoundField, ...]  # one per name at most, in the order they stood
    suggestions: tuple[Suggestion, ...]  # best first; empty: no idea
    language: str  # "id" or "en"; "id" when in doubt
    wished_language: str  # the one that the sender asks for in words; "" for none
    keyword: str  # a requester's one-word reply, upper case: STATUS BATAL SELESAI BUKA KELUAR 1..5 A..E; "" when none
    is_thanks: bool  # nothing but thanks or an acknowledgement: does not reopen


@value_object
class Reading:
    """Everything that can be known about a mail from its octets and the campus's vocabulary."""

    message: InboundMessage
    classification: Classification
    reference: Reference
    reply: ReplyText
    commands: CommandBlock
    findings: Findings
