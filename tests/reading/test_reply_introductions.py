# ruff: noqa: RUF001 - letters of many scripts are the point
"""Hold that the reply ends where a mail client introduces what it quotes, in the languages that clients speak."""

from collections.abc import Callable

import pytest

from daemon.reading.message import InboundMessage
from daemon.reading.replies.reply import split_reply
from daemon.reading.vocabulary import Vocabulary

MailMaker = Callable[..., InboundMessage]

INTRODUCTIONS = (
    "Pada Sen, 2 Nov 2026 pukul 10.15 Loket <loket@kampus.example> menulis:",
    "Pada tanggal Sen, 2 Nov 2026 pukul 10.15 Loket Pusat Data <\nloket@kampus.example> menulis:",
    "Pada Senin, 2 November 2026 10.15.00 WIB, Loket <loket@kampus.example> menulis:",
    "Pada 02/11/2026 10:15, Loket menulis:",
    "On Mon, 2 Nov 2026 at 10:15, Loket\n<loket@kampus.example>\nwrote:",
    "On 2026-11-02 10:15, Loket wrote:",
    " On Mon, Nov 2, 2026 at 10:15 AM <loket@kampus.example> wrote:",
    "Am Mo., 2. Nov. 2026 um 10:15 Uhr schrieb Loket <\nloket@kampus.example>:",
    "Loket <loket@kampus.example> schrieb am Mo., 2. Nov. 2026, 10:15:",
    "Loket <loket@kampus.example> schrieb am Mo., 2.\nNovember 2026, 10:15:",
    "Le lundi 2 novembre 2026 à 10:15:00 UTC+7, Loket <loket@kampus.example> a\nécrit :",
    "El lun, 2 nov 2026 a las 10:15, Loket (<loket@kampus.example>) escribió:",
    "Il giorno lun 2 nov 2026 alle ore 10:15 Loket <loket@kampus.example> ha\nscritto:",
    "Em seg., 2 de nov. de 2026 às 10:15, Loket <loket@kampus.example> escreveu:",
    "Op 2 nov. 2026, om 10:15 heeft Loket <loket@kampus.example> het volgende geschreven:",
    "pon., 2 lis 2026 o 10:15 Loket <loket@kampus.example> napisał(a):",
    "пн, 2 нояб. 2026 г. в 10:15, Loket <loket@kampus.example>:",
    "02.11.2026 10:15, Loket пишет:",
    "Den mån 2 nov. 2026 kl 10:15 skrev Loket <loket@kampus.example>:",
    "ma 2. marrask. 2026 klo 10.15 Loket (loket@kampus.example) kirjoitti:",
    "Dne 02. 11. 26 v 10:15 Loket napsal(a):",
    "2 Kas 2026 Pzt 10:15 tarihinde Loket <loket@kampus.example> şunu yazdı:",
    "2026年11月2日(月) 10:15 Loket <loket@kampus.example>:",
    "在 2026年11月2日，10:15，Loket <loket@kampus.example> 写道：",
    "2026년 11월 2일 (월) 오전 10:15, Loket <loket@kampus.example>님이 작성:",
    "Vào Th 2, 2 thg 11, 2026 vào lúc 10:15 Loket <loket@kampus.example> đã viết:",
    "---- On Mon, 02 Nov 2026 10:15:00 +0700 Loket <loket@kampus.example> wrote ----",
    "-------- Pesan asli --------\nDari: Loket <loket@kampus.example>\nTanggal: 02/11/26 10.15\nSubjek: NIM salah",
    "-----Pesan Asli-----\nDari: Loket [mailto:loket@kampus.example]\nTerkirim: 02 November 2026 10:15\nPerihal: x",
    "________________________________\nDari: Loket <loket@kampus.example>\nDikirim: 2 November 2026 10.15\nKepada: B",
    "Dari: Loket\nDikirim: Senin, 2 November 2026 10:15\nKepada: Budi; Siti\n <siti@kampus.example>\nPerihal: NIM",
    "*From:* Loket [mailto:\nloket@kampus.example]\n*Sent:* Monday, November 2, 2026 10:15 AM\n*To:* Budi",
    "De : Loket <loket@kampus.example>\nEnvoyé : lundi 2 novembre 2026 10:15\nÀ : Budi\nObjet : NIM",
    "差出人: Loket <loket@kampus.example>\n送信日時: 2026年11月2日 10:15\n宛先: Budi\n件名: NIM",
    "في الاثنين، ٢ نوفمبر ٢٠٢٦ في ١٠:١٥ ص تمت كتابة ما يلي بواسطة Loket <loket@kampus.example>:",
    "== balas di atas baris ini ==",
    "##- Please type your reply above this line -##",
)


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_quotation_without_marks_ends_the_reply(introduction: str, make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(f"Sudah saya perbaiki.\n\n{introduction}\n\nSilakan lengkapi formulir.\n")

    assert split_reply(mail, words).reply == "Sudah saya perbaiki."


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_marked_quotation_ends_the_reply(introduction: str, make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(f"Sudah saya perbaiki.\n\n{introduction}\n\n> Silakan lengkapi formulir.\n>\n> Loket\n")

    assert split_reply(mail, words).reply == "Sudah saya perbaiki."


@pytest.mark.parametrize("introduction", [text for text in INTRODUCTIONS if text.endswith((":", "--"))])
def test_answer_below_a_marked_quotation_is_the_reply(
    introduction: str, make_mail: MailMaker, words: Vocabulary
) -> None:
    mail = make_mail(f"{introduction}\n> Silakan lengkapi formulir.\n\nSudah saya lengkapi.\n")

    assert split_reply(mail, words).reply == "Sudah saya lengkapi."


@pytest.mark.parametrize(
    "text",
    [
        "Pada hari Senin saya menulis:\n\nKRS belum disetujui.",
        "On your computer you can run:\n\n    telnet 127.0.0.1",
        "One outstanding question I had:\n\nIs the NIM right?",
        "Jadwal ujian 10:15 sampai 12:00 di ruang:\n\nB 201",
        "Kepada Yth. Pusat Data\nDari: Budi Contoh\nTanggal: 2 November 2026\nPerihal: Permohonan\n\nMohon bantuan.",
        "Data lama -- salah\nData baru -- benar",
        "Lihat ini:\n--> satu\n--> dua",
    ],
)
def test_words_that_resemble_an_introduction_stay(text: str, make_mail: MailMaker, words: Vocabulary) -> None:
    assert split_reply(make_mail(text), words).reply == text


@pytest.mark.parametrize(
    ("line", "own"),
    [
        ("Setuju. On Mon, 2 Nov 2026 at 10:15, Loket <loket@kampus.example> wrote:", "Setuju."),
        ("Setuju--- On Mon, 2 Nov 2026 at 10:15, loket@kampus.example wrote:", "Setuju"),
        ("Setuju. Pada 2 Nov 2026 10.15, Loket <loket@kampus.example> menulis: Silakan isi formulir.", "Setuju."),
    ],
)
def test_introduction_may_share_a_line_with_the_reply(
    line: str, own: str, make_mail: MailMaker, words: Vocabulary
) -> None:
    assert split_reply(make_mail(f"{line}\n> Silakan lengkapi formulir.\n"), words).reply == own


def test_introduction_without_verb_and_address_counts_above_marks(make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail("Sudah.\n\n2026-11-02 10:15 GMT+07:00 Siti Contoh\n\n> Silakan lengkapi formulir.\n")

    assert split_reply(mail, words).reply == "Sudah."
