"""A composed mail is what the standard parser expects of one."""

from binascii import a2b_qp
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.outbox.composing import Composition, Picture, compose, quoted_printable

PLAIN = Composition(
    sender=("Pusat Data", "bantuan@kampus.example"),
    to="budi@mhs.kampus.example",
    subject="Halo",
    text="Halo Budi\n.\nSelesai — ya\n",
    html="<p>Halo</p>\n" + "x" * 2000,
    message_id="abc.reply@kampus.example",
    date=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
)
PICTURE = Picture(bytes(range(256)) * 3, "png", "logo@loket")


def parse(mail: Composition) -> EmailMessage:
    message = message_from_bytes(compose(mail, "abc123"), policy=policy.default)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def test_text_and_html_are_alternatives() -> None:
    kinds = [part.get_content_type() for part in parse(PLAIN).walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_texts_are_read_back_as_they_were() -> None:
    parts = [part.get_content().replace("\r\n", "\n") for part in parse(PLAIN).iter_parts()]
    assert parts == [PLAIN.text.rstrip("\n"), PLAIN.html]


def test_logo_travels_with_the_html() -> None:
    message = parse(replace(PLAIN, pictures=(PICTURE,)))
    html, picture = list(message.iter_parts())[1].iter_parts()
    assert (html.get_content_type(), picture.get_content(), picture["Content-ID"]) == (
        "text/html",
        PICTURE.content,
        "<logo@loket>",
    )


def test_every_line_ends_with_crlf_and_is_short() -> None:
    octets = compose(replace(PLAIN, pictures=(PICTURE,)), "abc123")
    assert octets.count(b"\n") == octets.count(b"\r") == octets.count(b"\r\n")
    assert max(map(len, octets.split(b"\r\n"))) <= 78


@given(st.text(max_size=500))
def test_no_text_can_break_out_of_its_part(text: str) -> None:
    clean = text.encode("utf-8", "ignore").decode()
    octets = compose(replace(PLAIN, text=clean), "abc123")
    message = message_from_bytes(octets, policy=policy.default)
    assert len(list(message.iter_parts())) == 2
    assert octets.count(b"\n") == octets.count(b"\r\n") == octets.count(b"\r")


@pytest.mark.parametrize("blank", [" ", "\t", "  "])
@pytest.mark.parametrize("length", range(66, 78))
def test_no_encoded_line_is_too_long_when_a_blank_ends_it(length: int, blank: str) -> None:
    text = f"é\n{length * 'a'}{blank}\nb\n"
    encoded = quoted_printable(text)
    assert max(map(len, encoded.split(b"\r\n"))) <= 76
    assert a2b_qp(encoded).decode().replace("\r\n", "\n") == text


@pytest.mark.parametrize("word", ["auto-replied", "auto-generated"])
def test_automatic_mail_says_so(word: str) -> None:
    message = parse(replace(PLAIN, auto_submitted=word))
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == (word, "All")


def test_mail_of_a_person_is_not_called_automatic() -> None:
    assert "Auto-Submitted" not in parse(PLAIN)


def test_long_thread_keeps_its_root_and_its_newest_mails() -> None:
    message = parse(replace(PLAIN, references=tuple(f"{number}@x.example" for number in range(100))))
    found = message["References"].split()
    assert (len(found), found[0], found[-1]) == (20, "<0@x.example>", "<99@x.example>")


def test_address_that_cannot_be_mailed_is_not_shown() -> None:
    assert b"To: undisclosed-recipients:;\r\n" in compose(replace(PLAIN, to=""), "abc123")


def test_loop_mark_is_on_one_line() -> None:
    octets = compose(replace(PLAIN, loop_mark="v1 " + "a" * 64), "abc123")
    assert b"\r\nX-Loket-Loop: v1 " + b"a" * 64 + b"\r\n" in octets
