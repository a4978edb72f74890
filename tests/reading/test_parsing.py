"""Bodies: what people read, what the sender typed, the HTML, and what is said about the whole."""

import pytest

from daemon.reading.message import InboundMessage
from daemon.reading.mime.parsing import parse

HEAD = "From: Budi Contoh <budi@kampus.example>\nTo: layanan@kampus.example\nSubject: Nama salah\nMIME-Version: 1.0\n"


def leaf(content: str, kind: str = "text/plain; charset=utf-8", *fields: str) -> str:
    return "\n".join([f"Content-Type: {kind}", *fields, "", content])


def multipart(subtype: str, *parts: str, boundary: str = "b1") -> str:
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{subtype}; boundary="{boundary}"\n\n{body}--{boundary}--\n'


def read(mail: str) -> InboundMessage:
    return parse((HEAD + mail).encode())


PLAIN = leaf("Mohon bantuan")
HTML = leaf("<p>Mohon <b>bantuan</b></p>", "text/html; charset=utf-8")


def test_a_plain_mail_is_its_own_text() -> None:
    message = read(PLAIN)
    assert (message.text, message.plain, message.html) == ("Mohon bantuan", "Mohon bantuan", None)


def test_of_alternatives_people_read_the_plain_one_and_the_html_is_kept() -> None:
    message = read(multipart("alternative", PLAIN, HTML))
    assert message.text == "Mohon bantuan"
    assert message.html == "<p>Mohon <b>bantuan</b></p>"
    assert message.html_text is not None
    assert message.html_text.text == "Mohon bantuan"


def test_html_alone_is_converted_and_nothing_was_typed() -> None:
    message = read(HTML)
    assert (message.text, message.plain) == ("Mohon bantuan", None)


def test_an_empty_plain_alternative_gives_way_to_the_html() -> None:
    assert read(multipart("alternative", leaf(" \n\n"), HTML)).text == "Mohon bantuan"


def test_a_plain_alternative_that_only_points_to_the_html_is_followed_by_it() -> None:
    message = read(multipart("alternative", leaf("Program Anda tidak menampilkan HTML."), HTML))
    assert message.text == "Program Anda tidak menampilkan HTML.\nMohon bantuan"


def test_bodies_stand_in_document_order() -> None:
    parts = (leaf("satu"), leaf("x", "image/png"), leaf("dua"), HTML)
    assert read(multipart("mixed", *parts)).text == "satu\ndua\nMohon bantuan"


def test_html_under_a_plain_label_is_read_as_html() -> None:
    message = read(leaf("<html><body>Mohon<br>bantuan</body></html>"))
    assert (message.text, message.plain) == ("Mohon\nbantuan", None)


def test_only_the_first_part_can_have_been_typed() -> None:
    message = read(multipart("mixed", HTML, leaf("!selesai")))
    assert message.plain is None
    assert "!selesai" in message.text


def test_what_was_typed_is_found_through_the_containers_that_programs_make() -> None:
    inner = multipart("alternative", PLAIN, HTML, boundary="b3")
    related = multipart("related", inner, leaf("x", "image/png"), boundary="b2")
    assert read(multipart("signed", related, leaf("x", "application/pgp-signature"))).plain == "Mohon bantuan"


@pytest.mark.parametrize("kind", ["message/rfc822", "message/global"])
def test_nothing_of_an_attached_mail_is_text_of_this_mail(kind: str) -> None:
    attached = "From: x@y.example\nContent-Type: text/plain\n\n!selesai"
    message = read(multipart("mixed", leaf(attached, kind)))
    assert (message.plain, message.html, message.text) == (None, None, "")
    assert message.attached_messages == (attached.encode(),)


def test_a_named_text_is_a_file() -> None:
    message = read(multipart("mixed", leaf("!selesai", "text/plain; name=perintah.txt"), leaf("halo")))
    assert message.plain is None
    assert (message.text, message.attachments[0].filename) == ("halo", "perintah.txt")


def test_a_mail_that_is_nothing_but_a_named_text_can_be_read() -> None:
    message = read(leaf("Mohon bantuan", "text/plain; name=isi.txt"))
    assert (message.text, message.plain) == ("Mohon bantuan", None)


def test_other_forms_of_the_same_text_are_no_files() -> None:
    amp = leaf("<html amp4email>x</html>", "text/x-amp-html")
    assert read(multipart("alternative", PLAIN, amp, HTML)).attachments == ()


def test_line_breaks_are_line_feeds_and_controls_are_gone() -> None:
    assert parse(b"\n\nsatu\r\ndua\x00\x07 \xc2\x85tiga").text == "satu\ndua \ntiga"


def test_flowed_lines_are_joined_where_wrapping_broke_them() -> None:
    wrapped = "Saya mohon bantuan untuk memperbaiki nama saya yang tertulis salah di \nPDDikti.\nTerima kasih"
    joined = "Saya mohon bantuan untuk memperbaiki nama saya yang tertulis salah di PDDikti.\nTerima kasih"
    assert read(leaf(wrapped, "text/plain; format=flowed")).text == joined


