"""Mails that arrive together are dealt with as if they had come one by one."""

from typing import Any

import pytest
from writing import write

from models.journal import JournalEvent
from models.outgoing import OutgoingEmail
from models.people import Address, Person
from models.tickets import Ticket

pytestmark = [pytest.mark.server, pytest.mark.database]

STUDENT = "siti@mhs.kampus.example"
COMPLAINT = write(f"Siti Contoh <{STUDENT}>", "NIK saya salah di PDDIKTI.\nNIM: 2190000001", "NIK salah")


def test_mail_that_comes_over_two_ways_at_once_opens_one_ticket(counter: Any) -> None:
    counter.deliver(COMPLAINT)
    counter.deliver(b"X-Way: another\r\n" + COMPLAINT)
    counter.loket.once()
    assert sorted(counter.dispositions()) == ["form_requested", "ignored"]


def test_two_mails_of_a_new_sender_at_once_are_one_person(counter: Any) -> None:
    counter.deliver(COMPLAINT)
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", "Kapan kartu mahasiswa saya jadi?", "Kartu mahasiswa"))
    counter.loket.once()
    assert len(counter.loket.rows("tickets")) == 2
    assert (Address.select().where(Address.address == STUDENT).count(), Person.select().count()) == (1, 1)


def test_mail_that_opens_a_ticket_is_part_of_the_event_that_says_so(counter: Any) -> None:
    counter.deliver(COMPLAINT)
    counter.loket.once()
    told = {row.name: row.data for row in JournalEvent.select().where(JournalEvent.ticket_id.is_null(False))}
    assert told["ticket.created"]["files"] == 0
    assert "message.received" not in told


def test_mail_is_dealt_with_after_the_letters_of_the_one_before_it_were_written(counter: Any) -> None:
    counter.deliver(COMPLAINT)
    counter.deliver(write("Budi Contoh <budi@mhs.kampus.example>", "Nilai saya salah.", "Nilai salah"))
    counter.loket.once()
    first, second = Ticket.select().order_by(Ticket.id)
    assert max(letter.not_before for letter in OutgoingEmail.rows(ticket=first)) <= second.created_at
