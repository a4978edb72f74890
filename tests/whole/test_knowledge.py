"""What was learned from solved tickets is found, forgotten with them, and never says whose it was."""

from typing import Any

import pytest
from installation import STAFF
from writing import write

from daemon.desk.learning import searching
from daemon.keeping.erasing import Erasing
from models.database import transaction
from models.knowledge import KnowledgeEntry, SavedSolution, newest_words
from models.snapshot import scrub_free_pages
from models.tickets import Ticket

pytestmark = [pytest.mark.server, pytest.mark.database]

STUDENT = "siti@mhs.kampus.example"
COMPLAINT = "NIK saya di PDDIKTI keliru, saya Siti Contoh.\nNIM: 2190000001\nNIK yang benar: 1671014101010002"


def says(counter: Any, sender: str, text: str, subject: str, answers: str = "") -> None:
    counter.deliver(write(sender, text, subject, in_reply_to=answers))
    counter.loket.once()


@pytest.fixture
def solved(counter: Any) -> Any:
    """Return a counter where Siti's complaint was solved."""
    says(counter, f"Siti Contoh <{STUDENT}>", COMPLAINT, "NIK salah")
    notice = counter.sink.to(STAFF)[0].message_id
    says(counter, f"Rina <{STAFF}>", "!selesai\n\nYth. Siti, NIK 1671014101010002 sudah dibetulkan.", "", notice)
    return counter


def learned() -> KnowledgeEntry:
    (entry,) = KnowledgeEntry.select()
    return entry


def found(*words: str) -> list[str]:
    return [str(ticket.number) for ticket in searching.tickets(words, 10)]


def test_solved_ticket_is_found_by_any_form_of_its_words(solved: Any) -> None:
    number = solved.loket.rows("tickets")[0]["number"]
    assert found("kekeliruan", "PDDIKTI") == [number]
    assert found("proyektor") == []


def test_ticket_is_found_by_number_address_and_identity_number(solved: Any) -> None:
    number = solved.loket.rows("tickets")[0]["number"]
    assert found(number) == found(STUDENT) == found("2190000001") == [number]


def test_nothing_that_identifies_the_person_is_learned(solved: Any) -> None:
    entry = learned()
    kept = f"{entry.title} {entry.text} {entry.outcome} {entry.words}".casefold()
    assert [word for word in ("siti", "contoh", "2190000001", "1671014101010002", STUDENT) if word in kept] == []


def test_similar_tickets_are_looked_for_among_those_of_the_type(solved: Any) -> None:
    assert [number for number, _ in newest_words("M04", 5)] == [learned().id]
    assert newest_words("M05", 5) == []


def test_reopened_ticket_is_unlearned(solved: Any) -> None:
    solution = solved.sink.to(STUDENT)[-1].message_id
    says(solved, f"Siti Contoh <{STUDENT}>", "Masih salah, Bu.", "Re: NIK salah", solution)
    assert found("keliru") == []


def test_solution_that_is_taken_back_is_unlearned(counter: Any) -> None:
    config = counter.loket.config
    config.write_text(config.read_text().replace('hold = "0s"', 'hold = "20s"'))
    says(counter, f"Siti Contoh <{STUDENT}>", COMPLAINT, "NIK salah")
    notice = counter.sink.to(STAFF)[0].message_id
    says(counter, f"Rina <{STAFF}>", "!selesai\n\nSudah dibetulkan.", "", notice)
    assert len(found("keliru")) == 1
    says(counter, f"Rina <{STAFF}>", "!urung", "", notice)
    assert found("keliru") == []


def test_staff_see_similar_solved_tickets(solved: Any) -> None:
    says(solved, "Budi <budi@mhs.kampus.example>", "NIK saya di PDDIKTI keliru, mohon dibetulkan.", "NIK salah")
    notice = str(solved.sink.to(STAFF)[-1].message.get_body(("plain",)).get_content())
    number = solved.loket.rows("tickets")[0]["number"]
    assert f"- {number}, NIK salah: Yth. •, NIK • sudah dibetulkan." in notice


def test_requester_is_never_told_of_somebody_elses_ticket(solved: Any) -> None:
    says(solved, "Budi <budi@mhs.kampus.example>", "NIK saya di PDDIKTI keliru, mohon dibetulkan.", "NIK salah")
    letter = solved.sink.to("budi@mhs.kampus.example")[-1].message.get_body(("plain",))
    assert "dibetulkan" not in str(letter.get_content())


def erase_student(solved: Any) -> None:
    Erasing(STUDENT, solved.loket.app.desk.clock(), lambda _what, _done, _of: None).work(solved.loket.app.blobs)


def test_erased_person_is_forgotten_by_the_search(solved: Any) -> None:
    erase_student(solved)
    scrub_free_pages()
    assert (list(KnowledgeEntry.select()), found("keliru")) == ([], [])


def test_kept_solution_is_found_by_its_words_and_code(solved: Any) -> None:
    notice = solved.sink.to(STAFF)[0].message_id
    says(solved, f"Rina <{STAFF}>", '!simpan-solusi wifi-login "Login WiFi"\n\nLupakan jaringannya.', "", notice)
    question = solved.sink.to(STAFF)[-1]
    code = str(question.message.get_body(("plain",)).get_content()).partition("!ya ")[2].split()[0]
    says(solved, f"Rina <{STAFF}>", f"!ya {code}", "", question.message_id)
    assert [row.code for row in searching.solutions(("jaringan",), 10)] == ["wifi-login"]
    assert [
        entry["data"]["version"] for entry in solved.loket.rows("journal") if entry["name"] == "solution.saved"
    ] == [1]


def test_erasing_a_person_leaves_the_solution_that_names_nobody(solved: Any) -> None:
    with transaction():
        SavedSolution.create(
            code="nik",
            language="id",
            title="NIK",
            text="Sudah.",
            saved_by="rina",
            saved_at=solved.loket.app.desk.clock(),
        )
    erase_student(solved)
    assert SavedSolution.select().count() == 1
    assert Ticket.select().count() == 1
