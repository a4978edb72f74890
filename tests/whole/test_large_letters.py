"""A letter that the outgoing server finds too large: the requester gets its beginning, and staff hear of it (F31)."""

from typing import Any

import pytest
from installation import STAFF
from smtp_sink import SunkMail
from writing import write

pytestmark = [pytest.mark.server, pytest.mark.database]

STUDENT = "siti@mhs.kampus.example"


def text_of(mail: SunkMail) -> str:
    body = mail.message.get_body(("plain",))
    return f"{mail.message['Subject']}\n{body.get_content() if body else ''}"


def test_requester_gets_the_beginning_and_staff_hear_of_it(counter: Any) -> None:
    counter.sink.script.size_limit = 70_000
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", "NIK saya salah.\nNIM: 2190000001", "NIK salah"))
    counter.loket.once()
    notice = counter.sink.to(STAFF)[0]
    text = "!balas\n\n" + "Penjelasan yang sangat panjang.\n" * 3000
    counter.deliver(write(f"Rina Contoh <{STAFF}>", text, in_reply_to=notice.message_id))
    for _ in range(3):
        counter.loket.once()
    assert "dipotong karena terlalu besar" in str(counter.sink.to(STUDENT)[-1].message.get_content())
    assert [mail for mail in counter.sink.to(STAFF) if "terlalu besar, dikirim tanpa" in text_of(mail)]
    assert "letter.lightened" in {event["name"] for event in counter.loket.rows("journal")}
