"""Hold how a body is split: forwards, answers between quoted lines, HTML marks, and time."""

import time
from collections.abc import Callable

import pytest

from daemon.reading.message import InboundMessage
from daemon.reading.replies.reply import split_reply
from daemon.reading.vocabulary import Vocabulary

MailMaker = Callable[..., InboundMessage]

FORM = "> == balas di atas baris ini ==\n> Silakan isi:\n> NIM:\n2190000001\n> Nama ibu kandung:\nSiti Contoh\n>\n"
FORWARDED = (
    "Dari: Siti Contoh <siti@kampus.example>\nDate: Sen, 2 Nov 2026 pukul 10.15\nSubject: nilai\n\nNilai hilang."
)
HOSTILE = {
    "starters": "On " * 33_000,
    "introductions": "On Mon, 2 Nov 2026 at 10:15, x <a@b.example> \n" * 2_000,
    "blank lines": "\n" * 100_000,
    "marks": "> " * 50_000,
    "quoted lines": ">\n" * 50_000,
    "labels": "a:\n" * 33_000,
    "headers": "Dari: x\n\n" * 12_000,
    "dashes": "--\n" * 33_000,
    "closings": "Salam\n" * 16_000,
    "interleaved": "> a\nb\n" * 16_000,
    "verbs": "menulis:\n" * 11_000,
    "markers": "> == balas di atas baris ini ==\n" * 3_000,
    "one line": "a" * 100_000,
    "dates": "2/2/2026 10:10 a@b.example:\n" * 4_000,
    "inline introductions": "On 2 Nov 2026, x <a@b.example> wrote: " * 2_600,
    "disclaimers": "Disclaimer\n\n" * 8_000,
}


