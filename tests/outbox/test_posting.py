"""A letter becomes a stored mail with everything that its answer needs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from daemon.desk.writing import letter_parts, letters
from daemon.desk.writing.letters import Letter, LetterContent
from daemon.outbox.posting import PostOffice
from daemon.reading.loop_mark import is_own_mark
from daemon.trust.tokens import Claims, KeyRing, Kind, read_token
from models.database import transaction
from models.outgoing import Notification, OutgoingEmail, OutgoingRecipient, octets_of

BUDI = "budi@mhs.kampus.example"
RINA = "rina@kampus.example"
RECEIPT = letters.Receipt("PDI-2611-0042", "Wifi", True, (), (), (), ())
TAKEN = letters.Taken("PDI-2611-0042", "Wifi", "Rina Contoh")
MakePost = Callable[..., PostOffice]


def staff_letter(content: LetterContent = RECEIPT) -> Letter:
    return Letter(content, RINA, "id", subject="Wifi", staff_id="rina", in_reply_to="x@kampus.example")


def mail(number: int = 1) -> EmailMessage:
    return message_from_bytes(octets_of(OutgoingEmail.get_by_id(number)), policy=policy.default)


def test_staff_letter_carries_a_token_that_verifies(post: PostOffice, keys: KeyRing) -> None:
    post.send(staff_letter())
    row = Notification.get()
    local = mail()["Reply-To"].addresses[0].username
    token = read_token(local.removeprefix("bantuan+"))
    assert token is not None
    assert keys.verify(token, Claims(Kind.REPLY, row.nid, "", "rina", RINA, row.expires_at))


def test_token_is_in_the_message_id_too(post: PostOffice) -> None:
    post.send(staff_letter())
    assert mail()["Message-ID"].startswith(
        "<" + mail()["Reply-To"].addresses[0].username.removeprefix("bantuan+") + "."
    )


def test_token_lives_thirty_days(post: PostOffice, clock) -> None:
    post.send(staff_letter())
    assert Notification.get().expires_at == clock.now + timedelta(days=30)


def test_without_sub_addressing_the_token_is_in_the_message_id_alone(make_post: MakePost) -> None:
    make_post(has_sub_addressing=False).send(staff_letter())
    assert mail()["Reply-To"].addresses[0].addr_spec == "bantuan@kampus.example"
    assert read_token(mail()["Message-ID"][1:42]) is not None


def test_staff_letter_goes_to_one_person_alone(post: PostOffice) -> None:
    post.send(replace(staff_letter(), cc=(BUDI,)))
    assert [row.address for row in OutgoingRecipient.select()] == [RINA]
    assert "Cc" not in mail()


def test_code_is_kept_with_what_it_confirms(post: PostOffice, clock) -> None:
    content = letters.ConfirmationRequest("PDI-2611-0042", "Wifi", "abcdefgh2345", 24, "no-token", (), (), ())
    post.send(replace(staff_letter(content), code="abcdefgh2345", plan_id=7))
    row = Notification.get(Notification.kind == "C")
    assert (row.code, row.plan_id, row.staff_id, row.expires_at) == (
        "abcdefgh2345",
        7,
        "rina",
        clock.now + timedelta(hours=24),
    )


def test_mail_is_recognised_as_our_own(post: PostOffice, keys: KeyRing, reply_letter: Letter) -> None:
    post.send(reply_letter)
    assert is_own_mark(mail()["X-Loket-Loop"], mail()["Message-ID"].strip("<>"), keys.derive("loop"))


def test_automatic_answer_says_so_and_a_persons_words_do_not(post: PostOffice, reply_letter: Letter) -> None:
    post.send(replace(staff_letter(), is_automatic=True))
    post.send(reply_letter)
    assert [mail(number)["Auto-Submitted"] for number in (1, 2)] == ["auto-replied", None]


def test_answer_is_threaded(post: PostOffice, reply_letter: Letter) -> None:
    post.send(replace(reply_letter, in_reply_to="b@x.example", references=("a@x.example", "b@x.example")))
    assert (mail()["In-Reply-To"], mail()["References"], mail()["Subject"]) == (
        "<b@x.example>",
        "<a@x.example> <b@x.example>",
        "Re: [PDI-2611-0042] Nama ibu kandung salah",
    )


def test_letter_without_a_subject_gets_one_from_its_template(post: PostOffice) -> None:
    post.send(Letter(TAKEN, BUDI, "en", ticket_number="PDI-2611-0042", in_reply_to="b@x.example"))
    assert mail()["Subject"] == "[PDI-2611-0042] Somebody is working on your request"


def test_participants_in_copy_get_the_same_mail_once(post: PostOffice, reply_letter: Letter) -> None:
    post.send(replace(reply_letter, cc=("siti@mhs.kampus.example", BUDI.upper())))
    assert [row.address for row in OutgoingRecipient.select()] == [BUDI, "siti@mhs.kampus.example"]


def test_null_sender_is_kept(post: PostOffice, reply_letter: Letter) -> None:
    post.send(replace(reply_letter, null_sender=True))
    assert OutgoingEmail.get().envelope_from == ""


def test_requester_never_gets_a_reply_to_with_a_token(post: PostOffice, reply_letter: Letter) -> None:
    post.send(reply_letter)
    assert "Reply-To" not in mail()


@pytest.mark.parametrize("text", ["Halo\n!ambil", "Halo {{ nama }}", "NIK 3201010101010001"])
def test_leaking_mail_is_held_and_the_admin_is_told(post: PostOffice, reply_letter: Letter, text: str) -> None:
    content = replace(reply_letter.content, text=text)
    post.send(replace(reply_letter, content=content))
    states = [(row.kind, row.state) for row in OutgoingEmail.select().order_by(OutgoingEmail.id)]
    assert states == [("reply", "held"), ("trouble", "pending")]


@pytest.mark.parametrize("subject", ["{{ nama }}", "{{{ kurung }}}", "a {\u200b{ b", "{\u202e% c", "100%\u00ad}"])
def test_what_looks_like_a_placeholder_in_a_mail_does_not_hold_its_answers(post: PostOffice, subject: str) -> None:
    own = letters.OwnTicket("PDI-2611-0042", subject, "in_progress", ())
    for content in (letters.StatusList((own,)), letters.FormComplete("PDI-2611-0042", subject, (), 60)):
        post.send(Letter(content, BUDI, "id", subject=subject))
    assert [row.state for row in OutgoingEmail.select()] == ["pending", "pending"]


def test_what_looks_like_a_placeholder_in_a_files_name_does_not_hold_its_letter(
    post: PostOffice, reply_letter: Letter
) -> None:
    file = letter_parts.Enclosure("surat {{nama}}.pdf", 12, "0" * 64)
    post.send(replace(reply_letter, enclosures=letter_parts.Enclosures((file,))))
    assert OutgoingEmail.get().state == "pending"
    assert "surat { {nama} }.pdf" in mail().get_body(("plain",)).get_content()


def test_listener_is_told_which_mail_is_held_and_why(make_post: MakePost, reply_letter: Letter) -> None:
    held: list[tuple[int, str]] = []
    post = make_post(on_held=lambda number, reason: held.append((number, reason)))
    number = post.send(replace(reply_letter, content=replace(reply_letter.content, text="Halo\n!ambil")))
    assert held == [(number, "contains a command line")]


def test_held_mail_is_told_without_its_words(post: PostOffice, reply_letter: Letter) -> None:
    post.send(replace(reply_letter, content=replace(reply_letter.content, text="NIK 3201010101010001")))
    told = mail(2).get_body(("plain",)).get_content()
    assert "a full NIK" in told
    assert "3201010101010001" not in told


def test_staff_tokens_are_taken_out_of_what_goes_to_requesters(post: PostOffice, reply_letter: Letter) -> None:
    post.send(staff_letter())
    address = mail()["Reply-To"].addresses[0].addr_spec
    post.send(replace(reply_letter, content=replace(reply_letter.content, text=f"Balas ke {address} ya")))
    assert OutgoingEmail.get_by_id(2).state == "pending"
    assert address.encode() not in octets_of(OutgoingEmail.get_by_id(2))


def test_staff_are_never_muted(post: PostOffice) -> None:
    for _ in range(12):
        post.send(staff_letter())
    assert {row.state for row in OutgoingEmail.select()} == {"pending"}


def test_letter_of_a_failed_transaction_is_gone(post: PostOffice, reply_letter: Letter) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        _ = post.send(reply_letter) / 0
    assert OutgoingEmail.select().count() == 0


def test_every_kind_of_letter_can_be_posted(
    post: PostOffice, make_letters: Callable[..., tuple[LetterContent, ...]]
) -> None:
    for content in make_letters(" Contoh"):
        staff_id = "rina" if content.audience is letters.Audience.STAFF else ""
        number = post.send(Letter(content, RINA, "en", staff_id=staff_id, is_automatic=False))
        assert mail(number).get_body(("html",)).get_content().startswith("<!DOCTYPE html>")
        assert OutgoingEmail.get_by_id(number).state == "pending", content.kind
