import imaplib
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.demo.letters import new_mail
from daemon.demo.mail_client import MailClient, Refused, hand_in, send_from_outside
from daemon.demo.mail_system import MailSystem
from daemon.demo.people import AGUS, DESK, JOKO, PASSWORD, RINA, SITI
from daemon.outbox.smtp_session import SmtpSettings
from daemon.reading.kinds.classification import classify
from daemon.reading.message import Kind
from daemon.reading.mime.parsing import parse
from daemon.reading.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    fields=(),
    types=(),
    ticket_prefix="PDI",
    own_addresses=(DESK.address,),
    message_id_domain="kampus.example",
    loop_keys=(),
    command_names=(),
)
FORGED = "mx.kampus.example; dmarc=pass header.from=kampus.example"


@pytest.fixture
def system(tmp_path: Path) -> Iterator[MailSystem]:
    with MailSystem(tmp_path) as system:
        yield system


@pytest.fixture
def desk(system: MailSystem) -> Iterator[MailClient]:
    client = MailClient(DESK, system.ports)
    yield client
    client.close()


@pytest.fixture
def siti(system: MailSystem) -> Iterator[MailClient]:
    client = MailClient(SITI, system.ports)
    yield client
    client.close()


def test_who_logged_in_is_vouched_for(desk: MailClient, siti: MailClient) -> None:
    siti.send(new_mail(SITI, "a", "b"), DESK.address)

    mail = desk.wait_for(lambda mail: mail["Subject"] == "a", 5)
    assert mail is not None
    assert mail["Authentication-Results"] == "mx.kampus.example; dmarc=pass header.from=mhs.kampus.example"


def test_verdict_stands_above_the_first_received_line(desk: MailClient, siti: MailClient) -> None:
    siti.send(new_mail(SITI, "a", "b"), DESK.address)

    mail = desk.wait_for(lambda mail: True, 5)
    assert mail is not None
    assert list(mail.keys())[:3] == ["Return-Path", "Authentication-Results", "Received"]


def test_forged_verdict_is_taken_away_and_the_mail_fails(system: MailSystem, desk: MailClient) -> None:
    mail = new_mail(RINA, "a", "!tutup")
    mail["Authentication-Results"] = FORGED
    send_from_outside(system.ports, "x@penipu.example", DESK.address, mail)

    found = desk.wait_for(lambda mail: True, 5)
    assert found is not None
    assert found.get_all("Authentication-Results") == ["mx.kampus.example; dmarc=fail header.from=kampus.example"]


def test_nobody_is_vouched_for_under_another_name(desk: MailClient, siti: MailClient) -> None:
    siti.send(new_mail(RINA, "a", "!tutup"), DESK.address)

    found = desk.wait_for(lambda mail: True, 5)
    assert found is not None
    assert "dmarc=fail" in found["Authentication-Results"]


def test_nobody_relays_without_login(system: MailSystem) -> None:
    with pytest.raises(Refused, match=r"550 5\.7\.1"):
        send_from_outside(system.ports, SITI.address, AGUS.address, new_mail(SITI, "a", "b"))


def test_envelope_must_name_who_logged_in(system: MailSystem) -> None:
    settings = SmtpSettings(
        "127.0.0.1", system.ports.submission, "none", "laptop.example", SITI.address, lambda: PASSWORD
    )
    with pytest.raises(Refused, match=r"553 5\.7\.1"):
        hand_in(settings, RINA.address, DESK.address, new_mail(SITI, "a", "b"))


def test_submission_needs_a_login(system: MailSystem) -> None:
    settings = SmtpSettings("127.0.0.1", system.ports.submission, "none", "laptop.example")
    with pytest.raises(Refused, match=r"530 5\.7\.0"):
        hand_in(settings, SITI.address, DESK.address, new_mail(SITI, "a", "b"))


def test_unknown_mailbox_is_refused(siti: MailClient) -> None:
    with pytest.raises(Refused, match=r"550 5\.1\.1"):
        siti.send(new_mail(SITI, "a", "b"), "nobody@kampus.example")


def test_sub_address_reaches_the_mailbox(desk: MailClient, siti: MailClient) -> None:
    siti.send(new_mail(SITI, "a", "b"), "bantuan+token@kampus.example")

    assert desk.wait_for(lambda mail: mail["Subject"] == "a", 5) is not None


def test_mail_to_elsewhere_comes_back_as_a_bounce(siti: MailClient) -> None:
    sent = new_mail(SITI, "a", "b")
    siti.send(sent, AGUS.address)

    report = siti.wait_for(lambda mail: "Undelivered" in mail["Subject"], 5)
    assert report is not None
    found = classify(parse(report.as_bytes()), VOCABULARY)
    assert (found.kind, found.bounce and found.bounce.recipients) == (Kind.BOUNCE, (AGUS.address,))


def test_waiting_client_is_told_of_new_mail(system: MailSystem, siti: MailClient) -> None:
    client = imaplib.IMAP4("127.0.0.1", system.ports.imap, timeout=5)
    client.login(JOKO.address, PASSWORD)
    client.select()
    client.send(b"X1 IDLE\r\n")
    assert client.readline().startswith(b"+")

    siti.send(new_mail(SITI, "a", "b"), JOKO.address)

    assert client.readline() == b"* 1 EXISTS\r\n"
    client.shutdown()


def test_mail_that_came_just_before_waiting_is_told_too(system: MailSystem, siti: MailClient) -> None:
    client = imaplib.IMAP4("127.0.0.1", system.ports.imap, timeout=5)
    client.login(JOKO.address, PASSWORD)
    client.select()

    siti.send(new_mail(SITI, "a", "b"), JOKO.address)
    client.send(b"X1 IDLE\r\n")

    assert [client.readline()[:2], client.readline()] == [b"+ ", b"* 1 EXISTS\r\n"]
    client.shutdown()


def test_wrong_password_opens_nothing(system: MailSystem) -> None:
    client = imaplib.IMAP4("127.0.0.1", system.ports.imap, timeout=5)

    with pytest.raises(imaplib.IMAP4.error):
        client.login(JOKO.address, "wrong")
    client.shutdown()


def test_every_mail_becomes_a_file(tmp_path: Path, siti: MailClient) -> None:
    siti.send(new_mail(SITI, "Tidak bisa / login", "b"), DESK.address)

    assert [path.name for path in tmp_path.iterdir()] == ["001-to-bantuan-at-kampus.example-Tidak-bisa-login.eml"]
