"""Killed at any point of a mail's way, Loket starts again and loses nothing, doubles nothing."""

from typing import Any

import pytest
from installation import STAFF
from writing import write

from daemon.desk.journal import broken_links

pytestmark = [pytest.mark.server, pytest.mark.slow]

STUDENT = "siti@mhs.kampus.example"
# Where the process is killed, and whether it is then unknown that the acknowledgement was accepted: only between
# the announcement of DATA and our record of the server's answer.
POINTS = {
    "after_blob": False,
    "before_record_commit": False,
    "after_record": False,
    "after_claim_mail": False,
    "after_parse": False,
    "after_handle": False,
    "before_commit": False,
    "after_commit": False,
    "before_claim": False,
    "after_claim": False,
    "before_data": True,
    "before_dot": True,
    "after_250": True,
    "before_record": True,
    "after_record:2": False,  # its second pass: the outbox wrote down that the acknowledgement was accepted
    "before_mark": False,
    "after_mark": False,
}


@pytest.mark.parametrize("point", POINTS)
def test_kill_loses_and_doubles_nothing(counter: Any, point: str) -> None:
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", "NIK saya salah.\nNIM: 2190000001", "NIK salah"))
    name, _, passes = point.partition(":")
    killed = counter.loket.run("once", LOKET_FAILPOINT=f"{name}:kill:{passes or 1}")
    assert killed.returncode == -9, killed.stderr.decode()
    counter.loket.once()
    counter.loket.once()
    check(counter, may_double=POINTS[point])


@pytest.mark.parametrize("point", ["after_claim_mail", "after_handle", "before_commit", "after_commit"])
def test_killed_command_is_executed_once(counter: Any, point: str) -> None:
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", "NIK saya salah.\nNIM: 2190000001", "NIK salah"))
    counter.loket.once()
    notice = counter.sink.to(STAFF)[0]
    counter.deliver(write(f"Rina Contoh <{STAFF}>", "!ambil", in_reply_to=notice.message_id))
    assert counter.loket.run("once", LOKET_FAILPOINT=f"{point}:kill").returncode == -9
    counter.loket.once()
    assert counter.loket.rows("inbox")[1]["disposition"] == "commands_executed"
    events = [event["name"] for event in counter.loket.rows("journal")]
    assert events.count("command.executed") == 1


def check(counter: Any, *, may_double: bool) -> None:
    """Hold the promises: the mail is there and finished, one ticket, one acknowledgement unless that was unknown."""
    mails = counter.loket.rows("inbox")
    assert [mail["disposition"] for mail in mails] == ["form_requested"]
    assert len(counter.loket.rows("tickets")) == 1
    letters = [row for row in counter.loket.rows("outbox") if row["kind"] == "acknowledgement"]
    assert len(letters) == 1
    got = [mail.message_id for mail in counter.sink.to(STUDENT)]
    assert set(got) <= {letters[0]["message_id"]}
    if may_double and letters[0]["state"] == "pending":
        assert letters[0]["is_ambiguous"]  # it is sent once more after a while, with the same Message-ID
    else:
        assert len(got) == 1
    assert list(broken_links()) == []
