"""What may not happen when tickets are merged, people are in copy, and addresses are bound."""

from datetime import timedelta
from typing import Any

import pytest
from installation import STAFF
from writing import write

from daemon.app import utc_now
from daemon.desk.timekeeping import reminders
from models.people import Address, PersonAddress

pytestmark = pytest.mark.server
SITI = "siti@mhs.kampus.example"
DEWI = "dewi@gmail.example"
CAMPUS = "2190000002@mhs.kampus.example"
GROUPS = '[[requesters]]\nrole = "mahasiswa"\ndomains = ["mhs.kampus.example"]\n'
RINA = f"Rina Contoh <{STAFF}>"


def send(counter: Any, sender: str, text: str, subject: str = "NIK salah", **more: Any) -> dict[str, Any]:
    """Have somebody write and return what became of the mail."""
    counter.deliver(write(f"Orang Contoh <{sender}>", text, subject, **more))
    counter.loket.once()
    row: dict[str, Any] = counter.loket.rows("inbox")[-1]
    return row


def order(counter: Any, text: str) -> dict[str, Any]:
    """Have Rina answer her newest notification."""
    notice = counter.sink.to(STAFF)[-1]
    return send(counter, STAFF, text, "Re: NIK salah", in_reply_to=notice.message_id)


def answer(counter: Any, text: str, sender: str = DEWI, **more: Any) -> str:
    """Answer the newest mail to an address and return the next one's text."""
    newest = counter.sink.to(sender)[-1]
    send(counter, sender, text, "Re: x", in_reply_to=newest.message_id, **more)
    return str(counter.sink.to(sender)[-1].message.get_body(("plain",)).get_content())


@pytest.fixture
def campus(counter: Any) -> Any:
    """Give a counter that knows the campus's domain, and Dewi's ticket from a private address."""
    config = counter.loket.config
    config.write_text(f"{config.read_text()}\n{GROUPS}")
    send(counter, DEWI, "Agama saya salah. NIM: 2190000002")
    return counter


def codes(counter: Any) -> list[str]:
    texts = (str(mail.message.get_body(("plain",)).get_content()) for mail in counter.sink.to(CAMPUS))
    return [text.partition("KODE ")[2].split()[0] for text in texts if "KODE " in text]


def is_bound(address: str) -> bool:
    return any(row.binding != "claimed" for row in PersonAddress.rows(address=Address.get(Address.address == address)))


def test_code_that_comes_back_binds_the_address(campus: Any) -> None:
    answer(campus, f"IKAT {CAMPUS}")
    answer(campus, f"KODE {codes(campus)[-1]}")
    [row] = [row for row in PersonAddress.select() if row.binding == "code"]
    assert (row.address.address, row.person.identifier) == (DEWI, "2190000002")


def test_code_from_an_unproven_sender_binds_nothing(campus: Any) -> None:
    answer(campus, f"IKAT {CAMPUS}")
    answer(campus, f"KODE {codes(campus)[-1]}", verdict="")
    assert not is_bound(DEWI)


def test_code_cannot_be_guessed_at(campus: Any) -> None:
    answer(campus, f"IKAT {CAMPUS}")
    for number in range(5):
        answer(campus, f"KODE salah{number}")
    answer(campus, f"KODE {codes(campus)[-1]}")
    assert not is_bound(DEWI)


def test_code_counts_once(campus: Any) -> None:
    answer(campus, f"IKAT {CAMPUS}")
    code = codes(campus)[-1]
    answer(campus, f"KODE {code}")
    PersonAddress.update(binding="claimed").execute()
    answer(campus, f"KODE {code}")
    assert not is_bound(DEWI)


def test_campus_address_gets_three_codes_a_day_and_nobody_is_told(campus: Any) -> None:
    for _ in range(3):
        answer(campus, f"IKAT {CAMPUS}")
    send(campus, "lain@gmail.example", "NIM: 2190000003 agama salah")
    text = answer(campus, f"IKAT {CAMPUS}", "lain@gmail.example")
    assert len(codes(campus)) == 3
    assert "Bila alamat kampus itu ada" in text


