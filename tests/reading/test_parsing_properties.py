"""What goes in comes out, for any text, name and file; and nothing at all makes the parser fail."""

import email.policy
import unicodedata
from email.header import Header
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.reading.limits import LimitExceeded
from daemon.reading.message import InboundMessage
from daemon.reading.mime.charsets import decode
from daemon.reading.mime.parsing import parse

# Without the letters that a double encoding consists of: text of nothing else would be repaired.
visible = st.characters(exclude_categories=("C", "Z"), exclude_characters="".join(map(chr, range(0xC2, 0xF5))))
words = st.lists(st.text(visible, min_size=1, max_size=12), min_size=1, max_size=8).map(" ".join)
bodies = st.lists(words, min_size=1, max_size=10).map("\n".join)
encodings = st.sampled_from(["7bit", "8bit", "base64", "quoted-printable"])

# Scraps of mail grammar: random octets alone hardly ever form a mail.
SCRAPS = rb"""From: |Subject: |=?utf-8?q?|=?utf-8?b?|?=|--b|--b--|utf-16|utf-7|iso-2022-jp|idna|format=flowed| |;|"
Content-Type: multipart/mixed; boundary=b|Content-Type: text/html; charset=|Content-Type: text/plain; charset=
Content-Type: message/rfc822|Content-Type: application/ms-tnef|Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename*0*=|begin 644 a|end|&#x|<!--|</div>|<blockquote>|<table><tr><td>|<div>"""
scraps = st.sampled_from([b"\n", b"\n\n", b"\r\n", b"\x78\x9f\x3e\x22", *SCRAPS.replace(b"\n", b"|").split(b"|")])
broken_mails = st.lists(scraps | st.binary(max_size=12), max_size=40).map(b"".join)


def written(message: EmailMessage) -> InboundMessage:
    return parse(message.as_bytes(policy=email.policy.SMTP))


@given(words)
def test_any_subject_survives(subject: str) -> None:
    raw = b"Subject: " + Header(subject, "utf-8").encode().encode() + b"\n\nx"
    assert parse(raw).subject == subject


@given(bodies, encodings)
@settings(max_examples=60)
def test_any_body_survives_any_transfer_encoding(body: str, encoding: str) -> None:
    message = EmailMessage()
    message.set_content(body, cte="base64" if encoding == "7bit" and not body.isascii() else encoding)
    plain = written(message).plain
    assert plain is not None
    assert plain.rstrip("\n") == body


@given(st.binary(max_size=3000), words)
@settings(max_examples=60)
def test_any_file_survives_under_its_name(content: bytes, name: str) -> None:
    message = EmailMessage()
    message.set_content("x")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    (file,) = written(message).attachments
    assert file.content == content
    assert "/" in name or "\\" in name or not name.strip(". ") or file.filename == unicodedata.normalize("NFC", name)


@given(bodies, st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-7"]))
def test_any_text_survives_the_charsets_that_hold_all_of_unicode(text: str, charset: str) -> None:
    assert decode(text.encode(charset), charset) == text


@given(broken_mails)
@settings(max_examples=400)
def test_no_octets_make_the_parser_fail(raw: bytes) -> None:
    try:
        message = parse(raw)
    except LimitExceeded:
        return
    for text in (message.subject, message.text, message.html or "", message.sender.name, *message.references):
        text.encode("utf-8")
    assert all(file.filename for file in message.attachments)
