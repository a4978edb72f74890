"""Hold that failure notices are understood in any server's dialect, and that complaints about them are no bounces."""

from collections.abc import Callable

import pytest

from daemon.reading.kinds.bounces import find_bounce
from daemon.reading.message import InboundMessage

MailMaker = Callable[..., InboundMessage]

DAEMON = {"From": "Mail Delivery System <MAILER-DAEMON@mx.example>", "In_Reply_To": None, "Subject": "Undelivered Mail"}
STATUS = (
    "Reporting-MTA: dns; mx.example\n\nOriginal-Recipient: rfc822;siti@kampus.example\n"
    "Final-Recipient: rfc822; <siti.contoh@mahasiswa.example>\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 User\n unknown\n"
)
RETURNED = (
    "From: loket@kampus.example\nTo: siti@kampus.example\nMessage-ID: <kiriman@kampus.example>\nSubject: Salam\n\nIsi\n"
)
REPORT = 'multipart/report; report-type=delivery-status; boundary="b"'
NOTICES = {
    "qmail": """\
Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<siti@kampus.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 no mailbox
""",
    "exim": """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  siti@kampus.example
    all relevant MX records point to non-existent hosts
""",
    "postfix": """\
This is the mail system at host mx.example.

<siti@kampus.example>: host mx2.example[192.0.2.2] said: 550 5.1.1
    <siti@kampus.example>: Recipient address rejected (in reply to RCPT TO command)
""",
    "sendmail": """\
The original message was received at Mon, 2 Nov 2026 10:15:00 +0700

   ----- The following addresses had permanent fatal errors -----
<siti@kampus.example>

   ----- Transcript of session follows -----
550 User unknown
""",
    "exchange": """\
Your message

  To:      siti@kampus.example
  Subject: Salam

did not reach the following recipient(s):

siti@kampus.example on Mon, 2 Nov 2026 10:15:00 +0700
    The recipient name is not recognized
""",
    "gmail": """\
Delivery to the following recipient failed permanently:

     siti@kampus.example

Technical details of permanent failure:
The account does not exist. 550 5.1.1

----- Original message -----

To: orang@lain.example
""",
    "domino": """\
------- Failure Reasons  --------

User not listed in public Name & Address Book
siti@kampus.example

------- Returned Message --------
Received: from x
To: orang@lain.example
Subject: a
""",
    "indonesian": """\
Surat Anda tidak dapat dikirim ke alamat berikut:

siti@kampus.example

Kotak surat penuh.
""",
    "terse": "User's mailbox is full: <siti@kampus.example>\nUnable to deliver mail.\n",
    "transcript": """\
Error: Invalid user

  MAIL FROM: loket@kampus.example
  RCPT TO: siti@kampus.example
550 no
""",
}


def report(*, status: str = STATUS) -> str:
    parts = (("text/plain", "Maaf."), ("message/delivery-status", status), ("message/rfc822", RETURNED))
    return "".join(f"--b\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts) + "--b--\n"


def test_standard_report_is_read_completely(make_mail: MailMaker) -> None:
    bounce = find_bounce(make_mail(report(), content_type=REPORT, **DAEMON))

    assert bounce is not None
    assert bounce.recipients == ("siti@kampus.example", "siti.contoh@mahasiswa.example")
    assert (bounce.is_permanent, bounce.status) == (True, "5.1.1")
    assert bounce.reason == "550 5.1.1 User unknown"
    assert bounce.original_message_id == "kiriman@kampus.example"


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2"), ("delayed", "5.0.0"), ("Delayed (x)", "")]
)
def test_delays_and_full_mailboxes_are_temporary(action: str, status: str, make_mail: MailMaker) -> None:
    text = STATUS.replace("failed", action).replace("Status: 5.1.1", f"Status: {status}")
    bounce = find_bounce(make_mail(report(status=text), content_type=REPORT, **DAEMON))

    assert bounce is not None
    assert not bounce.is_permanent


@pytest.mark.parametrize("name", NOTICES)
def test_notice_for_people_names_the_recipient(name: str, make_mail: MailMaker) -> None:
    bounce = find_bounce(make_mail(NOTICES[name], **DAEMON))

    assert bounce is not None
    assert bounce.recipients == ("siti@kampus.example",)


@pytest.mark.parametrize("name", NOTICES)
def test_complaint_that_quotes_a_notice_is_no_bounce(name: str, make_mail: MailMaker) -> None:
    quoted = "".join(f"> {line}\n" for line in NOTICES[name].splitlines())
    mail = make_mail(f"Surat saya selalu kembali, mohon dibantu.\n\n{quoted}", Subject="Fwd: Undelivered Mail")

    assert find_bounce(mail) is None


def test_complaint_with_the_notice_attached_is_no_bounce(make_mail: MailMaker) -> None:
    parts = (("text/plain", "Surat saya kembali."), ("message/rfc822", f"From: MAILER-DAEMON\n\n{NOTICES['qmail']}"))
    text = "".join(f"--b\nContent-Type: {kind}\n\n{content}\n" for kind, content in parts) + "--b--\n"
    mail = make_mail(text, content_type='multipart/mixed; boundary="b"', Subject="Undelivered Mail Returned to Sender")

    assert find_bounce(mail) is None


