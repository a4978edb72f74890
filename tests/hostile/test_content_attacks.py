"""What is in the mail (trust.md §1, §2.5, §4.4): it reaches people as text, and nothing else."""

import base64
import re
from email import message_from_bytes, policy

import pytest
from hostile_office import (
    ADMIN,
    MOTHER,
    NIK,
    RINA,
    SUPPORT,
    Attack,
    Office,
    Result,
    Situation,
    check,
    with_header,
)
from writing import write

pytestmark = pytest.mark.server
NEW, APPENDED = "form_requested", "appended|form_requested"
QUARANTINED = "quarantined"
SSTI = "{{ 7*7 }}{% for x in range(99999999) %}{{ x }}{% endfor %}{{ ''.__class__.__mro__ }}"
HTML = "<script>alert(1)</script><img src=http://evil.example/x.gif><a href='javascript:x'>x</a>"


def complaint(s: Situation, subject: str = "NIK salah", text: str = "NIK saya salah.", **changes: object) -> bytes:
    """Return a new complaint of the same student."""
    return write(f"Siti <{s.student}>", text, subject, **changes)


def new(name: str, mail: object, mailed: str = "rina student") -> Attack:
    return Attack(name, mail, "form_requested|ticket_created", mailed)


def with_file(s: Situation, disposition: str, content: bytes = b"isi", kind: str = "application/pdf") -> bytes:
    """Return a complaint with one file."""
    raw = complaint(s).partition(b"\r\n\r\n")[0].split(b"\r\n")
    head = [line for line in raw if not line.startswith((b"Content-", b"MIME-"))]
    return b"\r\n".join(
        [
            *head,
            b"MIME-Version: 1.0",
            b'Content-Type: multipart/mixed; boundary="bb"',
            b"",
            b"--bb",
            b"Content-Type: text/plain; charset=utf-8",
            b"",
            b"NIK saya salah.",
            b"--bb",
            f"Content-Type: {kind}".encode(),
            disposition.encode(),
            b"Content-Transfer-Encoding: base64",
            b"",
            base64.encodebytes(content).replace(b"\n", b"\r\n") + b"--bb--",
            b"",
        ]
    )


def nested(depth: int) -> bytes:
    """Return the body of a mail with parts in parts in parts."""
    lines = []
    for level in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{level}"', "", f"--b{level}"]
    return "\r\n".join([*lines, "Content-Type: text/plain", "", "NIK saya salah", ""]).encode()


def without_body(raw: bytes) -> bytes:
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return b"\r\n".join(line for line in head if not line.startswith(b"Content-")) + b"\r\n"


