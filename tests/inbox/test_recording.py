"""Mail is kept before anything reads it, once per mailbox, and wholly or not at all."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from daemon import failpoints
from daemon.inbox import Arrival
from daemon.inbox.ledger import Cursor, finished_uids, known_uids, load_cursor, remember_marked
from daemon.inbox.recording import Recorder
from models.mail import InboundEmail, MailLocation

Make = Callable[..., Arrival]


def test_recorded_mail_has_a_row_and_its_octets(recorder: Recorder, make_arrival: Make) -> None:
    arrival = make_arrival()
    row = InboundEmail.get_by_id(recorder.record(arrival))
    assert (row.mailbox, row.size, row.received_at, row.state, row.is_stub) == (
        "bantuan",
        len(arrival.raw),
        arrival.received_at,
        "new",
        False,
    )
    assert recorder.blobs.get(row.sha256) == arrival.raw


def test_recorded_mail_is_known_where_it_lies(recorder: Recorder, make_arrival: Make) -> None:
    recorder.record(make_arrival(5))
    assert known_uids("bantuan", 7) == {"5"}
    assert known_uids("bantuan", 8) == known_uids("pddikti", 7) == set()


def test_same_mail_at_the_same_place_is_recorded_once(recorder: Recorder, make_arrival: Make) -> None:
    assert recorder.record(make_arrival()) is not None
    assert recorder.record(make_arrival()) is None
    assert (InboundEmail.select().count(), MailLocation.select().count()) == (1, 1)


@pytest.mark.parametrize("moved", [{"uid": "99"}, {"uidvalidity": 8}])
def test_same_octets_elsewhere_in_the_mailbox_are_one_mail_of_two_locations(
    recorder: Recorder, make_arrival: Make, moved: dict[str, object]
) -> None:
    recorder.record(make_arrival())
    assert recorder.record(make_arrival(**moved)) is None
    assert (InboundEmail.select().count(), MailLocation.select().count()) == (1, 2)


def test_same_octets_in_another_mailbox_are_recorded_there_too(recorder: Recorder, make_arrival: Make) -> None:
    recorder.record(make_arrival())
    assert recorder.record(make_arrival(mailbox="pddikti")) is not None
    assert InboundEmail.select().count() == 2


def test_copies_within_a_batch_are_one_mail(recorder: Recorder, make_arrival: Make) -> None:
    assert len(recorder.record_many([make_arrival(), make_arrival(uid="2"), make_arrival(3)])) == 2
    assert known_uids("bantuan", 7) == {"1", "2", "3"}


def test_batch_keeps_the_order_of_arrival(recorder: Recorder, make_arrival: Make) -> None:
    created = recorder.record_many([make_arrival(number) for number in (3, 1, 2)])
    received = [InboundEmail.get_by_id(identifier).received_at.second for identifier in created]
    assert received == [3, 1, 2]


def test_mail_without_a_location_is_recorded_without_one(recorder: Recorder, make_arrival: Make) -> None:
    assert recorder.record(make_arrival(uid="")) is not None
    assert MailLocation.select().count() == 0


def test_batch_and_cursor_are_recorded_together(recorder: Recorder, make_arrival: Make) -> None:
    reconciled = datetime(2026, 11, 19, tzinfo=UTC)
    recorder.record_many([make_arrival(4)], Cursor("bantuan", 7, 4, reconciled))
    assert load_cursor("bantuan") == Cursor("bantuan", 7, 4, reconciled)


def test_fault_before_the_commit_leaves_no_rows(
    recorder: Recorder, make_arrival: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failpoints, "_armed", failpoints._read("before_record_commit:raise"))
    with pytest.raises(failpoints.InjectedFault):
        recorder.record_many([make_arrival(4)], Cursor("bantuan", 7, 4))
    assert load_cursor("bantuan") is None
    assert InboundEmail.select().count() == MailLocation.select().count() == 0


def test_nothing_is_recorded_when_the_octets_could_not_be_kept(
    recorder: Recorder, make_arrival: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        recorder.record(make_arrival())
    assert InboundEmail.select().count() == 0


@pytest.mark.parametrize(("state", "expected"), [("new", ()), ("waiting", ()), ("done", ("1",)), ("held", ("1",))])
def test_only_finished_mail_is_to_be_marked(
    recorder: Recorder, make_arrival: Make, state: str, expected: tuple[str, ...]
) -> None:
    recorder.record(make_arrival())
    InboundEmail.update(state=state).execute()
    assert finished_uids("bantuan", 7, limit=10) == expected


def test_marked_mail_is_not_marked_again(recorder: Recorder, make_arrival: Make) -> None:
    recorder.record_many([make_arrival(number) for number in (1, 2)])
    InboundEmail.update(state="done").execute()
    remember_marked("bantuan", 7, ["1"])
    assert finished_uids("bantuan", 7, limit=10) == ("2",)


def test_mail_is_marked_only_where_it_lies_now(recorder: Recorder, make_arrival: Make) -> None:
    recorder.record_many([make_arrival(), make_arrival(uidvalidity=8, uid="3")])
    InboundEmail.update(state="done").execute()
    assert finished_uids("bantuan", 8, limit=10) == ("3",)