def test_report_that_all_went_well_is_no_bounce(make_mail: MailMaker) -> None:
    text = report(status=STATUS.replace("failed", "delivered").replace("5.1.1", "2.0.0"))

    assert find_bounce(make_mail(text, content_type=REPORT, **DAEMON)) is None


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("MicrosoftExchange329e71@kampus.example", "Pesan ini tidak sampai:\n\nsiti@kampus.example\n"),
        ("MAILER-DAEMON@mx.example", "has not yet been delivered:\n\n  siti@kampus.example\n"),
        ("postmaster@mx.example", "Failed Recipient: siti@kampus.example\nReason: mailbox unavailable\n"),
    ],
)
def test_server_is_known_by_its_sender(sender: str, text: str, make_mail: MailMaker) -> None:
    bounce = find_bounce(make_mail(text, From=sender, Subject="Warning: delayed 24 hours"))

    assert bounce is not None
    assert bounce.recipients == ("siti@kampus.example",)


def test_list_that_refuses_a_mail_is_a_bounce(make_mail: MailMaker) -> None:
    mail = make_mail("You are not a member of this list.", From="milis-owner@kampus.example", Subject="Refused")

    assert find_bounce(mail) is not None


def test_recipient_named_in_the_header_is_taken(make_mail: MailMaker) -> None:
    bounce = find_bounce(make_mail("Maaf.", X_Failed_Recipients="siti@kampus.example, a@b.example", **DAEMON))

    assert bounce is not None
    assert bounce.recipients == ("siti@kampus.example", "a@b.example")


def test_recipient_of_the_returned_mail_is_taken_when_the_notice_names_none(make_mail: MailMaker) -> None:
    parts = (("text/plain", "Delivery failed: user unknown"), ("message/rfc822", RETURNED))
    text = "".join(f"--b\nContent-Type: {kind}\n\n{content}\n" for kind, content in parts) + "--b--\n"
    bounce = find_bounce(make_mail(text, content_type='multipart/mixed; boundary="b"', **DAEMON))

    assert bounce is not None
    assert bounce.recipients == ("siti@kampus.example",)


def test_report_that_lost_its_structure_is_read_from_the_text(make_mail: MailMaker) -> None:
    bounce = find_bounce(make_mail(f"Maaf.\n\n{STATUS}", **DAEMON))

    assert bounce is not None
    assert bounce.status == "5.1.1"


def test_long_reason_is_cut(make_mail: MailMaker) -> None:
    text = report(status=STATUS + " sangat panjang" * 100)
    bounce = find_bounce(make_mail(text, content_type=REPORT, **DAEMON))

    assert bounce is not None
    assert len(bounce.reason) == 500


def test_action_that_servers_make_up_is_a_failure(make_mail: MailMaker) -> None:
    text = report(status=STATUS.replace("Action: failed", "Action: error"))

    assert find_bounce(make_mail(text, content_type=REPORT, **DAEMON)) is not None


def test_filter_that_throws_a_mail_away_bounces_it(make_mail: MailMaker) -> None:
    disposition = (
        "Final-Recipient: rfc822; siti@kampus.example\nDisposition: automatic-action/MDN-sent-automatically; deleted\n"
    )
    parts = (
        ("text/plain", "Your message to <siti@kampus.example> was automatically rejected:\nQuota exceeded"),
        ("message/disposition-notification", disposition),
    )
    text = "".join(f"--b\nContent-Type: {kind}\n\n{content}\n" for kind, content in parts) + "--b--\n"
    kind = 'multipart/report; report-type=disposition-notification; boundary="b"'
    mail = make_mail(text, content_type=kind, **(DAEMON | {"Subject": "Automatically rejected mail"}))
    bounce = find_bounce(mail)

    assert bounce is not None
    assert bounce.recipients == ("siti@kampus.example",)


NAMELESS = {"From": "gerbang_smtp@mx.example", "In_Reply_To": None, "Subject": "Delivery failure notification"}


@pytest.mark.parametrize(
    "text",
    [
        "Your message could not be delivered to the following recipients:\n\nsiti@kampus.example\n\nDo not resend.",
        "------ Failed Recipients ------\n\n<siti@kampus.example>: mailbox unavailable. [SMTP Error Code 550]\n",
        'This could not be delivered to the following user:\n\n"siti@kampus.example" <siti@kampus.example>\n',
    ],
)
def test_server_without_a_name_is_known_by_its_notice(text: str, make_mail: MailMaker) -> None:
    bounce = find_bounce(make_mail(text, **NAMELESS))

    assert bounce is not None
    assert bounce.recipients == ("siti@kampus.example",)


@pytest.mark.parametrize(
    "text",
    [
        "My mail to budi@kampus.example could not be delivered. Please help.",
        "Surat saya ke budi@kampus.example tidak terkirim.\n\nMohon bantuannya.",
        "Kenapa begini?\n\nYour message could not be delivered to the following recipients:\n\nsiti@kampus.example\n",
    ],
)
def test_complaint_of_a_person_without_a_name_is_no_bounce(text: str, make_mail: MailMaker) -> None:
    assert find_bounce(make_mail(text, **(NAMELESS | {"From": "rina@kampus.example"}))) is None


@pytest.mark.parametrize(
    "text",
    [
        "  an undisclosed address\n    (generated from siti@kampus.example)\n",
        "The following message, addressed to 'siti@kampus.example',\nfailed because it was not collected.\n",
        "c=ID;a= ;p=X;dda:SMTP=siti@kampus.example; on Fri, 4 Oct 2002 17:12\n    The name is not recognized\n",
        "To: milis@kampus.example\ndid not reach the following recipient(s):\n\nsiti@kampus.example on 4 Oct 2002\n",
    ],
)
def test_recipient_is_found_in_what_is_said_about_it(text: str, make_mail: MailMaker) -> None:
    bounce = find_bounce(make_mail(f"A message could not be delivered.\n\n{text}", **DAEMON))

    assert bounce is not None
    assert bounce.recipients[0] == "siti@kampus.example"
