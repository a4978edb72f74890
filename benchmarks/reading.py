"""Measure what reading one mail costs, beside the standard library's parser in the same run.

    python benchmarks/reading.py [--seconds N]

Prints milliseconds per mail (the median of the batches) for parsing alone and for the whole reading, both by the
processor's clock, and for the whole reading in a child process, by the clock on the wall; then how many times faster
our parser is than `email.message_from_bytes` with `policy.default`, asked for the same: headers, body and decoded
attachments. (The standard library does not turn HTML into text; ours does.)
"""

import argparse
import base64
import email
import email.policy
import random
import statistics
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from daemon.cli.explain import default_vocabulary
from daemon.readers.isolation import Readers
from daemon.reading.mime.parsing import parse
from daemon.reading.reader import read

BATCHES = 15
HEAD = (
    b"Return-Path: <budi.contoh@mhs.kampus.example>\r\n"
    b"Received: from mail-lf1.kampus.example (mail-lf1.kampus.example [192.0.2.7])\r\n"
    b"\tby mx.kampus.example (Postfix) with ESMTPS id 4XyZ;\r\n\tMon, 2 Nov 2026 09:15:02 +0700 (WIB)\r\n"
    b"Authentication-Results: mx.kampus.example; dkim=pass header.d=mhs.kampus.example;\r\n"
    b"\tspf=pass smtp.mailfrom=mhs.kampus.example; dmarc=pass header.from=mhs.kampus.example\r\n"
    b"From: =?UTF-8?Q?Budi_Contoh?= <budi.contoh@mhs.kampus.example>\r\n"
    b"To: Layanan PDDikti <layanan@kampus.example>\r\n"
    b"Subject: =?UTF-8?B?" + base64.b64encode(b"Perbaikan nama di PDDikti") + b"?=\r\n"
    b"Date: Mon, 2 Nov 2026 09:15:00 +0700\r\nMessage-ID: <CAF0001@mail.mhs.kampus.example>\r\n"
    b"In-Reply-To: <r.0001@kampus.example>\r\nReferences: <r.0000@kampus.example> <r.0001@kampus.example>\r\n"
    b"MIME-Version: 1.0\r\n"
)
SENTENCE = "nama saya di PDDikti tertulis salah mohon diperbaiki sesuai ijazah dan KTP terima kasih atas bantuannya"
WORDS = SENTENCE.split()


def plain_mail(octets: int) -> bytes:
    """Return a mail of about this size with a form, in plain text."""
    form = (
        "Yth. Layanan PDDikti,\r\n\r\nNIM: 2190000001\r\nNama benar: Budi Contoh\r\nProgram studi: Informatika\r\n\r\n"
    )
    head = HEAD + b"Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + form.encode()
    return head + _sentences(octets - len(head)).encode()


def html_mail(octets: int) -> bytes:
    """Return a mail of about this size with nothing but HTML, as web mail writes it, with a quotation."""
    head = HEAD + b"Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    line = '<div style="font-family:Calibri,sans-serif;font-size:12pt"><span>{}</span><br></div>\r\n'
    quote = "<p class=MsoNormal>{}<o:p></o:p></p>\r\n"
    typed = line.format(_sentences(120)) * (octets // 2 // (len(line) + 118))
    quoted = quote.format(_sentences(120)) * (octets // 2 // (len(quote) + 118))
    page = f'<html><body>{typed}<div class="gmail_quote"><blockquote>{quoted}</blockquote></div></body></html>'
    return head + page.encode()


def attachment_mail(octets: int) -> bytes:
    """Return a mail of about this size, nearly all of it one base64 attachment."""
    scan = base64.encodebytes(random.Random(1).randbytes(octets * 57 // 78)).replace(b"\n", b"\r\n")
    return (
        HEAD + b'Content-Type: multipart/mixed; boundary="=_b1"\r\n\r\n'
        b"--=_b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        b"Terlampir ijazah saya.\r\n--=_b1\r\nContent-Type: application/pdf; name=ijazah.pdf\r\n"
        b"Content-Disposition: attachment; filename=ijazah.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + scan
        + b"--=_b1--\r\n"
    )


def _sentences(characters: int) -> str:
    dice = random.Random(characters)
    lines = [" ".join(dice.choice(WORDS) for _ in range(12)) for _ in range(characters // 60 + 1)]
    return "\r\n".join(lines)[:characters]


def standard_library(raw: bytes) -> int:
    """Do with the standard library what parse() does: return the octets of all the bodies and attachments."""
    message = cast("EmailMessage", email.message_from_bytes(raw, policy=email.policy.default))
    wanted = ("subject", "from", "to", "date", "message-id", "in-reply-to", "references")
    octets = sum(len(str(message[name] or "")) for name in wanted)
    body = message.get_body(("plain", "html"))
    octets += len(body.get_content()) if body else 0
    return octets + sum(len(part.get_content()) for part in message.iter_attachments())


def milliseconds(work: Callable[[], object], seconds: float, clock: Callable[[], float] = time.process_time) -> float:
    """Return the median cost of one call over several batches, by the processor's clock unless told otherwise."""
    work()
    started = clock()
    work()
    count = max(1, int(seconds / BATCHES / max(clock() - started, 1e-6)))
    batches = []
    for _ in range(BATCHES):
        started = clock()
        for _ in range(count):
            work()
        batches.append((clock() - started) / count * 1000)
    return statistics.median(batches)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=1.0, help="for each figure")
    seconds = arguments.parse_args().seconds
    mails = {
        "2 KB plain": plain_mail(2000),
        "15 KB HTML": html_mail(15_000),
        "300 KB attachment": attachment_mail(300_000),
    }
    vocabulary = default_vocabulary()
    print(f"{'mail':<20}{'octets':>9}{'parse':>10}{'read':>10}{'in child':>10}{'stdlib':>10}{'ratio':>8}")
    with Readers(vocabulary) as readers:
        for name, raw in mails.items():
            parsing = milliseconds(lambda raw=raw: parse(raw), seconds)
            reading = milliseconds(lambda raw=raw: read(raw, vocabulary), seconds)
            isolated = milliseconds(lambda raw=raw: readers.read(raw), seconds, time.perf_counter)
            standard = milliseconds(lambda raw=raw: standard_library(raw), seconds)
            figures = f"{parsing:10.3f}{reading:10.3f}{isolated:10.3f}{standard:10.3f}{standard / parsing:8.1f}"
            print(f"{name:<20}{len(raw):>9}{figures}")


if __name__ == "__main__":
    main()
