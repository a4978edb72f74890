"""Hold that signatures, closings, device lines and footers are no part of the reply, and that content is."""

from collections.abc import Callable

import pytest

from daemon.reading.message import InboundMessage
from daemon.reading.replies.reply import split_reply
from daemon.reading.vocabulary import Vocabulary

MailMaker = Callable[..., InboundMessage]

ENDINGS = (
    "Hormat saya,\nBudi Contoh",
    "Hormat saya,\n\nBudi Contoh\nFakultas Tarbiyah",
    "Terima kasih,\nBudi Contoh",
    "Terima kasih.\n\nBudi Contoh",
    "Wassalamu'alaikum Wr. Wb.\n\nBudi",
    "-- \nBudi Contoh\nProdi Sistem Informasi",
    "--\nBudi Contoh",
    "-Budi Contoh",
    "Dikirim dari iPhone saya",
    "Dikirim dari Yahoo Mail di Android",
    "Dikirim dari ponsel cerdas Samsung Galaxy saya.",
    "Dapatkan Outlook untuk Android <https://aka.ms/contoh>",
    "Yang bersangkutan,\n\nBudi Contoh",
    "Sent from my iPhone!",
    "Sent from my TI-85",
    "Sent from my cell, please excuse any typos.",
    "(sent from a phone)",
    "<<sent by galaxy>>",
    "Outlook for Android",
    "发自我的iPhone",
    "Von meinem iPhone gesendet",
    "Envoyé de mon iPhone",
    "Verstuurd vanaf mijn iPhone",
    "iPhone'umdan gönderildi",
    "iPhoneから送信",
    "Được gửi từ iPhone của tôi",
    "Best regards,\n\nBudi Contoh\n+62 811 0000000",
    "Mit freundlichen Grüßen\n\nBudi",
    "Med venlig hilsen\nBudi Contoh",
    "Email ini dan lampirannya bersifat rahasia.\nJika Anda bukan penerima, harap hapus.",
    "Bebas virus.www.avast.com",
    "_______________________________________________\nmilis mailing list\nmilis@kampus.example",
)


@pytest.mark.parametrize("ending", ENDINGS)
def test_ending_is_cut(ending: str, make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(f"NIM saya salah, mohon diperbaiki.\n\n{ending}\n")

    assert split_reply(mail, words).reply == "NIM saya salah, mohon diperbaiki."


@pytest.mark.parametrize("ending", ENDINGS)
def test_ending_is_kept_in_the_elided_part(ending: str, make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(f"NIM saya salah, mohon diperbaiki.\n\n{ending}\n")

    assert split_reply(mail, words).elided.split() == ending.split()


@pytest.mark.parametrize("ending", ENDINGS)
def test_ending_above_a_quotation_is_cut(ending: str, make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(f"NIM saya salah.\n\n{ending}\n\nPada 02/11/2026 10:15, Loket menulis:\n> Silakan isi.\n")

    assert split_reply(mail, words).reply == "NIM saya salah."


@pytest.mark.parametrize(
    "text",
    [
        "Terima kasih",
        "Terima kasih banyak atas bantuannya.",
        "Sent from my old address the mail never arrived at yours, could you look?",
        "Surat dikirim dari kantor pos kemarin, mohon dicek apakah sudah sampai.",
        "Here is the file\n\nSent from my desk, is much easier than my mobile phone.",
        "Mohon diubah.\n\nTerima kasih\nBudi Contoh\nNIM 2190000001",
        "Mohon diubah.\n\nTerima kasih\nBudi Contoh\n2190000001",
        "Yang saya bawa:\n- KTP\n- Ijazah",
        "Hormat saya kepada Bapak,\nmohon nilai saya diperiksa kembali karena belum muncul di SIMAK sampai hari ini.",
    ],
)
def test_content_that_resembles_an_ending_stays(text: str, make_mail: MailMaker, words: Vocabulary) -> None:
    assert split_reply(make_mail(text), words).reply == text


def test_rules_between_paragraphs_are_no_signature(make_mail: MailMaker, words: Vocabulary) -> None:
    letter = "Ini:\n----\n1. NIM\n\n----\n\nSudah benar di SIMAK kampus.\n\n====\n\nMohon diperbaiki di Feeder juga."

    assert split_reply(make_mail(letter), words).reply == letter


@pytest.mark.parametrize("rule", ["________________", "----------"])
def test_rule_inside_a_letter_is_no_signature(rule: str, make_mail: MailMaker, words: Vocabulary) -> None:
    letter = f"NIM saya salah.\n\n{rule}\n\nNama ibu juga salah."

    assert split_reply(make_mail(f"{letter}\n\nHormat saya,\nBudi Contoh\n"), words).reply == letter


def test_warning_about_external_mail_is_no_part_of_the_reply(make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail("CAUTION: This email originated from outside of the campus.\nTake care.\n\nNIM saya salah.\n")

    assert split_reply(mail, words).reply == "NIM saya salah."


def test_armour_of_a_signed_mail_is_no_part_of_the_reply(make_mail: MailMaker, words: Vocabulary) -> None:
    head = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
    tail = "-----BEGIN PGP SIGNATURE-----\n\n" + "iQIzBAEBCgAdFiEE\n" * 15 + "-----END PGP SIGNATURE-----\n"

    assert split_reply(make_mail(f"{head}NIM saya salah.\n{tail}"), words).reply == "NIM saya salah."


def test_mail_that_is_nothing_but_an_ending_is_shown_whole(make_mail: MailMaker, words: Vocabulary) -> None:
    assert split_reply(make_mail("Dikirim dari iPhone saya"), words).reply == "Dikirim dari iPhone saya"
