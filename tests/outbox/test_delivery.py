"""What lies in the outbox reaches the server once, whatever the server does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from time import sleep
from typing import Any

import pytest
from smtp_sink import SmtpSink

from daemon.desk.writing.letters import Letter
from daemon.outbox import ledger
from daemon.outbox.delivery import Delivery, DeliveryRules
from daemon.outbox.handover import Answer, Delivered, Envelope, Verdict
from daemon.outbox.posting import PostOffice
from daemon.outbox.smtp import SmtpTransport
from models.database import transaction
from models.outgoing import (
    DeliveryAttempt,
    OutgoingContent,
    OutgoingEmail,
    OutgoingRecipient,
    octets_of,
    remove_contents,
)

BUDI = "budi@mhs.kampus.example"
SITI = "siti@mhs.kampus.example"


def outgoing(number: int = 1) -> OutgoingEmail:
    return OutgoingEmail.get_by_id(number)


def recipient(address: str) -> OutgoingRecipient:
    return OutgoingRecipient.get(OutgoingRecipient.address == address)


def outcomes() -> list[str]:
    return [attempt.outcome for attempt in DeliveryAttempt.select().order_by(DeliveryAttempt.id)]


def seed_copies(number: int, count: int) -> None:
    """Put so many copies of an outgoing mail into the outbox, as a desk does that worked while the server was down."""
    original = outgoing(number)
    row = {name: value for name, value in original.__data__.items() if name != "id"}
    with transaction():
        for index in range(count):
            changes = {"message_id": f"{index}.{original.message_id}", "content": OutgoingContent.add(octets=b"isi")}
            OutgoingRecipient.add(email=OutgoingEmail.add(**row | changes), address=BUDI)


def advance_and_deliver(clock: Any, delivery: Delivery) -> int:
    """Let a minute pass and return how many mails go out then."""
    clock.advance(minutes=1)
    return delivery.deliver_due()


@pytest.fixture
def letter_to_two(reply_letter: Letter) -> Letter:
    return replace(reply_letter, cc=(SITI,))


def test_enqueued_mail_arrives_with_the_message_id_it_was_given(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink
) -> None:
    post.send(reply_letter)
    assert delivery.deliver_due() == 1
    assert [mail.message_id for mail in sink.mails] == [outgoing().message_id]


def test_accepted_mail_is_sent_and_told(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, told, clock
) -> None:
    post.send(reply_letter)
    delivery.deliver_due()
    assert (outgoing().state, recipient(BUDI).state) == ("sent", "accepted")
    assert [(one.email.id, one.email.kind, one.at) for one in told.accepted] == [(1, "reply", clock.now)]


def test_nothing_is_sent_twice(post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink) -> None:
    post.send(reply_letter)
    delivery.deliver_due()
    assert delivery.deliver_due() == 0
    assert len(sink.mails) == 1


def test_mail_waits_until_its_time(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, clock
) -> None:
    post.send(replace(reply_letter, not_before=clock.now + timedelta(minutes=5)))
    assert delivery.deliver_due() == 0
    clock.advance(minutes=5)
    assert delivery.deliver_due() == 1


def test_one_connection_carries_many_mails(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink
) -> None:
    for _ in range(5):
        post.send(reply_letter)
    assert delivery.deliver_due() == 5
    assert sink.sessions == 1


def test_server_that_is_down_costs_no_attempt_and_is_told_once(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, told, clock
) -> None:
    sink.stop()
    post.send(reply_letter)
    for _ in range(5):
        delivery.deliver_due()
        clock.advance(minutes=10)
    assert (outgoing().state, outgoing().attempts) == ("pending", 0)
    assert [what for what, _ in told.trouble] == ["smtp"]


def test_wrong_password_is_tried_once_in_five_minutes(
    post: PostOffice, make_transport, told, clock, reply_letter: Letter, sink: SmtpSink
) -> None:
    with SmtpSink(login=("loket", "rahasia")) as strict:
        wrong = make_transport(port=strict.port, username="loket", password=lambda: "salah")
        delivery = Delivery(wrong, DeliveryRules("host:1"), told.listeners, clock)
        post.send(reply_letter)
        for _ in range(5):
            delivery.deliver_due()
            clock.advance(minutes=1)
        assert strict.sessions == 1
        delivery.deliver_due()
        assert strict.sessions == 2


def test_mail_goes_out_when_the_server_is_back(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, clock
) -> None:
    sink.script.connect = ["554 no service today"]
    post.send(reply_letter)
    delivery.deliver_due()
    assert "554" in delivery.trouble
    clock.advance(minutes=1)
    delivery.deliver_due()
    assert (outgoing().state, delivery.trouble) == ("sent", "")


@pytest.mark.parametrize("stage", ["mail", "data"])
@pytest.mark.parametrize("answer", ["450 4.2.0 busy", "451 4.3.0 error", "452 4.3.1 full"])
def test_temporary_refusal_is_tried_again_after_a_minute(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, clock, stage: str, answer: str
) -> None:
    setattr(sink.script, stage, [answer])
    post.send(reply_letter)
    delivery.deliver_due()
    assert (outgoing().state, outgoing().not_before) == ("pending", clock.now + timedelta(minutes=1))
    clock.advance(minutes=1)
    delivery.deliver_due()
    assert outcomes() == ["deferred", "accepted"]


def test_mail_whose_text_was_erased_while_it_was_in_hand_never_goes_out_empty(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, clock
) -> None:
    post.send(reply_letter)
    sink.script.data = "451 4.3.0 later"
    delivery.deliver_due()
    sink.script.data = ""
    with transaction():
        remove_contents([1])
    advance_and_deliver(clock, delivery)
    assert (sink.mails, outgoing().state, outgoing().finished_at) == ([], "cancelled", clock.now)


def settle_erased(post: PostOffice, letter: Letter, answer: Answer, now: datetime) -> None:
    """Let the server answer a mail that was erased, and followed by another, while it was in hand."""
    post.send(letter)
    with transaction():
        (claimed,) = ledger.claim("host:1", now, 1)
    with transaction():
        remove_contents([1])
    post.send(replace(letter, to=SITI))
    with transaction():
        ledger.settle(claimed, Delivered(((BUDI, answer),), is_throttled=False), ledger.RetryRules(), now)


def test_erased_mail_that_is_too_large_is_not_put_in_the_place_of_another(
    post: PostOffice, reply_letter: Letter, clock
) -> None:
    settle_erased(post, reply_letter, Answer(Verdict.REFUSED, 552, "5.3.4 too large"), clock.now)
    assert f"To: {SITI}".encode() in octets_of(outgoing(2))


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.DEFERRED, Verdict.UNKNOWN])
def test_what_the_server_says_of_an_erased_mail_is_not_kept(
    post: PostOffice, reply_letter: Letter, clock, verdict: Verdict
) -> None:
    settle_erased(post, reply_letter, Answer(verdict, 550, f"5.1.1 <{BUDI}>: no such user"), clock.now)
    attempt = DeliveryAttempt.get()
    assert not [words for words in (attempt.response, recipient(BUDI).response, outgoing().last_error) if BUDI in words]


def test_greylisted_mail_arrives_at_the_second_try(
    post: PostOffice, delivery: Delivery, letter_to_two: Letter, sink: SmtpSink, clock
) -> None:
    sink.script.greylist = True
    post.send(letter_to_two)
    delivery.deliver_due()
    clock.advance(minutes=1)
    delivery.deliver_due()
    assert [mail.recipients for mail in sink.mails] == [(BUDI, SITI)]


def test_delays_double_up_to_four_hours_and_end_after_three_days(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, clock, told
) -> None:
    sink.script.data = "451 4.3.0 later"
    post.send(reply_letter)
    start, delays = clock.now, []
    while delivery.deliver_due() and outgoing().state == "pending":
        delays.append((outgoing().not_before - clock.now).total_seconds() / 60)
        clock.now = outgoing().not_before
    assert delays[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 240]
    assert timedelta(days=2, hours=20) <= clock.now - start <= timedelta(days=3)
    assert [(report.addresses, "given up" in report.reason) for report in told.failed] == [((BUDI,), True)]


def test_refused_recipient_is_told_and_the_other_gets_the_mail_once(
    post: PostOffice, delivery: Delivery, letter_to_two: Letter, sink: SmtpSink, told
) -> None:
    sink.script.rcpt[SITI] = "550 5.1.1 no such user"
    post.send(letter_to_two)
    delivery.deliver_due()
    assert (outgoing().state, recipient(SITI).state, recipient(SITI).code) == ("sent", "refused", 550)
    assert [report.addresses for report in told.failed] == [(SITI,)]
    assert [mail.recipients for mail in sink.mails] == [(BUDI,)]


def test_put_off_recipient_is_tried_alone(
    post: PostOffice, delivery: Delivery, letter_to_two: Letter, sink: SmtpSink, told, clock
) -> None:
    sink.script.rcpt[SITI] = ["452 4.2.2 mailbox full"]
    post.send(letter_to_two)
    delivery.deliver_due()
    clock.advance(minutes=1)
    delivery.deliver_due()
    assert [mail.recipients for mail in sink.mails] == [(BUDI,), (SITI,)]
    assert len({mail.message_id for mail in sink.mails}) == len(told.accepted) == 1


@pytest.mark.parametrize("stage", ["mail", "data"])
def test_mail_refused_for_good_fails_at_once(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, told, stage: str
) -> None:
    setattr(sink.script, stage, "554 5.7.1 we do not want it")
    post.send(reply_letter)
    delivery.deliver_due()
    assert (outgoing().state, told.failed[0].reason) == ("failed", "554 5.7.1 we do not want it")


def test_address_that_could_carry_commands_is_never_given_to_the_server(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, told
) -> None:
    post.send(replace(reply_letter, to='"x\r\nRCPT TO:<e@x.example>"@kampus.example'))
    delivery.deliver_due()
    assert outgoing().state == "failed"
    assert sink.commands == ["MAIL"]


def test_connection_lost_before_data_is_a_plain_retry(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, clock
) -> None:
    sink.script.drop_at_rcpt = 1
    post.send(reply_letter)
    delivery.deliver_due()
    assert (outgoing().is_ambiguous, outcomes()) == (False, ["deferred"])
    clock.advance(minutes=1)
    delivery.deliver_due()
    assert outgoing().state == "sent"


@pytest.mark.parametrize("was_kept", [True, False])
def test_lost_answer_to_the_dot_leads_to_one_more_mail_with_the_same_message_id(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, clock, was_kept: bool
) -> None:
    sink.script.drop_after_dot, sink.script.keep_dropped = 1, was_kept
    post.send(reply_letter)
    delivery.deliver_due()
    assert outgoing().not_before == clock.now + timedelta(minutes=15)
    clock.advance(minutes=15)
    delivery.deliver_due()
    assert outcomes() == ["ambiguous", "accepted"]
    assert len(sink.mails) == (2 if was_kept else 1)
    assert len({mail.message_id for mail in sink.mails}) == 1


def test_answer_lost_twice_is_given_up_and_told(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, clock, told
) -> None:
    sink.script.drop_after_dot = 2
    post.send(reply_letter)
    for _ in range(3):
        delivery.deliver_due()
        clock.advance(minutes=15)
    assert (outgoing().state, len(sink.mails)) == ("failed", 2)
    assert [report.is_ambiguous for report in told.failed] == [True]


def test_server_that_closes_an_idle_connection_costs_nothing(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink
) -> None:
    sink.script.per_session = 1
    for _ in range(3):
        post.send(reply_letter)
        delivery.deliver_due()
        sleep(0.2)  # until the sink has cut the connection
    assert outcomes() == ["accepted"] * 3


def test_rate_limit_of_the_server_stops_the_queue_for_a_while(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, clock
) -> None:
    sink.script.mail = ["", "", "450 4.7.1 too many mails"]
    for _ in range(6):
        post.send(reply_letter)
    assert delivery.deliver_due() == 3
    assert delivery.deliver_due() == 0
    clock.advance(minutes=1)
    assert delivery.deliver_due() == 4


def test_no_more_than_the_hourly_limit_goes_out(
    post: PostOffice, make_delivery: Callable[..., Delivery], reply_letter: Letter, sink: SmtpSink, told, clock
) -> None:
    delivery = make_delivery(per_hour=5)
    for _ in range(7):
        post.send(reply_letter)
    assert delivery.deliver_due() == 5
    assert [what for what, _ in told.trouble] == ["rate"]
    clock.advance(minutes=61)
    assert delivery.deliver_due() == 2


def test_ten_thousand_letters_at_the_start_go_out_evenly(
    post: PostOffice, make_delivery: Callable[..., Delivery], reply_letter: Letter, clock
) -> None:
    first = post.send(reply_letter)
    seed_copies(first, 10_000)
    delivery = make_delivery(per_hour=1000)
    burst = delivery.deliver_due()
    in_each_minute = [advance_and_deliver(clock, delivery) for _ in range(5)]
    assert burst == 100
    assert set(in_each_minute) <= {16, 17}


def test_pace_outlives_a_restart(
    post: PostOffice, make_delivery: Callable[..., Delivery], reply_letter: Letter, clock
) -> None:
    seed_copies(post.send(reply_letter), 200)
    make_delivery(per_hour=1000).deliver_due()
    assert make_delivery(per_hour=1000).deliver_due() == 0
    assert advance_and_deliver(clock, make_delivery(per_hour=1000)) in {16, 17}


def test_hourly_limit_outlives_a_restart(
    post: PostOffice, make_delivery: Callable[..., Delivery], reply_letter: Letter, clock
) -> None:
    for _ in range(4):
        post.send(reply_letter)
    make_delivery(per_hour=3).deliver_due()
    clock.advance(minutes=30)
    assert make_delivery(per_hour=3).deliver_due() == 0


def test_mail_that_is_too_large_goes_out_shortened_and_that_is_told(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, told
) -> None:
    sink.script.size_limit = 60_000
    post.send(replace(reply_letter, content=replace(reply_letter.content, text="Ini baris yang panjang.\n" * 4000)))
    delivery.deliver_due()
    (mail,) = sink.mails
    text = str(mail.message.get_content())
    assert "Ini baris yang panjang." in text
    assert "dipotong karena terlalu besar" in text
    assert (mail.message_id, outgoing().state) == (outgoing().message_id, "sent")
    assert ([report.left_out for report in told.lightened], told.failed) == ([()], [])


def test_mail_that_is_too_large_even_shortened_fails_and_that_is_told(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, told
) -> None:
    sink.script.size_limit = 500
    post.send(reply_letter)
    delivery.deliver_due()
    assert (outgoing().state, len(told.failed), sink.mails) == ("failed", 1, [])


def test_full_mailbox_is_no_mail_that_is_too_large(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink, told
) -> None:
    sink.script.rcpt[BUDI] = "552 5.2.2 mailbox full"
    post.send(reply_letter)
    delivery.deliver_due()
    assert (len(told.failed), told.lightened) == (1, [])


def test_delivery_stops_after_the_mail_in_hand(
    post: PostOffice, delivery: Delivery, reply_letter: Letter, sink: SmtpSink
) -> None:
    for _ in range(3):
        post.send(reply_letter)
    delivery.deliver_due(lambda: len(sink.mails) >= 1)
    assert len(sink.mails) == 1


def test_claim_of_a_dead_process_that_had_not_come_to_data_is_due_at_once(
    post: PostOffice, make_delivery: Callable[..., Delivery], reply_letter: Letter, clock
) -> None:
    post.send(reply_letter)
    OutgoingEmail.update(state="sending", claimed_by="host:0", attempts=1).execute()
    DeliveryAttempt.create(email=1, number=1, started_at=clock.now)
    delivery = make_delivery("host:2")
    assert delivery.recover() == 1
    delivery.deliver_due()
    assert (outgoing().state, outgoing().is_ambiguous) == ("sent", False)


def test_claim_of_a_process_that_died_at_data_is_sent_once_more_later(
    post: PostOffice, make_delivery: Callable[..., Delivery], reply_letter: Letter, sink: SmtpSink, clock
) -> None:
    post.send(reply_letter)
    OutgoingEmail.update(state="sending", claimed_by="host:0", attempts=1).execute()
    DeliveryAttempt.create(email=1, number=1, started_at=clock.now, outcome="data")
    delivery = make_delivery("host:2")
    delivery.recover()
    assert delivery.deliver_due() == 0
    clock.advance(minutes=15)
    assert delivery.deliver_due() == 1


def test_listener_that_fails_does_not_lead_to_a_second_mail(
    post: PostOffice, transport: SmtpTransport, reply_letter: Letter, sink: SmtpSink, told, clock
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a clock broke")

    delivery = Delivery(transport, DeliveryRules("host:1"), replace(told.listeners, on_accepted=fail), clock)
    post.send(reply_letter)
    with pytest.raises(RuntimeError, match="a clock broke"):
        delivery.deliver_due()
    assert (outgoing().state, outcomes()) == ("sent", ["accepted"])


@pytest.mark.parametrize(("comes_to_data", "outcome", "delay"), [(False, "not-begun", 30), (True, "ambiguous", 900)])
def test_unforeseen_error_leaves_no_mail_behind(
    post: PostOffice, reply_letter: Letter, told, clock, comes_to_data: bool, outcome: str, delay: int
) -> None:
    delivery = Delivery(BrokenTransport(comes_to_data), DeliveryRules("host:1"), told.listeners, clock)
    post.send(reply_letter)
    with pytest.raises(RuntimeError, match="unforeseen"):
        delivery.deliver_due()
    assert delivery.deliver_due() == 0
    assert (outgoing().state, outcomes()) == ("pending", [outcome])
    assert outgoing().not_before == clock.now + timedelta(seconds=delay)


class BrokenTransport:
    """Breaks in the middle of a mail."""

    def __init__(self, comes_to_data: bool) -> None:
        self._comes_to_data = comes_to_data

    def open(self) -> None:
        """Be open."""

    def close(self) -> None:
        """Be closed."""

    def deliver(self, envelope: Envelope, before_data: Callable[[], None], following: Envelope | None) -> Delivered:
        if self._comes_to_data:
            before_data()
        raise RuntimeError("unforeseen")
