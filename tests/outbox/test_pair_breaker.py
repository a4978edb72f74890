"""Automatic mail to a machine that answers stops; a person who writes fast is answered on."""

from collections.abc import Callable
from typing import Any

import pytest

from daemon.desk.writing import letters
from daemon.desk.writing.letters import Letter
from daemon.outbox.posting import PostOffice
from models.outgoing import OutgoingEmail
from models.people import Address, Person
from models.tickets import Message, Ticket

BUDI = "budi@mhs.kampus.example"
TAKEN = Letter(letters.Taken("PDI-2611-0042", "Wifi", "Rina Contoh"), BUDI, "id")
HUMAN = (
    "Nama saya salah",
    "2190000001",
    "nama ibu Aminah",
    "ktp menyusul ya",
    "ini ijazahnya",
    "apa lagi?",
    "tgl 3 Mei",
)


@pytest.fixture
def exchange(post: PostOffice, clock: Any) -> Callable[..., None]:
    """Return what lets Budi write texts about his ticket, each answered by itself at once."""
    address = Address.create(address=BUDI)
    person = Person.create(created_at=clock.now)
    times = {"received_at": clock.now, "created_at": clock.now, "updated_at": clock.now}
    ticket = Ticket.create(number="PDI-2611-0042", subject="", requester=person, requester_address=address, **times)

    def write(*texts: str) -> None:
        for text in texts:
            Message.create(ticket=ticket, direction="in", author=BUDI, text=text, sent_at=clock.now)
            post.send(TAKEN)

    return write


def states() -> list[str]:
    return [row.state for row in OutgoingEmail.select().where(OutgoingEmail.kind == "taken").order_by(OutgoingEmail.id)]


def test_who_says_the_same_again_and_again_is_muted_for_a_day(exchange: Callable[..., None], clock: Any) -> None:
    exchange(*(f"Pesan Anda nomor {number} kami terima." for number in range(7)))
    clock.advance(hours=23)
    exchange("Pesan Anda nomor 8 kami terima.")
    clock.advance(hours=25)
    exchange("Pesan Anda nomor 9 kami terima.")
    assert states() == ["pending"] * 5 + ["cancelled"] * 3 + ["pending"]


def test_person_who_answers_seven_times_in_ten_minutes_is_never_silenced(exchange: Callable[..., None]) -> None:
    exchange(*HUMAN)
    assert states() == ["pending"] * 7


def test_muted_person_is_answered_again_as_soon_as_they_write_something_new(exchange: Callable[..., None]) -> None:
    exchange(*("STATUS" for _ in range(7)), "Saya lupa melampirkan KTP, ini menyusul.")
    assert states() == ["pending"] * 5 + ["cancelled"] * 2 + ["pending"]


def test_not_even_new_words_are_answered_for_ever(exchange: Callable[..., None], clock: Any) -> None:
    exchange(*(chr(ord("a") + number) * 9 for number in range(25)))
    clock.advance(minutes=30)
    exchange("zzz", "yyy", *(f"xx{letter}" for letter in "abcdefg"))
    assert states()[:25] == ["pending"] * 20 + ["cancelled"] * 5
    assert "cancelled" in states()[25:]


def test_administrators_hear_once_of_a_person_who_is_not_answered_any_more(exchange: Callable[..., None]) -> None:
    exchange(*(chr(ord("a") + number) * 9 for number in range(25)))
    told = [row.subject for row in OutgoingEmail.select().where(OutgoingEmail.kind == "trouble")]
    assert len(told) == 1
    assert "petugas sebaiknya menyuratinya" in told[0]


def test_letters_that_answer_nobody_are_no_loop(post: PostOffice) -> None:
    for _ in range(8):
        post.send(TAKEN)
    assert states() == ["pending"] * 8


def test_admin_is_told_once_about_a_muted_address(exchange: Callable[..., None]) -> None:
    exchange(*["sama"] * 9)
    assert OutgoingEmail.select().where(OutgoingEmail.kind == "trouble").count() == 1


def test_muted_address_still_gets_what_people_write(
    exchange: Callable[..., None], post: PostOffice, reply_letter: Letter
) -> None:
    exchange(*["sama"] * 7)
    number = post.send(reply_letter)
    assert OutgoingEmail.get_by_id(number).state == "pending"
