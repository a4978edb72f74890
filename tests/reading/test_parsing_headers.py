"""Header fields: decoded for people, as broken as they come."""

from datetime import UTC, datetime

import pytest

from daemon.reading.message import InboundMessage, Mailbox
from daemon.reading.mime.parsing import parse


def read(*fields: str, body: str = "x") -> InboundMessage:
    return parse("\n".join([*fields, "", body]).encode())


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Nama salah", "Nama salah"),
        ("=?UTF-8?Q?Perbaikan_n=C3=A1ma?=", "Perbaikan náma"),
        ("=?UTF-8?B?UGVyYmFpa2FuIG7DoW1h?=", "Perbaikan náma"),
        ("=?utf-8?q?a?= =?utf-8?q?b?= c", "ab c"),
        ("=?utf-8?Q?=F0=9F=98?=\n =?utf-8?Q?=80?=", "😀"),  # one character in two words
        ("=?utf-8?B?w6?= =?utf-8?B?k=?=", "é"),  # one base64 quantum in two words
        ("=?iso-8859-1*id?Q?n=E1ma?=", "náma"),
        ("=?x-unknown?Q?n=C3=A1ma?=", "náma"),
        ("=?utf-8?Q?Are you there??=", "Are you there?"),
        ("Re: =?utf-8?Q?n=C3=A1ma?=salah", "Re: námasalah"),
        ("=?utf-8?Q?tidak selesai", "=?utf-8?Q?tidak selesai"),
        ("náma mentah", "náma mentah"),
        ("dua\n baris", "dua baris"),
        ("=?utf-8?q?x=0D=0ABcc:_evil?=", "x Bcc: evil"),
        ("a\u202eb\u200bc\x07d", "abc d"),
        ("", ""),
    ],
)
def test_a_subject_is_one_line_of_text(written: str, text: str) -> None:
    assert read(f"Subject: {written}").subject == text


def test_no_more_encoded_words_are_decoded_than_the_limit_allows() -> None:
    subject = read("Subject: " + "=?utf-8?q?a?= " * 150).subject
    assert subject.startswith("a" * 100 + " =?utf-8?q?a?=")


@pytest.mark.parametrize(
    ("written", "address", "name"),
    [
        ("Budi Contoh <budi@Kampus.Example>", "budi@kampus.example", "Budi Contoh"),
        ("budi@kampus.example", "budi@kampus.example", ""),
        ("budi@kampus.example (Budi Contoh)", "budi@kampus.example", "Budi Contoh"),
        ('"Contoh, Budi" <budi@kampus.example>', "budi@kampus.example", "Contoh, Budi"),
        ("Contoh, Budi <budi@kampus.example>", "budi@kampus.example", "Contoh, Budi"),
        ("=?utf-8?Q?B=C3=BAdi?= <budi@kampus.example>", "budi@kampus.example", "Búdi"),
        ('"=?utf-8?Q?B=C3=BAdi?=" <budi@kampus.example>', "budi@kampus.example", "Búdi"),
        ("=?utf-8?Q?Budi_<budi@kampus.example>?=", "budi@kampus.example", "Budi"),
        ('"Budi \\"B\\" Contoh" <budi@kampus.example>', "budi@kampus.example", 'Budi "B" Contoh'),
        ("'Budi' <budi@kampus.example>", "budi@kampus.example", "Budi"),
        ("Búdi <budi@kampus.example>", "budi@kampus.example", "Búdi"),
        ("<@relay.example:budi@kampus.example>", "budi@kampus.example", ""),
        ("Budi(kantor) <budi(ia)@kampus.example>", "budi@kampus.example", "Budi"),
        ("<mailto:budi@kampus.example>", "budi@kampus.example", ""),
        ("Budi <budi@kampus.example", "budi@kampus.example", "Budi"),
        ('"budi contoh"@kampus.example', '"budicontoh"@kampus.example', ""),
        ("Pengguna", "", "Pengguna"),
        ("<>", "", ""),
    ],
)
def test_a_sender_is_read_leniently(written: str, address: str, name: str) -> None:
    assert read(f"From: {written}").sender == Mailbox(address, name)


def test_a_mail_without_from_has_nobody_as_sender() -> None:
    assert read("Subject: x").sender == Mailbox("", "")


def test_the_first_of_two_from_fields_is_shown() -> None:
    assert read("From: a@kampus.example", "From: b@kampus.example").sender.address == "a@kampus.example"


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("a@x.example, b@x.example;c@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
        ("A <a@x.example>,, B <b@x.example>,", ["a@x.example", "b@x.example"]),
        ("Tim: a@x.example, B <b@x.example>;, c@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
        ("Undisclosed recipients:;", []),
        ("(kosong)", []),
        ("A <a@x.example> B <b@x.example>, C <c@x.example>", ["a@x.example", "b@x.example", "c@x.example"]),
        ("<<a@x.example>>", ["a@x.example"]),
        (", ".join(["a@x.example"] * 150), ["a@x.example"] * 100),
    ],
)
def test_an_address_list_is_split_into_its_mailboxes(written: str, addresses: list[str]) -> None:
    assert [mailbox.address for mailbox in read(f"To: {written}").to] == addresses


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("<a@x> <b@x>", ("a@x", "b@x")),
        ("<a@x><b@x>\n\t<a@x>", ("a@x", "b@x")),
        ("a@x b@x", ("a@x", "b@x")),
        ("<lang\n er@x>", ("langer@x",)),
        ('"Budi" of 2 Nov <a@x>', ("a@x",)),
        ("=?utf-8?Q?=3Ca=40x=3E?=", ("a@x",)),
        ("tidak ada", ()),
    ],
)
def test_references_are_ids_without_brackets_each_once(written: str, ids: tuple[str, ...]) -> None:
    assert read(f"References: {written}").references == ids


