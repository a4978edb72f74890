"""Hold which mail is ordinary, own, an automatic answer or bulk, and which is a machine's."""

from collections.abc import Callable

import pytest

from daemon.reading.kinds.classification import classify
from daemon.reading.loop_mark import loop_mark
from daemon.reading.message import InboundMessage, Kind
from daemon.reading.vocabulary import Vocabulary

MailMaker = Callable[..., InboundMessage]


def multipart(*parts: tuple[str, str]) -> str:
    return "".join(f"--b\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts) + "--b--\n"


def test_letter_of_a_person_is_ordinary(make_mail: MailMaker, words: Vocabulary) -> None:
    found = classify(make_mail("NIM saya salah."), words)

    assert (found.kind, found.is_bulk, found.is_robot, found.reason) == (Kind.ORDINARY, False, False, "")


@pytest.mark.parametrize("key", [b"kunci-baru", b"kunci-lama"])
def test_mail_with_our_mark_is_own(key: bytes, make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail("Salam", X_Loket_Loop=loop_mark(key, "<surat@kampus.example>"))

    assert classify(mail, words).kind is Kind.OWN


@pytest.mark.parametrize(
    "mark",
    ["v1 00", "", "v2 aa", loop_mark(b"kunci-orang", "surat@kampus.example"), loop_mark(b"kunci-baru", "lain@x")],
)
def test_mail_with_a_false_mark_is_not_own_but_a_robots(mark: str, make_mail: MailMaker, words: Vocabulary) -> None:
    found = classify(make_mail("Salam", X_Loket_Loop=mark), words)

    assert (found.kind, found.is_robot) == (Kind.ORDINARY, True)


def test_mark_is_a_hash_over_the_bare_message_id() -> None:
    assert loop_mark(b"kunci", "<a@b>") == loop_mark(b"kunci", "a@b")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-replied (vacation); owner-email=x"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "Balasan"},
        {"Return_Path": "<>"},
        {"Subject": "Balasan otomatis: NIM salah"},
        {"Subject": "Automatic reply: NIM salah"},
        {"Subject": "Autoreply: NIM"},
        {"Subject": "Out of Office"},
        {"Subject": "Di luar kantor sampai Senin"},
        {"Subject": "[Auto Reply] Re: NIM salah"},
        {"Subject": "Budi Contoh is out of the office (returning 11/09/2026)."},
        {"Subject": "Arpus biroja atrasanas automatiska atbilde: NIM"},
        {"Content_Class": "urn:content-classes:mdn"},
        {"Subject": "Abwesenheitsnotiz"},
        {"Subject": "Réponse automatique : NIM"},
        {"Subject": "自動返信: NIM"},
        {"X_BoxTrapper": "v1"},
    ],
)
def test_automatic_answer_is_recognised(headers: dict[str, str], make_mail: MailMaker, words: Vocabulary) -> None:
    assert classify(make_mail("Saya sedang cuti.", **headers), words).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "no"},
        {"X_Autoreply": "no"},
        {"Subject": "Sedang cuti akademik, status di PDDIKTI salah"},
        {"Subject": "Re: Automatic reply: NIM salah"},
        {"Subject": "Pak Budi is out of the office?"},
        {"Subject": "Undelivered Mail Returned to Sender"},
        {"Subject": "Tolong, email saya tidak terkirim"},
        {"X_MS_Exchange_Inbox_Rules_Loop": "budi@kampus.example"},
    ],
)
def test_letter_that_resembles_an_automatic_answer_is_a_persons(
    headers: dict[str, str], make_mail: MailMaker, words: Vocabulary
) -> None:
    found = classify(make_mail("Mohon dibantu.", **headers), words)

    assert (found.kind, found.is_robot) == (Kind.ORDINARY, False)


@pytest.mark.parametrize(
    ("content_type", "part"),
    [
        (
            'multipart/report; report-type=disposition-notification; boundary="b"',
            ("message/disposition-notification", "Disposition: manual-action/MDN-sent-manually; displayed\n"),
        ),
        (
            'multipart/report; report-type=delivery-status; boundary="b"',
            (
                "message/delivery-status",
                "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822;a@b.example\nAction: delivered\n",
            ),
        ),
        (
            'multipart/report; report-type=feedback-report; boundary="b"',
            ("message/feedback-report", "Feedback-Type: abuse\n"),
        ),
        (
            'multipart/mixed; boundary="b"',
            ("text/calendar; method=REPLY", "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n"),
        ),
    ],
)
def test_receipts_reports_and_calendar_answers_are_automatic(
    content_type: str, part: tuple[str, str], make_mail: MailMaker, words: Vocabulary
) -> None:
    mail = make_mail(multipart(("text/plain", "Surat dibaca."), part), content_type=content_type)

    assert classify(mail, words).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "headers",
    [
        {"Precedence": "bulk"},
        {"Precedence": "list"},
        {"List_Id": "<milis.kampus.example>"},
        {"List_Unsubscribe": "<x>"},
    ],
)
def test_bulk_mail_is_ordinary_and_a_robots(headers: dict[str, str], make_mail: MailMaker, words: Vocabulary) -> None:
    found = classify(make_mail("Pengumuman", **headers), words)

    assert (found.kind, found.is_bulk, found.is_robot) == (Kind.ORDINARY, True, True)


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "loket@kampus.example"},
        {"From": "no-reply@kampus.example"},
        {"From": "noreply+17@kampus.example"},
        {"From": "siakad.do-not-reply@kampus.example"},
        {"From": "jangan-dibalas@kampus.example"},
        {"From": "bounces+17=siti@kampus.example"},
        {"From": "milis-request@kampus.example"},
        {"X_Auto_Response_Suppress": "All"},
    ],
)
def test_machine_is_never_answered(headers: dict[str, str], make_mail: MailMaker, words: Vocabulary) -> None:
    assert classify(make_mail("Salam", **headers), words).is_robot


@pytest.mark.parametrize(
    "address", ["norepli@kampus.example", "nora.replyanto@kampus.example", "bounceng@kampus.example"]
)
def test_person_with_a_similar_name_is_no_machine(address: str, make_mail: MailMaker, words: Vocabulary) -> None:
    assert not classify(make_mail("Salam", From=address), words).is_robot


def test_mail_that_passed_too_many_servers_is_in_a_loop(make_mail: MailMaker, words: Vocabulary) -> None:
    trace = "from a by b\nReceived: " * 30 + "from a by b"

    assert classify(make_mail("Salam", Received=trace), words).reason == "31 Received headers"
