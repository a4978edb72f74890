"""Write what a remote server sends when it has no such mailbox: a report of delivery (RFC 3464)."""

from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count

_BOUNDARY = "=_report_of_delivery"
_numbers = count(1)


def undeliverable(raw: bytes, recipient: str) -> bytes:
    """Return the report that a mail could not be delivered to a recipient elsewhere."""
    domain = recipient.rpartition("@")[2]
    header = raw.partition(b"\r\n\r\n")[0]
    lines = (
        f"From: Mail Delivery System <mailer-daemon@{domain}>",
        f"To: {_sender(header)}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Date: {format_datetime(datetime.now(UTC))}",
        f"Message-ID: <report{next(_numbers)}@mail.{domain}>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{_BOUNDARY}"',
        "",
        f"--{_BOUNDARY}",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        f"This is the mail system at host mail.{domain}.",
        "",
        "I'm sorry to have to inform you that your message could not be delivered.",
        "",
        f"<{recipient}>: 550 5.1.1 User unknown",
        "",
        f"--{_BOUNDARY}",
        "Content-Type: message/delivery-status",
        "",
        f"Reporting-MTA: dns; mail.{domain}",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
        "",
        f"--{_BOUNDARY}",
        "Content-Type: text/rfc822-headers",
        "",
        "",
    )
    return "\r\n".join(lines).encode() + header + f"\r\n\r\n--{_BOUNDARY}--\r\n".encode()


def _sender(header: bytes) -> str:
    """Return the address that the returned mail came from, as its first server noted it."""
    first = header.split(b"\r\n", 1)[0].decode("ascii", "replace")
    return first.partition("<")[2].partition(">")[0] if first.lower().startswith("return-path:") else "postmaster"
