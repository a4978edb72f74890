"""Take one mail from a pipe of the mail server's."""

from typing import BinaryIO

from daemon.inbox import HEADER_OCTETS, Arrival
from daemon.inbox.recording import Recorder
from daemon.inbox.stub import header_of

_CHUNK = 1_000_000


def receive(mailbox: str, stream: BinaryIO, recorder: Recorder, largest: int) -> int | None:
    """Record the mail that the stream holds and return its id; None when this mailbox had the same octets before.

    Of a mail over `largest` octets only the header is kept.

    Raises: OSError, DatabaseFault when it could not be kept.
    """
    raw = stream.read(largest + 1)
    size, is_stub = len(raw), len(raw) > largest
    while is_stub and (more := stream.read(_CHUNK)):
        size += len(more)
    if is_stub:
        raw = header_of(raw[:HEADER_OCTETS])
    return recorder.record(Arrival(mailbox, 0, "", recorder.now(), size, raw, is_stub))