def test_an_empty_field_of_a_form_is_not_a_flowed_line() -> None:
    assert read(leaf("NIM: \nNama: \n", "text/plain; format=flowed")).text == "NIM: \nNama: \n"


def test_space_stuffing_of_flowed_text_is_undone_within_quotations_too() -> None:
    assert read(leaf(" From\n> a\n>> b", "text/plain; format=flowed")).text == "From\n> a\n>> b"


def test_base64_that_is_none_is_read_as_written() -> None:
    assert read(leaf("Mohon bantuan, nama saya salah", "text/plain", "Content-Transfer-Encoding: base64")).text == (
        "Mohon bantuan, nama saya salah"
    )


def test_words_with_spaces_between_are_no_base64() -> None:
    words = "\n".join(["namasayasalah mohondiperbaiki terimakasihbanyak"] * 9)

    assert read(leaf(words, "text/plain", "Content-Transfer-Encoding: base64")).text == words


def test_the_charset_inside_a_page_counts_when_there_is_no_other() -> None:
    page = b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">' + "имя".encode("koi8-r")
    assert parse(b"Content-Type: text/html\n\n" + page).text == "имя"


def test_the_charset_of_what_was_typed_is_told_as_declared() -> None:
    assert read(leaf("x", "text/plain; charset=UTF-7")).plain_charset == "utf-7"
    assert parse(b"\n\nx").plain_charset == ""


def test_long_text_is_cut_and_the_cut_is_told() -> None:
    message = read(leaf("x" * 300_000))
    assert len(message.text) == 200_000
    assert "text cut" in message.defects


@pytest.mark.parametrize(
    ("mail", "is_encrypted", "is_signed"),
    [
        (multipart("encrypted", leaf("Version: 1", "application/pgp-encrypted")), True, False),
        (leaf("x", "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"), True, False),
        (leaf("x", "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"), False, True),
        (leaf("-----BEGIN PGP MESSAGE-----\n\nx"), True, False),
        (leaf("-----BEGIN PGP SIGNED MESSAGE-----\n\nx"), False, True),
        (multipart("signed", PLAIN, leaf("x", "application/pgp-signature")), False, True),
        (PLAIN, False, False),
    ],
)
def test_encrypted_and_signed_mail_is_recognised(mail: str, is_encrypted: bool, is_signed: bool) -> None:
    message = read(mail)
    assert (message.is_encrypted, message.is_signed) == (is_encrypted, is_signed)


def test_a_calendar_part_is_told_and_kept_as_a_file() -> None:
    message = read(multipart("alternative", PLAIN, leaf("BEGIN:VCALENDAR", "text/calendar; method=REQUEST")))
    assert message.has_calendar
    assert message.attachments[0].filename == "attachment-1.ics"


def test_a_multipart_without_its_end_is_read_to_the_end() -> None:
    message = read(multipart("mixed", PLAIN).replace("--b1--", ""))
    assert message.text.strip() == "Mohon bantuan"
    assert "multipart without its end" in message.defects


def test_a_boundary_that_is_not_the_declared_one_is_found() -> None:
    assert read(multipart("mixed", PLAIN).replace('"b1"', '"other"')).text == "Mohon bantuan"


def test_a_boundary_of_which_only_the_last_delimiter_is_right_is_found() -> None:
    assert read(multipart("mixed", PLAIN).replace("--b1\n", "--b*\n")).text.startswith("Mohon bantuan")


def test_an_undeclared_boundary_is_found() -> None:
    assert read(multipart("mixed", PLAIN).replace('; boundary="b1"', "")).text == "Mohon bantuan"


@pytest.mark.parametrize("kind", ["mixed", "alternative", "related", "signed", "report"])
def test_a_multipart_without_parts_is_text(kind: str) -> None:
    assert read(f'Content-Type: multipart/{kind}; boundary="b1"\n\nMohon bantuan').text == "Mohon bantuan"


def test_a_line_that_starts_like_a_delimiter_is_text() -> None:
    assert read(multipart("mixed", leaf("a\n--b1x\n--\n-- \nb"))).text == "a\n--b1x\n--\n-- \nb"


def test_an_outer_delimiter_ends_what_is_open_inside() -> None:
    inner = multipart("alternative", PLAIN, boundary="b2").replace("--b2--\n", "")
    assert read(multipart("mixed", inner, leaf("akhir"))).text.split("\n") == ["Mohon bantuan", "", "akhir"]


@pytest.mark.parametrize("raw", [b"", b"\n", b"\r\n\r\n", b"\0", b":", b"x", b"--", b"From", b"\xff\xfe", b"\r" * 50])
def test_any_octets_are_a_mail(raw: bytes) -> None:
    assert parse(raw).message_id_is_made_up
