"""A mail of ours is made as small as it can be and stays a mail."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from daemon.outbox.composing import Composition, compose
from daemon.outbox.shortening import LARGEST_TEXT, shortened

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MAIL = Composition(
    ("Pusat Data", "bantuan@kampus.example"), "siti@mhs.kampus.example", "Uji", "", "<p>x</p>", "a@b", NOW
)


@pytest.mark.parametrize("line", ["Teks biasa.\n", "Teks panjang é " * 30 + "\n"], ids=["7bit", "quoted-printable"])
@pytest.mark.parametrize("has_files", [True, False])
def test_beginning_of_the_text_is_kept_whole(line: str, *, has_files: bool) -> None:
    content = compose(replace(MAIL, text=line * 5000, has_files=has_files), "edge")
    small = shortened(content)
    assert small is not None
    mail = message_from_bytes(small, policy=policy.default)
    text = str(mail.get_content()).replace("\r\n", "\n")
    assert (mail["Message-ID"], mail.get_content_type(), mail.defects) == ("<a@b>", "text/plain", [])
    assert text.startswith(line.rstrip("\n")[:15])
    assert "shortened" in text
    assert "\ufffd" not in text
    assert len(small) < LARGEST_TEXT + 2000


def test_short_text_is_kept_to_its_end() -> None:
    small = shortened(compose(replace(MAIL, text="Selamat pagi.\nSampai jumpa."), "edge"))
    assert small is not None
    assert b"Selamat pagi.\r\nSampai jumpa.\r\n" in small


def test_what_was_shortened_cannot_be_shortened_again() -> None:
    small = shortened(compose(replace(MAIL, text="x"), "edge"))
    assert small is not None
    assert shortened(small) is None
