"""Write mails as people's programs write them, with the headers that our own server adds."""

from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count

from installation import AUTHSERV, SUPPORT

_numbers = count(1)


def write(
    sender: str,
    text: str,
    subject: str = "Mohon bantuan",
    *,
    verdict: str = "pass",
    to: str = SUPPORT,
    in_reply_to: str = "",
    message_id: str = "",
    headers: tuple[str, ...] = (),
) -> bytes:
    """Return one plain-text mail; `verdict` is the DMARC result our server reports, "" for no report at all."""
    address = sender.rpartition("<")[2].rstrip(">")
    domain = address.rpartition("@")[2]
    stamp = format_datetime(datetime.now(UTC))
    lines = [f"Return-Path: <{address}>"]
    if verdict:
        lines.append(f"Authentication-Results: {AUTHSERV}; dmarc={verdict} header.from={domain}")
    lines += [
        f"Received: from mail.{domain} by {AUTHSERV} with ESMTPS; {stamp}",
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Date: {stamp}",
        f"Message-ID: <{message_id or f'{next(_numbers)}.test@{domain}'}>",
        *([f"In-Reply-To: <{in_reply_to}>", f"References: <{in_reply_to}>"] if in_reply_to else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *headers,
    ]
    return "\r\n".join([*lines, "", *text.split("\n"), ""]).encode()
