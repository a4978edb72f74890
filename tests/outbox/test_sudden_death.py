"""A sender that is killed at any point loses nothing, and sends twice only what may not have arrived."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from smtp_sink import SmtpSink

from daemon.desk.writing.letters import Letter
from daemon.outbox.delivery import Delivery
from daemon.outbox.posting import PostOffice
from models.database import close_database, open_database
from models.outgoing import OutgoingEmail

ROOT = Path(__file__).parents[2]
SENDER = """
import sys
from datetime import UTC, datetime
from daemon.outbox.delivery import Delivery, DeliveryRules, Listeners
from daemon.outbox.smtp import SmtpTransport
from daemon.outbox.smtp_session import SmtpSettings
from models.database import open_database

open_database(sys.argv[1])
now = datetime.fromisoformat(sys.argv[3])
listeners = Listeners(lambda report: None, lambda report: None, lambda report: None, lambda what, detail: None)
transport = SmtpTransport(SmtpSettings("127.0.0.1", int(sys.argv[2]), "none", "kampus.example", timeout=5))
Delivery(transport, DeliveryRules("host:victim"), listeners, lambda: now).deliver_due()
"""
# Where it dies → how many mails the server has in the end.
POINTS = {
    "before_claim": 1,
    "after_claim": 1,
    "before_data": 1,
    "before_dot": 1,
    "after_250": 2,
    "before_record": 2,
    "after_record": 1,
}


@pytest.mark.parametrize(("point", "copies"), POINTS.items())
def test_killed_sender_loses_nothing(
    outbox_database: str,
    post: PostOffice,
    reply_letter: Letter,
    sink: SmtpSink,
    make_delivery: Callable[..., Delivery],
    clock,
    point: str,
    copies: int,
) -> None:
    post.send(reply_letter)
    _send_and_die(outbox_database, sink, clock, f"{point}:kill")
    delivery = make_delivery()
    delivery.recover()
    for _ in range(2):
        delivery.deliver_due()
        clock.advance(minutes=15)
    assert OutgoingEmail.get_by_id(1).state == "sent"
    assert len(sink.mails) == copies
    assert len({mail.message_id for mail in sink.mails}) == 1


def _send_and_die(url: str, sink: SmtpSink, clock, point: str) -> None:
    close_database()
    environment = {**os.environ, "LOKET_FAILPOINT": point, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SENDER, url, str(sink.port), clock.now.isoformat()]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=30, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    open_database(url)


@pytest.mark.parametrize("point", ["before_dot:kill:2", "after_250:kill", "after_250:kill:3"])
def test_killed_sender_loses_none_of_the_mails_that_were_named_ahead(
    outbox_database: str,
    post: PostOffice,
    reply_letter: Letter,
    sink: SmtpSink,
    make_delivery: Callable[..., Delivery],
    clock,
    point: str,
) -> None:
    for _ in range(4):
        post.send(reply_letter)
    _send_and_die(outbox_database, sink, clock, point)
    delivery = make_delivery()
    delivery.recover()
    for _ in range(2):
        delivery.deliver_due()
        clock.advance(minutes=15)
    assert {row.state for row in OutgoingEmail.select()} == {"sent"}
    assert len({mail.message_id for mail in sink.mails}) == 4
    assert all(mail.content.count(b"Message-ID:") == 1 for mail in sink.mails)
