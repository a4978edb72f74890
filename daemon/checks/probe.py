"""Send a mail through the real mail path that vouches for itself, and look whether we would believe it.

The mail carries an Authentication-Results field with our own authserv-id, as a forger would write it. A good server
removes it or adds its own above (RFC 8601 §5); then what is believed is not the forgery (trust.md §3.4).
"""

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

from daemon import tailoring
from daemon.config import Config, ImapMailbox, read_keys
from daemon.inbox.imap import ImapSession
from daemon.outbox.handover import Envelope, ServerTrouble
from daemon.outbox.smtp import SmtpTransport
from daemon.reading.loop_mark import LOOP_HEADER, loop_mark
from daemon.trust.header_block import HeaderBlockError, split
from daemon.trust.receiving_server import ask_receiving_server
from daemon.trust.tokens import KeyRing
from daemon.trust.verdict import Verdict

FORGED_DOMAIN = "probe.invalid"  # RFC 2606: nobody's
WAIT = 60.0  # seconds for the mail to come back
PAUSE = 2.0  # seconds between looks
BELIEVED = "a forged Authentication-Results field with our authserv-id was believed"
LARGEST = 1_000_000  # octets of the mails looked through


def forged_results(config: Config, recorded: Callable[[str], bytes | None]) -> tuple[str, ...]:
    """Send the probe to ourselves and return what is wrong with the mail path, one line a fault.

    `recorded` gives the octets of a mail that the daemon fetched meanwhile, by its Message-ID; None: not there yet.
    Raises: Unreachable; OSError.
    """
    box = next((box for box in config.mailboxes if isinstance(box, ImapMailbox)), None)
    if box is None or not config.authentication.authserv_ids:
        return ()
    message_id = f"{secrets.token_hex(10)}.probe@{config.smtp.from_address.rpartition('@')[2]}"
    session = ImapSession(box)
    try:
        session.select()
        highest = max(session.uids(), default=0)
        if fault := _send(config, box.address, message_id):
            return (fault,)
        raw = _await(lambda: _found(session, highest, message_id) or recorded(message_id))
    finally:
        session.discard()
    return _judge(config, raw)


def _send(config: Config, address: str, message_id: str) -> str:
    """Hand the probe over and return why that failed; "" when it did not."""
    transport = SmtpTransport(tailoring.smtp_settings(config))
    envelope = Envelope(config.smtp.sender, (address,), _compose(config, address, message_id))
    try:
        transport.open()
        delivered = transport.deliver(envelope, lambda: None)
    except ServerTrouble as trouble:
        return f"the probe could not be sent: {trouble}"
    finally:
        transport.close()
    refused = [answer.text for _, answer in delivered.answers if answer.verdict.value != "accepted"]
    return f"the probe was refused: {refused[0]}" if refused else ""


def _compose(config: Config, address: str, message_id: str) -> bytes:
    key = KeyRing(dict(read_keys(config.keys))).derive("loop")[0]
    lines = [
        f"Authentication-Results: {config.authentication.authserv_ids[0]}; dmarc=pass header.from={FORGED_DOMAIN}",
        f"From: {config.smtp.from_address}",
        f"To: {address}",
        "Subject: Loket: probe of the mail path",
        f"Date: {format_datetime(datetime.now(UTC))}",
        f"Message-ID: <{message_id}>",
        "Auto-Submitted: auto-generated",
        f"{LOOP_HEADER}: {loop_mark(key, message_id)}",
        "",
        "This mail tests whether the mail server removes forged results. It can be deleted.",
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


def _await(look: Callable[[], bytes | None]) -> bytes | None:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        if (raw := look()) is not None:
            return raw
        time.sleep(PAUSE)
    return None


def _found(session: ImapSession, highest: int, message_id: str) -> bytes | None:
    """Return the probe if it lies in the folder."""
    session.select()
    return next((raw for raw in _newer(session, highest) if message_id.encode() in raw), None)


def _newer(session: ImapSession, highest: int) -> Iterator[bytes]:
    for uid in session.uids(above=highest):
        yield from (mail.octets for mail in session.mails([uid], LARGEST))


def _judge(config: Config, raw: bytes | None) -> tuple[str, ...]:
    if raw is None:
        return (f"the probe did not come back within {WAIT:.0f} seconds",)
    try:
        headers = split(raw).headers
    except HeaderBlockError as error:
        return (f"the probe came back unreadable: {error}",)
    finding = ask_receiving_server(headers, FORGED_DOMAIN, tailoring.authentication_of(config))
    if finding.verdict is Verdict.PASS:
        return (f"{BELIEVED}: have the mail server remove such fields (RFC 8601 section 5), or correct `position`",)
    return ()
