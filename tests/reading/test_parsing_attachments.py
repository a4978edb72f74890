"""Files that came with the mail: names, contents, and the envelopes they hide in."""

import base64
import hashlib
import struct
import time

import pytest

from daemon.reading.message import Attachment, InboundMessage
from daemon.reading.mime.parsing import parse
from daemon.reading.mime.tnef import unpack_tnef

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3
TNEF_HEAD = struct.pack("<IH", 0x223E9F78, 1)


def part(content: bytes, *fields: str) -> bytes:
    return "\n".join(fields).encode() + b"\n\n" + content


def mixed(*parts: bytes, subtype: str = "mixed") -> InboundMessage:
    body = b"".join(b"--b1\n" + one + b"\n" for one in parts)
    return parse(f"Content-Type: multipart/{subtype}; boundary=b1\n\n".encode() + body + b"--b1--\n")


def only_file(*fields: str, content: bytes = b"x") -> Attachment:
    (attachment,) = mixed(part(b"halo", "Content-Type: text/plain"), part(content, *fields)).attachments
    return attachment


def test_a_file_is_decoded_and_hashed() -> None:
    content = base64.encodebytes(PNG)
    fields = ("Content-Type: Image/PNG; name=ktp.png", "Content-Transfer-Encoding: BASE64")
    file = only_file(*fields, content=content)
    assert (file.filename, file.content_type, file.content) == ("ktp.png", "image/png", PNG)
    assert (file.size, file.sha256) == (len(PNG), hashlib.sha256(PNG).hexdigest())


@pytest.mark.parametrize(
    "written",
    [
        base64.b64encode(PNG),
        base64.encodebytes(PNG).replace(b"\n", b"\r\n"),
        base64.b64encode(PNG).rstrip(b"="),
        base64.encodebytes(PNG) + b"\n\n-- \nsent through a list\n",
        b" " + base64.encodebytes(PNG).replace(b"\n", b" \n!"),
        b"".join(base64.b64encode(PNG[at : at + 100]) + b"\n" for at in range(0, len(PNG), 100)),  # padded in pieces
    ],
)
def test_base64_is_decoded_however_it_was_wrapped(written: bytes) -> None:
    fields = ("Content-Type: image/png; name=a.png", "Content-Transfer-Encoding: base64")
    assert only_file(*fields, content=written).content == PNG


def test_quoted_printable_files_are_decoded() -> None:
    fields = ("Content-Type: text/csv; name=a.csv", "Content-Transfer-Encoding: quoted-printable")
    assert only_file(*fields, content=b"n=C3=A1ma;= \t\nnim").content == "náma;nim".encode()


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("Content-Disposition: attachment; filename=ijazah.pdf", "ijazah.pdf"),
        ('Content-Disposition: attachment; filename="ijazah; asli.pdf"', "ijazah; asli.pdf"),
        ("Content-Disposition: attachment; filename=ijazah saya.pdf", "ijazah saya.pdf"),
        ("Content-Disposition: attachment; filename*=UTF-8''ij%C3%A1zah.pdf", "ijázah.pdf"),
        ("Content-Disposition: attachment; filename*0*=utf-8''ij%C3%A1; filename*1=zah; filename*2=.pdf", "ijázah.pdf"),
        ("Content-Disposition: attachment; filename*1=b.pdf; filename*0=a", "ab.pdf"),
        ("Content-Disposition: attachment; filename=x.pdf; filename*=UTF-8''ij%C3%A1zah.pdf", "ijázah.pdf"),
        ('Content-Disposition: attachment; filename="=?utf-8?Q?ij=C3=A1zah.pdf?="', "ijázah.pdf"),
        ('Content-Disposition: attachment; filename="ijázah.pdf"', "ijázah.pdf"),
        ("Content-Type: application/pdf; name=ijazah.pdf", "ijazah.pdf"),
        ("Content-Type: image/gif\nContent-Location: https://kampus.example/gambar/logo.gif?v=1", "logo.gif"),
        ('Content-Disposition: attachment; filename="C:\\\\Users\\\\budi\\\\ijazah.pdf"', "ijazah.pdf"),
        ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        ('Content-Disposition: attachment; filename="a\u202efdp.exe"', "afdp.exe"),
        ('Content-Disposition: attachment; filename="a\x07\tb\u200b.pdf"', "a b.pdf"),
        ('Content-Disposition: attachment; filename="e\u0301.pdf"', "é.pdf"),
        ('Content-Disposition: attachment; filename=".."', "attachment-1.bin"),
        ("Content-Disposition: attachment", "attachment-1.txt"),
        ("Content-Type: application/pdf", "attachment-1.pdf"),
        (f"Content-Type: application/pdf; name={'x' * 200}.pdf", "x" * 116 + ".pdf"),
        (f"Content-Type: application/pdf; name={'x' * 200}", "x" * 120),
    ],
)
def test_a_file_has_a_safe_name(field: str, name: str) -> None:
    fields = [field] if field.startswith("Content-Type") else [field, "Content-Type: application/octet-stream"]
    fields = [field, "Content-Type: text/plain"] if field.endswith("attachment") else fields
    assert only_file(*fields).filename == name


def test_an_image_that_the_page_shows_is_inline() -> None:
    page = part(b'<img src="cid:logo@x">', "Content-Type: text/html")
    logo = part(PNG, "Content-Type: image/png", "Content-ID: <logo@x>")
    photo = part(PNG, "Content-Type: image/png", "Content-ID: <photo@x>")
    files = mixed(page, logo, photo, subtype="related").attachments
    assert [(file.content_id, file.inline) for file in files] == [("logo@x", True), ("photo@x", False)]


