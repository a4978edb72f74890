"""Whose ticket it is (trust.md §2.2, §3.5, §3.8): tokens, numbers, Message-IDs, replays, requester's words."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hostile_office import CAMPUS, EVIL, JOKO, SUPPORT, Attack, Office, Result, Situation, check, with_header
from signing import Signer
from writing import write

pytestmark = pytest.mark.server
REFUSED = "commands_refused"
NEW = "form_requested"  # a ticket of its own, acknowledged


def runs(name: str, mail: object) -> Attack:
    return Attack(name, mail, "commands_executed", "rina student", "in_progress", "rina")


def asked(name: str, mail: object) -> Attack:
    return Attack(name, mail, "confirmation_requested", "rina")


def from_mallory(s: Situation, text: str = "Bagaimana hasilnya?", **changes: object) -> bytes:
    """Return a stranger's mail with the student's subject."""
    return EVIL.sign(write(s.mallory, text, **({"subject": s.subject} | changes)))


def dated(raw: bytes, when: datetime) -> bytes:
    return re.sub(rb"\r\nDate: [^\r]*", b"\r\nDate: " + format_datetime(when).encode(), raw)


def forged_token(s: Situation) -> str:
    """Change the last letter of the MAC."""
    local, _, domain = s.token_address.partition("@")
    return f"{local[:-2]}{'a' if local[-2] != 'a' else 'b'}{local[-1]}@{domain}"


NOW = datetime.now(UTC)
LEAN = Signer(CAMPUS.domain, CAMPUS.key, headers=(b"from", b"to", b"subject", b"date", b"message-id"))
TOKENS = (
    runs("token in the address alone", lambda s: s.order(in_reply_to="")),
    runs("token in the Message-ID alone", lambda s: s.order(to=SUPPORT)),
    runs("token in upper case", lambda s: s.order(to=s.token_address.upper(), in_reply_to="")),
    runs("token and no number in the subject", lambda s: s.order(subject="Re: halo")),
    asked("no token but the number", lambda s: s.order(to=SUPPORT, in_reply_to="")),
    asked("forged token", lambda s: s.order(to=forged_token(s), in_reply_to="")),
    asked("token in the body only", lambda s: s.order(f"!ambil\n\n{s.token_address}", to=SUPPORT, in_reply_to="")),
    Attack(
        "token of Rina in the hands of Joko",
        lambda s: CAMPUS.sign(s.from_rina(sender=f"Joko <{JOKO}>")),
        REFUSED,
        "joko rina",
    ),
    Attack(
        "token of Rina in the hands of a stranger",
        lambda s: from_mallory(s, "!ambil", to=s.token_address, in_reply_to=s.notice.message_id),
        NEW,
        "rina sender",
    ),
    Attack(
        "token of Rina in the hands of the student",
        lambda s: s.from_student("!ambil", to=s.token_address, in_reply_to=s.notice.message_id),
        "appended|form_requested",
        "rina",
    ),
    Attack(
        "requester's token is no staff token",
        lambda s: s.order(to=SUPPORT, in_reply_to=s.acknowledgement.message_id),
        "confirmation_requested",
        "rina",
    ),
    Attack("bare keyword without a token", lambda s: s.order("ambil", to=SUPPORT, in_reply_to=""), REFUSED, "rina"),
    Attack("digest line without a digest", lambda s: s.order("1 ambil"), REFUSED, "rina"),
    Attack(
        "token of one ticket, number of another",
        lambda s: s.order(subject="Re: [PDI-2611-0001] NIK salah"),
        REFUSED,
        "rina",
    ),
    Attack("!ya with a wrong code", lambda s: s.order("!ya abcdefghjkmn"), REFUSED, "rina"),
    Attack("!ya with a joker", lambda s: s.order("!ya %"), REFUSED, "rina"),
    Attack("!ya without a code", lambda s: s.order("!ya"), REFUSED, "rina"),
)
REPLAYS = (
    asked("written to somebody else", lambda s: s.order(to="teman@kampus.example")),
    asked(
        "we stand in an unsigned Cc",
        lambda s: with_header(CAMPUS.sign(s.from_rina(to="teman@kampus.example")), f"Cc: {SUPPORT}".encode()),
    ),
    asked(
        "we stand in Bcc",
        lambda s: with_header(CAMPUS.sign(s.from_rina(to="teman@kampus.example")), f"Bcc: {SUPPORT}".encode()),
    ),
    asked(
        "written to somebody else, who adds a leaked token",
        lambda s: with_header(
            LEAN.sign(s.from_rina("Halo Mallory.", to="mallory@evil.example", in_reply_to="", subject="Halo")),
            f"X-Original-To: {s.token_address}".encode(),
        ),
    ),
    asked(
        "a public reply by a command, written to somebody else",
        lambda s: with_header(
            LEAN.sign(s.from_rina("!balas\nHalo.", to="mallory@evil.example", in_reply_to="", subject="Halo")),
            f"In-Reply-To: <{s.notice.message_id}>".encode(),
        ),
    ),
    runs(
        "we stand in a signed Cc",
        lambda s: CAMPUS.sign(with_header(s.from_rina(to="teman@kampus.example"), f"Cc: {s.token_address}".encode())),
    ),
    Attack(
        "Date of three days ago", lambda s: CAMPUS.sign(dated(s.from_rina(), NOW - timedelta(days=3))), REFUSED, "rina"
    ),
    Attack("Date of tomorrow", lambda s: CAMPUS.sign(dated(s.from_rina(), NOW + timedelta(days=1))), REFUSED, "rina"),
    Attack(
        "Date that is none",
        lambda s: CAMPUS.sign(re.sub(rb"\r\nDate: [^\r]*", b"\r\nDate: kemarin", s.from_rina())),
        REFUSED,
        "rina",
    ),
    Attack("no Date", lambda s: CAMPUS.sign(re.sub(rb"\r\nDate: [^\r]*", b"", s.from_rina())), REFUSED, "rina"),
    runs("Date of yesterday", lambda s: CAMPUS.sign(dated(s.from_rina(), NOW - timedelta(days=1)))),
    runs(
        "Date in another zone",
        lambda s: CAMPUS.sign(
            re.sub(rb"\r\nDate: [^\r]*", b"\r\nDate: " + NOW.strftime("%d %b %Y %H:%M:%S GMT").encode(), s.from_rina())
        ),
    ),
)
STRANGERS = (
    Attack("number copied", from_mallory, NEW, "rina sender"),
    Attack(
        "In-Reply-To of the acknowledgement copied",
        lambda s: from_mallory(s, in_reply_to=s.acknowledgement.message_id),
        NEW,
        "rina sender",
    ),
    Attack(
        "In-Reply-To of the notification copied",
        lambda s: from_mallory(s, in_reply_to=s.notice.message_id),
        NEW,
        "rina sender",
    ),
    Attack(
        "In-Reply-To of a mail that never was",
        lambda s: from_mallory(s, subject="Tanya", in_reply_to=f"x{s.acknowledgement.message_id}"),
        NEW,
        "rina sender",
    ),
    Attack(
        "In-Reply-To of the acknowledgement alone",
        lambda s: from_mallory(s, subject="Tanya", in_reply_to=s.acknowledgement.message_id),
        NEW,
        "rina sender",
    ),
    Attack(
        "STATUS in answer to nobody's mail",
        lambda s: from_mallory(s, "STATUS", subject="Tanya", in_reply_to=f"x{s.acknowledgement.message_id}"),
        NEW,
        "rina sender",
    ),
    Attack(
        "STATUS of somebody else's ticket",
        lambda s: from_mallory(s, "STATUS", in_reply_to=s.acknowledgement.message_id),
        NEW,
        "rina sender",
    ),
    Attack(
        "BATAL of somebody else's ticket",
        lambda s: from_mallory(s, "BATAL", in_reply_to=s.acknowledgement.message_id),
        NEW,
        "rina sender",
    ),
    Attack(
        "Reply-To is the student",
        lambda s: EVIL.sign(
            with_header(
                write(s.mallory, "BATAL", s.subject, in_reply_to=s.acknowledgement.message_id),
                f"Reply-To: {s.student}".encode(),
            )
        ),
        NEW,
        "rina sender",
    ),
    Attack(
        "stranger in Cc of the student's mail",
        lambda s: with_header(s.from_student("Nama saya Siti Contoh."), f"Cc: {s.mallory}".encode()),
        "appended|form_requested",
        "rina student",
    ),
    Attack(
        "ticket trick: a service's code",
        lambda s: EVIL.sign(
            write(
                "Service <no-reply@evil.example>",
                "Your verification code is 123456",
                "Confirm your account",
                to=s.token_address,
            )
        ),
        "ticket_created|ignored",
        "rina",
    ),
    Attack(
        "mail from noreply with a known number",
        lambda s: EVIL.sign(write("Service <noreply@evil.example>", "Kode: 123456", s.subject)),
        "ticket_created|ignored",
        "rina",
    ),
    Attack(
        "student uses !selesai", lambda s: s.from_student("!selesai\n\nSudah beres."), "appended|form_requested", "rina"
    ),
    Attack(
        "student uses !ambil in an acknowledged complaint",
        lambda s: write(f"Siti <{s.student}>", "!ambil\n\nNIK salah"),
        NEW,
        "rina student",
    ),
    Attack(
        "student uses a bare keyword of staff", lambda s: s.from_student("ambil"), "appended|form_requested", "rina"
    ),
)
WORDS = (
    Attack("BATAL of the student", lambda s: s.from_student("BATAL"), "appended", "rina student", "cancelled"),
    Attack("SELESAI of the student", lambda s: s.from_student("SELESAI"), "appended", "rina student", "solved"),
    Attack("STATUS of the student", lambda s: s.from_student("status"), "appended", "student"),
    Attack("STATUS by the number alone", lambda s: s.from_student("STATUS", in_reply_to=""), "appended", "student"),
    Attack("BATAL from a spoofed student, dmarc=fail", lambda s: s.from_student("BATAL", verdict="fail"), "held"),
    Attack(
        "BATAL from a spoofed student, dmarc=fail, number alone",
        lambda s: s.from_student("BATAL", verdict="fail", in_reply_to=""),
        "held",
    ),
    Attack(
        "BATAL without any verdict, number alone",
        lambda s: s.from_student("BATAL", verdict="", in_reply_to=""),
        "appended|held",
        "rina",
    ),
    Attack(
        "BATAL without any verdict, answering our mail",
        lambda s: s.from_student("BATAL", verdict=""),
        "appended",
        "rina student",
        "cancelled",
    ),
    Attack(
        "STATUS without any verdict, number alone",
        lambda s: s.from_student("STATUS", verdict="", in_reply_to=""),
        "appended|held",
        "rina",
    ),
    Attack(
        "BATAL from an odd From",
        lambda s: s.from_student("BATAL", sender=f"{s.student} <{s.student}> x", verdict="", in_reply_to=""),
        "appended",
        "rina",
    ),
    Attack(
        "BATAL with the student as display name",
        lambda s: EVIL.sign(
            write(
                f'"{s.student}" <mallory{s.number[-4:]}@evil.example>',
                "BATAL",
                s.subject,
                in_reply_to=s.acknowledgement.message_id,
            )
        ),
        NEW,
        "rina sender",
    ),
    Attack(
        "BATAL in a quotation",
        lambda s: s.from_student("Terima kasih banyak.\n\n> BATAL"),
        "appended|form_requested",
        "",
    ),
    Attack(
        "BATAL in an out-of-office note",
        lambda s: s.from_student("BATAL", headers=("Auto-Submitted: auto-replied",)),
        "ignored",
    ),
    Attack("a rating before there is a solution", lambda s: s.from_student("5"), "appended|form_requested", "rina"),
)
ATTACKS = (*TOKENS, *REPLAYS, *STRANGERS, *WORDS)


@pytest.fixture(scope="module")
def results(office: Office) -> dict[str, Result]:
    config = office.loket.config
    config.write_text(config.read_text().replace("[limits]\n", "[limits]\nrefusals_per_hour = 99\n"))
    return office.run(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_ticket_belongs_to_those_who_take_part(results: dict[str, Result], attack: Attack) -> None:
    check(attack, results[attack.name])


def test_no_stranger_learns_whether_a_mail_of_ours_exists(results: dict[str, Result]) -> None:
    texts = [
        re.sub(r"PDI-\d{4}-\d{4}|mallory\d+", "…", str(letter.message.get_body(("plain",)).get_content()))
        for name in ("In-Reply-To of a mail that never was", "In-Reply-To of the acknowledgement alone")
        for letter in results[name].letters
        if "mallory" in letter.recipients[0]
    ]
    assert len(texts) == 2
    assert texts[0] == texts[1]


def test_no_stranger_reads_what_the_student_wrote(office: Office, results: dict[str, Result]) -> None:
    to_mallory = [mail for mail in office.sink.mails if any("mallory" in address for address in mail.recipients)]
    assert to_mallory
    assert not any(b"2190000001" in mail.content and b"misalnya" not in mail.content for mail in to_mallory)
    assert not any("siti" in str(mail.message["To"]) for mail in to_mallory)