def test_answers_between_quoted_lines_are_the_reply(make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(f"Pada 02/11/2026 10:15, Loket menulis:\n{FORM}")

    assert split_reply(mail, words).reply == "2190000001\nSiti Contoh"


def test_form_answered_between_quoted_lines_is_kept_with_its_questions(make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(f"Pada 02/11/2026 10:15, Loket menulis:\n{FORM}")

    assert "NIM:\n2190000001\nNama ibu kandung:\nSiti Contoh" in split_reply(mail, words).quoted_form


def test_form_filled_in_below_an_unmarked_quotation_is_found(make_mail: MailMaker, words: Vocabulary) -> None:
    header = "Dari: Loket <loket@kampus.example>\nDikirim: Senin, 2 November 2026 10.15\nKepada: Budi\n"
    reply = split_reply(make_mail(f"{header}\n== balas di atas baris ini ==\nNIM: 2190000001\n"), words)

    assert (reply.reply, "NIM: 2190000001" in reply.quoted_form) == ("", True)


def test_quotation_without_answers_is_no_form(make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail("Baik.\n\nPada 02/11/2026 10:15, Loket menulis:\n> Silakan isi:\n> NIM:\n")

    assert split_reply(mail, words).quoted_form == ""


def test_forwarded_mail_stays_readable(make_mail: MailMaker, words: Vocabulary) -> None:
    text = f"Mohon dibantu.\n\n---------- Forwarded message ---------\n{FORWARDED}"
    reply = split_reply(make_mail(text, Subject="Fwd: nilai"), words)

    assert (reply.reply, reply.is_forward) == (text, True)


def test_forwarded_mail_without_separator_is_known_by_the_subject(make_mail: MailMaker, words: Vocabulary) -> None:
    reply = split_reply(make_mail(f"Mohon dibantu.\n\n{FORWARDED}", Subject="TRS: nilai"), words)

    assert (reply.is_forward, "Nilai hilang." in reply.reply) == (True, True)


def test_same_block_in_an_answer_is_a_quotation(make_mail: MailMaker, words: Vocabulary) -> None:
    reply = split_reply(make_mail(f"Mohon dibantu.\n\n{FORWARDED}", Subject="Re: nilai"), words)

    assert (reply.reply, reply.is_forward) == ("Mohon dibantu.", False)


def test_forward_inside_a_quotation_is_not_a_forward(make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(f"Baik.\n\n-----Pesan Asli-----\nLihat ini\n---------- Forwarded message ---------\n{FORWARDED}")

    assert split_reply(mail, words).reply == "Baik."


def test_signature_of_the_forwarder_is_cut_above_the_forwarded_mail(make_mail: MailMaker, words: Vocabulary) -> None:
    text = f"Mohon dibantu.\n\nHormat saya,\nBudi\n\n---------- Forwarded message ---------\n{FORWARDED}"
    reply = split_reply(make_mail(text, Subject="Fwd: nilai"), words)

    assert (reply.elided, "Budi" in reply.reply) == ("Hormat saya,\nBudi", False)


def test_arrows_in_a_new_mail_are_the_senders_own(make_mail: MailMaker, words: Vocabulary) -> None:
    text = "Yang salah:\n> nama\n> NIM"
    mail = make_mail(text, Subject="Data salah", In_Reply_To=None)

    assert split_reply(mail, words).reply == text


def test_line_that_a_client_broke_off_a_quotation_is_no_answer(make_mail: MailMaker, words: Vocabulary) -> None:
    long = "> Silakan lengkapi formulir berikut dengan data yang sesuai dengan ijazah dan kartu"
    mail = make_mail(f"Baik.\n\nPada 02/11/2026 10:15, Loket menulis:\n{long}\nkeluarga Anda.\n> Salam\n")

    assert split_reply(mail, words).reply == "Baik."


CONTAINERS = {
    "Gmail": '<div>Baik.</div><div class="gmail_signature">Budi</div><div class="gmail_quote"><div class="gmail_attr">'
    "Pada Sen, 2 Nov 2026 10.15 Loket menulis:<br></div><blockquote class='gmail_quote'>Silakan isi</blockquote></div>",
    "Outlook on the web": '<div>Baik.</div><div id="Signature">Budi</div><div id="divRplyFwdMsg"><b>Dari:</b> Loket<br>'
    "</div><p>Silakan</p>",
    "Apple Mail": '<div>Baik.</div><br><blockquote type="cite"><div>2 Nov 2026 10.15 Loket menulis:</div>Silakan'
    "</blockquote>",
    "Thunderbird": '<p>Baik.</p><div class="moz-cite-prefix">Loket:</div><blockquote type="cite" cite="mid:a">'
    "<p>Silakan</p></blockquote>",
}


@pytest.mark.parametrize("client", CONTAINERS)
def test_containers_of_the_html_end_the_reply(client: str, make_mail: MailMaker, words: Vocabulary) -> None:
    html = f"<html><body>{CONTAINERS[client]}</body></html>"
    mail = make_mail(html, content_type="text/html; charset=utf-8")

    assert split_reply(mail, words).reply == "Baik."


def test_html_tells_where_an_unknown_introduction_begins_in_the_plain_text(
    make_mail: MailMaker, words: Vocabulary
) -> None:
    html = '<div>Baik.</div><div class="gmail_quote">Loket berkata begini kemarin<br>Silakan isi</div>'
    parts = (("plain", "Baik.\n\nLoket berkata begini kemarin\nSilakan isi\n"), ("html", html))
    body = "".join(f"--b\nContent-Type: text/{kind}; charset=utf-8\n\n{text}\n" for kind, text in parts)
    mail = make_mail(f"{body}--b--\n", content_type='multipart/alternative; boundary="b"')

    assert split_reply(mail, words).reply == "Baik."


def test_nothing_of_the_body_is_lost(make_mail: MailMaker, words: Vocabulary) -> None:
    text = f"Satu\n\nHormat saya,\nBudi\n\nPada 02/11/2026 10:15, Loket menulis:\n{FORM}\n-- \nBudi"
    reply = split_reply(make_mail(text), words)

    assert sorted((reply.reply + "\n" + reply.elided).split()) == sorted(text.split())


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_little_time(name: str, make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(HOSTILE[name])
    start = time.process_time()
    split_reply(mail, words)

    assert time.process_time() - start < 1.0