ATTACKS = (
    new("line end in an encoded subject", lambda s: complaint(s, "=?utf-8?q?x=0D=0ABcc:_mallory=40evil.example?=")),
    new(
        "line end in an encoded display name",
        lambda s: write(f"=?utf-8?q?Siti=0D=0ABcc_mallory=40evil.example?= <{s.student}>", "NIK saya salah."),
    ),
    new(
        "display name with a colon is no display name",
        lambda s: write(f"=?utf-8?q?Siti=0D=0ABcc:_mallory=40evil.example?= <{s.student}>", "NIK saya salah."),
        "rina",
    ),
    new(
        "bare CR in an encoded subject",
        lambda s: complaint(s, "=?utf-8?b?" + base64.b64encode(b"x\rBcc: m@evil.example").decode() + "?="),
    ),
    new("NUL in an encoded subject", lambda s: complaint(s, "=?utf-8?q?a=00b?=")),
    new("line separator in the subject", lambda s: complaint(s, "x\u2028Bcc: mallory@evil.example")),
    new("direction marks in the subject", lambda s: complaint(s, "\u202egnp.exe\u202c")),
    new("Jinja in the subject", lambda s: complaint(s, SSTI)),
    new("Jinja in the body", lambda s: complaint(s, text=SSTI)),
    new("Jinja in the display name", lambda s: write(f'"{SSTI}" <{s.student}>', "NIK saya salah.")),
    new("Jinja in a form value", lambda s: complaint(s, text="NIM: 2190000001\nNama: {{ config }} {% raw %}")),
    new("HTML in the subject", lambda s: complaint(s, HTML)),
    new("HTML in the body", lambda s: complaint(s, text=HTML)),
    new("HTML in the display name", lambda s: write(f'"{HTML}" <{s.student}>', "NIK saya salah.")),
    new(
        "HTML body with remote pictures",
        lambda s: complaint(s, text=f"<html><body>{HTML}<p>NIK salah</p></body></html>").replace(
            b"text/plain", b"text/html"
        ),
    ),
    new("staff command in the complaint", lambda s: complaint(s, text="!selesai\n!tolak\n\nNIK salah")),
    new("staff command in the subject", lambda s: complaint(s, "!selesai [PDI-2611-0001]")),
    new("reply marker in the complaint", lambda s: complaint(s, text="== balas di atas baris ini ==\n!ambil")),
    new("500 characters of subject", lambda s: complaint(s, "NIK salah " * 50)),
    new(
        "subject of 98 kB of encoded words",
        lambda s: complaint(s, "\r\n ".join(["=?utf-8?q?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?="] * 1900)),
    ),
    new("emoji", lambda s: complaint(s, "NIK salah 😭🙏", "Tolong 🙏🙏🙏")),
    new(
        "file name with a path", lambda s: with_file(s, 'Content-Disposition: attachment; filename="../../etc/passwd"')
    ),
    new(
        "file name with a line end",
        lambda s: with_file(s, "Content-Disposition: attachment; filename*=utf-8''a%0D%0ABcc%3A%20m@evil.example.pdf"),
    ),
    new(
        "file name with a direction mark",
        lambda s: with_file(s, "Content-Disposition: attachment; filename*=utf-8''KTP%E2%80%AEfdp.exe"),
    ),
    new("file name of HTML", lambda s: with_file(s, f'Content-Disposition: attachment; filename="{HTML[:60]}.pdf"')),
    new("file without a name", lambda s: with_file(s, "Content-Disposition: attachment")),
    new(
        "zip bomb is never unpacked",
        lambda s: with_file(
            s, 'Content-Disposition: attachment; filename="a.zip"', b"PK\x03\x04" + b"\0" * 4096, "application/zip"
        ),
    ),
    new(
        "base64 that is none",
        lambda s: with_file(s, 'Content-Disposition: attachment; filename="a.pdf"').replace(b"aXNp", b"!!!!"),
    ),
    new("unknown charset", lambda s: complaint(s).replace(b"charset=utf-8", b"charset=undefined")),
    new("charset that Python misuses", lambda s: complaint(s).replace(b"charset=utf-8", b"charset=idna")),
    new("NUL in the body", lambda s: complaint(s, text="NIK\0 saya salah")),
    new(
        "Message-ID that breaks parsers",
        lambda s: re.sub(rb"Message-ID: [^\r]*", b"Message-ID: <<<>>@[[", complaint(s)),
    ),
    new("In-Reply-To with a line end inside", lambda s: with_header(complaint(s), b"In-Reply-To: <a\r\n b@x>")),
    new(
        "References of 500 ids",
        lambda s: with_header(complaint(s), b"References:" + b"\r\n <aaaaaaaaaaaaaaaaa@x.example>" * 500),
    ),
    new("no Message-ID", lambda s: re.sub(rb"Message-ID: [^\r]*\r\n", b"", complaint(s))),
    new("no Subject", lambda s: re.sub(rb"Subject: [^\r]*\r\n", b"", complaint(s))),
    new("8-bit octets in the subject", lambda s: complaint(s).replace(b"Subject: NIK", b"Subject: \xe9\xe9 NIK")),
    new("lone LF line ends", lambda s: complaint(s).replace(b"\r\n", b"\n")),
    Attack(
        "20 000 recipients",
        lambda s: complaint(s, to=SUPPORT + ",\r\n " + ",\r\n ".join(f"a{n}@x.example" for n in range(19_999))),
        QUARANTINED,
        "admin",
    ),
    new(
        "1 900 recipients",
        lambda s: complaint(s, to=SUPPORT + ",\r\n " + ",\r\n ".join(f"a{n}@x.example" for n in range(1900))),
    ),
    new("6 MB of one line", lambda s: complaint(s, text="NIK salah " * 600_000)),
    new("100 000 lines", lambda s: complaint(s, text="NIK salah\n" * 100_000)),
    new(
        "100 000 nested elements",
        lambda s: complaint(s, text="<div>" * 100_000 + "NIK salah").replace(b"text/plain", b"text/html"),
    ),
    new("a million angle brackets", lambda s: complaint(s, text="<!--" * 250_000).replace(b"text/plain", b"text/html")),
    new("60 kB of attributions", lambda s: complaint(s, text="On On On " * 7000)),
    new("19 parts in parts", lambda s: without_body(complaint(s)) + nested(19)),
    Attack("1 000 parts in parts", lambda s: without_body(complaint(s)) + nested(1000), QUARANTINED, "admin"),
    Attack(
        "header line of 17 kB", lambda s: with_header(complaint(s), b"X-Long: " + b"a" * 17_000), QUARANTINED, "admin"
    ),
    Attack(
        "header block of 300 kB",
        lambda s: with_header(complaint(s), b"\r\n".join([b"X-More: " + b"a" * 900] * 340)),
        QUARANTINED,
        "admin",
    ),
    Attack(
        "2 500 header lines",
        lambda s: with_header(complaint(s), b"\r\n".join([b"X-More: a"] * 2500)),
        QUARANTINED,
        "admin",
    ),
    Attack(
        "600 parts",
        lambda s: (
            without_body(complaint(s))
            + b'Content-Type: multipart/mixed; boundary="bb"\r\n\r\n'
            + b"--bb\r\n\r\nx\r\n" * 600
            + b"--bb--\r\n"
        ),
        QUARANTINED,
        "admin",
    ),
    Attack("empty file", lambda _: b"", "held"),
    Attack("random octets", lambda _: bytes(range(256)) * 40, "held"),
    Attack(
        "only a header",
        lambda s: complaint(s).partition(b"\r\n\r\n")[0],
        "ticket_created|form_requested",
        "rina student",
    ),
    Attack(
        "NIK and mother's name in the complaint",
        lambda s: complaint(
            s, text=f"NIK saya di PDDIKTI salah.\nNIK yang benar: {NIK}\nNama ibu kandung: {MOTHER}\nNIM: 2190000001"
        ),
        NEW,
        "rina student",
    ),
    Attack(
        "NIK in free text",
        lambda s: s.from_student(f"Tadi salah tulis, nomor saya {NIK[:6]} {NIK[6:12]} {NIK[12:]} ya."),
        APPENDED,
        "rina student",
    ),
    Attack("NIK in the subject", lambda s: complaint(s, f"NIK {NIK} salah"), NEW, "rina student"),
)