def test_an_attached_mail_is_kept_whole_and_listed() -> None:
    inner = b"From: a@x.example\nContent-Type: multipart/mixed; boundary=b2\n\n--b2\n\nisi\n--b2--"
    message = mixed(part(inner, "Content-Type: message/rfc822"))
    assert message.attached_messages == (inner,)
    assert [file.filename for file in message.attachments] == ["attachment-1.eml"]


def test_an_attached_mail_in_base64_is_decoded() -> None:
    fields = ("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64")
    assert mixed(part(base64.b64encode(b"Subject: a\n\nb"), *fields)).attached_messages == (b"Subject: a\n\nb",)


def test_parts_of_a_digest_are_mails() -> None:
    assert mixed(b"\nSubject: a\n\nb", subtype="digest").attached_messages == (b"Subject: a\n\nb",)


def test_the_status_part_of_a_bounce_is_listed() -> None:
    assert only_file("Content-Type: message/delivery-status", content=b"Status: 5.1.1").content == b"Status: 5.1.1"


def test_no_more_files_are_decoded_than_the_limit_allows() -> None:
    message = mixed(*[part(b"x", "Content-Type: image/png")] * 60)
    assert len(message.attachments) == 50
    assert "more attachments than are kept" in message.defects


def test_uuencoded_files_leave_the_text() -> None:
    message = parse(b"\n\nTerlampir\nbegin 644 ijazah.txt\n%<V%T=0H \n \nend\nTerima kasih\n")
    assert (message.text, message.plain) == ("Terlampir\n\nTerima kasih\n",) * 2
    (file,) = message.attachments
    assert (file.filename, file.content) == ("ijazah.txt", b"satu\n")


def test_uuencoded_lines_that_end_in_rubbish_are_decoded() -> None:
    text = b"begin 644 a.txt\n%<V%T=0H X\n`\nend\n"
    assert parse(b"\n\n" + text).attachments[0].content == b"satu\n"


def test_uuencode_as_a_transfer_encoding_is_undone() -> None:
    fields = ("Content-Type: application/zip; name=a.zip", "Content-Transfer-Encoding: x-uuencode")
    assert only_file(*fields, content=b"begin 644 a.zip\n%<V%T=0H \n`\nend\n").content == b"satu\n"


def test_words_that_start_like_uuencoding_stay_in_the_text() -> None:
    text = "begin 644 kata\nlalu teks biasa yang tidak pernah berakhir\n"
    assert parse(b"\n\n" + text.encode()).text == text


def tnef_object(attribute: int, content: bytes, level: int = 1) -> bytes:
    return struct.pack("<BHHI", level, attribute, 6, len(content)) + content + b"\0\0"


def tnef_file(name: bytes, content: bytes) -> bytes:
    drawn = tnef_object(0x9002, bytes(14), 2)
    return drawn + tnef_object(0x8010, name + b"\0", 2) + tnef_object(0x800F, content, 2)


def test_files_of_outlook_are_unpacked() -> None:
    content = TNEF_HEAD + tnef_file(b"ijazah.pdf", b"%PDF-1.7 isi") + tnef_file(b"ktp.png", PNG)
    files = mixed(part(content, "Content-Type: application/ms-tnef; name=winmail.dat")).attachments
    assert [(file.filename, file.content) for file in files] == [("ijazah.pdf", b"%PDF-1.7 isi"), ("ktp.png", PNG)]


def test_the_body_of_outlook_is_the_text_of_a_mail_without_another() -> None:
    content = TNEF_HEAD + tnef_object(0x800C, b"Mohon bantuan\0")
    assert mixed(part(content, "Content-Type: application/ms-tnef")).text == "Mohon bantuan"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bukan TNEF",
        TNEF_HEAD + tnef_object(0x9003, struct.pack("<I", 0xFFFFFFFF) + b"\x03\0\x01\0" * 20),
        TNEF_HEAD + tnef_object(0x9003, struct.pack("<IHHI", 1, 0x1003, 0x1000, 0xFFFFFFFF) + bytes(50)),
        TNEF_HEAD + tnef_object(0x9003, struct.pack("<IHH", 1, 0x1E, 0x1000) + b"\xff"),
        TNEF_HEAD + tnef_object(0x800C, b"") * 90_000,
    ],
)
def test_a_broken_or_hostile_file_of_outlook_is_kept_as_it_is_at_once(content: bytes) -> None:
    started = time.process_time()
    message = mixed(part(content, "Content-Type: application/ms-tnef; name=winmail.dat"))
    assert [file.filename for file in message.attachments] == ["winmail.dat"]
    assert time.process_time() - started < 1


def test_a_bomb_inside_a_message_inside_outlook_is_seen() -> None:
    bomb = TNEF_HEAD + tnef_object(0x9003, struct.pack("<I", 0xFFFFFFFF) + bytes(40))
    inner = bytes.fromhex("0703020000000000c000000000000046") + bomb
    property_list = struct.pack("<IHHII", 1, 13, 0x3701, 1, len(inner)) + inner + bytes(-len(inner) % 4)
    assert unpack_tnef(TNEF_HEAD + tnef_object(0x9005, property_list, 2)) is None