def test_merged_ticket_goes_on_where_it_was_when_that_is_taken_back(counter: Any) -> None:
    config = counter.loket.config
    config.write_text(config.read_text().replace('hold = "0s"', 'hold = "60s"'))
    send(counter, SITI, "NIK saya salah. NIM: 2190000001")
    send(counter, SITI, "NIK saya masih salah. NIM: 2190000001")
    first, second = (row["number"] for row in counter.loket.rows("tickets"))
    order(counter, f"!tiket {second}\n!gabung {first}")
    order(counter, "!urung")
    row = counter.loket.rows("tickets")[1]
    assert (row["status"], row["merged_into"]) == ("new", None)
    assert not [mail for mail in counter.sink.to(SITI) if "gabung" in str(mail.message["Subject"])]


@pytest.fixture
def merged(counter: Any) -> Any:
    """Return a counter where Siti's ticket holds a complaint of Dewi's."""
    send(counter, SITI, "NIK saya salah. NIM: 2190000001")
    send(counter, DEWI, "NIK saya salah. NIM: 2190000002")
    first, second = (row["number"] for row in counter.loket.rows("tickets"))
    order(counter, f"!tiket {second}\n!gabung {first}")
    return counter


def test_complaint_goes_on_when_somebody_else_takes_theirs_back(merged: Any) -> None:
    first = merged.loket.rows("tickets")[0]["number"]
    merged.deliver(write(SITI, "BATAL", f"Re: [{first}] Keluhan"))
    merged.loket.once()
    assert [(row["status"], row["merged_into"]) for row in merged.loket.rows("tickets")] == [
        ("cancelled", None),
        ("new", None),
    ]


def test_complaint_goes_on_when_somebody_else_falls_silent(merged: Any) -> None:
    first = merged.loket.rows("tickets")[0]["number"]
    order(merged, f"!tiket {first}\n!tunggu")
    reminders.run(merged.loket.app.desk, utc_now() + timedelta(days=11))
    assert [row["status"] for row in merged.loket.rows("tickets")] == ["closed", "new"]


def test_ticket_that_was_split_off_is_cancelled_when_that_is_taken_back(counter: Any) -> None:
    config = counter.loket.config
    config.write_text(config.read_text().replace('hold = "0s"', 'hold = "60s"'))
    send(counter, SITI, "NIK saya salah. NIM: 2190000001")
    order(counter, '!pisah "Wifi asrama"')
    order(counter, "!urung")
    assert [row["status"] for row in counter.loket.rows("tickets")] == ["new", "cancelled"]


def test_walk_in_without_times_has_no_first_stages(counter: Any) -> None:
    send(counter, SITI, "NIK saya salah")
    order(counter, f"!untuk {DEWI}\n\nWifi mati.")
    stages = {stage["name"]: stage["opened_at"] for stage in counter.loket.rows("tickets")[1]["stages"]}
    assert (stages["contact"], stages["form"]) == (None, None)


def test_somebody_in_copy_of_an_unproven_mail_does_not_join(counter: Any) -> None:
    send(counter, SITI, "NIK saya salah", verdict="", headers=("Cc: eko@kampus.example",))
    send(counter, "eko@kampus.example", "Isinya apa?", f"Re: [{counter.loket.rows('tickets')[0]['number']}] NIK")
    assert len(counter.loket.rows("tickets")) == 2


def test_mail_that_is_too_large_with_its_files_goes_out_without_them(counter: Any) -> None:
    counter.sink.script.size_limit = 60_000
    attached = "\r\n".join(
        (
            "MIME-Version: 1.0",
            'Content-Type: multipart/mixed; boundary="mm"',
            "",
            "--mm",
            "Content-Type: text/plain",
            "",
            "NIK saya salah",
            "--mm",
            'Content-Type: image/jpeg; name="ktp.jpg"',
            'Content-Disposition: attachment; filename="ktp.jpg"',
            "",
            "x" * 70_000,
            "--mm--",
            "",
        )
    )
    head = write(f"Siti Contoh <{SITI}>", "", "NIK salah").partition(b"MIME-Version")[0]
    counter.deliver(head + attached.encode())
    counter.loket.once()
    counter.loket.once()
    [notice] = counter.sink.to(STAFF)
    assert [part.get_filename() for part in notice.message.iter_attachments()] == []
    assert b"could not be attached" in notice.content
    assert b"ktp.jpg" in notice.content
