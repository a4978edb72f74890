"""Files go along with mails piece by piece, under safe names, and never keep a mail from going out."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
from smtp_sink import SmtpSink

from daemon.outbox.composing import Composition, compose
from daemon.outbox.file_parts import SentFile, encoded_size, pieces
from daemon.outbox.handover import Envelope, Verdict
from daemon.outbox.smtp import SmtpTransport
from daemon.outbox.smtp_session import SmtpSettings
from daemon.reading.mime.danger import is_dangerous
from daemon.storage import Blobs

SITI = "siti@mhs.kampus.example"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NAMES = ("ktp.jpg", "surat keterangan \u2013 contoh.pdf", 'a"b\\c.pdf', "\u0627" * 100 + ".pdf", "x" * 110 + ".pdf")


def text_mail() -> bytes:
    mail = Composition(("Pusat Data", "bantuan@kampus.example"), SITI, "Uji", "Teks.\n.", "<p>Teks</p>", "a@b", NOW)
    return compose(replace(mail, has_files=True), "edge")


def parsed(octets: bytes) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(octets, policy=policy.default))


@pytest.fixture
def transport(sink: SmtpSink, tmp_path: Path) -> Iterator[SmtpTransport]:
    opened = Blobs(tmp_path / "blobs").open
    made = SmtpTransport(SmtpSettings("127.0.0.1", sink.port, "none", "kampus.example", opened=opened))
    yield made
    made.close()


def kept(tmp_path: Path, content: bytes, name: str = "ktp.jpg") -> SentFile:
    return SentFile(name, len(content), Blobs(tmp_path / "blobs").put(content))


@pytest.mark.parametrize("name", NAMES)
def test_file_name_arrives(name: str) -> None:
    content = b"".join(pieces(text_mail(), (SentFile(name, 3, "0" * 64),), (), lambda _: io.BytesIO(b"abc")))
    [part] = parsed(content).iter_attachments()
    assert part.get_filename() == name.replace('"', "'").replace("\\", "_")
    assert max(map(len, content.split(b"\r\n"))) <= 100


@pytest.mark.parametrize("size", [0, 1, 57, 58, 57_000, 57_001, 200_000])
def test_file_arrives_octet_for_octet(sink: SmtpSink, transport: SmtpTransport, tmp_path: Path, size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    transport.deliver(Envelope("a@kampus.example", (SITI,), text_mail(), (kept(tmp_path, content),)), lambda: None)
    [part] = sink.mails[-1].message.iter_attachments()
    assert part.get_payload(decode=True) == content


def test_size_that_is_announced_is_enough(tmp_path: Path) -> None:
    files = tuple(kept(tmp_path, bytes(size), f"{size}.bin") for size in (0, 5, 57, 99_999))
    whole = b"".join(pieces(text_mail(), files, (), Blobs(tmp_path / "blobs").open))
    assert len(whole) <= len(text_mail()) + encoded_size(files)


def test_lost_file_is_named_and_the_mail_goes_out(sink: SmtpSink, transport: SmtpTransport) -> None:
    lost = SentFile("ktp.jpg", 3, "0" * 64)
    delivered = transport.deliver(Envelope("a@kampus.example", (SITI,), text_mail(), (lost,)), lambda: None)
    assert delivered.answers[0][1].verdict is Verdict.ACCEPTED
    assert "ktp.jpg" in sink.mails[-1].content.decode()


def test_mail_is_whole_without_its_files() -> None:
    assert parsed(text_mail()).get_body(("plain",)) is not None
    assert list(parsed(text_mail()).iter_attachments()) == []


@pytest.mark.parametrize("name", ["a.exe", "a.pdf.EXE", "a.docm", "a.html", "a.scr. ", "foto.svg"])
def test_name_of_a_program_is_dangerous(name: str) -> None:
    assert is_dangerous(name, b"abc")


@pytest.mark.parametrize("name", ["ktp.jpg", "ijazah.pdf", "surat.docx", "nilai.xlsx", "berkas.zip", "exe", "catatan"])
def test_ordinary_file_is_not_dangerous(name: str) -> None:
    assert not is_dangerous(name, b"abc")


def test_program_under_another_name_is_dangerous() -> None:
    assert is_dangerous("ktp.jpg", b"MZ\x90\x00")
