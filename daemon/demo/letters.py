"""Write mails as people's mail programs write them: a new mail, a reply as Gmail makes it, a form filled in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, make_msgid, parsedate_to_datetime
from html import escape

from daemon.demo.people import DESK, Person

_DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def new_mail(sender: Person, subject: str, text: str) -> EmailMessage:
    """Return a plain mail to the desk."""
    mail = EmailMessage()
    mail["From"] = sender.mailbox
    mail["To"] = DESK.address
    mail["Subject"] = subject
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain=sender.address.rpartition("@")[2])
    mail.set_content(text)
    return mail


def gmail_reply(sender: Person, answered: EmailMessage, text: str) -> EmailMessage:
    """Return a reply with the answered mail quoted below, as text and HTML, as Gmail on the web makes it."""
    line = _introduction(answered)
    quotation = "\n".join(f"> {row}" if row else ">" for row in body(answered).splitlines())
    mail = _reply(sender, answered, f"{text}\n\n{line}\n\n{quotation}\n")
    mail.add_alternative(
        f'<div dir="ltr">{_as_html(text)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(line)}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);'
        f'padding-left:1ex">{_as_html(body(answered))}</blockquote></div>',
        subtype="html",
    )
    return mail


def filled_form(sender: Person, answered: EmailMessage, values: Mapping[str, str]) -> EmailMessage:
    """Return a reply in plain text with values written behind the form's labels, inside the quotation.

    Raises: LookupError with the label that the form does not have.
    """
    rows = body(answered).splitlines()
    for label, value in values.items():
        rows[_row_of(rows, label)] = f"{label}: {value}"
    quotation = "\n".join(f"> {row}" if row else ">" for row in rows)
    return _reply(sender, answered, f"{_introduction(answered)}\n{quotation}\n")


def out_of_office(sender: Person, answered: EmailMessage) -> EmailMessage:
    """Return what an autoresponder says about a mail (RFC 3834)."""
    mail = _reply(sender, answered, "Saya sedang cuti sampai hari Senin. Surat Anda saya baca setelah kembali.\n")
    mail.replace_header("Subject", f"Balasan otomatis: {answered['Subject']}")
    mail["Auto-Submitted"] = "auto-replied"
    return mail


def answer_address(mail: EmailMessage) -> str:
    """Return where a reply to the mail goes, an addr-spec."""
    return getaddresses([str(mail.get("Reply-To", mail["From"]))])[0][1]


def recipient(mail: EmailMessage) -> str:
    """Return the address in To, an addr-spec."""
    return getaddresses([str(mail["To"])])[0][1]


def body(mail: EmailMessage) -> str:
    """Return the mail's text with plain line ends."""
    part = mail.get_body(("plain",))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def message_id(mail: EmailMessage) -> str:
    """Return the mail's Message-ID without angle brackets."""
    return str(mail["Message-ID"]).strip().strip("<>")


def _reply(sender: Person, answered: EmailMessage, text: str) -> EmailMessage:
    subject = str(answered["Subject"])
    mail = new_mail(sender, subject if subject.lower().startswith("re:") else f"Re: {subject}", text)
    mail.replace_header("To", answer_address(answered))
    mail["In-Reply-To"] = str(answered["Message-ID"])
    mail["References"] = f"{answered.get('References', '')} {answered['Message-ID']}".strip()
    return mail


def _introduction(answered: EmailMessage) -> str:
    """Return the line above a quotation, as Gmail writes it in Indonesian."""
    name, address = getaddresses([str(answered["From"])])[0]
    at = parsedate_to_datetime(str(answered["Date"]))
    day = f"{_DAYS[at.weekday()]}, {at.day} {_MONTHS[at.month - 1]} {at.year}"
    return f"Pada {day} pukul {at:%H.%M} {name} <{address}> menulis:"


def _row_of(rows: list[str], label: str) -> int:
    for number, row in enumerate(rows):
        if row.partition(":")[0] == label and ":" in row:
            return number
    raise LookupError(label)


def _as_html(text: str) -> str:
    return "<br>".join(escape(row) for row in text.splitlines())