def test_a_missing_message_id_is_made_up_from_the_content() -> None:
    one, same, other = (read("Subject: a", body=body) for body in ("x", "x", "y"))
    assert one.message_id == same.message_id != other.message_id
    assert one.message_id_is_made_up


def test_the_content_hash_ignores_the_way_the_mail_came() -> None:
    direct = read("Subject: a", "Message-ID: <a@x>")
    relayed = read("Received: from a by b", "Delivered-To: c", "Subject: a", "Message-ID: <a@x>")
    assert direct.content_sha256 == relayed.content_sha256


@pytest.mark.parametrize("field", ["From", "To", "Subject", "Date", "Message-ID"])
def test_the_content_hash_knows_the_fields_that_identify_a_mail(field: str) -> None:
    assert read(f"{field}: 1").content_sha256 != read(f"{field}: 2").content_sha256


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Mon, 2 Nov 2026 09:15:00 +0700 (WIB)", datetime(2026, 11, 2, 2, 15, tzinfo=UTC)),
        ("2 Nov 26 09:15 GMT", datetime(2026, 11, 2, 9, 15, tzinfo=UTC)),
        ("Mon, 2 Nov 1026 09:15:00 +0700", None),
        ("Mon, 32 Nov 2026 09:15:00 +0700", None),
        ("2 Nov 2026 09:15:00 +999999999999", None),
        ("kemarin", None),
        ("", None),
    ],
)
def test_a_date_is_a_moment_in_utc_or_none(written: str, moment: datetime | None) -> None:
    assert read(f"Date: {written}").date == moment


def test_header_fields_are_kept_as_they_stood() -> None:
    headers = read("subject : =?utf-8?q?a?=\n b", "X-Ä: 1", "To:c").headers
    assert [(header.name, header.value) for header in headers] == [("subject", "=?utf-8?q?a?=\n b"), ("To", "c")]


def test_a_line_that_is_no_field_is_skipped_when_a_field_follows() -> None:
    message = read("From: a@x.example", "rusak", "Subject: Nama")
    assert message.subject == "Nama"
    assert "lines in a header that are no header fields" in message.defects


def test_folded_lines_that_lost_their_indentation_do_not_end_the_header() -> None:
    signature = ["DKIM-Signature: v=1; a=rsa-sha256;", "d=kampus.example; s=a;", "b=gm7U", "bDeg=="]
    message = read("From: a@x.example", *signature, "Content-Type: text/html", "Subject: Nama", body="<b>x</b>")
    assert (message.subject, message.text) == ("Nama", "x")


def test_a_form_right_below_a_broken_header_is_text() -> None:
    assert parse(b"Subject: Nama\nYth. Bapak,\nNIM: 1\nNama: Budi\n").text == "Yth. Bapak,\nNIM: 1\nNama: Budi\n"


def test_a_line_that_is_no_field_starts_the_body_when_none_follows() -> None:
    message = parse(b"Subject: Nama\nYth. Bapak,\nnama saya salah\n")
    assert (message.subject, message.text) == ("Nama", "Yth. Bapak,\nnama saya salah\n")


def test_the_line_that_a_mail_store_puts_in_front_is_no_defect() -> None:
    message = read("From budi@kampus.example Mon Nov  2 09:15:00 2026", "Subject: Nama")
    assert (message.subject, message.defects) == ("Nama", ())


@pytest.mark.parametrize("front", [b"\xef\xbb\xbf", b"\n\n", b"\r\n"])
def test_what_stores_put_in_front_of_a_mail_is_no_part_of_it(front: bytes) -> None:
    assert parse(front + b"Subject: Nama\n\nx").subject == "Nama"


def test_a_mail_with_carriage_returns_alone_is_read() -> None:
    message = parse(b"Subject: Nama\r\rsatu\rdua")
    assert (message.subject, message.text) == ("Nama", "satu\ndua")


@pytest.mark.parametrize(
    "block",
    [
        b"From: siti@kampus.example\r\nSubject: a\r\n b\r\n\tc \r\nX-Empty:\r\nX-8bit: \xe9 \xc3\xa9\r\n",
        b"Subject:a\nX-Odd:\n \n  b\t\nSubject: again\n",
        b"To: b:c\r\n\r\r\n",
        b"To: \x0b b\x0c\x85\r\nB: c\n",
        b"To: b\n--c: d\nE: f\n",
        b"To : b\nC: d\n",
    ],
)
def test_a_usual_block_is_read_as_one_behind_an_envelope_line_that_has_to_be_read_line_by_line(block: bytes) -> None:
    raw = block + b"\nbody"
    usual, behind = parse(raw), parse(b"From siti@kampus.example Mon Nov  2 08:00:00 2026\n" + raw)

    assert (usual.headers, usual.text, usual.defects) == (behind.headers, behind.text, behind.defects)
