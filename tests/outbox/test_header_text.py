"""Header values stay in their line, and every mail reader gets back what was put in."""

from datetime import datetime
from email import message_from_bytes, policy
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.outbox.header_text import LINE, date, is_mailable, mailboxes, message_ids, safe_header, unstructured

BAD = "a\r\nBcc: e@x.example\x00\x85\u2028\u202e\u200b\ufeff\ud800b"


def parsed(header: bytes) -> str:
    message = message_from_bytes(header + b"\r\n", policy=policy.default)
    assert message.defects == []
    return str(next(iter(message.values())))


def test_control_and_format_characters_are_taken_out() -> None:
    assert safe_header(BAD) == "a Bcc: e@x.example b"


@pytest.mark.parametrize(
    "subject",
    [
        "[PDI-2611-0042] Nama ibu kandung salah",
        "Perbaikan “nama” — mohon dibantu 🙏",
        "é" * 300,
        "=?utf-8?b?YQ==?= is not an encoded word of ours",
        "x" * 400,
        "kata " * 100,
    ],
)
def test_subject_is_read_back_as_it_was(subject: str) -> None:
    assert parsed(unstructured("Subject", subject)) == subject.strip()


@given(st.text(max_size=300))
def test_any_text_makes_one_header_and_short_lines(text: str) -> None:
    header = unstructured("Subject", text)
    assert len(message_from_bytes(header + b"\r\n").items()) == 1
    assert max(map(len, header.split(b"\r\n"))) <= 78


@given(st.text(max_size=200))
def test_any_name_stays_a_name(name: str) -> None:
    header = mailboxes("From", ((name, "bantuan@kampus.example"),))
    message = message_from_bytes(header + b"\r\n", policy=policy.default)
    assert [address.addr_spec for address in message["From"].addresses] == ["bantuan@kampus.example"]


@pytest.mark.parametrize("name", ["Pusat Data, UIN", 'Dr. "X" Contoh', "Pusat Pangkalan Data — Ünik", ""])
def test_name_is_read_back_as_it_was(name: str) -> None:
    header = mailboxes("From", ((name, "bantuan@kampus.example"),))
    message = message_from_bytes(header + b"\r\n", policy=policy.default)
    assert message["From"].addresses[0].display_name == name


@pytest.mark.parametrize(
    "address",
    [
        '"x\r\nRCPT TO:<e@x>"@y.example',
        "a@b@c.example",
        "a@",
        "@b",
        "a b@c.example",
        "a@b c",
        "a@[1.2.3.4]",
        "ä@b.example",
        "a@b.example\n",
        "a" * 65 + "@b.example",
        "a@" + "b." * 140 + "c",
    ],
)
def test_clever_addresses_are_not_mailable(address: str) -> None:
    assert not is_mailable(address)


@pytest.mark.parametrize(
    "address", ["budi@mhs.kampus.example", "b.c+tag@x-y.example", "o'neil@x.example", "a@localhost"]
)
def test_plain_addresses_are_mailable(address: str) -> None:
    assert is_mailable(address)


def test_foreign_message_ids_that_are_none_are_left_out() -> None:
    header = message_ids("References", ("a@b", "x\r\nBcc: y@z", "no-at", "c@d>", "é@f"))
    assert header == b"References: <a@b>\r\n"


def test_no_message_ids_make_no_header() -> None:
    assert message_ids("In-Reply-To", ("",)) == b""


@pytest.mark.parametrize("length", range(60, 80))
def test_a_long_first_word_leaves_the_line_short_enough(length: int) -> None:
    header = unstructured("Subject", length * "a" + " b")
    assert (max(map(len, header.split(b"\r\n"))) <= LINE, parsed(header)) == (True, length * "a" + " b")


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "UTC", "America/St_Johns"])
@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_is_written_as_the_library_writes_it(zone: str, month: int) -> None:
    at = datetime(2026, month, month + 1, 9, 5, 7, 999_999, tzinfo=ZoneInfo(zone))
    assert date("Date", at) == f"Date: {format_datetime(at)}\r\n".encode()