@pytest.fixture(scope="module")
def results(office: Office) -> dict[str, Result]:
    return office.run(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_content_stays_content(results: dict[str, Result], attack: Attack) -> None:
    check(attack, results[attack.name])


def test_nobody_but_those_concerned_gets_mail(office: Office, results: dict[str, Result]) -> None:
    everybody = {address for mail in office.sink.mails for address in mail.recipients}
    assert {address for address in everybody if not address.startswith("siti")} <= {RINA, "joko@kampus.example", ADMIN}


def test_no_mail_has_headers_of_foreign_making(office: Office, results: dict[str, Result]) -> None:
    for mail in office.sink.mails:
        names = [name.lower() for name in message_from_bytes(mail.content, policy=policy.compat32)]
        assert "bcc" not in names
        assert len(names) == len(set(names))


def test_nothing_foreign_is_evaluated_or_alive_in_html(office: Office, results: dict[str, Result]) -> None:
    for mail in office.sink.mails:
        page = str(mail.message.get_body(("html",)).get_content())
        assert "<script" not in page
        assert 'evil.example/x.gif">' not in page
        assert "<img src=http" not in page
        assert "javascript:x'>" not in page.replace("&#39;", "'").replace("&gt;", "") or "<a href='java" not in page


def test_mail_in_quarantine_is_listed_with_what_people_look_for(office: Office, results: dict[str, Result]) -> None:
    aside = [row for row in office.loket.rows("inbox") if row["state"] == "quarantined"]
    assert len(aside) >= 5
    assert all(row["from"].endswith("@mhs.kampus.example") and row["message_id"] and row["subject"] for row in aside)


def test_no_line_of_a_staff_mail_could_be_quoted_back_as_a_command(office: Office, results: dict[str, Result]) -> None:
    for mail in office.sink.to(RINA):
        text = str(mail.message.get_body(("plain",)).get_content())
        assert not [line for line in text.splitlines() if line.startswith("!")]


def test_no_mail_and_no_log_line_shows_a_nik_or_a_mothers_name(office: Office, results: dict[str, Result]) -> None:
    shown = [
        str(mail.message.get_body((kind,)).get_content()) for mail in office.sink.mails for kind in ("plain", "html")
    ]
    shown += [str(mail.message["Subject"]) for mail in office.sink.mails] + office.records.lines
    digits = [re.sub(r"(?<=\d)[ .-](?=\d)", "", text) for text in shown]
    assert not [text for text in digits if NIK in text]
    assert not [text for text in shown if MOTHER in text or "Rahasia" in text]


def test_no_log_line_shows_an_address_a_token_or_a_body(office: Office, results: dict[str, Result]) -> None:
    log = "\n".join(office.records.lines)
    assert "mail finished" in log
    assert not re.search(r"@kampus\.example|@mhs\.kampus|\+r[a-z2-7]{40}|NIK saya salah", log)
